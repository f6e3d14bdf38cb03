"""unlock and lock: a locked case asked for once, then not, then again."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tawthiq.case import session
from tawthiq.cli.main import main

PASSPHRASE = "lantern seven bridge mountain tea"


class Runner:
    """Runs verbs in this process and returns status, output and messages."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str | Path) -> tuple[int, str, str]:
        """Run one verb."""
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        captured = self._capsys.readouterr()
        status = stop.value.code
        return (status if isinstance(status, int) else 0), captured.out, captured.err


@pytest.fixture(autouse=True)
def usual_mask(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Verbs harden this process; its mask is put back, and its agent ended."""
    mask = os.umask(0o022)
    yield
    os.umask(mask)
    session.drop(home=home)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Runner:
    """Return a runner."""
    return Runner(capsys)


@pytest.fixture
def word(tmp_path: Path) -> Path:
    """Return a passphrase file."""
    path = tmp_path / "word"
    path.write_text(f"{PASSPHRASE}\n")
    return path


@pytest.fixture
def root(run: Runner, tmp_path: Path, word: Path) -> Path:
    """Return the folder of a new, locked case."""
    status, _, said = run("init", tmp_path / "valley", "--passphrase-file", word)
    assert status == 0, said
    return tmp_path / "valley"


class TestUnlocked:
    """After `unlock` no verb asks; after `lock` each does."""

    def test_unlock_work_lock(self, run: Runner, root: Path, word: Path, report: Path) -> None:
        """The whole of it, as a person does it."""
        status, _, said = run("items", "--case", root)
        assert status == 2
        assert "locked" in said
        status, out, _ = run("unlock", "--case", root, "--passphrase-file", word)
        assert (status, "15 minutes" in out) == (0, True)
        assert run("preserve", report, "--case", root)[0] == 0
        assert report.name in run("items", "--case", root)[1]
        assert run("lock", "--case", root)[:2] == (0, "Locked.\n")
        assert run("items", "--case", root)[0] == 2
        assert run("lock", "--case", root)[:2] == (0, "It was locked already.\n")

    def test_json(self, run: Runner, root: Path, word: Path) -> None:
        """Objects alone on standard output."""
        _, out, _ = run("unlock", "--case", root, "--passphrase-file", word, "--minutes", "2.5", "--json")  # fmt: skip
        first = json.loads(out)
        assert first["minutes"] == 2.5
        assert 140 < dict(session.status())[first["case"]] <= 150
        assert json.loads(run("lock", "--all", "--json")[1]) == {"locked": [first["case"]]}
        assert json.loads(run("lock", "--all", "--json")[1]) == {"locked": []}

    def test_recovery_code(self, run: Runner, tmp_path: Path, word: Path) -> None:
        """The printed code opens it too, however it is typed."""
        sheet = tmp_path / "sheet.txt"
        root = tmp_path / "hill"
        assert run("init", root, "--passphrase-file", word, "--recovery-sheet", sheet)[0] == 0
        rows = [line for line in sheet.read_text("utf-8").splitlines() if line.startswith("    ")]
        (tmp_path / "typed").write_text(" ".join(rows[:3]).lower().replace("0", "o"))
        assert run("unlock", "--case", root, "--passphrase-file", tmp_path / "typed")[0] == 0
        assert len(session.status()) == 1

    @pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")
    def test_asked_at_a_terminal(self, root: Path) -> None:
        """A person is asked, what is typed is not shown, and the next verb does not ask."""
        given = [sys.executable, "-m", "tawthiq.cli", "--case", str(root)]
        ours, theirs = os.openpty()
        with subprocess.Popen(
            [*given, "unlock"], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        ) as process:
            os.close(theirs)
            shown = b""
            with contextlib.suppress(OSError):  # Linux says so when the other end is closed
                while part := os.read(ours, 1024):
                    shown += part
                    if shown.endswith(b": "):
                        os.write(ours, f"{PASSPHRASE}\n".encode())
            os.close(ours)
        assert process.returncode == 0, shown
        assert b"Passphrase of this case: " in shown
        assert b"Unlocked." in shown
        assert PASSPHRASE.encode() not in shown
        done = subprocess.run([*given, "items"], stdin=subprocess.DEVNULL, check=False)
        assert done.returncode == 0


class TestRefused:
    """One sentence, and nothing is kept."""

    def test_wrong_passphrase(self, run: Runner, root: Path, tmp_path: Path) -> None:
        """Said in the same words whatever is wrong with it."""
        said = set()
        for wrong in ("another passphrase", "x", PASSPHRASE[:-1]):
            (tmp_path / "wrong").write_text(wrong)
            status, _, err = run("unlock", "--case", root, "--passphrase-file", tmp_path / "wrong")
            assert status == 2
            said.add(err)
        assert len(said) == 1
        assert session.status() == []

    def test_nobody_to_ask(self, run: Runner, root: Path) -> None:
        """Without a terminal and a file."""
        status, _, said = run("unlock", "--case", root)
        assert status == 2
        assert "--passphrase-file" in said

    @pytest.mark.parametrize("minutes", ["0", "-3", "soon", "99999", "nan"])
    def test_no_time(self, run: Runner, root: Path, word: Path, minutes: str) -> None:
        """What is no time."""
        given = ("unlock", "--case", root, "--passphrase-file", word, "--minutes", minutes)
        assert run(*given)[0] == 2
        assert session.status() == []

    @pytest.mark.parametrize("name", ["lock", "unlock"])
    def test_no_lock(self, run: Runner, tmp_path: Path, name: str) -> None:
        """A case that is not encrypted says so instead of "locked"; no case says so too."""
        run("init", tmp_path / "open", "--unlocked")
        status, _, said = run(name, "--case", tmp_path / "open")
        assert status == 2
        assert "NOT encrypted" in said
        assert run(name, "--case", tmp_path / "nothing")[0] == 2


class TestPassphraseFile:
    """The file of a passphrase is what editors make of it, and nothing else opens."""

    @pytest.mark.parametrize("wrap", [b"\xef\xbb\xbf%s\r\n", b"%s", b"%s\n\nnotes below\n"])
    def test_as_editors_write_it(
        self, run: Runner, root: Path, tmp_path: Path, wrap: bytes
    ) -> None:
        """A byte order mark, ends of lines and further lines are no part of the passphrase."""
        (tmp_path / "saved").write_bytes(wrap % PASSPHRASE.encode())
        assert run("items", "--case", root, "--passphrase-file", tmp_path / "saved")[0] == 0

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"", "is empty"),
            (b"   \t \n", "is empty"),
            (b"\0" * 40, "is empty"),
            (PASSPHRASE.encode("utf-16"), "UTF-8"),
            (b"x" * (1 << 17), "too long"),
        ],
    )
    def test_no_passphrase(self, run: Runner, tmp_path: Path, content: bytes, says: str) -> None:
        """One sentence says what is wrong with the file, and no case is made."""
        (tmp_path / "odd").write_bytes(content)
        status, _, said = run("init", tmp_path / "hill", "--passphrase-file", tmp_path / "odd")
        assert (status, says in said) == (2, True), said
        assert not (tmp_path / "hill").exists()

    @pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a file without an end")
    def test_without_an_end(self, run: Runner, root: Path) -> None:
        """A file that never ends is not read to its end."""
        assert run("items", "--case", root, "--passphrase-file", "/dev/zero")[0] == 2
