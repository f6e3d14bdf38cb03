"""Numbers of one source that do not add up, and its maximal consistent parts (figures.md §8)."""

from collections.abc import Callable, Sequence

from tawthiq.count.vintage import Toll

TRIES = 200

Fits = Callable[[Sequence[Toll]], bool]


def irreducible(tolls: Sequence[Toll], fits: Fits) -> tuple[Toll, ...]:
    """Return a part that does not add up and from which none can be left out."""
    kept = list(tolls)
    for toll in reversed(tolls):
        without = [t for t in kept if t is not toll]
        if not fits(without):
            kept = without
    return tuple(kept)


def firm_part(tolls: Sequence[Toll], fits: Fits) -> tuple[Toll, ...]:
    """Return the tolls, without ceilings that the others exceed."""
    if fits(tolls):
        return tuple(tolls)
    firm = tuple(toll for toll in tolls if not toll.is_ceiling)
    if fits(firm):
        for ceiling in (toll for toll in tolls if toll.is_ceiling):
            firm = (*firm, ceiling) if fits((*firm, ceiling)) else firm
    return firm


def consistent_parts(
    tolls: Sequence[Toll], fits: Fits
) -> tuple[list[tuple[Toll, ...]], list[tuple[Toll, ...]]]:
    """Return the maximal consistent parts and the irreducible conflicts found on the way.

    Ceilings give way first: a floor stands and a ceiling is listed against it. Where the
    parts are too many, the one part without any toll in conflict stands for all of them;
    it forces no more than any of them.
    """
    firm = firm_part(tolls, fits)
    if fits(firm):
        return [firm], []
    parts: list[tuple[Toll, ...]] = []
    conflicts: list[tuple[Toll, ...]] = []
    waiting, tried = [firm], 0
    while waiting:
        part = waiting.pop(0)
        if any(set(map(id, part)) <= set(map(id, other)) for other in parts):
            continue
        tried += 1
        if tried > TRIES:
            return [untouched(firm, conflicts, fits)], conflicts
        conflict = next((c for c in conflicts if _holds(part, c)), None)
        if conflict is None and fits(part):
            parts.append(part)
            continue
        if conflict is None:
            conflict = irreducible(part, fits)
            conflicts.append(conflict)
        waiting += [tuple(t for t in part if t is not gone) for gone in conflict]
    return parts, conflicts


def _holds(part: Sequence[Toll], conflict: Sequence[Toll]) -> bool:
    ids = set(map(id, part))
    return all(id(toll) in ids for toll in conflict)


def untouched(
    tolls: Sequence[Toll], conflicts: Sequence[Sequence[Toll]], fits: Fits
) -> tuple[Toll, ...]:
    """Return the tolls that are in no conflict."""
    touched = {id(toll) for conflict in conflicts for toll in conflict}
    kept = tuple(toll for toll in tolls if id(toll) not in touched)
    while not fits(kept):
        gone = {id(toll) for toll in irreducible(kept, fits)}
        kept = tuple(toll for toll in kept if id(toll) not in gone)
    return kept
