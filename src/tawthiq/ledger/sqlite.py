"""The default store: one SQLite file, WAL, `synchronous=FULL` (docs/format/ledger-1.md §6).

`synchronous=NORMAL` would lose acknowledged entries in a power cut; FULL does not. The
inner nodes of the trees are kept from level 4 up, so that a proof from a million entries
reads a few dozen rows.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tawthiq.base import merkle
from tawthiq.base.errors import DamagedError
from tawthiq.ledger.database import (
    BUSY_SECONDS,
    begin,
    connect,
    explained,
    faults,
    schema_of,
)
from tawthiq.ledger.stamps import Stamp
from tawthiq.ledger.store import Position, Row

SCHEMA = """
CREATE TABLE entries(
  log TEXT NOT NULL, idx INTEGER NOT NULL, tick INTEGER NOT NULL,
  id BLOB NOT NULL, header BLOB NOT NULL, PRIMARY KEY(log, idx)) WITHOUT ROWID;
CREATE UNIQUE INDEX entries_by_id ON entries(id);
CREATE UNIQUE INDEX entries_by_order ON entries(tick, log, idx);
CREATE TABLE payloads(
  log TEXT NOT NULL, idx INTEGER NOT NULL, salt BLOB NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY(log, idx));
CREATE TABLE nodes(
  log TEXT NOT NULL, level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY(log, level, idx)) WITHOUT ROWID;
CREATE TABLE heads(
  log TEXT NOT NULL, size INTEGER NOT NULL, note TEXT NOT NULL,
  PRIMARY KEY(log, size)) WITHOUT ROWID;
CREATE TABLE stamps(
  log TEXT NOT NULL, size INTEGER NOT NULL, kind TEXT NOT NULL, body BLOB NOT NULL);
"""
LEAST_LEVEL = 4
COMPACT_SECONDS = 5
_ROW = """SELECT e.log, e.idx, e.tick, e.id, e.header, p.salt, p.body
FROM entries e LEFT JOIN payloads p ON p.log = e.log AND p.idx = e.idx """


@cache
def expected_schema() -> list[tuple[str, ...]]:
    """Return the schema that a store of this format has."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(SCHEMA)
        return schema_of(connection)
    finally:
        connection.close()


