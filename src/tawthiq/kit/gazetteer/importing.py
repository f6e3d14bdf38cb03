"""Bringing a file of places into the gazetteer: which kind it is, its good rows, its bad ones."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal

from tawthiq.base.errors import UsageError
from tawthiq.kit.gazetteer import events, geonames, listed, ocha, osm
from tawthiq.kit.gazetteer.building import digest_of
from tawthiq.kit.gazetteer.row import BadRow, Feature, Row
from tawthiq.kit.gazetteer.tables import (
    Line,
    csv_lines,
    dbf_lines,
    encoding_of,
    headings_of,
    sheet_lines,
)
from tawthiq.kit.gazetteer.writing import making

Kind = Literal["geonames", "cod", "osm", "ged", "csv"]
KINDS: Final = ("geonames", "cod", "osm", "ged", "csv")
LICENCES: Final = {
    "geonames": "GeoNames, CC BY 4.0", "cod": "OCHA COD-AB, as its page states",
    "osm": "OpenStreetMap contributors, ODbL 1.0", "ged": "UCDP GED, CC BY 4.0",
}  # fmt: skip
MOST_BYTES: Final = 1 << 30
MOST_JSON: Final = 150 << 20
MOST_BAD: Final = 1000
TOLD_EVERY: Final = 1 << 18
_INSIDE: Final = (".txt", ".csv", ".tsv", ".dbf", ".json", ".geojson")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be brought in, and what the person says of it.

    `sheet` gives a workbook's rows as lines with tabs; `alternate` and `areas` are GeoNames'
    alternateNamesV2.txt and admin1CodesASCII.txt.
    """

    path: Path
    kind: Kind | None = None
    country: str | None = None
    feature: Feature | None = None
    alternate: Path | None = None
    areas: Path | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of it: how many places, and the rows that were left out."""

    kind: Kind
    places: int
    bad: tuple[BadRow, ...]
    left_out: int


def bring_in(
    gazetteer: Path,
    asked: Asked,
    code_of: Callable[[str], str | None] = lambda _: None,
    advance: Callable[[int], None] = lambda _: None,
) -> Brought:
    """Add the places of one file; the same file brought in again replaces what it gave.

    `code_of` returns the ISO code for a country's name; `advance` is told what was read.

    Raises UsageError for a file that is missing, of no kind that is read, or that breaks off;
    then the gazetteer stays as it was.
    """
    bad: list[BadRow] = []
    left_out = 0

    def good(rows: Iterable[Row | BadRow]) -> Iterator[Row]:
        nonlocal left_out
        for row in rows:
            if isinstance(row, Row):
                yield row
                continue
            left_out += 1
            if len(bad) < MOST_BAD:
                bad.append(row)

    try:
        if asked.path.stat().st_size > MOST_BYTES:
            raise UsageError("gazetteer.size", f"{asked.path} is too large: bring in one country")
        with ExitStack() as stack:
            kind, rows = _rows(asked, stack, code_of, advance)
            origin = f"{kind} {asked.path.name}"
            with making(gazetteer, without=origin) as writer:
                digest = digest_of(asked.path, *(p for p in (asked.alternate, asked.areas) if p))
                number = writer.add(origin, good(rows), digest, LICENCES.get(kind), over=True)
                if not number:
                    why = f": row {bad[0].number}: {bad[0].why}" if bad else ""
                    raise UsageError("gazetteer.empty", f"no place in {asked.path.name}{why}")
    except (OSError, zipfile.BadZipFile, EOFError, UnicodeError) as error:
        says = f"cannot read {asked.path}: {getattr(error, 'strerror', None) or error}"
        raise UsageError("gazetteer.file", says, path=str(asked.path)) from error
    return Brought(kind, number, tuple(bad), left_out)


def _rows(
    asked: Asked,
    stack: ExitStack,
    code_of: Callable[[str], str | None],
    advance: Callable[[int], None],
) -> tuple[Kind, Iterator[Row | BadRow]]:
    """Return a file's kind and its rows, read as they are asked for."""
    if asked.sheet is not None:
        lines = list(sheet_lines(asked.sheet))
        kind = asked.kind or _table_kind(frozenset(lines[0].cells) if lines else frozenset())
        return kind, _of_table(kind, lines, asked, code_of)
    name, opened = _opened(asked.path, stack)
    suffix = Path(name).suffix.lower()
    if suffix == ".dbf":
        table = list(dbf_lines(opened().read(), _codepage(asked.path)))
        kind = asked.kind or _table_kind(frozenset(table[0].cells) if table else frozenset())
        return kind, _of_table(kind, table, asked, code_of)
    encoding = encoding_of(opened())
    if suffix in {".json", ".geojson"}:
        return "osm", osm.from_json(_document(opened(), encoding, name), asked.country)
    text = stack.enter_context(
        io.TextIOWrapper(opened(), encoding=encoding, errors="replace", newline="")
    )
    first = text.readline(1 << 20)
    lines_of = _Again(first, text, advance)
    if asked.kind == "geonames" or (asked.kind is None and geonames.is_dump(first)):
        more = [stack.enter_context(_plain(path)) if path else () for path in
                (asked.alternate, asked.areas)]  # fmt: skip
        return "geonames", geonames.rows(lines_of, *more)
    kind = asked.kind or _table_kind(headings_of(first))
    return kind, _of_table(kind, csv_lines(lines_of), asked, code_of)


