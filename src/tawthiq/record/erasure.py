"""Erasure: what is taken out of a case for good, as one set with a reason per entry.

Headers stay, payloads and blobs go; the erasure's own entry names both, says why in a word
of a closed list and in a sentence that holds none of the erased names.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from tawthiq.base import canon, digest

Reason = Literal["asked", "consent", "safety", "mistake", "law", "retention", "other"]
REASONS: Final[tuple[Reason, ...]] = (
    "asked", "consent", "safety", "mistake", "law", "retention", "other",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Erasure:
    """The payload of an `erasure` entry.

    `entries` are those whose payload is gone, `blobs` the names of files in the vault that
    are gone, `items` those of the entries that were items. `what` is `what_of` these, which
    is what a second person confirmed; `checked_by` is how many people it rests on.
    """

    entries: tuple[str, ...]
    why: str
    blobs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    reason: Reason = "other"
    what: str = ""
    checked_by: int = 1

    @property
    def is_itself(self) -> bool:
        """Say whether it names what was agreed to, and nothing else."""
        return self.what == what_of(self.entries, self.blobs, self.reason)


def what_of(entries: Iterable[str], blobs: Iterable[str], reason: str) -> str:
    """Return SHA-256, in hex, over exactly what an erasure takes out and on what ground."""
    plain = {"blobs": sorted(blobs), "entries": sorted(entries), "reason": reason}
    return digest.sha256(b"tawthiq erasure 1\n" + canon.encode(plain)).hex()


@dataclass(frozen=True, slots=True)
class Reached:
    """One entry and why it is reached, or why it is not; never with the words themselves.

    `anew` says that what of it is needed is entered again without the erased words.
    """

    entry: str
    kind: str
    reason: str
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Blob:
    """One file of the vault: its name there, and its bytes."""

    label: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Erasing:
    """The whole set: what goes, what is linked to it and stays, what a person must decide on.

    `beyond` lists in words what cannot be reached from here; `releases` are entries of
    dossiers that used something of it; `before` are earlier erasures whose place it takes.
    """

    gone: tuple[Reached, ...]
    stays: tuple[Reached, ...]
    undecided: tuple[Reached, ...]
    blobs: tuple[Blob, ...]
    items: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()
    reason: Reason = "other"
    before: tuple[Erasure, ...] = ()

    @property
    def what(self) -> str:
        """The digest by which a second person confirms this set."""
        return self.stated("").what

    def stated(self, why: str, checked_by: int = 1) -> Erasure:
        """Return the payload of this erasure's own entry."""
        entries = dict.fromkeys(one.entry for one in self.gone)
        blobs = dict.fromkeys(blob.label for blob in self.blobs)
        items = dict.fromkeys(self.items)
        for earlier in self.before:
            entries.update(dict.fromkeys(earlier.entries))
            blobs.update(dict.fromkeys(earlier.blobs))
            items.update(dict.fromkeys(earlier.items))
        return Erasure(
            entries=tuple(entries),
            why=why,
            blobs=tuple(blobs),
            items=tuple(items),
            reason=self.reason,
            what=what_of(entries, blobs, self.reason),
            checked_by=checked_by,
        )


@dataclass(frozen=True, slots=True)
class Done:
    """What one run took away; `is_finished` false where another process holds the files."""

    payloads: int = 0
    blobs: int = 0
    bytes: int = 0
    is_finished: bool = True


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What a dossier says of an erased item: its id, the class of reason, the day."""

    item: str
    reason: Reason
    day: str
