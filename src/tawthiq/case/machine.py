"""What this machine offers Tawthiq, line by line, and what is off without it."""

import os
import platform
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tawthiq.case import copies, fixity, gazetteer, session
from tawthiq.case.case import Case
from tawthiq.case.opening import device_home
from tawthiq.kit.cage import probe
from tawthiq.ledger.folder import CaseFolder

LEAST_FREE_BYTES = 2 << 30


@dataclass(frozen=True, slots=True)
class Line:
    """One thing looked at."""

    what: str
    is_fine: bool
    says: str


def examine(root: Path) -> list[Line]:
    """Return what was found of the machine, and of the disk that the folder `root` lies on."""
    enclosure = probe()
    usage = shutil.disk_usage(root if root.exists() else Path())
    free = f"{usage.free / (1 << 30):,.1f} GiB free"
    home = device_home()
    writable = os.access(home if home.exists() else _existing(home), os.W_OK)
    return [
        Line("Python", is_fine=True, says=platform.python_version()),
        Line("SQLite", is_fine=_has_fts(), says=f"{sqlite3.sqlite_version}, full-text search"),
        Line("cage for foreign formats", enclosure.is_closed, enclosure.describe()),
        Line("disk", usage.free >= LEAST_FREE_BYTES, free),
        Line("this device's own folder", writable, str(home)),
        Line("gazetteer", *gazetteer.told()),
        *(Line("unlocked", is_fine=True, says=says) for says in session.lines()),
    ]


def examine_case(root: Path, case: Case | None, now: datetime) -> list[Line]:
    """Return what was found of the case in `root`: its last check, its copies elsewhere.

    `case` is None where it is locked and not open; then headers alone are read.
    """
    folder = CaseFolder(root)
    if not folder.toml.is_file():
        return []
    is_checked, says = fixity.told(fixity.history(device_home(), folder.case_id()), now)
    lines = [Line("last check", is_checked, says)]
    if case is not None:
        known = copies.told(case.copies.known(), now)
        return lines + [Line("copy", is_fine, says) for is_fine, says in known]
    if folder.is_locked:
        lines.append(Line("copies", *copies.closed_copies(root, now)))
    return lines


def _existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path


def _has_fts() -> bool:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(a)")
    except sqlite3.Error:
        return False
    finally:
        connection.close()
    return True