class _Again:
    """A file's lines with the first one, which was looked at already, in front."""

    def __init__(self, first: str, rest: Iterable[str], advance: Callable[[int], None]) -> None:
        self._first, self._rest, self._advance = first, rest, advance

    def __iter__(self) -> Iterator[str]:
        yield self._first
        read = 0
        for line in self._rest:
            read += len(line)
            if read > TOLD_EVERY:
                self._advance(read)
                read = 0
            yield line


def _of_table(
    kind: Kind, lines: Iterable[Line], asked: Asked, code_of: Callable[[str], str | None]
) -> Iterator[Row | BadRow]:
    if kind == "cod":
        return ocha.rows(lines, asked.country, asked.feature)
    if kind == "osm":
        return osm.from_lines(lines, asked.country)
    if kind == "ged":
        return events.rows(lines, code_of, asked.country)
    if kind == "geonames":
        says = "a GeoNames dump is text with 19 columns between tabs"
        raise UsageError("gazetteer.kind", says)
    return listed.rows(lines, country=asked.country)


def _table_kind(headings: frozenset[str]) -> Kind:
    if ocha.is_cod(headings):
        return "cod"
    if headings.issuperset(events.HEADINGS):
        return "ged"
    if "place" in headings and "name" in headings:
        return "osm"
    if headings & {"name", "nameen", "namear"}:
        return "csv"
    says = "this is no kind of list of places that is read; say --kind, and see the headings in its page"
    raise UsageError("gazetteer.kind", says)


def _opened(path: Path, stack: ExitStack) -> tuple[str, Callable[[], IO[bytes]]]:
    """Return the name of the table in a file, and what opens it anew; zips hold one."""
    if not zipfile.is_zipfile(path):
        return path.name, lambda: stack.enter_context(path.open("rb"))
    archive = stack.enter_context(zipfile.ZipFile(path))
    members = [
        member for member in archive.infolist()
        if member.filename.lower().endswith(_INSIDE) and "readme" not in member.filename.lower()
    ]  # fmt: skip
    if not members:
        raise UsageError("gazetteer.zip", f"{path.name} holds no table of places")
    chosen = max(members, key=lambda member: member.file_size)
    if chosen.file_size > MOST_BYTES:
        raise UsageError("gazetteer.size", f"{path} is too large: bring in one country")
    return chosen.filename, lambda: stack.enter_context(archive.open(chosen))


def _plain(path: Path) -> IO[str]:
    return path.open(encoding="utf-8", errors="replace", newline="")


def _codepage(path: Path) -> str | None:
    """Return the encoding that the .cpg file beside a .dbf names."""
    beside = path.with_suffix(".cpg")
    if not beside.is_file():
        return None
    with beside.open("rb") as file:
        said = file.read(32).decode("ascii", "replace").strip().lower()
    return f"cp{said}" if said.isdecimal() else said or None


def _document(file: IO[bytes], encoding: str, name: str) -> object:
    data = file.read(MOST_JSON + 1)
    if len(data) > MOST_JSON:
        raise UsageError("gazetteer.size", f"{name} is too large: bring in one country, or a CSV")
    try:
        return json.loads(data.decode(encoding))
    except (ValueError, RecursionError) as error:
        says = f"{name} is no JSON that can be read"
        raise UsageError("gazetteer.json", says) from error
