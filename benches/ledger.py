"""The ledger at the size of a large archive: append, replay, proof.

    ./run bench ledger            a million entries
    benches/ledger.py 50000       fewer

60 % are claims of a kilobyte whose quotes are indexed, 20 % items, 20 % reviews. The
replay runs in a process of its own, so that its memory can be told.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tawthiq.base import digest, ident, merkle
from tawthiq.base.shape import to_plain
from tawthiq.ledger import note
from tawthiq.ledger.device import Device
from tawthiq.ledger.ledger import Ledger
from tawthiq.ledger.sqlite import SqliteStore
from tawthiq.ledger.vault import FolderVault
from tawthiq.record.claim import Claim, Count, Link, PlaceRef, Reader, Span, When
from tawthiq.record.entry import Draft
from tawthiq.record.item import FileName, Item
from tawthiq.view.fold import Views

CASE = "be" * 16
BATCH = 20_000
TEXT = (
    "people were killed wounded in the village of Upper Marl near Tall Nahr and Reed Hollow on "
    "Friday morning when gunmen went from house to house a monitor said quoting relatives witness "
    "قتل ثلاثة من أهالي القرية صباح الجمعة قرب الوادي قال المرصد نقلا عن الأهالي وشهود"
)
WORDS = TEXT.split()


def sentence(chance: random.Random, words: int) -> str:
    """Return a sentence of so many words, with a number in it."""
    return " ".join(chance.choices(WORDS, k=words)) + f" {chance.randrange(10**6)}"


def claim_id(number: int) -> str:
    """Return an id as the reader makes them: derived, so in no order."""
    return ident.derived_id("clm", str(number))


def claim(chance: random.Random, number: int, item: str) -> dict[str, Any]:
    """Return the payload of one claim, a kilobyte or more."""
    text = sentence(chance, 34)
    start = chance.randrange(10_000)
    span = Span(text[:20], start, start + 20)
    found = Claim(
        id=claim_id(number),
        item=item,
        quote=Span(text, start, start + len(text)),
        event="killing",
        reader=Reader("rules", "1", "ab" * 32),
        chain=(Link("Marl Monitor", "monitor", span=span), Link("a relative", "relative")),
        count=(Count("persons_killed", 27, None, "lower_bound", "stated", "at least 27", "r7", span=span),),
        place=(PlaceRef("Upper Marl", "settlement", span=span),),
        time=(When("2025-03-07", "2025-03-07", "day", span=span),),
    )  # fmt: skip
    plain: dict[str, Any] = to_plain(found)
    return plain


def drafts(chance: random.Random, first: int, count: int) -> Iterator[Draft]:
    """Yield so many entries in the shares of the issue."""
    item = "ab" * 32
    for number in range(first, first + count):
        kind = number % 5
        if kind == 0:
            sha256 = digest.sha256(str(number).encode()).hex()
            name = FileName(f"{sentence(chance, 3)}.txt")
            plain = to_plain(Item(sha256, 1000, name, "cd" * 32, "text/plain", "folder/of/files"))
            yield Draft("item", plain, ("cd" * 32,))
        elif kind == 1:
            verdict = {"claim": claim_id(number - 4), "verdict": "accepted", "why": None}
            yield Draft("review", verdict, ("ef" * 32,))
        else:
            yield Draft("claim", claim(chance, number, item), (item,))


def opened(root: Path) -> Ledger:
    """Open, or make, the ledger in a folder."""
    path = root / "ledger.db"
    store = SqliteStore(path) if path.exists() else SqliteStore.create(path)
    return Ledger(CASE, store, FolderVault(root / "vault"), Device(root / "home"))


def fill(root: Path, count: int) -> None:
    """Enter `count` entries in batches; print the rate of the best and of all batches."""
    ledger, chance = opened(root), random.Random(7)  # noqa: S311 - a bench, not a secret
    spent, best, size = 0.0, 0.0, 0
    for first in range(0, count, BATCH):
        batch = list(drafts(chance, first, min(BATCH, count - first)))
        begun = time.perf_counter()
        ledger.append(batch)
        taken = time.perf_counter() - begun
        spent += taken
        best = max(best, len(batch) / taken)
    size = (root / "ledger.db").stat().st_size
    print(f"append: {count / spent:,.0f} entries/s over all, {best:,.0f} in the best batch of"
          f" {min(BATCH, count):,} (wanted >= 20,000); {size / 2**20:,.0f} MiB")  # fmt: skip
    ledger.store.close()


def prove(root: Path, count: int) -> None:
    """Make and verify inclusion proofs; print what one costs."""
    ledger, chance = opened(root), random.Random(8)  # noqa: S311
    some = [row.id.hex() for row in islice_rows(ledger, 200, chance, count)]
    begun = time.perf_counter()
    proofs = [ledger.prove(each) for each in some]
    taken = (time.perf_counter() - begun) / len(some)
    for each, (proof, head) in zip(some, proofs, strict=True):
        row, stated = ledger.store.find(each)[0], note.parse_checkpoint(head)[0]
        merkle.verify_inclusion(row.id, row.index, stated.size, proof, stated.root)
    print(f"inclusion proof from {count:,} entries: {1000 * taken:.2f} ms (wanted <= 5)")
    ledger.store.close()


def islice_rows(ledger: Ledger, many: int, chance: random.Random, count: int) -> Iterator[Any]:
    """Yield rows at random places of the one log."""
    (log,) = ledger.store.logs()
    for _ in range(many):
        yield next(iter(ledger.store.log_rows(log, chance.randrange(count))))


def replay(root: Path) -> None:
    """Build the views from nothing; print time and memory of this process."""
    ledger = opened(root)
    count = sum(ledger.store.logs().values())
    begun = time.perf_counter()
    views = Views(root / "views.db", ledger)
    taken = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = (root / "views.db").stat().st_size / 2**20
    print(f"replay of {count:,} entries: {taken:.0f} s, {count / taken:,.0f} entries/s"
          f" (wanted for a million <= 120 s); {memory:.0f} MiB (wanted <= 1,024); views {size:,.0f} MiB",
          flush=True)  # fmt: skip
    begun = time.perf_counter()
    views.refresh()
    print(f"refresh without news: {1000 * (time.perf_counter() - begun):.1f} ms", flush=True)
    ledger.append(list(drafts(random.Random(9), 10**9, 100)))  # noqa: S311
    begun = time.perf_counter()
    views.refresh()
    print(f"refresh after 100 entries: {1000 * (time.perf_counter() - begun):.1f} ms", flush=True)
    views.close()
    ledger.store.close()


def main() -> None:
    """Measure all of it in a folder that is removed afterwards."""
    if len(sys.argv) == 3:
        replay(Path(sys.argv[2]))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), count)
        prove(Path(folder), count)
        subprocess.run([sys.executable, __file__, "replay", folder], check=True)


if __name__ == "__main__":
    main()
