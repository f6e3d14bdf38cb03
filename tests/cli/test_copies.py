"""The verbs of copies: statuses, JSON lines, and what people read."""

import json
from pathlib import Path

import pytest

from tawthiq.cli.main import main

Result = tuple[int, str, str]


class Runner:
    """Runs verbs in this process and returns status, output and messages."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> Result:
        """Run one verb."""
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        captured = self._capsys.readouterr()
        return int(stop.value.code or 0), captured.out, captured.err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], home: Path) -> Runner:
    """Return a runner with a device folder of its own."""
    return Runner(capsys)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """Return a passphrase file."""
    path = tmp_path / "secret"
    path.write_text("qamar reed marl 4471 dust\n", "utf-8")
    return path


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Return a folder for backups."""
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def row(output: str) -> dict[str, object]:
    """Return the one JSON line."""
    (line,) = output.splitlines()
    found: dict[str, object] = json.loads(line)
    return found


class TestVerbs:
    """backup, restore and doctor keep the contract of the command line."""

    @pytest.mark.parametrize("kind", ["locked", "unlocked", "unencrypted"])
    def test_there_and_back(
        self, run: Runner, stick: Path, secret: Path, report: Path, tmp_path: Path, kind: str
    ) -> None:
        """Each kind of case and backup comes back, and checks."""
        case, given = tmp_path / "case", ["--passphrase-file", str(secret)]
        opening = given if kind == "locked" else []
        assert run("init", case, *(given if kind == "locked" else ["--unlocked"]))[0] == 0
        assert run("--case", case, *opening, "preserve", report)[0] == 0
        how = ["--unencrypted"] if kind == "unencrypted" else given
        status, out, _ = run("--case", case, "backup", stick, *how, "--json", "--label", "blue")
        assert status == 0
        assert row(out)["faults"] == []
        status, out, err = run("restore", stick, tmp_path / "new", "--json",
                               *([] if kind == "unencrypted" else given))  # fmt: skip
        assert status in (0, 1), err
        assert row(out)["missing"] == {}
        (inside,) = stick.iterdir()
        wrong = ("restore", stick, inside / "new", *([] if kind == "unencrypted" else given))
        assert run(*wrong)[0] == 2
        assert not (inside / "new").exists()
        assert run("--case", tmp_path / "new", *opening, "items")[0] == 0

    def test_what_is_not_well(self, run: Runner, stick: Path, tmp_path: Path) -> None:
        """5 with what is missing on request; 3 without; 2 for no backup or no passphrase."""
        case = tmp_path / "case"
        run("init", case, "--unlocked")
        assert run("--case", case, "backup", stick)[0] == 2
        assert run("--case", case, "backup", tmp_path / "none")[0] == 2
        assert run("restore", stick, tmp_path / "new")[0] == 2
        (tmp_path / "text.txt").write_text("The mill stood empty.")
        run("--case", case, "preserve", tmp_path / "text.txt")
        run("--case", case, "backup", stick, "--unencrypted")
        smallest = min(stick.rglob("objects/*/*"), key=lambda p: p.stat().st_size)
        smallest.unlink()
        status, _, err = run("restore", stick, tmp_path / "new")
        assert status == 3
        assert "--partial" in err
        assert "Traceback" not in err
        assert not (tmp_path / "new").exists()
        status, out, _ = run("restore", stick, tmp_path / "new", "--partial", "--json")
        assert status == 5
        assert row(out)["missing"]

    def test_doctor(self, run: Runner, stick: Path, secret: Path, tmp_path: Path) -> None:
        """Of a locked case it says what it can; open, it names copies and what is lacking."""
        case, given = tmp_path / "case", ["--passphrase-file", str(secret)]
        run("init", case, *given)
        run("--case", case, *given, "backup", stick, "--label", "blue stick")
        _, out, _ = run("--case", case, "doctor")
        assert "1 backup was entered" in out
        assert "blue stick" not in out
        assert "last check: never" in out
        assert run("--case", case, *given, "check")[0] == 0
        _, out, _ = run("--case", case, *given, "doctor")
        assert "last check: today: whole" in out
        assert "blue stick: verified today" in out
        status, out, _ = run("doctor", "--case", tmp_path)
        assert (status, "there is no case" in out) == (0, True)
