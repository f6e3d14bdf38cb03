"""The union of two stores of one case: logs are exchanged whole, and never merged by clock.

A log that the other side holds further than ours must extend ours: the Merkle root over
our part is compared before one row is taken, and its newest head must be signed by the
log's own key. A log that forks is refused with its name; the other logs go on.
"""

from dataclasses import dataclass

from tawthiq.base import merkle
from tawthiq.base.errors import Error
from tawthiq.ledger import note
from tawthiq.ledger.ledger import read_entry
from tawthiq.ledger.store import Row, Store, Writer


@dataclass(frozen=True, slots=True)
class Taken:
    """What one union brought in, and which logs were refused with the reason."""

    entries: int
    refused: dict[str, str]


def take(case: str, ours: Store, theirs: Store) -> Taken:
    """Take into `ours` what `theirs` holds beyond it; both hold logs of `case`."""
    taken, refused = 0, {}
    for log, size in theirs.logs().items():
        with ours.writing() as writer:
            held = writer.size(log)
            fault = _fault(case, log, held, ours, theirs)
            if fault is not None:
                refused[log] = fault
            elif size > held:
                taken += _copy(log, held, writer, theirs)
    return Taken(taken, refused)


def _fault(case: str, log: str, held: int, ours: Store, theirs: Store) -> str | None:
    heads = theirs.heads(log)
    if not heads:
        return "it has no signed head"
    size, text = heads[-1]
    try:
        key = _log_key(theirs, log)
        head = note.open_checkpoint(text, key)
    except Error as error:
        return error.message
    if note.log_id(key) != log or head.origin != note.origin_of(case, log):
        return "it belongs to another case or another log"
    if theirs.subtree(log, 0, size) != head.root:
        return "its entries do not give the root that was signed"
    shared = min(held, size)
    if shared and ours.subtree(log, 0, shared) != theirs.subtree(log, 0, shared):
        return "its history differs from the one held here: it was forked"
    return None


def _log_key(store: Store, log: str) -> bytes:
    first = read_entry(next(iter(store.log_rows(log))))
    return bytes.fromhex((first.payload or {}).get("log_key", ""))


def _copy(log: str, held: int, writer: Writer, theirs: Store) -> int:
    nodes: list[tuple[str, int, int, bytes]] = []
    rows: list[Row] = []
    frontier = merkle.Frontier(held, writer.peaks(log, held))
    for row in theirs.log_rows(log, held):
        frontier.append(row.id, lambda *at: nodes.append((log, *at)))
        read_entry(row)
        rows.append(row)
    writer.add(rows, nodes)
    for size, text in theirs.heads(log):
        if size > held:
            writer.add_head(log, size, text)
    return len(rows)
