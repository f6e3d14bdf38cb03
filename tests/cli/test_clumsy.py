"""What clumsy hands and odd pipes do: no fault of ours, one sentence, nothing lost."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tawthiq.cli.main import main

WORDS = "قُتل 12 شخصاً في تل قمرين، 14 أيار 2031."


class Run:
    """Runs verbs in one process, on one case."""

    def __init__(self, case: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.case, self._capsys = case, capsys

    def __call__(self, *arguments: str | Path, status: int = 0) -> str:
        """Run one verb, which must end with `status`; return what it says."""
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main([*map(str, arguments), "--case", str(self.case)])
        said = self._capsys.readouterr()
        assert (stop.value.code or 0) == status, said.err
        return said.out + said.err


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a runner on a new, empty case."""
    runner = Run(tmp_path / "case", capsys)
    runner("init", tmp_path / "case", "--unlocked")
    return runner


class TestOutput:
    """Letters that an encoding lacks stop nothing."""

    @pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
    def test_narrow_pipes(self, encoding: str, tmp_path: Path) -> None:
        """As text they are escaped; JSON is UTF-8 whatever the pipe."""
        path = tmp_path / "note.txt"
        path.write_text(WORDS, "utf-8")
        around = os.environ | {"PYTHONIOENCODING": encoding}
        command = [sys.executable, "-m", "tawthiq.cli", "read", "--text", str(path)]
        plain = subprocess.run(command, env=around, capture_output=True, check=True)
        assert b"12" in plain.stdout
        rows = subprocess.run([*command, "--json"], env=around, capture_output=True, check=True)
        assert json.loads(rows.stdout.splitlines()[0])["quote"]["text"] in WORDS

    def test_half_a_surrogate_pair(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """It is in JSON what its escape says."""
        path = tmp_path / "batch.jsonl"
        path.write_text('{"id": "\\ud800", "text": "At least 12 people were killed."}\n')
        stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        monkeypatch.setattr(sys, "stdout", stream)
        with pytest.raises(SystemExit) as stop:
            main(["read", "--batch", str(path), "--json"])
        assert not stop.value.code
        assert json.loads(stream.buffer.getvalue())["id"] == "\ud800"  # type: ignore[attr-defined]

    def test_a_fault_is_one_line(self, run: Run) -> None:
        """Line ends in a message of the options' parser are no escapes."""
        assert "\\x0a" not in run("lexicon", status=2)

    def test_a_verb_of_verbs(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Alone it lists them, line by line."""
        with pytest.raises(SystemExit) as stop:
            main(["gazetteer"])
        told = capsys.readouterr().err
        assert stop.value.code == 2
        assert "\n  build" in told
        assert "say which: tawthiq gazetteer COMMAND" in told


class TestReading:
    """What is read twice, and what goes together."""

    def test_ways_exclude_each_other(self, run: Run, report: Path) -> None:
        """A file and a batch, or items and a file, are not silently one of them."""
        run("read", "--text", report, "--batch", report, status=2)
        run("read", "abc", "--text", report, status=2)
        run("read", "--pack", report, status=2)

    def test_read_again_shows_what_stands(self, run: Run, report: Path) -> None:
        """A claim that somebody judged is not shown as if nobody had."""
        run("preserve", report)
        key = next(
            str(json.loads(line)["id"])
            for line in run("read", "--json").splitlines() if line.startswith("{")
        )  # fmt: skip
        run("reject", key, "--why", "another village")
        assert f"{key}  [rejected]" in run("read")


class TestLists:
    """A list says what is not in it, and how something comes there."""

    def test_empty(self, run: Run) -> None:
        """Nothing is no empty screen."""
        for words, says in (
            (("claims",), "tawthiq read"), (("claims", "--state", "edited"), "lists all"),
            (("translations",), "tawthiq translate"), (("lexicon", "list"), "lexicon add"),
            (("lexicon", "rules", "zzz"), "knows the word"), (("sources",), "nobody speaks"),
        ):  # fmt: skip
            assert says in run(*words)
        assert "no claim's id begins with 'zz'" in run("claims", "zz", status=2)

    def test_an_arabic_note_on_one_line(self, run: Run) -> None:
        """The mark that keeps its dates in order is no escape on the screen."""
        run("enter", "victim", "--lang", "ar", "--source", "مريم", "--name", "علي",
            "--event-date", "2031-05-14")  # fmt: skip
        key = run("claims").split()[0]
        assert "\\u200e" not in run("claims") + run("claims", key) + run("figures")


class TestDays:
    """A day that is none is no day, wherever one is asked for."""

    @pytest.mark.parametrize("words", [("sources", "--on"), ("requests", "--on")])
    def test_no_day(self, run: Run, words: tuple[str, str]) -> None:
        """Otherwise every deadline would have passed by "foo"."""
        assert "is not a date" in run(*words, "foo", status=2)


class TestProtected:
    """What is sealed is entered, and its entering is no error."""

    def test_a_finding_in_a_locked_case(self, tmp_path: Path, run: Run) -> None:
        """It is told to who wrote it, once, and then to nobody without the key."""
        (tmp_path / "words").write_text("seven lamps on a hill\n")
        run.case = tmp_path / "locked"
        key = ("--passphrase-file", tmp_path / "words")
        run("init", run.case, *key)
        run("enter", "statement", "--protected", "Heron", "--words", "They came.", *key)
        item = run("items", *key).split()[0]
        wrote = run(
            "finding", "--standard", "prima_facie", "--words", "They came.", "--rests-on", item,
            "--against", "nothing yet", "--why-not", "nobody said so", *key,
        )  # fmt: skip
        assert "signed by one person" in wrote
        assert "no finding was written" in run("findings", *key)
