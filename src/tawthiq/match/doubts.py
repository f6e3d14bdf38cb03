"""Pairs of incidents that may be one event: suggested for people, never decided here.

Where a person judged a pair `unsure` it stays in the list; `different` takes it out. A pair
stands here on one of five grounds, and blocks of the same number are cut off at a length,
so that the work does not grow with the square of the claims.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from tawthiq.match.grouping import Group
from tawthiq.match.judged import Judged
from tawthiq.match.where import Where
from tawthiq.record.claim import Claim
from tawthiq.record.incident import Doubt, Reason

KINDS = ("several_fit", "next_day", "bodies_later", "number_again", "number_elsewhere", "judged")
NEAR_DAYS, LEAST_AGAIN, LEAST_ELSEWHERE, MOST_ALIKE = 7, 3, 5, 12
Pair = tuple[str, str]


def doubts(
    groups: Sequence[Group],
    codes: Sequence[str],
    found: Judged,
    claims: Mapping[str, Claim],
    where: Where,
) -> tuple[Doubt, ...]:
    """Return the pairs in the order of their codes; `codes` are those of the `groups`."""
    code_of = {group.key: code for group, code in zip(groups, codes, strict=True)}
    because: dict[Pair, dict[Reason, None]] = defaultdict(dict)

    def add(one: str, two: str, reason: Reason) -> None:
        a, b = sorted((found.resolve(one), found.resolve(two)))
        stand = found.standing[a].incident.claims and found.standing[b].incident.claims
        if a != b and stand and found.verdicts.get((a, b)) != "different":
            because[a, b][reason] = None

    for group in groups:
        for key in group.fits:
            if key in code_of:
                add(code_of[group.key], code_of[key], Reason(group.claims[0], "several_fit"))
    for one, two, reason in _neighbours(groups, claims):
        add(code_of[one.key], code_of[two.key], reason)
    for one, two, reason in _elsewhere(groups, claims, where):
        add(code_of[one.key], code_of[two.key], reason)
    judged = {pair for pair, verdict in found.verdicts.items() if verdict == "unsure"}
    for a, b in judged:
        first = (*found.standing[a].incident.claims, *found.standing[b].incident.claims)
        if first:
            because[a, b][Reason(first[0], "judged")] = None
    return tuple(
        Doubt(a, b, tuple(because[a, b]), judged=(a, b) in judged) for a, b in sorted(because)
    )


def _neighbours(
    groups: Sequence[Group], claims: Mapping[str, Claim]
) -> Iterator[tuple[Group, Group, Reason]]:
    """Yield groups of one place that lie close in time; `groups` are in order of place, day."""
    for one, two in pairwise(groups):
        if one.place != two.place or one.key == two.key or one.begin == two.begin:
            continue
        gap = (two.begin - one.end).days
        if gap <= 1:
            yield one, two, Reason(two.claims[0], "next_day")
            continue
        if gap > NEAR_DAYS:
            continue
        if all(spot.event == "bodies_found" for spot in two.spots):
            yield one, two, Reason(two.claims[0], "bodies_later")
        for claim in _same_number(one, two, claims):
            yield one, two, Reason(claim, "number_again")


def _same_number(one: Group, two: Group, claims: Mapping[str, Claim]) -> list[str]:
    """Return the first claim of `two` whose number another source gave for `one`."""
    stated: dict[str, list[str]] = defaultdict(list)
    for spot in one.spots:
        for number in spot.numbers:
            stated[number].append(spot.claim)
    return [
        spot.claim
        for spot in two.spots
        for number in sorted(spot.numbers)
        if _size(number) >= LEAST_AGAIN
        and any(_apart(spot.claim, other, claims) for other in stated.get(number, ())[:MOST_ALIKE])
    ][:1]


def _elsewhere(
    groups: Iterable[Group], claims: Mapping[str, Claim], where: Where
) -> Iterator[tuple[Group, Group, Reason]]:
    """Yield groups of one day under two names that no list of places tells apart.

    They must share a number and a side, in different documents of different sources.
    """
    alike: dict[tuple[object, ...], list[tuple[Group, str]]] = defaultdict(list)
    for group in groups:
        stated = {(n, side): s.claim for s in group.spots for n in s.numbers for side in s.sides}
        for (number, side), claim in sorted(stated.items()):
            if _size(number) >= LEAST_ELSEWHERE:
                alike[group.begin, group.end, number, side].append((group, claim))
    for several in alike.values():
        if len(several) > MOST_ALIKE:
            continue
        for (one, a), (two, b) in combinations(several, 2):
            is_known = {one.place, two.place} <= where.listed
            nested = one.place in where.around(two.place) or two.place in where.around(one.place)
            if one.place != two.place and not is_known and not nested and _apart(a, b, claims):
                yield one, two, Reason(b, "number_elsewhere")


def _apart(a: str, b: str, claims: Mapping[str, Claim]) -> bool:
    """Say whether two claims are of different documents, and not of one source."""
    one, two = claims.get(a), claims.get(b)
    if one is None or two is None or one.item == two.item:
        return False
    roots = {(c.root.name if c.root else None) or c.item for c in (one, two)}
    return len(roots) == 2


def _size(number: str) -> int:
    return int(number.split()[1])
