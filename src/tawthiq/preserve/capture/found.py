"""Which files make a capture, told by names and first bytes alone: cheap on ordinary files.

Nothing is parsed here. A folder is one capture when it holds one page (in one or several
formats) with pictures, media and notes of its address beside it; anything else is left to
be looked at file by file.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tawthiq.preserve.capture.picture import is_named_screenshot
from tawthiq.preserve.text.kind import HEAD_BYTES, MHTML, WACZ, WARC, sniff
from tawthiq.record.capture import Shape

MAX_FILES = 500
_PAGE_HEAD = 1 << 16
_SHAPES: dict[str, Shape] = {
    WACZ: "wacz",
    WARC: "warc",
    MHTML: "mhtml",
    "text/html": "saved page",
}
"""Formats of pages, the one that says most first."""
_MARKS = (b"saved from url=", b"page saved with singlefile", b'rel="canonical"', b"og:url")
_BESIDE = ("_files", ".files", "-dateien", "_fichiers", "_archivos", "_ملفات")
_INNER = frozenset({"media", "images", "videos", "photos", "screenshots"})
_ADDRESS_NAMES = frozenset({"url.txt", "link.txt", "source.txt", "address.txt", "رابط.txt"})
_NOTES = frozenset({"metadata.json", "meta.json", "capture.json", "info.json"})
_RECORD_BEGINS = {".csv": (b"status,metadata,media",), ".json": (b'"status"', b'"metadata"')}
_NOTE_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class One:
    """One file of a capture: where it lies, its name below the root, what it is."""

    path: Path
    name: str
    media_type: str


@dataclass(slots=True)
class Found:
    """The files of one capture by their part in it."""

    shape: Shape
    pages: list[One] = field(default_factory=list)
    notes: list[One] = field(default_factory=list)
    pictures: list[One] = field(default_factory=list)
    media: list[One] = field(default_factory=list)
    beside: list[One] = field(default_factory=list)
    others: list[One] = field(default_factory=list)

    @property
    def files(self) -> list[One]:
        """All files, in the order of their parts."""
        return [*self.pages, *self.notes, *self.pictures, *self.media, *self.beside, *self.others]


def find(root: Path) -> Found | None:
    """Return the files of the capture that `root` is; None for anything ordinary."""
    if root.is_dir():
        return _in_folder(root)
    return _of_file(root) if root.is_file() else None


def _of_file(path: Path) -> Found | None:
    """A page in one file, with the folder of its pictures if a browser made one."""
    one = _one(path, path.parent)
    shape = _SHAPES.get(one.media_type)
    if shape is None:
        return None
    found = Found(shape, pages=[one])
    for folder in _folders_beside(path):
        for inner in _below(folder):
            _sort(found, _one(inner, path.parent), is_embedded=True)
    if shape == "saved page" and not found.files[1:] and not _is_marked(path):
        return None
    return found


def _in_folder(root: Path) -> Found | None:
    """A folder that holds one capture; None where it holds none, or more than one."""
    try:
        files = [_one(path, root) for path in _direct(root)]
    except (ValueError, OSError):
        return None
    records = _records_of_archiver(files)
    shape = _shape_of(files) if records is None else "auto-archiver"
    if shape is None:
        return None
    found = Found(shape, notes=records or [])
    for one in [one for one in files if one not in found.notes]:
        top = one.path.parent.name.lower()
        _sort(found, one, is_embedded=top.endswith(_BESIDE))
    if records is None and not _is_one_capture(found):
        return None
    if not found.pages and not any(is_named_screenshot(one.name) for one in found.pictures):
        found.pictures += [one for one in found.media if one.media_type.startswith("image/")]
        found.media = [one for one in found.media if not one.media_type.startswith("image/")]
    return found


def _shape_of(files: list[One]) -> Shape | None:
    """Return the shape of the richest page in a folder, or a screenshot's."""
    direct = {one.media_type for one in files}
    for media_type, shape in _SHAPES.items():
        if media_type in direct:
            return shape
    shot = any(
        one.media_type.startswith("image/") and is_named_screenshot(one.name) for one in files
    )
    noted = any(_is_note(one) for one in files)
    seen = any(one.media_type.startswith(("image/", "video/", "audio/")) for one in files)
    return "screenshot" if shot or (noted and seen) else None


