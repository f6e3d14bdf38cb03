"""Dates: what the words say, and how far they can be pinned down.

`find_dates` marks the words; `read.resolve` turns a mention into a `When`. Nothing is ever
made sharper than its words.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from tawthiq.read.arabic_dates import Back, reach_back
from tawthiq.read.sentence import Mark, Sentence

_YEARS: Final = range(1900, 2101)
_HIJRI: Final = range(1300, 1601)
_DAY: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_ISO: Final = re.compile(r"\d{4}")
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT: Final = frozenset(
    {"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"}
)
_BARE_DAYS: Final = {"احد": 6, "اثنين": 0}
_OTHER_DAY: Final = frozenset(
    {"تالي", "اول", "ثاني", "ثالث", "رابع", "سابق", "ماضي", "نفسه", "ذاته", "اخير", "واحد"}
)
_DASHES: Final = frozenset({"-", "–", "—", "to", "and", "until", "الي", "حتي", "و"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A date as mentioned in words `i` to `j`; unknown parts are None."""

    i: int
    j: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None
    weekday: int | None = None
    offset: int | None = None
    part: str | None = None
    hijri: bool = False
    back: Back | None = None


def find_dates(s: Sentence) -> dict[int, Mention]:
    """Return the date mentions of a sentence by their first word; they never overlap."""
    found: dict[int, Mention] = {}
    i = 0
    while i < len(s):
        mention = _mention(s, i)
        if mention is None:
            i += 1
            continue
        mention = _with_part(s, mention)
        found[mention.i] = mention
        i = mention.j
    return found


def _mention(s: Sentence, i: int) -> Mention | None:
    """Read the date that begins at word `i`, or return None."""
    if not s.marks[i] and not s.keys[i][:1].isdigit():
        return None
    return (
        _numeric(s, i)
        or _day_month(s, i)
        or _month_first(s, i)
        or _relative(s, i)
        or _bare_year(s, i)
    )


def _day_number(s: Sentence, i: int) -> int | None:
    match = _DAY.fullmatch(s.key(i))
    value = int(match.group(1)) if match else None
    return value if value and 1 <= value <= 31 else None


def _year(s: Sentence, i: int) -> int | None:
    key = s.key(i)
    return int(key) if _ISO.fullmatch(key) and int(key) in _YEARS else None


def _numeric(s: Sentence, i: int) -> Mention | None:
    """Read 2031-05-14, 14/5/2031, 14.5.2031 (day first)."""
    key = s.key(i)
    if key.count(".") == 2 and key.replace(".", "").isdigit():
        day, month, year = (int(part) for part in key.split("."))
        return _checked(i, i + 1, year, month, day)
    separator = s.key(i + 1)
    if separator not in {"-", "/", "."} or s.key(i + 3) != separator:
        return None
    parts = [s.key(i), s.key(i + 2), s.key(i + 4)]
    if not all(part.isdigit() and len(part) <= 4 for part in parts):
        return None
    numbers = [int(part) for part in parts]
    if len(parts[0]) == 4:
        return _checked(i, i + 5, *numbers)
    if len(parts[2]) == 4:
        day, month = (numbers[0], numbers[1]) if numbers[1] <= 12 else (numbers[1], numbers[0])
        return _checked(i, i + 5, numbers[2], month, day)
    return None


def _checked(i: int, j: int, year: int, month: int, day: int) -> Mention | None:
    try:
        date(year, month, day)
    except ValueError:
        return None
    return Mention(i, j, year, month, day)


def _months(s: Sentence, i: int) -> tuple[int, int] | None:
    """Read a month, doubled perhaps ("أيار/مايو"); its number and the word behind it."""
    mark = s.at("month", i)
    if mark is None or (s.pack.language == "en" and not s.capital(i)):
        return None
    month, j = _month_number(mark), mark.j
    if s.key(j) == "." and s.key(i) in _SHORT and s.key(j + 1)[:1].isdigit():
        j += 1  # "Oct. 8"
    if s.key(j) in {"/", "("} and s.at("month", j + 1):
        twin = s.marks[j + 1]["month"]
        if _month_number(twin) == month:
            j = twin.j + (s.key(j) == "(" and s.key(twin.j) == ")")
    return month, j


def _month_number(mark: Mark) -> int:
    return mark.rule.number("month") or 1


def _day_month(s: Sentence, i: int) -> Mention | None:
    """Read "7 March 2031", "7-9 March", "the 7th of March", "السابع من آذار"."""
    day = _day_number(s, i)
    j = i + 1
    last = None
    if day is None:
        ordinal = s.at("day_ordinal", i)
        if ordinal is None:
            return None
        day, j = ordinal.rule.number("day"), ordinal.j
    elif s.key(j) in _DASHES and _day_number(s, j + 1):
        last, j = _day_number(s, j + 1), j + 2
    if s.key(j) in {"of", "من"}:
        j += 1
    found = _months(s, j)
    if found is None:
        return None
    month, j = found
    return _tail(s, Mention(i, j, None, month, day, last, hijri=_is_hijri(s, j - 1)))