class SqliteStore:
    """Entries, payloads and heads of one case in one file."""

    def __init__(self, path: Path, *, as_is: bool = False) -> None:
        """Open the store at `path`; raises DamagedError where it is no such store.

        A foreign schema could carry triggers that act on what is entered, so it is
        refused; only a check looks at such a file `as_is`.
        """
        self.path = path
        if not path.is_file():
            raise DamagedError("store.missing", f"{path.name} is missing", path=str(path))
        with explained(path):
            self.connection = connect(path)
            schema = schema_of(self.connection)
        if schema != expected_schema() and not as_is:
            self.close()
            says = f"{path.name} is damaged: its schema is not the one it was made with"
            raise DamagedError("store.schema", says, path=str(path))

    @classmethod
    def create(cls, path: Path) -> "SqliteStore":
        """Make an empty store at `path`, which must not exist."""
        with explained(path):
            connection = sqlite3.connect(path)
            connection.executescript(f"BEGIN;{SCHEMA}COMMIT;")
            connection.close()
        return cls(path)

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    @contextmanager
    def writing(self) -> Iterator["SqliteWriter"]:
        """Hold the case's lock, hand out a writer, commit; undo all on any exception."""
        with explained(self.path):
            begin(self.connection, "BEGIN IMMEDIATE")
            try:
                yield SqliteWriter(self)
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def rows(self, after: Position | None = None, kinds: Collection[str] = ()) -> Iterator[Row]:
        """Yield rows in fold order, of these kinds only if any are named."""
        query = _ROW + "WHERE (e.tick, e.log, e.idx) > (?, ?, ?)"
        signs = [f'"kind":"{kind}"'.encode() for kind in kinds]  # a header is canonical JSON
        if signs:
            query += f" AND ({' OR '.join(['instr(e.header, ?)'] * len(signs))})"
        query += " ORDER BY e.tick, e.log, e.idx"
        with explained(self.path):
            found = self.connection.execute(query, (*(after or (0, "", 0)), *signs))
            yield from map(_to_row, found)

    def log_rows(self, log: str, start: int = 0) -> Iterator[Row]:
        """Yield the rows of one log by index."""
        query = _ROW + "WHERE e.log = ? AND e.idx >= ? ORDER BY e.idx"
        with explained(self.path):
            yield from map(_to_row, self.connection.execute(query, (log, start)))

    def find(self, prefix: str, limit: int = 2) -> list[Row]:
        """Return up to `limit` rows whose id begins with these hex digits."""
        low = bytes.fromhex(prefix.ljust(64, "0"))
        high = bytes.fromhex(prefix.ljust(64, "f"))
        query = _ROW + "WHERE e.id BETWEEN ? AND ? LIMIT ?"
        with explained(self.path):
            return list(map(_to_row, self.connection.execute(query, (low, high, limit))))

    def logs(self) -> dict[str, int]:
        """Return every log with the number of its entries."""
        following = "SELECT min(log) FROM entries WHERE log > ?"
        longest = "SELECT max(idx) + 1 FROM entries WHERE log = ?"
        sizes: dict[str, int] = {}
        run = self.connection.execute
        with explained(self.path):
            log = run(following, ("",)).fetchone()[0]
            while log is not None and log not in sizes:  # a damaged tree may lead in circles
                sizes[log] = run(longest, (log,)).fetchone()[0]
                log = run(following, (log,)).fetchone()[0]
        return sizes

    def heads(self, log: str) -> list[tuple[int, str]]:
        """Return the signed heads of a log, oldest first."""
        query = "SELECT size, note FROM heads WHERE log = ? ORDER BY size"
        with explained(self.path):
            return self.connection.execute(query, (log,)).fetchall()

    def newest_head(self, log: str) -> str | None:
        """Return the signed head of a log with the greatest size, or None."""
        query = "SELECT note FROM heads WHERE log = ? ORDER BY size DESC LIMIT 1"
        with explained(self.path):
            found = self.connection.execute(query, (log,)).fetchone()
        return str(found[0]) if found else None

    def subtree(self, log: str, lo: int, hi: int) -> bytes:
        """Return the Merkle hash over entries lo..hi-1 of a log."""
        width = hi - lo
        if not width:
            return merkle.EMPTY_ROOT
        level = width.bit_length() - 1
        if width == 1 << level and level >= LEAST_LEVEL and lo % width == 0:
            query = "SELECT hash FROM nodes WHERE log = ? AND level = ? AND idx = ?"
            found = self.connection.execute(query, (log, level, lo >> level)).fetchone()
            if found:
                return _hash(found[0])
        if width <= 1 << LEAST_LEVEL:
            query = "SELECT id FROM entries WHERE log = ? AND idx >= ? AND idx < ? ORDER BY idx"
            leaves = [_hash(row[0]) for row in self.connection.execute(query, (log, lo, hi))]
            if len(leaves) != width:
                raise DamagedError("store.gap", f"log {log[:8]} lacks entries below {hi}")
            return merkle.root_of(leaves)
        middle = lo + merkle.split(width)
        return merkle.node_hash(self.subtree(log, lo, middle), self.subtree(log, middle, hi))

    def stamps(self, log: str | None = None) -> list[Stamp]:
        """Return what others said about heads of one log or of all; misshapen rows are left out."""
        query = (
            "SELECT log, size, kind, body FROM stamps WHERE log = coalesce(?, log)"
            " ORDER BY log, size, kind, body"
        )
        with explained(self.path):
            found = [Stamp(*row) for row in self.connection.execute(query, (log,))]
        return [stamp for stamp in found if stamp.is_typed]

    def compact(self) -> bool:
        """Write the file anew without a trace of dropped payloads, and empty its write-ahead log.

        Nothing is done where nothing was dropped since. Returns False, and leaves the mark
        for the next time, where another process is reading the file.
        """
        run = self.connection.execute
        with explained(self.path):
            if not run("PRAGMA user_version").fetchone()[0]:
                return True
            run(f"PRAGMA busy_timeout={COMPACT_SECONDS * 1000}")
            try:
                run("VACUUM")
                if run("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                    return False
                run("PRAGMA user_version=0")
                run("PRAGMA wal_checkpoint(TRUNCATE)")
            except faults() as error:
                if "locked" in str(error):
                    return False
                raise
            finally:
                run(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        return True


class SqliteWriter:
    """The open write transaction of a SqliteStore."""

    def __init__(self, store: SqliteStore) -> None:
        """Write through the store's own connection, which holds the lock."""
        self._store = store
        self._connection = store.connection

    def greatest_tick(self) -> int:
        """Return the greatest tick of all entries held; 0 for none."""
        found = self._connection.execute("SELECT max(tick) FROM entries").fetchone()
        return int(found[0] or 0)

    def size(self, log: str) -> int:
        """Return how many entries of a log are held."""
        query = "SELECT max(idx) + 1 FROM entries WHERE log = ?"
        return int(self._connection.execute(query, (log,)).fetchone()[0] or 0)

    def peaks(self, log: str, size: int) -> list[bytes]:
        """Return the roots of the full subtrees of a log's first `size` entries."""
        peaks, start = [], 0
        for level in range(size.bit_length() - 1, -1, -1):
            if size >> level & 1:
                peaks.append(self._store.subtree(log, start, start + (1 << level)))
                start += 1 << level
        return peaks

    def add(self, rows: list[Row], nodes: list[tuple[str, int, int, bytes]]) -> None:
        """Insert rows, and the inner nodes that they complete."""
        run = self._connection.executemany
        run(
            "INSERT INTO entries VALUES(?, ?, ?, ?, ?)",
            ((row.log, row.index, row.tick, row.id, row.header) for row in rows),
        )
        run(
            "INSERT INTO payloads VALUES(?, ?, ?, ?)",
            ((row.log, row.index, row.salt, row.body) for row in rows if row.salt is not None),
        )
        run("INSERT INTO nodes VALUES(?, ?, ?, ?)", (n for n in nodes if n[1] >= LEAST_LEVEL))

    def add_head(self, log: str, size: int, head: str) -> None:
        """Insert a signed head, in the place of any that stands at this size."""
        self._connection.execute("INSERT OR REPLACE INTO heads VALUES(?, ?, ?)", (log, size, head))

    def drop_payloads(self, ids: Iterable[str]) -> int:
        """Delete the payloads of these entries; return how many were there.

        The file is marked (`user_version` 1) until `compact` has cleaned it.
        """
        query = (
            "DELETE FROM payloads WHERE (log, idx) IN (SELECT log, idx FROM entries WHERE id = ?)"
        )
        run = self._connection.execute
        gone = sum(run(query, (bytes.fromhex(entry),)).rowcount for entry in ids)
        if gone:
            run("PRAGMA user_version=1")
        return gone

    def add_stamp(self, stamp: Stamp) -> None:
        """Insert what others said about a head; what is held already is not held twice."""
        self.drop_stamp(stamp)
        row = (stamp.log, stamp.size, stamp.kind, stamp.body)
        self._connection.execute("INSERT INTO stamps VALUES(?, ?, ?, ?)", row)

    def drop_stamp(self, stamp: Stamp) -> None:
        """Take one row out of the stamps: a request that was answered."""
        query = "DELETE FROM stamps WHERE log = ? AND size = ? AND kind = ? AND body = ?"
        self._connection.execute(query, (stamp.log, stamp.size, stamp.kind, stamp.body))


def _to_row(row: tuple[str, int, int, bytes, bytes, bytes | None, bytes | None]) -> Row:
    return Row(*row)


def _hash(value: object) -> bytes:
    if not isinstance(value, bytes) or len(value) != merkle.HASH_BYTES:
        raise DamagedError("store.damaged", "a hash of the tree is damaged")
    return value
