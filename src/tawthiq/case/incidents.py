"""Incidents: what people make of the suggestions. Every act is an entry and can be undone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case import facts
from tawthiq.case.events import Picture, picture
from tawthiq.case.parts import Parts
from tawthiq.case.table import Table, table
from tawthiq.count import ladder as counting
from tawthiq.count.compile import Evidence
from tawthiq.match import judged
from tawthiq.match.incident import sides_of
from tawthiq.match.reasons import reasons
from tawthiq.match.spots import Unplaced
from tawthiq.record.claim import Claim
from tawthiq.record.entry import Draft
from tawthiq.record.figure import Scope
from tawthiq.record.incident import Doubt, IncidentAct, Reason, Standing, Verdict
from tawthiq.view import queries

MOST_MEASURED = 40
_NEVER = ("nothing of the case's incidents was judged yet", "that judgement was undone already")


@dataclass(frozen=True, slots=True)
class Shown:
    """One incident in full: its claims with the reasons for them, and the acts behind it."""

    standing: Standing
    claims: tuple[Claim, ...]
    reasons: tuple[Reason, ...]
    doubts: tuple[Doubt, ...]
    acts: tuple[tuple[str, IncidentAct], ...]


@dataclass(frozen=True, slots=True)
class Incidents:
    """The incidents of a case: list, show, merge, split, move, judge, name, undo."""

    parts: Parts

    def __call__(self, *, everything: bool = False) -> Table[Standing]:
        """Return the incidents; with `everything` also codes that stand for nothing now."""
        found = picture(self.parts.views).judged
        gone = [s for s in found.standing.values() if not s.incident.claims]
        return table([*found.current(), *(gone if everything else [])])

    def unplaced(self) -> Table[Unplaced]:
        """Return the claims of harm that stand in no incident, and what they lack."""
        seen = picture(self.parts.views)
        held = {claim for one in seen.incidents() for claim in one.claims}
        return table(one for one in seen.suggested.unplaced if one.claim not in held)

    def one(self, code: str) -> Shown:
        """Return an incident by its code; an old code leads to where it went."""
        seen = picture(self.parts.views)
        own = seen.judged.find(code)
        here = seen.judged.standing[seen.judged.resolve(own.incident.code)].incident
        known = seen.claims
        sides = sides_of(seen.material.actors)
        because = reasons(here, known, seen.suggested.spots, seen.suggested.where, sides)
        names = {own.incident.code, here.code}
        return Shown(
            standing=own,
            claims=tuple(known[claim] for claim in here.claims if claim in known),
            reasons=because,
            doubts=tuple(d for d in seen.doubts() if here.code in {d.a, d.b}),
            acts=tuple(
                (key, act) for key, act in seen.acts.items() if names & {*act.codes, act.into}
            ),
        )

    def merge(self, first: str, second: str, why: str) -> Standing:
        """Judge two incidents to be one event: the second goes into the first."""
        return self.judge(first, second, "same", why)

    def judge(self, first: str, second: str, verdict: Verdict, why: str) -> Standing:
        """Judge whether two incidents are one event; figures follow (figures.md §4)."""
        seen = picture(self.parts.views)
        a, b = (self._now(seen, code) for code in (first, second))
        if a == b:
            raise UsageError("incident.one", f"{first} and {second} are one incident already")
        self._enter(seen, IncidentAct(verdict, (a, b), why), (a, b))
        return self._again(a)

    def split(self, code: str, claims: Sequence[str], why: str) -> Standing:
        """Take claims out of an incident: they speak of another event; return the new one."""
        seen = picture(self.parts.views)
        old = self._now(seen, code)
        held = seen.judged.standing[old].incident.claims
        chosen = tuple(dict.fromkeys(self._claim(prefix) for prefix in claims))
        foreign = [claim for claim in chosen if claim not in held]
        if foreign or not chosen:
            what = f"claim {foreign[0]} does not stand in {old}" if foreign else "name claims"
            raise UsageError("incident.claims", f"{what}; 'tawthiq incident {old}' lists them")
        if set(held) <= set(chosen):
            says = f"these are all claims of {old}: an incident is not split from itself"
            raise UsageError("incident.claims", says)
        new = judged.split_code(old, chosen, seen.judged.standing)
        self._enter(seen, IncidentAct("split", (old,), why, chosen, into=new), (old,), chosen)
        return self._again(new)

    def move(self, claim: str, code: str, why: str) -> Standing:
        """Put a claim into an incident, wherever it stood before."""
        seen = picture(self.parts.views)
        to, chosen = self._now(seen, code), self._claim(claim)
        self._enter(seen, IncidentAct("move", (to,), why, (chosen,)), (to,), (chosen,))
        return self._again(to)

    def name(self, code: str, text: str) -> Standing:
        """Give an incident a name beside its code; an empty one takes the name away."""
        seen = picture(self.parts.views)
        own = self._now(seen, code)
        self._enter(seen, IncidentAct("name", (own,), "", text=" ".join(text.split())), (own,))
        return self._again(own)

    def undo(self, entry: str | None = None, why: str = "") -> tuple[str, IncidentAct]:
        """Undo the newest act on incidents, or the one whose entry begins so; return it."""
        seen = picture(self.parts.views)
        gone = {act.undoes for act in seen.acts.values() if act.act == "undo"}
        can = {key: act for key, act in seen.acts.items() if act.act != "undo" and key not in gone}
        chosen = [key for key in can if entry is None or (entry and key.startswith(entry))]
        if not chosen:
            raise UsageError("incident.undo", _NEVER[0] if not can else f"{_NEVER[1]}, or no entry begins with {entry!r}")  # fmt: skip
        if entry is not None and len(chosen) > 1:
            raise UsageError("incident.undo", f"more than one judgement begins with {entry!r}")
        key = chosen[-1]
        act = can[key]
        done = IncidentAct("undo", act.codes, why, undoes=key)
        closed = bool(set(act.claims) & self._closed(seen))
        payload = to_plain(done)
        self.parts.ledger.append([Draft("judgement", payload, (key,), protected=closed)])
        self.parts.views.refresh()
        return key, act

    def doubts(self) -> Table[Doubt]:
        """Return the pairs that may be one event, those first that would move figures most."""
        seen = picture(self.parts.views)
        found = sorted(seen.doubts(), key=lambda d: (-self._size(d, seen), d.a, d.b))
        near, rest = found[:MOST_MEASURED], found[MOST_MEASURED:]
        if not near:
            return table([])
        asked = facts.evidence(self.parts.ledger, self.parts.views)
        measured = []
        with self.parts.progress("weighing pairs", len(near)) as advance:
            for doubt in near:
                measured.append(replace(doubt, moves=self._moves(doubt, asked)))
                advance(1)
        return table([*sorted(measured, key=lambda d: (-(d.moves or 0), d.a, d.b)), *rest])

    def _moves(self, doubt: Doubt, asked: Evidence) -> int:
        """Return how far the least number reported falls if the two are one event."""
        others = [one for one in asked.doubts if {one.a, one.b} != {doubt.a, doubt.b}]
        apart = [_judged(one, doubt, "different") for one in asked.incidents]
        joined = [_judged(one, doubt, "unsure") for one in asked.incidents]
        profile = queries.settings(self.parts.views).profile
        basis = facts.default_basis(asked.claims)
        numbers = [
            counting.ladder(
                replace(asked, incidents=incidents, doubts=others), Scope(), profile, basis
            )[-1].floor
            for incidents in (apart, joined)
        ]
        return max(numbers[0] - numbers[1], 0)

    def _size(self, doubt: Doubt, seen: Picture) -> int:
        """Return the lesser of the greatest numbers that the two incidents' claims state."""
        known = seen.claims
        greatest = []
        for code in (doubt.a, doubt.b):
            held = seen.judged.standing[code].incident.claims
            counts = [count.min or 0 for claim in held if claim in known for count in known[claim].count]  # fmt: skip
            greatest.append(max(counts, default=0))
        return min(greatest)

    def _now(self, seen: Picture, code: str) -> str:
        return seen.judged.resolve(seen.judged.find(code).incident.code)

    def _claim(self, prefix: str) -> str:
        return queries.claim(self.parts.views, prefix).id

    def _closed(self, seen: Picture) -> set[str]:
        closed = seen.material.closed
        return {claim.id for claim in queries.claims(self.parts.views) if claim.item in closed}

    def _enter(
        self, seen: Picture, act: IncidentAct, codes: Sequence[str], claims: Collection[str] = ()
    ) -> None:
        """Enter an act with the claims that it rests on as its causes."""
        held = [c for code in codes for c in seen.judged.standing[code].incident.claims]
        named = dict.fromkeys([*held, *claims])
        entries = queries.claim_entries(self.parts.views)
        causes = tuple(entries[claim] for claim in named if claim in entries)
        closed = bool(set(named) & self._closed(seen))
        self.parts.ledger.append([Draft("judgement", to_plain(act), causes, protected=closed)])
        self.parts.views.refresh()

    def _again(self, code: str) -> Standing:
        found = picture(self.parts.views).judged
        return found.standing[found.resolve(code)]


def _judged(standing: Standing, doubt: Doubt, verdict: str) -> Standing:
    """Return an incident as if a pair that it belongs to were judged so."""
    code = standing.incident.code
    if code not in {doubt.a, doubt.b}:
        return standing
    other = doubt.b if code == doubt.a else doubt.a
    apart = {*standing.different} - {other} | ({other} if verdict == "different" else set())
    unsure = {*standing.unsure} - {other} | ({other} if verdict == "unsure" else set())
    return replace(standing, different=tuple(sorted(apart)), unsure=tuple(sorted(unsure)))
