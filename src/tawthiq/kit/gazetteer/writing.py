"""Writing a gazetteer: rows into one SQLite file that takes the old one's place at the end.

The file is made beside its name and moved there when it is whole, so that a reader meets
the old gazetteer or the new one, and a crash leaves the old one.
"""

import hashlib
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.kit.gazetteer.keys import norm_key, script_of, skeleton_key
from tawthiq.kit.gazetteer.row import PlaceName, Row

FORMAT: Final = "1"
MOST_NAMES: Final = 200
LONGEST_NAME: Final = 200
SCHEMA: Final = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE inputs(origin TEXT PRIMARY KEY, sha256 TEXT NOT NULL, licence TEXT,
  places INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE places(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, origin TEXT NOT NULL,
  name TEXT NOT NULL, feature TEXT NOT NULL, country TEXT, area TEXT, parent TEXT,
  lat TEXT, lon TEXT, radius_m INTEGER, population INTEGER, valid_from TEXT, valid_to TEXT);
CREATE TABLE names(norm TEXT NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL,
  lang TEXT NOT NULL, kind TEXT NOT NULL, skeleton TEXT NOT NULL, country TEXT);
CREATE INDEX names_by_place ON names(place);
"""
INDEXES: Final = """
CREATE INDEX names_by_norm ON names(norm, place);
CREATE INDEX names_by_skeleton ON names(skeleton, country, place) WHERE skeleton <> '';
CREATE INDEX places_by_area ON places(country, area) WHERE area IS NOT NULL;
CREATE INDEX places_by_parent ON places(parent) WHERE parent IS NOT NULL;
"""
_PLACE: Final = "INSERT INTO places VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_NAME: Final = "INSERT INTO names VALUES(?, ?, ?, ?, ?, ?, ?)"


class Writer:
    """A gazetteer that is being made."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Write into an open file that has the tables."""
        self._connection = connection

    def add(
        self, origin: str, rows: Iterable[Row], sha256: str, licence: str | None, *, over: bool
    ) -> int:
        """Add the places of one input and count them.

        A place that another input gave already is replaced with `over`, else it stays.
        """
        number = 0
        for row in rows:
            number += self._put(origin, row, over=over and not row.implied)
        values = (origin, sha256, licence, number)
        self._connection.execute("INSERT OR REPLACE INTO inputs VALUES(?, ?, ?, ?)", values)
        return number

    def _put(self, origin: str, row: Row, *, over: bool) -> bool:
        old = self._connection.execute("SELECT n FROM places WHERE id = ?", (row.id,)).fetchone()
        if old is not None and not over:
            return False
        if old is not None:
            self._connection.execute("DELETE FROM names WHERE place = ?", old)
            self._connection.execute("DELETE FROM places WHERE n = ?", old)
        cursor = self._connection.execute(_PLACE, (
            row.id, origin, row.name, row.feature, row.country, row.area, row.parent, row.lat,
            row.lon, row.radius_m, row.population, row.valid_from, row.valid_to,
        ))  # fmt: skip
        self._connection.executemany(_NAME, _names(row, cursor.lastrowid or 0))
        return True


def _names(row: Row, place: int) -> Iterator[tuple[str | int | None, ...]]:
    """Yield the spellings in Latin and Arabic letters, each key once, the primary one first."""
    seen: set[str] = set()
    first = PlaceName(row.name, script_of(row.name), "primary")
    for name in (first, *row.names[:MOST_NAMES]):
        key = norm_key(name.text)
        if not key or key in seen or len(name.text) > LONGEST_NAME:
            continue
        if not name.lang and name is not first:
            continue
        seen.add(key)
        bones = skeleton_key(name.text)
        yield key, place, name.text, name.lang, name.kind, bones, row.country


@contextmanager
def making(path: Path, *, without: str) -> Iterator[Writer]:
    """Give a writer for the gazetteer at `path`; it takes its place when the block ends well.

    What other inputs than `without` gave stays in it. Raises UsageError where a file stands at
    `path` that is no gazetteer, DamagedError where the disk refuses.
    """
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(fresh, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        says = f"cannot write a gazetteer to {path.parent}: {error}"
        raise DamagedError("gazetteer.write", says, path=str(path)) from error
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -65536")
        connection.execute("BEGIN")
        _begin(connection, path, without)
        yield Writer(connection)
        _end(connection)
        connection.close()
        _settle(fresh, path)
    except (OSError, sqlite3.Error) as error:
        says = f"the gazetteer could not be written: {error}"
        raise DamagedError("gazetteer.write", says, path=str(path)) from error
    finally:
        connection.close()
        fresh.unlink(missing_ok=True)


def _begin(connection: sqlite3.Connection, path: Path, without: str) -> None:
    for statement in SCHEMA.split(";"):
        connection.execute(statement)
    if not path.exists():
        return
    demand(path)
    connection.execute("COMMIT")
    connection.execute("ATTACH ? AS old", (str(path),))
    connection.execute("BEGIN")
    kept = "SELECT n FROM old.places WHERE origin <> ?"
    for table, which in (
        ("inputs", "origin <> ?"), ("places", "origin <> ?"), ("names", f"place IN ({kept})"),
    ):  # fmt: skip
        query = f"INSERT INTO {table} SELECT * FROM old.{table} WHERE {which}"  # noqa: S608 - ours
        connection.execute(query, (without,))
    connection.execute("COMMIT")
    connection.execute("DETACH old")
    connection.execute("BEGIN")


def _end(connection: sqlite3.Connection) -> None:
    for statement in INDEXES.split(";"):
        connection.execute(statement)
    digest = hashlib.sha256(f"tawthiq gazetteer {FORMAT}\n".encode())
    for row in connection.execute("SELECT origin, sha256 FROM inputs ORDER BY origin"):
        digest.update(f"{row[0]}\x1f{row[1]}\n".encode())
    meta = {"format": FORMAT, "sha256": digest.hexdigest()}
    connection.executemany("INSERT INTO meta VALUES(?, ?)", sorted(meta.items()))
    connection.execute("COMMIT")
    connection.execute("ANALYZE")


def _settle(fresh: Path, path: Path) -> None:
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    fresh.replace(path)


def demand(path: Path) -> str:
    """Return the digest of the gazetteer at `path`; UsageError where the file is none."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            meta = dict(connection.execute("SELECT key, value FROM meta"))
        finally:
            connection.close()
    except sqlite3.Error:
        meta = {}
    if meta.get("format") != FORMAT:
        says = f"{path} is no gazetteer of this version; move it away and run 'tawthiq gazetteer build'"
        raise UsageError("gazetteer.file", says, path=str(path))
    return str(meta["sha256"])
