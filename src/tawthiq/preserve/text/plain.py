"""Plain text and Markdown: bytes to characters, strictly, and what had to be guessed.

A byte order mark decides; without one the text is UTF-8. Bytes that are not UTF-8 are
either UTF-8 with damage (each damaged place becomes U+FFFD and is counted) or an old
Windows code page, Arabic or Western, told by how its letters stand: Arabic words are runs
of high bytes, Western ones have single high bytes between ASCII letters. Such a guess is
written into the facts, since a guess is no reading.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from tawthiq.preserve.text.result import TextBuilder, TextResult

READER, VERSION = "plain", "1"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOST = "\ufffd"
_HIGH = re.compile(rb"[\x80-\xff]+")
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters, and the facts of how they were made from bytes."""

    text: str
    facts: dict[str, str]


def read(path: Path) -> TextResult:
    """Read a text file; its parts are its paragraphs."""
    decoded = decode(path.read_bytes())
    builder = TextBuilder()
    start = 0
    for number, (from_, to) in enumerate(paragraphs(decoded.text), start=1):
        builder.put(decoded.text[start:from_])
        builder.put(decoded.text[from_:to], f"paragraph {number}")
        start = to
    builder.put(decoded.text[start:])
    return builder.result(decoded.facts, READER, VERSION)


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode `data`; `declared` is the encoding that a header around it names, if any."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _as(data[len(mark) :], encoding, "byte order mark")
    for codec, basis in ((known(declared), "declared"), ("utf-8", "strict")):
        if codec is None:
            continue
        try:
            text = data.decode(codec)
        except ValueError:
            continue
        return Decoded(text, {"encoding": _named(codec), "encoding_basis": basis})
    return _guessed(data)


def known(declared: str | None) -> str | None:
    """Return the codec for a declared name, or None; Latin-1 means cp1252 on the web."""
    try:
        name = codecs.lookup(declared or "").name
    except (LookupError, ValueError):
        return None
    if name in ("ascii", "iso8859-1"):
        return "cp1252" if name == "iso8859-1" else "utf-8"
    is_text = getattr(codecs.lookup(name), "_is_text_encoding", True)
    return name if is_text and name not in ("utf-7", "idna", "punycode") else None


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return where the paragraphs of `text` stand: runs of lines that are not blank."""
    found: list[tuple[int, int]] = []
    is_open = False
    for line in _LINE.finditer(text):
        if not line[1].strip():
            is_open = False
        elif is_open:
            found[-1] = (found[-1][0], line.end(1))
        else:
            found.append(line.span(1))
            is_open = True
    return found


def _guessed(data: bytes) -> Decoded:
    """Choose between damaged UTF-8 and the two old code pages."""
    runs = _HIGH.findall(data)
    high = sum(map(len, runs))
    sequences = sum(len(one) for run in runs for one in _SEQUENCE.findall(run))
    if sequences >= 0.8 * high:
        return _as(data, "utf-8", "strict")
    together = sum(len(run) for run in runs if len(run) > 1)
    encoding = "cp1256" if together > 0.5 * high else "cp1252"
    return _as(data, encoding, "guessed: not UTF-8, no byte order mark, none declared")


def _as(data: bytes, encoding: str, basis: str) -> Decoded:
    """Decode with each damaged place as U+FFFD, and count them."""
    text = data.decode(encoding, "replace")
    facts = {"encoding": _named(encoding), "encoding_basis": basis}
    try:
        data.decode(encoding)
    except ValueError:
        own = data.count(_LOST.encode(encoding)) if encoding.startswith("utf") else 0
        facts["undecodable"] = f"{text.count(_LOST) - own} places are U+FFFD"
    return Decoded(text, facts)


def _named(encoding: str) -> str:
    """Return the name that people know: Python's cp1256 is Windows-1256."""
    return encoding.replace("cp125", "windows-125")
