"""The receiver's list of digests: read from what `sha256sum` writes or the filled-in form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tawthiq.record.handover import Compared, Given

MANIFEST = "manifest-sha256.txt"
_PLAIN = re.compile(r"^\s*\\?([0-9a-fA-F]{64})\s+[*]?(\S.*?)\s*$")
_TAGGED = re.compile(r"^\s*SHA2?-?256\s*\((.+)\)\s*=\s*([0-9a-fA-F]{64})\s*$")
_FIELD = re.compile(r"^(Package|Received by|Date)\s*:\s*(.*?)\s*$")


@dataclass(frozen=True, slots=True)
class Returned:
    """What a returned list says: digest by path (from `data/` on), and who sent it when."""

    digests: Mapping[str, str]
    manifest: str | None = None
    package: str | None = None
    by: str | None = None
    on: str | None = None


def parse(text: str) -> Returned:
    """Return what a list says; lines of any other form are words for people.

    Where a path is listed twice with different digests, neither counts as the right one.
    """
    fields: dict[str, str] = {}
    digests: dict[str, str] = {}
    manifest = None
    for line in text.lstrip("\ufeff").splitlines():
        if field := _FIELD.match(line):
            fields.setdefault(field[1], field[2])
            continue
        found = _digest(line)
        if found is None:
            continue
        path, value = found
        if path.rpartition("/")[2] == MANIFEST and "data/" not in path:
            manifest = value if manifest in {None, value} else ""
            continue
        place = _inside(path)
        digests[place] = value if digests.get(place, value) == value else ""
    return Returned(
        digests,
        manifest,
        fields.get("Package") or None,
        fields.get("Received by") or None,
        fields.get("Date") or None,
    )


def compare(given: Given, returned: Returned) -> Compared:
    """Return which objects agree, differ or are missing; `beside` was not among the objects."""
    expected = {each.path: each.sha256 for each in given.objects}
    listed = returned.digests
    return Compared(
        tuple(path for path, value in expected.items() if listed.get(path) == value),
        tuple(path for path, value in expected.items() if listed.get(path, value) != value),
        tuple(path for path in expected if path not in listed),
        tuple(path for path in listed if path not in expected),
        None if returned.manifest is None else returned.manifest == given.manifest_sha256,
    )


def _digest(line: str) -> tuple[str, str] | None:
    if found := _TAGGED.match(line):
        return found[1], found[2].lower()
    if found := _PLAIN.match(line):
        return found[2], found[1].lower()
    return None


def _inside(path: str) -> str:
    """Return a path from `data/` on, as the package names it, whatever lay before it."""
    plain = path.replace("\\", "/")
    start = 0 if plain.startswith("data/") else plain.find("/data/") + 1
    return plain[start:] if start or plain.startswith("data/") else plain.removeprefix("./")
