"""Secrets wrapped under a passphrase: Argon2id (RFC 9106), then AES-256-GCM (keys-1).

A slot holds one secret for one purpose. The passphrase is stretched once per slot, however
many purposes share its salt; nothing about it or its length is kept.
"""

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MEMORY_KIB, LANES, PASSES = 128 << 10, 4, 4
_MOST_MEMORY_KIB, _MOST_PASSES, _MOST_LANES = 1 << 20, 16, 16  # what a foreign file may ask of us
_SALT_BYTES, _NONCE_BYTES = 16, 12


@dataclass(frozen=True, slots=True)
class Slot:
    """A wrapped secret. Texts are hex; `kind` tells people's passphrases from recovery codes."""

    kind: str
    salt: str
    nonce: str
    wrapped: str
    memory_kib: int
    lanes: int
    passes: int
    label: str = ""

    @property
    def is_bearable(self) -> bool:
        """Say whether stretching asks for no more than this machine should give to a file."""
        return (
            8 * self.lanes <= self.memory_kib <= _MOST_MEMORY_KIB
            and 1 <= self.passes <= _MOST_PASSES
            and 1 <= self.lanes <= _MOST_LANES
        )


def make_slot(
    secret: bytes, passphrase: str, purpose: str, *, kind: str = "passphrase", label: str = ""
) -> Slot:
    """Wrap `secret` for `purpose`."""
    return make_slots([(secret, purpose)], passphrase, kind=kind, label=label)[0]


def make_slots(
    secrets_by_purpose: Sequence[tuple[bytes, str]],
    passphrase: str,
    *,
    kind: str = "passphrase",
    label: str = "",
) -> list[Slot]:
    """Wrap several secrets, each for its purpose, under one stretching of the passphrase."""
    salt = secrets.token_hex(_SALT_BYTES)
    bare = Slot(kind, salt, "", "", MEMORY_KIB, LANES, PASSES, label)
    stretched = _stretched(bare, passphrase)
    slots = []
    for secret, purpose in secrets_by_purpose:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(_key(bare, stretched, purpose)).encrypt(nonce, secret, None)
        slots.append(replace(bare, nonce=nonce.hex(), wrapped=sealed.hex()))
    return slots


def open_slot(slot: Slot, passphrase: str, purpose: str) -> bytes | None:
    """Return the secret, or None: for another passphrase, another purpose, or a damaged slot."""
    if not slot.is_bearable:
        return None
    try:
        key = AESGCM(_key(slot, _stretched(slot, passphrase), purpose))
        return key.decrypt(bytes.fromhex(slot.nonce), bytes.fromhex(slot.wrapped), None)
    except (InvalidTag, ValueError):
        return None


def open_any(slots: Sequence[Slot], passphrase: str, purpose: str) -> bytes | None:
    """Return the first secret that opens; a wrong passphrase is tried on every slot."""
    found = (open_slot(slot, passphrase, purpose) for slot in slots)
    return next((secret for secret in found if secret is not None), None)


def _key(slot: Slot, stretched: bytes, purpose: str) -> bytes:
    info = f"tawthiq slot 1\n{slot.kind}\n{purpose}".encode()
    return HKDF(SHA256(), 32, salt=None, info=info).derive(stretched)


def _stretched(slot: Slot, passphrase: str) -> bytes:
    """Stretch a passphrase as a slot says; nothing of it is kept."""
    kdf = Argon2id(
        salt=bytes.fromhex(slot.salt),
        length=32,
        iterations=slot.passes,
        lanes=slot.lanes,
        memory_cost=slot.memory_kib,
    )
    return kdf.derive(_normal(passphrase))


def _normal(passphrase: str) -> bytes:
    """Return one spelling of a passphrase, whatever keyboard typed it (NFKC)."""
    return unicodedata.normalize("NFKC", passphrase.rstrip("\r\n")).encode("utf-8", "replace")
