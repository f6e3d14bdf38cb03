"""Whole numbers in English and Arabic: digits of every script, and words up to millions.

`read_number` works on the keys of `kit.lexicon.words`; `find_numbers` on plain text, with
offsets. Both only say what a number is; what it counts is the reader's work. Broken
agreement is understood ("خمسة وعشرون مدنيا", "ثلاث رجال"): the value does not rest on it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tawthiq.base.script import fold
from tawthiq.kit.lexicon.words import split_words

_DIGITS: Final = re.compile(r"\d{1,3}(?:[,.]\d{3})+|\d+")
_DECIMAL: Final = re.compile(r"\d+\.\d{1,2}")
_LIMIT: Final = 10**12

UNITS: Final = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS: Final = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_SCALES: Final = {"thousand": 1000, "million": 1_000_000}
_SMALL: Final = {**UNITS, **_TENS}

_AR_UNITS: Final = {
    fold(word): value
    for value, forms in enumerate(
        [
            "واحد واحدة", "اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي إثنان إثنين تنين تنتين",
            "ثلاثة ثلاث تلاتة تلات تلت", "أربعة أربع", "خمسة خمس", "ستة ست", "سبعة سبع",
            "ثمانية ثماني ثمان تمانية تمن تمان", "تسعة تسع", "عشرة عشر",
        ],
        start=1,
    )
    for word in forms.split()
}  # fmt: skip
_AR_ELEVEN: Final = frozenset(fold(word) for word in ["أحد", "إحدى", "احدى"])
_AR_TEEN: Final = frozenset(fold(word) for word in ["عشر", "عشرة"])
_AR_TENS: Final = {
    fold(stem + ending): 10 * value
    for value, stem in enumerate(
        ["عشر", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"], start=2
    )
    for ending in ("ون", "ين")
}
_AR_HUNDRED: Final = frozenset(fold(word) for word in ["مئة", "مائة", "مية"])
_AR_HUNDREDS: Final = {
    **{fold(word): 200 for word in ["مئتان", "مئتين", "مائتان", "مائتين", "مئتا", "مئتي"]},
    **{
        fold(stem + hundred): 100 * value
        for value, stem in enumerate(["ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"], start=3)
        for hundred in ("مئة", "مائة")
    },
    **{fold("ثماني" + hundred): 800 for hundred in ("مئة", "مائة")},
}
_AR_THOUSAND: Final = frozenset(fold(word) for word in ["ألف", "آلاف", "ألفا", "الآف"])
_AR_THOUSANDS: Final = {fold(word): 2000 for word in ["ألفان", "ألفين", "ألفا", "ألفي"]}
_AR_MILLION: Final = frozenset(["مليون", "ملايين", "مليونا"])

NUMBER_WORDS: Final = frozenset(
    {*_SMALL, *_SCALES, "hundred", "dozen", *_AR_UNITS, *_AR_TENS, *_AR_HUNDRED, *_AR_HUNDREDS}
    | {*_AR_THOUSAND, *_AR_THOUSANDS, *_AR_MILLION, *_AR_ELEVEN}
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: its value and the exact words, `text[start:end]`."""

    value: int
    start: int
    end: int
    text: str


def parse_digits(key: str) -> int | None:
    """Return the whole number that folded digits write ("1,383"), or None."""
    if not _DIGITS.fullmatch(key):
        return None
    value = int(key.replace(",", "").replace(".", "")) if len(key) < 20 else _LIMIT
    return value if value < _LIMIT else None


def read_number(keys: Sequence[str], at: int) -> tuple[int, int] | None:
    """Read the number that begins at `keys[at]`: its value and the index behind it, or None."""
    if at >= len(keys) or not keys[at]:
        return None  # a sign that folding leaves nothing of
    first = keys[at]
    if first[0].isdigit():
        return _read_digits(keys, at)
    if first in NUMBER_WORDS or first.partition("-")[0] in _SMALL or first in {"a", "half"}:
        if "\u0600" <= first[0] <= "\u06ff":
            return _read_arabic(keys, at)
        return _read_english(keys, at)
    return None


def find_numbers(text: str) -> tuple[Number, ...]:
    """Return the numbers of a text in order, each with its exact words."""
    words = split_words(text, NUMBER_WORDS)
    keys = [word.key for word in words]
    found: list[Number] = []
    at = 0
    while at < len(keys):
        number = read_number(keys, at)
        if number is None:
            at += 1
            continue
        value, behind = number
        start, end = words[at].start, words[behind - 1].end
        found.append(Number(value, start, end, text[start:end]))
        at = behind
    return tuple(found)


def _read_digits(keys: Sequence[str], at: int) -> tuple[int, int] | None:
    key = keys[at]
    following = keys[at + 1] if at + 1 < len(keys) else ""
    scale = _SCALES.get(following)
    if following in _AR_THOUSAND:
        scale = 1000
    elif following in _AR_MILLION:
        scale = 1_000_000
    if scale and _DECIMAL.fullmatch(key):
        whole, _, part = key.partition(".")
        return int(whole) * scale + int(part) * scale // 10 ** len(part), at + 2
    value = parse_digits(key)
    if value is None:
        return None
    if scale and value * scale < _LIMIT:
        return value * scale, at + 2
    return value, at + 1


