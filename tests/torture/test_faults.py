"""One fault at every write, sync, link and rename of one put and one append."""

import collections
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.ledger import made
from tests.torture.conftest import ENV, WORKER, acknowledged, copy, judge
from tests.torture.disk import CALLS, parse

pytestmark = pytest.mark.needs("strace")

MISSED = "the fault was not injected"
FAULTS = ("signal=KILL", "error=EIO", "error=ENOSPC")
HIT = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "link", "rename", "mkdir", "openat")


@dataclass(frozen=True)
class Program:
    """What is struck: how to run it on a copy of the case, and how to read what it says."""

    command: Callable[[Path], list[str]]
    acknowledged: Callable[[list[str]], list[tuple[str, str]]]
    children: bool = True

    def run(self, place: Path, *watch: str, quick: bool = True) -> subprocess.CompletedProcess[str]:
        """Run it under strace."""
        follow = ["-f"] if self.children or quick else []
        seccomp = ["--seccomp-bpf"] if quick else []  # does not deliver injected signals
        return subprocess.run(
            ["strace", *follow, *seccomp, "-y", *watch, *self.command(place)],
            env={**ENV, "TAWTHIQ_HOME": str(place / "home")},
            check=False, capture_output=True, text=True, timeout=300,
        )  # fmt: skip


def worker(rounds: int) -> Program:
    """Return the worker of the other torture tests: puts and appends."""
    return Program(
        lambda place: [*WORKER, "enter", str(place / "case"), str(place / "home"), str(rounds)],
        acknowledged,
    )


def preserve() -> Program:
    """Return the command line's own `preserve`, of three files of which two are equal."""

    def command(place: Path) -> list[str]:
        case = ["--json", "--case", str(place / "case")]
        if (place / "case" / "keys").is_dir():
            (place / "word").write_text(made.PASSPHRASE, "utf-8")
            case += ["--passphrase-file", str(place / "word")]
        return [sys.executable, "-m", "tawthiq.cli", "preserve", str(place / "given"), *case]

    def said(lines: list[str]) -> list[tuple[str, str]]:
        found = [json.loads(line) for line in lines if line.startswith('{"item"')]
        return [(each["item"], each["sha256"]) for each in found]

    return Program(command, said)


def points(program: Program, start: Path, scratch: Path, below: str = "") -> list[tuple[str, int]]:
    """Return (call, its number) of every call of a run that changes what lies `below` its place.

    Calls are counted in the first process only: strace counts each process by itself, and
    the others are cages that write to nothing but their pipes.
    """
    place, trace = copy(start, scratch / "struck"), scratch / "trace"
    watch = ("-xx", "-s", "4096", "-o", str(trace), "-e", f"trace={CALLS}")
    assert program.run(place, *watch).returncode == 0
    numbers: collections.Counter[str] = collections.Counter()
    found = []
    inside = "".join(f"\\x{byte:02x}" for byte in f"{place}{below}".encode())
    lines = trace.read_text("ascii").splitlines()
    first = lines[0].split()[0]
    for line in lines:
        name = re.match(rf"{first} +(\w+)\(", line)
        if name is None:
            continue
        numbers[name[1]] += 1
        succeeded = any(call.name != "openat" or "O_CREAT" in line for call in parse(line))
        if name[1] in HIT and inside in line and succeeded:
            found.append((name[1], numbers[name[1]]))
    return found


def strike(
    program: Program, start: Path, scratch: Path, call: str, number: int, fault: str
) -> list[str]:
    """Run the program with one fault; return what is wrong with its case afterwards."""
    place = copy(start, scratch / "struck")
    inject = (
        "-o",
        "/dev/null",
        "-e",
        f"trace={call}",
        "-e",
        f"inject={call}:{fault}:when={number}",
    )
    kill = "KILL" in fault
    done = program.run(place, *inject, quick=not kill)
    lines = done.stdout.splitlines()
    wrong = judge(place, program.acknowledged(lines))
    if kill and done.returncode not in (137, -9):
        wrong.append(MISSED)
    if "Traceback" in done.stderr:
        wrong.append(done.stderr.splitlines()[-1])
    last = lines[-1] if lines else ""
    if last.startswith("error ") and not last.startswith("error 3"):
        wrong.append(last)
    if not kill and done.returncode not in (0, 3, 5):
        wrong.append(f"ended with {done.returncode}: {last} {done.stderr[-300:]}")
    if not kill and not lines:
        wrong.append("ended without a word")
    return [f"{call} {number} {fault}: {each}" for each in wrong]


def sweep(program: Program, start: Path, scratch: Path, share: slice) -> list[str]:
    """Strike everywhere, with every fault."""
    where = points(program, start, scratch)
    assert {call for call, _ in where} >= {"write", "pwrite64", "fsync", "fdatasync", "link"}
    strikes = [(call, number, fault) for call, number in where[share] for fault in FAULTS]
    found = [each for strike_ in strikes for each in strike(program, start, scratch, *strike_)]
    missed = [each for each in found if each.endswith(MISSED)]
    assert len(missed) <= len(strikes) / 30  # random ids make a run write a page more or less
    return [each for each in found if each not in missed]


class TestFaults:
    """KILL, EIO and ENOSPC, once at each call."""

    @pytest.mark.parametrize("part", [0, 1])
    def test_one_put_and_one_append(self, start: Path, scratch: Path, part: int) -> None:
        """No acknowledged step is lost, no traceback, the status is 3, a check is clean."""
        assert sweep(worker(1), start, scratch, slice(part, None, 3)) == []

    @pytest.mark.parametrize("locked", [True])
    def test_one_put_and_one_append_in_a_locked_case(self, start: Path, scratch: Path) -> None:
        """The same, sealed."""
        assert sweep(worker(1), start, scratch, slice(2, None, 3)) == []

    def test_the_first_append_of_a_device(self, start: Path, scratch: Path) -> None:
        """The same while the device makes its folder, its key and its author."""
        shutil.rmtree(start / "home")
        assert sweep(worker(1), start, scratch, slice(1, None, 4)) == []

    @pytest.fixture
    def given(self, start: Path) -> Path:
        """Lays files to preserve beside the case."""
        (start / "given").mkdir()
        for name, text in (("a.txt", "At least 27 people were killed."), ("b.bin", "\0\1"),
                           ("c.txt", "At least 27 people were killed.")):  # fmt: skip
            (start / "given" / name).write_text(text)
        return start

    @pytest.mark.parametrize(("locked", "at"), [(False, 3), (True, 19)], ids=["open", "locked"])
    def test_preserve(self, given: Path, scratch: Path, at: int) -> None:
        """The command line: one call in 32 of a whole `preserve`, views and all."""
        assert sweep(preserve(), given, scratch, slice(at, None, 32)) == []

    @pytest.mark.torture
    def test_preserve_everywhere(self, given: Path, scratch: Path) -> None:
        """Every call of a whole `preserve`."""
        assert sweep(preserve(), given, scratch, slice(None)) == []

    @pytest.mark.torture
    def test_long(self, start: Path, scratch: Path) -> None:
        """Three rounds with checkpoints, and all of a device's first append."""
        assert sweep(worker(3), start, scratch, slice(None)) == []
        shutil.rmtree(start / "home")
        assert sweep(worker(1), start, scratch, slice(None)) == []
