"""Write a dossier to disk: whole, or not at all."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tawthiq.base.errors import DamagedError, UsageError


def write(files: Mapping[str, bytes], out_dir: Path) -> None:
    """Write `files` (path below `out_dir` to bytes); an interruption leaves nothing half.

    Everything is written into a new folder beside `out_dir`, which then takes its name.
    Raises UsageError("publish.not-empty") where `out_dir` holds something already, and
    DamagedError("publish.disk") where the disk does not take the files.
    """
    _approve(out_dir)
    try:
        out_dir.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{out_dir.name}.part-", dir=out_dir.parent))
    except OSError as error:
        raise _disk(error, out_dir) from error
    try:
        for path, data in files.items():
            target = part / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        part.chmod(0o755)
        if out_dir.exists():
            out_dir.rmdir()
        part.rename(out_dir)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise _disk(error, out_dir) from error
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _approve(out_dir: Path) -> None:
    try:
        is_taken = out_dir.exists() and (not out_dir.is_dir() or any(out_dir.iterdir()))
    except OSError as error:
        raise UsageError(
            "publish.folder", f"the folder cannot be read: {error.strerror}", path=str(out_dir)
        ) from error
    if is_taken:
        raise UsageError(
            "publish.not-empty", "a dossier needs a new or empty folder", path=str(out_dir)
        )


def _disk(error: OSError, out_dir: Path) -> DamagedError:
    return DamagedError(
        "publish.disk",
        f"the dossier could not be written: {error.strerror or 'the disk refused it'}",
        path=str(out_dir),
    )
