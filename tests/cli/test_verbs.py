"""The command line keeps its contract: JSON lines, statuses, one sentence for what is wrong."""

import json
import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tawthiq.cli.main import VERBS, main

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
        status = stop.value.code
        return (status if isinstance(status, int) else 0), captured.out, captured.err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], home: Path) -> Runner:
    """Return a runner with a device folder of its own."""
    return Runner(capsys)


@pytest.fixture
def root(run: Runner, tmp_path: Path) -> Path:
    """Return the folder of a new, unlocked case."""
    run("init", tmp_path / "valley", "--unlocked")
    return tmp_path / "valley"


def rows(output: str) -> list[dict[str, object]]:
    """Return JSON lines."""
    return [json.loads(line) for line in output.splitlines()]


class TestContract:
    """Every verb helps, and speaks JSON where asked to."""

    @pytest.mark.parametrize("name", VERBS)
    def test_help(self, run: Runner, name: str) -> None:
        """Each verb explains itself."""
        status, out, _ = run(name, "--help")
        assert status == 0
        assert "Usage:" in out

    def test_list_of_verbs(self, run: Runner) -> None:
        """The list of verbs needs none of them imported, and names them all."""
        _, out, _ = run("--help")
        assert all(name in out for name in VERBS)

    def test_investigate(self, run: Runner, report: Path, tmp_path: Path) -> None:
        """The main job gives one object, a case that checks, and a dossier that opens."""
        out_dir = tmp_path / "out"
        status, out, _ = run(
            "--json", "investigate", report, "-o", out_dir, "--dated", "2031-05-15"
        )
        (result,) = rows(out)
        assert status == 0
        assert result["items"] == 1
        assert Path(str(result["case"])) == out_dir
        assert Path(str(result["dossier"])).is_file()
        figures = result["figures"]
        assert isinstance(figures, list)
        assert [f["standard"] for f in figures] == [
            "verified_by_us", "verified", "documented", "reported",
        ]  # fmt: skip
        assert figures[-1]["floor"] == 12
        assert run("--case", out_dir, "check")[0] == 0

    def test_options_after_the_verb(self, run: Runner, root: Path) -> None:
        """Shared options hold before and after the verb."""
        before = run("--case", root, "--json", "items")
        after = run("items", "--case", root, "--json")
        assert before == after

    def test_work_of_a_case(self, run: Runner, root: Path, report: Path) -> None:
        """Preserve, read, review, count, match, publish, log, show: each row is JSON."""
        for words in (
            ["preserve", str(report), "--from", "A", "--dated", "2031-05-15"],
            ["read"], ["claims"], ["match"], ["figures"], ["items"], ["receipts"],
            ["find", "Qamarin"], ["log"], ["seal"], ["check"], ["replay", "--digest"], ["doctor"],
            ["publish", str(root.parent / "dossier")],
        ):  # fmt: skip
            status, out, _ = run("--case", root, "--json", *words)
            assert status == 0, words
            assert rows(out), words

    def test_accept_show_retract(self, run: Runner, root: Path, report: Path) -> None:
        """A claim is named by the beginning of its id."""
        run("--case", root, "preserve", report, "--dated", "2031-05-15")
        claims = rows(run("--case", root, "--json", "read")[1])
        key = str(claims[0]["id"])
        assert rows(run("--case", root, "--json", "accept", key[:10])[1])[0]["id"] == key
        shown = rows(run("--case", root, "--json", "show", key)[1])[0]
        assert shown["kind"] == "claim"
        assert run("--case", root, "retract", key, "--why", "withdrawn")[0] == 0
        assert run("--case", root, "reject", key)[0] == 0

    def test_read_without_a_case(self, run: Runner, report: Path, tmp_path: Path) -> None:
        """A text is read without a case, and nothing is written."""
        before = sorted(tmp_path.iterdir())
        status, out, _ = run("read", "--text", report, "--dated", "2031-05-15", "--json")
        assert status == 0
        assert any(claim["count"] for claim in rows(out))
        assert sorted(tmp_path.iterdir()) == before

    def test_batch(self, run: Runner, tmp_path: Path) -> None:
        """Each line gives the dead it states; a line that is none is named and skipped."""
        batch = tmp_path / "batch.jsonl"
        lines = [
            {"id": 1, "text": "At least 5 people were killed in Tal Qamarin on 3 May 2031."},
            {"id": "b", "text": "The market opened.", "country": None, "dated": "2031-05-01"},
        ]
        text = "\n".join(map(json.dumps, lines)) + "\n{broken\n"
        batch.write_text(text)
        status, out, _ = run("read", "--batch", batch, "--json")
        found = rows(out)
        assert status == 5
        assert found[0]["killed"] == {"min": 5, "max": None}
        assert found[1]["killed"] == {"min": 0, "max": 0}
        assert found[2]["error"] == "batch.line"

    def test_problem_file(self, run: Runner, tmp_path: Path) -> None:
        """A problem file is answered without a case."""
        problem = tmp_path / "p.json"
        problem.write_text(json.dumps({
            "atoms": ["X"],
            "claims": [{"id": "a", "root": "m", "bind": "stated", "lo": 3, "hi": 3, "at": ["X"]}],
            "ask": [{"at": ["X"]}],
        }))  # fmt: skip
        (answer,) = rows(run("figures", "--problem", problem, "--json")[1])
        assert answer["floor"] == {"verified": 0, "documented": 0, "reported": 3}


