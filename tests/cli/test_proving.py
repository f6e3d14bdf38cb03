"""stamp, witness, prove, seal, export --tiles: statuses, JSON lines, one sentence each."""

import json
from pathlib import Path

import pytest
from tests.adapters.authority import make_stamper, serving

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
        status = stop.value.code
        return (status if isinstance(status, int) else 0), captured.out, captured.err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Runner:
    """Return a runner."""
    return Runner(capsys)


@pytest.fixture
def root(run: Runner, tmp_path: Path, report: Path) -> Path:
    """Return a new, unlocked case with one item."""
    run("init", tmp_path / "valley", "--unlocked")
    assert run("preserve", report, "--case", tmp_path / "valley")[0] == 0
    return tmp_path / "valley"


def key_of(run: Runner, root: Path) -> str:
    """Return the key of the case's log, as `seal --keys` prints it."""
    return run("seal", "--keys", "--case", root)[1].strip()


@pytest.mark.needs("openssl")
@pytest.mark.allow_hosts(["127.0.0.1"])
class TestStamp:
    """0 where all is stamped, 5 where something waits."""

    def test_now_and_later(self, run: Runner, root: Path, tmp_path: Path) -> None:
        """First without a network, then with one."""
        stamper = make_stamper(tmp_path / "authority")
        pem = tmp_path / "stamps.pem"
        pem.write_text(stamper.certificates)
        first = ["stamp", "--case", root, "--authority", "http://127.0.0.1:1/"]
        named = ["--certificates", pem, "--name", "one"]
        status, out, _ = run(*first, *named, "--json")
        assert status == 5
        assert "could not be reached" in json.loads(out)["waits"]
        with serving(stamper) as one:
            status, out, _ = run("stamp", "--case", root, "--authority", one.url, *named)
            assert status == 0
            assert out.count("stamped at 20") == 2  # also the head from before
        status, out, _ = run("stamp", "--case", root, "--out", tmp_path / "out")
        assert status == 0
        assert len(out.splitlines()) == 8

    def test_halves_and_no_authority(self, run: Runner, root: Path, tmp_path: Path) -> None:
        """2, with what to do."""
        assert run("stamp", "--case", root)[0] == 2
        assert run("stamp", "--case", root, "--authority", "http://127.0.0.1:1/")[0] == 2
        nothing = tmp_path / "nothing.pem"
        nothing.write_text("no certificate")
        call = ["stamp", "--case", root, "--authority", "http://127.0.0.1:1/"]
        assert run(*call, "--certificates", nothing)[0] == 2


class TestWitness:
    """Over files, as two people would."""

    def test_there_and_back(
        self, run: Runner, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The page's six commands; then a head from before is refused."""
        key, request = key_of(run, root), tmp_path / "head.txt"
        request.write_text(run("seal", "--consistency", "0", "--case", root)[1], "utf-8")
        old = tmp_path / "old.txt"
        old.write_text(request.read_text("utf-8"), "utf-8")
        mine, theirs = str(tmp_path / "device"), str(tmp_path / "colleague")
        monkeypatch.setenv("TAWTHIQ_HOME", theirs)
        witness = run("witness", "--name", "witness.example/colleague")[1].strip()
        monkeypatch.setenv("TAWTHIQ_HOME", mine)
        assert run("seal", "--trust", witness, "--case", root)[0] == 0
        request.write_text(run("seal", "--consistency", "0", "--case", root)[1], "utf-8")
        monkeypatch.setenv("TAWTHIQ_HOME", theirs)
        cosigned = tmp_path / "cosigned.txt"
        assert run("witness", request, "--key", key, "-o", cosigned)[0] == 0
        assert run("witness", request, "--key", key, "-o", cosigned)[0] == 2
        status, _, err = run("witness", old, "--key", key)
        assert status == 1
        assert "rolled back" in err
        assert run("witness", request)[0] == 2
        monkeypatch.setenv("TAWTHIQ_HOME", mine)
        status, out, _ = run("seal", "--take", cosigned, "--case", root, "--json")
        assert status == 0
        assert json.loads(out)["witness"] == "witness.example/colleague"
        assert "cosignature" not in run("seal", "--case", root)[1]

    def test_a_witness_nobody_trusts(self, run: Runner, root: Path, tmp_path: Path) -> None:
        """1, and how to trust it."""
        request, cosigned = tmp_path / "head.txt", tmp_path / "cosigned.txt"
        request.write_text(run("seal", "--case", root)[1], "utf-8")
        assert run("witness", request, "--key", key_of(run, root), "-o", cosigned)[0] == 0
        status, out, _ = run("seal", "--take", cosigned, "--case", root)
        assert status == 1
        assert "--trust" in out


class TestProve:
    """A receipt goes out, and comes back verified without a case."""

    def test_write_and_verify(self, run: Runner, root: Path, tmp_path: Path, report: Path) -> None:
        """With the file it is about; the key is asked for."""
        item = json.loads(run("items", "--json", "--case", root)[1].splitlines()[0])["item"]
        proof, key = tmp_path / "item.tlog-proof", key_of(run, root)
        assert run("prove", item, "--disclose", "-o", proof, "--case", root)[0] == 0
        status, out, _ = run("prove", "--verify", proof, "--key", key, "--of", report, "--json")
        assert status == 0
        assert json.loads(out)["state"] == "holds"
        assert run("prove", "--verify", proof)[0] == 2
        assert run("prove", item, "-o", proof, "--case", root)[0] == 2
        report.write_text("changed")
        status, out, _ = run("prove", "--verify", proof, "--key", key, "--file", report)
        assert status == 1
        assert "NOT the file" in out

    def test_odd_calls(self, run: Runner, root: Path, tmp_path: Path) -> None:
        """2 each, no traceback."""
        for call in (["prove"], ["prove", "ff", "--case", root], ["prove", "a", "b", "--case", root],
                     ["prove", "--verify", tmp_path / "nothing"],
                     ["prove", "--verify", root, "--key", "x"]):  # fmt: skip
            status, _, err = run(*call)
            assert status == 2
            assert "Traceback" not in err


class TestTiles:
    """One log as files."""

    def test_export(self, run: Runner, root: Path, tmp_path: Path) -> None:
        """The head is the newest."""
        assert run("export", "--tiles", tmp_path / "tiles", "--case", root)[0] == 0
        assert (tmp_path / "tiles" / "checkpoint").read_text("utf-8") == (
            run("seal", "--case", root)[1]
        )
        assert run("export", "--tiles", tmp_path / "tiles", "--case", root)[0] == 2
