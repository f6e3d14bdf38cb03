"""The page on entering by hand says what the verbs do."""

import re
import shlex
from pathlib import Path

import pytest
from tests.shape.source import ROOT

from tawthiq.cli.main import main
from tawthiq.read.form.rows import heading
from tawthiq.record.form import QUESTIONS

PAGE = (ROOT / "docs" / "howto" / "by-hand.md").read_text("utf-8")
FORMAT = (ROOT / "docs" / "format" / "record-1.md").read_text("utf-8")


def play(line: str) -> int:
    """Run one line of the page in the current folder; return its status."""
    with pytest.raises(SystemExit) as stop:
        main(shlex.split(line)[1:])
    return int(stop.value.code or 0)


class TestThePageIsTrue:
    """What the page shows can be done."""

    def test_commands(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each shown command does its work; an empty table is told to hold no form."""
        blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
        lines = [one for block in blocks for one in block.replace("\\\n", "").splitlines()]
        assert len(lines) == 3
        assert play(f"tawthiq init {tmp_path / 'case'} --unlocked") == 0
        monkeypatch.chdir(tmp_path / "case")
        assert [play(line) for line in lines] == [0, 0, 2]

    def test_questions_that_are_named(self) -> None:
        """Every option of the page is a question or an option of the verb."""
        own = {"help", "blank", "lang", "file", "country", "basis", "reason", "why"}
        named = {name.replace("-", "_") for name in re.findall(r"--([a-z][a-z-]+)", PAGE)}
        assert named - own <= set(QUESTIONS)

    def test_the_order_of_the_note(self) -> None:
        """The format page lists the note's questions by their keys."""
        lines = re.search(r"that claims quote: (.*?)\.\n", FORMAT, re.DOTALL)
        assert lines
        keys = re.findall(r"`(\w+)`", lines[1])
        assert set(keys) <= set(QUESTIONS)
        assert all(heading(key) == key for key in keys)
