"""The error tree: every failure a person may meet, with its exit status.

    Error (every one of ours)
    ├── UsageError      2  what was asked cannot be done as asked
    ├── DamagedError    3  something held is damaged, missing, or cannot be written
    ├── RefusedError    4  policy refuses, with the list of reasons
    └── UntrustedError  1  whole, but a signature, stamp or outside head does not verify

`code` is stable and meant for programs ("ledger.not-found"); the message is one
sentence for people and never carries the content of evidence. Exit statuses: design §8.
"""

from collections.abc import Sequence

DONE, UNTRUSTED, USAGE, DAMAGED, REFUSED, PARTLY = 0, 1, 2, 3, 4, 5
FAULT = 70
"""A mistake of the program itself (EX_SOFTWARE of sysexits.h)."""


class Error(Exception):
    """Base of all errors that Tawthiq raises on purpose."""

    status: int = USAGE

    def __init__(self, code: str, message: str, *, path: str | None = None) -> None:
        """Keep the stable code, the sentence for people, and the path it concerns."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.path = path


class UsageError(Error):
    """What was asked cannot be done as asked: a missing file, a wrong option."""

    status = USAGE


class DamagedError(Error):
    """Something held is damaged or missing, or a disk does not take what it must keep."""

    status = DAMAGED


class UntrustedError(Error):
    """The record is whole but a signature, stamp or outside head does not verify."""

    status = UNTRUSTED


class RefusedError(Error):
    """A rule of the case refuses the act; `reasons` lists each ground."""

    status = REFUSED

    def __init__(self, code: str, message: str, *, reasons: Sequence[str] = ()) -> None:
        """Keep the reasons beside the sentence, so that a screen can list them."""
        super().__init__(code, message)
        self.reasons = tuple(reasons)
