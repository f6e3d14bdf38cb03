"""Maximal cliques: which things may all be one, when some pairs may."""

from collections.abc import Mapping

MOST_CLIQUES = 400


def cliques(graph: Mapping[str, set[str]]) -> list[frozenset[str]]:
    """Return the maximal cliques of a graph (Bron and Kerbosch 1973, with a pivot).

    Beyond MOST_CLIQUES the connected parts themselves are returned: more sharing than is
    possible, hence a weaker floor, never a wrong one.
    """
    found: list[frozenset[str]] = []
    stack = [(frozenset[str](), set(graph), set[str]())]
    while stack:
        chosen, open_, done = stack.pop()
        if not open_ and not done:
            found.append(chosen)
            if len(found) > MOST_CLIQUES:
                return _components(graph)
            continue
        pivot = max(open_ | done, key=lambda key: (len(graph[key] & open_), key))
        for key in sorted(open_ - graph[pivot]):
            stack.append((chosen | {key}, open_ & graph[key], done & graph[key]))
            open_ = open_ - {key}
            done = done | {key}
    return sorted(found, key=sorted)


def _components(graph: Mapping[str, set[str]]) -> list[frozenset[str]]:
    left, found = set(graph), []
    while left:
        layer = {min(left)}
        part: set[str] = set()
        while layer:
            part |= layer
            layer = {other for key in layer for other in graph[key]} - part
        found.append(frozenset(part))
        left -= part
    return found