def _small(key: str) -> int | None:
    """Return a word below one hundred, "twenty-seven" too."""
    if key in _SMALL:
        return _SMALL[key]
    tens, dash, ones = key.partition("-")
    if dash and tens in _TENS and 0 < UNITS.get(ones, 0) < 10:
        return _TENS[tens] + UNITS[ones]
    return None


def _read_english(keys: Sequence[str], at: int) -> tuple[int, int] | None:
    first = keys[at]
    if first in {"a", "half"}:
        return _read_article(keys, at)
    total, current, index, last = 0, 0, at, ""
    while index < len(keys):
        key = keys[index]
        value = _small(key)
        if value is not None:
            if last and not (_SMALL.get(last, 0) >= 20 and 0 < value < 10):
                break
            current, last = current + value, key
        elif key == "dozen" and current:
            return (total + current) * 12, index + 1
        elif key == "hundred" and current:
            current, last = current * 100, ""
        elif key in _SCALES and current:
            total, current, last = total + current * _SCALES[key], 0, ""
        elif not (key == "and" and not last and (current or total) and _continues(keys, index + 1)):
            break
        index += 1
    return (total + current, index) if index > at else None


def _continues(keys: Sequence[str], at: int) -> bool:
    """Say whether "and" inside a number goes on: "one hundred and twenty", not "100 and two"."""
    return at < len(keys) and _small(keys[at]) is not None


def _read_article(keys: Sequence[str], at: int) -> tuple[int, int] | None:
    """Read "a dozen", "half a dozen", "a hundred", "a thousand"."""
    tail = list(keys[at : at + 3])
    if tail == ["half", "a", "dozen"]:
        return 6, at + 3
    if tail[:2] == ["half", "dozen"]:
        return 6, at + 2
    if tail[0] == "a" and len(tail) > 1:
        value = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}.get(tail[1])
        if value is not None:
            return value, at + 2
    return None


def _read_arabic(keys: Sequence[str], at: int) -> tuple[int, int] | None:
    if keys[at] in _AR_ELEVEN and not (_is_teen(keys, at) or _is_before_tens(keys, at)):
        return None
    total, current, index, last = 0, 0, at, _LIMIT
    while index < len(keys):
        joined = index > at and keys[index] == "و"
        if (
            index > at
            and keys[index] == "واحد"
            and keys[index + 1 : index + 2]
            and (keys[index + 1] in _AR_TEEN)
        ):  # "وأحد عشر" folds to the word for one
            current, index, last = current + 11, index + 2, 10
            continue
        step = _arabic_step(keys, index + joined, current, last, joined=joined or index == at)
        if step is None:
            break
        current, index, last = step
        if last in {1000, 1000000}:
            total, current = total + current, 0
    return (total + current, index) if index > at else None


def _is_teen(keys: Sequence[str], at: int) -> bool:
    return at + 1 < len(keys) and keys[at + 1] in _AR_TEEN


def _is_before_tens(keys: Sequence[str], at: int) -> bool:
    return at + 2 < len(keys) and keys[at + 1] == "و" and keys[at + 2] in _AR_TENS


def _arabic_step(
    keys: Sequence[str], at: int, current: int, last: int, *, joined: bool
) -> tuple[int, int, int] | None:
    """Take one word (or unit and "عشر") into the running value; `last` is its size."""
    if at >= len(keys):
        return None
    key = keys[at]
    if key in _AR_THOUSAND and not (key in _AR_THOUSANDS and joined):
        return (max(current, 1) * 1000, at + 1, 1000) if last != 1000 or not current else None
    if key in _AR_MILLION:
        return max(current, 1) * 1_000_000, at + 1, 1_000_000
    if key in _AR_HUNDRED and not joined and 3 <= current <= 9:
        return current * 100, at + 1, 100
    if not joined:
        return None
    if key in _AR_THOUSANDS and last > 1000:
        return 2000, at + 1, 1000
    if key in _AR_HUNDRED and last > 100:
        return current + 100, at + 1, 100
    if key in _AR_HUNDREDS and last > 100:
        return current + _AR_HUNDREDS[key], at + 1, 100
    if key in _AR_TENS and (last > 10 or (last == 1 and current % 100 < 10)):
        return current + _AR_TENS[key], at + 1, 10
    return _arabic_unit(keys, at, current, last)


def _arabic_unit(
    keys: Sequence[str], at: int, current: int, last: int
) -> tuple[int, int, int] | None:
    key = keys[at]
    teen = _is_teen(keys, at)
    if last <= 10:
        return None
    if key in _AR_ELEVEN and _is_before_tens(keys, at):
        return current + 1, at + 1, 1  # "إحدى وعشرين"
    if key in _AR_ELEVEN:
        return (current + 11, at + 2, 10) if teen else None
    if key not in _AR_UNITS:
        return None
    value = _AR_UNITS[key]
    if teen and value < 10:
        return current + 10 + value, at + 2, 10
    return current + value, at + 1, 1
