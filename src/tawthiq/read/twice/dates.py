"""Dates that contradict one another, their weekday, or the document's own date."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from tawthiq.read.twice.known import HARM, day_of, one_day
from tawthiq.record.claim import Claim, Count, Span
from tawthiq.record.twice import Look, Page

_DAYS_EN: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS_AR: Final = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
_MONTHS_EN: Final = ("january", "february", "march", "april", "may", "june", "july", "august",
                     "september", "october", "november", "december")  # fmt: skip
_MONTHS_AR: Final = (
    ("كانون الثاني", "يناير", "جانفي"), ("شباط", "فبراير", "فيفري"), ("آذار", "مارس"),
    ("نيسان", "أبريل", "أفريل"), ("أيار", "مايو", "ماي"), ("حزيران", "يونيو", "جوان"),
    ("تموز", "يوليو", "جويلية"), ("آب", "أغسطس", "أوت"), ("أيلول", "سبتمبر"),
    ("تشرين الأول", "أكتوبر"), ("تشرين الثاني", "نوفمبر"), ("كانون الأول", "ديسمبر"),
)  # fmt: skip
_WEEKDAY: Final = {name: n % 7 for n, name in enumerate((*_DAYS_EN, *_DAYS_AR))} | {
    "الإثنين": 0, "الاربعاء": 2, "الاحد": 6,
}  # fmt: skip
_MONTH: Final = {name: n for n, name in enumerate(_MONTHS_EN, 1)} | {
    name: n for n, names in enumerate(_MONTHS_AR, 1) for name in names
}


def _any(names: Mapping[str, int]) -> str:
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))


_W, _M = f"(?P<weekday>{_any(_WEEKDAY)})", f"(?P<month>{_any(_MONTH)})"
_GAP: Final = r"[ \t\u00a0]{1,3}"
_YEAR: Final = rf"(?:[,،]?{_GAP}(?P<year>\d{{4}})\b)?"
_SAID: Final = tuple(
    re.compile(rf"(?<!\w){_W}[,،]?{_GAP}(?:the{_GAP}|في{_GAP})?{date_}", re.IGNORECASE)
    for date_ in (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_GAP}(?:of{_GAP})?{_M}(?:/\w{{3,12}})?{_YEAR}",
        rf"{_M}{_GAP}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b{_YEAR}",
    )
)


def looks(pages: Sequence[Page], claims: Sequence[Claim]) -> Iterator[Look]:
    """Yield dates after the document's, weekdays that do not fit, two days of one event."""
    dated = {page.item: day_of(page.dated) for page in pages}
    for claim in claims:
        yield from _after(claim, dated.get(claim.item))
    for page in pages:
        yield from _weekdays(page)
    yield from _two_days(claims)


def _after(claim: Claim, dated: date | None) -> Iterator[Look]:
    """A text cannot tell of a day after its own."""
    if dated is None or claim.event not in HARM or claim.polarity == "averted":
        return
    for when in claim.time:
        begin = None if when.partial else day_of(when.from_)
        if begin is not None and begin > dated:
            words = (when.span,) if when.span else (claim.quote,)
            values = {"day": begin.isoformat(), "dated": dated.isoformat()}
            yield Look("after_document", claim.item, (claim.id,), words, values)
            return


def _weekdays(page: Page) -> Iterator[Look]:
    """A weekday beside a date must be that date's; without a year, in the document's year."""
    seen: set[int] = set()
    for pattern in _SAID:
        for found in pattern.finditer(page.text):
            if found.start() in seen:
                continue
            seen.add(found.start())
            year = found["year"] or (page.dated or "")[:4]
            named = _WEEKDAY[found["weekday"].lower()]
            try:
                day = date(int(year), _MONTH[found["month"].lower()], int(found["day"]))
            except ValueError:
                continue
            if day.weekday() != named:
                span = Span(found[0], found.start(), found.end())
                names = _DAYS_AR if found["weekday"] in _DAYS_AR else _DAYS_EN
                values = {"said": found["weekday"], "day": day.isoformat(),
                          "is_": names[day.weekday()].title()}  # fmt: skip
                yield Look("weekday", page.item, (), (span,), values)


def _two_days(claims: Sequence[Claim]) -> Iterator[Look]:
    """One number of one place in one text, or claims of one event, with two days."""
    alike: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    by_id = {claim.id: claim for claim in claims}
    for claim in claims:
        if claim.event not in HARM or claim.polarity != "affirmed" or one_day(claim) is None:
            continue
        places = frozenset(ref.name for ref in claim.place)
        for count in claim.count if places else ():
            if _is_telling(count):
                alike[claim.item, places, count.unit, count.min, count.max].append(claim)
        for other in claim.same_event_hint:
            if other in by_id and by_id[other].item == claim.item:
                alike["hint", min(claim.id, other), max(claim.id, other)] += [claim, by_id[other]]
    told: set[tuple[str, ...]] = set()
    for several in alike.values():
        first = {one[0]: claim for claim in reversed(several) if (one := one_day(claim))}
        keys = tuple(sorted({claim.id for claim in first.values()}))
        if len(first) > 1 and keys not in told:
            told.add(keys)
            days = sorted(first)
            held = [first[day] for day in days]
            words = tuple(_words_of(claim) for claim in held)
            values = {"days": ", ".join(day.isoformat() for day in days),
                      "place": ", ".join(sorted({r.name for c in held for r in c.place}))}  # fmt: skip
            yield Look("two_days", held[0].item, tuple(c.id for c in held), words, values)


def _is_telling(count: Count) -> bool:
    is_people = count.unit.startswith("persons_") or count.unit == "bodies"
    return is_people and count.min is not None and count.min > 2 and count.kind != "vague"


def _words_of(claim: Claim) -> Span:
    return claim.time[0].span or claim.quote
