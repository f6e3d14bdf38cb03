"""Copies of a case: `backup`, what is known of copies elsewhere, and `restore`."""

import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tawthiq.base import ident, instant
from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.opening import open_ledger
from tawthiq.case.parts import Parts
from tawthiq.ledger import erasing
from tawthiq.ledger.backup import keys, restoring, retiring, shelf, snapshot, taking
from tawthiq.ledger.backup.keys import BackupKeys, Envelope
from tawthiq.ledger.backup.retiring import Retired
from tawthiq.ledger.backup.shelf import Shelf
from tawthiq.ledger.backup.taking import Taken
from tawthiq.ledger.durable import write_durably
from tawthiq.ledger.header import decode_header
from tawthiq.ledger.vault import FolderVault
from tawthiq.record.copies import (
    STALE_DAYS,
    Copy,
    Covered,
    age_in_days,
    counted,
    lacking,
    newest,
)
from tawthiq.record.entry import Draft
from tawthiq.view.copies import copies

KEEP = 10
_LAYERS = 8  # of partitions, volumes and encryption between a file system and its disk


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person says about a backup.

    `passphrase` opens a backup of an unlocked case; without it `unencrypted` must be said.
    `verify` reads all of the folder before, and has what is damaged written anew.
    """

    label: str | None = None
    passphrase: str | None = None
    unencrypted: bool = False
    keep: int = KEEP
    away: bool = False
    verify: bool = False


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What one backup did. `faults` are sentences on what is not well; empty is good.

    `erased` are the snapshots that left because they still held what was erased, `lost` the
    earlier ones that cannot come back whole any more.
    """

    copy: Copy
    new_objects: int
    new_bytes: int
    faults: tuple[str, ...]
    erased: tuple[str, ...] = ()
    old: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


class Copies:
    """Backups of one open case."""

    def __init__(self, parts: Parts, clock: Callable[[], datetime] = instant.now) -> None:
        """Work on the case's files; `clock` dates the snapshots."""
        self._parts = parts
        self._clock = clock

    def known(self) -> tuple[Copy, ...]:
        """Return every backup that the record knows of, in the order they were entered."""
        self._parts.views.refresh()
        return copies(self._parts.views)

    def is_begun(self, target: Path) -> bool:
        """Say whether there is a backup of this case in the folder `target` already."""
        return (shelf.folder_of(target, self._parts.ledger.case) / "backup.json").is_file()

    def needs_passphrase(self, target: Path) -> bool:
        """Say whether a backup into `target` takes a passphrase that the case does not give."""
        if self._parts.ledger.keyring is not None:
            return False
        root = shelf.folder_of(target, self._parts.ledger.case)
        return not self.is_begun(target) or shelf.read_envelope(root).is_encrypted

    def backup(self, target: str | Path, choices: Choices | None = None) -> BackedUp:
        """Add the case as it is now to the backup in the folder `target`, and verify it.

        Raises UsageError where the folder is no place for it or its passphrase is missing,
        DamagedError where its disk refuses; earlier snapshots are then as they were.
        """
        chosen, parts = choices or Choices(), self._parts
        place = _place(Path(target), parts.folder.root)
        root = shelf.folder_of(place, parts.ledger.case)
        with shelf.writing(root):
            opened, envelope = self._opened(root, chosen)
            kept = Shelf(root, opened)
            damage = self._audited(kept) if chosen.verify else ()
            taken, gone = self._taken(kept, envelope)
            left = retiring.retire(kept, chosen.keep, gone)
            lost = tuple(restoring.broken(kept, kept.objects())) if chosen.verify else ()
            oldest = kept.names()[0]
        copy = self._entered(place, taken, envelope, chosen, tuple(left.dropped), oldest)
        faults = (*taken.faults, *damage, *_told(left, taken))
        reasons = left.dropped.items()
        return BackedUp(
            copy, taken.new_objects, taken.new_bytes, faults,
            tuple(name for name, why in reasons if why == "erased"),
            tuple(name for name, why in reasons if why == "old"), lost,
        )  # fmt: skip

    def _opened(self, root: Path, chosen: Choices) -> tuple[BackupKeys, Envelope]:
        """Return the key of the backup in `root`, which is begun where there is none."""
        case, ring = self._parts.ledger.case, self._parts.ledger.keyring
        if not (root / "backup.json").exists():
            return _begun(root, self._parts, chosen)
        envelope = shelf.read_envelope(root)
        if envelope.case != case:
            raise UsageError("backup.other", f"{root} is the backup of another case")
        if ring is not None:
            return BackupKeys(keys.open_for_case(envelope, ring)), envelope
        if envelope.sealed is not None:
            raise UsageError("backup.keys", "this backup is one of the case when it was locked")
        return BackupKeys(keys.open_for_people(envelope, (), chosen.passphrase)[0]), envelope

    def _taken(self, kept: Shelf, envelope: Envelope) -> tuple[Taken, set[tuple[str, int]]]:
        parts, ledger = self._parts, self._parts.ledger
        vault = ledger.vault
        if not isinstance(vault, FolderVault):
            raise UsageError("backup.vault", "only a vault in a folder can be backed up so far")
        gone = {
            (row.log, row.index)
            for entry in erasing.tombstones(ledger)
            for row in ledger.store.find(entry)
        }
        size = sum(path.stat().st_size for path in parts.folder.vault.glob("*/*/*"))
        moment = instant.render_instant(self._clock())
        with parts.progress("backing up", size) as advance:
            taken = taking.take(
                parts.folder, vault, kept, (ledger.case, envelope.folder), moment, advance, gone
            )
        return taken, gone

    def _audited(self, kept: Shelf) -> tuple[str, ...]:
        """Read all of the backup; make room for what is damaged to be written anew."""
        with self._parts.progress("verifying", sum(kept.objects().values())) as advance:
            found = restoring.audit(kept, advance)
        for name, code in found.damaged.items():
            if code != shelf.UNREAD:
                kept.discard(name)
        count = len(found.damaged)
        if not count:
            return ()
        return (f"{count} objects of the backup were damaged; do not trust this medium",)

    def _entered(
        self,
        place: Path,
        taken: Taken,
        envelope: Envelope,
        chosen: Choices,
        dropped: tuple[str, ...],
        oldest: str,
    ) -> Copy:
        head, moment = taken.head, instant.render_instant(self._clock())
        copy = Copy(
            folder=envelope.folder,
            label=chosen.label or _name_of(place),
            snapshot=head.name,
            taken=head.taken,
            verified=moment,
            files=head.files,
            bytes=head.bytes,
            heads=tuple(Covered(log.log, log.size, log.head) for log in head.logs),
            read="all" if chosen.verify else "new",
            from_medium=taken.from_medium,
            whole=head.whole,
            encrypted=envelope.is_encrypted,
            same_disk=_is_same_disk(place, self._parts.folder.root),
            away=chosen.away,
            oldest=snapshot.taken_at(oldest),
            dropped=dropped,
        )
        self._parts.ledger.append([Draft("copy", to_plain(copy))])
        self._parts.views.refresh()
        return copy


