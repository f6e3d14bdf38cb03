"""Keys of names: exact ones part what differs, skeletons meet across spellings and scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.kit.gazetteer.keys import bare_name, norm_key, script_of, skeleton_key
from tawthiq.kit.gazetteer.point import coordinate, distance_km, point


class TestExactKeys:
    """Case, marks and punctuation part no names; letters do."""

    def test_punctuation_and_marks_fall_away(self) -> None:
        """What editors write differently is one key."""
        assert norm_key("Al-Qasrīn") == norm_key("al qasrin")
        assert norm_key("Marza'hun") == norm_key("MARZAHUN")
        assert norm_key("القصرَين") == norm_key("القصرين")

    def test_other_letters_are_other_names(self) -> None:
        """A spelling that differs in a letter is for people to decide."""
        assert norm_key("Resnawa") != norm_key("Rasnawa")

    @given(st.text(max_size=60))
    def test_any_text_has_a_stable_key(self, text: str) -> None:
        """Keys of keys are themselves; nothing raises."""
        key = norm_key(text)
        assert norm_key(key) == key
        assert skeleton_key(text) == skeleton_key(key)
        assert script_of(text) in {"", "en", "ar"}
        assert isinstance(bare_name(text), str)


class TestSkeletons:
    """Spellings of one name in two scripts share their consonants."""

    @pytest.mark.parametrize(
        "spellings",
        [
            ("Marzahun", "Marzahoun", "مرزهون"),
            ("Rasnawa", "Resnawa", "رسناوة"),
            ("Tal Qamarin", "Tell Qamareen", "تل قمرين"),
            ("Dayr az-Zawrin", "Deir ez Zorin", "دير الزورين"),
            ("Khirbat Shams", "Khirbet Shams", "خربة شمس"),
        ],
    )
    def test_they_meet(self, spellings: tuple[str, ...]) -> None:
        """Vowels, doubled letters and articles do not part them."""
        assert len({skeleton_key(name) for name in spellings}) == 1

    def test_too_little_is_no_skeleton(self) -> None:
        """One consonant would meet everything."""
        assert skeleton_key("Ayo") == ""


class TestKindWords:
    """The word for a place's kind stands in front or behind, or is left out."""

    def test_it_is_taken_off(self) -> None:
        """The name alone is looked for too."""
        assert bare_name("Mill Quarter") == "Mill"
        assert bare_name("village of Tell Warda") == "Tell Warda"
        assert bare_name("حي الطاحون") == "الطاحون"
        assert bare_name("Village") == "Village"


class TestPoints:
    """Coordinates are decimal texts or nothing."""

    @pytest.mark.parametrize("text", ["", "north", "nan", "inf", "91", "1e9", None])
    def test_what_is_no_latitude_is_none(self, text: str | None) -> None:
        """A wrong point is worse than none."""
        assert coordinate(text, 90) is None

    def test_decimals_are_kept_as_text(self) -> None:
        """No float stands in a record; a comma for a point is understood."""
        assert point("35.20000", "36,1") == ("35.2", "36.1")
        assert point("35.2", "") is None

    def test_distance(self) -> None:
        """One degree of latitude is about 111 km."""
        assert 111 < distance_km(("35", "36"), ("36", "36")) < 112
