"""OpenTimestamps proofs (`.ots`), read: which digest they start from, and where they lead.

A proof is a tree of operations on bytes; its leaves are attestations. A calendar's is a
promise; a Bitcoin block's holds if the block with that height has the Merkle root that the
operations give, which needs the block's header.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from tawthiq.base.errors import DamagedError

MAGIC = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94"
GREATEST = 1 << 20
_DEEPEST, _LONGEST, _MOST = 256, 4096, 4096
_DIGESTS = {0x02: ("sha1", 20), 0x03: ("ripemd160", 20), 0x08: ("sha256", 32)}
_PENDING, _BITCOIN, _LITECOIN = (
    bytes.fromhex(tag) for tag in ("83dfe30d2ef90c8e", "0588960d73d71901", "06869a0d73d71b45")
)
_CHAINS = {_BITCOIN: "bitcoin", _LITECOIN: "litecoin"}


@dataclass(frozen=True, slots=True)
class Attestation:
    """Where one branch ends: `sort` is pending, bitcoin, litecoin or unknown.

    `calendar` for a pending one; `height` for a chain; `commitment` are the bytes attested:
    for a chain the Merkle root in the block's own byte order, None where this system cannot
    compute an operation on the way.
    """

    sort: str
    commitment: bytes | None
    calendar: str | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof says: the digest (by `algorithm`) that it starts from, and its ends."""

    algorithm: str
    digest: bytes
    attestations: tuple[Attestation, ...]


def parse_proof(data: bytes) -> Proof:
    """Return what a `.ots` file says; anything but a whole proof raises DamagedError."""
    try:
        reading = _Reading(data[: GREATEST + 1])
        algorithm, digest = reading.start()
        reading.tree(digest, 0)
        reading.end()
    except (ValueError, IndexError):
        says = "this is no OpenTimestamps proof, or it is damaged"
        raise DamagedError("proof.ots", says) from None
    return Proof(algorithm, digest, tuple(reading.found))


class _Reading:
    """One walk through the bytes of a proof."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self.found: list[Attestation] = []

    def start(self) -> tuple[str, bytes]:
        """Read magic, version and the digest of the file."""
        if self._take(len(MAGIC)) != MAGIC or self._number() != 1:
            raise ValueError("another format")
        name, size = _DIGESTS[self._byte()] if self._data[self._at] in _DIGESTS else ("", 0)
        if not size:
            raise ValueError("another digest")
        return name, self._take(size)

    def end(self) -> None:
        """Raise unless all bytes are read."""
        if self._at != len(self._data):
            raise ValueError("bytes after the proof")

    def tree(self, message: bytes | None, depth: int) -> None:
        """Read all branches that begin at `message`."""
        if depth > _DEEPEST:
            raise ValueError("too deep")
        while (tag := self._byte()) == 0xFF:
            self._branch(self._byte(), message, depth)
        self._branch(tag, message, depth)

    def _branch(self, tag: int, message: bytes | None, depth: int) -> None:
        if tag == 0x00:
            self._attestation(message)
        elif tag in _OPERATIONS:
            name = _OPERATIONS[tag]
            argument = self._bytes(_LONGEST) if tag in (0xF0, 0xF1) else b""
            if tag in (0xF0, 0xF1) and not argument:
                raise ValueError("an empty argument")
            self.tree(_apply(name, message, argument), depth + 1)
        else:
            raise ValueError("an unknown operation")

    def _attestation(self, message: bytes | None) -> None:
        if len(self.found) >= _MOST:
            raise ValueError("too many")
        tag, inner = self._take(8), _Reading(self._bytes(8192))
        if tag == _PENDING:
            calendar = inner._bytes(1000).decode("ascii")
            if not calendar.isprintable() or " " in calendar:
                raise ValueError("an odd address")
            self.found.append(Attestation("pending", message, calendar=calendar))
        elif tag in _CHAINS:
            height = inner._number()
            self.found.append(Attestation(_CHAINS[tag], message, height=height))
        else:
            self.found.append(Attestation(f"unknown {tag.hex()}", message))
            return
        inner.end()

    def _byte(self) -> int:
        return self._take(1)[0]

    def _take(self, count: int) -> bytes:
        piece = self._data[self._at : self._at + count]
        if len(piece) != count:
            raise ValueError("cut off")
        self._at += count
        return piece

    def _bytes(self, most: int) -> bytes:
        size = self._number()
        if size > most:
            raise ValueError("too long")
        return self._take(size)

    def _number(self) -> int:
        """Read a number in groups of seven bits, the lowest first, in its shortest form."""
        value = 0
        for shift in range(0, 63, 7):
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            if not byte & 0x80:
                if not byte and shift:
                    raise ValueError("a number with zeros before it")
                return value
        raise ValueError("a number too great")


_OPERATIONS = {
    0x02: "sha1", 0x03: "ripemd160", 0x08: "sha256",
    0xF0: "append", 0xF1: "prepend", 0xF2: "reverse", 0xF3: "hexlify",
}  # fmt: skip
_PLAIN: dict[str, Callable[[bytes, bytes], bytes]] = {
    "append": lambda message, argument: message + argument,
    "prepend": lambda message, argument: argument + message,
    "reverse": lambda message, _: message[::-1],
    "hexlify": lambda message, _: message.hex().encode(),
}


def _apply(name: str, message: bytes | None, argument: bytes) -> bytes | None:
    """Return the outcome of one operation; None where this system lacks it (ripemd160)."""
    if message is None:
        return None
    if name in _PLAIN:
        made = _PLAIN[name](message, argument)
        if len(made) > _LONGEST:
            raise ValueError("too long")
        return made
    try:
        return hashlib.new(name, message).digest()
    except ValueError:
        return None
