"""The front page: everything at a glance, each number one step from its sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from markupsafe import Markup

from tawthiq.publish.assessed import ElementRow, element_rows, finding_rows
from tawthiq.publish.atlas import place_rows, placed_words, seen_map
from tawthiq.publish.chains import roots, ways
from tawthiq.publish.consented import kept_back
from tawthiq.publish.handcheck import by_hand
from tawthiq.publish.looks import MOST_LOOKS, look_rows
from tawthiq.publish.phrases import Said, has_number, say_figure
from tawthiq.publish.register import Kind, Question, supports
from tawthiq.publish.retell import retold
from tawthiq.publish.scale import Bar, bars
from tawthiq.publish.site import Folio
from tawthiq.publish.statements import Statement
from tawthiq.publish.timeline import timeline
from tawthiq.record.claim import Claim
from tawthiq.record.figure import Beside, Figure, Rung

COLUMNS: Final[tuple[Rung, ...]] = ("reported", "documented", "verified", "verified_by_us")
KINDS: Final[tuple[Kind, ...]] = ("perpetrator", "status")
METHOD: Final = (
    "evidence", "ladder", "numbers", "sturdy", "sources", "range", "places", "time", "reading",
    "words",
)  # fmt: skip
MOST_STATEMENTS: Final = 40
SILENCE: Final = frozenset({"no_comment", "no_response"})
DENIALS: Final = frozenset({"denied", "negated"})


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One line of a table of figures: the words of its scope, one cell per rung."""

    words: str
    cells: tuple[Said | None, ...]


@dataclass(frozen=True, slots=True)
class BarRow:
    """A bar with the statements behind it."""

    bar: Bar
    rows: tuple[Statement, ...]

    def __getattr__(self, name: str) -> object:
        return getattr(self.bar, name)


@dataclass(frozen=True, slots=True)
class BesideRow:
    """A statement whose number binds nothing, and why."""

    statement: Statement
    reason: Markup


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident with the statements that speak of it."""

    code: str
    place: Markup
    within: Markup | None
    when: Markup
    state: Markup
    statements: tuple[Statement, ...]
    assessed: tuple[ElementRow, ...]


def front(folio: Folio, data_files: Sequence[str]) -> dict[str, Any]:
    """Return what the front page shows."""
    register, rows = folio.register, folio.statements
    ladder = {figure.standard: figure for figure in folio.facts.ladder}
    top = ladder.get("reported")
    return {
        **_figures(folio, ladder),
        "accounts": bar_rows(top, folio) if top else (),
        "contradictions": rows.rows(_named(folio, "contradictions")),
        "contested": rows.rows(_named(folio, "contested")),
        "beside": beside_rows(_beside(folio), folio),
        "denials": _denials(folio),
        "findings": finding_rows(folio),
        "timeline": timeline(folio.facts.incidents, folio.voice),
        "breakdowns": _breakdowns(folio),
        "incidents": tuple(_incidents(folio)),
        "statements": tuple(rows.row(claim) for claim in _leading(folio)[:MOST_STATEMENTS]),
        "all_statements": len(register.claims),
        "looks": tuple(islice(look_rows(folio), MOST_LOOKS)),
        "method": METHOD,
        "gaps": [retold(gap, folio.voice) for gap in folio.facts.gaps],
        "skipped": [retold(stage, folio.voice) for stage in folio.facts.skipped],
        "uncertain": [label for _, label in folio.voice.words.uncertain()],
        "data_files": [(path, folio.voice.say(_file_key(path))) for path in data_files],
        "by_hand": by_hand(folio.voice.words),
        **_places(folio),
        **_sources(folio),
        **_limits(folio),
        **_held(folio),
    }


def cell(question: Question, standard: str, folio: Folio) -> Said | None:
    """Return a figure in words with the way to its certificate, or None if not asked."""
    figure = question.rung(standard)
    if figure is None:
        return None
    return say_figure(figure, folio.voice, folio.links.figure(question.slug, standard))


def bar_rows(figure: Figure, folio: Folio) -> tuple[BarRow, ...]:
    """Return each source's own numbers for a figure, with the statements behind them."""
    drawn = bars(figure, folio.register, folio.voice)
    return tuple(BarRow(bar, folio.statements.rows(bar.claims)) for bar in drawn)


def beside_rows(entries: Sequence[Beside], folio: Folio) -> tuple[BesideRow, ...]:
    """Return the statements beside a figure, with the reason why each binds nothing."""
    return tuple(
        BesideRow(row, retold(entry.reason, folio.voice))
        for entry in entries
        for row in folio.statements.rows((entry.claim,))
    )


def _figures(folio: Folio, ladder: dict[Rung, Figure]) -> dict[str, Any]:
    question = folio.register.questions[0]
    present = [standard for standard in COLUMNS if standard in ladder]
    return {"ladder": [cell(question, standard, folio) for standard in present]}


def _breakdowns(folio: Folio) -> list[tuple[str, tuple[Rung, ...], list[FigureRow]]]:
    tables = []
    for kind in KINDS:
        questions = folio.register.of(kind)
        columns = asked(questions)
        rows = [
            FigureRow(scope_words(q, folio), tuple(cell(q, s, folio) for s in columns))
            for q in questions
        ]
        tables.append((str(kind), columns, rows))
    return tables


