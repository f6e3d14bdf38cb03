"""XLSX by openpyxl: rows as lines, cells between tabs, each cell's place kept.

What a cell holds is shown, not how it is displayed: a number format that shows 12 as
"0012" is not applied, and a formula stands by the result that was stored with it.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from tawthiq.preserve.text.packed import broken, office
from tawthiq.preserve.text.result import TextBuilder, TextResult
from tawthiq.preserve.text.table import letters

READER = "openpyxl"


def read(path: Path) -> TextResult:
    """Read a workbook, sheet after sheet."""
    return office(path, "spreadsheet", _workbook)


def _workbook(stream: BinaryIO) -> TextResult:
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        builder, facts = TextBuilder(), _facts(book)
        for sheet in book.worksheets:
            start = len(builder)
            sheet.reset_dimensions()  # what the file claims of its size may be a lie
            for number, row in _rows(sheet):
                _line(builder, sheet.title, number, row)
            builder.part(start, f"sheet {sheet.title}")
    except (BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError, OSError):
        raise broken("spreadsheet") from None
    return builder.result(facts, READER, str(openpyxl.__version__))


def _rows(sheet: Any) -> Iterator[tuple[int, list[tuple[int, str]]]]:  # noqa: ANN401 - untyped
    """Give each row that holds something: its number, and column and text of its cells."""
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        held = [(column, shown(value)) for column, value in enumerate(row, 1) if value is not None]
        if held:
            yield number, held


def _line(builder: TextBuilder, title: str, number: int, row: list[tuple[int, str]]) -> None:
    """Write one row; tabs stand for empty cells so that columns stay aligned."""
    at = 1
    for column, text in row:
        builder.put("\t" * (column - at))
        builder.put(text, f"{title}!{letters(column)}{number}")
        at = column
    builder.put("\n")


def shown(value: object) -> str:
    """Return a stored value as text: dates in ISO form, without a time where there is none."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        is_day = value.time() == dt.time(0)
        return value.date().isoformat() if is_day else value.isoformat(sep=" ")
    return str(value)


def _facts(book: Any) -> dict[str, object]:  # noqa: ANN401 - untyped
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    about = book.properties
    return {
        "sheets": "; ".join(sheet.title for sheet in book.worksheets),
        "hidden_sheets": "; ".join(hidden),
        "values": "as stored, number formats not applied",
        "title": about.title,
        "author": about.creator,
        "last_changed_by": about.lastModifiedBy,
        "created": about.created,
        "modified": about.modified,
    }
