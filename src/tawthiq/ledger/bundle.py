"""A whole case as one verified file: a plain zip (stored) with a manifest of SHA-256 lines.

ledger.db is a consistent copy taken through SQLite's own backup; blobs are those that the
vault names. Views are left out: they are computed again. Nothing outside the target
folder is ever written, whatever names the file holds.
"""

import contextlib
import hashlib
import itertools
import os
import re
import shutil
import sqlite3
import struct
import tempfile
import zipfile
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from tawthiq.base import digest
from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.ledger.database import faults
from tawthiq.ledger.durable import make_folders, sync_folder
from tawthiq.ledger.folder import CaseFolder
from tawthiq.ledger.inspect_blobs import outside
from tawthiq.ledger.readonly import reading_address
from tawthiq.ledger.vault import FolderVault

MANIFEST = "MANIFEST.sha256"
_BLOB = re.compile(r"vault/([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{60}\Z")
_KEY = re.compile(r"keys/[0-9a-f]{32}\.json\Z")
_END, _ZIP64_END = 22, 56 + 20  # APPNOTE.TXT 4.3.14 to 4.3.16, without a comment
_EPOCH = (1980, 1, 1, 0, 0, 0)
Advance = Callable[[int], None]


def is_member(name: str) -> bool:
    """Say whether a bundle may hold a file of this name; no other name is ever written."""
    return name in {"case.toml", "ledger.db"} or bool(_BLOB.match(name) or _KEY.match(name))


def pack(folder: CaseFolder, target: Path, advance: Advance | None = None) -> int:
    """Write the case to the new file `target`; return how many files it holds.

    Raises DamagedError where a blob is not what its name says, or the disk refuses; then
    there is no file.
    """
    if target.exists():
        raise UsageError("export.exists", f"{target} exists already", path=str(target))
    partial = target.with_name(f".{target.name}.partial")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".tawthiq-") as scratch:
            copy = Path(scratch) / "ledger.db"
            copy_ledger(folder.ledger, copy)
            files = {"case.toml": folder.toml, "ledger.db": copy}
            files |= {f"keys/{path.name}": path for path in sorted(folder.keys.glob("*.json"))}
            vault = FolderVault(folder.vault)
            for name in vault.names():
                files[f"vault/{name[:2]}/{name[2:4]}/{name}"] = vault.path(name)
            _write(partial, files, advance)
        partial.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise DamagedError("export.write", f"cannot write {target}: {error.strerror}") from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
    return len(files)


def unpack(source: Path, folder: CaseFolder, advance: Advance | None = None) -> int:
    """Write the case in `source` into the empty `folder`; verify every byte by the manifest.

    Raises UsageError where `source` is no such file, DamagedError naming what differs; in
    both cases nothing is left, neither in the folder nor of folders made for it.
    """
    root = folder.root
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UsageError("import.not-empty", f"{root} is not an empty folder", path=str(root))
    if not source.is_file():
        raise UsageError("import.missing", f"there is no file {source}", path=str(source))
    absent = missing_folders(root)
    try:
        make_folders(root)
        with zipfile.ZipFile(source) as archive:
            _fill_the_file(archive, source)
            manifest = _manifest(archive)
            for name, expected in manifest.items():
                _demand_name(name, expected, manifest)
                _take(archive, name, expected, root / name, advance)
    except OSError as error:
        clear(root, absent)
        raise DamagedError("import.io", f"{source.name}: {error.strerror or error}") from error
    except DamagedError:
        clear(root, absent)
        raise
    except Exception as error:  # zipfile meets damage with errors of many kinds
        clear(root, absent)
        says = f"{source.name} is not an exported case, or is damaged"
        raise UsageError("import.form", says, path=str(source)) from error
    return len(manifest)


def missing_folders(root: Path) -> list[Path]:
    """Return `root` and the folders above it that are not there yet, the innermost first."""
    return list(itertools.takewhile(lambda path: not path.exists(), (root, *root.parents)))


def clear(root: Path, absent: Iterable[Path] = ()) -> None:
    """Empty `root`, and remove the folders that were absent before it was filled."""
    for path in root.iterdir() if root.is_dir() else ():
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    with contextlib.suppress(OSError):
        for path in absent:
            path.rmdir()


def copy_ledger(source: Path, target: Path) -> None:
    """Copy an SQLite file as it stands at one moment; raises DamagedError where it cannot be."""
    try:
        with (
            contextlib.closing(sqlite3.connect(reading_address(source), uri=True)) as reading,
            contextlib.closing(sqlite3.connect(target)) as writing,
        ):
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode=DELETE")
    except faults() as error:
        raise DamagedError("export.ledger", f"ledger.db cannot be copied: {error}") from error


