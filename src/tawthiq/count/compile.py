"""From a case's claims to a problem of statements over atoms (figures.md §2, §14).

Each admitted number becomes one statement per rung it reaches; its labels, place and time
are those aspects that reached the rung. What the statement came from is kept, so that
every figure opens its claims.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tawthiq.base.errors import UsageError
from tawthiq.base.instant import parse_day
from tawthiq.count import admit, cells, judged, labels, places, series, standing
from tawthiq.count.admit import Admitted, Aside
from tawthiq.count.binding import binding
from tawthiq.count.cells import Grid, Scope
from tawthiq.count.labels import Labels
from tawthiq.count.places import Places
from tawthiq.count.profile import Profile
from tawthiq.count.statement import Problem, Statement
from tawthiq.record.case_facts import Actor, Place, PlaceRelation, Source
from tawthiq.record.claim import Claim
from tawthiq.record.incident import Doubt, Standing

_APART = frozenset({"verified", "verified_by_us"})
"""Rungs at which a number stands for itself, not as a part of the number that holds it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a count rests on: claims, and what people stated of sources, places, actors.

    `outlets` names the outlet of each item that has one: through it a claim reached us.
    `incidents` are those that stand, with what people judged; `doubts` pairs that may be one.
    `checked`, `reliability` (by source) and `credibility` (by claim) are people's judgements.
    """

    claims: Sequence[Claim]
    sources: Sequence[Source] = ()
    actors: Sequence[Actor] = ()
    places: Sequence[Place] = ()
    relations: Sequence[PlaceRelation] = ()
    retracted: Mapping[str, str] = field(default_factory=dict)
    territory: str | None = None
    outlets: Mapping[str, str] = field(default_factory=dict)
    checked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reliability: Mapping[str, str] = field(default_factory=dict)
    credibility: Mapping[str, str] = field(default_factory=dict)
    incidents: Sequence[Standing] = ()
    doubts: Sequence[Doubt] = ()


@dataclass(frozen=True, slots=True)
class Compiled:
    """A problem with the way back: which number each statement came from."""

    problem: Problem
    origin: Mapping[str, Admitted]
    scopes: Mapping[str, Scope]
    grid: Grid
    places: Places
    labels: Labels
    aside: Sequence[Aside]
    roots: Mapping[str, str]
    outlets: Mapping[str, str]


def compile_case(
    evidence: Evidence,
    profile: Profile,
    basis: str,
    event: str = "killed",
    questions: Iterable[Scope] = (),
) -> Compiled:
    """Return the problem that `evidence` states about one kind of harm."""
    sources = standing.Sources.of(evidence.sources, evidence.reliability)
    rules = admit.Standing(
        sources, profile, basis, event, evidence.retracted,  # type: ignore[arg-type]
        evidence.checked, evidence.credibility,
    )  # fmt: skip
    admitted: list[Admitted] = []
    aside: list[Aside] = []
    for claim in evidence.claims:
        taken, left = admit.admit(claim, rules)
        admitted += taken
        aside += left
    found = places.gather(evidence.claims, evidence.places, evidence.relations)
    found.territory = evidence.territory
    names = labels.gather(evidence.actors, evidence.claims)
    scopes = {_id(number): _scope(number, found) for number in admitted}
    known: list[series.Numbered] = [(n, sources.root(n.claim), names.of(n)) for n in admitted]
    ids = [_id(number) for number in admitted]
    continued = series.continued(known, scopes, ids)
    known = [(n, r, continued.get(i, w)) for (n, r, w), i in zip(known, ids, strict=True)]
    scopes = series.with_days(known, scopes, ids)
    labelled = {i: w for (_, _, w), i in zip(known, ids, strict=True)}
    events = judged.events(evidence.incidents, evidence.doubts)
    claims = {_id(number): number.claim.id for number in admitted}
    scopes = judged.tagged(scopes, claims, events)
    admitted, silenced = _without_voice(admitted, scopes)
    wholes = {key: Scope(scope.places) for key, scope in _one_event(admitted, scopes).items()}
    stated = {_id(number): scopes[_id(number)] for number in admitted}
    judgements = judged.judgements(stated, claims, events)
    grid = cells.build(stated.values(), found, [*wholes.values(), *questions], judgements)
    maker = _Maker(profile, sources, labelled, scopes, grid, wholes)
    statements = maker.statements(admitted)
    dims = _dims(statements)
    return Compiled(
        problem=Problem(grid.atoms, dims, tuple(statements)),
        origin={_id(number): number for number in admitted},
        scopes={_id(number): scopes[_id(number)] for number in admitted},
        grid=grid,
        places=found,
        labels=names,
        aside=[*aside, *silenced],
        roots={_id(number): sources.root(number.claim) for number in admitted},
        outlets=evidence.outlets,
    )


def _id(number: Admitted) -> str:
    """Return the statement's id: the claim's, with the count's place and rung where needed."""
    tail = f".{number.index}" if number.index else ""
    marks = {"verified": "@verified", "verified_by_us": "@ours"}
    return f"{number.claim.id}{tail}{marks.get(number.rung, '')}"


def _scope(number: Admitted, found: Places) -> Scope:
    """Return where and when a number's people were harmed, widened to the aspects admitted."""
    claim = number.claim
    keys: frozenset[str] | None = None
    if "place" in number.aspects and claim.place:
        named = [found.key(ref) for ref in claim.place]
        keys = None if None in named else frozenset(key for key in named if key)
    window = _window(claim) if "time" in number.aspects else None
    if window is not None and number.count.unit == "bodies":
        window = (cells.FIRST_DAY, window[1])  # bodies found at t bind acts up to t
    return Scope(keys, window)


