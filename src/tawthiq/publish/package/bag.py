"""BagIt 1.0 (RFC 8493): the tag files of a bag, and writing one while its bytes are hashed.

The validator of the Library of Congress (bagit) reads each bag back after it was written.
Its own maker is not used: it changes the working folder of the whole process, reads every
byte a second time, and writes an older version of the format.
"""

import hashlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tawthiq.base import digest
from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.base.script import show

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST = "manifest-sha256.txt"
TAGMANIFEST = "tagmanifest-sha256.txt"
Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Payload:
    """A file below `data/`: how to read it, and what digest its bytes must have, if known."""

    path: str
    open: Callable[[], BinaryIO]
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What a bag came to: SHA-256 of its manifest, files and bytes below `data/`."""

    manifest_sha256: str
    files: int
    bytes: int


def bag_info(tags: Iterable[tuple[str, str]]) -> bytes:
    """Return bag-info.txt: one line a tag, in the order given; line ends become spaces."""
    lines = [f"{name}: {_line(value)}\n" for name, value in tags if value]
    return "".join(lines).encode()


def manifest(digests: Mapping[str, str]) -> bytes:
    """Return a manifest as `sha256sum -c` reads it, sorted by path."""
    return "".join(f"{value}  {path}\n" for path, value in sorted(digests.items())).encode()


def write_bag(
    out: Path,
    payload: Iterable[Payload],
    tags: Callable[[str, int, int], Mapping[str, bytes]],
    advance: Advance | None = None,
) -> Written:
    """Write a bag into the new or empty folder `out`: whole, or not at all.

    `tags` gives the tag files, bag-info.txt with them, from the manifest's SHA-256 and the
    payload's bytes and files. Raises UsageError where `out` holds something already,
    DamagedError where bytes differ from their digest or the disk refuses.
    """
    _approve(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{out.name}.part-", dir=out.parent))
    except OSError as error:
        raise _disk(error) from error
    try:
        written = _fill(part, payload, tags, advance)
        part.chmod(0o700)
        if out.exists():
            out.rmdir()
        part.rename(out)
    except OSError as error:
        raise _disk(error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return written


def _fill(
    part: Path,
    payload: Iterable[Payload],
    tags: Callable[[str, int, int], Mapping[str, bytes]],
    advance: Advance | None,
) -> Written:
    digests: dict[str, str] = {}
    total = 0
    for each in payload:
        with each.open() as source:
            digests[each.path], size = _copy(part / each.path, source, advance)
        total += size
        if each.sha256 not in {None, digests[each.path]}:
            says = f"what the vault holds for {show(each.path)} is damaged; run 'tawthiq check'"
            raise DamagedError("handover.damaged", says)
    listed = manifest(digests)
    named = hashlib.sha256(listed).hexdigest()
    files = {"bagit.txt": DECLARATION, MANIFEST: listed, **tags(named, total, len(digests))}
    seals = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    for path, content in {**files, TAGMANIFEST: manifest(seals)}.items():
        _copy(part / path, io.BytesIO(content), None)
    return Written(named, len(digests), total)


def _copy(target: Path, source: BinaryIO, advance: Advance | None) -> tuple[str, int]:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb", buffering=0) as file:
        found = digest.copy_hashed(source, file, advance)
        os.fsync(file.fileno())
    return found


def _line(value: str) -> str:
    return show(re.sub(r"\s+", " ", value).strip())


def _approve(out: Path) -> None:
    if out.is_symlink() or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
        says = "a package needs a new or empty folder"
        raise UsageError("handover.not-empty", says, path=str(out))


def _disk(error: OSError) -> DamagedError:
    says = f"the package could not be written: {error.strerror or 'the disk refused it'}"
    return DamagedError("handover.disk", says)
