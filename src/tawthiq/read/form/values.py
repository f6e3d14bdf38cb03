"""Answers of a form as values: a choice, a day, a number, an age; and what a form lacks.

Numbers are read by the reader's own rules, so that "at least 27" binds the same in a form
and in a report. Dates are never guessed: what is not year first is asked again.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, Literal, NamedTuple

from tawthiq.base.errors import UsageError
from tawthiq.base.instant import month_end, parse_day
from tawthiq.base.script import fold
from tawthiq.kit.lexicon.pack import load_pack
from tawthiq.read.amounts import Amount, read_amount
from tawthiq.read.sentence import read_sentence
from tawthiq.record.claim import Ages, When
from tawthiq.record.form import NAMES, QUESTIONS, Filled, Question
from tawthiq.record.words import words

LONGEST = 200_000
_LINE = 2_000
_ADULT = 18
_OLDEST = 150
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?\Z")
_UNTIL = re.compile(r"\s+(?:to|until|till|الي|حتي)\s+|\s*/\s*|\s*–\s*")
_BETWEEN = re.compile(r"[;؛\n]")
_LISTED = re.compile(r"[;؛,،\n]")
_UNDER = re.compile(r"(?:under|below|younger than|دون|تحت|اقل من)\s*(?:سن\s*)?(\d{1,3})\b")
_OVER = re.compile(r"(?:over|above|older than|فوق|اكثر من)\s*(?:سن\s*)?(\d{1,3})\b")
_SURROGATES = re.compile("[\ud800-\udfff]")
Lang = Literal["en", "ar"]


class Piece(NamedTuple):
    """A part of an answer and where it stands in it."""

    text: str
    start: int
    end: int


def label(key: str, lang: Lang) -> str:
    """Return how a question is called."""
    return words(lang).say(QUESTIONS[key].label)


def storable(text: str) -> str:
    """Return text that can be kept: half a surrogate pair is no character."""
    return _SURROGATES.sub("\ufffd", text)


def checked(filled: Filled) -> dict[str, str]:
    """Return the answers, trimmed, empty ones left out; UsageError for one that cannot be read.

    Errors name the question, never the answer: it may be a protected person's.
    """
    answers: dict[str, str] = {}
    for key, given in filled.answers.items():
        text = storable(given).strip()
        if not text:
            continue
        check_answer(QUESTIONS[key], text)
        answers[key] = text
    _complete(filled, answers)
    return answers


def check_answer(question: Question, text: str) -> None:
    """Refuse an answer that cannot be read; an empty one is none. Raises UsageError."""
    most = LONGEST if question.answer == "text" else _LINE
    if len(text) > most:
        raise _wrong(question.key, f"is longer than {most:,} characters")
    if text:
        _read(question, text)


def _read(question: Question, text: str) -> None:
    if question.choices is not None:
        chosen(question, text)
    elif question.answer == "day":
        when(question.key, text)
    elif question.answer == "number":
        amount(question.key, text)
    elif question.answer == "line" and "\n" in text:
        raise _wrong(question.key, "has more than one line")


def _complete(filled: Filled, answers: Mapping[str, str]) -> None:
    """Refuse a form without a source, who or what, or where, when or a code; or told too early."""
    if {"heard_on", "event_date"} <= answers.keys():
        heard, event = (when(key, answers[key]) for key in ("heard_on", "event_date"))
        if event.from_ > heard.to:
            heard_label = label("heard_on", "en")
            raise _wrong("event_date", f"is later than “{heard_label}”: one of them is mistyped")
    lacks: list[str] = []
    if not {"source", "protected"} & answers.keys():
        lacks.append("a source (a name, or the code name of a protected source)")
    subject = _SUBJECTS[filled.kind]
    if not set(subject[0]) & answers.keys():
        lacks.append(subject[1])
    where = {"place", "within", "event_date", "incident"}
    if filled.kind != "statement" and not where & answers.keys():
        lacks.append("an incident (a place, a date, or the code of an incident)")
    if lacks:
        raise UsageError("form.incomplete", f"the form lacks {', and '.join(lacks)}")


_SUBJECTS: Final = {
    "victim": (
        (*NAMES, "description"),
        "an identifier (a name, an Abu or Umm form, a description)",
    ),
    "incident": (
        ("event", "happened", "killed", "injured", "people_missing", "detained"),
        "what it was (its kind, what happened, or a number)",
    ),
    "statement": (("words",), "the words as said"),
}


def chosen(question: Question, text: str) -> tuple[str, ...]:
    """Return the values that an answer chooses, by code or by label in either language."""
    found: list[str] = []
    several = question.answer == "choices"
    for piece in pieces(text, _LISTED) if several else [Piece(text, 0, len(text))]:
        value = _named(question, piece.text)
        if value is None:
            known = ", ".join(words("en").say(key) for key in (question.choices or {}).values())
            raise _wrong(question.key, f"is none of: {known}")
        found.append(value)
    return tuple(dict.fromkeys(found))


def _named(question: Question, text: str) -> str | None:
    wanted = fold(text).strip()
    for value, key in (question.choices or {}).items():
        spellings = (value, value.replace("_", " "), words("en").say(key), words("ar").say(key))
        if wanted in {fold(spelling) for spelling in spellings}:
            return value
    return None


def pieces(text: str, between: re.Pattern[str] = _BETWEEN) -> Iterator[Piece]:
    """Yield the parts of an answer that holds several, each without the spaces around it."""
    at = 0
    for found in [*between.finditer(text), None]:
        part = text[at : found.start() if found else len(text)]
        if part.strip():
            start = at + len(part) - len(part.lstrip())
            yield Piece(part.strip(), start, start + len(part.strip()))
        at = found.end() if found else at


def when(key: str, text: str) -> When:
    """Return the window of a day, a month, a year, or of two of them with "to" between."""
    ends = [_window(key, part.strip()) for part in _UNTIL.split(fold(text).strip())]
    if len(ends) > 2:
        raise _wrong(key, _DAY_SAYS)
    first, last = ends[0], ends[-1]
    if last[1] < first[0]:
        raise _wrong(key, "ends before it begins")
    precision = first[2] if len(ends) == 1 else max(first[2], last[2], key=_COARSER.index)
    return When(first[0], last[1], precision)


_COARSER: Final = ("day", "month", "year")
_DAY_SAYS: Final = "is no date that can be read for certain; write the year first: 2031-05-14"


def _window(key: str, text: str) -> tuple[str, str, str]:
    found = _DAY.match(text)
    if found is None:
        raise _wrong(key, _DAY_SAYS)
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        if day is not None:
            exact = parse_day(f"{year:04d}-{month:02d}-{day:02d}").isoformat()
            return exact, exact, "day"
        if month is not None:
            first = date(year or 0, month, 1)
            return first.isoformat(), month_end(first.year, month).isoformat(), "month"
        return date(year or 0, 1, 1).isoformat(), date(year or 0, 12, 31).isoformat(), "year"
    except (UsageError, ValueError, OverflowError):
        raise _wrong(key, _DAY_SAYS) from None


def amount(key: str, text: str) -> Amount:
    """Return what a number of persons allows, as the reader reads it; UsageError otherwise."""
    found = _amount(text)
    if found is None or found.share is not None or found.more or found.min is None:
        says = "is no number that can be read; write 27, at least 27, about 40, 10 to 12 or dozens"
        raise _wrong(key, says)
    return found


def _amount(text: str) -> Amount | None:
    """Read an answer that is an amount from its first word to its last, in either language."""
    for lang in ("en", "ar"):
        sentence = read_sentence(
            text, 0, len(text), load_pack(lang), paragraph=0, section=0, title=0
        )
        found = read_amount(sentence, 0) if len(sentence) else None
        if found is not None and found.j == len(sentence):
            return found
    return None


def ages(text: str) -> Ages | None:
    """Return the age that an answer allows in whole years; None where it stays words."""
    folded = fold(text).strip()
    for name, span in (("child", Ages(0, 17)), ("minor", Ages(0, 17)), ("adult", Ages(18, None))):
        if folded in {fold(words(lang).say(f"form.age.{name}")) for lang in ("en", "ar")}:
            return span
    if under := _UNDER.fullmatch(folded):
        return Ages(0, int(under[1]) - 1) if 0 < int(under[1]) <= _OLDEST else None
    if over := _OVER.fullmatch(folded):
        return Ages(int(over[1]) + 1, None) if int(over[1]) < _OLDEST else None
    found = _amount(text)
    if found is None or found.share is not None or found.vague or found.min is None:
        return None
    is_age = found.min <= _OLDEST and (found.max is None or found.max <= _OLDEST)
    return Ages(found.min, found.max) if is_age else None


def _wrong(key: str, says: str) -> UsageError:
    return UsageError("form.answer", f"“{label(key, 'en')}” {says}")
