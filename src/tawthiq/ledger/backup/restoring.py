"""Restoring a snapshot, and reading all of a backup to see whether it could be (backup-1)."""

import hashlib
import os
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from tawthiq.base.errors import DamagedError, Error, UsageError
from tawthiq.ledger.backup import snapshot
from tawthiq.ledger.backup.shelf import Shelf
from tawthiq.ledger.backup.snapshot import File, Snapshot
from tawthiq.ledger.bundle import clear, missing_folders
from tawthiq.ledger.durable import make_folders, sync_folder

Advance = Callable[[int], None]
_NEEDED = ("case.toml", "ledger.db")


@dataclass(slots=True)
class Restored:
    """What came back: how many files, and which did not, each with the reason."""

    head: Snapshot
    files: int = 0
    missing: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Audit:
    """What reading all of a backup found: damaged objects, and the files that need them.

    `broken` says of each snapshot which of its files cannot come back; empty is good.
    """

    objects: int = 0
    bytes: int = 0
    damaged: dict[str, str] = field(default_factory=dict)
    broken: dict[str, list[str]] = field(default_factory=dict)


def choose(shelf: Shelf, name: str | None) -> Snapshot:
    """Return the snapshot whose name begins with `name`, or the newest."""
    names = [each for each in shelf.names() if name is None or each.startswith(name)]
    if not names:
        says = "this backup holds no snapshot" if name is None else f"no snapshot is called {name}"
        raise UsageError("backup.snapshot", says)
    if name is not None and len(names) > 1:
        raise UsageError("backup.snapshot", f"more than one snapshot begins with {name}")
    return shelf.snapshot(names[-1])


def restore(
    shelf: Shelf,
    head: Snapshot,
    root: Path,
    advance: Advance | None = None,
    *,
    partial: bool = False,
) -> Restored:
    """Write the files of a snapshot into the empty folder `root`, every byte verified.

    Raises UsageError where the folder is not empty or the disk too small, DamagedError
    naming the files that cannot come back; then nothing is left. With `partial` the rest
    is kept, as long as there is a ledger among it.
    """
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UsageError("restore.not-empty", f"{root} is not an empty folder", path=str(root))
    absent = missing_folders(root)
    try:
        found = _restore(shelf, head, root, advance)
        _judge(found, partial=partial)
    except OSError as error:
        clear(root, absent)
        raise DamagedError("restore.write", f"cannot write {root}: {error.strerror}") from error
    except BaseException:
        clear(root, absent)
        raise
    return found


def _restore(shelf: Shelf, head: Snapshot, root: Path, advance: Advance | None) -> Restored:
    files = {file.path: file for file in shelf.files(head)}
    if len(files) != head.files or not set(_NEEDED) <= set(files):
        raise DamagedError("backup.snapshot", f"snapshot {head.name} does not list a whole case")
    make_folders(root)
    needed, free = sum(file.size for file in files.values()), shutil.disk_usage(root).free
    if needed > free:
        says = f"the case needs {needed:,} bytes, {root} has {free:,} free"
        raise UsageError("restore.space", says, path=str(root))
    found, touched = Restored(head), set()
    for file in files.values():
        target = root.joinpath(*file.path.split("/"))
        make_folders(target.parent, 0o700 if file.path.startswith("keys/") else 0o777)
        touched.add(target.parent)
        try:
            _write(shelf, file, target, advance)
            found.files += 1
        except DamagedError as error:
            target.unlink(missing_ok=True)
            found.missing[file.path] = error.message
    for folder in touched:
        sync_folder(folder)
    return found


def _write(shelf: Shelf, file: File, target: Path, advance: Advance | None) -> None:
    whole = hashlib.sha256()
    with target.open("xb", buffering=0) as writing:
        for name, size in zip(file.parts, snapshot.sizes_of(file), strict=True):
            piece = shelf.read(name, is_hashed_later=True)
            if len(piece) != size:
                raise DamagedError("backup.object", f"object {name[:12]} has another size")
            whole.update(piece)
            rest = memoryview(piece)
            while rest:
                rest = rest[writing.write(rest) :]
            if advance is not None:
                advance(size)
        if whole.hexdigest() != file.sha256:
            raise DamagedError("backup.object", "its pieces do not make up the file")
        os.fsync(writing.fileno())
    if file.path.startswith("vault/"):
        target.chmod(0o444)
    elif file.path.startswith("keys/"):
        target.chmod(0o600)


def _judge(found: Restored, *, partial: bool) -> None:
    if not found.missing:
        return
    lost = next((path for path in _NEEDED if path in found.missing), None)
    if partial and lost is None:
        return
    first = lost or next(iter(found.missing))
    more = f" and {len(found.missing) - 1} more files" if len(found.missing) > 1 else ""
    way = "try an earlier one with --snapshot" if lost else "--partial restores what is whole"
    says = (
        f"snapshot {found.head.name} cannot give back {first}{more}: {found.missing[first]}; {way}"
    )
    raise DamagedError("restore.damaged", says)


def audit(shelf: Shelf, advance: Advance | None = None) -> Audit:
    """Read every object and every snapshot; say what could not be restored."""
    found = Audit()
    present = shelf.objects()
    for name, size in present.items():
        try:
            shelf.read(name)
        except DamagedError as error:
            found.damaged[name] = error.code
        found.objects += 1
        found.bytes += size
        if advance is not None:
            advance(size)
    found.broken = broken(shelf, present.keys() - found.damaged.keys())
    return found


def broken(shelf: Shelf, sound: Collection[str]) -> dict[str, list[str]]:
    """Return which files of which snapshots cannot come back from the objects that are sound."""
    held = frozenset(sound)
    lost = {name: _lost(shelf, name, held) for name in shelf.names()}
    return {name: files for name, files in lost.items() if files}


def _lost(shelf: Shelf, name: str, sound: frozenset[str]) -> list[str]:
    """Return which files of a snapshot cannot come back; "its list" where that is damaged."""
    try:
        files = list(shelf.files(shelf.snapshot(name)))
    except Error:
        return ["its list of files"]
    return [file.path for file in files if not sound.issuperset(file.parts)]
