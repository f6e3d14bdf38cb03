"""Identifiers: random where they must not be guessed, derived where they must repeat."""

import base64
import hashlib
import secrets


def random_id() -> str:
    """Return 128 random bits as 32 hex digits."""
    return secrets.token_hex(16)


def derived_id(prefix: str, *parts: str) -> str:
    """Return `prefix` and 80 bits of a digest over `parts`, in lower-case base32."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return prefix + base64.b32encode(digest[:10]).decode().lower()
