"""One fault at every write, sync, link and rename of one put and one append."""

import collections
import re
import subprocess
from pathlib import Path

import pytest
from tests.torture.conftest import ENV, WORKER, acknowledged, copy, judge
from tests.torture.disk import CALLS, parse

pytestmark = pytest.mark.needs("strace")

FAULTS = ("signal=KILL", "error=EIO", "error=ENOSPC")
HIT = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "link", "rename", "mkdir", "openat")


def strace(*options: str, quick: bool = True) -> list[str]:
    """Return the beginning of a command that watches the calls of a program.

    The quick way, a filter in the kernel, does not deliver injected signals.
    """
    return ["strace", "-f", *(["--seccomp-bpf"] if quick else []), "-y", *options]


def points(start: Path, scratch: Path, rounds: str) -> list[tuple[str, int]]:
    """Return (call, its number) of every call of a run that touches the case or the home."""
    place, trace = copy(start, scratch / "counted"), scratch / "trace"
    command = [*WORKER, "enter", str(place / "case"), str(place / "home"), rounds]
    watch = strace("-xx", "-s", "4096", "-o", str(trace), "-e", f"trace={CALLS}")
    subprocess.run([*watch, *command], env=ENV, check=True, capture_output=True)
    numbers: collections.Counter[str] = collections.Counter()
    found = []
    inside = "".join(f"\\x{byte:02x}" for byte in str(place).encode())
    for line in trace.read_text("ascii").splitlines():
        name = re.match(r"\d+ +(\w+)\(", line)
        if name is None:
            continue
        numbers[name[1]] += 1
        succeeded = any(call.name != "openat" or _makes(line) for call in parse(line))
        if name[1] in HIT and inside in line and succeeded:
            found.append((name[1], numbers[name[1]]))
    return found


def _makes(line: str) -> bool:
    return "O_CREAT" in line


def strike(
    start: Path, scratch: Path, call: str, number: int, fault: str, rounds: str
) -> list[str]:
    """Run the worker with one fault; return what is wrong with its case afterwards."""
    place = copy(start, scratch / "struck")
    command = [*WORKER, "enter", str(place / "case"), str(place / "home"), rounds]
    inject = f"inject={call}:{fault}:when={number}"
    watch = strace(
        "-o", "/dev/null", "-e", f"trace={call}", "-e", inject, quick="KILL" not in fault
    )
    done = subprocess.run(
        [*watch, *command],
        env=ENV, check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    wrong = [f"{call} {number} {fault}: {each}" for each in judge(place, acknowledged(lines))]
    if "KILL" in fault:
        assert done.returncode in (137, -9), "the fault was not injected"
    if "Traceback" in done.stderr:
        wrong.append(f"{call} {number} {fault}: {done.stderr.splitlines()[-1]}")
    last = lines[-1].split() if lines else ["nothing"]
    if last[0] == "error" and last[1] != "3":
        wrong.append(f"{call} {number} {fault}: {lines[-1]}")
    if done.returncode == 0 and last[0] not in ("closed", "error"):
        wrong.append(f"{call} {number} {fault}: ended without a word")
    return wrong


def sweep(start: Path, scratch: Path, rounds: str, share: slice) -> list[str]:
    """Strike everywhere, with every fault."""
    where = points(start, scratch, rounds)
    assert {call for call, _ in where} >= {"write", "pwrite64", "fsync", "fdatasync", "link"}
    return [
        fault_found
        for call, number in where[share]
        for fault in FAULTS
        for fault_found in strike(start, scratch, call, number, fault, rounds)
    ]


class TestFaults:
    """KILL, EIO and ENOSPC, once at each call."""

    @pytest.mark.parametrize("half", [0, 1])
    def test_one_put_and_one_append(self, start: Path, scratch: Path, half: int) -> None:
        """No acknowledged step is lost, no traceback, the status is 3, a check is clean."""
        assert sweep(start, scratch, "1", slice(half, None, 2)) == []

    @pytest.mark.torture
    def test_long(self, start: Path, scratch: Path) -> None:
        """The same over three rounds with checkpoints."""
        assert sweep(start, scratch, "3", slice(None)) == []
