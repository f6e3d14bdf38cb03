"""How a blob lies in the vault: as it is, or sealed under a key of the case."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Protocol

from tawthiq.base import digest
from tawthiq.base.errors import Error
from tawthiq.ledger import sealing
from tawthiq.ledger.keyring import Keyring

Advance = Callable[[int], None]


class Form(Protocol):
    """What names blobs, writes and reads them."""

    def labels(self, sha256: str) -> tuple[str, ...]:
        """Return the file names under which a digest may lie, the ordinary one first."""

    def write(
        self, source: BinaryIO, target: BinaryIO, advance: Advance | None, *, protected: bool
    ) -> tuple[str, int, str]:
        """Copy a stream into a file of the vault; return (hex SHA-256, bytes, file name)."""

    def open(self, path: Path) -> BinaryIO:
        """Open a file of the vault to read the blob in it."""

    def size(self, path: Path) -> int:
        """Return how many bytes the blob in a file has."""


class Plain:
    """Blobs as they are, each under its digest."""

    def labels(self, sha256: str) -> tuple[str, ...]:
        """Return the digest itself."""
        return (sha256,)

    def write(
        self, source: BinaryIO, target: BinaryIO, advance: Advance | None, *, protected: bool
    ) -> tuple[str, int, str]:
        """Copy the bytes; in a case without keys nothing can be sealed."""
        del protected
        sha256, size = digest.copy_hashed(source, target, advance)
        return sha256, size, sha256

    def open(self, path: Path) -> BinaryIO:
        """Open the file."""
        return path.open("rb")

    def size(self, path: Path) -> int:
        """Return the size of the file."""
        return path.stat().st_size


class Sealed:
    """Blobs of a locked case: encrypted, under names that only its key can make."""

    def __init__(self, keyring: Keyring) -> None:
        """Seal and open with the keys of `keyring`."""
        self._keyring = keyring

    def labels(self, sha256: str) -> tuple[str, ...]:
        """Return the ordinary name, then that of a copy sealed for protected people."""
        label = self._keyring.label
        return label(sha256), label(sha256, protected=True)

    def write(
        self, source: BinaryIO, target: BinaryIO, advance: Advance | None, *, protected: bool
    ) -> tuple[str, int, str]:
        """Encrypt on the way."""
        lock = self._keyring.protected if protected else self._keyring.lock
        keys = self._keyring.keys(lock)
        sha256, size = sealing.seal_stream(source, target, lock, keys, advance)
        return sha256, size, self._keyring.label(sha256, protected=protected)

    def open(self, path: Path) -> BinaryIO:
        """Open the object; raises DamagedError where it is none, or its key is not open."""
        file = path.open("rb", buffering=0)
        try:
            keys = self._keyring.keys(sealing.lock_of(file))
            return BufferedReader(sealing.Opened(file, keys), sealing.PIECE)
        except (Error, OSError):
            file.close()
            raise

    def size(self, path: Path) -> int:
        """Return how many bytes the blob in an object has."""
        with self.open(path) as file:
            return file.seek(0, os.SEEK_END)


@dataclass(frozen=True, slots=True)
class Readable:
    """A blob that can be opened again and again; its bytes may be on no disk as they are."""

    file: Path
    form: Form

    @property
    def path(self) -> Path | None:
        """The file that holds exactly the blob's bytes; None where they lie sealed."""
        return self.file if isinstance(self.form, Plain) else None

    @property
    def bytes(self) -> int:
        """How many bytes the blob has."""
        return self.form.size(self.file)

    def open(self) -> BinaryIO:
        """Open it to be read."""
        return self.form.open(self.file)
