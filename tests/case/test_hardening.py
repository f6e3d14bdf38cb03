"""What a hardened process leaves behind: no core dump, no open files, no copies of keys."""

import mmap
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.case.test_session import is_alive, pid_of, wait_until

from tawthiq.case import opening, session
from tawthiq.case import session_wire as wire
from tawthiq.case.case import Case, init_case
from tawthiq.case.hardening import pin

posix = pytest.mark.skipif(sys.platform == "win32", reason="means of POSIX")
linux = pytest.mark.skipif(sys.platform != "linux", reason="means of Linux")
root_only = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root reads a hardened process"
)

DIE = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
from tawthiq.case import hardening
if sys.argv[1] == "hard":
    hardening.harden()
os.abort()
"""
TELL = """
import ctypes, os, resource
from tawthiq.case import hardening
hardening.harden(); hardening.harden()
print(resource.getrlimit(resource.RLIMIT_CORE), oct(os.umask(0)))
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""
PASSPHRASE = "lantern seven bridge mountain tea"
NAME = "Samira Qandil-Zubdani"


@pytest.fixture(autouse=True)
def ended(home: Path) -> Iterator[None]:
    """Leaves no agent behind."""
    yield
    if wire.read_door(home) is not None:
        os.kill(pid_of(home), signal.SIGTERM)


def dumped(how: str, folder: Path) -> bool:
    """Say whether a process that aborts leaves a core dump."""
    environment = os.environ | {"PYTHONFAULTHANDLER": "", "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        [sys.executable, "-c", DIE, how], cwd=folder, env=environment, stderr=subprocess.DEVNULL
    )
    _, status = os.waitpid(process.pid, 0)
    process.returncode = 0
    assert os.WTERMSIG(status) == signal.SIGABRT
    return os.WCOREDUMP(status) or any(path.name.startswith("core") for path in folder.iterdir())


def image(pid: int, folder: Path) -> bytes:
    """Return the memory of a process, with what dumps leave out."""
    target = folder / "image"
    subprocess.run(["gcore", "-a", "-o", str(target), str(pid)], capture_output=True, check=True)
    path = folder / f"image.{pid}"
    data = path.read_bytes()
    path.unlink()
    return data


class TestNothingIsDumped:
    """A process that dies leaves nothing of its memory."""

    @posix
    def test_no_core(self, tmp_path: Path) -> None:
        """Of two processes that abort only the one that is not hardened dumps."""
        (tmp_path / "soft").mkdir()
        (tmp_path / "hard").mkdir()
        assert not dumped("hard", tmp_path / "hard")
        if not dumped("soft", tmp_path / "soft"):
            pytest.skip("this system dumps nobody, so the comparison says nothing")

    @linux
    def test_limit_mask_and_debuggers(self) -> None:
        """No core, files for the owner alone, no debugger; calling it twice is once."""
        given = [sys.executable, "-c", TELL]
        done = subprocess.run(given, capture_output=True, text=True, check=True)
        assert done.stdout.split("\n")[:2] == ["(0, 0) 0o77", "0"]

    @linux
    def test_pinned(self) -> None:
        """A pinned page is out of swap and out of dumps, and can still be let go."""
        page = mmap.mmap(-1, 4096)
        is_shut = pin(page)
        flags = set()
        for block in re.split(r"\n(?=[0-9a-f]+-[0-9a-f]+ )", Path("/proc/self/smaps").read_text()):
            if "VmFlags:" in block:
                flags.add(frozenset(block.rpartition("VmFlags:")[2].split()))
        assert any({"dd", "dc"} <= found and (not is_shut or "lo" in found) for found in flags)
        page.close()


@linux
@root_only
@pytest.mark.needs("gdb", "gcore")
class TestMemoryOfTheAgent:
    """Who reads all of the agent's memory finds the keys that it holds, once each; no more."""

    def test_no_passphrase_no_content(self, tmp_path: Path, home: Path) -> None:
        """Started by a verb that knew both."""
        word, report = tmp_path / "word", tmp_path / f"{NAME}.txt"
        word.write_text(PASSPHRASE)
        report.write_text(f"At least 12 people were killed in Tal Qamarin, {NAME} said.\n")
        init_case(tmp_path / "case", "valley", passphrase=PASSPHRASE).close()
        environment = os.environ | {"TEA": NAME}
        tawthiq = [sys.executable, "-m", "tawthiq.cli", "--case", str(tmp_path / "case")]
        for verb in (["unlock", "--passphrase-file", str(word)], ["preserve", str(report)]):
            subprocess.run([*tawthiq, *verb], env=environment, capture_output=True, check=True)
        case, key = opening.unlock(tmp_path / "case", PASSPHRASE)
        with Case(tmp_path / "case", key=key) as opened:
            assert any(NAME in str(item.name) for item in opened.preserve.items().values())
        data = image(pid_of(home), tmp_path)
        assert data.count(key) == 1
        assert [part for part in (PASSPHRASE, NAME, "Qamarin") if part.encode() in data] == []
        session.keep("bb" * 16, b"another case's key, of 32 bytes.")
        session.drop(case)
        data = image(pid_of(home), tmp_path)
        assert data.count(key) == 0
        assert data.count(b"another case's key, of 32 bytes.") == 1

    def test_fetched_often(self, tmp_path: Path, home: Path) -> None:
        """Answering leaves no copies, and an end leaves nothing."""
        key = os.urandom(32)
        session.keep("aa" * 16, key)
        for _ in range(50):
            assert session.fetch("aa" * 16) == key
        session.keep("aa" * 16, key)
        assert image(pid_of(home), tmp_path).count(key) == 1
        session.keep("bb" * 16, os.urandom(32))
        session.drop("aa" * 16)
        pid = pid_of(home)
        assert image(pid, tmp_path).count(key) == 0
        session.drop()
        wait_until(lambda: not is_alive(pid))

    def test_an_ordinary_dump_has_no_key(self, tmp_path: Path, home: Path) -> None:
        """Even a debugger leaves the page out, unless it is told to take everything."""
        key = os.urandom(32)
        session.keep("aa" * 16, key)
        pid = pid_of(home)
        given = ["gcore", "-o", str(tmp_path / "image"), str(pid)]
        subprocess.run(given, capture_output=True, check=True)
        assert key not in (tmp_path / f"image.{pid}").read_bytes()
