"""What leaves a backup: snapshots beyond those kept, or with what was erased since (backup-1)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tawthiq.base.errors import DamagedError
from tawthiq.ledger.backup import snapshot
from tawthiq.ledger.backup.shelf import UNREAD, Shelf, explained
from tawthiq.ledger.backup.snapshot import Snapshot


@dataclass(slots=True)
class Retired:
    """What left: snapshots with the reason ("erased", "old"), how many objects, and what could not.

    `unread` are snapshots, or parts of them, that the disk does not give: while there are
    any, no object is removed. `damaged` are heads that hold nothing any more.
    """

    dropped: Mapping[str, str] = field(default_factory=dict)
    objects: int = 0
    unread: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def retire(shelf: Shelf, keep: int, erased: Collection[tuple[str, int]]) -> Retired:
    """Drop what the rule of snapshot.to_drop drops, then every object that nothing needs."""
    found = Retired()
    with explained():
        heads = []
        for name in shelf.names():
            try:
                heads.append(shelf.snapshot(name))
            except DamagedError as error:
                (found.unread if error.code == UNREAD else found.damaged).append(name)
        found.dropped = snapshot.to_drop(heads, keep, erased)
        shelf.drop(found.dropped)
        needed = set[str]()
        for head in heads:
            if head.name not in found.dropped:
                needed |= _needed(shelf, head, found)
        if not found.unread:
            found.objects = shelf.collect(needed)
    return found


def _needed(shelf: Shelf, head: Snapshot, found: Retired) -> set[str]:
    """Return the objects of a snapshot; a list that is lost for good needs none."""
    needed = set(head.lists)
    for name in head.lists:
        try:
            files = snapshot.files_in(shelf.read(name))
        except DamagedError as error:
            if error.code == UNREAD:
                found.unread.append(head.name)
            continue
        needed.update(part for file in files for part in file.parts)
    return needed
