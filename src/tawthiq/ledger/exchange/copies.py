"""Another copy of the case in a folder: found, opened with care, or made for the exchange.

A folder for exchange holds case.toml, ledger.db, the wrapped keys and the vault, never views
and never a device's keys. Whatever lies there was possibly written by somebody else: links
are not followed, foreign schemas not opened, and sizes are looked at before bytes.
"""

import contextlib
import json
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from tawthiq.base import ident
from tawthiq.base.errors import DamagedError, Error, UsageError
from tawthiq.ledger.durable import make_folders, write_durably
from tawthiq.ledger.exchange.served import limited
from tawthiq.ledger.folder import CaseFolder, render_toml
from tawthiq.ledger.ledger import Ledger, read_entry
from tawthiq.ledger.readonly import is_read_only
from tawthiq.ledger.sqlite import SqliteStore

MARK = "exchange.json"
_GREATEST = 1 << 20
_ID = re.compile(r"[0-9a-f]{32}\Z")
_KEY = re.compile(r"[0-9a-f]{32}\.json\Z")


@dataclass(frozen=True, slots=True)
class Copy:
    """Another copy, open; `id` is its own mark, `is_new` says that it was made just now."""

    folder: CaseFolder
    store: SqliteStore
    id: str
    is_new: bool
    is_read_only: bool


def prepare(other: Path, ours: CaseFolder) -> bool:
    """Say whether `other` must be made first (empty or not there).

    Raises UsageError where it cannot be another copy: our own folder, a file, something else.
    """
    if other.exists() and not other.is_dir():
        raise UsageError("sync.folder", f"{other} is not a folder", path=str(other))
    here, there = ours.root.resolve(), other.resolve()
    if here == there or here in there.parents or there in here.parents:
        says = f"{other} is this case itself, or lies in it or around it; give another folder"
        raise UsageError("sync.same", says, path=str(other))
    if not other.exists() or all(p.name.startswith(".case.toml.") for p in other.iterdir()):
        return True  # what an interrupted beginning left is nothing yet
    if not (other / "case.toml").exists():
        says = f"{other} is neither empty nor a copy of a case; give a new folder, or a copy"
        raise UsageError("sync.foreign", says, path=str(other))
    return False


def begin(other: Path, ours: CaseFolder) -> None:
    """Lay the beginning of a copy: what names the case first, so that it can be gone on with."""
    try:
        make_folders(other)
        write_durably(other / "case.toml", ours.toml.read_bytes(), 0o644)
    except OSError as error:
        says = f"cannot make a copy in {other}: {error.strerror}"
        raise DamagedError("sync.make", says, path=str(other)) from error


def open_copy(other: Path, ours: CaseFolder, case: str) -> Copy:
    """Open the copy in `other`, or what an interrupted making left of it.

    Raises UsageError for a copy of another case, or a locked one beside an unlocked one;
    DamagedError where it cannot be read.
    """
    folder = CaseFolder(other)
    for path in (folder.toml, folder.ledger, folder.vault, folder.keys, other / MARK):
        _refuse_links(path)
    if folder.toml.stat().st_size > _GREATEST:
        raise DamagedError("sync.toml", "the other copy's case.toml is damaged: it is too large")
    if folder.case_id() != case:
        says = f"{other} is a copy of another case; two cases are never mixed"
        raise UsageError("sync.case", says, path=str(other))
    read_only, fresh = is_read_only(folder.ledger), _is_absent(folder.ledger)
    if fresh and not read_only:
        _lay_keys(ours, folder)
    if folder.is_locked != ours.is_locked:
        says = "one of the two copies is locked and the other is not; they are never mixed"
        raise UsageError("sync.locked", says, path=str(other))
    if fresh:
        folder.ledger.unlink(missing_ok=True)
        SqliteStore.create(folder.ledger).close()
    store = limited(SqliteStore(folder.ledger))
    try:
        return Copy(folder, store, _mark(other, read_only=read_only), fresh, read_only)
    except BaseException:
        store.close()
        raise


def give_keys(ours: CaseFolder, copy: CaseFolder) -> list[str]:
    """Bring wrapped keys that the copy lacks; return those that differ, which stay as they are."""
    _lay_keys(ours, copy)
    return [path.name for path in _key_files(ours)
            if (copy.keys / path.name).read_bytes() != path.read_bytes()]  # fmt: skip


def _lay_keys(ours: CaseFolder, copy: CaseFolder) -> None:
    for path in _key_files(ours):
        target = copy.keys / path.name
        if not target.exists():
            try:
                make_folders(copy.keys)
                write_durably(target, path.read_bytes())
            except OSError as error:
                says = f"cannot write {target}: {error.strerror}"
                raise DamagedError("sync.keys", says, path=str(target)) from error


def _key_files(folder: CaseFolder) -> list[Path]:
    if not folder.is_locked:
        return []
    return sorted(path for path in folder.keys.iterdir() if _KEY.match(path.name))


def _is_absent(ledger: Path) -> bool:
    """Say whether the ledger is not there, or not more than its name: a making was broken off."""
    return not ledger.exists() or ledger.stat().st_size == 0


def _refuse_links(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except OSError:
        return
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        says = f"{path.name} of the other copy is a link or a device, not a file; it is not opened"
        raise DamagedError("sync.link", says, path=str(path))


def _mark(other: Path, *, read_only: bool) -> str:
    """Return the copy's own random id, made at the first exchange; "" where none can be."""
    path = other / MARK
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(4096))["copy"]
        if isinstance(found, str) and _ID.match(found):
            return found
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    if read_only:
        return ""
    fresh = ident.random_id()
    write_durably(path, json.dumps({"copy": fresh}).encode(), 0o644)
    return fresh


def unmark(ours: CaseFolder) -> None:
    """Forget the mark of the copy that our folder was once copied from; it is another one now."""
    with contextlib.suppress(OSError):
        (ours.root / MARK).unlink(missing_ok=True)


def restate(ledger: Ledger, folder: CaseFolder) -> None:
    """Bring case.toml to the newest settings that the copy holds."""
    settings = None
    for row in ledger.store.rows(kinds=("settings",)):
        with contextlib.suppress(Error):
            settings = read_entry(row, ledger.keyring).payload or settings
    if settings is not None and folder.toml.read_bytes() != render_toml(ledger.case, settings):
        folder.write_toml(ledger.case, settings)
