"""Doing what a standing erasure says: payloads out of the store, blobs out of the vault.

`apply` may be called at any time and as often as one likes: it finishes what a crash left
undone, and takes away again what a sync or a restored copy brought back.
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from tawthiq.base.errors import DamagedError, Error, UsageError
from tawthiq.base.shape import from_plain
from tawthiq.ledger import person_key
from tawthiq.ledger.durable import sync_folder
from tawthiq.ledger.folder import CaseFolder, render_toml
from tawthiq.ledger.ledger import Ledger, read_entry
from tawthiq.ledger.person_folder import PersonFolder
from tawthiq.ledger.readonly import is_read_only
from tawthiq.ledger.sqlite import SqliteStore
from tawthiq.ledger.store import Store
from tawthiq.ledger.vault import FolderVault, is_name
from tawthiq.record.entry import Entry
from tawthiq.record.erasure import Done, Erasure
from tawthiq.record.person import KINDS
from tawthiq.record.team import team_of


class Renewable(Protocol):
    """Views that can be made anew in a new file."""

    def renew(self) -> None:
        """Build the file from nothing and put it in the place of the old one."""


def erasures(ledger: Ledger, store: Store | None = None) -> dict[str, Erasure]:
    """Return the erasures that stand, by the id of their entry.

    One stands if whoever signed it may erase and, in a case of two people, both agreed to
    exactly this; in a case where nobody has a key, any log's stands (record.team). Entries
    on which rights rest are never among what one names. `store` may be another copy's; its
    rows are taken as they are.
    """
    source = store if store is not None else ledger.store
    if next(iter(source.rows(kinds=("erasure",))), None) is None:
        return {}
    entries = list(_entries(ledger, source))
    founder = PersonFolder(ledger.device.home, ledger.case).founder
    stand = team_of(person_key.acts(entries, ledger.case), founder).erasures
    rights, found = _rights(entries, source), {}
    for entry in entries:
        if entry.id in stand and entry.payload is not None:
            with contextlib.suppress(UsageError):
                erasure = from_plain(Erasure, entry.payload)
                named = tuple(e for e in erasure.entries if e not in rights and e != entry.id)
                if erasure.is_itself:
                    found[entry.id] = replace(erasure, entries=named)
    return found


def _rights(entries: Sequence[Entry], source: Store) -> set[str]:
    """Return the entries that say who may erase, and who agreed to an erasure."""
    asked = {
        entry.id
        for entry in entries
        if entry.header.kind == "proposal" and (entry.payload or {}).get("act") == "erase"
    }
    held = {row.id.hex() for row in source.rows(kinds=("device",))}
    for entry in entries:
        kind, payload = entry.header.kind, entry.payload or {}
        if kind in {"case", "person"} or (kind == "confirmation" and payload.get("of") in asked):
            held.add(entry.id)
    return held | asked


def _entries(ledger: Ledger, source: Store) -> Iterator[Entry]:
    for row in source.rows(kinds=KINDS):
        with contextlib.suppress(Error):  # what is damaged, or not open, gives nobody a right
            yield read_entry(row, ledger.keyring)


def tombstones(ledger: Ledger, store: Store | None = None) -> Mapping[str, str]:
    """Return, for each entry that a standing erasure names, the id of that erasure."""
    return {
        entry: key
        for key, erasure in erasures(ledger, store).items()
        for entry in erasure.entries
        if is_name(entry)
    }


def blocked(ledger: Ledger) -> frozenset[str]:
    """Return the names of files in the vault that were erased and must not come back."""
    return frozenset(
        label for erasure in erasures(ledger).values() for label in erasure.blobs if is_name(label)
    )


def pending(ledger: Ledger) -> bool:
    """Say whether something that was erased is still here, or its traces are."""
    return _is_marked(ledger.store) or any(
        row.salt is not None or row.body is not None
        for entry in tombstones(ledger)
        for row in ledger.store.find(entry)
    )


def unfounded(ledger: Ledger) -> list[str]:
    """Return entries whose payload is gone and that only an erasure names which does not stand."""
    named: dict[str, None] = {}
    for row in ledger.store.rows(kinds=("erasure",)):
        with contextlib.suppress(Error):
            entries = (read_entry(row, ledger.keyring).payload or {}).get("entries")
            if isinstance(entries, list):
                named.update(dict.fromkeys(filter(_is_id, entries)))
    stand = tombstones(ledger) if named else {}
    return [
        entry
        for entry in named
        if entry not in stand
        for row in ledger.store.find(entry)
        if row.salt is None and row.body is None
    ]


def _is_id(value: object) -> bool:
    return isinstance(value, str) and is_name(value)


def apply(ledger: Ledger, views: Renewable | None = None) -> Done:
    """Take away all that standing erasures name; idempotent, and safe to be interrupted.

    The store is marked in the transaction that drops payloads, and the mark goes last: so
    whatever happens in between, the next `apply` goes on. Without `views` their file is
    removed; the next opening makes it anew.
    """
    gone = tombstones(ledger)
    dropped = blobs = size = 0
    if gone:
        with ledger.writing() as writer:
            dropped = writer.drop_payloads(gone)
        blobs, size = _remove_blobs(ledger)
    if not dropped and not _is_marked(ledger.store):
        return Done(0, blobs, size)
    if views is not None:
        views.renew()
    else:
        _remove_views(ledger.store)
    _restate_toml(ledger)
    return Done(dropped, blobs, size, is_finished=ledger.store.compact())


def finish(ledger: Ledger) -> Done | None:
    """Finish, at the opening of a case, what was not; None where nothing is or can be done."""
    path = getattr(ledger.store, "path", None)
    if (isinstance(path, Path) and is_read_only(path)) or not pending(ledger):
        return None
    with ledger.device.signing(ledger.case):  # another process may be at it: let it end
        return apply(ledger) if pending(ledger) else None


def _is_marked(store: Store) -> bool:
    if not isinstance(store, SqliteStore):
        return False
    return bool(store.connection.execute("PRAGMA user_version").fetchone()[0])


def _remove_blobs(ledger: Ledger) -> tuple[int, int]:
    """Remove erased blobs that no living entry names; return how many files, and their bytes."""
    vault, wanted = ledger.vault, blocked(ledger)
    if not isinstance(vault, FolderVault):
        return 0, 0
    files = [path for label in sorted(wanted) for path in _files(vault, label)]
    if not files:
        return 0, 0
    living = _living(ledger)
    files = [path for path in files if path.name[:64] not in living]
    size = sum(path.stat().st_size for path in files)
    for path in files:
        _unlink(path)
    return len(files), size


def unkeep(ledger: Ledger, labels: Iterable[str]) -> None:
    """Remove files of the vault that were put in again although they were erased."""
    if isinstance(ledger.vault, FolderVault):
        for label in labels:
            _unlink(ledger.vault.path(label))


def _files(vault: FolderVault, label: str) -> list[Path]:
    """Return the blob's file, and damaged copies of it that were set aside."""
    path = vault.path(label)
    aside = sorted((vault.folder / "damaged").glob(f"{label}.*"))
    return [*([path] if path.exists() else []), *aside]


