"""Tables that gazetteers come as: CSV with any separator, DBF, tab-separated text.

All of them are given as headings and rows of texts. Headings are compared without case,
spaces and underscores, so that ADM1_PCODE and adm1Pcode are one.
"""

import codecs
import csv
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import IO, Final

from tawthiq.base.errors import DamagedError
from tawthiq.base.script import fold

LONGEST_CELL: Final = 1 << 20
_SNIFFED: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number in the input, from 1, and its cells by plain heading."""

    number: int
    cells: Mapping[str, str]

    def get(self, *headings: str) -> str:
        """Return the first of these cells that holds something, else an empty text."""
        for heading in headings:
            found = self.cells.get(heading, "").strip()
            if found:
                return found
        return ""


def plain(heading: str) -> str:
    """Return a heading as it is compared: letters and digits only, folded."""
    return "".join(c for c in fold(heading) if c.isalnum())


def encoding_of(file: IO[bytes]) -> str:
    """Return how a text file is written: UTF-8, UTF-16 by its mark, else Arabic Windows."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    head = file.read(_SNIFFED)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        while head:
            decoder.decode(head)
            head = file.read(_SNIFFED)
    except UnicodeDecodeError:
        return "cp1256"
    return "utf-8-sig"


def csv_lines(lines: Iterable[str]) -> Iterator[Line]:
    """Yield the rows of a CSV text; raises DamagedError where it cannot be read as one."""
    given = (line.replace("\0", "") for line in lines)
    first = next(given, "")
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(chain([first], given), delimiter=max(",;\t|", key=first.count))
    try:
        headings = [plain(cell) for cell in next(reader, [])]
        for number, row in enumerate(reader, 2):
            if any(cell.strip() for cell in row):
                yield Line(number, dict(zip(headings, row, strict=False)))
    except csv.Error as error:
        raise DamagedError("gazetteer.table", f"the table cannot be read: {error}") from error


def headings_of(line: str) -> frozenset[str]:
    """Return the plain headings of a table's first line, whatever parts them."""
    cells = line.replace("\0", "").lstrip("\ufeff").rstrip("\r\n")
    parted = cells.split(max(",;\t|", key=cells.count))
    return frozenset(plain(cell.strip('"')) for cell in parted)


def sheet_lines(text: str) -> Iterator[Line]:
    """Yield the rows of a workbook given as lines with tabs; a line of headings begins anew."""
    headings: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.split("\t")
        names = [plain(cell) for cell in cells]
        if _is_heading(names):
            headings = names
        elif headings and any(cell.strip() for cell in cells):
            yield Line(number, dict(zip(headings, cells, strict=False)))


def _is_heading(names: Iterable[str]) -> bool:
    found = [name for name in names if name]
    known = [n for n in found if n in _KNOWN or n.endswith("pcode")]
    return len(known) >= 2


_KNOWN: Final = frozenset(
    {"name", "nameen", "namear", "lat", "lon", "latitude", "longitude", "country", "feature", "id"}
)


def dbf_lines(data: bytes, encoding: str | None = None) -> Iterator[Line]:
    """Yield the rows of a dBase table, as shapefiles carry them; deleted rows are left out."""
    try:
        count, head, width = struct.unpack_from("<4xIHH", data)
        fields = list(_fields(data, head))
        if width < 1 + sum(size for _, size in fields) or not fields:
            raise ValueError("its fields do not fit")  # noqa: TRY301 - one sentence for all
    except (struct.error, ValueError) as error:
        raise DamagedError("gazetteer.table", f"this is no dBase table ({error})") from error
    for number in range(min(count, max(0, len(data) - head) // width)):
        at = head + number * width
        if data[at : at + 1] == b"*":
            continue
        at, cells = at + 1, {}
        for name, size in fields:
            cells[name] = _cell(data[at : at + size], encoding)
            at += size
        yield Line(number + 1, cells)


def _fields(data: bytes, head: int) -> Iterator[tuple[str, int]]:
    for at in range(32, min(head, len(data)) - 31, 32):
        if data[at : at + 1] == b"\r":
            return
        name = data[at : at + 11].partition(b"\0")[0].decode("latin-1")
        yield plain(name), data[at + 16]


def _cell(raw: bytes, encoding: str | None) -> str:
    raw = raw.rstrip(b"\0 ")
    try:
        return raw.decode(encoding or "utf-8").strip()
    except (UnicodeDecodeError, LookupError):
        return raw.decode("cp1256", "replace").strip()
