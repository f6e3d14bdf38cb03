"""Erase in processes that die at chosen calls; one process that forks, so that it costs little.

    erasing_killer.py CASE ITEM NAMES SHARE ALSO...

CASE is copied for each try. A child erases ITEM and dies by SIGKILL at one of its calls into
our own code or SQLite; then the case is opened, checked and scanned for NAMES (a JSON list).
A locked case's key is taken from CASE_KEY (hex).
SHARE is how many of the calls are tried. Prints one JSON object.
"""

import json
import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType

from tests.case.planted import hits

from tawthiq.case.case import open_case
from tawthiq.ledger import append

KEY = bytes.fromhex(os.environ.get("CASE_KEY", "")) or None


class Dying:
    """Counts calls from the moment at which the erasure is entered, and dies at one."""

    def __init__(self, at: int) -> None:
        """Die at the call with this number; 0 never."""
        self.at = at
        self.count = 0
        self.is_on = False

    def __call__(self, frame: FrameType, event: str, what: object) -> None:
        """See one call."""
        ours = "tawthiq" in frame.f_code.co_filename
        if event == "call" and frame.f_code is append.build.__code__:
            self.is_on = True
        if not self.is_on or not ours or event not in {"call", "c_call"}:
            return
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def erase(root: Path, item: str, also: list[str], at: int, out: int) -> None:
    """Erase in this process, dying at call `at`; tell how many calls there were."""
    dying = Dying(at)
    with open_case(root, key=KEY) as case:
        sys.setprofile(dying)
        case.erase(item, why="asked", also=also)
        sys.setprofile(None)
    os.write(out, str(dying.count).encode())


def child(root: Path, item: str, also: list[str], at: int) -> str:
    """Erase in a child; return what it said, "" where it was killed."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            erase(root, item, also, at, writing)
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(pid, 0)
    said = os.read(reading, 64).decode()
    os.close(reading)
    return said


def judge(root: Path, item: str, names: list[str]) -> list[str]:
    """Open what is left; return what is wrong with it, [] where all or nothing was erased."""
    with open_case(root, key=KEY) as case:
        verdict = case.keep.check()
        wrong = [f"{f.what}: {f.says}" for f in verdict.found if f.level != "note"]
        is_entered = any(e.header.kind == "erasure" for e in case.keep.log())
        if is_entered == (item in case.preserve.items()):
            wrong.append("the item is there although it was erased, or the other way round")
        found = hits(root, names) if is_entered else []
        said = repr([entry.payload for entry in case.keep.log()])
        said += repr(case.keep.views.ask("SELECT body FROM claims UNION SELECT body FROM facts"))
        found += [name for name in names if is_entered and name in said]
    return wrong + found


def main(start: str, item: str, names: str, share: str, *also: str) -> None:
    """Try as many calls as asked for, spread evenly."""
    wanted, scratch = json.loads(names), Path(start).with_name("tried")
    homes = Path(os.environ["TAWTHIQ_HOME"]), Path(start).with_name("home")
    os.environ["TAWTHIQ_HOME"] = str(homes[1])
    shutil.copytree(start, scratch)
    shutil.copytree(*homes)
    total = int(child(scratch, item, list(also), 0))
    wrong: dict[int, list[str]] = {}
    killed, step = 0, max(1, total // int(share))
    tried = range(1, total + 1, step)
    for at in tried:
        shutil.rmtree(scratch)
        shutil.rmtree(homes[1])
        shutil.copytree(start, scratch)
        shutil.copytree(*homes)
        killed += not child(scratch, item, list(also), at)
        if found := judge(scratch, item, wanted):
            wrong[at] = found[:5]
    print(json.dumps({"killed": killed, "tried": len(tried), "wrong": wrong}))  # noqa: T201 - read by the test


if __name__ == "__main__":
    main(*sys.argv[1:])
