"""Who holds a case: a note per process that says which verb, and since when.

Locks end with the process that holds them; notes do not. So a note counts only while its
process lives, told from a later one of the same number by when it began. Notes lie in the
device's own folder and hold no content and no path: a verb's name, numbers, a time.
"""

import contextlib
import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tawthiq.base import instant
from tawthiq.base.errors import DamagedError
from tawthiq.ledger.durable import make_folders

_GREATEST_NOTE = 1024
_SYNCHRONIZE, _STILL_RUNS = 0x00100000, 0x102
_lock = threading.Lock()
_depths: dict[Path, int] = {}
_doing = [""]


def announce(verb: str) -> None:
    """State which verb this process does; notes that it writes from now on say so."""
    _doing[0] = verb


@contextmanager
def noted(folder: Path) -> Iterator[None]:
    """Note in `folder` that this process holds the case, as long as the block runs.

    A note that cannot be written is left out: it only ever explains.
    """
    path = folder / str(os.getpid())
    with _lock:
        depth = _depths[path] = _depths.get(path, 0) + 1
        if depth == 1:
            with contextlib.suppress(OSError, DamagedError):
                make_folders(folder, 0o700)
                _write(path)
    try:
        yield
    finally:
        with _lock:
            _depths[path] -= 1
            if not _depths[path]:
                del _depths[path]
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)


def holders(folder: Path) -> list[str]:
    """Return who else holds the case, longest first: "'tawthiq read' (process 7, since …)".

    Notes of processes that are gone are removed.
    """
    found: list[tuple[str, str]] = []
    if not folder.is_dir():
        return []
    for path in folder.iterdir():
        note = _read(path)
        if note is not None and not _is_alive(note["pid"], note["began"]):
            with contextlib.suppress(OSError):
                path.unlink()
        elif note is not None and note["pid"] != os.getpid():
            found.append((note["since"], _sentence(note)))
    return [sentence for _, sentence in sorted(found)]


def _write(path: Path) -> None:
    note = {
        "pid": os.getpid(),
        "began": _began(os.getpid()),
        "verb": _doing[0],
        "since": instant.render_instant(instant.now()),
    }
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(note, file)


def _read(path: Path) -> dict[str, Any] | None:
    """Return a note of the right form, or None."""
    try:
        with path.open("rb") as file:
            note = json.loads(file.read(_GREATEST_NOTE))
        is_whole = (
            path.name == str(note["pid"])
            and type(note["pid"]) is int
            and note["pid"] > 0
            and isinstance(note["began"], str)
            and (note["verb"] == "" or _is_verb(note["verb"]))
            and instant.is_instant(note["since"])
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return note if is_whole else None


def _is_verb(text: object) -> bool:
    return isinstance(text, str) and text.isascii() and text.isalpha() and len(text) < 24


def _sentence(note: dict[str, Any]) -> str:
    who = f"'tawthiq {note['verb']}'" if note["verb"] else "a program that uses Tawthiq"
    return f"{who} (process {note['pid']}, since {note['since'][11:19]} UTC)"


def _is_alive(pid: int, began: str) -> bool:
    """Say whether the process that began then still runs."""
    if sys.platform == "win32":
        return _is_alive_there(pid)
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return _began(pid) == began


def _is_alive_there(pid: int) -> bool:
    """Say whether a process of Windows runs; `os.kill` would end it."""
    import ctypes  # noqa: PLC0415 - on Windows only

    system: Any = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    handle = system.OpenProcess(_SYNCHRONIZE, 0, pid)
    if not handle:
        return False
    try:
        return bool(system.WaitForSingleObject(handle, 0) == _STILL_RUNS)
    finally:
        system.CloseHandle(handle)


def _began(pid: int) -> str:
    """Return when a process began, in the kernel's ticks; "" where the system does not tell."""
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()[19]
        )
    except (OSError, IndexError):
        return ""