def _month_first(s: Sentence, i: int) -> Mention | None:
    """Read "March 7, 2031", "March 6-10", "March 2031", "March"."""
    found = _months(s, i)
    if found is None:
        return None
    month, j = found
    hijri = _is_hijri(s, j - 1)
    if hijri and s.key(i - 1) != "شهر" and _hijri_year(s, j) is None:
        return None  # Ramadan and Rajab are names of people too
    day = _day_number(s, j)
    last = None
    if day is not None and s.pack.language == "en":
        j += 1
        if s.key(j) in _DASHES and _day_number(s, j + 1) and not _opens_number(s, j):
            last, j = _day_number(s, j + 1), j + 2
    elif (
        s.key(i) == "may"
        and _year(s, j) is None
        and s.key(i - 1) not in {"in", "of", "early", "late", "mid", "since", "last"}
    ):
        return None
    else:
        day = None
    return _tail(s, Mention(i, j, None, month, day, last, hijri=hijri))


def _is_hijri(s: Sentence, last: int) -> bool:
    """Say whether the month that ends at word `last` is one of the Hijri year."""
    marks = (s.at("month", k) for k in (last - 1, last))
    return any(m is not None and m.j == last + 1 and m.rule.flag("hijri") for m in marks)


def _hijri_year(s: Sentence, k: int) -> int | None:
    key = s.key(k + (s.key(k) in {"عام", "سنه"}))
    return int(key) if _ISO.fullmatch(key) and int(key) in _HIJRI else None


def _opens_number(s: Sentence, j: int) -> bool:
    """Say whether "and N" behind a day goes on as a count ("on March 7 and 12 people")."""
    return s.key(j) in {"and", "و"} and (s.letters(j + 2) and s.at("preposition", j + 2) is None)


def _tail(s: Sentence, mention: Mention) -> Mention:
    """Take a year behind a date, with a comma perhaps."""
    j = mention.j
    if mention.hijri:
        year = _hijri_year(s, j)
        j += (1 + (s.key(j) in {"عام", "سنه"})) if year is not None else 0
        return replace(mention, year=year, j=j + (s.key(j) in {"ه", "هـ", "هجري", "هجريه"}))
    if s.key(j) in {",", "of", "عام", "سنه", "من"} and _year(s, j + 1):
        return replace(mention, year=_year(s, j + 1), j=j + 2)
    if s.key(j) == "من" and s.key(j + 1) in {"عام", "سنه"} and _year(s, j + 2):
        return replace(mention, year=_year(s, j + 2), j=j + 3)
    if _year(s, j):
        return replace(mention, year=_year(s, j), j=j + 1)
    return mention


def _relative(s: Sentence, i: int) -> Mention | None:
    mark = s.at("weekday", i)
    if mark is not None:
        day = mark.rule.number("weekday")
        return Mention(i, mark.j, weekday=_WEEKDAYS.index(s.key(i)) if day is None else day)
    if s.pack.language == "ar" and _is_today(s, i):
        return Mention(i, i + 1, offset=0)
    bare = _BARE_DAYS.get(s.key(i)) if s.pack.language == "ar" else None
    counted = bare == 0 and s.at("person", i - 1) is not None  # «الضحيتين الاثنتين»
    if bare is not None and s.words[i].definite and not counted:
        return Mention(i, i + 1, weekday=bare)  # «الأحد», not «أحد»
    mark = s.at("relative_day", i)
    if mark is not None:
        return Mention(i, mark.j, offset=mark.rule.number("days"), part=mark.rule.text("part"))
    back = reach_back(s, i) if s.pack.language == "ar" else None
    return Mention(i, back.j, back=back) if back is not None else None


def _is_today(s: Sentence, i: int) -> bool:
    """Say whether «اليوم» stands for today: not «في اليوم التالي», «يوم الجمعة»."""
    if s.key(i) != "يوم" or not s.words[i].definite:
        return False
    return s.key(i - 1) not in {"في", "هذا", "ذلك", "من", "حتي"} and s.key(i + 1) not in _OTHER_DAY


def _bare_year(s: Sentence, i: int) -> Mention | None:
    """Read "in 2011", "عام 2011": a year only behind a word that makes it one."""
    if s.key(i - 1) in {"in", "since", "of", "during", "عام", "سنه", "منذ", "year"} and _year(s, i):
        return Mention(i, i + 1, year=_year(s, i))
    return None


def _with_part(s: Sentence, mention: Mention) -> Mention:
    """Add the part of the day said just before or behind the date; join "Friday, March 7"."""
    i, j = mention.i, mention.j
    if mention.weekday is not None:
        k = j + 1 if s.key(j) in {",", "("} else j
        follow = _day_month(s, k) or _month_first(s, k) or _numeric(s, k)
        if follow is not None and follow.day is not None:
            j = follow.j + (s.key(j) == "(" and s.key(follow.j) == ")")
            mention = replace(follow, i=i, j=j)
    if mention.part is None:
        part = _part_before(s, i) or s.at("day_part", j)
        if part is not None:
            mention = replace(
                mention, part=part.rule.text("part"), i=min(i, part.i), j=max(j, part.j)
            )
    return mention


def _part_before(s: Sentence, i: int) -> Mark | None:
    for back in (1, 2, 3, 4):
        mark = s.at("day_part", i - back) if i >= back else None
        if mark is not None and all(
            s.key(k) in {"of", "on", "the", "يوم", "من", ","} for k in range(mark.j, i)
        ):
            return mark
    return None
