"""consent and releases on the command line: tables, refusals, and what a withdrawal says."""

import json
from pathlib import Path

import pytest

from tawthiq.cli.main import main
from tawthiq.record.consent import PURPOSES

Result = tuple[int, str, str]
FULL = [
    "--granted", "--form", "oral", "--language", "ar", "--date", "2031-05-20",
    "--explained-by", "Rima", "--risks", "revenge on relatives",
]  # fmt: skip


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


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Runner:
    """Return a runner on a new, unlocked case with a testimony and a protected one."""
    runner = Runner(tmp_path / "valley", capsys)
    runner("init", tmp_path / "valley", "--unlocked")
    (tmp_path / "t.txt").write_text("I saw it. Gunmen killed 9 people in Tal Qamarin.\n")
    (tmp_path / "Zahra Qusaymi.txt").write_text("Gunmen killed 3 people in Bir Lamisan.\n")
    runner("preserve", tmp_path / "t.txt", "--speaker", "a resident", "--dated", "2031-05-20")
    given = ("--protected", "Grey Owl", "--from", "Zahra Qusaymi")
    runner("preserve", tmp_path / "Zahra Qusaymi.txt", *given)
    runner("read")
    return runner


def items(run: Runner) -> list[str]:
    """Return the ids of the items, as `items --json` gives them."""
    return [json.loads(line)["item"] for line in run("items", "--json")[1].splitlines()]


class TestTable:
    """All purposes, for people and for programs."""

    def test_rows(self, run: Runner) -> None:
        """A row per purpose, "not asked" at the start."""
        status, out, _ = run("consent", "Grey Owl", "--json")
        found = [json.loads(line) for line in out.splitlines()]
        assert status == 0
        assert [row["purpose"] for row in found] == list(PURPOSES)
        assert run("consent", "Grey Owl")[1].count("not asked") == len(PURPOSES)

    def test_history(self, run: Runner) -> None:
        """What was entered is shown under its purpose."""
        assert run("consent", "Grey Owl", "court", *FULL)[0] == 0
        shown = run("consent", "Grey Owl")[1]
        assert "court: granted" in shown
        assert "explained by Rima" in shown


class TestRefusals:
    """One sentence says what is missing."""

    def test_incomplete(self, run: Runner) -> None:
        """A grant without risks, an unknown purpose, two states, nobody: status 2."""
        for words in (
            ["Grey Owl", "court", "--granted"],
            ["Grey Owl", "everything", *FULL],
            ["Grey Owl", "court", *FULL, "--refused"],
            ["Grey Owl", "court"],
            ["Zahra Qusaymi", "court", "--refused"],
            ["Grey Owl", "court", *FULL, "--child"],
            [],
        ):
            status, out, err = run("consent", *words)
            assert status == 2, words
            assert "Zahra" not in out + err
        assert "risks" in run("consent", "Grey Owl", "court", "--granted")[2]

    def test_publish(self, run: Runner, tmp_path: Path) -> None:
        """The reasons list what lacks which purpose, without names; `--partner` names the body."""
        key = items(run)[0]
        status, out, err = run("publish", tmp_path / "out", "--audience", "court", "--json")
        assert status == 4
        assert key[:8] in json.loads(out)["reasons"][0]
        assert "Zahra" not in out + err
        run("consent", key[:10], "share_with:Rasid", *FULL)
        words = ("publish", tmp_path / "out", "--audience", "partner")
        assert run(*words, "--partner", "Other")[0] == 4
        assert run(*words, "--partner", "Rasid")[0] == 0

    def test_leave_out(self, run: Runner, tmp_path: Path) -> None:
        """A court's dossier without what lacks consent is possible."""
        words = ("publish", tmp_path / "out", "--audience", "court", "--leave-out-unconsented")
        assert run(*words)[0] == 0


class TestWithdrawal:
    """People are told what it reaches."""

    def test_words(self, run: Runner, tmp_path: Path) -> None:
        """The release that used it, and each number before and after."""
        key = items(run)[0]
        run("publish", tmp_path / "out")
        status, out, _ = run("consent", key[:10], "analyse", "--withdrawn")
        assert status == 0
        assert "used in" in out
        assert "at least 9 before, at least 0 now" in out
        assert "1 testimony withdrawn since" in run("releases")[1]
        (row,) = [json.loads(line) for line in run("releases", "--json")[1].splitlines()]
        assert row["withdrawn"] == [key]

    def test_lists(self, run: Runner) -> None:
        """What is due, what is to be erased, what is held."""
        run("consent", "Grey Owl", "store", *FULL, "--until", "2001-01-01")
        assert "due 2001-01-01" in run("consent", "--overdue")[1]
        run("consent", "Grey Owl", "store", "--refused")
        run("consent", "Grey Owl", "--hold", "order of a court")
        out = run("consent", "--to-erase")[1]
        assert "to be erased; held for the law: order of a court" in out
        run("consent", "Grey Owl", "--lift-hold", "ended")
        assert "held" not in run("consent", "--to-erase")[1]


class TestEarlierInterviews:
    """Who was asked before is noticed when something more comes from them."""

    def test_warns(self, run: Runner, tmp_path: Path) -> None:
        """By code name, however it is spelled; the item is kept."""
        (tmp_path / "more.txt").write_text("Gunmen killed 2 people in Bir Lamisan.\n")
        status, out, _ = run("preserve", tmp_path / "more.txt", "--protected", "grey owl")
        assert status == 0
        assert items(run)[1][:12] in out
        assert "warning" in out