def asked(questions: Sequence[Question]) -> tuple[Rung, ...]:
    """Return the rungs at which one of the questions has a number, widest first."""
    return tuple(
        s for s in COLUMNS if s == "reported" or any(_has_number(q.rung(s)) for q in questions)
    )


def _has_number(figure: Figure | None) -> bool:
    return figure is not None and has_number(figure)


def scope_words(question: Question, folio: Folio) -> str:
    """Return the words of a question's scope, labels in the page's language."""
    speech = folio.voice.words
    parts = question.words.split(" / ")
    known = [
        speech.say(f"victim.{p}") if speech.has(f"victim.{p}") else folio.voice.spell(p)
        for p in parts
    ]
    return " / ".join(known)


def _places(folio: Folio) -> dict[str, Any]:
    columns = asked(folio.register.of("place"))
    rows = place_rows(folio, lambda question, standard: cell(question, standard, folio), columns)
    return {
        "place_columns": columns,
        "places": rows,
        "map": seen_map(folio, rows),
        "placed": placed_words(folio),
        "unplaced": [row.plain for row in rows if not row.is_placed],
    }


def _sources(folio: Folio) -> dict[str, Any]:
    found = roots(folio.register, folio.voice)
    page = folio.links.page("claims.html")
    ways_shown = []
    for way in ways(folio.register, folio.voice):
        rows = folio.statements.rows(way.claims[:1])
        ways_shown.append({"links": way.links, "claims": way.claims,
                           "href": rows[0].row if rows else page})  # fmt: skip
    return {
        "roots": found,
        "named_roots": [root for root in found if root.is_named],
        "unnamed_roots": [root for root in found if not root.is_named],
        "ways": ways_shown,
    }


def _limits(folio: Folio) -> dict[str, Any]:
    used = folio.register.used()
    caveats = [
        c for c in used if c.event == "verification_caveat" or c.status.value == "unverified"
    ]
    silent = [claim for claim in used if claim.event in SILENCE]
    return {
        "caveats": tuple(map(folio.statements.row, caveats)),
        "silent": tuple(map(folio.statements.row, silent)),
        "requests": folio.facts.requests_standing(),
    }


def _held(folio: Folio) -> dict[str, Any]:
    counts: dict[str, int] = {}
    for claim in folio.register.used():
        counts[claim.item] = counts.get(claim.item, 0) + 1
    rows = []
    for held in folio.facts.items:
        first = held.receipts[0].received_at if held.receipts else None
        rows.append({
            "href": folio.links.item(held.id),
            "name": folio.voice.filed(held.item.name.text),
            "media_type": held.item.media_type,
            "received": folio.voice.day(first) if first else folio.voice.say("time.unknown"),
            "claims": counts.get(held.id, 0),
            "sha256": held.item.sha256,
            "withdrawn": folio.facts.retracted.get(held.id),
            "kept_back": kept_back(held, folio.facts),
        })  # fmt: skip
    return {"held": rows}


def _incidents(folio: Folio) -> Iterator[IncidentRow]:
    voice = folio.voice
    for incident in folio.facts.incidents:
        yield IncidentRow(
            code=incident.code,
            place=voice.called(incident.place) if incident.place else voice.say("place.unknown"),
            within=voice.called(incident.within) if incident.within else None,
            when=voice.window(incident.from_, incident.to),
            state=voice.term("incident", incident.state),
            statements=folio.statements.sentences(incident.claims),
            assessed=element_rows(incident, folio),
        )


def _leading(folio: Folio) -> list[Claim]:
    """Return the standing claims, those first that the headline rests on."""
    weight: dict[str, int] = {}
    for figure in reversed(folio.facts.ladder):
        for claim in supports(figure):
            weight.setdefault(claim, len(weight))
    used = folio.register.used()
    return sorted(used, key=lambda c: (weight.get(c.id, len(weight)), folio.register.numbers[c.id]))


def _file_key(path: str) -> str:
    name = path.rsplit("/", 1)[-1]
    if path.startswith("proof/"):
        return f"file.{name.rsplit('.', 1)[-1]}"
    return f"file.{name.replace('.', '_')}"


def _named(folio: Folio, field: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c for figure in folio.facts.ladder for c in getattr(figure, field)))


def _beside(folio: Folio) -> tuple[Beside, ...]:
    """Return what binds nothing at any rung of the whole case."""
    binding = _binding(folio)
    seen = {entry.claim: entry for figure in folio.facts.ladder for entry in figure.beside}
    return tuple(entry for entry in seen.values() if entry.claim not in binding)


def _binding(folio: Folio) -> set[str]:
    return {claim for figure in folio.facts.ladder for claim in supports(figure)}


def _denials(folio: Folio) -> tuple[Statement, ...]:
    listed = {entry.claim for entry in _beside(folio)} | _binding(folio)
    used = folio.register.used()
    return tuple(
        folio.statements.row(c) for c in used if c.polarity in DENIALS and c.id not in listed
    )
