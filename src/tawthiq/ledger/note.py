"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint), Ed25519.

A checkpoint is the signed head of one log: origin, size and root. Unknown signatures are
ignored; a known key with a bad signature refuses the whole note.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tawthiq.base.errors import DamagedError, UntrustedError

_ED25519 = b"\x01"
_MOST_SIGNATURES = 64


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's head: `origin` names case and log, `root` is 32 bytes."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """The three signed lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def log_id(public_key: bytes) -> str:
    """Return a log's id: the first 16 bytes of SHA-256 over its public key, in hex."""
    return hashlib.sha256(public_key).hexdigest()[:32]


def origin_of(case: str, log: str) -> str:
    """Return the origin line of a log of a case."""
    return f"tawthiq/{case}/{log}"


def verifier_key(name: str, public_key: bytes) -> str:
    """Return the key in the form that other C2SP tools read: name+id+base64(type, key)."""
    tail = base64.b64encode(_ED25519 + public_key).decode()
    return f"{name}+{_key_id(name, public_key).hex()}+{tail}"


def sign_checkpoint(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """Return `checkpoint` as a signed note; the key's name is the origin."""
    name, public = checkpoint.origin, key.public_key().public_bytes_raw()
    signed = _key_id(name, public) + key.sign(checkpoint.body.encode())
    return f"{checkpoint.body}\n\u2014 {name} {base64.b64encode(signed).decode()}\n"


def parse_checkpoint(note: str) -> tuple[Checkpoint, list[tuple[str, bytes]]]:
    """Return the checkpoint of a note and its signatures as (key name, id + signature).

    Raises DamagedError("note.form") for anything that is not a checkpoint note.
    """
    try:
        body, lines = _split(note)
        origin, size, root = body.removesuffix("\n").split("\n")
        checkpoint = Checkpoint(origin, int(size), base64.b64decode(root, validate=True))
        signatures = [_signature(line) for line in lines]
    except (ValueError, binascii.Error):
        raise DamagedError("note.form", "this is not a signed checkpoint") from None
    if checkpoint.body != body or len(checkpoint.root) != 32 or checkpoint.size < 0:
        raise DamagedError("note.form", "this checkpoint is not in its one true form")
    return checkpoint, signatures


def split_notes(text: str) -> list[str]:
    """Return the notes in a text that holds one or several, as `seal` prints them."""
    notes: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("tawthiq/") or not notes:
            notes.append([])
        notes[-1].append(line)
    return ["\n".join(lines).strip("\n") + "\n" for lines in notes] or [text]


def open_checkpoint(note: str, public_key: bytes) -> Checkpoint:
    """Return the checkpoint if the log's own key signed it; else raise UntrustedError."""
    checkpoint, signatures = parse_checkpoint(note)
    name = checkpoint.origin
    wanted = _key_id(name, public_key)
    for signer, blob in signatures:
        if signer == name and blob[:4] == wanted:
            try:
                public = Ed25519PublicKey.from_public_bytes(public_key)
                public.verify(blob[4:], checkpoint.body.encode())
            except (InvalidSignature, ValueError):
                break
            return checkpoint
    raise UntrustedError("note.signature", f"the head of {name} is not signed by its log's key")


def _split(note: str) -> tuple[str, list[str]]:
    if any(ord(char) < 32 and char != "\n" for char in note):
        raise ValueError(note)
    body, separator, tail = note.rpartition("\n\n")
    if not separator or not tail.endswith("\n"):
        raise ValueError(note)
    lines = tail.removesuffix("\n").split("\n")
    if not 1 <= len(lines) <= _MOST_SIGNATURES:
        raise ValueError(note)
    return body + "\n", lines


def _signature(line: str) -> tuple[str, bytes]:
    dash, name, blob = line.split(" ")
    decoded = base64.b64decode(blob, validate=True)
    if dash != "\u2014" or not name or len(decoded) < 5:
        raise ValueError(line)
    if base64.b64encode(decoded).decode() != blob:  # unused bits set: two spellings of one
        raise ValueError(line)
    return name, decoded


def _key_id(name: str, public_key: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public_key).digest()[:4]