def _window(claim: Claim) -> tuple[date, date] | None:
    """Return the days that all of a claim's times span together; None without a full date."""
    days: list[date] = []
    for when in claim.time:
        if when.partial:
            return None
        try:
            days += [parse_day(when.from_), parse_day(when.to)]
        except UsageError:
            return None
    return (min(days), max(days)) if days else None


def _without_voice(
    admitted: list[Admitted], scopes: Mapping[str, Scope]
) -> tuple[list[Admitted], list[Aside]]:
    """Row 12: an outlet's own voice counts only where no attributed claim of its item speaks."""
    attributed = [
        (number.claim.item, scopes[_id(number)])
        for number in admitted
        if not number.voice
        and not number.denial
        and number.count.binds not in {"ceiling", "part"}
        and number.count.kind not in {"vague", "unquantified"}
    ]
    kept, silenced = [], []
    for number in admitted:
        item, scope = number.claim.item, scopes[_id(number)]
        if number.voice and any(
            item == other and _speaks_to(scope, heard) for other, heard in attributed
        ):
            why = "the outlet's own voice, where an attributed claim of the same item speaks"
            silenced.append(Aside(number.claim, number.index, why))
        else:
            kept.append(number)
    return kept, silenced


def _speaks_to(voice: Scope, heard: Scope) -> bool:
    if voice.places is None or heard.places is None:
        return voice.places is heard.places
    return bool(voice.places & heard.places)


def _dims(statements: Sequence[Statement]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for statement in statements:
        for dimension, values in statement.who.items():
            found.setdefault(dimension, set()).update(values)
    return {dimension: tuple(sorted(values)) for dimension, values in sorted(found.items())}


@dataclass(frozen=True, slots=True)
class _Maker:
    """Turns admitted numbers into statements."""

    profile: Profile
    sources: standing.Sources
    labels: Mapping[str, Mapping[str, frozenset[str]]]
    scopes: Mapping[str, Scope]
    grid: Grid
    wholes: Mapping[str, Scope]

    def statements(self, admitted: Sequence[Admitted]) -> list[Statement]:
        """Return one statement per admitted number, parts under their wholes."""
        ids = {_id(number) for number in admitted}
        wholes = {(n.claim.id, n.index): _id(n) for n in admitted if n.rung not in _APART}
        made = [self._statement(number, wholes) for number in admitted]
        kept = [s for s in made if s.of is None or s.of in ids]
        remainders = {_id(n) for n in admitted if n.count.kind == "remainder"}
        return [_apart(s, kept) if s.id in remainders else s for s in kept]

    def _statement(self, number: Admitted, wholes: Mapping[tuple[str, int], str]) -> Statement:
        key, count = _id(number), number.count
        of = None
        if count.whole is not None and number.rung not in _APART:
            of = wholes.get((count.whole.claim, count.whole.count))
        who = self.labels[key]
        scope = self.scopes[key]
        at = self.grid.cover[scope]
        lo, hi = self.profile.least(count), count.max
        has_label = bool(who) and (of is None or not who.items() <= self.labels[of].items())
        if of is not None and not has_label and count.share is None:
            facts: dict[str, Any] = {"bind": "documented", "lo": lo}  # some of them, no label
            of = None
        else:
            facts = binding(number, lo, hi, of)
        return Statement(
            id=key,
            root=self.sources.root(number.claim),
            at=None if of else at,
            who=who,
            std=number.rung,
            party=number.party,
            denial=number.denial,
            against_interest=number.against_interest,
            held=number.claim.item,
            vague=count.kind in {"vague", "unquantified"},
            **(facts | self._window(key) | series.vintage(number, scope, who)),
        )

    def _window(self, key: str) -> dict[str, Any]:
        """Return how a dated toll answers for its place at any time, where it may."""
        if key not in self.wholes:
            return {}
        return {"cum": True, "asof": 0, "reach": self.grid.cover[self.wholes[key]]}


def _one_event(admitted: Sequence[Admitted], scopes: Mapping[str, Scope]) -> dict[str, Scope]:
    """Return the dated tolls of places where all dated tolls are of one event.

    Such a toll answers the question "how many in this place" too: nothing that any source
    dates lies a whole day apart from it. Places with tolls of several days are left out.
    """
    dated: dict[frozenset[str], list[tuple[str, Scope]]] = {}
    for number in admitted:
        scope = scopes[_id(number)]
        if number.count.binds in {"stated", "increment"} and scope.places and scope.window:
            dated.setdefault(scope.places, []).append((_id(number), scope))
    return {
        key: scope
        for tolls in dated.values()
        if cells.is_one_event([scope for _, scope in tolls])
        and len({scope.incidents for _, scope in tolls}) == 1
        for key, scope in tolls
    }


def _apart(remainder: Statement, statements: Sequence[Statement]) -> Statement:
    """Return a remainder ("others by B") as disjoint from the parts named beside it."""
    beside = tuple(
        s.id
        for s in statements
        if s.of == remainder.of and s.id != remainder.id and set(s.who) & set(remainder.who)
    )
    return dataclasses.replace(remainder, rest_of=beside) if beside else remainder
