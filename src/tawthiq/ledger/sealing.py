"""How payloads and blobs of a locked case lie on disk: AES-256-GCM (docs/format/locked-1.md).

A payload is sealed with its salt, padded, and bound to its header's commitment. A blob is
sealed in pieces of 1 MiB under a key of its own, so that it can be read from any place and
no piece can be moved, left out or added. Both know two kinds of keys: the case's own, and a
public key to which anybody can seal what only the holder of its private half can read.
"""

import hashlib
import io
import os
import struct
from collections.abc import Callable
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tawthiq.base.digest import SourceError
from tawthiq.base.errors import DamagedError

PIECE = 1 << 20
TAG = 16
MAGIC = b"tawthiq object 1\n"
SEED = 32
HEADER = len(MAGIC) + 16 + SEED
PADDING = 128
CHECK = 8
_NO_NONCE = bytes(12)


class ObjectKeys(Protocol):
    """Where the key of one sealed thing comes from."""

    def seal_key(self, purpose: str) -> tuple[bytes, bytes]:
        """Return a new seed (32 bytes, kept beside the sealed thing) and the key it gives."""

    def open_key(self, seed: bytes, purpose: str) -> bytes | None:
        """Return the key that a seed gives; None where the private half is not open."""


def derive(secret: bytes, purpose: str, salt: bytes | None = None) -> bytes:
    """Return 32 bytes of HKDF-SHA256 (RFC 5869) over `secret` for one purpose."""
    return HKDF(SHA256(), 32, salt=salt, info=f"tawthiq 1\n{purpose}".encode()).derive(secret)


def seal_payload(keys: ObjectKeys, salt: bytes, body: bytes, commitment: bytes) -> tuple[bytes, bytes]:  # fmt: skip
    """Return (seed, sealed) for a payload with its salt; the length shows in steps of 128."""
    seed, key = keys.seal_key("payload")
    plain = salt + struct.pack(">I", len(body)) + body
    plain += bytes(-len(plain) % PADDING)
    sealed = AESGCM(key).encrypt(_NO_NONCE, plain, commitment)
    return seed, sealed + _check(seed, sealed)


def open_payload(
    keys: ObjectKeys, seed: bytes, sealed: bytes, commitment: bytes
) -> tuple[bytes, bytes] | None:
    """Return (salt, body), None where the key is not open; damage raises DamagedError."""
    key = keys.open_key(seed, "payload")
    if key is None:
        return None
    try:
        plain = AESGCM(key).decrypt(_NO_NONCE, sealed[:-CHECK], commitment)
        (length,) = struct.unpack_from(">I", plain, 32)
    except (InvalidTag, ValueError, struct.error):
        raise DamagedError("ledger.sealed", "a sealed payload is damaged") from None
    return plain[:32], plain[36 : 36 + length]


def is_whole(seed: bytes, sealed: bytes) -> bool:
    """Say whether a sealed payload has the check that was kept with it; needs no key."""
    return len(sealed) > CHECK + TAG and sealed[-CHECK:] == _check(seed, sealed[:-CHECK])


def _check(seed: bytes, sealed: bytes) -> bytes:
    """Return what shows rot where no key is at hand; whoever changes bytes can make it anew."""
    return hashlib.sha256(seed + sealed).digest()[:CHECK]


def seal_stream(
    source: BinaryIO,
    target: BinaryIO,
    lock: str,
    keys: ObjectKeys,
    advance: Callable[[int], None] | None = None,
) -> tuple[str, int]:
    """Copy `source` into `target` as a sealed object; return (hex SHA-256, bytes) of the plain.

    Raises digest.SourceError where the source fails, any other OSError where the target does.
    """
    seed, key = keys.seal_key(f"object {lock}")
    cipher, found, size, number = AESGCM(key), hashlib.sha256(), 0, 0
    _write(target, MAGIC + bytes.fromhex(lock) + seed)
    piece = _read(source)
    while True:
        following = _read(source) if len(piece) == PIECE else b""
        found.update(piece)
        _write(target, cipher.encrypt(_nonce(number, last=not following), piece, None))
        size += len(piece)
        if advance is not None:
            advance(len(piece))
        if not following:
            return found.hexdigest(), size
        piece, number = following, number + 1


def lock_of(file: BinaryIO) -> str:
    """Return the id of the key under which an object lies; not an object raises DamagedError."""
    file.seek(0)
    start = file.read(HEADER)
    if len(start) != HEADER or not start.startswith(MAGIC):
        raise DamagedError("vault.form", "this is no sealed object")
    return start[len(MAGIC) : len(MAGIC) + 16].hex()


def has_form(path_size: int) -> bool:
    """Say whether a sealed object can have this many bytes."""
    rest = (path_size - HEADER) % (PIECE + TAG)
    return path_size >= HEADER + TAG and (rest == 0 or rest >= TAG)


class Opened(io.RawIOBase):
    """A sealed object as a plain, seekable file to read; damage raises DamagedError."""

    def __init__(self, file: BinaryIO, keys: ObjectKeys) -> None:
        """Take over an open file."""
        super().__init__()
        self._file = file
        lock = lock_of(file)
        file.seek(len(MAGIC) + 16)
        key = keys.open_key(file.read(SEED), f"object {lock}")
        if key is None:
            raise DamagedError("vault.sealed", "this blob is sealed under a key that is not open")
        self._cipher = AESGCM(key)
        end = file.seek(0, os.SEEK_END)
        if not has_form(end):
            raise DamagedError("vault.form", "a sealed object was cut short")
        self._pieces = -(-(end - HEADER) // (PIECE + TAG))
        self._size = end - HEADER - TAG * self._pieces
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")
        self._piece(self._pieces - 1)  # its nonce says that it is the last: so the size is true

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be read from any place."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place in the plain bytes."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: object) -> int:
        """Fill `buffer` from one piece; return how many bytes were given."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if self._at >= self._size or not len(view):
            return 0
        number, inside = divmod(self._at, PIECE)
        piece = self._piece(number)
        given = piece[inside : inside + len(view)]
        view[: len(given)] = given
        self._at += len(given)
        return len(given)

    def close(self) -> None:
        """Let go of the file, and of the piece that was read."""
        self._held = (-1, b"")
        self._file.close()
        super().close()

    def _piece(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(HEADER + number * (PIECE + TAG))
            sealed = self._file.read(PIECE + TAG)
            nonce = _nonce(number, last=number == self._pieces - 1)
            try:
                self._held = (number, self._cipher.decrypt(nonce, sealed, None))
            except InvalidTag:
                raise DamagedError("vault.damaged", "a sealed object is damaged") from None
        return self._held[1]


def _nonce(number: int, *, last: bool) -> bytes:
    """Return a piece's nonce: its number and whether it is the last (the STREAM construction)."""
    return number.to_bytes(11, "big") + bytes([last])


def _read(source: BinaryIO) -> bytes:
    """Read one whole piece; an unbuffered file may give less than it is asked for."""
    pieces, wanted = [], PIECE
    try:
        while wanted and (piece := source.read(wanted)):
            pieces.append(piece)
            wanted -= len(piece)
    except OSError as error:
        raise SourceError(error.errno, error.strerror) from error
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _write(target: BinaryIO, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[target.write(view) :]
