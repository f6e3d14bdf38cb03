"""Making a case from a backup: every byte verified, then checked, then a log of its own."""

from dataclasses import dataclass
from pathlib import Path

from tawthiq.base import instant
from tawthiq.base.errors import Error, UsageError
from tawthiq.case.keeping import check
from tawthiq.case.opening import Clock, open_ledger
from tawthiq.case.progress import Progress, silent
from tawthiq.ledger.backup import keys, restoring, shelf
from tawthiq.ledger.backup.keys import BackupKeys
from tawthiq.ledger.backup.restoring import Restored
from tawthiq.ledger.backup.shelf import Shelf
from tawthiq.ledger.folder import CaseFolder
from tawthiq.record.entry import Draft
from tawthiq.record.finding_of_check import Verdict

WHY = "the case was restored from a backup"


@dataclass(frozen=True, slots=True)
class Source:
    """A backup, opened: what it holds, and the case's own key where that is locked."""

    shelf: Shelf
    folder: str
    key: bytes | None = None


@dataclass(frozen=True, slots=True)
class CaseRestored:
    """A restored case: its snapshot, files, what could not come back, what `check` said.

    `fault` says why the copy could not begin a log of its own, where it could not.
    """

    found: Restored
    verdict: Verdict
    key: bytes | None = None
    fault: str | None = None


def is_encrypted(source: Path) -> bool:
    """Say whether the backup in `source` needs a passphrase."""
    return shelf.read_envelope(shelf.find(source)).is_encrypted


def open_backup(source: Path, passphrase: str | None) -> Source:
    """Open the backup in `source`; a wrong passphrase raises UsageError."""
    root = shelf.find(source)
    envelope = shelf.read_envelope(root)
    files = shelf.read_case_keys(root) if envelope.sealed is not None else []
    secret, case_key = keys.open_for_people(envelope, files, passphrase)
    return Source(Shelf(root, BackupKeys(secret)), envelope.folder, case_key)


def restore(
    source: Source,
    root: Path,
    *,
    snapshot: str | None = None,
    partial: bool = False,
    progress: Progress = silent,
    home: Path | None = None,
    clock: Clock = instant.now,
) -> CaseRestored:
    """Make the case of a snapshot (default: the newest) in the empty folder `root`.

    Raises UsageError for a folder in the backup, DamagedError where something cannot come back, unless `partial`; then the folder
    is as it was. The copy begins a log of its own, so that two copies never sign one log.
    """
    if root.resolve().is_relative_to(source.shelf.root.resolve()):
        says = "a case is not restored into the backup itself; choose a folder elsewhere"
        raise UsageError("restore.inside", says)
    head = restoring.choose(source.shelf, snapshot)
    with progress("restoring", head.bytes) as advance:
        found = restoring.restore(source.shelf, head, root, advance, partial=partial)
    ledger = open_ledger(root, home, clock, key=source.key)
    try:
        verdict = check(CaseFolder(root), ledger, None, progress)
        ledger.restart(WHY)
        payload = {"backup": source.folder, "snapshot": head.name, "files": found.files}
        ledger.append([Draft("import", payload)])
        fault = None
    except Error as error:
        if found.missing or not head.whole:
            fault = error.message
        else:
            raise
    finally:
        ledger.store.close()
    return CaseRestored(found, verdict, source.key, fault)
