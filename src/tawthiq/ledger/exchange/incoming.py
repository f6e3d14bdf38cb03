"""What comes of one log: rows, each of them verified, kept until a signed head covers them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tawthiq.base import merkle
from tawthiq.base.errors import DamagedError, Error
from tawthiq.ledger import cosign, sealing
from tawthiq.ledger import header as headers
from tawthiq.ledger.append import Node
from tawthiq.ledger.exchange.meeting import Met
from tawthiq.ledger.exchange.peer import (
    GREATEST_BATCH,
    GREATEST_PAYLOAD,
    MOST_HEADS,
    Peer,
    Refusal,
)
from tawthiq.ledger.keyring import Keyring
from tawthiq.ledger.ledger import read_entry
from tawthiq.ledger.store import Row
from tawthiq.record.entry import Entry

Blob = tuple[str, int | None]
"""The digest of a blob that an entry names, and its size where the entry states it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all logs of one union: our keys, entries that were erased, more to ask.

    `demand` raises Refusal for an entry that is whole but is not to be taken.
    """

    keyring: Keyring | None = None
    erased: frozenset[str] = frozenset()
    demand: Callable[[Entry], None] | None = None


@dataclass(slots=True)
class Incoming:
    """The part of a log after the first `start` entries, read ahead from the other side.

    `ends` are the signed sizes that the rows read so far reach; `fault` says why nothing
    after the last of them can be taken.
    """

    met: Met
    peer: Peer
    terms: Terms
    start: int
    tick: int
    frontier: merkle.Frontier
    rows: list[Row] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    notes: dict[int, str] = field(default_factory=dict)
    nodes: list[tuple[int, Node]] = field(default_factory=list)
    blobs: list[tuple[int, Blob]] = field(default_factory=list)
    causes: list[tuple[int, str]] = field(default_factory=list)
    fault: str | None = None
    _heads: dict[int, str] = field(default_factory=dict)
    _asked: int = 0
    _joined: int = 0
    _bytes: int = 0

    @property
    def log(self) -> str:
        """The log's id."""
        return self.met.log

    @property
    def done(self) -> bool:
        """Say whether everything that the newest head covers was read."""
        return self.frontier.size == self.met.newest.size

    def fill(self, most: int) -> None:
        """Read on until `most` rows are held and a signed head covers the last, or a fault."""
        try:
            while not (self.done or self.fault or self._is_full(most)):
                self._read()
            if self.ends and self.ends[-1] > self._joined:
                self._join(self.ends[-1])
        except (Error, Refusal) as error:
            self.fault = error.message if isinstance(error, Error) else str(error)

    def _is_full(self, most: int) -> bool:
        return len(self.rows) >= most and self.ends[-1:] == [self.frontier.size]

    def _read(self) -> None:
        wanted = self.met.newest.size - self.frontier.size
        chunk = self.peer.rows(self.log, self.frontier.size)[:wanted]
        if not chunk:
            raise Refusal("it lacks entries that its head covers")
        for row in chunk:
            self._bytes += len(row.body) if isinstance(row.body, bytes) else 0
            if self._bytes > GREATEST_BATCH:
                raise Refusal("one batch of it is larger than an exchange carries")
            self._take(row)

    def _take(self, row: Row) -> None:
        index = self.frontier.size
        entry = self._verified(row, index)
        if entry.id in self.terms.erased:
            row = Row(row.log, row.index, row.tick, row.id, row.header, None, None)
        elif row.salt is None or row.body is None:
            raise Refusal(
                f"its entry {index} comes without its payload, and nobody who may has erased it"
            )
        else:
            self._note_blob(index, entry)
        self.tick = row.tick
        self.rows.append(row)
        self.causes += [(index, cause) for cause in entry.header.causes.ids]
        log = self.log
        self.frontier.append(row.id, lambda *at: self.nodes.append((index, (log, *at))))
        self._reach(self.frontier.size)

    def _verified(self, row: Row, index: int) -> Entry:
        """Return a row that is what it says: id, place, form, payload, causes."""
        if isinstance(row.body, bytes) and len(row.body) > GREATEST_PAYLOAD:
            raise Refusal(f"its entry {index} is larger than an exchange carries")
        entry = read_entry(row, self.terms.keyring, strict=True)
        head = entry.header
        if (head.log, head.index, head.tick) != (self.log, index, row.tick):
            raise DamagedError("union.row", f"its entry {index} is damaged")
        if (row.log, row.index) != (self.log, index) or row.tick <= self.tick:
            raise DamagedError("union.row", f"its entry {index} stands in another place")
        self._demand_sealed(row, entry)
        if head.causes.root is not None and entry.payload is not None:
            _compare_causes(entry)
        if head.signature is not None and not headers.is_signed(head):
            raise Refusal(f"its entry {index} bears a person's signature that does not verify")
        if self.terms.demand is not None:
            self.terms.demand(entry)
        return entry

    def _demand_sealed(self, row: Row, entry: Entry) -> None:
        """Refuse what is sealed where nothing is, under a key unknown here, or damaged."""
        lock, ring, index = entry.header.lock, self.terms.keyring, entry.header.index
        if entry.header.kind == "case" and entry.payload is not None:
            ours = [ring.lock, ring.protected] if ring is not None else []
            if entry.payload.get("locks", []) != ours:
                raise Refusal(f"its entry {index} names other keys than those of this case")
        if lock is None:
            return
        if ring is None:
            raise Refusal(f"its entry {index} is sealed, but this case is not locked")
        ring.keys(lock)
        if entry.payload is None and row.salt is not None and row.body is not None:
            _demand_whole(index, row.salt, row.body)

    def _note_blob(self, index: int, entry: Entry) -> None:
        payload = entry.payload or {}
        sha256, size = payload.get("sha256"), payload.get("bytes")
        if isinstance(sha256, str):
            self.blobs.append((index, (sha256, size if isinstance(size, int) else None)))

    def _reach(self, size: int) -> None:
        """Judge the signed head of this size, if there is one."""
        while size > self._asked:
            heads = self.peer.heads(self.log, self._asked)
            self._heads.update(heads)
            self._asked = heads[-1][0] if len(heads) == MOST_HEADS else self.met.newest.size
        text = self._heads.pop(size, None)
        if text is None:
            return
        head = self.met.opened(text, size)
        if head.root != self.frontier.root:
            raise DamagedError("union.root", "its entries do not give the root that was signed")
        self.notes[size] = cosign.bare(text)  # signatures of others travel as stamps
        self.ends.append(size)
        self._bytes = 0

    def prefix(self, most: int) -> int:
        """Return the greatest signed size that covers no entry from `most` on; 0 for none."""
        return max((end for end in self.ends if end <= most), default=0)

    def _join(self, size: int) -> None:
        """Demand the proof that the newest head extends what was read; the rows bind the rest."""
        if not self.met.joins(self.peer, size, self.met.opened(self.notes[size], size).root):
            self.ends = [end for end in self.ends if end <= self._joined]
            raise Refusal("its own signed heads contradict each other")
        self._joined = size

    def drop(self, size: int) -> None:
        """Let go of what was entered, up to a signed size."""
        self.rows = self.rows[size - self.start :]
        self.start = size
        self.ends = [end for end in self.ends if end > size]
        self.notes = {end: text for end, text in self.notes.items() if end > size}
        self.nodes = [pair for pair in self.nodes if pair[0] >= size]
        self.blobs = [pair for pair in self.blobs if pair[0] >= size]
        self.causes = [pair for pair in self.causes if pair[0] >= size]


def _compare_causes(entry: Entry) -> None:
    listed = (entry.payload or {}).get("causes")
    try:
        same = headers.causes_of(tuple(listed or ())) == entry.header.causes
    except (TypeError, ValueError, AttributeError):
        same = False
    if not same:
        index = entry.header.index
        raise DamagedError("union.causes", f"its entry {index} lists other causes than it states")


def _demand_whole(index: int, seed: bytes, sealed: bytes) -> None:
    if not sealing.is_whole(seed, sealed):
        says = f"the sealed payload of its entry {index} is damaged"
        raise DamagedError("union.sealed", says)
