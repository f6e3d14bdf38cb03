"""Numbers in English and Arabic, with their exact words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.kit.lexicon.numbers import find_numbers, parse_digits

ONES = [
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
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
UNITS = ["واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة"]
HUNDREDS = ["مئة", "مئتان", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة"]
ARABIC_TENS = ["عشرة", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"]


def english(number: int) -> str:
    """Write 1 to 9,999 in English words."""
    if number >= 1000:
        rest = f" {english(number % 1000)}" if number % 1000 else ""
        return f"{english(number // 1000)} thousand{rest}"
    if number >= 100:
        rest = f" and {english(number % 100)}" if number % 100 else ""
        return f"{ONES[number // 100 - 1]} hundred{rest}"
    if number < 20:
        return ONES[number - 1]
    tens = TENS[number // 10 - 2]
    return f"{tens}-{ONES[number % 10 - 1]}" if number % 10 else tens


def arabic(number: int) -> str:
    """Write 1 to 9,999 in Arabic words."""
    parts = []
    if number >= 1000:
        thousands = number // 1000
        parts.append({1: "ألف", 2: "ألفان"}.get(thousands, f"{UNITS[thousands - 1]} آلاف"))
    if number % 1000 >= 100:
        parts.append(HUNDREDS[number % 1000 // 100 - 1])
    parts += _below_hundred(number % 100)
    return " و".join(parts)


def _below_hundred(number: int) -> list[str]:
    if number == 0:
        return []
    if number <= 10:
        return [[*UNITS, "عشرة"][number - 1]]
    if number < 20:
        return [{11: "أحد عشر", 12: "اثنا عشر"}.get(number, f"{UNITS[number - 11]} عشر")]
    ones = [UNITS[number % 10 - 1]] if number % 10 else []
    return [*ones, ARABIC_TENS[number // 10 - 1]]


class TestNumbers:
    """A number is found whatever its writing, and its words are kept."""

    @given(st.integers(1, 9999))
    def test_english_words(self, number: int) -> None:
        """Every number from 1 to 9,999 is read from its English words."""
        words = english(number)
        assert [(n.value, n.text) for n in find_numbers(f"the {words} men")] == [(number, words)]

    @given(st.integers(1, 9999))
    def test_arabic_words(self, number: int) -> None:
        """Every number from 1 to 9,999 is read from its Arabic words."""
        words = arabic(number)
        assert [(n.value, n.text) for n in find_numbers(f"قال {words}")] == [(number, words)]

    @given(st.integers(0, 9_999_999))
    def test_digits_of_every_script(self, number: int) -> None:
        """Western and Arabic-Indic digits read the same, with separators too."""
        western = f"{number:,}"
        eastern = western.translate({ord(str(d)): chr(0x660 + d) for d in range(10)} | {44: "٬"})
        assert [n.value for n in find_numbers(western)] == [number]
        assert [n.value for n in find_numbers(eastern)] == [number]

    @pytest.mark.parametrize(
        ("text", "values"),
        [
            ("a dozen men and two dozen women", [12, 24]),
            ("half a dozen", [6]),
            ("1.2 million people", [1_200_000]),
            ("100 and 5", [100, 5]),
            ("خمسة وعشرون مدنياً وثلاث نساء", [25, 3]),
            ("إحدى عشرة امرأة", [11]),
            ("3 آلاف و12 ألفاً", [3000, 12000]),
            ("أحد السكان", []),
        ],
    )
    def test_forms(self, text: str, values: list[int]) -> None:
        """Dozens, decimals of millions, mixed writing, and words that are no numbers."""
        assert [n.value for n in find_numbers(text)] == values

    def test_no_digits_no_number(self) -> None:
        """What is not a whole number is none."""
        assert parse_digits("12.5") is None
        assert parse_digits("x") is None
        assert parse_digits("9" * 40) is None

    @given(st.text())
    def test_spans_are_exact(self, text: str) -> None:
        """Whatever the text, every number stands where it says."""
        for number in find_numbers(text):
            assert text[number.start : number.end] == number.text
