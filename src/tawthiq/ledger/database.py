"""SQLite files: opened durably, waited for, their errors in one sentence each.

With a key the file is one of SQLCipher's: the same SQL, every page encrypted. Its module is
imported only then.
"""

import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.ledger.readonly import is_read_only, reading_address

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "cache_size=-65536")
BUSY_SECONDS = 120
_DISK = ("disk is full", "disk I/O", "readonly", "unable to open")
_SQLCIPHER = "sqlcipher3.dbapi2"


def faults(*more: type[Exception]) -> tuple[type[Exception], ...]:
    """Return what the database modules in use may raise, and `more`, for an `except` clause.

    Python decodes SQLite's messages, which quote damaged names, strictly.
    """
    found: tuple[type[Exception], ...] = (sqlite3.Error, UnicodeDecodeError, *more)
    sealed: Any = sys.modules.get(_SQLCIPHER)
    return found if sealed is None else (*found, sealed.Error)


def connect(path: Path, key: bytes | None = None) -> sqlite3.Connection:
    """Open an existing SQLite file, durable and patient with other writers.

    Where the folder takes no writing the file is opened to be read only. `key` (32 bytes)
    opens one of SQLCipher's; another key makes it look like no database at all.
    """
    if is_read_only(path):
        return open_address(reading_address(path), key)
    connection = open_address(f"{path.absolute().as_uri()}?mode=rw", key, BUSY_SECONDS)
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except faults():
        connection.close()
        raise
    return connection


def open_address(address: str, key: bytes | None = None, patience: float = 5) -> sqlite3.Connection:
    """Open a file by its address (`file:…`, `:memory:`, "" for a private one).

    `key` is None for SQLite's own files, 32 bytes for one of SQLCipher's.
    """
    if key is None:
        return sqlite3.connect(address, uri=True, timeout=patience, isolation_level=None)
    from sqlcipher3 import dbapi2  # noqa: PLC0415 - only locked cases pay for it

    connection: sqlite3.Connection = dbapi2.connect(
        address, uri=True, timeout=patience, isolation_level=None
    )
    connection.execute("PRAGMA cipher_log_level=NONE")  # errors are ours to explain
    connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    connection.execute("PRAGMA temp_store=MEMORY")
    return connection


def begin(connection: sqlite3.Connection, statement: str) -> None:
    """Begin a transaction, waiting for others in short uneven steps.

    SQLite's own waiting grows to steps so long that a process which enters one batch after
    the other is hardly ever met between two of them.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    connection.execute("PRAGMA busy_timeout=0")
    try:
        while not _begun(connection, statement, deadline):
            time.sleep(random.uniform(0.0005, 0.005))  # noqa: S311 - no secret
    finally:
        connection.execute(f"PRAGMA busy_timeout={round(BUSY_SECONDS * 1000)}")


def _begun(connection: sqlite3.Connection, statement: str, deadline: float) -> bool:
    try:
        connection.execute(statement)
    except faults() as error:
        if "locked" not in str(error) or time.monotonic() > deadline:
            raise
        return False
    return True


def schema_of(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    """Return the schema as stored, for comparison with the one that ought to be there."""
    return connection.execute(
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name"
    ).fetchall()


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into one sentence each."""
    try:
        yield
    except faults() as error:
        text = "it cannot be read" if isinstance(error, UnicodeDecodeError) else str(error)
        if any(sign in text for sign in _DISK):
            raise DamagedError(
                "store.disk", f"{path.name}: {text}; nothing of this step was entered"
            ) from error
        if "locked" in text:
            raise UsageError("store.busy", f"{path.name} is held by another process") from error
        raise DamagedError("store.damaged", f"{path.name} is damaged: {text}") from error
