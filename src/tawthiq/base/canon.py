"""Canonical JSON: one value, one sequence of bytes (docs/format/canonical.md).

UTF-8 without BOM; objects with keys matching `[a-z0-9_]+`, sorted by code point; no
white space; integers with |n| <= 2**53 - 1, no floats; strings escaped only where JSON
demands it. What `decode` accepts is exactly what `encode` writes.
"""

import json
import re
from typing import Any

from tawthiq.base.errors import UsageError

GREATEST_INTEGER = 2**53 - 1
_KEY = re.compile(r"[a-z0-9_]+\Z")
_write = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode
_PLAIN = frozenset({str, bool, type(None)})
_known_keys: set[str] = set()


def encode(value: object) -> bytes:
    """Return the canonical bytes of `value` (dict, list, tuple, str, int, bool, None).

    Raises UsageError("canon.value") for a float, a large integer, a foreign type or a
    string with a lone surrogate, UsageError("canon.key") for a key outside the alphabet.
    """
    _approve(value)
    try:
        return _write(value).encode()
    except UnicodeEncodeError:
        raise UsageError("canon.value", "text holds a lone surrogate") from None


def decode(data: bytes) -> Any:  # noqa: ANN401 - JSON values have no narrower type
    """Return the value of canonical `data`; any other spelling raises UsageError("canon.bytes")."""
    try:
        value = json.loads(data)
        if encode(value) == data:
            return value
    except (ValueError, RecursionError, UsageError):
        pass
    raise UsageError("canon.bytes", "these bytes are not canonical JSON")


def decode_known(data: bytes) -> Any:  # noqa: ANN401 - JSON values have no narrower type
    """Return the value of bytes that were canonical when a digest of them was taken.

    For what is read again and again from one's own store: the digest is checked by the
    caller, and `check` and every exchange decode strictly.
    """
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise UsageError("canon.bytes", "these bytes are not canonical JSON") from None


def _approve(value: object) -> None:
    """Refuse what has no canonical form; values that need no look are not looked at twice."""
    kind = type(value)
    if kind is dict:
        for key, item in value.items():  # type: ignore[attr-defined]
            if key not in _known_keys:
                _approve_key(key)
            if type(item) not in _PLAIN:
                _approve(item)
    elif kind is list or kind is tuple:
        for item in value:  # type: ignore[attr-defined]
            if type(item) not in _PLAIN:
                _approve(item)
    elif kind is int:
        if not -GREATEST_INTEGER <= value <= GREATEST_INTEGER:  # type: ignore[operator]
            raise UsageError("canon.value", "a whole number is beyond 2^53 - 1")
    elif kind not in _PLAIN:
        raise UsageError("canon.value", f"{kind.__name__} has no canonical form")


def _approve_key(key: object) -> None:
    if not isinstance(key, str) or not _KEY.match(key):
        raise UsageError("canon.key", f"{key!r} is not a key; write foreign keys as pairs")
    if len(_known_keys) < 4096:
        _known_keys.add(key)
