"""A full working day on a locked case: afterwards no byte on the machine tells of it.

The verbs run as people run them, in processes of their own, with the agent that keeps the
key. Their temporary folder, the device's folder, everything they print into logs, and the
memory of the agent are searched for fifty names that were planted in what they worked on.
"""

import json
import os
import pty
import select
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.case.planted import hits, names

PASSPHRASE = "eleven herons over the old weir"
PUBLIC = "Sahl Monitor"


@dataclass
class Day:
    """One recorder's machine: a case, a device folder, a temporary folder."""

    root: Path
    said: list[str] = field(default_factory=list)

    @property
    def case(self) -> Path:
        """The case's folder."""
        return self.root / "case"

    @property
    def environment(self) -> dict[str, str]:
        """What the verbs run in: nothing of it lies outside `root`."""
        (self.root / "tmp").mkdir(exist_ok=True)
        home = str(self.root / "home")
        return {
            **os.environ, "HOME": home, "TAWTHIQ_HOME": f"{home}/device",
            "TMPDIR": str(self.root / "tmp"), "XDG_RUNTIME_DIR": str(self.root / "tmp"),
        }  # fmt: skip

    def run(self, *words: str, status: int = 0) -> str:
        """Run one verb without a terminal; what it prints on standard error is a log."""
        done = subprocess.run(
            [sys.executable, "-m", "tawthiq.cli", "--case", str(self.case), *words],
            env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == status, done.stderr + done.stdout
        self.said.append(done.stderr)
        return done.stdout

    def typed(self, *words: str, answers: list[tuple[str, str]]) -> str:
        """Run one verb at a terminal; answer each prompt as it appears; return the screen."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "tawthiq.cli", "--case", str(self.case), *words],
            env=self.environment, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True,
        )  # fmt: skip
        os.close(theirs)
        shown, waiting, asked = b"", list(answers), 0
        while process.poll() is None:
            if not select.select([ours], [], [], 0.1)[0]:
                continue
            try:
                shown += os.read(ours, 4096)
            except OSError:
                break
            if waiting and waiting[0][0].encode() in shown[asked:]:
                asked = len(shown)
                time.sleep(0.2)  # typed before the echo is off, it would be thrown away
                os.write(ours, f"{waiting.pop(0)[1]}\n".encode())
        assert process.wait(30) == 0, shown.decode("utf-8", "replace")
        os.close(ours)
        return shown.decode("utf-8", "replace")


@pytest.fixture
def day(tmp_path: Path) -> Day:
    """Return a machine on which nothing was done yet."""
    (tmp_path / "home").mkdir()
    return Day(tmp_path)


def material(folder: Path, planted: list[str]) -> None:
    """Write what comes in that day: a report, a statement, both full of names."""
    folder.mkdir()
    people = "\n\n".join(f"Then {one} said that nothing was left of the mill." for one in planted)
    (folder / f"{planted[0]}.txt").write_text(
        f"At least 12 people were killed in Tal Qamarin on 14 May 2031, the {PUBLIC} said.\n\n{people}",
        "utf-8",
    )
    (folder / f"{planted[1]} spoke.txt").write_text(f"I am {planted[1]}.\n\n{people}", "utf-8")


def test_a_day(day: Day, tmp_path: Path) -> None:
    """Init, unlock, preserve, read, review, look up, publish elsewhere, lock: no name is left."""
    planted = names()
    given = tmp_path / "stick"
    material(given, planted)
    screen = day.typed(
        "init", str(day.case), answers=[("new case: ", PASSPHRASE), ("Once more: ", PASSPHRASE)]
    )
    assert PASSPHRASE not in screen
    assert "recover" in screen
    report, statement = given / f"{planted[0]}.txt", given / f"{planted[1]} spoke.txt"
    day.run("preserve", str(report), "--from", planted[2], "--why", planted[3])
    day.run("preserve", str(statement), "--protected", "Heron", "--from", planted[1])
    identity = tmp_path / "identity.json"
    identity.write_text(json.dumps({"names": planted[1:4], "contact": planted[5]}), "utf-8")
    day.run("protect", "Heron", "--identity", str(identity))
    day.run("read")
    claims = [json.loads(line) for line in day.run("claims", "--json").splitlines()]
    day.run("accept", claims[0]["id"], "--why", f"as {planted[6]} read it")
    assert day.run("find", planted[7])
    assert "12" in day.run("figures")
    day.run("match")
    day.run("check")
    day.run("publish", str(tmp_path / "dossier"))
    failing = day.run("preserve", str(tmp_path / planted[8] / "absent"), status=2)
    assert failing == ""
    day.said.pop()  # it names the path that was typed, to who typed it
    image = memory_of_the_agent(day)
    assert "Locked" in day.run("lock")
    day.run("items", status=2)
    assert "whole" in day.run("check")
    shutil.rmtree(given)
    identity.unlink()
    shutil.rmtree(tmp_path / "dossier")  # published is published
    assert hits(tmp_path, planted) == []
    logs = "\n".join(day.said)
    assert not [one for one in planted if one in logs]
    if image is not None:
        plain = [one.encode(code) for one in planted for code in ("utf-8", "utf-16-le")]
        held = [form for form in plain if form in image]
        assert held == []
        assert PASSPHRASE.encode() not in image
    assert list((tmp_path / "tmp").rglob("core*")) == []


def memory_of_the_agent(day: Day) -> bytes | None:
    """Return a memory image of the process that keeps the key; None where none can be taken."""
    if shutil.which("gcore") is None:
        return None
    listed = subprocess.run(
        ["pgrep", "-f", "tawthiq.case.session_agent"], capture_output=True, text=True, check=False
    ).stdout.split()
    for pid in listed:
        environment = Path(f"/proc/{pid}/environ").read_bytes().decode("utf-8", "replace")
        if str(day.root) in environment + Path(f"/proc/{pid}/cmdline").read_text("utf-8"):
            target = day.root / "image"
            subprocess.run(["gcore", "-o", str(target), pid], capture_output=True, check=False)
            core = Path(f"{target}.{pid}")
            if core.exists():
                data = core.read_bytes()
                core.unlink()
                assert len(data) > 1 << 20
                return data
    return None
