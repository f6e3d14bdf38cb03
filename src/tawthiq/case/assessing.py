"""Assessments and grades as attributes of a case: what people think of events and sources."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from tawthiq.base.errors import UsageError
from tawthiq.base.instant import parse_day
from tawthiq.base.script import fold
from tawthiq.base.shape import to_plain
from tawthiq.case import judgements
from tawthiq.case.parts import Parts
from tawthiq.case.resting import Ground, ground, grounds, is_protected
from tawthiq.record.assessment import (
    CONCLUSIONS,
    ELEMENTS,
    OUTCOMES,
    PROOFS,
    Assessed,
    Assessment,
    Element,
    Elements,
    Outcome,
    Proof,
    of_subject,
)
from tawthiq.record.case_facts import Party, Source
from tawthiq.record.entry import Draft
from tawthiq.record.grade import LETTERS, NUMBERS, Grade, Graded, Scale, in_force
from tawthiq.view import judged, queries

PARTIES = ("belligerent", "aligned", "civil_authority", "none")


@dataclass(frozen=True, slots=True)
class Assessing:
    """Assessment of events, element by element; it never says anything about a reading."""

    parts: Parts

    def __call__(
        self,
        subject: str,
        element: str,
        outcome: str,
        why: str,
        standard: str | None = None,
        rests_on: Sequence[str] = (),
    ) -> Assessed:
        """Enter what the acting person finds of one element of an incident or a claim.

        The person's latest word on it stands, earlier ones stay as history. To confirm or
        reject takes a standard of proof. Raises UsageError for anything unknown.
        """
        views = self.parts.views
        what = self._subject(subject)
        _one_of(element, ELEMENTS, "element")
        _one_of(outcome, OUTCOMES, "verdict")
        if standard is not None:
            _one_of(standard, PROOFS, "standard")
        if not why.strip():
            raise UsageError("assess.why", "say why: --why TEXT")
        if outcome in CONCLUSIONS and standard is None:
            says = f"to find it {outcome} takes a standard of proof: --standard "
            raise UsageError("assess.standard", says + "|".join(PROOFS))
        rest = grounds(views, rests_on)
        said = Assessment(
            what.id, cast("Element", element), cast("Outcome", outcome), why.strip(),
            cast("Proof | None", standard), tuple(one.id for one in rest),
        )  # fmt: skip
        causes = dict.fromkeys((what.entry, *(one.entry for one in rest)))
        sealed = is_protected(views, (what, *rest))
        draft = Draft("assessment", to_plain(said), tuple(causes), protected=sealed)
        (key,) = self.parts.ledger.append([draft])
        views.refresh()
        head = self.parts.ledger.entry(key).header  # sealed where it is of a protected person
        key_used = head.signature.key if head.signature is not None else None
        return Assessed(key, said, head.author, head.time, key_used)

    def of(self, subject: str) -> tuple[Elements, ...]:
        """Return all six elements of an incident or claim, with what stands of each."""
        return of_subject(self.all(), self._subject(subject).id)

    def all(self) -> tuple[Elements, ...]:
        """Return what stands of every element that somebody assessed."""
        return judgements.elements(self.parts.ledger, self.parts.views)

    def history(self, subject: str) -> list[Assessed]:
        """Return every assessment of an incident or claim, also those that were replaced."""
        key = self._subject(subject).id
        return [one for one in judged.assessments(self.parts.views) if one.said.subject == key]

    def verified(self) -> dict[str, frozenset[str]]:
        """Return which aspects of which claims two people of this team verified."""
        return judgements.weights(self.parts.ledger, self.parts.views).checked

    def _subject(self, prefix: str) -> Ground:
        found = ground(self.parts.views, prefix)
        if found.kind not in {"incident", "claim"}:
            says = f"an assessment is of an incident or a claim; {prefix!r} is of kind {found.kind}"
            raise UsageError("assess.subject", says)
        return found


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source as listed: its grade in force, if any, and how many claims end at it."""

    source: Source
    grade: Graded | None
    claims: int


