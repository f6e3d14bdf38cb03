"""Whether a reading that a person typed is one: words of the text, days, numbers, terms."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from tawthiq.base.errors import UsageError
from tawthiq.base.instant import parse_day
from tawthiq.base.shape import to_plain
from tawthiq.record.claim import Claim, Count, Victim, When
from tawthiq.record.words import words

_GREATEST: Final = (1 << 53) - 1
_OLDEST: Final = 150
_LONGEST: Final = 80
_SPAN: Final = frozenset({"text", "start", "end"})
_PRECISIONS: Final = ("day", "week", "month", "season", "year", "range", "unknown")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def approve(claim: Claim, before: Claim, text: str) -> None:
    """Raise UsageError where a word, a day, a number or a term of `claim` is wrong.

    What it took over unchanged from `before` is not looked at again, but for its spans.
    """
    _spans_stand(claim, text)
    if not words("en").has(f"event.{claim.event}"):
        raise UsageError("edit.event", f"{cut(claim.event)} is no event that a claim can have")
    for number in claim.count:
        if number not in before.count:
            _count(number, text)
    for when in (*claim.time, *filter(None, [claim.said])):
        if when not in (*before.time, before.said):
            _when(when)
    if claim.as_of is not None and claim.as_of != before.as_of:
        _day(claim.as_of)
    for victim in claim.victim:
        if victim not in before.victim:
            _ages(victim)
    _names(claim)


def is_span(value: Mapping[str, Any]) -> bool:
    """Say whether a plain value is words with the place where they stand."""
    return set(value) >= _SPAN


def cut(text: str) -> str:
    """Return what was typed in quotes, not longer than a line."""
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def _spans_stand(claim: Claim, text: str) -> None:
    for span in _spans(to_plain(claim)):
        start, end = span["start"], span["end"]
        if not 0 <= start <= end <= len(text) or text[start:end] != span["text"]:
            raise UsageError("edit.words", f"the words {cut(span['text'])} do not stand at {start}")


def _spans(value: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        if is_span(value):
            yield value
        for part in value.values():
            yield from _spans(part)
    elif isinstance(value, list):
        for part in value:
            yield from _spans(part)


def _count(number: Count, text: str) -> None:
    if not words("en").has(f"unit.{number.unit}"):
        raise UsageError("edit.unit", f"{cut(number.unit)} is nothing that a claim can count")
    least, most = number.min, number.max
    if any(end is not None and not 0 <= end <= _GREATEST for end in (least, most)) or (
        least is not None and most is not None and most < least
    ):
        span = f"from {_end(least)} to {_end(most)}"
        raise UsageError("edit.number", f"no number of people is {span}; min and max are 0 or more")
    if not number.phrase:
        raise UsageError("edit.words", "a count needs its phrase: the words that say it")
    if number.phrase not in text:
        says = f"the preserved text does not hold the words {cut(number.phrase)}"
        raise UsageError("edit.words", says)
    share = number.share
    for part in (share.over, share.at_least, share.exactly) if share is not None else ():
        if part is not None and not 0 <= part[0] <= part[1] != 0:
            raise UsageError("edit.share", f"{part[0]}/{part[1]} is no share of a whole")


def _end(number: int | None) -> str:
    return "open" if number is None else str(number)


def _when(when: When) -> None:
    first, last = (_day(day, is_partial=when.partial) for day in (when.from_, when.to))
    if last < first and not when.partial:
        raise UsageError("edit.day", f"a time ends before it begins: {when.from_} to {when.to}")
    if when.precision not in _PRECISIONS:
        known = ", ".join(_PRECISIONS)
        raise UsageError("edit.term", f"{cut(when.precision)} is no precision of a time: {known}")


def _day(text: str, *, is_partial: bool = False) -> str:
    """Return the day; one without a year (--MM-DD) is looked at in a leap year."""
    try:
        return parse_day(f"2000{text[1:]}" if is_partial else text).isoformat()
    except UsageError:
        says = f"{cut(text)} is no day; write it as 2031-05-14"
        raise UsageError("edit.day", says) from None


def _ages(victim: Victim) -> None:
    age = victim.age
    if age is None:
        return
    least, most = age.min, age.max
    if any(end is not None and not 0 <= end <= _OLDEST for end in (least, most)) or (
        least is not None and most is not None and most < least
    ):
        raise UsageError("edit.age", f"no age is from {_end(least)} to {_end(most)} years")


def _names(claim: Claim) -> None:
    """Refuse a place or a side without its name, and names of several lines or with controls."""
    for said in (*(one.name for one in claim.place), *(one.name for one in claim.perpetrator)):
        if not said.strip():
            raise UsageError("edit.words", "a place or a responsible side needs its name")
    leaves: Iterable[Any] = (*claim.place, *claim.perpetrator, *claim.victim, *claim.chain)
    for leaf in leaves:
        span = leaf.span.text if leaf.span is not None else None
        for key in ("name", "within", "group"):
            name = getattr(leaf, key, None)
            if name and name != span and _CONTROL.search(name):
                raise UsageError("edit.words", f"a name is one line of letters, not {cut(name)}")
