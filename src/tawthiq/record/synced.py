"""What one exchange between two copies of a case did."""

from dataclasses import dataclass

from tawthiq.base.errors import DONE, PARTLY, UNTRUSTED


@dataclass(frozen=True, slots=True)
class Moved:
    """What one direction brought: new entries, blobs, stamps; payloads taken away by erasures."""

    entries: int = 0
    blobs: int = 0
    stamps: int = 0
    erased: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """One thing that was not taken: `where` is `here` or `there`, `what` names a log or a blob."""

    where: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Parted:
    """A log with two histories, in words: whose it is, where they part, what to do."""

    log: str
    author: str
    first: int | None
    says: str


@dataclass(frozen=True, slots=True)
class RolledBack:
    """A log of which a copy holds less than was seen: entries `now` and `then`."""

    log: str
    now: int
    then: int
    says: str


@dataclass(frozen=True, slots=True)
class Synced:
    """The outcome of one exchange. `made` says that the other copy was made by it.

    `is_one_way` says that the other copy takes no writing; `keys_differ` that its wrapped
    keys are under another passphrase than ours.
    """

    came: Moved
    went: Moved
    refused: tuple[Refused, ...] = ()
    forks: tuple[Parted, ...] = ()
    rolled_back: tuple[RolledBack, ...] = ()
    made: bool = False
    is_one_way: bool = False
    keys_differ: bool = False

    @property
    def status(self) -> int:
        """The exit status: 1 for a fork or a roll-back, 5 where anything was refused, else 0."""
        if self.forks or self.rolled_back:
            return UNTRUSTED
        return PARTLY if self.refused else DONE
