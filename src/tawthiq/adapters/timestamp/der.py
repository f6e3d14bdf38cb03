"""DER, as far as time stamps need it: one value after the other, strictly, nothing guessed."""

from dataclasses import dataclass

INTEGER, OCTETS, OBJECT, SEQUENCE, SET, TIME = 0x02, 0x04, 0x06, 0x30, 0x31, 0x18
CONTEXT_0, CONTEXT_1 = 0xA0, 0xA1


@dataclass(frozen=True, slots=True)
class Value:
    """One value: its tag, all its bytes, and its content."""

    tag: int
    whole: bytes
    content: bytes

    def parts(self) -> list["Value"]:
        """Return the values inside; ValueError where the content is none."""
        found, at = [], 0
        while at < len(self.content):
            part = _read(self.content, at)
            found.append(part)
            at += len(part.whole)
        return found


def read(data: bytes) -> Value:
    """Return the one value that `data` is; ValueError for any other bytes."""
    value = _read(data, 0)
    if len(value.whole) != len(data):
        raise ValueError("bytes after the value")
    return value


def write(tag: int, content: bytes) -> bytes:
    """Return a value as bytes."""
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def oid(dotted: str) -> bytes:
    """Return an object identifier's content."""
    first, second, *rest = map(int, dotted.split("."))
    out = b""
    for number in (first * 40 + second, *rest):
        digits = [number & 0x7F]
        while number := number >> 7:
            digits.append(number & 0x7F | 0x80)
        out += bytes(reversed(digits))
    return out


def _read(data: bytes, at: int) -> Value:
    if at + 2 > len(data):
        raise ValueError("cut off")
    tag, size, start = data[at], data[at + 1], at + 2
    if tag & 0x1F == 0x1F:
        raise ValueError("a long tag")
    if size & 0x80:
        count = size & 0x7F
        size = int.from_bytes(data[start : start + count], "big")
        start += count
    end = start + size
    value = data[start:end]
    if end > len(data) or data[at:end] != write(tag, value):
        raise ValueError("not the one length")
    return Value(tag, data[at:end], value)
