"""Keys in C2SP's notation, and cosignatures of witnesses (tlog-cosignature v1, Ed25519).

A cosignature says: at this time I saw this head, and every head of this log that I saw
before leads to it. It is one more signature line of the note.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tawthiq.base.errors import UntrustedError, UsageError
from tawthiq.ledger import note

LOG: Final = 1
WITNESS: Final = 4
"""The types of keys: Ed25519 over the note, Ed25519 over time and note."""
_LAST_TIME = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name and type; `sort` is LOG or WITNESS, `public` 32 bytes."""

    name: str
    sort: Literal[1, 4]
    public: bytes

    @property
    def id(self) -> bytes:
        """The 4 bytes by which a signature line names its key."""
        return hashlib.sha256(
            self.name.encode() + b"\n" + bytes([self.sort]) + self.public
        ).digest()[:4]

    def __str__(self) -> str:
        """Return name+id+base64(type, key)."""
        tail = base64.b64encode(bytes([self.sort]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{tail}"


@dataclass(frozen=True, slots=True)
class Cosignature:
    """One verified cosignature: who, when (seconds since 1970), and its line in the note."""

    witness: str
    time: int
    line: str


def is_name(name: str) -> bool:
    """Say whether a key may have this name: no blanks, no plus, nothing that is not seen."""
    return 0 < len(name) <= 200 and "+" not in name and name.isprintable() and " " not in name


def parse_key(text: str) -> VerifierKey:
    """Return the key that `text` writes; any other text raises UsageError("key.form")."""
    try:
        name, stated, tail = text.strip().split("+", 2)
        decoded = base64.b64decode(tail, validate=True)
        key = VerifierKey(name, LOG if decoded[0] == LOG else WITNESS, decoded[1:])
    except (ValueError, binascii.Error, IndexError):
        raise _no_key() from None
    if len(key.public) != 32 or not is_name(name) or str(key) != f"{name}+{stated}+{tail}":
        raise _no_key()
    return key


def _no_key() -> UsageError:
    says = "this is not a key of the form name+id+base64, as 'seal --keys' and 'witness' print it"
    return UsageError("key.form", says)


def log_key(key: VerifierKey) -> VerifierKey:
    """Return `key` if it is the one key of the log that it names; UsageError otherwise."""
    if key.sort != LOG or key.name.rpartition("/")[2] != note.log_id(key.public):
        raise UsageError("key.log", f"{key.name} is not a log's own key")
    return key


def lines(text: str) -> list[str]:
    """Return the signature lines of a note, in their order."""
    note.parse_checkpoint(text)
    return text.rpartition("\n\n")[2].removesuffix("\n").split("\n")


def bare(text: str) -> str:
    """Return a note with the log's own signature lines alone: what is stamped."""
    body, _, tail = text.rpartition("\n\n")
    origin = body.partition("\n")[0]
    own = [line for line in tail.split("\n") if line.startswith(f"\u2014 {origin} ")]
    return f"{body}\n\n" + "".join(f"{line}\n" for line in own)


def join(text: str, more: Iterable[str]) -> str:
    """Return a note with further signature lines, each once."""
    held = lines(text)
    return text + "".join(f"{line}\n" for line in dict.fromkeys(more) if line not in held)


def cosign(text: str, name: str, key: Ed25519PrivateKey, time: int) -> str:
    """Return the signature line of a witness over a note, without its line end."""
    body = note.parse_checkpoint(text)[0].body
    made = VerifierKey(name, WITNESS, key.public_key().public_bytes_raw())
    blob = made.id + time.to_bytes(8, "big") + key.sign(_message(body, time))
    return f"\u2014 {name} {base64.b64encode(blob).decode()}"


def cosignatures(text: str, keys: Iterable[VerifierKey]) -> list[Cosignature]:
    """Return what witnesses with these keys signed of a note; lines by others are passed over.

    Raises UntrustedError for a line by one of the keys that does not verify.
    """
    checkpoint, signatures = note.parse_checkpoint(text)
    known = {(key.name, key.id): key for key in keys if key.sort == WITNESS}
    found = []
    for (name, blob), line in zip(signatures, lines(text), strict=True):
        key = known.get((name, blob[:4]))
        if key is not None:
            found.append(Cosignature(name, _verified(key, blob[4:], checkpoint.body), line))
    return found


def _verified(key: VerifierKey, signature: bytes, body: str) -> int:
    time = int.from_bytes(signature[:8], "big")
    try:
        public = Ed25519PublicKey.from_public_bytes(key.public)
        public.verify(signature[8:], _message(body, time))
        fine = time <= _LAST_TIME
    except (InvalidSignature, ValueError):
        fine = False
    if not fine:
        says = f"the cosignature of {key.name} does not verify"
        raise UntrustedError("note.cosignature", says)
    return time


def _message(body: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{body}".encode()
