"""Making and opening a case: its folder, its ledger, its views, this device's memory."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import platformdirs

from tawthiq.base import ident, instant
from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.ledger.device import Device
from tawthiq.ledger.folder import UNLOCKED_NOTICE, CaseFolder
from tawthiq.ledger.ledger import Ledger
from tawthiq.ledger.sqlite import SqliteStore
from tawthiq.ledger.vault import FolderVault
from tawthiq.record.case_facts import Settings
from tawthiq.record.entry import Draft

Clock = Callable[[], datetime]


def device_home() -> Path:
    """Return this device's own folder; TAWTHIQ_HOME overrides the system's place for it."""
    override = os.environ.get("TAWTHIQ_HOME")
    return Path(override) if override else platformdirs.user_data_path("tawthiq", appauthor=False)


def make(
    root: Path, settings: Settings, home: Path | None = None, clock: Clock = instant.now
) -> None:
    """Make a new case in `root`, which must be empty or absent.

    Raises UsageError("case.not-empty") otherwise, and UsageError("case.locked") for a case
    that should be locked: locking comes with a later version.
    """
    if settings.locked:
        raise UsageError(
            "case.locked",
            "locked cases come with a later version; --unlocked makes a case without"
            f" encryption, for fictional or published material only: {UNLOCKED_NOTICE}",
        )
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UsageError("case.not-empty", f"{root} is not an empty folder", path=str(root))
    folder, case = CaseFolder(root), ident.random_id()
    try:
        root.mkdir(parents=True, exist_ok=True)
        store = SqliteStore.create(folder.ledger)
    except OSError as error:
        raise DamagedError(
            "case.make", f"cannot make a case in {root}: {error.strerror}", path=str(root)
        ) from error
    try:
        ledger = Ledger(
            case, store, FolderVault(folder.vault), Device(home or device_home()), clock
        )
        plain = to_plain(settings)
        ledger.append([Draft("case", {"case": case, "format": 1}), Draft("settings", plain)])
        folder.write_toml(case, plain)
    finally:
        store.close()


def open_ledger(root: Path, home: Path | None = None, clock: Clock = instant.now) -> Ledger:
    """Open the ledger of the case in `root`; sweep what a crash left in its vault."""
    folder = CaseFolder(root)
    case = folder.case_id()
    store, vault = SqliteStore(folder.ledger), FolderVault(folder.vault)
    ledger = Ledger(case, store, vault, Device(home or device_home()), clock)
    if vault.has_remains():
        sweep(ledger, vault)
    return ledger


def sweep(ledger: Ledger, vault: FolderVault, older_than: float | None = None) -> int:
    """Remove what crashes left behind, under the case's lock; named blobs always stay."""
    with ledger.store.writing():
        named = {
            str(entry.payload["sha256"])
            for entry in ledger.entries()
            if entry.payload is not None and entry.payload.get("sha256")
        }
        return vault.sweep(named) if older_than is None else vault.sweep(named, older_than)
