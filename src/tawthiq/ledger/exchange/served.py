"""A copy of the case that lies in a folder, answering the questions of an exchange."""

import os
import stat
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from pathlib import Path

from tawthiq.base import merkle
from tawthiq.base.errors import DamagedError, Error
from tawthiq.ledger import note
from tawthiq.ledger.database import explained
from tawthiq.ledger.exchange.peer import (
    GREATEST_BATCH,
    GREATEST_PAYLOAD,
    MOST_HEADS,
    MOST_LOGS,
    MOST_NAMES,
    MOST_ROWS,
    MOST_STAMPS,
    PIECE,
    Offer,
    Proven,
    Refusal,
)
from tawthiq.ledger.sqlite import SqliteStore
from tawthiq.ledger.stamps import Stamp
from tawthiq.ledger.store import Row
from tawthiq.ledger.vault import FolderVault, is_name

_FULL = GREATEST_BATCH // 16


class Served:
    """A peer over a store and a vault that are open in this process."""

    def __init__(
        self,
        case: str,
        store: SqliteStore,
        vault: FolderVault | None = None,
        *,
        locked: bool = False,
        copy: str | None = None,
    ) -> None:
        """Answer for `store`, and for `vault` where there is one."""
        self._case, self._store, self._vault = case, store, vault
        self._locked, self._copy = locked, copy

    def offer(self) -> Offer:
        """Return the newest head of each log; too many logs are refused as a whole."""
        heads: dict[str, str] = {}
        for log in islice(self._logs(), MOST_LOGS + 1):
            if len(heads) == MOST_LOGS:
                raise Refusal(f"it names more than {MOST_LOGS} logs")
            heads[log] = self._store.newest_head(log) or ""
        return Offer(self._case, self._locked, heads, self._copy)

    def _logs(self) -> Iterator[str]:
        following = "SELECT min(log) FROM entries WHERE log > ?"
        log = ""
        with explained(self._store.path):
            while (row := self._store.connection.execute(following, (log,)).fetchone())[0]:
                if not isinstance(row[0], str) or row[0] <= log:
                    return  # a damaged tree may lead in circles
                log = row[0]
                yield log

    def bearing(self, since: Mapping[str, int], kinds: Collection[str]) -> list[Proven]:
        """Return the rows of some kinds from an index on, each proven in its log's newest head."""
        found: list[Proven] = []
        for log, start in since.items():
            head = self._store.newest_head(log)
            size = note.parse_checkpoint(head)[0].size if head else 0
            rows = [row for row in self._of_kinds(log, start, kinds) if row.index < size]
            found += [Proven(row, tuple(self._inclusion(log, row.index, size))) for row in rows]
        return found

    def _of_kinds(self, log: str, start: int, kinds: Collection[str]) -> Iterator[Row]:
        named = " OR ".join("instr(header, CAST(? AS BLOB))" for _ in kinds)
        query = f"SELECT idx FROM entries WHERE log = ? AND idx >= ? AND ({named})"
        values = (log, start, *(f'"kind":"{kind}"' for kind in kinds))
        with explained(self._store.path):
            places = self._store.connection.execute(query, values).fetchall()
        for (index,) in places:
            yield from islice(self._store.log_rows(log, index), 1)

    def _inclusion(self, log: str, index: int, size: int) -> list[bytes]:
        with explained(self._store.path):
            return merkle.inclusion_proof(
                index, size, lambda lo, hi: self._store.subtree(log, lo, hi)
            )

    def proof(self, log: str, old: int, size: int) -> list[bytes]:
        """Return the consistency proof between two sizes."""
        with explained(self._store.path):
            return merkle.consistency_proof(
                old, size, lambda lo, hi: self._store.subtree(log, lo, hi)
            )

    def heads(self, log: str, after: int) -> list[tuple[int, str]]:
        """Return the next heads by size."""
        query = "SELECT size, note FROM heads WHERE log = ? AND size > ? ORDER BY size LIMIT ?"
        with explained(self._store.path):
            run = self._store.connection.execute
            return run(query, (log, after, MOST_HEADS)).fetchall()

    def rows(self, log: str, start: int, most: int = MOST_ROWS) -> list[Row]:
        """Return the next rows, fewer where they are large."""
        found, size = [], 0
        for row in islice(self._store.log_rows(log, start), min(most, MOST_ROWS)):
            found.append(row)
            size += len(row.body or b"") if isinstance(row.body, bytes) else 0
            if size > _FULL:
                break
        return found

    def stamps(self, log: str) -> list[Stamp]:
        """Return what outsiders put to heads."""
        return self._store.stamps(log)[:MOST_STAMPS]

    def names(self, after: str) -> list[tuple[str, int]]:
        """Return the next blobs by name, with their size on disk."""
        vault = self._vault
        if vault is None:
            return []
        later = (name for name in vault.names() if name > after)
        return [(name, size) for name in islice(later, MOST_NAMES)
                if (size := _size(vault.path(name))) is not None]  # fmt: skip

    def piece(self, name: str, start: int) -> bytes:
        """Return the next bytes of a blob; what is no ordinary file is missing."""
        if self._vault is None or not is_name(name):
            raise Refusal("there is no such blob")
        path = self._vault.path(name)
        if _size(path) is None:
            raise DamagedError("vault.missing", f"blob {name[:12]} is missing there")
        try:
            with path.open("rb", buffering=0) as file:
                file.seek(start)
                return _read(file.fileno())
        except OSError as error:
            says = f"blob {name[:12]} cannot be read there: {error.strerror}"
            raise DamagedError("vault.read", says) from error


def limited(store: SqliteStore) -> SqliteStore:
    """Return a foreign store, made careful: no value beyond what an exchange can carry."""
    try:
        with explained(store.path):
            store.connection.setlimit(0, GREATEST_PAYLOAD + 4096)  # SQLITE_LIMIT_LENGTH
            for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0"):
                store.connection.execute(f"PRAGMA {pragma}")
    except Error:
        store.close()
        raise
    return store


def _size(path: Path) -> int | None:
    """Return the size of an ordinary file; None for anything else, links among them."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _read(handle: int) -> bytes:
    pieces, wanted = [], PIECE
    while wanted and (piece := os.read(handle, wanted)):
        pieces.append(piece)
        wanted -= len(piece)
    return b"".join(pieces)
