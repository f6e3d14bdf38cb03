"""From a note to the claims that it states: every leaf quotes the note that people typed.

One person in a victim's form is one claim that counts one, as a name in that source's file:
at least one in the place, whatever toll the same source states (figures.md §2). An incident
gives one claim per number. Nothing is concluded: a day of death alone is no day of the event.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tawthiq.base.script import fold
from tawthiq.read.draft import claim_id
from tawthiq.read.form.note import Note, named
from tawthiq.read.form.values import ages, amount, chosen, when
from tawthiq.record.claim import (
    Bind,
    Claim,
    Count,
    Link,
    LinkKind,
    Means,
    Perpetrator,
    PlaceRef,
    Polarity,
    Reader,
    Span,
    Victim,
    When,
)
from tawthiq.record.form import FORM, QUESTIONS, FormKind

READER: Final = Reader("person", FORM)
_HARMS: Final = {
    "killed": ("killing", "persons_killed"),
    "injured": ("injury", "persons_injured"),
    "missing": ("disappearance", "persons_missing"),
    "people_missing": ("disappearance", "persons_missing"),
    "detained": ("detention", "persons_detained"),
}
_NUMBERS: Final = ("killed", "injured", "people_missing", "detained")
_DEADLY: Final = {"killing", "execution", "bodies_found"}
_ONE: Final = "form.one_person"
_KINDS: Final[Mapping[str, LinkKind]] = {"victim": "victim", "relative": "relative"}
_SECOND: Final = frozenset({"second_hand", "circulating", "document"})


@dataclass(frozen=True, slots=True)
class Known:
    """What the case knows: sources (folded spelling to name and kind), the incident's claims."""

    sources: Mapping[str, tuple[str, LinkKind]]
    hints: tuple[str, ...] = ()


NOBODY: Final = Known({})


def claims_of(note: Note, kind: FormKind, item: str, known: Known = NOBODY) -> tuple[Claim, ...]:
    """Return the claims of a note, as read by a person, before anybody reviewed them."""
    quote = note.quote
    if quote is None:
        return ()
    frame = _frame(note, quote, item, known)
    found = _victim(note, frame) if kind == "victim" else _incident(note, frame)
    return tuple(_numbered(claim, item, at) for at, claim in enumerate(found))


def _numbered(claim: Claim, item: str, at: int) -> Claim:
    return dataclasses.replace(claim, id=claim_id(item, claim.quote, f"{FORM} {claim.event}", at))


def _frame(note: Note, quote: Span, item: str, known: Known) -> Claim:
    """Return what all claims of a note share."""
    return Claim(
        id="",
        item=item,
        quote=quote,
        event=_first(note, "event") or "other",
        reader=READER,
        chain=_chain(note, known),
        perpetrator=_perpetrator(note),
        means=tuple(Means(v, span=note.spans["means"]) for v in _values(note, "means")),
        place=_place(note),
        time=_time(note, "event_date", _first(note, "part_of_day")),
        said=next(iter(_time(note, "heard_on")), None),
        same_event_hint=known.hints,
    )


def _values(note: Note, key: str) -> tuple[str, ...]:
    text = note.answers.get(key)
    return chosen(QUESTIONS[key], text) if text else ()


def _first(note: Note, key: str) -> str | None:
    return next(iter(_values(note, key)), None)


def _victim(note: Note, frame: Claim) -> Sequence[Claim]:
    event, unit = _HARMS[_first(note, "harm") or "killed"]
    who = next(s for s in map(note.spans.get, ("full_name", "description", "harm")) if s)
    name = note.spans.get("full_name")
    age = note.answers.get("age")
    victim = Victim(
        name=name.text if name is not None else None,
        status=_values(note, "status"),
        role=_values(note, "role"),
        sex=_first(note, "sex"),
        age=ages(age) if age else None,
        span=who,
    )
    one = Count(unit, 1, 1, "exact", "documented", who.text, _ONE, span=who)
    return [dataclasses.replace(frame, event=event, victim=(victim,), count=(one,))]


def _incident(note: Note, frame: Claim) -> Sequence[Claim]:
    """Return a claim per number, and one of the event itself where no number speaks of it."""
    labels = _values(note, "status")
    whom = (Victim(status=labels, span=note.spans["status"]),) if labels else ()
    frame = dataclasses.replace(frame, victim=whom)
    found = [_counted(note, frame, key) for key in _NUMBERS if key in note.answers]
    if not found or ("event" in note.answers and frame.event not in {c.event for c in found}):
        found.append(frame)
    return found


def _counted(note: Note, frame: Claim, key: str) -> Claim:
    event, unit = _HARMS[key]
    if key == "killed" and frame.event in _DEADLY:
        event = frame.event
        unit = "bodies" if event == "bodies_found" else unit
    found, span = amount(key, note.answers[key]), note.spans[key]
    binds = "ceiling" if found.ceiling else _binds(frame)
    count = Count(
        unit, found.min, found.max, found.kind, binds, span.text, found.rule, span=span
    )  # fmt: skip
    polarity: Polarity = "negated" if found.max == 0 else "affirmed"
    return dataclasses.replace(frame, event=event, count=(count,), polarity=polarity)


def _binds(frame: Claim) -> Bind:
    """A number that a named document gives is documented; anything else is stated."""
    root = frame.root
    return "documented" if root is not None and root.kind == "media" else "stated"


def _chain(note: Note, known: Known) -> tuple[Link, ...]:
    """Return who told whom, outermost first; the last one is the original source.

    Hearsay whose first speaker nobody named keeps an unnamed one at its end.
    """
    how = _first(note, "how")
    code = note.spans.get("protected")
    first = code if code is not None else note.spans["source"]
    links = [Link(first.text, "witness", span=first) if code else _link(first, known)]
    links += [_link(span, known) for span in named(note, "told_by")]
    root = links[-1]
    if len(links) > 1 and how == "document":
        links[-1] = dataclasses.replace(root, kind="media")
    elif len(links) == 1 and how in _SECOND:
        links.append(Link(None, "unnamed", span=note.spans["how"]))
    elif len(links) == 1 and root.kind == "witness" and how is not None:
        links[-1] = dataclasses.replace(root, kind=_KINDS.get(how, "witness"))
    return tuple(links)


def _link(span: Span, known: Known) -> Link:
    """Return a link under the name that the case knows its source by; else a witness."""
    name, kind = known.sources.get(fold(span.text).strip(), (span.text, "witness"))
    return Link(name, kind, span=span)


def _perpetrator(note: Note) -> tuple[Perpetrator, ...]:
    hedge = _first(note, "hedge")
    words = note.spans["hedge"].text if hedge in {"believed", "heard"} else None
    return tuple(Perpetrator(span.text, hedge=words, span=span) for span in named(note, "by"))


def _place(note: Note) -> tuple[PlaceRef, ...]:
    """Return the place with the precision stated; a district alone is no sharper than that."""
    precision = _first(note, "precision")
    within, place = note.spans.get("within"), note.spans.get("place")
    if place is None:
        if within is None:
            return ()
        wide = precision if precision in {"admin1", "admin2", "admin3"} else "admin1"
        return (PlaceRef(within.text, wide, span=within),)
    return (
        PlaceRef(
            place.text,
            precision or "settlement",
            within=within.text if within is not None else None,
            relation="near" if precision == "near_settlement" else "in",
            span=place,
        ),
    )


def _time(note: Note, key: str, part: str | None = None) -> tuple[When, ...]:
    text = note.answers.get(key)
    if not text:
        return ()
    return (dataclasses.replace(when(key, text), part_of_day=part, span=note.spans[key]),)
