"""Arabic numbers as people write them: case, gender, separators, digits of three scripts."""

import pytest

from tawthiq.kit.lexicon.numbers import find_numbers


class TestArabicNumbers:
    """The value does not rest on agreement, case, spelling or digits."""

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("خمسة وعشرون مدنياً", 25),
            ("خمس وعشرين امرأة", 25),
            ("خمسةٌ وعشرين مدنياً", 25),
            ("مئة وعشرين", 120),
            ("مائة وعشرون", 120),
            ("ثلاث مئة وأربعة", 304),
            ("ثلاثمائة وأربع", 304),
            ("مئتين وثلاثة عشر", 213),
            ("ألف وخمسمئة", 1500),
            ("ألفٌ وثلاثمئة وخمسة وستون شهيداً", 1365),
            ("ألفين ومئتي", 2200),
            ("ثلاثة آلاف وأحد عشر", 3011),
            ("تسعة آلاف وتسعمئة وتسعة وتسعون", 9999),
            ("اثني عشر مزارعاً", 12),
            ("اثنتا عشرة امرأة", 12),
            ("إحدى وعشرين", 21),
            ("واحد وثلاثين", 31),
            ("تلات جثث", 3),
            ("تمانية شباب", 8),
            ("١٬٢٤٣ شهيداً", 1243),
            ("١،٢٤٣ شهيداً", 1243),
            ("1.243 شهيداً", 1243),
            ("1,243 شهيداً", 1243),
            ("۴۵ نفر", 45),
            ("3 آلاف شخص", 3000),
            ("1.5 مليون نازح", 1_500_000),
        ],
    )
    def test_values(self, text: str, value: int) -> None:
        """One number, whole, on its exact words."""
        (number,) = find_numbers(text)
        assert number.value == value
        assert text[number.start : number.end] == number.text

    @pytest.mark.parametrize("text", ["10، 20", "١٠، ٢٠", "10،20"])
    def test_a_list_is_no_thousand(self, text: str) -> None:
        """A comma between two numbers separates them."""
        assert [number.value for number in find_numbers(text)] == [10, 20]
