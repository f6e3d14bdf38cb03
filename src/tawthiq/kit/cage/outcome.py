"""What a call into the cage gives: an answer, or one clause that says why there is none.

Unreadable is a value, not an error: one bad file of a batch is nothing exceptional, and
the batch goes on. Inside the child a reader raises UnfitError; it never leaves the child.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What a task found: a JSON value, and bytes where JSON is no place for them."""

    value: Any
    blob: bytes = b""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why one file could not be read: a stable code, and a clause for people.

    The clause begins with "it" or "its" so that it stands after "could not be read: ";
    it never carries the content of the file.
    """

    code: str
    reason: str

    def __str__(self) -> str:
        return f"could not be read: {self.reason}"


class UnfitError(Exception):
    """Raised by a task inside the child: this file is not fit to be read, and why."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def in_words(size: int) -> str:
    """Return a number of bytes as people say it: `300 MB`, `2 kB`, `12 bytes`."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            number = f"{size / factor:.1f}".removesuffix(".0")
            return f"{number} {unit}"
    return f"{size} bytes"
