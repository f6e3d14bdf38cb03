"""Cases on media that take no writing: a disc in a court, a sealed copy."""

import os
from pathlib import Path


def reading_address(path: Path) -> str:
    """Return the address under which a file is opened to be read only.

    On media that take no writing SQLite cannot make the files it shares between
    processes, so the file is opened as one that nobody changes.
    """
    tail = "&immutable=1" if is_read_only(path) else ""
    return f"{path.absolute().as_uri()}?mode=ro{tail}"


def is_read_only(path: Path) -> bool:
    """Say whether the folder of `path` takes no writing (a disc, a sealed copy)."""
    return not os.access(path.parent, os.W_OK)
