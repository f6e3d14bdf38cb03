"""What a date means: the window of days that its words allow, given the document's date.

A date without a year stays `--MM-DD`, partial, unless the document is dated: then it is
the latest such date not after the document's. A Hijri date is reckoned by the tabular
calendar, which may differ from the one that was seen by a day: its window is wider by one.
"""

from dataclasses import replace
from datetime import date, timedelta

from tawthiq.read.arabic_dates import window
from tawthiq.read.dates import Mention
from tawthiq.read.sentence import Sentence
from tawthiq.record.claim import Span, When


def resolve(s: Sentence, mention: Mention, dated: date | None) -> When | None:
    """Return the time window of a mention, or None where it says nothing without a date."""
    span = s.span(mention.i, mention.j)
    part = mention.part
    if mention.weekday is not None or mention.offset is not None:
        day = _relative_day(mention, dated)
        return (
            None if day is None else When(day.isoformat(), day.isoformat(), "day", part, span=span)
        )
    if mention.back is not None:
        if dated is None:
            return None
        first_day, last_day, precision = window(mention.back, dated)
        return When(first_day.isoformat(), last_day.isoformat(), precision, part, span=span)
    if mention.month is None:
        if mention.year is None:
            return None
        first, last = f"{mention.year}-01-01", f"{mention.year}-12-31"
        return When(first, last, "year", part, span=span)
    if mention.hijri:
        return _hijri_window(mention, dated, span)
    year = mention.year or _latest_year(mention, dated)
    if year is None:
        return replace(_partial(mention), part_of_day=part, span=span)
    try:
        return replace(_dated(mention, year), part_of_day=part, span=span)
    except ValueError:
        return None


def _relative_day(mention: Mention, dated: date | None) -> date | None:
    if dated is None:
        return None
    if mention.offset is not None:
        return dated + timedelta(days=mention.offset)
    back = (dated.weekday() - (mention.weekday or 0)) % 7
    return dated - timedelta(days=back)


def _latest_year(mention: Mention, dated: date | None) -> int | None:
    """Return the year that makes the date the latest one not after the document's."""
    if dated is None or mention.month is None:
        return None
    this = (mention.month, mention.day or 1) <= (dated.month, dated.day)
    return dated.year if this else dated.year - 1


def _partial(mention: Mention) -> When:
    if mention.day is None:
        text = f"--{mention.month:02d}"
        return When(text, text, "month", partial=True)
    last = mention.last_day or mention.day
    first = f"--{mention.month:02d}-{mention.day:02d}"
    return When(first, f"--{mention.month:02d}-{last:02d}", "day", partial=True)


def _dated(mention: Mention, year: int) -> When:
    month = mention.month or 1
    if mention.day is None:
        following = date(year + month // 12, month % 12 + 1, 1)
        last = following - timedelta(days=1)
        return When(date(year, month, 1).isoformat(), last.isoformat(), "month")
    first = date(year, month, mention.day)
    last = date(year, month, mention.last_day or mention.day)
    return When(first.isoformat(), max(first, last).isoformat(), "day")


def hijri_day(year: int, month: int, day: int) -> date:
    """Return the day of a date of the tabular (civil) Hijri calendar."""
    days = day + (59 * (month - 1) + 1) // 2 + 354 * (year - 1) + (3 + 11 * year) // 30
    return date.fromordinal(days + 227_014)


def _hijri_window(mention: Mention, dated: date | None, span: Span) -> When | None:
    month = mention.month or 1
    year = mention.year or _latest_hijri_year(month, mention.day or 1, dated)
    if year is None:
        return None
    first = hijri_day(year, month, mention.day or 1)
    if mention.day is None:
        last = hijri_day(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    else:
        last = hijri_day(year, month, mention.last_day or mention.day)
    day = timedelta(days=1)
    window = ((first - day).isoformat(), (max(first, last) + day).isoformat())
    return When(*window, "day" if mention.day else "month", mention.part, span=span)


def _latest_hijri_year(month: int, day: int, dated: date | None) -> int | None:
    """Return the Hijri year that makes a date the latest one not after the document's."""
    if dated is None:
        return None
    near = (dated.toordinal() - 227_014) * 30 // 10_631 + 2
    return next((y for y in range(near, near - 4, -1) if hijri_day(y, month, day) <= dated), None)
