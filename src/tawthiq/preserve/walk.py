"""Finding the files of a folder, in one order on every machine, with what cannot be read.

Links are named and not followed: what they point to was not handed over.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from tawthiq.base import instant
from tawthiq.base.errors import UsageError
from tawthiq.base.script import show
from tawthiq.record.item import FileName


@dataclass(frozen=True, slots=True)
class Given:
    """One file that was handed over; `folder` is its path below what was given.

    `packed` opens a file that came inside an archive, whose `path` leads through it.
    """

    path: Path
    folder: str
    bytes: int
    modified_at: str | None
    packed: Callable[[], BinaryIO] | None = None

    def open(self) -> BinaryIO:
        """Open its bytes from their beginning."""
        return self.packed() if self.packed is not None else self.path.open("rb", buffering=0)


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing of a batch that could not be done, with the reason in one sentence."""

    path: str
    reason: str


def walk(paths: Sequence[Path], code: str | None = None) -> tuple[list[Given], list[Failure]]:
    """Return all files below `paths` and what could not be read.

    Raises UsageError when a path that was named does not exist. What a protected person
    gave is called by its `code` name: a path may hold the name of the person.
    """
    if code is not None:
        return _sheltered(paths, code)
    files: list[Given] = []
    failures: list[Failure] = []
    for path in paths:
        if not path.exists():
            raise UsageError("preserve.missing", f"there is no {show(str(path))}", path=str(path))
        if not path.is_dir() and not path.is_file():
            says = f"{show(str(path))} is neither a file nor a folder"
            raise UsageError("preserve.kind", says, path=str(path))
        if path.is_dir():
            for found in _below(path, path, failures):
                _take(found, path.parent, files, failures)
        else:
            _take(path, path.parent, files, failures)
    return files, failures


def _sheltered(paths: Sequence[Path], code: str) -> tuple[list[Given], list[Failure]]:
    try:
        files, failures = walk(paths)
    except UsageError as error:
        says = f"one of the paths given for {code} is not there, or is neither a file nor a folder"
        raise UsageError(error.code, says) from None
    return files, [Failure(code, failure.reason) for failure in failures]


def name_of(path: Path) -> FileName:
    """Return a file's name as it came: text, and its bytes where they are not UTF-8."""
    raw = os.fsencode(path.name)
    try:
        return FileName(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return FileName(raw.decode("utf-8", "replace"), raw.hex())


def _below(folder: Path, top: Path, failures: list[Failure]) -> Iterator[Path]:
    try:
        with os.scandir(folder) as listing:
            inside = sorted(listing, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        reason = f"this folder cannot be read: {error.strerror}"
        failures.append(Failure(show(str(folder)), reason))
        return
    for entry in inside:
        path = Path(entry.path)
        if entry.is_symlink():
            reason = "a link is not followed; hand over what it points to"
            failures.append(Failure(show(str(path)), reason))
        elif entry.is_dir():
            yield from _below(path, top, failures)
        else:
            yield path


def _take(path: Path, top: Path, files: list[Given], failures: list[Failure]) -> None:
    try:
        facts = path.stat()
    except OSError as error:
        failures.append(Failure(show(str(path)), f"it cannot be read: {error.strerror}"))
        return
    if not path.is_file():
        failures.append(Failure(show(str(path)), "it is no regular file"))
        return
    folder = os.fsencode(path.parent.relative_to(top)).decode("utf-8", "replace")
    modified = instant.render_instant(datetime.fromtimestamp(facts.st_mtime, UTC))
    files.append(Given(path, "" if folder == "." else folder, facts.st_size, modified))
