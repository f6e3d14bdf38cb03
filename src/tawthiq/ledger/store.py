"""What a store of entries can do: one protocol, SQLite now, PostgreSQL for a team later.

Rows are bytes as they were entered; a store never interprets a payload. All writing
happens inside `writing()`, which holds the case's one lock from start to commit.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from tawthiq.ledger.stamps import Stamp

Position = tuple[int, str, int]
"""(tick, log, index): the order in which views fold."""


@dataclass(frozen=True, slots=True)
class Row:
    """One stored entry. `salt` and `body` are None where the payload was erased or is lost."""

    log: str
    index: int
    tick: int
    id: bytes
    header: bytes
    salt: bytes | None
    body: bytes | None

    @property
    def is_typed(self) -> bool:
        """Say whether each value is of its type; a damaged or foreign file may hold others."""
        return (
            type(self.id) is type(self.header) is bytes
            and type(self.index) is type(self.tick) is int
            and (self.salt is None or type(self.salt) is bytes)
            and (self.body is None or type(self.body) is bytes)
        )

    @property
    def position(self) -> Position:
        """Where views fold this row."""
        return (self.tick, self.log, self.index)


class Writer(Protocol):
    """An open write transaction that holds the case's lock."""

    def greatest_tick(self) -> int:
        """Return the greatest tick of all entries held; 0 for none."""

    def size(self, log: str) -> int:
        """Return how many entries of a log are held."""

    def peaks(self, log: str, size: int) -> list[bytes]:
        """Return the roots of the full subtrees of a log's first `size` entries."""

    def add(self, rows: list[Row], nodes: list[tuple[str, int, int, bytes]]) -> None:
        """Insert rows and the inner nodes (log, level, index, hash) that they complete."""

    def add_head(self, log: str, size: int, head: str) -> None:
        """Insert a signed head, in the place of any that stands at this size."""

    def add_stamp(self, stamp: Stamp) -> None:
        """Insert what others said about a head."""

    def drop_stamp(self, stamp: Stamp) -> None:
        """Take one row out of the stamps."""

    def drop_payloads(self, ids: Iterable[str]) -> int:
        """Delete the payloads of these entries; return how many were there."""


class Store(Protocol):
    """Entries, payloads and heads of one case."""

    def writing(self) -> AbstractContextManager[Writer]:
        """Open the one write transaction; commit at the end, undo on any exception."""

    def rows(self, after: Position | None = None, kinds: Collection[str] = ()) -> Iterator[Row]:
        """Yield rows in fold order, those after a position, of these kinds (none named: all)."""

    def log_rows(self, log: str, start: int = 0) -> Iterator[Row]:
        """Yield the rows of one log by index."""

    def find(self, prefix: str, limit: int = 2) -> list[Row]:
        """Return up to `limit` rows whose id begins with these hex digits."""

    def logs(self) -> dict[str, int]:
        """Return every log held with the number of its entries."""

    def heads(self, log: str) -> list[tuple[int, str]]:
        """Return the signed heads of a log as (size, note), oldest first."""

    def newest_head(self, log: str) -> str | None:
        """Return the signed head of a log with the greatest size, or None."""

    def subtree(self, log: str, lo: int, hi: int) -> bytes:
        """Return the Merkle hash over entries lo..hi-1 of a log."""

    def stamps(self, log: str | None = None) -> list[Stamp]:
        """Return what others said about heads of one log or of all."""

    def close(self) -> None:
        """Let go of the files."""

    def compact(self) -> bool:
        """Leave no trace of dropped payloads in the files; False where that must wait."""
