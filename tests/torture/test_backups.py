"""A backup that is killed, or meets a failing or full disk, costs no earlier snapshot."""

import random
import shutil
import sys
from pathlib import Path

import pytest
from tests.ledger import made
from tests.torture import backing
from tests.torture.test_faults import FAULTS, MISSED, Program, points

from tawthiq.ledger.backup import restoring
from tawthiq.ledger.backup.shelf import Shelf

pytestmark = pytest.mark.needs("strace")
SCRIPT = str(Path(backing.__file__))
PROGRAM = Program(
    lambda place: [
        sys.executable, SCRIPT, *(str(place / name) for name in ("case", "home", "stick")),
    ],
    lambda _: [],
    children=False,
)  # fmt: skip


@pytest.fixture
def backed(start: Path) -> Path:
    """Gives a case with two snapshots on a stick, and something new since."""
    for seed in range(2):
        backing.back_up(start / "case", start / "home", start / "stick")
        with made.opened(start / "case", start / "home") as case:
            made.fill(case, 12, seed=seed + 5)
            case.put(random.Random(seed).randbytes(100_000))
    return start


def judge(place: Path, before: list[str], lines: list[str], scratch: Path) -> list[str]:
    """Say what is wrong with the stick; then back up once more, and judge that."""
    kept = Shelf(place / "stick", backing.KEYS)
    names = kept.names()
    acks = [line.split()[1] for line in lines if line.startswith("ack")]
    wrong = [f"{name} is acknowledged and gone" for name in acks if name not in names]
    if len(names) < len(before):
        wrong.append("an earlier snapshot is gone without a new one")
    for name in names:
        target = scratch / "restored" / name
        restoring.restore(kept, kept.snapshot(name), target)
        with made.opened(target, scratch / "other") as case:
            wrong += [f"{name}: {f.what}: {f.says}" for f in made.findings(case, views=False)
                      if f.level != "note"]  # fmt: skip
    shutil.rmtree(scratch / "restored", ignore_errors=True)
    backing.back_up(place / "case", place / "home", place / "stick")
    audit = restoring.audit(kept)
    wrong += [f"after it: {name} lacks {files[:2]}" for name, files in audit.broken.items()]
    needed = {part for name in kept.names() for f in kept.files(kept.snapshot(name)) for part in f.parts}  # fmt: skip
    needed |= {part for name in kept.names() for part in kept.snapshot(name).lists}
    wrong += ["objects that nobody needs stay"] * (set(kept.objects()) != needed)
    wrong += [f"{p} is left" for p in (place / "stick" / "tmp").glob("*")]
    return wrong


def strike(start: Path, scratch: Path, call: str, number: int, fault: str) -> list[str]:
    """Back up with one fault at one call; return what is wrong afterwards."""
    place = scratch / "struck"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(start, place)
    before = Shelf(place / "stick", backing.KEYS).names()
    log = ("-o", str(scratch / "trace"), "-e", f"trace={call}")
    kill = "KILL" in fault
    done = PROGRAM.run(place, *log, "-e", f"inject={call}:{fault}:when={number}", quick=not kill)
    lines = done.stdout.splitlines()
    wrong = judge(place, before, lines, scratch)
    if kill and done.returncode not in (137, -9):
        wrong.append(MISSED)
    if "Traceback" in done.stderr:
        wrong.append(done.stderr[-600:])
    last = lines[-1] if lines else ""
    if not kill and not last.startswith(("ack", "error 3")):
        wrong.append(f"ended with {done.returncode}: {last} {done.stderr[-300:]}")
    return [f"{call} {number} {fault}: {each}" for each in wrong]


def sweep(start: Path, scratch: Path, share: slice) -> list[str]:
    """Strike at every call of a share, with every fault."""
    where = points(PROGRAM, start, scratch)
    assert {call for call, _ in where} >= {"write", "fsync", "rename", "mkdir"}
    strikes = [(call, number, fault) for call, number in where[share] for fault in FAULTS]
    found = [each for one in strikes for each in strike(start, scratch, *one)]
    return [each for each in found if not each.endswith(MISSED)]


class TestFaults:
    """KILL, EIO and ENOSPC at each write, sync and rename."""

    def test_every_eighth_call(self, backed: Path, scratch: Path) -> None:
        """Earlier snapshots come back whole, the next backup is whole and leaves nothing over."""
        assert sweep(backed, scratch, slice(3, None, 8)) == []

    @pytest.mark.torture
    def test_every_call(self, backed: Path, scratch: Path) -> None:
        """All of them."""
        assert sweep(backed, scratch, slice(None)) == []