@dataclass(frozen=True, slots=True)
class Grading:
    """Grades of sources (A to F) and of claims (1 to 6), each with its history."""

    parts: Parts

    def source(self, name: str, value: str, why: str, dated: str | None = None) -> Graded:
        """Grade a source, from a day on; UsageError for a name that the case does not have."""
        _one_of(value, LETTERS, "grade")
        known = self._name(name)
        entries = [
            row[0]
            for row in self.parts.views.ask(
                "SELECT entry FROM facts WHERE kind = 'source' AND key = ?", (known,)
            )
        ]
        causes = entries or self._claims_of(known)
        return self._enter(Grade("reliability", known, value, why, dated), causes)

    def claim(self, prefix: str, value: str, why: str, dated: str | None = None) -> Graded:
        """Grade how credible what one claim says is, whoever its source is."""
        _one_of(value, NUMBERS, "grade")
        found = ground(self.parts.views, prefix)
        if found.kind != "claim":
            raise UsageError("grade.claim", f"{prefix!r} is no claim but of kind {found.kind}")
        grade = Grade("credibility", found.id, value, why, dated)
        return self._enter(grade, [found.entry], sealed=is_protected(self.parts.views, [found]))

    def history(self, scale: Scale, subject: str) -> list[Graded]:
        """Return every grade of one source (by name) or claim (by id), in order."""
        key = self._name(subject) if scale == "reliability" else subject
        found = [g for g in judgements.grades(self.parts.views) if g.grade.scale == scale]
        return [g for g in found if g.grade.subject == key]

    def sources(self, on: str | None = None) -> list[SourceRow]:
        """Return the sources with the grade that holds on a day (today), most claims first."""
        views = self.parts.views
        day = parse_day(on).isoformat() if on is not None else judgements.today()
        held = in_force(judgements.grades(views), "reliability", day)
        counted: dict[str, int] = {}
        stated = {source.name: source for source in queries.sources(views)}
        names = _names(stated.values())
        for claim in queries.claims(views):
            root = claim.root
            if root is None or not root.name:
                continue
            name = names.get(fold(root.name).strip(), root.name)
            stated.setdefault(name, Source(name, root.kind))
            names.setdefault(fold(name).strip(), name)
            counted[name] = counted.get(name, 0) + 1
        rows = [SourceRow(s, held.get(name), counted.get(name, 0)) for name, s in stated.items()]
        return sorted(rows, key=lambda row: (-row.claims, fold(row.source.name)))

    def state(self, name: str, party: str, side: str | None = None) -> Source:
        """State a source's party class; what else is known of it stays."""
        _one_of(party, PARTIES, "party class")
        known = self._name(name)
        before = next(r.source for r in self.sources() if r.source.name == known)
        source = Source(
            before.name, before.kind, cast("Party", party), before.aliases, before.reliability,
            before.private, side or before.side,
        )  # fmt: skip
        self.parts.ledger.append([Draft("source", to_plain(source))])
        self.parts.views.refresh()
        return source

    def _enter(self, grade: Grade, causes: Sequence[str], *, sealed: bool = False) -> Graded:
        if not grade.why.strip():
            raise UsageError("grade.why", "say why: --why TEXT")
        if grade.dated is not None:
            parse_day(grade.dated)
        draft = Draft("grade", to_plain(grade), tuple(causes), protected=sealed)
        (key,) = self.parts.ledger.append([draft])
        self.parts.views.refresh()
        head = self.parts.ledger.entry(key).header
        return Graded(key, grade, head.author, head.time)

    def _name(self, name: str) -> str:
        """Return a source's name by any of its spellings."""
        rows = self.sources()
        found = _names(row.source for row in rows).get(fold(name).strip())
        if found is None:
            near = [r.source.name for r in rows if fold(name).strip() in fold(r.source.name)]
            hint = f"; did you mean {near[0]!r}?" if near else "; 'tawthiq sources' lists them"
            raise UsageError("source.unknown", f"no source is called {name!r}{hint}")
        return found

    def _claims_of(self, name: str) -> list[str]:
        entries = queries.claim_entries(self.parts.views)
        return [
            entries[claim.id] for claim in queries.claims(self.parts.views)
            if claim.root is not None and claim.root.name == name
        ]  # fmt: skip


def _names(sources: Iterable[Source]) -> dict[str, str]:
    return {
        fold(name).strip(): source.name
        for source in sources
        for name in (source.name, *source.aliases)
    }


def _one_of(value: str, allowed: Sequence[str], what: str) -> None:
    if value not in allowed:
        says = f"{value!r} is no {what}; it is one of: {', '.join(allowed)}"
        raise UsageError("usage", says)
