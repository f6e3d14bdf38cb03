"""Making and opening a case: its folder, its keys, its ledger, this device's memory."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import platformdirs

from tawthiq.base import ident, instant
from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.ledger import keyring
from tawthiq.ledger.device import Device
from tawthiq.ledger.folder import CaseFolder
from tawthiq.ledger.form import Plain, Sealed
from tawthiq.ledger.keyring import Keyring
from tawthiq.ledger.ledger import Ledger, stated_locks
from tawthiq.ledger.passphrase import as_meant
from tawthiq.ledger.sqlite import SqliteStore
from tawthiq.ledger.vault import FolderVault, has_remains
from tawthiq.record.case_facts import Settings
from tawthiq.record.entry import Draft

Clock = Callable[[], datetime]


def device_home() -> Path:
    """Return this device's own folder; TAWTHIQ_HOME overrides the system's place for it."""
    override = os.environ.get("TAWTHIQ_HOME")
    return Path(override) if override else platformdirs.user_data_path("tawthiq", appauthor=False)


def make(
    root: Path,
    settings: Settings,
    home: Path | None = None,
    clock: Clock = instant.now,
    *,
    passphrase: str | None = None,
    recovery: str | None = None,
) -> bytes | None:
    """Make a new case in `root`, which must be empty or absent; return its key if locked.

    Raises UsageError("case.not-empty") otherwise, and UsageError("case.passphrase") for a
    case that should be locked without one.
    """
    if settings.locked and passphrase is None:
        raise UsageError("case.passphrase", "a locked case needs a passphrase")
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UsageError("case.not-empty", f"{root} is not an empty folder", path=str(root))
    folder, case, ring = CaseFolder(root), ident.random_id(), None
    try:
        root.mkdir(parents=True, exist_ok=True)
        if settings.locked:
            ring, files = keyring.make_keys(passphrase or "", recovery)
            for one in files:
                keyring.write_key(folder.keys, one)
        store = SqliteStore.create(folder.ledger)
    except OSError as error:
        raise DamagedError(
            "case.make", f"cannot make a case in {root}: {error.strerror}", path=str(root)
        ) from error
    try:
        ledger = Ledger(
            case, store, _vault(folder, ring), Device(home or device_home()), clock, ring
        )
        plain = to_plain(settings)
        stated: dict[str, object] = {"case": case, "format": 1}
        if ring is not None:
            stated["locks"] = [ring.lock, ring.protected]
        ledger.append([Draft("case", stated), Draft("settings", plain)])
        folder.write_toml(case, plain)
    finally:
        store.close()
    return ring.case_key if ring is not None else None


def unlock(root: Path, passphrase: str) -> tuple[str, bytes]:
    """Return the id and the key of the locked case in `root`.

    Raises UsageError for a wrong passphrase, in the same words and time whatever is wrong
    with it, and for a case that is not locked.
    """
    folder = CaseFolder(root)
    case = folder.case_id()
    if not folder.is_locked:
        raise UsageError("case.unlocked", "this case is not locked; it needs no passphrase")
    return case, keyring.open_case(keyring.read_keys(folder.keys), as_meant(passphrase))


def open_protected(root: Path, passphrase: str) -> bytes:
    """Return the private key for protected people; a wrong passphrase raises UsageError."""
    return keyring.open_protected(keyring.read_keys(CaseFolder(root).keys), as_meant(passphrase))


def open_ledger(
    root: Path,
    home: Path | None = None,
    clock: Clock = instant.now,
    *,
    key: bytes | None = None,
    closed: bool = False,
) -> Ledger:
    """Open the ledger of the case in `root`; sweep what a crash left in its vault.

    A locked case takes its `key`; `closed` opens it without, for a check. Raises UsageError("case.locked") where the key is wanted.
    """
    folder = CaseFolder(root)
    case = folder.case_id()
    ring = None
    if folder.is_locked and not closed:
        if key is None:
            raise UsageError(
                "case.locked",
                "this case is locked; run 'tawthiq unlock', or give --passphrase-file FILE",
            )
        ring = keyring.ring_of(keyring.read_keys(folder.keys), key)
    store, vault = SqliteStore(folder.ledger), _vault(folder, ring)
    if not closed:
        _demand_own_keys(store, ring)
    ledger = Ledger(case, store, vault, Device(home or device_home()), clock, ring)
    if not closed and has_remains(folder.vault):
        sweep(ledger, vault)
    return ledger


def _demand_own_keys(store: SqliteStore, ring: Keyring | None) -> None:
    """Raise DamagedError, and let go of the store, unless the case was made with these keys.

    A locked case without its keys would else be written to in the open; one with others
    would seal testimonies to whom they belong to.
    """
    stated = stated_locks(store)
    given = frozenset([ring.lock, ring.protected]) if ring is not None else frozenset[str]()
    if stated is None or stated == given:
        return
    store.close()
    says = "keys/ does not hold the keys that this case was made with"
    if not given:
        says = "this case is locked, but its folder keys/ is missing"
    elif not stated:
        says = "this case was made without a lock; the folder keys/ in it is of another: remove it"
        raise DamagedError("case.keys", says)
    raise DamagedError("case.keys", f"{says}; take it from a backup")


def _vault(folder: CaseFolder, ring: Keyring | None) -> FolderVault:
    return FolderVault(folder.vault, Plain() if ring is None else Sealed(ring))


def sweep(ledger: Ledger, vault: FolderVault, older_than: float | None = None) -> int:
    """Remove what crashes left behind, under the case's lock; named blobs always stay.

    What is sealed for protected people names no blob, so its key is not needed.
    """
    with ledger.writing():
        named: set[str] = set()
        for entry in ledger.entries():
            if entry.payload is not None and entry.payload.get("sha256"):
                named.add(str(entry.payload["sha256"]))
        return vault.sweep(named) if older_than is None else vault.sweep(named, older_than)
