"""Taking a snapshot of a case: what is new is encrypted, written, read back (backup-1).

The ledger is copied as it stands at one moment, first; then the blobs, which only grow.
Where one goes meanwhile (an erasure), everything is taken again. A file that an earlier
snapshot holds under the same name and size is not read again.
"""

import hashlib
import secrets
import sqlite3
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from tawthiq.base import digest
from tawthiq.base.errors import DamagedError
from tawthiq.ledger.backup import snapshot
from tawthiq.ledger.backup.keys import TAG
from tawthiq.ledger.backup.shelf import Shelf, explained
from tawthiq.ledger.backup.snapshot import File, Log, Snapshot
from tawthiq.ledger.bundle import copy_ledger
from tawthiq.ledger.database import faults
from tawthiq.ledger.durable import write_durably
from tawthiq.ledger.folder import CaseFolder
from tawthiq.ledger.form import Plain
from tawthiq.ledger.vault import FolderVault

Advance = Callable[[int], None]
_ATTEMPTS = 3
_BATCH_BYTES, _BATCH_OBJECTS = 32 << 20, 256
_AT_ONCE = 2


@dataclass(slots=True)
class Taken:
    """What one backup did: its snapshot, and what it found on the way.

    `faults` are sentences on what was wrong with the case. `from_medium` says that
    everything new was read back from the medium, not from memory, as far as we can ask.
    """

    head: Snapshot
    new_objects: int = 0
    new_bytes: int = 0
    faults: list[str] = field(default_factory=list)
    from_medium: bool = True


class _Gone(Exception):  # noqa: N818 - no error: the case has changed, take it again
    """A blob went away while the case was read."""


def take(
    folder: CaseFolder,
    vault: FolderVault,
    shelf: Shelf,
    identity: tuple[str, str],
    taken: str,
    advance: Advance | None = None,
    erased: Collection[tuple[str, int]] = (),
) -> Taken:
    """Add a snapshot of the case to the shelf; `identity` is (case id, backup folder's id).

    `erased` are the (log, index) of the payloads that an erasure took. Raises DamagedError
    where a disk refuses; the earlier snapshots are as they were.
    """
    with explained():
        shelf.sweep()
        for _ in range(_ATTEMPTS):
            try:
                return _Taking(folder, vault, shelf, advance).run(identity, taken, erased)
            except _Gone:
                continue
    raise DamagedError("backup.changing", "the case keeps changing; try again when it is at rest")


class _Taking:
    """One attempt."""

    def __init__(
        self, folder: CaseFolder, vault: FolderVault, shelf: Shelf, advance: Advance | None
    ) -> None:
        self.folder, self.vault, self.shelf = folder, vault, shelf
        self.advance = advance
        self.present = shelf.objects()
        self.earlier = _earlier(shelf)
        self.files: list[File] = []
        self.faults: list[str] = []
        self.pending: dict[str, bytes] = {}
        self.pending_bytes = 0
        self.new_objects = self.new_bytes = 0
        self.from_medium = True

    def run(
        self, identity: tuple[str, str], taken: str, erased: Collection[tuple[str, int]]
    ) -> Taken:
        """Read everything, write what is new, then the lists, then the snapshot's head."""
        scratch = self.folder.vault / "tmp"  # whatever a crash leaves there is swept
        scratch.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=scratch) as name:
            copy = Path(name) / "ledger.db"
            copy_ledger(self.folder.ledger, copy)
            logs = self._examine(copy, frozenset(erased))
            self._keep("ledger.db", copy)
        self._keep("case.toml", self.folder.toml)
        for path in sorted(self.folder.keys.glob("*.json")):
            self._keep(f"keys/{path.name}", path)
            _copy_key(path, self.shelf.root / "keys")
        for blob in self.vault.names():
            self._keep_blob(blob)
        lists = [self._queue(data, digest.sha256(data)) for data in snapshot.lists_of(self.files)]
        self._flush()
        case, own = identity
        head = Snapshot(
            snapshot.next_name(self.shelf.names(), taken, secrets.token_hex(4)), case, own, len(self.files),
            sum(file.size for file in self.files), tuple(lists), logs, not self.faults,
        )  # fmt: skip
        self.shelf.add(head)
        return Taken(head, self.new_objects, self.new_bytes, self.faults, self.from_medium)

    def _examine(self, copy: Path, erased: frozenset[tuple[str, int]]) -> tuple[Log, ...]:
        """Return how far the copy holds each log; note what `check` would call damage."""
        try:
            with closing(sqlite3.connect(copy)) as connection:
                if connection.execute("PRAGMA user_version").fetchone() != (0,):
                    raise _Gone  # an erasure is being done: what it takes may still be there
                (state,) = connection.execute("PRAGMA quick_check(1)").fetchone()
                logs, without = _logs(connection)
        except faults() as error:
            raise DamagedError("backup.ledger", f"ledger.db cannot be read: {error}") from error
        if state != "ok":
            self.faults.append("ledger.db is damaged; run 'tawthiq check'")
        if without - erased:
            count = len(without - erased)
            self.faults.append(f"{count} payloads are missing that no erasure took")
        for name in self.shelf.names()[-1:]:
            self.faults += _shrunk(self._head(name), {each.log: each.size for each in logs})
        return logs

    def _head(self, name: str) -> Snapshot | None:
        try:
            return self.shelf.snapshot(name)
        except DamagedError:
            return None

    def _keep_blob(self, name: str) -> None:
        path = self.vault.path(name)
        inside = f"vault/{name[:2]}/{name[2:4]}/{name}"
        known = self.earlier.get(inside)
        try:
            size = path.stat().st_size
            if known is not None and known.size == size and self._has(known):
                self.files.append(known)
                return
            file = self._keep(inside, path)
            sound = _is_sound(self.vault, name, file)
        except FileNotFoundError:
            raise _Gone from None
        if not sound:
            held = known is not None and self._has(known)
            says = "; the backup has it as it was" if held else "; run 'tawthiq check'"
            self.faults.append(f"blob {name[:12]} is damaged{says}")
            if known is not None and held:
                self.files[-1] = known

    def _has(self, file: File) -> bool:
        sizes = zip(file.parts, snapshot.sizes_of(file), strict=True)
        return all(self.present.get(name) == size + TAG for name, size in sizes)

    def _keep(self, inside: str, path: Path) -> File:
        """Read a file once; queue the pieces of it that do not lie here."""
        found, parts, size = hashlib.sha256(), [], 0
        with path.open("rb", buffering=0) as file:
            for piece in _pieces(file, snapshot.piece_of(inside)):
                found.update(piece)
                size += len(piece)
                own = found if size == len(piece) else hashlib.sha256(piece)
                parts.append(self._queue(piece, own.digest()))
                if self.advance is not None:
                    self.advance(len(piece))
        kept = File(inside, size, found.hexdigest(), tuple(parts))
        self.files.append(kept)
        return kept

    def _queue(self, plain: bytes, sha256: bytes) -> str:
        name = self.shelf.keys.name_of(sha256)
        if self.present.get(name) != len(plain) + TAG and name not in self.pending:
            self.pending[name] = plain
            self.pending_bytes += len(plain)
            if self.pending_bytes >= _BATCH_BYTES or len(self.pending) >= _BATCH_OBJECTS:
                self._flush()
        return name

    def _flush(self) -> None:
        if not self.pending:
            return
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            texts = pool.map(lambda each: self.shelf.keys.seal(*each), self.pending.items())
            sealed = dict(zip(self.pending, texts, strict=True))
        self.from_medium &= self.shelf.put(sealed)
        self.present |= {name: len(data) for name, data in sealed.items()}
        self.new_objects += len(sealed)
        self.new_bytes += sum(map(len, sealed.values()))
        self.pending.clear()
        self.pending_bytes = 0


