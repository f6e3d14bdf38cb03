"""Headers as bytes: canonical form, limits, entry ids, person signatures (ledger-1 §2-§4)."""

import re
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tawthiq.base import canon, instant, merkle
from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.record.entry import (
    FORMAT,
    GREATEST_HEADER,
    KINDS,
    MOST_CAUSES,
    Causes,
    Header,
    Signature,
)

_HEX = {size: re.compile(rf"[0-9a-f]{{{size}}}\Z") for size in (32, 64, 128)}
_SIGNING_CONTEXT = b"tawthiq person signature 1\n"


def encode_header(header: Header) -> bytes:
    """Return the canonical bytes of a header; a header over 8 KiB raises UsageError."""
    data = canon.encode(_to_plain(header))
    if len(data) > GREATEST_HEADER:
        raise UsageError("ledger.header-size", "an entry's header is larger than 8 KiB")
    return data


def decode_header(data: bytes, decode: Callable[[bytes], Any] = canon.decode) -> Header:
    """Return the header in `data`; bytes of any other form raise DamagedError.

    `decode` may be canon.decode_known where the entry's id has been checked.
    """
    try:
        header = _from_plain(decode(data))
        sound = len(data) <= GREATEST_HEADER and _is_well_formed(header)
    except (UsageError, KeyError, TypeError, ValueError, AttributeError):
        raise DamagedError("ledger.header", "a header's bytes are not a header") from None
    if not sound:
        raise DamagedError("ledger.header", "a header breaks the rules of its format")
    return header


def entry_id(header_bytes: bytes) -> bytes:
    """Return the 32-byte id of the entry with this header: its RFC 6962 leaf hash."""
    return merkle.leaf_hash(header_bytes)


def causes_of(ids: tuple[str, ...]) -> Causes:
    """Return the causes field for `ids`: the list up to 64, else root and count of the sorted."""
    if len(ids) <= MOST_CAUSES:
        return Causes(ids)
    leaves = [merkle.leaf_hash(bytes.fromhex(item)) for item in sorted(ids)]
    return Causes((), merkle.root_of(leaves).hex(), len(ids))


def sign_header(header: Header, key: Ed25519PrivateKey) -> Signature:
    """Return the person's signature over `header` without its signature field."""
    signed = key.sign(_SIGNING_CONTEXT + _unsigned(header))
    return Signature(key.public_key().public_bytes_raw().hex(), signed.hex())


def is_signed(header: Header) -> bool:
    """Say whether the header's signature verifies under the key that it names."""
    if header.signature is None:
        return False
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(header.signature.key))
        public.verify(bytes.fromhex(header.signature.value), _SIGNING_CONTEXT + _unsigned(header))
    except (InvalidSignature, ValueError):
        return False
    return True


def _unsigned(header: Header) -> bytes:
    return canon.encode({**_to_plain(header), "signature": None})


def _to_plain(header: Header) -> dict[str, Any]:
    causes = header.causes
    signature = header.signature
    return {
        "author": header.author,
        "causes": {"count": causes.count, "root": causes.root} if causes.root else causes.ids,
        "commitment": header.commitment,
        "format": header.format,
        "index": header.index,
        "kind": header.kind,
        "lock": header.lock,
        "log": header.log,
        "signature": signature and {"key": signature.key, "value": signature.value},
        "tick": header.tick,
        "time": header.time,
    }


def _from_plain(plain: dict[str, Any]) -> Header:
    causes, signature = plain.pop("causes"), plain.pop("signature")
    if isinstance(causes, dict):
        known = Causes((), causes.pop("root"), causes.pop("count"))
        rest: object = causes
    else:
        known, rest = Causes(tuple(causes)), None
    if rest:
        raise KeyError(rest)
    signed = Signature(**signature) if signature is not None else None
    return Header(causes=known, signature=signed, **plain)


def _is_hex(value: object, size: int) -> bool:
    return isinstance(value, str) and bool(_HEX[size].match(value))


def _is_well_formed(header: Header) -> bool:
    causes, signature = header.causes, header.signature
    return (
        header.format == FORMAT
        and header.kind in KINDS
        and _is_hex(header.log, 32)
        and _is_hex(header.author, 32)
        and _is_hex(header.commitment, 64)
        and type(header.index) is int
        and header.index >= 0
        and type(header.tick) is int
        and header.tick > header.index
        and instant.is_instant(header.time)
        and (header.lock is None or _is_hex(header.lock, 32))
        and len(causes.ids) <= MOST_CAUSES
        and all(_is_hex(item, 64) for item in causes.ids)
        and (causes.root is None or (_is_hex(causes.root, 64) and causes.count > MOST_CAUSES))
        and (signature is None or (_is_hex(signature.key, 64) and _is_hex(signature.value, 128)))
    )
