"""A locked case beside an open one: preserve, replay, search, opening.

    ./run bench locked            600 files of 600 MB; 100,000 entries
    benches/locked.py 100 20000   fewer

Everything in one run and in turn, in processor time; the derivation of the key from the
passphrase is left out where it says so, and stands by itself.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from vault import in_turn, make_files

from tawthiq.case.case import Case, init_case
from tawthiq.case.opening import unlock
from tawthiq.ledger.ledger import Ledger
from tawthiq.record.entry import Draft
from tawthiq.view import search

PASSPHRASE = "five plain words of a bench"  # noqa: S105 - of invented cases
KINDS = ("open", "locked")
BATCH = 5000


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the processor seconds (all threads) and clock seconds of some work."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def make(root: Path, kind: str) -> Case:
    """Make an empty case of a kind."""
    if kind == "open":
        return init_case(root, "bench", unlocked=True)
    return init_case(root, "bench", passphrase=PASSPHRASE)


def key_of(root: Path, kind: str) -> bytes | None:
    """Return the key of a case; None for an open one."""
    return unlock(root, PASSPHRASE)[1] if kind == "locked" else None


def claims(ledger: Ledger, count: int) -> None:
    """Enter claims of the size that a reader gives."""
    for start in range(0, count, BATCH):
        drafts = [Draft("claim", claim(n)) for n in range(start, min(start + BATCH, count))]
        ledger.append(drafts)


def claim(number: int) -> dict[str, object]:
    """Return one claim's payload, of about 600 bytes."""
    text = f"At least {number % 97 + 3} people were killed in village {number % 1201}, it said."
    return {
        "id": f"c{number:07d}", "item": f"{number % 211:064x}", "event": "killing",
        "quote": {"text": text, "start": 0, "end": len(text)}, "polarity": "affirmed",
        "chain": [{"name": f"source {number % 53}", "kind": "monitor", "role": "speaker"}],
        "place": [{"name": f"village {number % 1201}", "precision": "settlement"}],
        "count": [{"unit": "persons_killed", "min": number % 97 + 3, "max": None,
                   "kind": "lower_bound", "binds": "stated", "phrase": "at least"}],
    }  # fmt: skip


def preserving(folder: Path, files: Path) -> None:
    """Preserve the same files into both kinds."""
    at = iter(range(1000))

    def once(kind: str) -> tuple[float, float]:
        with make(folder / f"{kind}-{next(at)}", kind) as case:
            return timed(lambda: case.preserve(files))

    (open_cpu, open_wall), (locked_cpu, locked_wall) = in_turn(
        *(lambda k=k: once(k) for k in KINDS)
    )
    say("preserve", open_cpu, locked_cpu, open_wall, locked_wall, "wanted <= 1.4")


def say(what: str, first: float, second: float, wall: float, wall2: float, wanted: str) -> None:
    """Print one comparison."""
    print(
        f"{what:<12} open {first:7.3f} s, locked {second:7.3f} s of processor:"
        f" {second / first:5.2f} x ({wanted}); clock {wall:.2f} s and {wall2:.2f} s"
    )


def asking(folder: Path, count: int) -> None:
    """Replay, search and opening over the same claims in both kinds."""
    roots = {kind: folder / f"claims-{kind}" for kind in KINDS}
    for kind, root in roots.items():
        with make(root, kind) as case:
            claims(case.keep.ledger, count)
    keys = {kind: key_of(root, kind) for kind, root in roots.items()}
    cases = {kind: Case(root, key=keys[kind]) for kind, root in roots.items()}

    def replayed(kind: str) -> tuple[float, float]:
        return timed(cases[kind].keep.replay)

    def searched(kind: str) -> tuple[float, float]:
        words = [f"village {n * 7 % 1201} killed" for n in range(40)]
        return timed(lambda: [search.find(cases[kind].keep.views, w) for w in words])

    for what, work, wanted in (
        ("replay", replayed, "wanted <= 1.6"), ("search", searched, "wanted <= 2"),
    ):  # fmt: skip
        (a, wall), (b, wall2) = in_turn(*(lambda k=k, w=work: w(k) for k in KINDS))
        say(what, a, b, wall, wall2, wanted)
    for case in cases.values():
        case.close()
    (a, wall), (b, wall2) = in_turn(
        *(lambda k=k: timed(lambda: Case(roots[k], key=keys[k]).close()) for k in KINDS)
    )
    say("opening", a, b, wall, wall2, f"{count:,} entries; wanted <= 1.5 s")
    cpu, wall = timed(lambda: unlock(roots["locked"], PASSPHRASE))
    print(f"key          {wall:.2f} s on the clock, {cpu:.2f} s of processor (wanted 0.2-0.5)")


def main() -> None:
    """Measure and print."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    entries = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        os.environ["TAWTHIQ_HOME"] = str(folder / "home")
        total = make_files(folder / "files", files)
        print(f"{files} files, {total / 1e6:,.0f} MB")
        preserving(folder, folder / "files")
        asking(folder, entries)


if __name__ == "__main__":
    main()