def _is_one_capture(found: Found) -> bool:
    """Whether a folder holds one page at most, and nothing that belongs to no capture."""
    kinds = [one.media_type for one in found.pages]
    if len(set(kinds)) != len(kinds) or found.others:
        return False
    if found.shape != "saved page":
        return True
    return bool(found.files[1:]) or _is_marked(found.pages[0].path)


def _records_of_archiver(files: list[One]) -> list[One] | None:
    """Return auto-archiver's own records among the files; None where it left nothing here."""
    names = {Path(one.name).name for one in files}
    is_stamped = "hashes.txt" in names and any(n.startswith("timestamp_token") for n in names)
    records = [one for one in files if _is_record(one.path)]
    return records if records or is_stamped else None


def _is_record(path: Path) -> bool:
    """Whether a file begins like a record of auto-archiver."""
    begins = _RECORD_BEGINS.get(path.suffix.lower(), ())
    head = _head(path, 512) if begins else b""
    return bool(head) and all(word in head for word in begins)


def _sort(found: Found, one: One, *, is_embedded: bool) -> None:
    """Put one file where it belongs; what a browser saved beside a page is embedded."""
    kind = one.media_type.partition("/")[0]
    if is_embedded:
        (found.media if kind in ("image", "video", "audio") else found.beside).append(one)
    elif one.media_type in _SHAPES:
        found.pages.append(one)
    elif _is_note(one):
        found.notes.append(one)
    elif kind == "image" and is_named_screenshot(one.name):
        found.pictures.append(one)
    elif kind in ("image", "video", "audio"):
        found.media.append(one)
    else:
        found.others.append(one)


def _is_note(one: One) -> bool:
    """Whether a file notes the address of a page: a link file, or a small JSON beside it."""
    name = Path(one.name).name.lower()
    named = name.endswith((".url", ".webloc", ".info.json")) or name in _ADDRESS_NAMES | _NOTES
    return named and one.path.stat().st_size <= _NOTE_BYTES


def _is_marked(path: Path) -> bool:
    """Whether an HTML file says that it was saved from the web."""
    head = _head(path, _PAGE_HEAD).lower()
    return any(mark in head for mark in _MARKS)


def _one(path: Path, root: Path) -> One:
    name = path.relative_to(root).as_posix()
    return One(path, name, sniff(_head(path, HEAD_BYTES), path.name).media_type)


def _head(path: Path, size: int) -> bytes:
    """Return the first bytes of a file; none where it cannot be opened."""
    try:
        with path.open("rb") as stream:
            return stream.read(size)
    except OSError:
        return b""


def _folders_beside(path: Path) -> Iterator[Path]:
    """Give the folders that a browser makes beside the page it saves."""
    for ending in _BESIDE:
        folder = path.with_name(path.stem + ending)
        if folder.is_dir():
            yield folder


def _direct(root: Path) -> Iterator[Path]:
    """Give the files of a folder and of the folders that belong to a page.

    Raises:
        ValueError: there is another folder, or there are too many files for one capture.
    """
    count = 0
    for entry in sorted(os.scandir(root), key=lambda one: os.fsencode(one.name)):
        path = Path(entry.path)
        if entry.is_symlink() or entry.name.startswith("."):
            continue
        if not entry.is_dir() and not entry.is_file():  # a pipe would never end
            continue
        if entry.is_dir() and not entry.name.lower().endswith((*_BESIDE, *_INNER)):
            raise ValueError(entry.name)
        for file in _below(path) if entry.is_dir() else (path,):
            count += 1
            if count > MAX_FILES:
                raise ValueError(str(count))
            yield file


def _below(folder: Path) -> list[Path]:
    """Return the files of a folder, a bounded number, without following links."""
    inside = sorted(islice(folder.rglob("*"), 2 * MAX_FILES), key=os.fsencode)
    files = [one for one in inside if one.is_file() and not one.is_symlink()]
    return files[: MAX_FILES + 1]