def _begun(root: Path, parts: Parts, chosen: Choices) -> tuple[BackupKeys, Envelope]:
    """Begin a backup: make its key, and write who can open it."""
    ledger = parts.ledger
    secret, own = secrets.token_bytes(32), ident.random_id()
    if ledger.keyring is not None:
        envelope = keys.seal_for_case(own, ledger.case, secret, ledger.keyring)
    elif chosen.passphrase is None and not chosen.unencrypted:
        says = (
            "this case is not locked: give the backup a passphrase with --passphrase-file FILE,"
            " or say --unencrypted"
        )
        raise UsageError("backup.passphrase", says)
    else:
        given = None if chosen.unencrypted else chosen.passphrase
        envelope = keys.seal_for_people(own, ledger.case, secret, given)
    if Shelf(root, BackupKeys(secret)).names():
        says = f"backup.json is missing from {root}; its snapshots cannot be read without it"
        raise DamagedError("backup.key", says)
    write_durably(root / "backup.json", keys.encode(envelope))
    return BackupKeys(secret), envelope


def _place(target: Path, case: Path) -> Path:
    """Return the folder for backups, which must be there: an absent disk is not made up for."""
    if not target.is_dir():
        says = f"there is no folder {target}; make it, or connect the disk it lies on"
        raise UsageError("backup.no-folder", says, path=str(target))
    place, inner = target.resolve(), case.resolve()
    if place == inner or inner in place.parents:
        says = "a backup inside the case's own folder is no second copy; choose another disk"
        raise UsageError("backup.inside", says, path=str(target))
    return place


def _name_of(place: Path) -> str:
    """Return what people call the disk that a folder lies on: the name it is mounted under."""
    mounted = next(path for path in (place, *place.parents) if os.path.ismount(path))
    return mounted.name or mounted.drive or "this computer's disk"


def _is_same_disk(place: Path, case: Path) -> bool:
    return _disk_of(place.stat().st_dev) == _disk_of(case.stat().st_dev)


def _disk_of(device: int) -> str:
    """Return what tells disks apart: on Linux the whole disk below partitions and encryption."""
    if not hasattr(os, "major"):
        return str(device)
    found = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}").resolve()
    for _ in range(_LAYERS):
        below = sorted(found.glob("slaves/*"))
        if (found / "partition").exists():
            found = found.parent
        elif below:
            found = below[0].resolve()
    return str(found)


def _told(left: Retired, taken: Taken) -> Iterator[str]:
    """Say why something older stays, or cannot come back."""
    if not taken.head.whole:
        yield "the case is not whole, so no earlier snapshot was removed, also not for an erasure"
    if left.unread:
        yield f"{len(left.unread)} earlier snapshots cannot be read; nothing was removed"
    if left.damaged:
        yield f"{len(left.damaged)} earlier snapshots are damaged and cannot come back"


def told(copies: Iterable[Copy], now: datetime) -> Iterator[tuple[bool, str]]:
    """Yield for each copy, then for each thing that is missing: whether it is well, a sentence."""
    held = newest(copies)
    fine = counted(held)
    for copy in held:
        kept = "on the disk of the case, which does not count" if copy.same_disk else "elsewhere"
        kept = "in another place" if copy.away and not copy.same_disk else kept
        state = "" if copy.whole else "; taken of a damaged case"
        age = age_in_days(copy, now)
        yield copy in fine, f"{copy.label}: verified {instant.days_ago(age)}, {kept}{state}"
    for says in lacking(held, now):
        yield False, says


def closed_copies(root: Path, now: datetime) -> tuple[bool, str]:
    """Say what a locked case tells of its copies without its key: how many, and how old."""
    ledger = open_ledger(root, closed=True)
    with closing(ledger.store):
        heads = [decode_header(row.header) for row in ledger.store.rows(kinds=("copy",))]
    if not heads:
        return False, "no backup was entered; run 'tawthiq backup DIR'"
    last = datetime.strptime(heads[-1].time, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    days = max((now - last).days, 0)
    number = "1 backup was" if len(heads) == 1 else f"{len(heads)} backups were"
    says = f"{number} entered, the last {instant.days_ago(days)}; unlock to see where"
    return days <= STALE_DAYS, says
