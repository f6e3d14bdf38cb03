"""A log as files that any C2SP reader takes: checkpoint, tiles of hashes, bundles of entries.

Layout of tlog-tiles: `checkpoint`, `tile/L/N` with 256 hashes of level 8·L, `tile/entries/N`
with 256 entries; the last of each row is partial, `N.p/W`. An entry here is a header.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.ledger import note
from tawthiq.ledger.durable import make_folders
from tawthiq.ledger.store import Store

WIDTH = 256


def tile_path(level: int | str, index: int, width: int = WIDTH) -> str:
    """Return where a tile lies; `level` is a number, or "entries" for a bundle."""
    parts = [f"{index % 1000:03d}"]
    while index := index // 1000:
        parts.insert(0, f"x{index % 1000:03d}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(parts)}{partial}"


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Yield (level, index, width) of every tile of a tree of `size` entries; none is empty."""
    level = 0
    while hashes := size >> 8 * level:
        for index in range((hashes + WIDTH - 1) // WIDTH):
            yield level, index, min(WIDTH, hashes - index * WIDTH)
        level += 1


def write_tiles(
    store: Store, head: str, folder: Path, advance: Callable[[int], None] | None = None
) -> int:
    """Write the log that `head` covers into `folder`, which must be empty; return the files.

    The head is written last, so that a folder with one is whole.
    """
    checkpoint = note.parse_checkpoint(head)[0]
    log = checkpoint.origin.rpartition("/")[2]
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("export.not-empty", f"{folder} is not an empty folder", path=str(folder))
    count = 0
    try:
        for level, index, width in tiles_of(checkpoint.size):
            step = 1 << 8 * level
            starts = range(index * WIDTH * step, (index * WIDTH + width) * step, step)
            hashes = b"".join(store.subtree(log, start, start + step) for start in starts)
            _write(folder / tile_path(level, index, width), hashes)
            count += 1
        rows = iter(islice(store.log_rows(log), checkpoint.size))
        for index in range((checkpoint.size + WIDTH - 1) // WIDTH):
            entries = [row.header for row in islice(rows, WIDTH)]
            bundle = b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)
            _write(folder / tile_path("entries", index, len(entries)), bundle)
            count += 1
            if advance is not None:
                advance(len(entries))
        _write(folder / "checkpoint", head.encode())
    except OSError as error:
        raise DamagedError("export.write", f"cannot write {folder}: {error.strerror}") from error
    return count + 1


def _write(path: Path, data: bytes) -> None:
    make_folders(path.parent)
    path.write_bytes(data)
