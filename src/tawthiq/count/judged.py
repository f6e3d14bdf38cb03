"""How judgements of incidents reach the atoms: which claims speak of which incident."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from tawthiq.count.cells import Judgements, Scope
from tawthiq.count.cliques import cliques
from tawthiq.record.incident import Doubt, Standing


@dataclass(frozen=True, slots=True)
class Events:
    """What count needs of a case's incidents.

    `tags` are, per claim, the incidents it is about, where all of them are judged different
    from another; `joins` are groups of groups of claims: each inner group is one incident's,
    and those of one outer group may be one event.
    """

    tags: Mapping[str, frozenset[str]]
    different: frozenset[frozenset[str]]
    joins: Sequence[Sequence[frozenset[str]]]


def events(incidents: Iterable[Standing], doubts: Iterable[Doubt]) -> Events:
    """Return what the incidents that stand, and pairs in doubt, mean for atoms.

    An incident that people merged, or moved a claim into, is one event: its claims join.
    """
    held = {s.incident.code: s for s in incidents if s.incident.claims}
    different = frozenset(
        frozenset({code, other})
        for code, one in held.items()
        for other in one.different
        if other in held
    )
    split = {code for pair in different for code in pair}
    codes: dict[str, set[str]] = defaultdict(set)
    for code, one in held.items():
        for claim in one.incident.claims:
            codes[claim].add(code)
    tags = {claim: frozenset(named) for claim, named in codes.items() if named <= split}
    joins = [
        [frozenset({claim}) for claim in one.incident.claims]
        for one in held.values()
        if one.incident.state == "accepted"
    ]
    return Events(tags, different, [*joins, *_unsure(held, different, doubts)])


def _unsure(
    held: Mapping[str, Standing], different: frozenset[frozenset[str]], doubts: Iterable[Doubt]
) -> list[list[frozenset[str]]]:
    pairs = {frozenset({d.a, d.b}) for d in doubts}
    pairs |= {frozenset({code, other}) for code, one in held.items() for other in one.unsure}
    may: dict[str, set[str]] = defaultdict(set)
    for pair in sorted(map(sorted, pairs - different)):
        a, b = pair
        if a in held and b in held:
            may[a].add(b)
            may[b].add(a)
    return [
        [frozenset(held[code].incident.claims) for code in sorted(clique)]
        for clique in cliques(may)
        if len(clique) > 1
    ]


def tagged(scopes: Mapping[str, Scope], claims: Mapping[str, str], found: Events) -> dict[str, Scope]:  # fmt: skip
    """Return the scopes of statements with the judged incidents that they speak of.

    `claims` gives the claim of each statement. One without a place is not cut: it may
    speak of more than its incident.
    """
    if not found.tags:
        return dict(scopes)
    return {
        key: replace(scope, incidents=found.tags[claims[key]])
        if claims[key] in found.tags and scope.places is not None
        else scope
        for key, scope in scopes.items()
    }


def judgements(scopes: Mapping[str, Scope], claims: Mapping[str, str], found: Events) -> Judgements:
    """Return the judgements over the scopes of the statements that stand."""
    by_claim: dict[str, set[Scope]] = defaultdict(set)
    for key, scope in scopes.items():
        by_claim[claims[key]].add(scope)
    joins = []
    for group in found.joins:
        members = [frozenset(s for claim in claims_ for s in by_claim[claim]) for claims_ in group]
        members = sorted({m for m in members if m}, key=lambda m: sorted(map(repr, m)))
        if len(members) > 1 and not _is_one_place_and_time(members):
            joins.append(members)
    return Judgements(found.different, joins)


def _is_one_place_and_time(members: Sequence[frozenset[Scope]]) -> bool:
    """Say whether any two scopes share places and days anyway: then nothing need be joined."""
    every = set().union(*members)
    return all(_shares(a, b) for a, b in combinations(every, 2))


def _shares(a: Scope, b: Scope) -> bool:
    if a.places is None or b.places is None or not a.places & b.places:
        return False
    if a.window is None or b.window is None:
        return a.window is b.window
    return a.window[0] <= b.window[1] and b.window[0] <= a.window[1]
