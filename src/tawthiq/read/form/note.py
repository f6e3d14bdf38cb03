"""The note that is laid out from a filled form: plain text, and where each answer stands in it.

What identifies people beside their name (parents, origin, occupation) stands outside the
lines that claims quote: a dossier shows quotes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from tawthiq.read.form.values import Lang, checked, chosen, label, pieces, storable
from tawthiq.record.claim import Span
from tawthiq.record.form import FORMS, QUESTIONS, Cell, Filled
from tawthiq.record.item import Part
from tawthiq.record.words import words

STATEMENT: Final = "statement"
"""Label of the part of a statement's note that holds the source's own words."""
_LEFT: Final = "\u200e"
"""Before a date or a range inside Arabic: without it a reader sees its parts in reverse."""
_HEAD: Final = ("source", "protected", "how", "told_by", "heard_on", "channel")
_QUOTED: Final = (
    "event", "harm", "full_name", "description", "sex", "age", "status", "role", "happened",
    "killed", "injured", "people_missing", "detained", "place", "within", "precision",
    "event_date", "part_of_day", "means", "by", "hedge",
)  # fmt: skip
_FULL: Final = ("name", "name_ar", "name_latin")
_BUILT: Final = ("given", "father", "grandfather", "family")


@dataclass(frozen=True, slots=True)
class Note:
    """The text with the span of each answer; `quote` is what claims quote, if anything.

    `answers` are trimmed. `full_name` is a span of its own: the name as one would say it.
    """

    text: str
    answers: Mapping[str, str]
    spans: Mapping[str, Span]
    quote: Span | None
    extra: tuple[Cell, ...] = ()
    is_statement: bool = False

    @property
    def parts(self) -> tuple[Part, ...]:
        """The answers as named stretches of the text view, in order."""
        labels = {"words": STATEMENT} if self.is_statement else {}
        named = [
            Part(span.start, span.end, labels.get(key, key))
            for key, span in self.spans.items()
            if span.start < span.end
        ]
        return tuple(sorted(named, key=lambda part: (part.start, -part.end)))

    def cells(self, filled: Filled) -> tuple[Cell, ...]:
        """Return the answers exactly as typed, with where each stands."""
        found = []
        for key in FORMS[filled.kind]:
            if filled.get(key):
                span = self.spans.get(key)
                at = (span.start, span.end) if span is not None else (None, None)
                found.append(Cell(key, storable(filled.answers[key]), *at))
        return tuple(found)


@dataclass(slots=True)
class _Page:
    """Text put together line by line, remembering where each answer stands."""

    lang: Lang
    pieces: list[str] = field(default_factory=list)
    spans: dict[str, Span] = field(default_factory=dict)
    length: int = 0

    def put(self, text: str) -> int:
        """Append text; return where it begins."""
        start = self.length
        self.pieces.append(text)
        self.length += len(text)
        return start

    def answer(self, key: str, text: str, called: str) -> None:
        """Append one line with an answer, and remember where that is."""
        first = _LEFT if self.lang == "ar" and text[:1].isdigit() else ""
        self.put(f"{called}: {first}")
        self.remember(key, text)
        self.put("\n")

    def remember(self, key: str, text: str) -> None:
        """Append an answer and remember where it stands."""
        start = self.put(text)
        self.spans[key] = Span(text, start, start + len(text))

    def heading(self, key: str) -> None:
        """Append a heading after an empty line."""
        self.put(f"\n{words(self.lang).say(key)}:\n")


def sheltered(filled: Filled) -> Filled:
    """Return a form without what would say who a protected source is: its name, the channel."""
    if not filled.get("protected"):
        return filled
    kept = {k: v for k, v in filled.answers.items() if k not in {"source", "channel"}}
    return replace(filled, answers=kept)


def lay_out(filled: Filled) -> Note:
    """Return the note of a form; raises UsageError for what a form lacks or cannot mean."""
    answers = checked(filled)
    page = _Page(filled.lang)
    page.put(words(filled.lang).say(f"form.title_{filled.kind}") + "\n")
    _lines(page, answers, _HEAD)
    if "words" in answers:
        page.heading("form.said")
        page.remember("words", answers["words"])
        page.put("\n")
    quote = _quoted(page, answers, filled)
    shown = {*_HEAD, *_QUOTED, "words"} - {"full_name"}
    rest = [key for key in FORMS[filled.kind] if key not in shown]
    rest = [key for key in rest if key in answers and key not in page.spans]
    others = [(storable(k), storable(v)) for k, v in filled.extra if k.strip() and v.strip()]
    if rest or others:
        page.heading("form.more")
        _lines(page, answers, rest)
    extra = tuple(_extra(page, name, text) for name, text in others)
    text = "".join(page.pieces)
    if quote is not None:
        quote = Span(text[quote.start : quote.end], quote.start, quote.end)
    is_statement = filled.kind == "statement"
    if is_statement or quote is None:
        quote = page.spans.get("words")
    return Note(text, answers, page.spans, quote, extra, is_statement)


def _quoted(page: _Page, answers: Mapping[str, str], filled: Filled) -> Span | None:
    """Append the lines that claims quote; return their span without a text yet."""
    asked = [key for key in _QUOTED if key in answers]
    is_victim = filled.kind == "victim"
    if not asked and not is_victim:
        return None
    page.put("\n")
    start = page.length
    for key in _QUOTED:
        if key == "full_name" and is_victim:
            _full_name(page, answers)
        elif key == "harm" and is_victim:
            _lines(page, {"harm": "killed", **answers}, ["harm"])
        elif key in answers:
            _lines(page, answers, [key])
    return Span("", start, page.length - 1) if page.length > start else None


def _full_name(page: _Page, answers: Mapping[str, str]) -> None:
    """Append the name that the person goes by, in full where it is known."""
    written = [key for key in _FULL if key in answers]
    if written:
        _lines(page, answers, written[:1])
        page.spans["full_name"] = page.spans[written[0]]
        return
    parts = [key for key in _BUILT if key in answers]
    names = [key for key in ("teknonym", "nickname") if key in answers]
    if not ({"given", "family"} & set(parts)) and names:
        _lines(page, answers, names[:1])
        page.spans["full_name"] = page.spans[names[0]]
    elif parts:
        _built(page, answers, parts)


def _built(page: _Page, answers: Mapping[str, str], parts: list[str]) -> None:
    """Append a name that is put together, and remember each of its parts."""
    page.put(f"{label('name', page.lang)}: ")
    start = page.length
    for number, key in enumerate(parts):
        page.put(" " if number else "")
        page.remember(key, answers[key])
    whole = " ".join(answers[key] for key in parts)
    page.spans["full_name"] = Span(whole, start, start + len(whole))
    page.put("\n")


def _lines(page: _Page, answers: Mapping[str, str], keys: Iterable[str]) -> None:
    for key in keys:
        if key in answers:
            page.answer(key, _shown(key, answers[key], page.lang), label(key, page.lang))


def _shown(key: str, text: str, lang: Lang) -> str:
    """Return a choice by its label in the note's language, everything else as typed."""
    question = QUESTIONS[key]
    if question.choices is None:
        return text
    between = "؛ " if lang == "ar" else "; "
    return between.join(words(lang).say(question.choices[v]) for v in chosen(question, text))


def _extra(page: _Page, name: str, text: str) -> Cell:
    """Append an answer under a heading that is no question, kept verbatim."""
    start = page.put(f"{name}: ") + len(name) + 2
    page.put(text + "\n")
    return Cell(name, text, start, start + len(text))


def named(note: Note, key: str) -> list[Span]:
    """Return the parts of an answer that names several, each with its own span."""
    whole = note.spans.get(key)
    if whole is None:
        return []
    at = whole.start
    return [Span(one.text, at + one.start, at + one.end) for one in pieces(whole.text)]
