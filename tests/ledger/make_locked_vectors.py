"""What vectors/locked.json holds: keys, a slot, payloads and objects with nothing left to chance.

The keys are published on purpose: what they seal is secret to nobody.
"""

import hashlib
import io
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tawthiq.base import canon, digest
from tawthiq.base.shape import to_plain
from tawthiq.ledger import keyfile, keyring, sealing
from tawthiq.ledger.keyfile import Slot
from tawthiq.ledger.keyring import KeyFile, Keyring

PASSPHRASE = "Cafe\u0301 \u2460 kites above the old mill"
PIECE = sealing.PIECE


def secret(name: str, size: int = 32) -> bytes:
    """Return published bytes in the place of random ones."""
    return hashlib.sha256(f"tawthiq published test {name}".encode()).digest()[:size]


CASE_KEY, PRIVATE = secret("case key"), secret("private half")
FRESH = secret("fresh private half")


def public_of(private: bytes) -> bytes:
    """Return the public half of an X25519 key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


RING = Keyring(CASE_KEY, public_of(PRIVATE), PRIVATE)


@dataclass(frozen=True)
class Fixed:
    """Keys that seal with a seed given beforehand."""

    under: str

    def seal_key(self, purpose: str) -> tuple[bytes, bytes]:
        """Return the published seed of a purpose, and its key."""
        if self.under == "case":
            seed = secret(f"seed of {purpose.split(maxsplit=1)[0]}")
            return seed, sealing.derive(RING.derive("seal"), purpose, seed)
        public = public_of(PRIVATE)
        shared = X25519PrivateKey.from_private_bytes(FRESH).exchange(
            X25519PublicKey.from_public_bytes(public)
        )
        return public_of(FRESH), sealing.derive(shared, purpose, public_of(FRESH) + public)

    def open_key(self, seed: bytes, purpose: str) -> bytes | None:
        """Open nothing: the real ones do."""


def key_file(purpose: str, one: str, held: bytes, public: str | None) -> str:
    """Return the text of a key file: one slot of the real cost, its salt and nonce published."""
    salt, nonce = secret("slot salt", 16), secret(f"{purpose} nonce", 12)
    slot = Slot("passphrase", salt.hex(), "", "", 128 << 10, 4, 4, "Vash")
    key = keyfile._key(slot, keyfile._stretched(slot, PASSPHRASE), f"{purpose} {one}")
    wrapped = AESGCM(key).encrypt(nonce, held, None)
    full = Slot("passphrase", salt.hex(), nonce.hex(), wrapped.hex(), 128 << 10, 4, 4, "Vash")
    plain = to_plain(KeyFile(one, purpose, (full,), public))
    check = digest.sha256(canon.encode(plain)).hex()
    return canon.encode({**plain, "check": check}).decode()


def payload(under: str, body: bytes) -> dict[str, str]:
    """Return one sealed payload with its plain form."""
    salt = secret("payload salt")
    commitment = digest.commitment(salt, body)
    seed, sealed = sealing.seal_payload(Fixed(under), salt, body, commitment)
    return {
        "under": under, "salt_hex": salt.hex(), "payload": body.decode(),
        "commitment": commitment.hex(), "seed_hex": seed.hex(), "body_hex": sealed.hex(),
    }  # fmt: skip


def sealed_object(under: str, unit: str, size: int) -> dict[str, Any]:
    """Return one sealed object: in full where it is short, else its digest."""
    lock = RING.lock if under == "case" else RING.protected
    target, plain = io.BytesIO(), (unit.encode() * (size // max(1, len(unit)) + 1))[:size]
    sha256, _ = sealing.seal_stream(io.BytesIO(plain), target, lock, Fixed(under))
    data = target.getvalue()
    return {
        "under": under, "plain_repeats": unit, "plain_bytes": size, "sha256": sha256,
        "name": RING.label(sha256, protected=under == "protected"),
        "seed_hex": data[len(sealing.MAGIC) + 16 :][: sealing.SEED].hex(),
        "object_bytes": len(data), "object_sha256": hashlib.sha256(data).hexdigest(),
        "object_hex": data.hex() if len(data) < 256 else None,
    }  # fmt: skip


def locked() -> dict[str, Any]:
    """Return everything that locked-1 says, once."""
    public = public_of(PRIVATE).hex()
    texts = ('{"id":"clm00000001"}', '{"text":"قتل ثلاثة"}', '{"text":"' + "a" * 81 + '"}')
    return {
        "case_key_hex": CASE_KEY.hex(), "case_key_id": RING.lock,
        "private_hex": PRIVATE.hex(), "public_hex": public, "protected_key_id": RING.protected,
        "fresh_private_hex": FRESH.hex(), "views_key_hex": RING.derive("views").hex(),
        "case_entry": canon.encode(
            {"case": "0123456789abcdef" * 2, "format": 1, "locks": [RING.lock, RING.protected]}
        ).decode(),
        "passphrase": PASSPHRASE,
        "key_files": [
            key_file(keyring.CASE, RING.lock, CASE_KEY, None),
            key_file(keyring.PROTECTED, RING.protected, PRIVATE, public),
        ],
        "payloads": [payload(under, text.encode()) for under in ("case", "protected") for text in texts],
        "objects": [
            sealed_object(under, unit, size)
            for under in ("case", "protected")
            for unit, size in (("", 0), ("Four people. ", 52), ("0123456789", PIECE), ("0123456789", PIECE + 7))
        ],
    }  # fmt: skip
