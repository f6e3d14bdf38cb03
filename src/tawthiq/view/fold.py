"""Folding the ledger into the views' file, forward or from nothing.

The file remembers the position it has reached. Entries that come in at or before that
position (a sync) make it rebuild; a rebuild goes into a new file that replaces the old.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from tawthiq.base import canon
from tawthiq.base.script import fold as fold_script
from tawthiq.ledger.ledger import Ledger
from tawthiq.ledger.sqlite import connect, explained, schema_of
from tawthiq.record.entry import Entry
from tawthiq.view import tables

CHUNK = 5000
_NOTHING = (0, "", 0)
_INSERT_SEARCHABLE = "INSERT INTO searchable(kind, ref, folded) VALUES(?, ?, ?)"
_INDEX_NEW = (
    "INSERT INTO search(rowid, folded) SELECT rowid, folded FROM searchable WHERE rowid > ?"
)


class Views:
    """The disposable tables of one case; `connection` answers queries."""

    def __init__(self, path: Path, ledger: Ledger) -> None:
        """Open or make the file at `path` and bring it up to the ledger."""
        self.path = path
        self.ledger = ledger
        self.connection = self._open()
        self.refresh()

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def refresh(self, advance: Callable[[int], None] | None = None) -> None:
        """Fold what the ledger holds beyond the position reached; rebuild where that fails."""
        sizes = self.ledger.store.logs()
        try:
            position, folded = self._reached()
            if sum(sizes.values()) == folded:
                return
            with explained(self.path):
                done = fold_into(self.connection, self.ledger, position, advance)
        except (sqlite3.Error, ValueError):
            done, folded = -1, 0
        if folded + done != sum(sizes.values()):
            self.rebuild(advance)

    def rebuild(self, advance: Callable[[int], None] | None = None) -> None:
        """Replay the whole ledger into a new file and put it in the old one's place."""
        self.connection.close()
        fresh = self.path.with_suffix(".new")
        for leftover in self.path.parent.glob(f"{self.path.stem}.new*"):
            leftover.unlink()
        build(fresh, self.ledger, advance).close()
        for leftover in self.path.parent.glob(f"{self.path.name}-*"):
            leftover.unlink()
        fresh.replace(self.path)
        with explained(self.path):
            self.connection = connect(self.path)

    def digest(self) -> str:
        """Return the view digest: SHA-256 over all tables' rows in key order, in hex."""
        with explained(self.path):
            return digest_of(self.connection)

    def _open(self) -> sqlite3.Connection:
        try:
            connection = connect(self.path)
            if schema_of(connection) == expected_schema():
                return connection
            connection.close()
        except sqlite3.Error:
            pass  # the file is missing or damaged: it is disposable, so it is made anew
        for leftover in self.path.parent.glob(f"{self.path.name}*"):
            leftover.unlink()
        build(self.path, self.ledger, None).close()
        return connect(self.path)

    def _reached(self) -> tuple[tuple[int, str, int], int]:
        rows = dict(self.connection.execute("SELECT key, value FROM meta"))
        if "position" not in rows:
            return _NOTHING, 0
        tick, log, index = canon.decode(rows["position"].encode())
        return (tick, log, index), int(rows["folded"])


def expected_schema() -> list[tuple[str, ...]]:
    """Return the schema that a views file of this version has."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(tables.SCHEMA)
    try:
        return schema_of(connection)
    finally:
        connection.close()


def build(
    path: Path | str, ledger: Ledger, advance: Callable[[int], None] | None = None
) -> sqlite3.Connection:
    """Make a views file at `path` (or in memory) from nothing; return its connection."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=OFF")
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-131072")
    connection.executescript(tables.SCHEMA)
    fold_into(connection, ledger, _NOTHING, advance)
    return connection


def fold_into(
    connection: sqlite3.Connection,
    ledger: Ledger,
    position: tuple[int, str, int],
    advance: Callable[[int], None] | None = None,
) -> int:
    """Fold all entries after `position`; return how many there were."""
    entries, count = ledger.entries(position if position != _NOTHING else None), 0
    while chunk := list(islice(entries, CHUNK)):
        count += len(chunk)
        connection.execute("BEGIN IMMEDIATE")
        try:
            _fold_chunk(connection, ledger, chunk)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        if advance is not None:
            advance(len(chunk))
    return count


def _fold_chunk(connection: sqlite3.Connection, ledger: Ledger, chunk: list[Entry]) -> None:
    rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in tables.INSERTS}
    for entry in chunk:
        for table, values in tables.rows_of(entry):
            rows[table].append(values)
    for table, statement in tables.INSERTS.items():
        if rows[table]:
            connection.executemany(statement, rows[table])
    _index(connection, _searchable(connection, ledger, chunk))
    last = chunk[-1].header
    reached = canon.encode([last.tick, last.log, last.index]).decode()
    found = connection.execute("SELECT value FROM meta WHERE key = 'folded'").fetchone()
    folded = int(found[0] if found else 0) + len(chunk)
    connection.executemany(
        "INSERT OR REPLACE INTO meta VALUES(?, ?)",
        [("position", reached), ("folded", str(folded)), ("version", str(tables.VERSION))],
    )


def _index(connection: sqlite3.Connection, texts: list[tuple[str, str, str]]) -> None:
    before = connection.execute("SELECT coalesce(max(rowid), 0) FROM searchable").fetchone()[0]
    connection.executemany(_INSERT_SEARCHABLE, texts)
    connection.execute(_INDEX_NEW, (before,))


def _searchable(
    connection: sqlite3.Connection, ledger: Ledger, chunk: Iterable[Entry]
) -> list[tuple[str, str, str]]:
    """Return (kind, ref, folded text) for what a search may find; protected items never."""
    query = "SELECT id FROM items WHERE protected IS NOT NULL"
    protected = {row[0] for row in connection.execute(query)}
    found = []
    for entry in chunk:
        payload = entry.payload
        if payload is None or payload.get("item", entry.id) in protected:
            continue
        kind = entry.header.kind
        if kind == "claim":
            found.append((kind, payload["id"], fold_script(payload["quote"]["text"])))
        elif kind == "item":
            found.append((kind, entry.id, fold_script(payload["name"]["text"])))
        elif kind == "text" and payload["sha256"] and ledger.vault.has(payload["sha256"]):
            with ledger.vault.open(payload["sha256"]) as file:
                text = file.read().decode("utf-8", "replace")
            found.append((kind, payload["item"], fold_script(text)))
    return found


def digest_of(connection: sqlite3.Connection) -> str:
    """Return SHA-256 over every table's rows in key order (docs/format/ledger-1.md §8)."""
    total = hashlib.sha256()
    for table, key in tables.KEYS.items():
        columns = "kind, ref, folded" if table == "searchable" else "*"
        total.update(f"{table}\n".encode())
        for row in connection.execute(f"SELECT {columns} FROM {table} ORDER BY {key}"):
            total.update(canon.encode(row) + b"\n")
    return total.hexdigest()
