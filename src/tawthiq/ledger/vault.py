"""The vault: a folder of blobs, each under a name that its bytes give (vault-1).

In an open case that name is the SHA-256 of the bytes, and the file holds just them; in a
locked one it is an HMAC of that digest, and the file holds them sealed (form.py).

A blob is hashed while it is written to a temporary file, made durable, then linked to
its name; an existing name is never overwritten. A damaged blob of the same name is set
aside and replaced. What a crash leaves behind is swept later, never a named blob.
"""

import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from tawthiq.base import digest
from tawthiq.base.errors import DamagedError
from tawthiq.ledger.durable import link_new, sync_folder
from tawthiq.ledger.form import Form, Plain, Readable

SWEEP_AFTER_SECONDS = 3600
_NAME = re.compile(r"[0-9a-f]{64}\Z")
_PART = re.compile(r"[0-9a-f]{2}\Z")


def is_name(text: str) -> bool:
    """Say whether `text` can be a digest or the name of a file in the vault."""
    return bool(_NAME.match(text))


class Vault(Protocol):
    """Where bytes are kept under the digest of their content."""

    def put(
        self,
        source: BinaryIO,
        advance: Callable[[int], None] | None = None,
        *,
        protected: bool = False,
    ) -> tuple[str, int, bool]:
        """Keep a stream; return (hex SHA-256, bytes, whether it was held before)."""

    def open(self, sha256: str) -> BinaryIO:
        """Open a blob for reading."""

    def settle(self) -> None:
        """Make durable that all blobs put so far are there; only then may an entry name them."""

    def readable(self, sha256: str) -> Readable:
        """Return the blob as something that can be opened again and again."""

    def has(self, sha256: str) -> bool:
        """Say whether a blob of this name is there; its bytes are not read."""

    def names(self) -> Iterator[str]:
        """Yield the file names of all blobs."""

    def labels(self, sha256: str) -> tuple[str, ...]:
        """Return the file names under which the blob of a digest may lie."""


