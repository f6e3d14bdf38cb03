"""enter on the command line: options, a dialogue at a terminal, filled forms."""

import json
import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tawthiq.base.errors import Error
from tawthiq.cli.main import main
from tawthiq.cli.verbs.entering import enter_verb
from tawthiq.record.form import QUESTIONS

Result = tuple[int, str, str]
GIVEN = ("--source", "Mariam", "--how", "saw", "--place", "Tal Qamarin")


class Runner:
    """Runs verbs on one case."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self._capsys = root, capsys

    def __call__(self, *arguments: str | Path) -> Result:
        """Run one verb; return status, output and messages."""
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main(["--case", str(self.root), *map(str, arguments)])
        captured = self._capsys.readouterr()
        return int(stop.value.code or 0), captured.out, captured.err

    def rows(self, *arguments: str | Path) -> list[dict[str, object]]:
        """Return what a verb gives with --json."""
        return [json.loads(line) for line in self(*arguments, "--json")[1].splitlines()]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    """Return a runner on a new, unlocked case."""
    runner = Runner(tmp_path / "valley", capsys)
    runner("init", tmp_path / "valley", "--unlocked")
    return runner


class TestOptions:
    """Every question has an option; what is missing is said in one sentence."""

    def test_saved(self, run: Runner) -> None:
        """One call enters one row."""
        (row,) = run.rows("enter", "incident", *GIVEN, "--killed", "at least 27")
        assert row["known"] is False
        (claim,) = run.rows("claims")
        assert claim["count"][0]["min"] == 27  # type: ignore[index]

    def test_every_question(self) -> None:
        """No question lacks an option, and each is described."""
        text = CliRunner().invoke(enter_verb, ["--help"]).output
        assert all(f"--{key.replace('_', '-')} " in text for key in QUESTIONS)

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("victim", "--source", "M", "--name", "A"), "lacks an incident"),
            (("victim", "--name", "A", "--place", "T"), "lacks a source"),
            (("victim", *GIVEN), "lacks an identifier"),
            (("victim", *GIVEN, "--killed", "3"), "--killed is no question"),
            (("incident", *GIVEN, "--killed", "many trucks"), "no number"),
            (("victim",), "no terminal"),
            ((), "say what to enter"),
            (("victim", "--file", "x.xlsx", "--name", "A"), "not both"),
        ],
    )
    def test_refused(self, run: Runner, arguments: tuple[str, ...], says: str) -> None:
        """Status 2, one sentence, nothing kept."""
        status, _, err = run("enter", *arguments)
        assert status == 2
        assert says in err
        assert run.rows("items") == []

    def test_a_name_in_the_history(self, run: Runner) -> None:
        """Whoever gives a protected name as an argument is warned."""
        given = ("--protected", "Heron", "--source", "Zorelle", "--words", "At dawn.")
        status, out, err = run("enter", "statement", *given)
        assert status == 0
        assert "shell's history" in err
        assert "Zorelle" not in out + err

    def test_another_interview(self, run: Runner) -> None:
        """A person who told before is not asked again without a warning."""
        run("enter", "statement", "--protected", "Heron", "--words", "At dawn.")
        _, out, err = run("enter", "statement", "--protected", "Heron", "--words", "By noon.")
        assert "can harm" in out + err


class TestDialogue:
    """One question at a time; Enter skips; a summary before anything is saved."""

    @staticmethod
    def talk(run: Runner, kind: str, lines: list[str], *options: str) -> tuple[int, str]:
        """Answer the questions in turn; return status and everything shown."""
        arguments = [kind, "--ask", "--case", str(run.root), *options]
        done = CliRunner().invoke(enter_verb, arguments, input="\n".join(lines) + "\n")
        return done.exit_code, done.output

    def test_answers(self, run: Runner) -> None:
        """What was answered is shown, then saved."""
        lines = ["", "Mariam", "1", "", "2031-05-20", "call", "They came at dawn.", "7",
                 "armed men", "", "Tal Qamarin", "", "", "2031-05-14", "1", "at least 27",
                 *[""] * 10, "y"]  # fmt: skip
        status, shown = self.talk(run, "incident", lines)
        assert status == 0, shown
        assert "Killed: at least 27" in shown
        (claim,) = [c for c in run.rows("claims") if c["event"] == "killing"]
        assert claim["time"][0]["part_of_day"] == "early_hours"  # type: ignore[index]
        assert claim["chain"][0]["name"] == "Mariam"  # type: ignore[index]

    def test_in_arabic(self, run: Runner) -> None:
        """Questions, choices, summary and note are in the language asked for."""
        lines = ["", "مريم", "1", "", "", "", "جاؤوا عند الفجر", *[""] * 12, "y"]
        status, shown = self.talk(run, "statement", lines, "--lang", "ar")
        assert status == 0, shown
        assert "كيف عرف المصدر" in shown
        assert "شهد بنفسه" in shown

    def test_asked_again(self, run: Runner) -> None:
        """An answer that cannot be read is asked for again, not lost."""
        lines = ["", "Mariam", "99", "saw", "", "14/5/31", "2031-05-14", "", "At dawn.",
                 *[""] * 12, "y"]  # fmt: skip
        status, shown = self.talk(run, "statement", lines)
        assert status == 0, shown
        assert "is none of" in shown
        assert "year first" in shown
        assert len(run.rows("items")) == 1

    def test_not_saved(self, run: Runner) -> None:
        """A "no" at the end, or leaving half-way, saves nothing."""
        status, shown = self.talk(
            run, "statement", ["", "Mariam", "", "", "", "", "At dawn.", *[""] * 9, "n"]
        )
        assert (status, "Nothing was saved" in shown) == (0, True)
        assert self.talk(run, "statement", ["", "Mariam"])[0] != 0
        assert run.rows("items") == []

    def test_an_incomplete_form_is_asked_again(self, run: Runner) -> None:
        """What was answered is kept by Enter; nobody types a testimony twice."""
        lines = ["", "", "1", "", "", "", "At dawn.", *[""] * 9,
                 "", "Mariam", *[""] * 14, "y"]  # fmt: skip
        status, shown = self.talk(run, "statement", lines)
        assert status == 0, shown
        assert "lacks a source" in shown
        assert "[At dawn.]" in shown
        (claim,) = run.rows("claims")
        assert claim["chain"][0]["name"] == "Mariam"  # type: ignore[index]
        assert "At dawn." in str(claim["quote"])

    def test_leaving_says_that_nothing_is_kept(self, run: Runner) -> None:
        """Ctrl-C in the middle, or the end of the input, is no "what was entered stays"."""
        done = CliRunner().invoke(
            enter_verb, ["victim", "--ask", "--case", str(run.root)], input="\nMariam\n"
        )
        assert isinstance(done.exception, Error)
        assert (done.exception.status, done.exception.message) == (130, "Nothing was saved.")

    def test_a_protected_source(self, run: Runner) -> None:
        """After a code name nobody is asked for the name or the channel."""
        lines = ["Heron", "1", "", "", "At dawn.", *[""] * 9, "y"]
        status, shown = self.talk(run, "statement", lines)
        assert status == 0, shown
        assert "How it reached us" not in shown
        assert run.rows("items")[0]["name"] == "Heron"

    def test_answers_given_are_not_asked(self, run: Runner) -> None:
        """Options and questions go together."""
        lines = ["", "", "", "", "", *[""] * 9, "y"]
        options = ("--source", "Mariam", "--words", "At dawn.")
        status, shown = self.talk(run, "statement", lines, *options)
        assert status == 0, shown
        assert "The words as said: \n" not in shown

    @pytest.mark.skipif(os.name == "nt", reason="there are no pseudo terminals")
    def test_at_a_terminal(self, run: Runner) -> None:
        """A terminal is asked without being told to."""
        parent, child = pty.openpty()
        arguments = ["-m", "tawthiq.cli", "enter", "statement", "--case", str(run.root)]
        with subprocess.Popen(
            [sys.executable, *arguments], stdin=child, stdout=child, stderr=child
        ) as process:
            os.close(child)
            answers = iter([b"", b"Mariam", b"saw", b"", b"", b"", b"At dawn.", *[b""] * 9, b"y"])
            shown = b""
            while select.select([parent], [], [], 60)[0]:
                try:
                    piece = os.read(parent, 4096)
                except OSError:  # Linux: the other side is closed
                    break
                shown += piece
                if piece.rstrip(b" ").endswith((b":", b"]")) and b": " in shown[-4:]:
                    os.write(parent, next(answers, b"") + b"\n")
            assert process.wait(60) == 0, shown.decode()
        os.close(parent)
        assert len(run.rows("items")) == 1


class TestFiles:
    """Filled forms, and empty ones."""

    def test_good_rows_are_kept(self, run: Runner, tmp_path: Path) -> None:
        """Status 5; each wrong row by its number; the same file again enters nothing."""
        path = tmp_path / "calls.csv"
        path.write_text("source,name,place,sect\nMariam,Adham,T,x\nMariam,,T,x\n", "utf-8")
        status, out, err = run("enter", "--file", path)
        assert status == 5
        assert "row 3" in out + err
        assert "left out" in out + err
        status, out, _ = run("enter", "--file", path, "--json")
        rows = [json.loads(line) for line in out.splitlines()]
        assert (status, rows[0]["known"], rows[1]["row"]) == (5, True, "3")

    def test_nothing_good(self, run: Runner, tmp_path: Path) -> None:
        """A file of wrong rows alone is a usage error."""
        path = tmp_path / "calls.json"
        path.write_text('[{"kind": "victim", "source": "M"}]', "utf-8")
        status, _, err = run("enter", "--file", path)
        assert (status, "nothing was entered" in err) == (2, True)

    @pytest.mark.parametrize("name", ["f.xlsx", "f.html"])
    @pytest.mark.parametrize("lang", ["en", "ar"])
    def test_blank(self, run: Runner, tmp_path: Path, name: str, lang: str) -> None:
        """An empty form needs no case."""
        run.root = tmp_path / "nowhere"
        status, out, _ = run("enter", "--blank", tmp_path / name, "--lang", lang, "--json")
        assert status == 0
        assert Path(json.loads(out)["form"]).stat().st_size > 1000

    def test_blank_of_another_kind(self, run: Runner, tmp_path: Path) -> None:
        """Only tables and pages are written."""
        assert run("enter", "--blank", tmp_path / "f.pdf")[0] == 2
