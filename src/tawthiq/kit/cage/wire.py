"""How parent and child talk: one JSON header and raw bytes per message, over two pipes.

A message is `TWQ1`, the header's length (4 bytes, big-endian), the body's length (8 bytes),
the header (UTF-8 JSON, one object), the body. Nothing is ever unpickled, and the side that
receives says beforehand how much it will take, since a child that a hostile file has taken
over may send anything.
"""

import json
import struct
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

MAGIC = b"TWQ1"
_LENGTHS = struct.Struct(">4sIQ")
HEADER_LIMIT = 1 << 20


class BrokenWireError(Exception):
    """The other side is gone, or what it sent is no message."""


class TooLongError(Exception):
    """The other side announced more bytes than this side takes."""

    def __init__(self, size: int) -> None:
        super().__init__(f"{size} bytes announced")
        self.size = size


def send(
    stream: BinaryIO, header: Mapping[str, object], body: Iterable[bytes] = (), size: int = 0
) -> None:
    """Write one message; `body` must give exactly `size` bytes."""
    head = encode(header)
    stream.write(_LENGTHS.pack(MAGIC, len(head), size) + head)
    sent = 0
    for chunk in body:
        sent += len(chunk)
        if sent > size:
            break
        stream.write(chunk)
    if sent != size:
        raise BrokenWireError(f"a body of {size} bytes was promised, {sent} came")
    stream.flush()


def encode(value: object) -> bytes:
    """Return a JSON value as UTF-8 bytes; lone surrogates travel escaped."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()


def decode(data: bytes) -> Any:  # noqa: ANN401 - JSON values have no narrower type
    """Return the JSON value that `data` holds; raise BrokenWireError where it holds none."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise BrokenWireError("no JSON came") from None


def receive_header(
    stream: BinaryIO, *, header_limit: int = HEADER_LIMIT, body_limit: int
) -> tuple[dict[str, Any], int]:
    """Read a message up to its body; return the header and the body's length."""
    magic, head_size, size = _LENGTHS.unpack(exactly(stream, _LENGTHS.size))
    if magic != MAGIC:
        raise BrokenWireError("no message begins here")
    if head_size > header_limit:
        raise TooLongError(head_size)
    if size > body_limit:
        raise TooLongError(size)
    header = decode(exactly(stream, head_size))
    if not isinstance(header, dict):
        raise BrokenWireError("the header is not an object")
    return header, size


def receive(
    stream: BinaryIO, *, header_limit: int = HEADER_LIMIT, body_limit: int
) -> tuple[dict[str, Any], bytes]:
    """Read one whole message; return header and body."""
    header, size = receive_header(stream, header_limit=header_limit, body_limit=body_limit)
    return header, exactly(stream, size)


def exactly(stream: BinaryIO, size: int) -> bytes:
    """Read `size` bytes, or raise BrokenWireError where the stream ends before."""
    data = stream.read(size) if size else b""
    if len(data) != size:
        raise BrokenWireError("the stream ended inside a message")
    return data