def _living(ledger: Ledger) -> set[str]:
    found: set[str] = set()
    for entry in ledger.entries():
        blob = (entry.payload or {}).get("sha256")
        if isinstance(blob, str) and is_name(blob):
            found.add(label_of(ledger, entry, blob))
    return found


def label_of(ledger: Ledger, entry: Entry, sha256: str) -> str:
    """Return the name in the vault of the blob that an entry holds, by how it is sealed."""
    labels = ledger.vault.labels(sha256)
    is_protected = (entry.payload or {}).get("protected") is not None
    return labels[-1] if is_protected else labels[0]


def _unlink(path: Path) -> None:
    try:
        path.chmod(0o600)  # Windows keeps read-only files from being removed
        path.unlink()
        sync_folder(path.parent)
    except FileNotFoundError:
        return
    except OSError as error:
        says = f"blob {path.name[:12]} cannot be removed: {error.strerror}; run 'tawthiq' again"
        raise DamagedError("erase.blob", says, path=str(path)) from error


def _remove_views(store: Store) -> None:
    path = getattr(store, "path", None)
    if not isinstance(path, Path):
        return
    folder = CaseFolder(path.parent)
    try:
        for found in sorted(folder.root.glob(f"{folder.views.stem}.*")):
            found.unlink(missing_ok=True)
    except OSError as error:
        says = f"{folder.views.name} cannot be removed: close other windows of this case"
        raise UsageError("erase.views", says) from error


def _restate_toml(ledger: Ledger) -> None:
    """Bring case.toml to the settings as they are stated now: the old ones may be gone."""
    path = getattr(ledger.store, "path", None)
    if not isinstance(path, Path):
        return
    folder, settings = CaseFolder(path.parent), None
    for row in ledger.store.rows(kinds=("settings",)):
        with contextlib.suppress(Error):
            settings = read_entry(row, ledger.keyring).payload or settings
    if settings is None or not folder.toml.is_file():
        return
    if folder.toml.read_bytes() != render_toml(ledger.case, settings):
        folder.write_toml(ledger.case, settings)
