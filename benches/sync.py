"""An exchange of 100,000 entries between two copies of a case, in processor time.

    ./run bench sync              100,000 entries
    benches/sync.py 20000         fewer

Batches of 40 under one head, one entry in fifty an item with a blob, each with its causes.
The whole case goes to an empty copy; then nothing is new; then a hundredth is new on each
side. Beside it stands what SQLite alone needs to copy the rows, which verifies nothing.
All of it in an open case, then in a locked one.
"""

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from ledger import claim, claim_id, sentence
from tawthiq.base.shape import to_plain
from tawthiq.ledger.device import Device
from tawthiq.ledger.exchange.bring import Brought, bring
from tawthiq.ledger.exchange.careful import Careful
from tawthiq.ledger.exchange.served import Served
from tawthiq.ledger.form import Plain, Sealed
from tawthiq.ledger.keyring import Keyring, make_keys
from tawthiq.ledger.ledger import Ledger
from tawthiq.ledger.sqlite import SqliteStore
from tawthiq.ledger.vault import FolderVault
from tawthiq.record.entry import Draft
from tawthiq.record.item import FileName, Item

T = TypeVar("T")
CASE = "be" * 16
BATCH = 40


def opened(root: Path, ring: Keyring | None) -> Ledger:
    """Make the ledger in a new folder."""
    root.mkdir()
    vault = FolderVault(root / "vault", Plain() if ring is None else Sealed(ring))
    store = SqliteStore.create(root / "ledger.db")
    return Ledger(CASE, store, vault, Device(root / "home"), keyring=ring)


def fill(ledger: Ledger, first: int, count: int, chance: random.Random) -> None:
    """Enter so many entries."""
    item = ""
    for start in range(first, first + count, BATCH):
        if start // BATCH % 2 == 0 or not item:
            data = sentence(chance, 200).encode()
            sha256, size, _ = ledger.vault.put(BytesIO(data))
            plain = to_plain(
                Item(sha256, size, FileName(f"{start}.txt"), "cd" * 32, "text/plain", "")
            )
            (item,) = ledger.append([Draft("item", plain)], [sha256])
        verdict = {"claim": claim_id(start), "verdict": "accepted", "why": None}
        said = [Draft("claim", claim(chance, start + n, item), (item,)) for n in range(BATCH - 8)]
        ledger.append([*said, *[Draft("review", verdict, (item,))] * 8])


def spent(work: Callable[[], T]) -> tuple[float, T]:
    """Return the processor seconds of some work, user and system, and its result."""
    before = time.process_time()
    result = work()
    return time.process_time() - before, result


def exchange(ours: Ledger, theirs: Ledger) -> tuple[Brought, Brought]:
    """Bring each forward by the other."""
    found = []
    for taker, giver in ((ours, theirs), (theirs, ours)):
        store, vault = giver.store, giver.vault
        if not isinstance(store, SqliteStore) or not isinstance(vault, FolderVault):
            raise SystemExit("these copies are not in folders")
        peer = Careful(Served(CASE, store, vault))
        found.append(bring(taker, peer, peer.offer()))
    return found[0], found[1]


def copied(source: Path, target: Path) -> None:
    """Copy all rows by SQLite's own statements."""
    SqliteStore.create(target).close()
    with sqlite3.connect(target) as connection:
        connection.execute("ATTACH ? AS other", (str(source),))
        for table in ("entries", "payloads", "nodes", "heads"):
            connection.execute(f"INSERT INTO {table} SELECT * FROM other.{table}")  # noqa: S608
    connection.close()


def measure(root: Path, count: int, ring: Keyring | None) -> None:
    """Run all exchanges between two copies; print what each costs."""
    chance = random.Random(7)  # noqa: S311 - a bench, not a secret
    ours, theirs = opened(root / "ours", ring), opened(root / "theirs", ring)
    fill(ours, 0, count, chance)
    total = sum(ours.store.logs().values())
    taken, done = spent(lambda: exchange(ours, theirs))
    plain, _ = spent(lambda: copied(root / "ours" / "ledger.db", root / "copy.db"))
    print(f"  {total:,} entries to an empty copy: {taken:.1f} s (wanted <= 20), SQLite's own copy"
          f" {plain:.1f} s; {1e6 * taken / total:.0f} us an entry")  # fmt: skip
    again, _ = spent(lambda: exchange(ours, theirs))
    print(f"  nothing new: {again:.2f} s")
    for each in (ours, theirs):
        fill(each, count, max(BATCH, count // 100), chance)
    more, done = spent(lambda: exchange(ours, theirs))
    print(f"  a hundredth new on each side: {more:.2f} s")
    if done[0].refused_logs or done[1].refused_logs or ours.store.logs() != theirs.store.logs():
        raise SystemExit("the two copies did not become equal")


def main(count: int) -> None:
    """Measure an open case and a locked one."""
    keys, _ = make_keys("upper marl reed hollow")
    for words, ring in (("open case", None), ("locked case", keys)):
        with tempfile.TemporaryDirectory() as scratch:
            print(words, flush=True)
            measure(Path(scratch), count, ring)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
