"""No power cut loses an acknowledged entry or blob, or leaves a case that a check complains of."""

import hashlib
import random
import shutil
from pathlib import Path

import pytest
from tests.torture.conftest import ENV, WORKER, acknowledged, copy, judge
from tests.torture.disk import Call, Disk, lay_out, record

pytestmark = pytest.mark.needs("strace")


def calls_of(mode: str, start: Path, scratch: Path, rounds: int) -> tuple[Path, list[Call]]:
    """Record a worker on a copy of the case; return the copy's place and the calls."""
    place = copy(start, scratch / "recorded")
    command = [*WORKER, mode, str(place / "case"), str(place / "home"), str(rounds)]
    calls = record(command, scratch / "trace", ENV)
    shutil.rmtree(place)
    return place, calls


def cut_everywhere(
    start: Path, place: Path, calls: list[Call], scratch: Path, seeds: range, until: str = "\0"
) -> tuple[int, list[str]]:
    """Cut the power after every call: nothing pending kept, and some of it once per seed."""
    copy(start, place)
    disk = Disk([place / "case", place / "home"])
    states, wrong = 0, list[str]()
    seen: set[bytes] = set()
    for number, call in enumerate(calls):
        if not disk.apply(call):
            continue
        acks = acknowledged(disk.said)
        for seed in (None, *seeds):
            chance = None if seed is None else random.Random(number * 1000 + seed)
            files = disk.after_power_cut(chance)
            mark = hashlib.sha256(repr((len(acks), sorted(files.items()))).encode()).digest()
            if mark in seen:
                continue
            seen.add(mark)
            states += 1
            root = scratch / "after"
            lay_out(files, place, root)
            try:
                faults = judge(root, acks, go_on=states % 10 == 0)
                wrong += [f"after call {number} ({call.name}), seed {seed}: {f}" for f in faults]
            finally:
                shutil.rmtree(root)
        if any(until in each for each in wrong):
            break
    assert acknowledged(disk.said) or wrong
    return states, wrong


class TestPowerCuts:
    """The real process, its real system calls, power lost after any of them."""

    @pytest.mark.parametrize(("locked", "rounds"), [(False, 7), (True, 4)], ids=["open", "locked"])
    def test_nothing_acknowledged_is_lost(self, start: Path, scratch: Path, rounds: int) -> None:
        """Appends and puts with checkpoints and closing, torn sectors, names in any order."""
        place, calls = calls_of("enter", start, scratch, rounds)
        states, wrong = cut_everywhere(start, place, calls, scratch, range(5))
        assert wrong == []
        assert states > 100 * rounds

    @pytest.mark.parametrize("mutant", ["enter-normal", "enter-unsynced"])
    def test_the_method_has_teeth(self, start: Path, scratch: Path, mutant: str) -> None:
        """With synchronous=NORMAL, or a vault that never syncs, something is lost and named."""
        place, calls = calls_of(mutant, start, scratch, 3)
        _, wrong = cut_everywhere(start, place, calls, scratch, range(1), "is lost")
        assert any("is lost" in each for each in wrong), wrong

    @pytest.mark.torture
    def test_long(self, start: Path, scratch: Path) -> None:
        """More rounds, many more ways to tear each state."""
        place, calls = calls_of("enter", start, scratch, 25)
        states, wrong = cut_everywhere(start, place, calls, scratch, range(12))
        assert wrong == []
        assert states > 5000
