"""What one check of the ledger gathers on its walk, and the names of its steps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tawthiq.base import merkle
from tawthiq.ledger.keyring import Keyring
from tawthiq.record.entry import Header
from tawthiq.record.finding_of_check import Found, Level

STEPS = (
    "case.toml says what the entries say",
    "the ledger's file is whole",
    "each header is well formed and in its place",
    "each payload keeps its commitment",
    "each signed head matches its tree",
    "people's own signatures verify",
    "heads known outside the case agree",
    "each blob has the bytes of its name",
    "the views are what a replay gives",
)


@dataclass(slots=True)
class Seen:
    """What the walk over the rows gathers for the later steps.

    `asked` are the (log, size) whose root an outside head will be compared with, `roots`
    what the walk found there and at every head held. `locks` are the ids of a locked case's
    keys, `stated` those that the case was made with (empty: unlocked; None: not known),
    `sealed` counts payloads whose key was not open.
    """

    found: list[Found] = field(default_factory=list)
    trees: dict[str, merkle.Frontier] = field(default_factory=dict)
    asked: set[tuple[str, int]] = field(default_factory=set)
    roots: dict[tuple[str, int], bytes] = field(default_factory=dict)
    nodes: dict[tuple[str, int, int], bytes] = field(default_factory=dict)
    ticks: dict[str, int] = field(default_factory=dict)
    causes: list[tuple[str, int, tuple[str, ...]]] = field(default_factory=list)
    blobs: set[str] = field(default_factory=set)
    kept: list[tuple[Header, Mapping[str, Any]]] = field(default_factory=list)
    without_payload: list[str] = field(default_factory=list)
    signed: list[tuple[str, Header]] = field(default_factory=list)
    entries: int = 0
    keyring: Keyring | None = None
    locked: bool = False
    locks: set[str] = field(default_factory=set)
    stated: frozenset[str] | None = None
    sealed: int = 0

    def say(self, step: int, level: Level, what: str, says: str) -> None:
        """Note one finding."""
        self.found.append(Found(step, level, what, says))

    def payloads(self, kind: str) -> Iterator[tuple[Header, Mapping[str, Any]]]:
        """Yield the kept payloads of one kind."""
        return ((head, payload) for head, payload in self.kept if head.kind == kind)

    def case(self) -> str | None:
        """Return the id of the case as its first entry states it."""
        return next((str(payload.get("case")) for _, payload in self.payloads("case")), None)
