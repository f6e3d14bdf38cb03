"""Cases on media that take no writing: a disc in a court, a sealed copy."""

import os
from pathlib import Path

from tawthiq.base.errors import UsageError


def reading_address(path: Path) -> str:
    """Return the address under which a file is opened to be read only.

    On media that take no writing SQLite cannot make the files it shares between
    processes, so the file is opened as one that nobody changes. What still stands in a
    write-ahead log would then be passed over in silence: such a copy is refused.
    """
    waiting = path.with_name(f"{path.name}-wal")
    if is_read_only(path) and waiting.exists() and waiting.stat().st_size:
        says = (
            f"{path.name} was copied while the case was open; copy the whole folder to a place"
            " that can be written, and open it there"
        )
        raise UsageError("store.open-copy", says, path=str(path))
    tail = "&immutable=1" if is_read_only(path) else ""
    return f"{path.absolute().as_uri()}?mode=ro{tail}"


def is_read_only(path: Path) -> bool:
    """Say whether the folder of `path` takes no writing (a disc, a sealed copy)."""
    return not os.access(path.parent, os.W_OK)