def _write(target: Path, files: dict[str, Path], advance: Advance | None) -> None:
    lines = []
    with target.open("wb") as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            for name, path in sorted(files.items()):
                info = zipfile.ZipInfo(name, _EPOCH)
                with (
                    path.open("rb", buffering=0) as reading,
                    archive.open(info, "w", force_zip64=True) as writing,
                ):
                    sha256, _ = digest.copy_hashed(reading, writing, advance)  # type: ignore[arg-type]
                if _names_its_bytes(name, files) and not name.endswith(sha256):
                    says = f"blob {path.name[:12]} is damaged; run 'tawthiq check'"
                    raise DamagedError("export.damaged", says)
                if name.startswith("vault/") and not _names_its_bytes(name, files):
                    _demand_sealed(path)
                lines.append(f"{sha256}  {name}\n")
            archive.writestr(zipfile.ZipInfo(MANIFEST, _EPOCH), "".join(lines))
        raw.flush()
        os.fsync(raw.fileno())


def _names_its_bytes(name: str, members: Collection[str]) -> bool:
    """Say whether a member's name is the digest of its bytes: a blob of a case without keys."""
    return name.startswith("vault/") and not any(map(_KEY.match, members))


def _demand_sealed(path: Path) -> None:
    """Raise DamagedError where a locked case's blob shows damage from outside."""
    fault = outside(path)
    if fault is not None:
        raise DamagedError("export.damaged", f"object {path.name[:12]} is damaged: {fault}")


def _demand_name(name: str, expected: str, members: Collection[str]) -> None:
    if _names_its_bytes(name, members) and not name.endswith(expected):
        raise DamagedError("import.damaged", f"{name} is not named by its bytes")


def _fill_the_file(archive: zipfile.ZipFile, source: Path) -> None:
    """Raise ValueError unless members and directory fill the file from its first byte to its last.

    What stands before, between or behind them is covered by no digest.
    """
    at = 0
    with source.open("rb") as file:
        for member in sorted(archive.infolist(), key=lambda each: each.header_offset):
            file.seek(member.header_offset + 26)
            names, extra = struct.unpack("<HH", file.read(4))
            if member.header_offset != at or member.flag_bits & 8:
                raise ValueError(member.filename)
            at += 30 + names + extra + member.compress_size
    listed = sum(46 + len(m.filename) + len(m.extra) + len(m.comment) for m in archive.infolist())
    large = _ZIP64_END if _is_large(archive, at, listed) else 0
    if at != archive.start_dir or at + listed + large + _END != source.stat().st_size:
        raise ValueError(MANIFEST)


def _is_large(archive: zipfile.ZipFile, at: int, listed: int) -> bool:
    """Say whether a zip of this size ends with the records that zip64 adds."""
    return len(archive.infolist()) > zipfile.ZIP_FILECOUNT_LIMIT or (
        max(at, listed) > zipfile.ZIP64_LIMIT
    )


def _manifest(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return name -> digest; ValueError unless the archive holds exactly what it lists.

    Only stored members are taken: nothing can be larger inside than the file is.
    """
    members = archive.infolist()
    if any(m.compress_type != zipfile.ZIP_STORED or m.flag_bits & 1 for m in members):
        raise ValueError(MANIFEST)
    manifest: dict[str, str] = {}
    *lines, last = archive.read(MANIFEST).decode("ascii").split("\n")
    for line in lines:
        expected, name = line.split("  ")
        if not is_member(name) or name in manifest:
            raise ValueError(name)
        manifest[name] = expected
    if last or sorted(m.filename for m in members) != sorted([*manifest, MANIFEST]):
        raise ValueError(MANIFEST)
    if not {"case.toml", "ledger.db"} <= set(manifest):
        raise ValueError(MANIFEST)
    return manifest


def _take(
    archive: zipfile.ZipFile, name: str, expected: str, target: Path, advance: Advance | None
) -> None:
    make_folders(target.parent)
    with archive.open(name) as reading, target.open("xb") as writing:
        found = hashlib.sha256()
        while chunk := reading.read(digest.CHUNK):
            found.update(chunk)
            writing.write(chunk)
            if advance is not None:
                advance(len(chunk))
        writing.flush()
        os.fsync(writing.fileno())
    if found.hexdigest() != expected:
        raise DamagedError("import.damaged", f"{name} differs from the manifest")
    if name.startswith("vault/"):
        target.chmod(0o444)
    sync_folder(target.parent)
