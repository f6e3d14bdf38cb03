"""erase on the command line: shows first, does with --yes, says what it cannot reach."""

import json
from pathlib import Path

import pytest

from tawthiq.case.case import init_case
from tawthiq.cli.main import main

Result = tuple[int, str, str]


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
def item(tmp_path: Path, report: Path) -> str:
    """Return an item of a case in `valley`."""
    with init_case(tmp_path / "valley", unlocked=True) as case:
        kept = case.preserve(report, giver="Zoranthil Anthilzor", dated="2031-05-15")
        case.read()
        return kept.kept[0].id


@pytest.fixture
def run(tmp_path: Path, item: str, capsys: pytest.CaptureFixture[str]) -> Runner:
    """Return a runner on the case that holds the item."""
    return Runner(tmp_path / "valley", capsys)


class TestErase:
    """Nothing goes without --yes; with it, everything shown goes."""

    def test_shown_first(self, run: Runner, item: str) -> None:
        """The set, its reasons and what is beyond it; nothing changes."""
        before = run("seal")
        status, out, _ = run("erase", item[:12])
        assert status == 0
        assert "it quotes the item" in out
        assert "Cannot be reached from here:" in out
        assert "Nothing was changed" in out
        assert "Zoranthil" not in out
        assert run("seal") == before

    def test_json(self, run: Runner, item: str) -> None:
        """Each row is an object."""
        status, out, _ = run("--json", "erase", item)
        rows = [json.loads(line) for line in out.splitlines()]
        assert status == 0
        assert {"gone", "beyond", "blob"} <= {key for row in rows for key in row}
        status, out, _ = run("--json", "erase", item, "--yes", "--why", "asked")
        last = json.loads(out.splitlines()[-1])
        assert status == 0
        assert last["is_finished"] is True
        assert last["checked_by"] == 1

    def test_done(self, run: Runner, item: str) -> None:
        """After it the item is not listed, and the case is whole."""
        status, out, _ = run("erase", item, "--yes", "--why", "asked", "--reason", "asked")
        assert status == 0
        assert "checked by one person" in out
        assert run("items")[1] == ""
        assert run("check")[0] == 0
        assert run("claims", "--json")[1] == ""

    def test_names_from_a_file(self, run: Runner, item: str, tmp_path: Path) -> None:
        """More names are looked for, without standing in the shell's history."""
        (tmp_path / "names").write_text("Quelibrosk Ibroskquel\n\n", "utf-8")
        with_name = ("erase", item, "--yes", "--names", tmp_path / "names", "--why")
        status, _, err = run(*with_name, "Quelibrosk Ibroskquel asked")
        assert status == 2
        assert "without names" in err
        assert "Quelibrosk" not in err
        assert run("erase", item, "--names", tmp_path / "nothing")[0] == 2
        (tmp_path / "film").write_bytes(b"x" * (1 << 21))
        assert run("erase", item, "--names", tmp_path / "film")[0] == 2

    @pytest.mark.parametrize(
        "words", [["--yes"], ["--yes", "--why", "Zoranthil Anthilzor asked"], ["--reason", "x"]]
    )
    def test_refused(self, run: Runner, item: str, words: list[str]) -> None:
        """Without a reason, or with one that holds a name, nothing goes."""
        status, _, err = run("erase", item, *words)
        assert status == 2
        assert "Traceback" not in err
        assert item[:12] in run("items")[1] or run("items")[1]

    def test_unknown(self, run: Runner) -> None:
        """One sentence."""
        assert run("erase", "nobody")[0] == 2
