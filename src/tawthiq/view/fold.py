"""The views' file of a case: opened, brought forward, rebuilt, made anew when damaged.

A rebuild is one transaction, so that other readers see the old rows or the new ones. A
file that is missing or damaged is built under a private name and put in place whole.
"""

import contextlib
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tawthiq.base.errors import DamagedError
from tawthiq.ledger.database import connect, explained, faults, schema_of
from tawthiq.ledger.durable import link_new
from tawthiq.ledger.ledger import Ledger
from tawthiq.ledger.readonly import is_read_only
from tawthiq.view import tables
from tawthiq.view.replay import (
    Advance,
    build,
    digest_of,
    expected_schema,
    fold_all,
    fold_forward,
    is_current,
    read_reached,
    transaction,
    view_key,
)

REMAINS_AFTER_SECONDS = 3600
_TRIES = 3


class Views:
    """The disposable tables of one case; `connection` answers queries."""

    def __init__(self, path: Path, ledger: Ledger) -> None:
        """Open or make the file at `path` and bring it up to the ledger."""
        self.path = path
        self.ledger = ledger
        self._key = view_key(ledger.keyring)
        if is_read_only(path):  # nothing may be written here: the tables stand in memory
            self.connection = build(":memory:", ledger)
            return
        self.connection = self._try_open() or self._make(None)
        self.refresh()

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def ask(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Answer a question to the tables; where they turn out damaged they are made anew."""
        with self._disposable(None):
            return self.connection.execute(query, values).fetchall()
        with explained(self.path):
            return self.connection.execute(query, values).fetchall()

    def refresh(self, advance: Advance | None = None) -> None:
        """Fold what the ledger holds beyond what was reached; rebuild where that cannot do."""
        sizes = self.ledger.store.logs()
        with self._disposable(advance):
            if self._precedes_erasure():
                self._follow_erasure(advance)
            if not fold_forward(self.connection, self.ledger, sizes, advance):
                self.rebuild(advance)

    def rebuild(self, advance: Advance | None = None) -> None:
        """Replay the whole ledger; other processes see the old rows until it is done."""
        with self._disposable(advance), transaction(self.connection):
            for table in ("meta", *tables.KEYS):
                self.connection.execute(f"DELETE FROM {table}")
            self.connection.execute("INSERT INTO search(search) VALUES('delete-all')")
            fold_all(self.connection, self.ledger, advance)

    def renew(self, advance: Advance | None = None) -> None:
        """Build the file anew and remove the old one: no trace of erased entries stays in it."""
        self.connection.close()
        for leftover in self.path.parent.glob(f"{self.path.stem}.*.new*"):
            leftover.unlink(missing_ok=True)
        self.connection = self._make(advance, replace=True)

    def digest(self) -> str:
        """Return the view digest: SHA-256 over all tables' rows in key order, in hex."""
        with explained(self.path):
            return digest_of(self.connection)

    def _follow_erasure(self, advance: Advance | None) -> None:
        """Take up the file that whoever erases has made anew meanwhile, or make it.

        One process at a time: each would remove what the other is building.
        """
        with self.ledger.device.signing(self.ledger.case):
            self.connection.close()
            self.connection = self._try_open() or self._make(advance)
            if self._precedes_erasure():
                self.renew(advance)

    def _precedes_erasure(self) -> bool:
        """Say whether the file was made before an erasure that the ledger holds now."""
        reached = read_reached(self.connection)
        if reached is None or reached.position is None or is_read_only(self.path):
            return False
        rows = self.ledger.store.rows(reached.position, kinds=("erasure",))
        return next(iter(rows), None) is not None

    @contextlib.contextmanager
    def _disposable(self, advance: Advance | None) -> Iterator[None]:
        """Make the file anew where it turns out to be damaged; explain its other errors."""
        try:
            yield
        except faults() as error:
            if not _is_damage(error):
                with explained(self.path):
                    raise
            self.connection.close()
            self.connection = self._make(advance, replace=True)

    def _try_open(self) -> sqlite3.Connection | None:
        """Open the file if it is there, whole and of this version.

        Under the case's lock, so that nobody opens it, and with it a new write-ahead log,
        while it is being replaced.
        """
        with explained(self.path), self.ledger.writing():
            return self._connected()

    def _connected(self) -> sqlite3.Connection | None:
        if not self.path.exists():
            return None
        connection: sqlite3.Connection | None = None
        try:
            connection = connect(self.path, self._key)
            if schema_of(connection) == expected_schema() and is_current(connection):
                return connection
        except faults() as error:
            if not _is_damage(error):
                raise
        if connection is not None:
            connection.close()
        return None

    def _make(self, advance: Advance | None, *, replace: bool = False) -> sqlite3.Connection:
        """Build the file under a private name, then put it in its place, whole.

        An erasure in another process removes what is being built from before it: then again.
        """
        for _ in range(_TRIES - 1):
            with contextlib.suppress(FileNotFoundError):
                return self._made(advance, replace=replace)
        try:
            return self._made(advance, replace=replace)
        except FileNotFoundError as error:
            raise DamagedError("view.write", f"{self.path.name}: {error.strerror}") from error

    def _made(self, advance: Advance | None, *, replace: bool) -> sqlite3.Connection:
        """Make the file once; FileNotFoundError where another process removed it meanwhile."""
        fresh = self.path.with_name(f"{self.path.stem}.{secrets.token_hex(8)}.new")
        try:
            with explained(self.path):
                build(fresh, self.ledger, advance, self._key).close()
            with fresh.open("rb+") as file:
                os.fsync(file.fileno())
            with explained(self.path), self.ledger.writing():
                made = None if replace else self._connected()  # another process was quicker?
                return made or self._put_in_place(fresh)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise DamagedError("view.write", f"{self.path.name}: {error.strerror}") from error
        finally:
            fresh.unlink(missing_ok=True)

    def _put_in_place(self, fresh: Path) -> sqlite3.Connection:
        for suffix in ("", "-wal", "-shm", "-journal"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        for leftover in self.path.parent.glob(f"{self.path.stem}.*.new*"):
            if time.time() - leftover.stat().st_mtime > REMAINS_AFTER_SECONDS:
                leftover.unlink()
        link_new(fresh, self.path)
        return connect(self.path, self._key)


def _is_damage(error: Exception) -> bool:
    if isinstance(error, UnicodeDecodeError):
        return True
    name = getattr(error, "sqlite_errorname", "")
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))