def _copy_key(path: Path, folder: Path) -> None:
    """Lay a wrapped key beside the backup, so that the case's passphrase opens it."""
    target, data = folder / path.name, path.read_bytes()
    folder.mkdir(mode=0o700, exist_ok=True)
    if not target.is_file() or target.read_bytes() != data:
        write_durably(target, data)


def _earlier(shelf: Shelf) -> dict[str, File]:
    """Return the blobs of the newest snapshot that can be read, by path."""
    for name in reversed(shelf.names()):
        try:
            files = shelf.files(shelf.snapshot(name))
            return {file.path: file for file in files if file.path.startswith("vault/")}
        except DamagedError:
            continue
    return {}


def _logs(connection: sqlite3.Connection) -> tuple[tuple[Log, ...], frozenset[tuple[str, int]]]:
    """Return how far each log goes, and the (log, index) that have no payload any more."""
    sizes = connection.execute("SELECT log, max(idx) + 1 FROM entries GROUP BY log").fetchall()
    heads = "SELECT log, note, max(size) FROM heads GROUP BY log"
    newest = {log: note for log, note, _ in connection.execute(heads)}
    query = (
        "SELECT e.log, e.idx FROM entries e LEFT JOIN payloads p ON p.log = e.log"
        " AND p.idx = e.idx WHERE p.idx IS NULL ORDER BY e.log, e.idx"
    )
    without = connection.execute(query).fetchall()
    logs = tuple(
        Log(log, size, newest.get(log), tuple(index for at, index in without if at == log))
        for log, size in sizes
    )
    return logs, frozenset(without)


def _shrunk(before: Snapshot | None, now: Mapping[str, int]) -> Iterable[str]:
    """Say which logs are shorter than they were when the last snapshot was taken."""
    for log in before.logs if before is not None else ():
        if now.get(log.log, 0) < log.size:
            yield f"log {log.log[:8]} was longer at the last backup: is this an older copy?"


def _is_sound(vault: FolderVault, name: str, file: File) -> bool:
    """Say whether a blob is what its name says; one sealed under a closed key is believed."""
    if isinstance(vault.form, Plain):
        return file.sha256 == name
    try:
        with vault.form.open(vault.path(name)) as opened:
            return name in vault.labels(digest.copy_hashed(opened, None)[0])
    except DamagedError as error:
        return error.code == "vault.sealed"


def _pieces(file: BinaryIO, size: int) -> Iterator[bytes]:
    while piece := file.read(size):
        while len(piece) < size and (more := file.read(size - len(piece))):
            piece += more
        yield piece
