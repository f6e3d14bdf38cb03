"""Zip archives looked over before anything in them is unpacked.

A few hundred kilobytes can expand to hundreds of megabytes; an archive may hold itself, or
a path that leads out of it. The survey reads the directory of the archive only (and, for
an archive inside an archive, that one's), and refuses with one clause.
"""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from tawthiq.kit.cage import UnfitError, in_words

T = TypeVar("T")

_DTD = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)", re.IGNORECASE)
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    ValueError,
    NotImplementedError,
    EOFError,
    RuntimeError,
)
_CHUNK = 1 << 20
_OVERLAP = 16
_LEADS_OUT = re.compile(r"(?:^|[\\/])\.\.(?:[\\/]|$)|^[\\/]|^[A-Za-z]:|\0")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far an archive may expand.

    A ratio counts only for members that are large when unpacked: a short, empty table is
    packed a hundredfold too and harms nobody. Archives inside are looked over where they are
    to be unpacked as well (`looks_inside`).
    """

    total: int = 256 << 20
    ratio: int = 100
    ratio_from: int = 1 << 20
    members: int = 10_000
    depth: int = 3
    looks_inside: bool = True


OFFICE = Bounds()
CAPTURE = Bounds(total=8 << 30, members=200_000)


def survey(stream: BinaryIO, what: str, bounds: Bounds = OFFICE) -> zipfile.ZipFile:
    """Open an archive after looking it over; nothing has been unpacked yet.

    Raises:
        UnfitError: it is no archive, or it exceeds `bounds`, or a path leads out of it.
    """
    archive = _opened(stream, what)
    _judge(archive, bounds, bounds.total, 1)
    return archive


def refuse_definitions(archive: zipfile.ZipFile) -> None:
    """Refuse an office file with a document type definition: the format has none.

    Entities (`billion laughs`, files and addresses pulled in) need one, so nothing that the
    parsers do with entities can matter.
    """
    for info in archive.infolist():
        if info.filename.lower().endswith((".xml", ".rels", ".vml")):
            _scan(archive, info)


def broken(what: str) -> UnfitError:
    """Return the refusal of an archive that is cut short or damaged."""
    return UnfitError("text.broken", f"it is no whole {what}: it is cut short or damaged")


def _opened(stream: BinaryIO, what: str) -> zipfile.ZipFile:
    begins_like_one = stream.read(2) == b"PK"
    stream.seek(0)
    if not begins_like_one:
        raise UnfitError("text.not-archive", f"it is no {what}: it does not begin like one")
    try:
        return zipfile.ZipFile(stream)
    except BROKEN:
        raise broken(what) from None


def _judge(archive: zipfile.ZipFile, bounds: Bounds, left: int, depth: int) -> int:
    """Check one archive and those inside it; return how many bytes remain allowed."""
    members = archive.infolist()
    if len(members) > bounds.members:
        most = f"more than the {bounds.members} taken"
        raise UnfitError("text.members", f"it packs {len(members)} files, {most}")
    for info in members:
        if _LEADS_OUT.search(info.orig_filename) or _LEADS_OUT.search(info.filename):
            raise UnfitError("text.leads-out", "it holds a path that leads out of the archive")
        if info.flag_bits & 1:
            raise UnfitError("text.locked", "it is locked with a password")
        if _ratio(info) > bounds.ratio and info.file_size > bounds.ratio_from:
            most = f"more than the {bounds.ratio} times taken"
            grown = f"{_ratio(info)} times, to {in_words(info.file_size)}"
            raise UnfitError("text.ratio", f"it would expand {grown}, {most}")
        left -= info.file_size
        if left < 0:
            total = in_words(sum(one.file_size for one in members))
            most = in_words(bounds.total)
            raise UnfitError(
                "text.total", f"it would expand to {total}, more than the {most} taken"
            )
    for info in members if bounds.looks_inside else ():
        if info.filename.lower().endswith((".zip", ".docx", ".xlsx", ".pptx", ".wacz", ".kmz")):
            left = _inner(archive, info, bounds, left, depth)
    return left


def _inner(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, bounds: Bounds, left: int, depth: int
) -> int:
    """Look over an archive inside an archive."""
    if depth >= bounds.depth:
        most = f"more than {bounds.depth} deep"
        raise UnfitError("text.nested", f"it packs archives inside archives, {most}")
    try:
        inside = zipfile.ZipFile(io.BytesIO(archive.read(info)))
    except BROKEN:
        return left  # its name says archive, its bytes do not: nothing to expand
    return _judge(inside, bounds, left, depth + 1)


def _ratio(info: zipfile.ZipInfo) -> int:
    return info.file_size // max(info.compress_size, 1)


def _scan(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Search one member for a definition, in pieces that overlap."""
    last = b""
    try:
        with archive.open(info) as member:
            while chunk := member.read(_CHUNK):
                if _DTD.search(last + chunk):
                    raise UnfitError(
                        "text.definition",
                        "it carries a document type definition, which office files may not",
                    )
                last = chunk[-2 * _OVERLAP :]
    except BROKEN:
        raise broken("office file") from None


def office(path: Path, what: str, read: Callable[[BinaryIO], T]) -> T:
    """Look an office file over, then read it; `what` is what it should be, in words."""
    with path.open("rb") as stream:
        refuse_definitions(survey(stream, what))
        stream.seek(0)
        return read(stream)
