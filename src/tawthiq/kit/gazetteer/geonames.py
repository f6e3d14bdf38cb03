"""A country's dump of GeoNames: 19 columns between tabs, with its names in other languages."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from tawthiq.kit.gazetteer.cache import CITY_FROM, alternates
from tawthiq.kit.gazetteer.point import point, whole
from tawthiq.kit.gazetteer.row import BadRow, Feature, PlaceName, Row

COLUMNS: Final = 19
_ADMIN: Final[Mapping[str, Feature]] = {"ADM1": "admin1", "ADM2": "admin2", "ADM3": "admin3"}
_LANGUAGES: Final = frozenset({"ar", "en"})


def is_dump(head: str) -> bool:
    """Say whether a text's first line is one of a dump."""
    cells = head.split("\n", 1)[0].split("\t")
    return len(cells) == COLUMNS and cells[0].isdecimal() and len(cells[6]) == 1


def rows(
    lines: Iterable[str],
    alternate: Iterable[str] = (),
    areas: Iterable[str] = (),
) -> Iterator[Row | BadRow]:
    """Yield the places of a dump; spots, roads, streams and hills are left out.

    `alternate` are the lines of alternateNamesV2.txt, `areas` those of admin1CodesASCII.txt.
    """
    names = _alternate(alternate)
    codes: dict[str, str] = {}
    held: list[Row] = []
    for code, name, ascii_name, key in _areas(areas):
        codes[code] = f"geonames:{key}"
        also = (PlaceName(ascii_name, "en"),) if ascii_name != name else ()
        held.append(Row(
            "geonames", key, name, "admin1", code.partition(".")[0], (*names.get(key, ()), *also),
            area=code.partition(".")[2],
        ))  # fmt: skip
    dump: list[list[str]] = []
    for number, line in enumerate(lines, 1):
        cells = line.rstrip("\r\n").split("\t")
        why = _wrong(cells)
        if why is not None:
            if line.strip():
                yield BadRow(number, why)
            continue
        if cells[7] in _ADMIN:
            level = int(cells[7][3])
            codes[".".join((cells[8], *cells[10 : 10 + level]))] = f"geonames:{cells[0]}"
        dump.append(cells)
    known = {cells[0] for cells in dump}
    for row in held:
        if row.source_id not in known:
            yield row
    for cells in dump:
        made = _row(cells, codes, names.get(cells[0], ()))
        if made is not None:
            yield made


def _wrong(cells: list[str]) -> str | None:
    if len(cells) != COLUMNS:
        return f"it has {len(cells)} columns, not {COLUMNS}"
    if not cells[0].isdecimal() or not cells[1].strip():
        return "it has no number or no name"
    return None if point(cells[4], cells[5]) else "its latitude and longitude are no coordinates"


def _row(cells: list[str], codes: Mapping[str, str], names: tuple[PlaceName, ...]) -> Row | None:
    people = whole(cells[14]) or 0
    feature = _feature(cells[6], cells[7], people)
    if feature is None:
        return None
    key = f"geonames:{cells[0]}"
    divisions = [code for code in cells[10:14] if code]
    parent = next(
        (codes[code] for depth in range(len(divisions), 0, -1)
         if (code := ".".join((cells[8], *divisions[:depth]))) in codes and codes[code] != key),
        None,
    )  # fmt: skip
    spellings = (*names, PlaceName(cells[2], "en"), *alternates(cells[3].split(",")))
    at = point(cells[4], cells[5]) or (None, None)
    return Row(
        "geonames", cells[0], cells[1], feature, cells[8] or None, spellings, parent,
        cells[10] or None, at[0], at[1], population=people,
    )  # fmt: skip


def _feature(group: str, code: str, people: int) -> Feature | None:
    if code == "PPLX":
        return "neighbourhood"
    if group == "P":
        return "city" if people >= CITY_FROM or code in {"PPLC", "PPLA"} else "village"
    if group == "A":
        return "country" if code.startswith("PCL") else _ADMIN.get(code)
    return "area" if group == "L" and code in {"RGN", "RGNE", "CST", "AREA"} else None


def _alternate(lines: Iterable[str]) -> dict[str, tuple[PlaceName, ...]]:
    """Read alternateNamesV2: id, geonameid, language, name, isPreferred and more."""
    found: dict[str, tuple[PlaceName, ...]] = {}
    for line in lines:
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) > 4 and cells[2] in _LANGUAGES:
            one = PlaceName(cells[3], cells[2], "official" if cells[4] == "1" else "alt")
            found[cells[1]] = (*found.get(cells[1], ()), one)
    return found


def _areas(lines: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
    """Read admin1CodesASCII: code, name, ascii name, geonameid."""
    for line in lines:
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) == 4 and cells[3].isdigit():
            yield cells[0], cells[1], cells[2], cells[3]
