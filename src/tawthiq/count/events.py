"""Cells as sets of scopes (whole numbers, one bit each), cut and joined by judged incidents.

Two incidents that a person judged `different` share no cell: only then are their people
added where places and days alone do not keep them apart. Incidents that may be one share a
joint cell, however far apart their places and days are: a minimum counts it once
(figures.md §4).
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations, islice, product
from math import prod

from tawthiq.count.cliques import cliques

Different = frozenset[frozenset[str]]
Tagged = Sequence[tuple[int, frozenset[str] | None]]
MOST_COMBINED = 4000
MOST_SUBSETS = 5


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
    """Return what of `codes` one person can be in: none, each, and those that may be one.

    Of many, only pairs and all that may be one are tried: what a source counts exactly can
    keep a person out of the greatest set, so smaller ones are wanted too.
    """
    may: dict[str, set[str]] = {code: set() for code in codes}
    for a, b in combinations(codes, 2):
        if frozenset({a, b}) not in different:
            may[a].add(b)
            may[b].add(a)
    single = [frozenset[str](), *(frozenset({code}) for code in codes)]
    found = dict.fromkeys(single)
    for clique in cliques(may):
        sizes = range(2, len(clique)) if len(clique) <= MOST_SUBSETS else (2,)
        for size in sizes:
            found |= dict.fromkeys(map(frozenset, combinations(sorted(clique), size)))
        found[clique] = None
    return list(found)


def joined(
    signatures: Collection[int], masks: Sequence[int], tagged: Tagged, different: Different
) -> set[int]:
    """Return joint cells of incidents that may all be one; `masks` are the scopes of each.

    A joint cell is a cell of each, together. All of them are wanted, not only the greatest:
    a source that counts exactly can keep people out of the greatest one. Where they are more
    than MOST_COMBINED, the narrowest of each are combined, and the union of all.
    """
    reach = [sorted({s for s in signatures if s & mask}, key=_narrow) for mask in masks]
    if not all(reach):
        return set()
    most = int(MOST_COMBINED ** (1 / len(reach)))
    if prod(map(len, reach)) > MOST_COMBINED:
        reach = [[*cells[: max(most - 1, 1)], _union(cells)] for cells in reach]
    return {
        _possible(_union(combined), masks, tagged, different)
        for combined in islice(product(*reach), 2 * MOST_COMBINED)
    } | {_possible(_union(map(_union, reach)), masks, tagged, different)}


def _narrow(cell: int) -> tuple[int, int]:
    return cell.bit_count(), cell


def _union(cells: Iterable[int]) -> int:
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
