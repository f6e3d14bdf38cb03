"""File names in a package."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.publish.package.names import ending_of, safe_name, short_ids

HOSTILE = [
    "../../etc/passwd", "/abs", "C:\\x", "CON", "nul.txt", "a\nb.txt", "a\u202etxt.exe", ".hidden",
    "-rf", "x" * 400 + ".mp4", "ش" * 300 + ".jpg", "a%0Ab", "~", "  ", "a.", "a\u2028b", "\ud800",
    "a\u00a0", "$(rm x)", "`x`", "'; drop", "LPT¹.txt",
]  # fmt: skip


class TestNamesAreSafe:
    """A name cannot act, get lost or be read in two ways."""

    @pytest.mark.parametrize("name", HOSTILE)
    def test_hostile(self, name: str) -> None:
        """Names that were made to do harm."""
        _approve(safe_name(name))

    @given(st.text(max_size=200))
    def test_any(self, name: str) -> None:
        """Any text at all."""
        _approve(safe_name(name))

    @given(st.text(max_size=60))
    def test_once_is_enough(self, name: str) -> None:
        """A safe name stays as it is."""
        assert safe_name(safe_name(name)) == safe_name(name)

    @pytest.mark.parametrize("name", ["report.txt", "تقرير الوادي.pdf", "Käse (2).jpeg"])
    def test_ordinary_names_stay(self, name: str) -> None:
        """Letters of every script are kept."""
        assert safe_name(name) == name

    def test_endings(self) -> None:
        """Only a plain ending is one."""
        assert ending_of("Real Name.MP4") == ".mp4"
        assert not ending_of("x.Real Name")


class TestShortIds:
    """Beginnings of ids that tell all apart."""

    def test_longer_where_needed(self) -> None:
        """Two ids that begin alike get longer names."""
        ids = ("a" * 64, "a" * 13 + "b" * 51)
        assert len(set(short_ids(ids).values())) == 2


def _approve(name: str) -> None:
    assert name
    assert len(name.encode()) <= 120
    assert not set(name) & set("<>:\"/\\|?*%~`$&;'")
    assert name == name.strip(" .")
    assert name[0] not in ".-"
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in name)
    assert name.split(".", maxsplit=1)[0].upper() not in {"CON", "NUL", "PRN", "AUX", "LPT1"}
