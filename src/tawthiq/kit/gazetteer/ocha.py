"""OCHA's common operational datasets (COD-AB): areas, places and quarters with P-codes."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from tawthiq.kit.gazetteer.point import point, whole
from tawthiq.kit.gazetteer.row import BadRow, Feature, PlaceName, Row
from tawthiq.kit.gazetteer.tables import Line

_LEVELS: Final[tuple[Feature, ...]] = ("country", "admin1", "admin2", "admin3")
_PCODE: Final = re.compile(r"(?:adm|admin)([0-4])pcode\Z")


def is_cod(headings: Iterable[str]) -> bool:
    """Say whether headings are those of a COD table: P-codes."""
    return any(name == "pcode" or _PCODE.match(name) for name in headings)


def rows(
    lines: Iterable[Line], country: str | None = None, feature: Feature | None = None
) -> Iterator[Row | BadRow]:
    """Yield the place of each row and, once, the areas that it names as holding it.

    `feature` says what rows with a P-code of their own are, where the columns leave it
    open ("village" for populated places, "neighbourhood" for quarters).
    """
    seen: set[str] = set()
    for line in lines:
        levels = _levels(line)
        own = line.get("pcode")
        parent: str | None = None
        of = _country(line, own or (levels[-1][1] if levels else ""), country)
        above = [one for one in levels if one[1] != own] if own else levels[:-1]
        for level, code, names in above:
            if code not in seen and names and level < len(_LEVELS):
                seen.add(code)
                yield _area(level, code, names, parent, of, above)
            parent = f"ocha:{code}" if level or names else parent
        made = _own(line, levels, own, feature)
        if isinstance(made, BadRow):
            yield made
            continue
        code, kind, names = made
        seen.add(code)
        lat, lon = point(
            line.get("latitude", "lat", "centerlat", "y", "ycoord", "latitudey"),
            line.get("longitude", "lon", "centerlon", "x", "xcoord", "longitudex"),
        ) or (None, None)
        people = whole(line.get("population", "pop"))
        area = _first(levels)
        yield Row(
            "ocha", code, names[0].text, kind, of, names[1:], parent, area, lat, lon,
            population=people,
        )  # fmt: skip


def _own(
    line: Line, levels: list[tuple[int, str, tuple[PlaceName, ...]]], own: str,
    feature: Feature | None,
) -> tuple[str, Feature, tuple[PlaceName, ...]] | BadRow:  # fmt: skip
    """Return P-code, kind and names of what the row itself is."""
    names = _names(line, "nameen", "name", "featurename") + _names(line, "namear")
    names += _names(line, "namenref", "nameref", "namenalt1en", "refname", "namarref")
    if own:
        depth = len([one for one in levels if one[0] and one[1] != own]) + 1
        kind: Feature = feature or (_LEVELS[depth] if depth < len(_LEVELS) else "neighbourhood")
        if any(one[1] == own for one in levels) and not names:
            names = next(one[2] for one in levels if one[1] == own)
    elif levels:
        level, own, names = levels[-1]
        kind = feature or (_LEVELS[level] if level < len(_LEVELS) else "neighbourhood")
    else:
        return BadRow(line.number, "it has no P-code")
    return (own, kind, names) if names else BadRow(line.number, "it has no name")


def _levels(line: Line) -> list[tuple[int, str, tuple[PlaceName, ...]]]:
    """Return level, P-code and names of every level that the row fills, the widest first."""
    found = []
    for level in range(5):
        code = line.get(f"adm{level}pcode", f"admin{level}pcode")
        if code:
            stems = (f"adm{level}", f"admin{level}", f"admin{level}name", f"adm{level}name")
            names = _names(line, *(f"{stem}en" for stem in stems), *stems[1:])
            names += _names(line, *(f"{stem}ar" for stem in stems))
            found.append((level, code, names))
    return found


def _names(line: Line, *headings: str) -> tuple[PlaceName, ...]:
    text = line.get(*headings)
    return (PlaceName(text, "ar" if "\u0600" <= text[-1] <= "\u06ff" else "en"),) if text else ()


def _area(
    level: int, code: str, names: tuple[PlaceName, ...], parent: str | None,
    country: str | None, levels: list[tuple[int, str, tuple[PlaceName, ...]]],
) -> Row:  # fmt: skip
    kind = _LEVELS[level]
    area = _first(levels)
    return Row("ocha", code, names[0].text, kind, country, names[1:], parent, area, implied=True)


def _first(levels: list[tuple[int, str, tuple[PlaceName, ...]]]) -> str | None:
    return next((code for level, code, _ in levels if level == 1), None)


def _country(line: Line, code: str, country: str | None) -> str | None:
    stated = line.get("adm0pcode", "admin0pcode", "iso2")
    for text in (stated, code[:2]):
        if len(text) == 2 and text.isascii() and text.isalpha():
            return text.upper()
    return country