class TestBadInput:
    """What is wrong is said in one sentence, with the documented status and no traceback."""

    def refuses(self, result: Result, status: int, words: str) -> None:
        """Assert that a run ended as documented."""
        assert result[0] == status, result
        assert words in result[2]
        assert result[2].startswith("tawthiq: ")
        assert "Traceback" not in result[1] + result[2]

    def test_missing_file(self, run: Runner, tmp_path: Path) -> None:
        """A missing file is named; nothing is made."""
        out = tmp_path / "out"
        self.refuses(run("investigate", tmp_path / "none.txt", "-o", out), 2, "none.txt")
        assert not out.exists()

    def test_error_as_json(self, run: Runner, tmp_path: Path) -> None:
        """With --json the error is an object with a code, a message and the path."""
        _, out, _ = run("--json", "investigate", tmp_path / "none.txt", "-o", tmp_path / "out")
        (fault,) = rows(out)
        assert set(fault) == {"error", "message", "path"}
        assert fault["path"] == str(tmp_path / "none.txt")

    def test_folder_in_use(self, run: Runner, report: Path, tmp_path: Path) -> None:
        """A folder that is not empty is left alone."""
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "mine").write_text("x")
        self.refuses(run("investigate", report, "-o", tmp_path / "out"), 2, "not an empty folder")
        assert [p.name for p in (tmp_path / "out").iterdir()] == ["mine"]

    def test_wrong_date(self, run: Runner, report: Path, tmp_path: Path) -> None:
        """A date that is none makes no case."""
        out = tmp_path / "out"
        self.refuses(run("investigate", report, "-o", out, "--dated", "7 March"), 2, "7 March")
        assert not out.exists()

    def test_unknown_verb_and_option(self, run: Runner) -> None:
        """An unknown verb or option is a question of usage."""
        self.refuses(run("investigat"), 2, "investigat")
        self.refuses(run("items", "--nonsense"), 2, "--nonsense")

    def test_init_without_unlocked(self, run: Runner, tmp_path: Path) -> None:
        """Without a terminal and a passphrase file no case is made, unless it is said."""
        self.refuses(run("init", tmp_path / "c"), 2, "--passphrase-file")
        assert not (tmp_path / "c").exists()

    def test_no_case_here(self, run: Runner, tmp_path: Path) -> None:
        """Every verb that needs a case says that there is none."""
        for words in (["items"], ["check"], ["figures"], ["log"]):
            self.refuses(run("--case", tmp_path, *words), 2, "no case")

    def test_empty_paths(self, run: Runner, root: Path, tmp_path: Path) -> None:
        """A path that a script left empty is not the current folder."""
        for words in (
            ["backup", "", "--unencrypted"],
            ["sync", ""],
            ["publish", ""],
            ["preserve", ""],
        ):
            status, _, said = run(*words, "--case", root)
            assert (status, "a path is empty" in said) == (2, True), words
        assert run("init", "", "--unlocked")[0] == 2

    def test_empty_and_undecodable_files(self, run: Runner, root: Path, tmp_path: Path) -> None:
        """Empty files and bytes that are no UTF-8 are kept like any other."""
        (tmp_path / "empty.txt").write_bytes(b"")
        (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe\x00 not \x81 text")
        status, out, _ = run(
            "--case", root, "--json", "preserve", tmp_path / "empty.txt", tmp_path / "bytes.txt"
        )
        assert status == 0
        assert [row["bytes"] for row in rows(out)][:2] == [0, 14]

    def test_folder_without_permission(
        self, run: Runner, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A folder that may not be read is named; the others are kept."""
        closed = tmp_path / "given" / "closed"
        closed.mkdir(parents=True)
        (tmp_path / "given" / "a.txt").write_text("words")
        real = os.scandir

        def scandir(path: object = ".") -> object:
            """Refuse one folder, also to root, who may read every folder."""
            if str(path) == str(closed):
                raise PermissionError(13, "Permission denied", str(path))
            return real(path)  # type: ignore[call-overload]

        monkeypatch.setattr("os.scandir", scandir)
        status, out, err = run("--case", root, "--json", "preserve", tmp_path / "given")
        assert status == 5
        assert [row.get("name") for row in rows(out)] == ["a.txt", None]
        assert "closed" in str(rows(out)[1]["path"])
        assert "Traceback" not in err

    def test_bomb(self, run: Runner, root: Path, tmp_path: Path) -> None:
        """A small file that would unpack to 300 MB is kept and said to be unreadable."""
        bomb = tmp_path / "sheet.xlsx"
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            with archive.open("xl/workbook.xml", "w", force_zip64=True) as member:
                for _ in range(300):
                    member.write(bytes(1 << 20))
        assert bomb.stat().st_size < 1 << 20
        status, out, _ = run("--case", root, "preserve", bomb)
        assert status == 0
        assert "could not be read" in out
        assert run("--case", root, "check")[0] == 0

    def test_newer_case(self, run: Runner, root: Path) -> None:
        """A case of a newer format is not opened."""
        toml = root / "case.toml"
        toml.write_text(toml.read_text("utf-8").replace("format = 1", "format = 7"))
        self.refuses(run("--case", root, "items"), 2, "newer")

    def test_batch_and_problem_files_that_are_none(self, run: Runner, tmp_path: Path) -> None:
        """Missing and broken input files are named."""
        self.refuses(run("read", "--batch", tmp_path / "none"), 2, "none")
        self.refuses(run("read", "--text", tmp_path / "none"), 2, "none")
        (tmp_path / "p.json").write_text("[")
        self.refuses(run("figures", "--problem", tmp_path / "p.json"), 2, "not JSON")
        (tmp_path / "q.json").write_text("[]")
        self.refuses(run("figures", "--problem", tmp_path / "q.json"), 2, "")

    def test_unknown_names(self, run: Runner, root: Path) -> None:
        """Ids, profiles and scopes that do not exist are named."""
        case = ("--case", root)
        self.refuses(run(*case, "show", "zz"), 2, "zz")
        self.refuses(run(*case, "accept", "zz"), 2, "zz")
        self.refuses(run(*case, "figures", "--profile", "mine"), 2, "conservative")
        self.refuses(run(*case, "figures", "--where", "moon"), 2, "moon")
        self.refuses(run(*case, "read", "ffff"), 2, "ffff")

    def test_damaged_ledger(self, run: Runner, root: Path) -> None:
        """A ledger that is no database is damage, named by every verb and by check."""
        (root / "ledger.db").write_bytes(b"nothing of the kind")
        for name in ("ledger.db-wal", "ledger.db-shm"):
            (root / name).unlink(missing_ok=True)
        self.refuses(run("--case", root, "items"), 3, "ledger.db")
        status, out, _ = run("--case", root, "check")
        assert status == 3
        assert "ledger.db" in out

    def test_damaged_views_are_made_again(self, run: Runner, root: Path, report: Path) -> None:
        """The views are disposable: a damaged file is replaced by what the ledger says."""
        run("--case", root, "preserve", report)
        (root / "views.db").write_bytes(b"rubbish")
        status, out, _ = run("--case", root, "--json", "items")
        assert status == 0
        assert len(rows(out)) == 1


class TestFullDisk:
    """A disk that takes no more is damage (3), and loses nothing."""

    def test_file_size_limit(self, root: Path, tmp_path: Path) -> None:
        """A file too large for the disk is refused; what was held stays whole."""
        (tmp_path / "large.bin").write_bytes(os.urandom(3 << 20))
        command = [sys.executable, "-m", "tawthiq.cli", "--case", str(root), "preserve"]
        done = subprocess.run(
            [*command, str(tmp_path / "large.bin")],
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20)),
        )
        assert done.returncode == 3, done.stderr
        assert "Traceback" not in done.stderr
        check = subprocess.run(
            [sys.executable, "-m", "tawthiq.cli", "--case", str(root), "check"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert check.returncode == 0, check.stdout
