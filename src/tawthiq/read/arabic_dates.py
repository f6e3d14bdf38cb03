"""Arabic times that reach back: «قبل أسبوعين», «الشهر الماضي», «قبل ثلاثة أيام»."""

from datetime import date, timedelta
from typing import Final, NamedTuple

from tawthiq.kit.lexicon.numbers import read_number
from tawthiq.read.sentence import Sentence

_UNITS: Final = {
    "يوم": "day", "يوما": "day", "ايام": "day", "يومين": "day",
    "اسبوع": "week", "اسبوعا": "week", "اسابيع": "week", "اسبوعين": "week",
    "شهر": "month", "شهرا": "month", "اشهر": "month", "شهور": "month", "شهرين": "month",
    "عام": "year", "سنه": "year", "اعوام": "year", "سنوات": "year", "عامين": "year",
    "سنتين": "year",
}  # fmt: skip
_LAST: Final = frozenset({"ماضي", "ماضيه", "فايت", "فايته", "منصرم", "منصرمه"})
_THIS: Final = frozenset({"جاري", "حالي", "جاريه", "حاليه"})
_LONGEST: Final = {"day": 60, "week": 30, "month": 36, "year": 30}
_ELSEWHERE: Final = frozenset({"التي", "الذي", "بها", "به"})
_SPREAD: Final = timedelta(days=3)


class Back(NamedTuple):
    """So many units back from the document's day; words end before `j`."""

    many: int
    unit: str
    j: int


def reach_back(s: Sentence, i: int) -> Back | None:
    """Read a time that is told from the document's day on, or None."""
    key = s.key(i)
    if any(s.key(m) in _ELSEWHERE for m in range(i - 4, i)):
        return None  # «بجراحه التي أصيب بها قبل أسبوع»: no time of the death
    if key == "قبل":
        return _ago(s, i + 1)
    unit = _UNITS.get(key)
    if unit is None or not s.words[i].definite or unit == "day" or key.endswith("ين"):
        return None
    if s.key(i + 1) in _LAST and s.words[i + 1].definite:
        return Back(1, "last week" if unit == "week" else unit, i + 2)
    if unit == "month" and s.key(i + 1) in _THIS and s.words[i + 1].definite:
        return Back(0, unit, i + 2)
    return None


def _ago(s: Sentence, k: int) -> Back | None:
    number = read_number(s.keys, k)
    count, at = number if number is not None else (0, k)
    unit = _UNITS.get(s.key(at))
    if unit is None or (at < len(s) and s.words[at].definite):
        return None
    if number is None:
        count = 2 if s.key(at).endswith("ين") else 1
    plain = s.key(at) not in {"ايام", "اسابيع", "اشهر", "شهور", "اعوام", "سنوات"}
    if (number is None and not plain) or not 0 < count <= _LONGEST[unit]:
        return None  # «قبل أيام»: nobody knows how many
    return Back(count, unit, at + 1)


def window(back: Back, dated: date) -> tuple[date, date, str]:
    """Return the first and the last day that the words allow, and how fine they are."""
    if back.unit == "day":
        day = dated - timedelta(days=back.many)
        return day, day, "day"
    if back.unit == "week":
        day = dated - timedelta(weeks=back.many)
        return day - _SPREAD, min(day + _SPREAD, dated), "week"
    if back.unit == "last week":  # weeks begin on different days
        return dated - timedelta(days=13), dated - timedelta(days=1), "week"
    if back.unit == "year":
        return date(dated.year - back.many, 1, 1), date(dated.year - back.many, 12, 31), "year"
    months = dated.year * 12 + dated.month - 1 - back.many
    first = date(months // 12, months % 12 + 1, 1)
    following = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    return first, min(following - timedelta(days=1), dated), "month"
