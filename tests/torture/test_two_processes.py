"""Several processes in one case, with a sweeper among them: all succeed, one order, no blob lost."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.ledger import made
from tests.torture.companion import shared
from tests.torture.conftest import ENV, ROOT, acknowledged, judge

SCRIPT = str(Path(__file__).parent / "companion.py")


def start_process(*words: str) -> subprocess.Popen[str]:
    """Start a companion."""
    return subprocess.Popen(
        [sys.executable, SCRIPT, *words],
        env=ENV, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def leave_old_blobs(start: Path, rounds: int) -> None:
    """Leave what a crash long ago left: blobs that no entry names yet, and will name soon."""
    with made.opened(start / "case", start / "home") as case:
        for at in range(rounds):
            os.utime(case.vault.find(case.put(shared(at))), (0, 0))


def together(start: Path, homes: list[str], rounds: int) -> list[list[tuple[str, str]]]:
    """Let a process per home enter, with a sweeper beside them; return what each acknowledged."""
    case = str(start / "case")
    leave_old_blobs(start, rounds)
    sweeper = start_process("sweep", case, str(start / homes[0]), "0")
    workers = [
        start_process("enter", case, str(start / home), str(rounds), str(number))
        for number, home in enumerate(homes)
    ]
    try:
        outputs = [worker.communicate(timeout=300) for worker in workers]
    finally:
        for process in (sweeper, *workers):
            process.terminate()
        out, error = sweeper.communicate(timeout=60)
    assert [worker.returncode for worker in workers] == [0] * len(workers), outputs
    said = [acknowledged(output[0].splitlines()) for output in outputs]
    assert "Traceback" not in error, error
    assert sum(int(line.split()[1]) for line in out.splitlines()) > 5
    return said


def check(start: Path, said: list[list[tuple[str, str]]], rounds: int, logs: int) -> None:
    """Everything acknowledged is there, in one order in which each process's own is kept."""
    assert [len(acks) for acks in said] == [rounds] * len(said)
    assert judge(start, [ack for acks in said for ack in acks]) == []
    with made.opened(start / "case", start / "home") as case:
        order = [row.id.hex() for row in case.store.rows()]
        assert len(case.store.logs()) == logs
        for acks in said:
            places = [order.index(entry) for entry, _ in acks]
            assert places == sorted(places)
        for log in case.store.logs():
            ticks = [row.tick for row in case.store.log_rows(log)]
            assert ticks == sorted(set(ticks))
        everything = [row.tick for row in case.store.rows()]
        assert len(set(everything)) == len(everything)  # one lock: no tick is given twice


class TestTogether:
    """One store, many hands."""

    @pytest.mark.parametrize(
        ("homes", "locked"),
        [
            (["home", "home"], False),
            (["home", "home-b", "home-c"], False),
            (["home", "home-b"], True),
        ],
    )
    def test_same_and_different_blobs(self, start: Path, homes: list[str]) -> None:
        """On one device and on several; half of the blobs are put by all of them."""
        said = together(start, homes, 25)
        check(start, said, 25, len(set(homes)))
        shared = set.intersection(*({blob for _, blob in acks} for acks in said))
        assert len(shared) >= 12

    @pytest.mark.torture
    def test_long(self, start: Path) -> None:
        """Four processes for a while."""
        begun = time.monotonic()
        said = together(start, ["home", "home", "home-b", "home-c"], 400)
        check(start, said, 400, 3)
        assert time.monotonic() > begun
