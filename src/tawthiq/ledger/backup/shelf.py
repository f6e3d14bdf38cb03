"""The folder of a backup: objects, snapshots, the key; every step safe against a crash.

    tawthiq-<case id>/backup.json         the folder's key, wrapped
    tawthiq-<case id>/keys/<id>.json      the wrapped keys of a locked case, as they lie in it
    tawthiq-<case id>/objects/ab/<name>   pieces of files, encrypted
    tawthiq-<case id>/snapshots/<name>    what makes up the case at one moment, encrypted
    tawthiq-<case id>/tmp/                what is being written

A backup may lie on a stick that others had: nothing in it is followed that is a link or no
plain file, and nothing is read that is larger than it may be.
"""

import contextlib
import os
import shutil
import sqlite3
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.ledger import keyring
from tawthiq.ledger.backup import keys, snapshot
from tawthiq.ledger.backup.keys import BackupKeys, Envelope
from tawthiq.ledger.backup.snapshot import File, Snapshot
from tawthiq.ledger.durable import make_folders, sync_folder, write_durably
from tawthiq.ledger.keyring import KeyFile

GREATEST_OBJECT = 64 << 20  # a list that holds one file of terabytes
UNREAD = "backup.read"  # a disk that fails: the thing may be whole all the same
_GREATEST_KEY, _GREATEST_SNAPSHOT = 1 << 16, 64 << 20
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # fmt: skip


def folder_of(target: Path, case: str) -> Path:
    """Return where the backup of a case lies in the folder that a person names."""
    return target / f"tawthiq-{case}"


def find(target: Path) -> Path:
    """Return the one backup in `target`, or `target` where it is one; UsageError otherwise."""
    if (target / "backup.json").is_file():
        return target
    found = [each.parent for each in sorted(target.glob("tawthiq-*/backup.json"))]
    if len(found) != 1:
        says = "several cases: name one of its folders" if found else "no backup"
        raise UsageError("backup.none", f"in {target} there is {says}", path=str(target))
    return found[0]


def read_envelope(root: Path) -> Envelope:
    """Return what backup.json of a backup says."""
    return keys.decode(read_plain_file(root / "backup.json", _GREATEST_KEY))


def read_case_keys(root: Path) -> list[KeyFile]:
    """Return the wrapped keys of the case that lie in its backup."""
    folder = root / "keys"
    _refuse_link(folder)
    for path in folder.glob("*.json"):
        read_plain_file(path, _GREATEST_KEY)  # a pipe or a link is refused before it is followed
    return keyring.read_keys(folder)


def read_plain_file(path: Path, most: int) -> bytes:
    """Return the bytes of a plain file; a link, a device, a larger file raises DamagedError."""
    try:
        handle = os.open(path, _FLAGS)
        with os.fdopen(handle, "rb", buffering=0) as file:
            state = os.fstat(file.fileno())
            if not stat.S_ISREG(state.st_mode) or state.st_size > most:
                raise DamagedError("backup.file", f"{path.name} is not a file of a backup")
            return file.read(state.st_size)  # more, if it grew meanwhile, is not wanted
    except FileNotFoundError:
        raise DamagedError("backup.missing", f"{path.name[:20]} is missing") from None
    except OSError as error:
        says = f"cannot read {path.name[:20]}: {error.strerror}"
        raise DamagedError(UNREAD, says) from error


def _refuse_link(path: Path) -> None:
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        says = f"{path.name} in the backup is not a folder of its own; nothing was written"
        raise DamagedError("backup.link", says, path=str(path))


