"""Cells as sets of scopes (whole numbers, one bit each), cut and joined by judged incidents.

Two incidents that a person judged `different` share no cell: only then are their people
added where places and days alone do not keep them apart. Incidents that may be one share a
joint cell, however far apart their places and days are: a minimum counts it once
(figures.md §4).
"""

from collections.abc import Collection, Sequence
from itertools import combinations, product

from tawthiq.count.cliques import cliques

Different = frozenset[frozenset[str]]
Tagged = Sequence[tuple[int, frozenset[str] | None]]
MOST_COMBINED = 400


def apart(signatures: Collection[int], tagged: Tagged, different: Different) -> set[int]:
    """Return the cells, each with the judged incidents that it can hold at once.

    `tagged` gives the bit of each scope that speaks of judged incidents alone, with those.
    """
    if not tagged:
        return set(signatures)
    found: set[int] = set()
    for signature in signatures:
        here = [(bit, codes) for bit, codes in tagged if codes and bit & signature]
        if not here:
            found.add(signature)
            continue
        named = sorted(frozenset().union(*(codes for _, codes in here)))
        free = signature & ~sum(bit for bit, _ in here)
        for held in _held_at_once(named, different):
            found.add(free | sum(bit for bit, codes in here if codes & held))
    return found - {0}


def _held_at_once(codes: Sequence[str], different: Different) -> list[frozenset[str]]:
    """Return what of `codes` one person can be in: none, each, and all that may be one."""
    may: dict[str, set[str]] = {code: set() for code in codes}
    for a, b in combinations(codes, 2):
        if frozenset({a, b}) not in different:
            may[a].add(b)
            may[b].add(a)
    single = [frozenset[str](), *(frozenset({code}) for code in codes)]
    return [*single, *(clique for clique in cliques(may) if len(clique) > 1)]


def joined(
    signatures: Collection[int], masks: Sequence[int], tagged: Tagged, different: Different
) -> set[int]:
    """Return joint cells of incidents that may all be one; `masks` are the scopes of each.

    Beyond MOST_COMBINED one cell holds them all: more sharing than is possible, hence a
    weaker floor, never a wrong one.
    """
    reach = [_greatest({s for s in signatures if s & mask}) for mask in masks]
    if not all(reach):
        return set()
    count = 1
    for cells in reach:
        count *= len(cells)
    if count > MOST_COMBINED:
        reach = [[_union(cells)] for cells in reach]
    found = set()
    for combined in product(*reach):
        found.add(_possible(_union(combined), masks, tagged, different))
    return found


def _union(cells: Collection[int]) -> int:
    whole = 0
    for cell in cells:
        whole |= cell
    return whole


def _possible(cell: int, masks: Sequence[int], tagged: Tagged, different: Different) -> int:
    """Return a joint cell without the scopes of incidents that differ from the joined ones."""
    mine = _union(masks)
    own = frozenset().union(*(codes for bit, codes in tagged if codes and bit & mine))
    for bit, codes in tagged:
        foreign = codes and not bit & mine and bit & cell
        if foreign and all(any(frozenset({a, b}) in different for b in own) for a in codes or ()):
            cell &= ~bit
    return cell


def _greatest(cells: Collection[int]) -> list[int]:
    """Return the cells that no other one holds."""
    found: list[int] = []
    for cell in sorted(cells, key=lambda c: (-c.bit_count(), c)):
        if not any(cell & other == cell for other in found):
            found.append(cell)
    return found
