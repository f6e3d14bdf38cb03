"""Copies of a case elsewhere: what a backup enters, and whether there are enough of them.

The rule is the one archives follow: three copies, on two media, one of them in another place
(Berkeley Protocol, para. 171). The case itself is the first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

ENOUGH: Final = 2
STALE_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Covered:
    """How far a copy holds one log: its entries, and the root that its head signs."""

    log: str
    size: int
    head: str | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """The payload of a `copy` entry: one backup, read back and verified.

    `folder` is a random id kept in the backup, `label` what a person calls the place;
    `same_disk` says that it lies on the disk of the case, `away` that a person says it is
    kept in another place. `read` is what the new bytes were compared with, or that all of it
    was read. `oldest` is the time of the oldest state still in the folder.
    """

    folder: str
    label: str
    snapshot: str
    taken: str
    verified: str
    files: int
    bytes: int
    heads: tuple[Covered, ...]
    read: Literal["new", "all"] = "new"
    from_medium: bool = False
    whole: bool = True
    encrypted: bool = True
    same_disk: bool = False
    away: bool = False
    oldest: str = ""
    dropped: tuple[str, ...] = ()


def newest(copies: Iterable[Copy]) -> tuple[Copy, ...]:
    """Return the last copy of each folder, the latest first; `copies` come in entries' order."""
    last: dict[str, Copy] = {}
    for copy in copies:
        last.pop(copy.folder, None)
        last[copy.folder] = copy
    return tuple(reversed(last.values()))


def counted(copies: Iterable[Copy]) -> tuple[Copy, ...]:
    """Return those of the newest copies that would help: on another disk than the case, and whole."""
    return tuple(copy for copy in copies if copy.whole and not copy.same_disk)


def age_in_days(copy: Copy, now: datetime) -> int:
    """Return the full days since a copy was verified; 0 for a clock that went back."""
    verified = datetime.strptime(copy.verified, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return max((now - verified).days, 0)


def lacking(copies: Sequence[Copy], now: datetime) -> tuple[str, ...]:
    """Say of the newest copies, in a sentence each, what is missing; nothing where all is well."""
    held = counted(copies)
    found = []
    if len(held) < ENOUGH:
        count = "no verified copy" if not held else "one verified copy"
        found.append(
            f"{count} of this case elsewhere; keep {ENOUGH} on other disks: 'tawthiq backup DIR'"
        )
    if held and not any(copy.away for copy in held):
        found.append("no copy is said to be kept in another place: 'tawthiq backup DIR --away'")
    old = [copy for copy in held if age_in_days(copy, now) > STALE_DAYS]
    if old and len(held) - len(old) < ENOUGH:
        says = ", ".join(f"{copy.label} ({age_in_days(copy, now)} days)" for copy in old)
        found.append(f"copies older than {STALE_DAYS} days: {says}")
    return tuple(found)
