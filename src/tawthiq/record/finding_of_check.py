"""What `check` finds: one line per thing, each naming what is wrong and where."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["damaged", "untrusted", "note"]


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: at which step, how bad, about what, in one sentence."""

    step: int
    level: Level
    what: str
    says: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings of one check, and what it looked at.

    `unexamined` are the steps that could not be taken; none of them may be called right.
    """

    steps: tuple[str, ...]
    found: tuple[Found, ...]
    entries: int
    blobs: int
    outside_heads: tuple[str, ...]
    unexamined: frozenset[int] = frozenset()

    @property
    def status(self) -> int:
        """The exit status: 3 damaged, else 1 untrusted, else 0."""
        levels = {item.level for item in self.found}
        return 3 if "damaged" in levels else 1 if "untrusted" in levels else 0
