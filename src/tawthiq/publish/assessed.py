"""Findings and assessments as pages show them: who outside the team sees what of them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from tawthiq.publish.site import Folio
from tawthiq.publish.statements import Statement
from tawthiq.record.assessment import Assessed, Elements
from tawthiq.record.finding import Concluded
from tawthiq.record.incident import Incident
from tawthiq.record.release import Facts

_REF = Markup('<span class="ref">{}</span>')


@dataclass(frozen=True, slots=True)
class Opinion:
    """One person's word on one element; `who` is there for the team alone, `why` not in public."""

    outcome: Markup
    standard: Markup | None
    day: Markup
    who: Markup | None
    why: Markup | None


@dataclass(frozen=True, slots=True)
class ElementRow:
    """One element of an incident, or of one statement of it (`of`)."""

    element: Markup
    of: Statement | None
    opinions: tuple[Opinion, ...]
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with its signatures, what it rests on and what of that no longer holds."""

    words: Markup
    standard: Markup
    against: Markup
    why_not: Markup
    day: Markup
    signed: Markup
    who: Markup | None
    statements: tuple[Statement, ...]
    items: tuple[tuple[str, Markup], ...]
    incidents: tuple[str, ...]
    figures: tuple[Markup, ...]
    faults: tuple[Markup, ...]


def element_rows(incident: Incident, folio: Folio) -> tuple[ElementRow, ...]:
    """Return what was assessed of an incident and of the statements that speak of it."""
    found = [one for one in folio.facts.assessed if _speaks_of(one, incident)]
    return tuple(_element(one, folio) for one in found if one.outcomes != ("not_examined",))


def _speaks_of(one: Elements, incident: Incident) -> bool:
    return one.subject == incident.code or one.subject in incident.claims


def _element(one: Elements, folio: Folio) -> ElementRow:
    rows = folio.statements.rows((one.subject,))
    return ElementRow(
        element=folio.voice.term("element", one.element),
        of=rows[0] if rows else None,
        opinions=tuple(_opinion(a, folio) for a in one.standing),
        is_disputed=one.is_disputed,
    )


def _opinion(one: Assessed, folio: Folio) -> Opinion:
    voice, said = folio.voice, one.said
    name = folio.facts.people.get(one.author)
    return Opinion(
        outcome=voice.term("outcome", said.outcome),
        standard=voice.term("standard_of_proof", said.standard) if said.standard else None,
        day=voice.day(one.at[:10]),
        who=voice.name(name) if name else None,
        why=voice.name(said.why) if said.why and folio.facts.audience != "public" else None,
    )


def finding_rows(folio: Folio) -> tuple[FindingRow, ...]:
    """Return the findings: all of them for the team, those that stand for others."""
    is_ours = folio.facts.audience == "internal"
    return tuple(_finding(one, folio) for one in folio.facts.findings if is_ours or one.stands)


def _finding(one: Concluded, folio: Folio) -> FindingRow:
    voice, said = folio.voice, one.finding
    held = folio.register.held
    name = folio.facts.people.get(one.author)
    codes = {incident.code for incident in folio.facts.incidents}
    return FindingRow(
        words=voice.name(said.words),
        standard=voice.term("standard_of_proof", said.standard),
        against=voice.name(said.against),
        why_not=voice.name(said.why_not),
        day=voice.day(one.at[:10]),
        signed=voice.say(f"findings.{one.signed}"),
        who=voice.name(name) if name else None,
        statements=folio.statements.rows(said.rests_on),
        items=tuple(
            (href, voice.filed(held[key].item.name.text))
            for key in said.rests_on
            if key in held and (href := folio.links.item(key))
        ),
        incidents=tuple(key for key in said.rests_on if key in codes),
        figures=tuple(voice.say(f"rung.{figure.standard}.title") for figure in said.figures),
        faults=tuple(_faults(one, folio)),
    )


def _faults(one: Concluded, folio: Folio) -> Iterator[Markup]:
    numbers = folio.register.numbers
    for ground, fault in (one.faults or {}).items():
        if ground in numbers:
            what = folio.voice.say("findings.statement", number=_REF.format(numbers[ground]))
        elif fault == "changed":
            what = folio.voice.say(f"rung.{ground}.title")
        elif ground == one.id:
            what = folio.voice.say("findings.itself")
        else:
            what = folio.voice.say("findings.ground")
        yield folio.voice.say(f"findings.fault_{fault}", what=what)


def without(facts: Facts, gone: Collection[str]) -> Facts:
    """Return the facts without the judgements that speak of, or rest on, what is not shown.

    `gone` are ids of claims and items.
    """
    if not gone or not (facts.assessed or facts.findings):
        return facts
    hidden = set(gone)
    return replace(
        facts,
        assessed=tuple(
            replace(one, standing=standing)
            for one in facts.assessed
            if one.subject not in hidden
            and (standing := tuple(a for a in one.standing if not hidden & {*a.said.rests_on}))
        ),
        findings=tuple(f for f in facts.findings if not hidden & {*f.finding.rests_on}),
    )
