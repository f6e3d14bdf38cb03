"""Checking the views: step 9 of a check. They are disposable, but must not mislead."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tawthiq.base.errors import Error
from tawthiq.ledger.database import faults, open_address, schema_of
from tawthiq.ledger.folder import CaseFolder
from tawthiq.ledger.ledger import Ledger
from tawthiq.ledger.readonly import reading_address
from tawthiq.record.finding_of_check import Found
from tawthiq.view import replay, tables
from tawthiq.view.replay import view_key

STEP = 9
_REMEDY = "; 'tawthiq replay' makes it anew"


def inspect_views(folder: CaseFolder, ledger: Ledger) -> list[Found]:
    """Return what is wrong with views.db: damage, or rows that a replay does not give.

    A file that is not there is no fault, and one that lags behind the ledger is none
    either. Everything is done on a private copy: a check changes nothing. The whole
    ledger is replayed for the comparison.
    """
    if not folder.views.is_file():
        return []
    try:
        with _copied(folder, view_key(ledger.keyring)) as copy:
            found = [*_faults(copy)]
            return found or [*_differences(copy, ledger)]
    except Error as error:
        return [_damaged(f"it cannot be compared with the ledger: {error.message}")]
    except faults(ValueError, TypeError) as error:
        return [_damaged(f"it cannot be read to its end: {error}")]


def _damaged(says: str) -> Found:
    return Found(STEP, "damaged", "views.db", f"{says}; 'tawthiq replay' makes it anew")


@contextmanager
def _copied(folder: CaseFolder, key: bytes | None) -> Iterator[sqlite3.Connection]:
    """Lend a private copy; that of a locked case is encrypted too, wherever it lies."""
    with TemporaryDirectory(prefix="tawthiq-") as scratch:
        place = f"{(Path(scratch) / 'views.db').as_uri()}?mode=rwc" if key is not None else ""
        with (
            closing(open_address(reading_address(folder.views), key)) as views,
            closing(open_address(place, key)) as copy,
        ):
            views.backup(copy)
            yield copy


def _faults(copy: sqlite3.Connection) -> Iterator[Found]:
    if schema_of(copy) != replay.expected_schema():
        yield _damaged("its schema is not the one of this version")
        return
    for (line,) in copy.execute("PRAGMA integrity_check(20)"):
        if line != "ok":
            yield _damaged(str(line))
    try:  # rank 1: compare the index with the texts it was made from
        copy.execute("INSERT INTO search(search, rank) VALUES('integrity-check', 1)")
    except faults():
        yield _damaged("its search index is not that of its texts")


def _differences(copy: sqlite3.Connection, ledger: Ledger) -> Iterator[Found]:
    if not replay.is_current(copy):
        yield Found(STEP, "note", "views.db", "it is of another version and will be made anew")
        return
    replayed = replay.build("" if ledger.keyring is None else ":memory:", ledger)
    try:
        right = replay.read_reached(replayed)
        if not replay.fold_forward(copy, ledger, ledger.store.logs()):
            if replay.read_reached(copy) is None:
                yield _damaged("it does not say how far it has come")
            else:
                says = "it was made from other entries than the ledger holds and will be made anew"
                yield Found(STEP, "note", "views.db", says)
        elif replay.read_reached(copy) != right:
            yield _damaged("it does not stand where the ledger stands")
        elif replay.digest_of(copy) != replay.digest_of(replayed):
            for table in _differing(copy, replayed):
                yield _damaged(f"table {table} does not hold what a replay gives")
    finally:
        replayed.close()


def _differing(copy: sqlite3.Connection, replayed: sqlite3.Connection) -> Iterator[str]:
    for table in tables.KEYS:
        if replay.digest_of(copy, (table,)) != replay.digest_of(replayed, (table,)):
            yield table
