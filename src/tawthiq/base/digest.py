"""SHA-256 digests, also of a stream while it is being copied."""

import hashlib
from collections.abc import Callable
from typing import BinaryIO

CHUNK = 1 << 20


class SourceError(OSError):
    """What was being copied could not be read; the place it was copied to is not at fault."""


def sha256(data: bytes) -> bytes:
    """Return the 32-byte SHA-256 of `data`."""
    return hashlib.sha256(data).digest()


def commitment(salt: bytes, payload: bytes) -> bytes:
    """Return SHA-256(salt || payload): binds a header to a payload without revealing it."""
    return hashlib.sha256(salt + payload).digest()


def copy_hashed(
    source: BinaryIO, target: BinaryIO | None, advance: Callable[[int], None] | None = None
) -> tuple[str, int]:
    """Copy `source` into `target` (None: only read); return (hex SHA-256, bytes).

    Memory stays at one chunk whatever the size; `advance` hears the bytes of each chunk.
    Raises SourceError where the source fails, any other OSError where the target does.
    """
    digest, size = hashlib.sha256(), 0
    buffer = bytearray(CHUNK)
    window = memoryview(buffer)
    while count := _read_into(source, buffer):
        chunk = window[:count]
        digest.update(chunk)
        if target is not None:
            _write_all(target, chunk)
        size += count
        if advance is not None:
            advance(count)
    return digest.hexdigest(), size


def _read_into(source: BinaryIO, buffer: bytearray) -> int:
    try:
        return int(source.readinto(buffer))  # type: ignore[attr-defined]
    except OSError as error:
        raise SourceError(error.errno, error.strerror) from error


def _write_all(target: BinaryIO, chunk: memoryview) -> None:
    """Write a whole chunk: an unbuffered file may take less than it is given, as disks fill."""
    while chunk:
        chunk = chunk[target.write(chunk) :]
