"""Files of a form: the empty ones written, filled ones read, each by its own reader.

Tables are read by the caged readers of stage preserve, since a filled form comes from
outside; JSON and pages by the standard library, up to a size.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

from tawthiq.base.errors import UsageError
from tawthiq.base.script import show
from tawthiq.case.foreign import CagedReading
from tawthiq.kit.cage import Cage
from tawthiq.ledger.form import Plain, Readable
from tawthiq.preserve.text import HEAD_BYTES, TASK
from tawthiq.read.form.page import page, read_page
from tawthiq.read.form.rows import Grid, Read, read_grids, read_objects
from tawthiq.read.form.sheet import workbook
from tawthiq.record.form import KINDS, FormKind
from tawthiq.record.item import Part

GREATEST: Final = 20 << 20
_TABLES: Final = {".xlsx", ".csv", ".tsv", ".txt"}
_PAGES: Final = {".html", ".htm"}


def read_file(path: Path, kind: FormKind | None, country: str | None) -> Read:
    """Return the forms in a file; UsageError for one that cannot be read, or is no form."""
    suffix = path.suffix.casefold()
    _fits(path)
    if suffix in _TABLES:
        found = read_grids(_grids(path), kind, country)
    elif suffix in _PAGES:
        found = read_page(_text(path), kind)
    elif suffix == ".json":
        found = read_objects(_json(path), kind)
    else:
        says = (
            "a form comes as .xlsx, .csv, .json or .html; 'tawthiq enter --blank FILE' writes one"
        )
        raise UsageError("form.file", says, path=str(path))
    if not found.forms and not found.refused:
        says = f"no filled form was found in {show(path.name)}"
        raise UsageError("form.empty", says, path=str(path))
    return found


def written(path: Path, lang: Literal["en", "ar"], kind: FormKind | None) -> Path:
    """Write an empty form to a new file; UsageError where it exists or its kind is none."""
    kinds = KINDS if kind is None else (kind,)
    suffix = path.suffix.casefold()
    if suffix not in {".xlsx", *_PAGES}:
        raise UsageError("form.blank", "an empty form is written as .xlsx or as .html")
    data = workbook(lang, kinds) if suffix == ".xlsx" else page(lang, kinds)
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise UsageError("form.exists", f"{show(path.name)} exists already") from None
    except OSError as error:
        says = f"{show(path.name)} cannot be written: {error.strerror}"
        raise UsageError("form.write", says, path=str(path)) from error
    return path.absolute()


def _fits(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        says = f"cannot read {show(path.name)}: {error.strerror}"
        raise UsageError("form.file", says, path=str(path)) from error
    if size > GREATEST:
        raise UsageError("form.large", f"{show(path.name)} is too large for a form", path=str(path))


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError):
        says = f"{show(path.name)} cannot be read as text in UTF-8"
        raise UsageError("form.file", says, path=str(path)) from None


def _json(path: Path) -> object:
    try:
        return json.loads(_text(path))
    except (ValueError, RecursionError):
        raise UsageError("form.json", f"{show(path.name)} is no JSON", path=str(path)) from None


def _grids(path: Path) -> list[Grid]:
    """Return the cells of a table, sheet by sheet."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    with Cage([TASK]) as cage:
        reading = CagedReading(cage)
        made = reading.text(Readable(path, Plain()), reading.kind(head, path.name))
    if made is None or made[0].unreadable is not None:
        why = made[0].unreadable if made is not None else "it is no table"
        raise UsageError("form.file", f"{show(path.name)} cannot be read: {why}", path=str(path))
    return _sheets(made[0].parts, made[1])


def _sheets(parts: Iterable[Part], text: str) -> list[Grid]:
    sheets: dict[str, dict[int, dict[int, str]]] = {}
    for part in parts:
        sheet, _, cell = part.label.rpartition("!")
        letters = cell.rstrip("0123456789")
        row = cell[len(letters) :]
        if row and letters.isascii() and letters.isupper():
            rows = sheets.setdefault(sheet, {})
            rows.setdefault(int(row), {})[_column(letters)] = _cell(text, part)
    return [
        Grid(name, [(at, _filled(cells)) for at, cells in sorted(rows.items())])
        for name, rows in sheets.items()
    ]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _cell(text: str, part: Part) -> str:
    """Return a cell's text; inside quotation marks of a CSV, doubled ones are one."""
    found = text[part.start : part.end]
    is_quoted = text[part.start - 1 : part.start] == '"' == text[part.end : part.end + 1]
    return found.replace('""', '"') if is_quoted else found


def _filled(cells: dict[int, str]) -> list[str]:
    return [cells.get(column, "") for column in range(1, max(cells) + 1)]
