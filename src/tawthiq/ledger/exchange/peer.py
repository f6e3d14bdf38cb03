"""What one copy of a case asks of another: a few messages, all of them questions.

Nothing is ever pushed: each side takes from the other. So a folder on a stick needs no
program of its own, and a peer elsewhere answers the same questions over another channel.
Every answer is judged by who asked; none changes anything, so any may be asked again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from tawthiq.base.errors import UntrustedError
from tawthiq.ledger.stamps import Stamp
from tawthiq.ledger.store import Row

MOST_LOGS = 4096
MOST_ROWS = 500
MOST_HEADS = 2000
MOST_BEARING = 20_000
MOST_STAMPS = 256
MOST_NAMES = 10_000
PIECE = 1 << 20
GREATEST_NOTE = 1 << 16
GREATEST_STAMP = 1 << 17
GREATEST_PAYLOAD = 1 << 26
GREATEST_BATCH = 1 << 28


class Refusal(Exception):  # noqa: N818 - a verdict on what was offered, not a fault of ours
    """What was offered is not taken; the text says why."""


class ForkFoundError(UntrustedError):
    """Two histories of one log, each signed by its key; `fork` tells where they part."""

    def __init__(self, fork: "Fork") -> None:
        """Keep what is known of the fork."""
        super().__init__("union.fork", fork.says)
        self.fork = fork


@dataclass(frozen=True, slots=True)
class Offer:
    """What a copy holds: of each log the newest signed head, empty where there is none.

    `locked` says whether payloads lie sealed; `copy` is the copy's own random id, if it has one.
    """

    case: str
    locked: bool
    heads: Mapping[str, str]
    copy: str | None = None


@dataclass(frozen=True, slots=True)
class Proven:
    """One row with its inclusion proof in the newest head that was offered of its log."""

    row: Row
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Fork:
    """One log with two histories. `ours` and `theirs` are signed heads that cannot both be true.

    `first` is the index of the first entry that differs, where the other side shows its
    entries; they differ somewhere from entry `low` up to entry `high` - 1 in any case.
    """

    log: str
    ours: str
    theirs: str
    first: int | None
    low: int
    high: int

    @property
    def says(self) -> str:
        """Say from where on the two differ."""
        if self.first is not None:
            place = f"from its entry {self.first} on"
        else:
            place = f"somewhere in its entries {self.low} to {self.high - 1}"
        return f"its history differs from the one held here {place}: a fork"


class Peer(Protocol):
    """The other copy. Answers may be wrong, hostile or missing: Refusal and Error say so."""

    def offer(self) -> Offer:
        """Return what it holds."""

    def bearing(self, since: Mapping[str, int], kinds: Collection[str]) -> list[Proven]:
        """Return the rows of some kinds in each log from an index on, with their proofs."""

    def proof(self, log: str, old: int, size: int) -> list[bytes]:
        """Return the consistency proof (RFC 6962) from `old` to `size` entries of a log."""

    def heads(self, log: str, after: int) -> list[tuple[int, str]]:
        """Return up to MOST_HEADS signed heads of more than `after` entries, by size."""

    def rows(self, log: str, start: int, most: int = MOST_ROWS) -> list[Row]:
        """Return up to `most` rows of a log from an index on."""

    def stamps(self, log: str) -> list[Stamp]:
        """Return what outsiders put to heads of a log."""

    def names(self, after: str) -> list[tuple[str, int]]:
        """Return up to MOST_NAMES blobs as they lie, (file name, bytes), by name."""

    def piece(self, name: str, start: int) -> bytes:
        """Return up to PIECE bytes of a blob as it lies; nothing beyond its end."""
