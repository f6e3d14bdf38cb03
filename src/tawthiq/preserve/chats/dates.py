"""Times as chat exports write them, and the order of day and month, which they do not state.

The order is what a person says, or what the export itself shows: a year that comes first, a
day above twelve, messages that run forward in time in one order only, dates with dots. Where
nothing shows it, day before month is assumed and said to rest on nothing.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from tawthiq.base.script import fold
from tawthiq.record.chat import Basis, DateOrder, Order

_DATE = re.compile(r"(\d{1,4})([./-])(\d{1,2})[./-](\d{1,4})")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?![./-]?\d)")
_AFTERNOON = re.compile(r"p\.?\s?m\.?(?![a-z])|下午|晚上|(?:^|[\d\s])(?:م|مساء)(?=[\s\]\-]|$)")
_MORNING = re.compile(r"a\.?\s?m\.?(?![a-z])|上午|凌晨|早上|(?:^|[\d\s])(?:ص|صباحا)(?=[\s\]\-]|$)")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014", "-"))
MONTHS, GREATEST_DAY, NOON, LAST_HOUR, LAST_MINUTE = 12, 31, 12, 23, 59
CENTURY, OF_TWO_DIGITS = 2000, 100
YEARS = range(1990, 2100)
"""Years in which messages may have been sent; other numbers belong to other calendars."""


class Written(NamedTuple):
    """A time as written: three numbers of a date in their order, their sign, and the clock."""

    numbers: tuple[int, int, int]
    sign: str
    clock: str


@lru_cache(maxsize=1 << 14)
def written(stamp: str) -> Written | None:
    """Return what a stamp says, in digits of any script; None where it is no date and time."""
    plain = fold(stamp).translate(_DASHES).casefold()
    found = _DATE.search(plain)
    if found is None:
        return None
    rest = f"{plain[: found.start()]}  {plain[found.end() :]}"
    clock = _clock(rest)
    if clock is None:
        return None
    return Written((int(found[1]), int(found[3]), int(found[4])), found[2], clock)


def clock_of(stamp: str) -> str | None:
    """Return the time of day of a stamp without a date, as HH:MM or HH:MM:SS."""
    return _clock(fold(stamp).casefold())


def resolved(one: Written, order: Order) -> str | None:
    """Return a time as YYYY-MM-DDTHH:MM[:SS]; None where this order gives no day."""
    day = _day(one.numbers, order)
    return None if day is None else f"{day}T{one.clock}"


def day_of(stamp: str, order: Order) -> str | None:
    """Return the day of a line that holds a date alone."""
    found = _DATE.search(fold(stamp).translate(_DASHES))
    return None if found is None else _day((int(found[1]), int(found[3]), int(found[4])), order)


def order_of(stamps: Sequence[tuple[int, Written]], asked: Order | None) -> DateOrder:
    """Return in which order the dates stand; `stamps` are given with their line (from 1)."""
    if asked is not None:
        return DateOrder(asked, "asked")
    first = [(line, one) for line, one in stamps if one.numbers[0] > GREATEST_DAY]
    if first and 2 * len(first) > len(stamps):
        return DateOrder("ymd", "year_first", first[0][0])
    shown: dict[Order, int] = {}
    for line, one in stamps:
        a, b, _ = one.numbers
        if MONTHS < a <= GREATEST_DAY and b <= MONTHS:
            shown.setdefault("dmy", line)
        elif MONTHS < b <= GREATEST_DAY and a <= MONTHS:
            shown.setdefault("mdy", line)
    if len(shown) == 1:
        order, line = next(iter(shown.items()))
        return DateOrder(order, "above_twelve", line)
    if shown:
        return DateOrder("dmy", "mixed", max(shown.values()))
    return _by_habit([one for _, one in stamps])


def _by_habit(stamps: Sequence[Written]) -> DateOrder:
    """Return the order where no number decides it."""
    if all(one.numbers[0] == one.numbers[1] for one in stamps):
        return DateOrder("dmy", "same")
    back: dict[Order, int] = {order: _backward(stamps, order) for order in ("dmy", "mdy")}
    if bool(back["dmy"]) != bool(back["mdy"]):
        return DateOrder("mdy" if back["dmy"] else "dmy", "forward")
    basis: Basis = "dots" if all(one.sign == "." for one in stamps) else "nothing"
    return DateOrder("dmy", basis)


def _backward(stamps: Iterable[Written], order: Order) -> int:
    """Return how often a message would stand before an earlier day's."""
    days = [day for one in stamps if (day := _day(one.numbers, order)) is not None]
    return sum(after < before for before, after in pairwise(days))


@lru_cache(maxsize=1 << 14)
def _day(numbers: tuple[int, int, int], order: Order) -> str | None:
    if order != "ymd" and numbers[0] > GREATEST_DAY:
        order = "ymd"  # a year that stands first is one whatever the others do
    a, b, c = numbers
    year, month, day = {"dmy": (c, b, a), "mdy": (c, a, b), "ymd": (a, b, c)}[order]
    year += CENTURY if year < OF_TWO_DIGITS else 0
    if year not in YEARS:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _clock(plain: str) -> str | None:
    found = _TIME.search(plain)
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    around = plain[: found.start()] + " " + plain[found.end() :]
    if _AFTERNOON.search(around):
        hour += NOON if hour < NOON else 0
    elif _MORNING.search(around) and hour == NOON:
        hour = 0
    if hour > LAST_HOUR or max(minute, second) > LAST_MINUTE:
        return None
    return f"{hour:02}:{minute:02}" + (f":{second:02}" if found[3] else "")