class FolderVault:
    """The default vault: `vault/ab/cd/<name>`, read-only files."""

    def __init__(self, folder: Path, form: Form | None = None) -> None:
        """Use `folder`, which is made at the first blob; `form` says how blobs lie in it."""
        self.folder = folder
        self.form = form or Plain()
        self._session: Path | None = None
        self._unnamed: set[Path] = set()  # what lies there, but under a name not yet durable
        self._named: set[Path] = set()  # folders whose name this process has made durable

    def path(self, name: str) -> Path:
        """Return where the file of this name lies or would lie."""
        if not is_name(name):
            raise DamagedError("vault.name", f"{name[:12]!r} is not the name of a blob")
        return self.folder.joinpath(name[:2], name[2:4], name)

    def labels(self, sha256: str) -> tuple[str, ...]:
        """Return the file names under which the blob of a digest may lie."""
        if not is_name(sha256):
            raise DamagedError("vault.name", f"{sha256[:12]!r} is not the digest of a blob")
        return self.form.labels(sha256)

    def find(self, sha256: str) -> Path:
        """Return the file of a digest: the one that is there, else where it ought to lie."""
        paths = [self.path(label) for label in self.labels(sha256)]
        return next((path for path in paths if path.is_file()), paths[0])

    def put(
        self,
        source: BinaryIO,
        advance: Callable[[int], None] | None = None,
        *,
        protected: bool = False,
    ) -> tuple[str, int, bool]:
        """Keep a stream under its digest: its bytes are durable, its name is after `settle`.

        In a locked case `protected` seals it for who may know protected people.
        Raises digest.SourceError where the stream cannot be read to its end, DamagedError
        where the vault's disk refuses.
        """
        temporary: Path | None = None
        try:
            temporary = self._temporary()
            with open(temporary, "xb", buffering=0, opener=_read_only) as file:
                sha256, size, label = self.form.write(source, file, advance, protected=protected)
                os.fsync(file.fileno())
            known = self._name(temporary, label, sha256)
        except digest.SourceError:
            raise
        except OSError as error:
            raise DamagedError("vault.write", f"the vault: {error.strerror}") from error
        finally:
            if temporary is not None:
                _remove(temporary)
        return sha256, size, known

    def settle(self) -> None:
        """Sync the folders of all blobs put so far; raises DamagedError where the disk refuses.

        Once for a whole batch: a file system then commits their names together.
        """
        try:
            for folder in {path.parent for path in self._unnamed}:
                sync_folder(folder)
        except OSError as error:
            raise DamagedError("vault.write", f"the vault: {error.strerror}") from error
        self._named |= {path for path in self._unnamed if not is_name(path.name)}
        self._unnamed.clear()

    def open(self, sha256: str) -> BinaryIO:
        """Open a blob for reading; a missing one raises DamagedError."""
        try:
            return self.form.open(self.find(sha256))
        except OSError as error:
            raise DamagedError(
                "vault.missing", f"blob {sha256[:12]} is missing: {error.strerror}"
            ) from error

    def readable(self, sha256: str) -> Readable:
        """Return the blob as something that can be opened again and again."""
        return Readable(self.find(sha256), self.form)

    def has(self, sha256: str) -> bool:
        """Say whether a blob of this name is there; its bytes are not read."""
        return self.find(sha256).is_file()

    def names(self) -> Iterator[str]:
        """Yield the file names of all blobs, in order."""
        for outer in filter(_PART.match, _listed(self.folder)):
            for inner in filter(_PART.match, _listed(self.folder / outer)):
                yield from filter(is_name, _listed(self.folder / outer / inner))

    def verify(self, sha256: str) -> bool:
        """Say whether the blob's bytes have this digest."""
        return self._holds(self.find(sha256), sha256)

    def _holds(self, path: Path, sha256: str) -> bool:
        try:
            with self.form.open(path) as file:
                return digest.copy_hashed(file, None)[0] == sha256
        except (OSError, DamagedError):
            return False

    def sweep(self, named: Collection[str], older_than: float = SWEEP_AFTER_SECONDS) -> int:
        """Remove what crashes left: old working folders and blobs that no entry names.

        The caller holds the case's lock and passes every named digest; returns the number
        of things removed. Young files may belong to a running process and stay.
        """
        gone, kept = 0, {label for sha256 in named for label in self.labels(sha256)}
        for leftover in list(self.folder.glob("tmp/*")):
            if leftover != self._session and _age(leftover) >= older_than:
                shutil.rmtree(leftover, ignore_errors=True)
                gone += 1
        for name in list(self.names()):
            if name not in kept and _age(self.path(name)) >= older_than:
                gone += self._discard(self.path(name), older_than)
        return gone

    def _discard(self, blob: Path, older_than: float) -> bool:
        """Remove a blob, unless a process renewed it at this moment: then give it back."""
        aside = self._temporary()
        blob.rename(aside)
        old = _age(aside) >= older_than
        if not old:
            link_new(aside, blob)
        _remove(aside)
        return old

    def close(self) -> None:
        """End this process's working folder."""
        if self._session is not None:
            shutil.rmtree(self._session, ignore_errors=True)
            self._session = None

    def _temporary(self) -> Path:
        if self._session is None:
            self._session = self.folder / "tmp" / secrets.token_hex(8)
        if not self._session.is_dir():  # or another process has swept it
            self._session.mkdir(parents=True, exist_ok=True)
        return self._session / secrets.token_hex(8)

    def _name(self, temporary: Path, label: str, sha256: str) -> bool:
        """Give the finished file its name; return whether an intact blob was there."""
        target = self.path(label)
        target.parent.mkdir(parents=True, exist_ok=True)
        while not (new := link_new(temporary, target)):
            try:
                if self._renew(target, sha256):
                    break
            except FileNotFoundError:
                continue  # swept at this moment: the name is free again
        for path in (target, target.parent, target.parent.parent, self.folder):
            if path not in self._named:  # a known blob's too: another may just have put it
                self._unnamed.add(path)
        return not new

    def _renew(self, target: Path, sha256: str) -> bool:
        """Make an intact blob young, so that no sweep takes it; set a damaged one aside.

        One sealed under a key that is not open cannot be told from a damaged one by its
        bytes; its name was made from the digest, so it is taken as it is.
        """
        if self._is_closed(target) or self._holds(target, sha256):
            os.utime(target)
            return target.exists()
        self._quarantine(target)
        return False

    def _is_closed(self, target: Path) -> bool:
        try:
            self.form.open(target).close()
        except DamagedError as error:
            return error.code == "vault.sealed"
        return False

    def _quarantine(self, target: Path) -> None:
        aside = self.folder / "damaged"
        aside.mkdir(exist_ok=True)
        target.replace(aside / f"{target.name}.{secrets.token_hex(4)}")
        self._unnamed |= {aside, aside / target.name}


def has_remains(folder: Path, older_than: float = SWEEP_AFTER_SECONDS) -> bool:
    """Say whether a crashed process left its working folder behind in the vault in `folder`."""
    return any(_age(path) >= older_than for path in folder.glob("tmp/*"))


def _read_only(path: str, flags: int) -> int:
    """Open a new file that nobody may write to but through this handle."""
    return os.open(path, flags, 0o444)


def _listed(folder: Path) -> list[str]:
    """Return the names in a folder, sorted; none where it is not there, or is a file."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except PermissionError:  # Windows keeps read-only files from being removed
        path.chmod(0o600)
        path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    """Return the seconds since `path`, or the youngest file in it, was touched."""
    try:
        touched = [path.stat().st_mtime, *(each.stat().st_mtime for each in path.glob("*"))]
    except OSError:
        return 0.0
    return time.time() - max(touched)
