"""Places of the front page: the map, and the table that says the same without a picture."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from tawthiq.base.script import show
from tawthiq.publish.cartography import is_drawable, map_of
from tawthiq.publish.phrases import NUMBER, Said, people
from tawthiq.publish.register import Question
from tawthiq.publish.site import Folio
from tawthiq.publish.statements import Statement
from tawthiq.record.case_facts import Place
from tawthiq.record.claim import PlaceRef
from tawthiq.record.figure import Figure

Cell = Callable[[Question, str], Said | None]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place as the claims or the questions name it, with its figures and statements."""

    anchor: str
    plain: str
    shown: str
    name: Markup
    within: Markup | None
    drawn: Markup
    is_placed: bool
    place: Place | None
    cells: tuple[Said | None, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class _Named:
    """A place under the first name that the case uses for it."""

    words: str
    place: Place | None
    within: str | None
    precision: str


def place_rows(folio: Folio, cell: Cell, columns: Sequence[str]) -> tuple[PlaceRow, ...]:
    """Return every place that a question or a claim names, questions first."""
    questions = {_key(q.words, folio): q for q in folio.register.of("place")}
    claims: dict[str, list[str]] = {}
    for claim in folio.register.used():
        for ref in claim.place:
            claims.setdefault(_key(ref.name, folio), []).append(claim.id)
    rows = []
    for number, (key, named) in enumerate(_named(folio).items(), 1):
        question = questions.get(key)
        known = dict.fromkeys(claims.get(key, ()))
        rows.append(
            PlaceRow(
                anchor=f"place-{number}",
                plain=named.words,
                shown=folio.voice.spell(named.words),
                name=folio.voice.called(named.words),
                within=folio.voice.called(named.within) if named.within else None,
                drawn=_drawn(named, folio),
                is_placed=named.place is not None and is_drawable(named.place),
                place=named.place,
                cells=tuple(
                    _own(cell(question, c), question.rung(c), known, folio) if question else None
                    for c in columns
                ),
                statements=folio.statements.rows(known),
            )
        )
    return tuple(rows)


def _own(
    said: Said | None, figure: Figure | None, known: Container[str], folio: Folio
) -> Said | None:
    """Return a cell that speaks of harm without a number only where a claim names the place."""
    if said is None or figure is None or said.is_number or not figure.unquantified:
        return said
    if any(claim in known for claim in figure.unquantified):
        return said
    return replace(said, short=folio.voice.say("cell.named"))


def seen_map(folio: Folio, rows: Sequence[PlaceRow]) -> dict[str, Any] | None:
    """Return the map of the rows that have coordinates, each place leading to its row."""
    places = [row.place for row in rows if row.place is not None]
    drawn = map_of(places, folio.voice.lang, folio.voice.spell)
    if drawn is None:
        return None
    by_name = {row.place.name: row for row in rows if row.place is not None}
    spots = []
    for spot in drawn.spots:
        row = by_name[spot.place]
        spots.append({
            **{field: getattr(spot, field) for field in spot.__slots__},
            "row": row.anchor, "title": f"{show(row.shown)}: {row.drawn.striptags()}",
        })  # fmt: skip
    end = f"{3 + float(drawn.scale_width.rstrip('%')):.2f}%"
    shown = {field: getattr(drawn, field) for field in drawn.__slots__}
    return {**shown, "spots": spots, "scale_end": end}


def placed_words(folio: Folio) -> Markup | None:
    """Return "of these, placed: at least N", the floor of all places together."""
    question = next(iter(folio.register.of("placed")), None)
    figure = question.rung("reported") if question is not None else None
    if question is None or figure is None:
        return None
    if figure.floor <= 0:
        return folio.voice.say("places.none_placed")
    href = folio.links.figure(question.slug, "reported")
    number = NUMBER.format(
        href, folio.voice.say("amount.at_least", people=people(figure.floor, folio.voice))
    )
    return folio.voice.say("places.placed", amount=number)


def _named(folio: Folio) -> dict[str, _Named]:
    found: dict[str, _Named] = {}
    refs: dict[str, PlaceRef] = {}
    for claim in folio.register.used():
        for ref in claim.place:
            refs.setdefault(_key(ref.name, folio), ref)
    asked = [question.words for question in folio.register.of("place")]
    for words in (*asked, *(ref.name for ref in refs.values())):
        key = _key(words, folio)
        place, said = folio.register.place(words), refs.get(key)
        within = place.parent if place else said.within if said else None
        precision = place.precision if place else said.precision if said else "unknown"
        found.setdefault(key, _Named(words, place, within, precision))
    return found


def _key(words: str, folio: Folio) -> str:
    place = folio.register.place(words)
    return place.name if place else words


def _drawn(named: _Named, folio: Folio) -> Markup:
    precision = folio.voice.term("precision", named.precision)
    if named.place is None or named.place.lat is None:
        return folio.voice.say("places.not_placed", precision=precision)
    if not is_drawable(named.place):
        return folio.voice.say("places.too_coarse", precision=precision)
    return folio.voice.say("places.drawn_as", precision=precision)
