"""Replaying the ledger into tables: forward from where a file stands, or from nothing.

The order is (tick, log, index). A file notes how far it has come: the position, and of
each log how many entries with which root, so that it can tell when it is not a prefix of
the ledger any more.
"""

import contextlib
import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path

from tawthiq.base import canon
from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.ledger.database import begin, open_address, schema_of
from tawthiq.ledger.keyring import Keyring
from tawthiq.ledger.ledger import Ledger
from tawthiq.ledger.store import Position
from tawthiq.record.entry import Entry
from tawthiq.view import tables
from tawthiq.view.searchable import index

CHUNK = 5000
Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a file has come: `logs` maps a log to (entries folded, their root in hex)."""

    position: Position | None = None
    logs: Mapping[str, tuple[int, str]] = field(default_factory=dict)

    def covers(self, sizes: Mapping[str, int]) -> bool:
        """Say whether all of `sizes` entries per log have been folded."""
        return all(self.size(log) >= size for log, size in sizes.items())

    def size(self, log: str) -> int:
        """Return how many entries of a log have been folded."""
        return self.logs.get(log, (0, ""))[0]


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit at the end, undo all on any exception."""
    begin(connection, "BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@cache
def expected_schema() -> list[tuple[str, ...]]:
    """Return the schema that a views file of this version has."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(tables.SCHEMA)
        return schema_of(connection)
    finally:
        connection.close()


def view_key(keyring: Keyring | None) -> bytes | None:
    """Return the key of the views' file; None where it lies open."""
    return keyring.derive("views") if keyring is not None else None


def build(
    path: Path | str, ledger: Ledger, advance: Advance | None = None, key: bytes | None = None
) -> sqlite3.Connection:
    """Make a views file at `path` from nothing; return its connection.

    A text is one of SQLite's own addresses: `:memory:`, or "" for a private file.
    """
    address = f"{path.absolute().as_uri()}?mode=rwc" if isinstance(path, Path) else path
    connection = open_address(address, key)
    try:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-131072"):
            connection.execute(f"PRAGMA {pragma}")
        connection.executescript(tables.SCHEMA)
        fold_all(connection, ledger, advance)
    except BaseException:
        connection.close()
        raise
    return connection


def read_reached(connection: sqlite3.Connection) -> Reached | None:
    """Return how far a file has come, nothing for an empty one; None where it cannot be told."""
    meta = dict(connection.execute("SELECT key, value FROM meta"))
    if not meta:
        return Reached()
    try:
        position, logs = canon.decode(meta["reached"].encode())
        return Reached(tuple(position), {log: (size, root) for log, size, root in logs})
    except (KeyError, TypeError, ValueError, AttributeError, UsageError):
        return None


def is_current(connection: sqlite3.Connection) -> bool:
    """Say whether the rows were made by this version of the folding."""
    found = connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
    return found is None or found[0] == str(tables.VERSION)


def fold_all(
    connection: sqlite3.Connection, ledger: Ledger, advance: Advance | None = None
) -> None:
    """Fold every entry into empty tables; a gap in a log raises DamagedError."""
    entries, reached = ledger.entries(), Reached()
    while chunk := list(islice(entries, CHUNK)):
        following = _fold_chunk(connection, ledger, chunk, reached)
        if following is None:
            raise DamagedError("view.gap", "a log lacks entries; run 'tawthiq check'")
        reached = following
        if advance is not None:
            advance(len(chunk))


def fold_forward(
    connection: sqlite3.Connection,
    ledger: Ledger,
    sizes: Mapping[str, int],
    advance: Advance | None = None,
) -> bool:
    """Fold all entries after what was reached; False where only a rebuild can be right.

    That is so when a log is not the one that was folded, and when one of the `sizes`
    entries per log lies before the position. Each chunk is a transaction that begins by
    looking whether another process has gone on meanwhile.
    """
    while True:
        reached = read_reached(connection)
        if reached is None or not _extends(ledger, reached, sizes):
            return False
        if reached.covers(sizes):
            return True
        chunk = list(islice(ledger.entries(reached.position), CHUNK))
        if not chunk:
            return False
        with transaction(connection):
            if read_reached(connection) != reached:
                continue
            if _fold_chunk(connection, ledger, chunk, reached) is None:
                return False
        if advance is not None:
            advance(len(chunk))


def _extends(ledger: Ledger, reached: Reached, sizes: Mapping[str, int]) -> bool:
    """Say whether the ledger still holds, at their places, the entries that were folded."""
    return all(
        sizes.get(log, 0) >= size and ledger.store.subtree(log, 0, size).hex() == root
        for log, (size, root) in reached.logs.items()
    )


def _fold_chunk(
    connection: sqlite3.Connection, ledger: Ledger, chunk: list[Entry], reached: Reached
) -> Reached | None:
    """Fold one chunk; return what is reached then, or None (and no change) at a gap."""
    counts = {log: size for log, (size, _) in reached.logs.items()}
    rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in tables.INSERTS}
    for entry in chunk:
        log = entry.header.log
        if entry.header.index != counts.get(log, 0):
            return None
        counts[log] = entry.header.index + 1
        for table, values in tables.rows_of(entry):
            rows[table].append(values)
    for table, statement in tables.INSERTS.items():
        if rows[table]:
            connection.executemany(statement, rows[table])
    index(connection, ledger.vault, chunk)
    return _note_reached(connection, ledger, chunk[-1], counts)


def _note_reached(
    connection: sqlite3.Connection, ledger: Ledger, last: Entry, counts: Mapping[str, int]
) -> Reached:
    head = last.header
    logs = {log: (n, ledger.store.subtree(log, 0, n).hex()) for log, n in counts.items()}
    plain = [[head.tick, head.log, head.index], [[log, *logs[log]] for log in sorted(logs)]]
    connection.executemany(
        "INSERT OR REPLACE INTO meta VALUES(?, ?)",
        [("reached", canon.encode(plain).decode()), ("version", str(tables.VERSION))],
    )
    return Reached((head.tick, head.log, head.index), logs)


def digest_of(connection: sqlite3.Connection, names: Iterable[str] = tuple(tables.KEYS)) -> str:
    """Return SHA-256 over every table's rows in key order (docs/format/views-1.md)."""
    total = hashlib.sha256()
    for table in names:
        key = tables.KEYS[table]
        columns = "kind, ref, folded" if table == "searchable" else "*"
        total.update(f"{table}\n".encode())
        for row in connection.execute(f"SELECT {columns} FROM {table} ORDER BY {key}"):
            total.update(canon.encode(row) + b"\n")
    return total.hexdigest()
