"""Search keys and safe display."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base.script import fold, fold_with_offsets, show


class TestFolding:
    """One key for all the ways in which the same word is written."""

    def test_arabic_letters_that_people_mix_up_meet_in_one_key(self) -> None:
        """Hamza carriers, alef maqsura and teh marbuta do not separate two spellings."""
        assert fold("أحمد") == fold("احمد") == fold("ٱحمد")
        assert fold("قرية") == fold("قريه")
        assert fold("مستشفى") == fold("مستشفي")
        assert fold("مسؤول") == fold("مسوول")

    def test_marks_and_stretching_go(self) -> None:
        """Tashkeel and tatweel never stand in a key."""
        assert fold("قُتِلَ") == "قتل"
        assert fold("الـــسهل") == "السهل"

    def test_digits_of_every_script_are_ascii(self) -> None:
        """Arabic-Indic and Persian digits read as the same number."""
        assert fold("١٢٣") == fold("۱۲۳") == "123"

    def test_latin_case_and_diacritics_go(self) -> None:
        """Romanised names meet whatever their diacritics."""
        assert fold("Ţall Wardeh") == fold("tall wardeh")

    def test_invisible_characters_go(self) -> None:
        """A right-to-left override cannot hide a name from search."""
        assert fold("ta\u202ell\u200b") == "tall"

    @given(st.text())
    def test_folding_is_stable(self, text: str) -> None:
        """A key folds to itself."""
        assert fold(fold(text)) == fold(text)

    @given(st.text(), st.text())
    def test_folding_goes_character_by_character(self, left: str, right: str) -> None:
        """The key of a whole is the keys of its parts."""
        assert fold(left + right) == fold(left) + fold(right)

    @given(st.text())
    def test_offsets_lead_back(self, text: str) -> None:
        """Every character of the key comes from the place that its offset names."""
        key, offsets = fold_with_offsets(text)
        assert key == fold(text)
        assert len(offsets) == len(key) + 1
        assert list(offsets) == sorted(offsets)
        assert all(char in fold(text[at]) for char, at in zip(key, offsets, strict=False))


class TestShowing:
    """Text on a screen is what it seems to be."""

    def test_controls_and_bidi_marks_are_written_out(self) -> None:
        """Nothing can move the cursor or turn the order of letters."""
        assert show("a\x1b[31m") == "a\\x1b[31m"
        assert show("\u202egpj.exe") == "\\u202egpj.exe"
        assert show("line\nline") == "line\\x0aline"
        assert show("\udc80") == "\\udc80"

    def test_arabic_stays_readable(self) -> None:
        """Letters and tashkeel are text, not controls."""
        assert show("قُتل في تلّ وردة") == "قُتل في تلّ وردة"

    @given(st.text())
    def test_nothing_hidden_is_left(self, text: str) -> None:
        """No character of a hiding category survives."""
        kept = {unicodedata.category(char) for char in show(text)}
        assert not kept & {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
