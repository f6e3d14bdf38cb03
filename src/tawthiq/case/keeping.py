"""The ledger as an attribute of a case: log, show, check, seal, replay, export, doctor."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tawthiq.base import canon, merkle
from tawthiq.base.digest import sha256
from tawthiq.base.errors import Error
from tawthiq.base.script import fold
from tawthiq.case.progress import Progress, silent
from tawthiq.case.proofs import stamps_found
from tawthiq.ledger import bundle, erasing
from tawthiq.ledger.folder import CaseFolder
from tawthiq.ledger.inspect import inspect
from tawthiq.ledger.ledger import Ledger
from tawthiq.ledger.seen import STEPS
from tawthiq.record.entry import Entry
from tawthiq.record.finding_of_check import Found, Verdict
from tawthiq.view import queries
from tawthiq.view.erased import left_behind
from tawthiq.view.fold import Views
from tawthiq.view.inspect import inspect_views


@dataclass(frozen=True, slots=True)
class Keeping:
    """What concerns the record as a whole."""

    folder: CaseFolder
    ledger: Ledger
    views: Views
    progress: Progress = silent

    def log(self) -> Iterator[Entry]:
        """Yield all entries in the order in which views fold them."""
        return self.ledger.entries()

    def find(self, prefix: str) -> Entry:
        """Return the one entry whose id, or whose claim's id, begins with `prefix`."""
        claims = [e for c, e in queries.claim_entries(self.views).items() if c.startswith(prefix)]
        return self.ledger.entry(claims[0] if len(claims) == 1 else prefix)

    def check(self, against: str | None = None) -> Verdict:
        """Verify everything; `against` is a head kept outside the case, as a signed note."""
        return check(self.folder, self.ledger, against, self.progress)

    def seal(self) -> dict[str, str]:
        """Return the newest signed head of each log, to be kept outside the case."""
        return self.ledger.seal()

    def replay(self) -> str:
        """Rebuild the views from nothing; return their digest."""
        total = sum(self.ledger.store.logs().values())
        with self.progress("replaying", total) as advance:
            self.views.rebuild(advance)
        return self.views.digest()

    def export(self, target: str | Path) -> int:
        """Write the whole case as one verified file; return how many files it holds."""
        size = sum(path.stat().st_size for path in self.folder.root.rglob("*") if path.is_file())
        with self.progress("exporting", size) as advance:
            return bundle.pack(self.folder, Path(target), advance)


def check(
    folder: CaseFolder, ledger: Ledger | None, against: str | None, progress: Progress = silent
) -> Verdict:
    """Run all nine steps on a case, also on one that cannot be opened (`ledger` None).

    A locked case whose ledger was opened without its key is checked as far as that goes.
    """
    remembered = ledger.device.remembered(ledger.case) if ledger is not None else {}
    total = sum(ledger.store.logs().values()) if ledger is not None else 1
    with progress("checking", total) as advance:
        ring = ledger.keyring if ledger is not None else None
        seen = inspect(folder, remembered, against, lambda _: advance(1), ring)
    found = list(seen.found)
    if seen.sealed:
        says = f"{seen.sealed} are sealed under a key that was not open: whole from outside"
        found.append(Found(4, "note", "payloads", says))
    closed = seen.locked and seen.keyring is None
    if (
        ledger is not None
        and not closed
        and not any(item.level == "damaged" and item.step < 5 for item in found)
    ):
        found += [*_erasures(ledger), *_views(folder, ledger)]
    stamped: list[Found] = []
    if ledger is not None and not any(i.level == "damaged" and i.step <= 5 for i in found):
        stamped = stamps_found(ledger)
        found += stamped
    known = ["this device's memory"] if remembered else []
    known += ["the head that was given"] if against is not None else []
    holds = any(item.level == "note" and item.what.startswith("log ") for item in stamped)
    known += ["what authorities and witnesses signed"] if holds else []
    unread = ledger is None or not seen.entries
    unexamined = frozenset(range(3, 10)) if unread else frozenset[int]()
    if closed or any(item.level == "damaged" and item.step < 5 for item in found):
        unexamined |= {9}
    blobs = len(seen.blobs)
    return Verdict(STEPS, tuple(found), seen.entries, blobs, tuple(known), unexamined)


def _erasures(ledger: Ledger) -> Iterator[Found]:
    """Yield payloads that went without the right to erase, and an erasure that is not finished."""
    for entry in erasing.unfounded(ledger):
        says = "its payload is missing; the erasure that names it was made without the right to"
        yield Found(4, "damaged", f"entry {entry[:12]}", says)
    gone = erasing.tombstones(ledger)
    left = left_behind(ledger.entries(), gone) if gone else []
    if left:
        says = (
            f"{len(left)} entries were made from what is erased and came later;"
            " 'tawthiq erase' with the id of the erased item shows and erases them too"
        )
        yield Found(4, "note", "erasures", says)
    if erasing.pending(ledger):
        says = "one is not finished; the next opening of the case finishes it"
        yield Found(4, "note", "erasures", says)


def _views(folder: CaseFolder, ledger: Ledger) -> list[Found]:
    try:
        return inspect_views(folder, ledger)
    except Error as error:
        return [Found(9, "damaged", "views.db", error.message)]


def entry_as_json(entry: Entry) -> dict[str, object]:
    """Return an entry as plain JSON: its header's keys, its id and its payload."""
    head = entry.header
    return {
        "id": entry.id,
        "log": head.log,
        "index": head.index,
        "tick": head.tick,
        "kind": head.kind,
        "time": head.time,
        "author": head.author,
        "causes": list(head.causes.ids),
        "commitment": head.commitment,
        "payload": entry.payload,
    }


def selftest() -> list[str]:
    """Run known answers for canonical form, trees and folding; return what is wrong."""
    wrong = []
    if canon.encode({"b": [1, "ق"], "a": None}) != '{"a":null,"b":[1,"ق"]}'.encode():
        wrong.append("canonical JSON")
    if sha256(b"") != merkle.EMPTY_ROOT:
        wrong.append("the empty tree")
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(3)]
    expected = merkle.node_hash(merkle.node_hash(leaves[0], leaves[1]), leaves[2])
    if merkle.root_of(leaves) != expected:
        wrong.append("the tree of three")
    if fold("أحمد ١٢") != fold("احمد 12"):
        wrong.append("folding of script")
    return wrong
