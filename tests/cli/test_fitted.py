"""Sentences break between words in a narrow terminal; what is copied from it stays whole."""

import io
import shutil

import pytest

from tawthiq.cli.output import count, fitted


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        """Say yes."""
        return True


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the terminal 50 columns wide."""
    monkeypatch.setenv("COLUMNS", "50")
    assert shutil.get_terminal_size().columns == 50


class TestFitted:
    """Only in a terminal, only between words, never a key or a signature."""

    def test_breaks_between_words(self) -> None:
        """No line is longer than the terminal, and no word is lost."""
        text = "  - " + "twelve people were killed " * 6
        shown = fitted(text, Terminal())
        assert max(map(len, shown.split("\n"))) <= 50
        assert shown.split() == text.split()
        assert all(line.startswith("    ") for line in shown.split("\n")[1:])

    def test_rows_hang(self) -> None:
        """What follows a break is set in, so that the next row is seen to begin."""
        shown = fitted("c7  " + "قُتل شخصان " * 12, Terminal(), hang=2)
        assert all(line.startswith("  ") for line in shown.split("\n")[1:])

    def test_signatures_stay(self) -> None:
        """A line with a long word is to be copied whole."""
        line = "— tawthiq/5d305ce6 " + "k" * 90
        assert fitted(line, Terminal()) == line

    def test_no_terminal(self) -> None:
        """In a file or a pipe nothing is broken."""
        line = "word " * 60
        assert fitted(line, io.StringIO()) == line


class TestCount:
    """A number stands with the right noun."""

    def test_nouns(self) -> None:
        """One, none, many."""
        assert count(1, "entry", "entries") == "1 entry"
        assert count(0, "file") == "0 files"
        assert count(1200, "entry", "entries") == "1,200 entries"
