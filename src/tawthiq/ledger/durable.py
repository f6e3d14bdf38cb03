"""Writing that survives a power cut: bytes first, then their name, then the folder's list."""

import contextlib
import os
import secrets
from pathlib import Path

from tawthiq.base.errors import DamagedError


def write_durably(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Replace `path` by `data` in one step that survives a power cut."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise DamagedError("device.write", f"cannot write {path}: {error.strerror}") from error


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folders(folder: Path, mode: int = 0o777) -> None:
    """Make `folder` and what is missing above it, each name durable before the next."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir(mode=mode, exist_ok=True)
        sync_folder(path.parent)


def link_new(temporary: Path, target: Path) -> bool:
    """Give `temporary` the name `target` too; False, and no change, where that name is taken."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        return False
    except OSError:
        if target.exists():
            return False
        temporary.rename(target)  # no hard links here; on Windows this never overwrites
    return True
