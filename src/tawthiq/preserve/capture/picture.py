"""What can be told about a screenshot without seeing it: its date, and whether it is long.

A program cannot see whether a picture shows the whole page or its date. It can tell that
the file's name or its own metadata carry a date, that the name says "full page", or that
the picture is far longer than any screen; the rest is for a person.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath

LONGER_THAN_SCREENS = 2.5
"""Height over width; phones end near 2.3."""

_NAMED = re.compile(
    r"screen[ _-]?shot|screen[ _-]?capture|screencap|full[ _-]?page|capture d.?[eé]cran|"
    r"bildschirmfoto|لقطة[ _]?(?:ال)?شاشة|صورة[ _]?(?:ال)?شاشة",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"full[ _-]?page|entire[ _-]?page|صفحة[ _]?كاملة", re.IGNORECASE)
_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])"
    r"(?:[T _-]*(?:at|à|um)?[ _-]*([01]\d|2[0-3])[-_.:]?([0-5]\d)(?:[-_.:]?([0-5]\d))?)?(?!\d)"
)
_EXIF_DATE = re.compile(rb"((?:19|20)\d{2}):(\d{2}):(\d{2}) (\d{2}:\d{2}:\d{2})\0")
_HEAD = 1 << 18


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its date as text with where it comes from; is_whole None: cannot tell."""

    name: str
    dated: str | None
    is_whole: bool | None


def is_named_screenshot(name: str) -> bool:
    """Whether a file's name says that it is a picture of a screen."""
    return bool(_NAMED.search(PurePath(name).name))


def look(path: Path, name: str) -> Picture:
    """Look at one picture file; `name` is the one it came with."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    whole = True if _WHOLE.search(PurePath(name).name) else None
    size = size_of(head)
    if size and size[1] >= LONGER_THAN_SCREENS * size[0] > 0:
        whole = True
    return Picture(name, date_in(name) or date_within(head), whole)


def date_in(name: str) -> str | None:
    """Return the date, and the time if there is one, that a file's name carries."""
    found = _DATE.search(PurePath(name).name)
    if found is None:
        return None
    day = "-".join(found.group(1, 2, 3))
    try:
        datetime.strptime(day, "%Y-%m-%d")  # noqa: DTZ007 - only whether the day exists
    except ValueError:
        return None
    clock = [part for part in found.group(4, 5, 6) if part]
    return f"{day}T{':'.join(clock)}" if clock else day


def date_within(head: bytes) -> str | None:
    """Return the date in a picture's own metadata: PNG's tIME, or Exif in a JPEG."""
    if head.startswith(b"\x89PNG"):
        at = head.find(b"tIME")
        if 0 < at <= len(head) - 11 and head[at - 4 : at] == b"\0\0\0\7":
            year = int.from_bytes(head[at + 4 : at + 6], "big")
            month, day, hour, minute, second = head[at + 6 : at + 11]
            return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        return None
    found = _EXIF_DATE.search(head)
    if found is None:
        return None
    return "-".join(part.decode() for part in found.group(1, 2, 3)) + f"T{found[4].decode()}"


def size_of(head: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG or JPEG in pixels; None where the head has none."""
    if head.startswith(b"\x89PNG") and head[12:16] == b"IHDR" and len(head) >= 24:
        return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    return _jpeg_size(head) if head.startswith(b"\xff\xd8") else None


def _jpeg_size(head: bytes) -> tuple[int, int] | None:
    """Go from marker to marker until the frame header."""
    at = 2
    while at + 9 < len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = (int.from_bytes(head[at + i : at + i + 2], "big") for i in (5, 7))
            return width, height
        at += 2 + int.from_bytes(head[at + 2 : at + 4], "big")
    return None