class Shelf:
    """The objects and snapshots of one backup, with the key that opens them."""

    def __init__(self, root: Path, opened: BackupKeys) -> None:
        """Use the folder `root`, which holds a backup already."""
        self.root = root
        self.keys = opened
        for name in ("", "objects", "snapshots", "keys", "tmp"):
            _refuse_link(root / name)

    def objects(self) -> dict[str, int]:
        """Return the name and the size of every object that lies here."""
        found = {}
        for folder in _listed(self.root / "objects"):
            if len(folder.name) == 2 and folder.is_dir(follow_symlinks=False):
                for each in _listed(Path(folder.path)):
                    if snapshot.is_object(each.name) and each.is_file(follow_symlinks=False):
                        found[each.name] = each.stat(follow_symlinks=False).st_size
        return found

    def path(self, name: str) -> Path:
        """Return where the object of a name lies or would lie."""
        return self.root / "objects" / name[:2] / name

    def read(self, name: str, *, is_hashed_later: bool = False) -> bytes:
        """Return an object's bytes, proven to be those of its name (keys.BackupKeys.open)."""
        sealed = read_plain_file(self.path(name), GREATEST_OBJECT)
        return self.keys.open(name, sealed, is_hashed_later=is_hashed_later)

    def put(self, sealed: Mapping[str, bytes]) -> bool:
        """Keep encrypted objects and read them back; say whether the medium itself was read.

        Their bytes are durable before any gets its name, so that a name is a promise. Raises
        OSError where the disk refuses, DamagedError where it gives back other bytes.
        """
        folder = self.root / "tmp"
        make_folders(folder, 0o700)
        for name, data in sealed.items():
            _write(folder / name, data)
        for name in sealed:
            _settle(folder / name)
        homes = {self.path(name).parent for name in sealed}
        for home in homes:
            _refuse_link(home)
            make_folders(home, 0o700)
        for name in sealed:
            (folder / name).replace(self.path(name))
        for home in homes:
            sync_folder(home)
        asked = [_reread(self.path(name), data) for name, data in sealed.items()]
        return all(asked)

    def names(self) -> list[str]:
        """Return the names of all snapshots, oldest first."""
        listed = (each.name for each in _listed(self.root / "snapshots"))
        return sorted(filter(snapshot.is_name, listed))

    def snapshot(self, name: str) -> Snapshot:
        """Return the head of a snapshot; raises DamagedError where it is none of this backup."""
        if not snapshot.is_name(name):
            raise UsageError("backup.snapshot", f"{name!r} is not the name of a snapshot")
        sealed = read_plain_file(self.root / "snapshots" / name, _GREATEST_SNAPSHOT)
        return snapshot.decode(self.keys.open_snapshot(name, sealed), name)

    def files(self, head: Snapshot) -> Iterator[File]:
        """Yield the files of a snapshot; raises DamagedError where a list of them is damaged."""
        for name in head.lists:
            yield from snapshot.files_in(self.read(name))

    def add(self, head: Snapshot) -> None:
        """Keep a snapshot's head, whose objects lie here; with its name the backup is made."""
        make_folders(self.root / "snapshots", 0o700)
        sealed = self.keys.seal_snapshot(head.name, snapshot.encode(head))
        path = self.root / "snapshots" / head.name
        write_durably(path, sealed)
        _reread(path, sealed)

    def drop(self, names: Iterable[str]) -> None:
        """Remove snapshots; their objects go with `collect`."""
        folder = self.root / "snapshots"
        for name in names:
            (folder / name).unlink(missing_ok=True)
        if folder.is_dir():
            sync_folder(folder)

    def collect(self, kept: Collection[str]) -> int:
        """Remove every object that no snapshot needs; return how many."""
        gone = [name for name in self.objects() if name not in kept]
        for name in gone:
            self.path(name).unlink(missing_ok=True)
        for home in {self.path(name).parent for name in gone}:
            sync_folder(home)
        return len(gone)

    def discard(self, name: str) -> None:
        """Remove an object that is not what its name says; the next backup writes it anew."""
        self.path(name).unlink(missing_ok=True)
        sync_folder(self.path(name).parent)

    def sweep(self) -> None:
        """Remove what a crash left behind."""
        shutil.rmtree(self.root / "tmp", ignore_errors=True)
        for leftover in self.root.glob("snapshots/.*"):
            leftover.unlink(missing_ok=True)


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Hold the one right to write to a backup; a process that ends lets go of it."""
    try:
        make_folders(root, 0o700)
        _refuse_link(root)
        if (root / "lock").is_symlink():
            raise DamagedError("backup.link", "lock in the backup is a link; nothing was written")
        connection = sqlite3.connect(root / "lock", isolation_level=None, timeout=0)
    except (OSError, sqlite3.Error) as error:
        says = f"cannot write to {root.parent}: {getattr(error, 'strerror', None) or error}"
        raise DamagedError("backup.write", says, path=str(root.parent)) from error
    with closing(connection):
        try:
            connection.execute("PRAGMA journal_mode=MEMORY")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if "locked" in str(error):
                raise UsageError("backup.busy", "another backup writes to this folder") from error
            raise DamagedError("backup.write", f"cannot lock the backup: {error}") from error
        yield


@contextmanager
def explained() -> Iterator[None]:
    """Turn what a disk refuses into one sentence; earlier snapshots are as they were."""
    try:
        yield
    except OSError as error:
        where = Path(str(error.filename)).name[:20] if error.filename else "the disk"
        says = f"the backup stopped at {where}: {error.strerror}; earlier snapshots are whole"
        raise DamagedError("backup.write", says) from error


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _write(path: Path, data: bytes) -> None:
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    with open(path, "xb", buffering=0, opener=_private) as file:
        rest = memoryview(data)
        while rest:
            rest = rest[file.write(rest) :]


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _settle(path: Path) -> None:
    """Make a written file durable, then let the system forget it where it can."""
    with path.open("r+b", buffering=0) as file:
        os.fsync(file.fileno())
        _forget(file.fileno())


def _forget(handle: int) -> bool:
    advise = getattr(os, "posix_fadvise", None)
    if advise is None:
        return False
    with contextlib.suppress(OSError):
        advise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        return True
    return False


def _reread(path: Path, expected: bytes) -> bool:
    """Read a file back; say whether the system was told to take it from the medium."""
    with path.open("rb", buffering=0) as file:
        forgotten = _forget(file.fileno())
        same = file.read() == expected
    if not same:
        says = f"{path.name[:16]} came back from the disk changed; do not trust this medium"
        raise DamagedError("backup.reread", says)
    return forgotten
