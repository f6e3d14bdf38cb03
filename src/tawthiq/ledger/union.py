"""The union of two stores of one case: logs are exchanged whole, and never merged by clock.

Nothing is taken on trust: the other side's newest head must be signed by the log's own
key, every row must be what its id says, and our part with the rows taken must lead to each
root that was signed. A log that fails is refused with its name; the other logs go on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from tawthiq.base import merkle
from tawthiq.base.errors import DamagedError, Error, UntrustedError
from tawthiq.ledger import note
from tawthiq.ledger.append import Node
from tawthiq.ledger.ledger import read_entry
from tawthiq.ledger.store import Row, Store, Writer

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Taken:
    """What one union brought in, and which logs were refused with the reason."""

    entries: int
    refused: dict[str, str]


class _Refusal(Exception):  # noqa: N818 - undoes one log's transaction, then the next log
    """This log is not taken; the text says why."""


def take(case: str, ours: Store, theirs: Store) -> Taken:
    """Take into `ours` what `theirs` holds beyond it; both hold logs of `case`."""
    taken, refused = 0, {}
    for log in theirs.logs():
        try:
            with ours.writing() as writer:
                taken += _take_log(case, log, theirs, ours, writer)
        except _Refusal as refusal:
            refused[log] = str(refusal)
    return Taken(taken, refused)


class _Log:
    """One log of the other side, with its key and the heads that it signed."""

    def __init__(self, case: str, log: str, store: Store) -> None:
        self.log = log
        self.store = store
        self.origin = note.origin_of(case, log)
        self.key = _log_key(store, log)
        self.heads = dict(store.heads(log))

    def newest(self) -> note.Checkpoint:
        """Return the newest head; everything it covers may be taken, nothing beyond."""
        if not self.heads:
            raise UntrustedError("union.head", "it has no signed head")
        return self.head(max(self.heads))

    def head(self, size: int) -> note.Checkpoint:
        """Return the head of this size if the log's own key signed it."""
        head = note.open_checkpoint(self.heads[size], self.key)
        if note.log_id(self.key) != self.log or (head.origin, head.size) != (self.origin, size):
            raise UntrustedError("union.origin", "it belongs to another case or another log")
        return head


def _take_log(case: str, log: str, their_store: Store, ours: Store, writer: Writer) -> int:
    """Take one log's rows; what our own writing raises is no refusal and goes on up."""
    try:
        theirs = _Log(case, log, their_store)
        newest = theirs.newest()
        held = writer.size(log)
        shared = min(held, newest.size)
        whole = shared == newest.size
        root = newest.root if whole else their_store.subtree(log, 0, shared)
        if shared and ours.subtree(log, 0, shared) != root:
            raise UntrustedError("union.fork", "its history differs from the one held here: a fork")
        for size in theirs.heads:
            theirs.head(size)
        if not whole:
            _copy(theirs, ours, newest, writer)
    except Error as error:
        raise _Refusal(error.message) from error
    return newest.size - shared


def _log_key(store: Store, log: str) -> bytes:
    try:
        opening = read_entry(next(iter(store.log_rows(log))))
        return bytes.fromhex((opening.payload or {})["log_key"])
    except (Error, KeyError, TypeError, ValueError, StopIteration):
        return b""


def _copy(theirs: _Log, ours: Store, newest: note.Checkpoint, writer: Writer) -> None:
    """Add the rows up to the newest head, and each head on the way once its root is reached."""
    log, held = theirs.log, writer.size(theirs.log)
    frontier = merkle.Frontier(held, writer.peaks(log, held))
    tick = next(ours.log_rows(log, held - 1)).tick if held else 0
    nodes: list[Node] = []
    rows = islice(_verified(theirs, held, tick), newest.size - held)
    while chunk := list(islice(rows, CHUNK)):
        for row in chunk:
            frontier.append(row.id, lambda *at: nodes.append((log, *at)))
            if frontier.size in theirs.heads:
                if theirs.head(frontier.size).root != frontier.root:
                    says = "its entries do not give the root that was signed"
                    raise UntrustedError("union.root", says)
                writer.add_head(log, frontier.size, theirs.heads[frontier.size])
        writer.add(chunk, nodes)
        nodes.clear()
    if frontier.size != newest.size:
        raise DamagedError("union.gap", "it lacks entries that its head covers")


def _verified(theirs: _Log, start: int, tick: int) -> Iterator[Row]:
    """Yield rows that are what they say: id, place, a tick that rises from `tick`, payload."""
    for index, row in enumerate(theirs.store.log_rows(theirs.log, start), start):
        head = read_entry(row, strict=True).header
        if (head.log, head.index, head.tick) != (theirs.log, index, row.tick):
            raise DamagedError("union.row", f"its entry {index} is damaged")
        if (row.log, row.index) != (theirs.log, index) or row.tick <= tick:
            raise DamagedError("union.row", f"its entry {index} stands in another place")
        tick = row.tick
        yield row
