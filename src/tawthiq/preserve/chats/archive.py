"""A chat that came as a zip: the text of the chat and the files that its messages attach.

The archive stays an item as it came; its members become items beside it. Only archives that
hold a chat are opened. Nothing is written outside the vault, so a path in an archive leads
nowhere; how far it may expand is bounded before anything is unpacked.
"""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final, cast

from tawthiq.kit.cage import UnfitError
from tawthiq.preserve.text.packed import BROKEN, Bounds, survey
from tawthiq.preserve.walk import Given

ZIP: Final = "application/zip"
BOUNDS: Final = Bounds(total=8 << 30, members=20_000, looks_inside=False)
ENDINGS: Final = frozenset({".txt", ".json", ".html", ".htm"})
MOST_ASKED: Final = 20
"""Members that are asked whether they are a chat."""
_IN_UTF8 = 0x800


@contextmanager
def unpacked(path: Path, folder: str) -> Iterator[list[Given]]:
    """Give the files of an archive, in its order, below `folder`; they open while it is held.

    Raises UnfitError where it is damaged, locked, or would expand too far.
    """
    with path.open("rb") as stream, survey(stream, "zip archive", BOUNDS) as archive:
        yield [_given(path, archive, one, folder) for one in archive.infolist() if not one.is_dir()]


def asked(given: Sequence[Given]) -> list[Given]:
    """Return the members that may be the text of a chat, the outermost first."""
    likely = [one for one in given if one.path.suffix.lower() in ENDINGS]
    likely.sort(key=lambda one: len(one.folder.split("/")))
    return likely[:MOST_ASKED]


def _given(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, folder: str) -> Given:
    inner = PurePosixPath(_named(info).replace("\\", "/"))
    below = "/".join([folder, *inner.parts[:-1]])
    name = path / (inner.name or "unnamed")
    return Given(name, below, info.file_size, None, partial(_opened, archive, info))


def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    try:
        return cast("BinaryIO", archive.open(info))
    except BROKEN as error:
        raise UnfitError("text.broken", "it is damaged inside its archive") from error


def _named(info: zipfile.ZipInfo) -> str:
    """Return a member's name; phones write UTF-8 without saying so."""
    if not info.flag_bits & _IN_UTF8:
        try:
            return info.orig_filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            return info.filename
    return info.filename
