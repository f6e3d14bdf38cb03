"""Result folders of auto-archiver: its metadata say which file is what. In the child.

`metadata.json` is JSON; `db.csv` holds Python literals in its cells (with datetimes among
them), which are read by a walker that knows literals and datetimes and nothing else: no
cell is ever evaluated. File names in the metadata are paths of the machine that archived;
only their last part counts.
"""

import ast
import csv
import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tawthiq.kit.cage import UnfitError
from tawthiq.preserve.text.plain import decode
from tawthiq.preserve.text.result import cleaned

_COLUMNS = ["status", "metadata", "media"]
_MAX_ROWS = 5000
_MAX_CELL = 1 << 20
_NO_MEDIA = frozenset({"screenshot", "pdf", "html_source_code", "browsertrix", "_final_media"})


@dataclass(frozen=True, slots=True)
class Medium:
    """One file that auto-archiver lists: its id in the run, its name, its media type."""

    id: str
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Run:
    """What auto-archiver noted of one address."""

    status: str
    said: Mapping[str, Any]
    media: list[Medium] = field(default_factory=list)

    def text(self, key: str) -> str | None:
        """Return one noted value as text; times in ISO form."""
        value = self.said.get(key)
        if isinstance(value, (dt.datetime, dt.date)):
            return value.isoformat().replace("+00:00", "Z")
        return cleaned(value) if isinstance(value, (str, int)) and cleaned(value) else None

    def of(self, *ids: str) -> list[Medium]:
        """Return the files of these ids."""
        return [one for one in self.media if one.id in ids]

    @property
    def post(self) -> list[Medium]:
        """The files that belong to the post itself, not to how it was captured."""
        return [
            one
            for one in self.media
            if one.id not in _NO_MEDIA
            and not one.id.startswith("thumbnail")
            and one.media_type.partition("/")[0] in ("image", "video", "audio")
        ]


def runs(path: Path, name: str) -> list[Run]:
    """Read all runs that a `metadata.json` or a `db.csv` lists."""
    text = decode(path.read_bytes()).text
    return list(_csv(text)) if name.endswith(".csv") else [_json(text)]


def _json(text: str) -> Run:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise _not_understood() from None
    if not isinstance(value, dict) or not isinstance(value.get("metadata"), dict):
        raise _not_understood()
    return Run(cleaned(value.get("status", "")), value["metadata"], _media(value.get("media")))


def _csv(text: str) -> Iterator[Run]:
    csv.field_size_limit(_MAX_CELL)
    rows = csv.reader(io.StringIO(text))
    try:
        if next(rows, None) != _COLUMNS:
            raise _not_understood()
        for number, row in enumerate(rows):
            if len(row) != len(_COLUMNS) or number >= _MAX_ROWS:
                raise _not_understood()
            said = literal(row[1])
            if not isinstance(said, dict):
                raise _not_understood()
            yield Run(cleaned(row[0]), said, _media(literal(row[2]) if row[2] else []))
    except csv.Error:
        raise _not_understood() from None


def literal(cell: str) -> object:
    """Read a cell that holds a Python literal; datetimes are the only calls it may hold.

    Raises:
        UnfitError: the cell holds anything else.
    """
    try:
        return _value(ast.parse(cell.strip(), mode="eval").body)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise _not_understood() from None


def _value(node: ast.expr) -> object:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            return [_value(one) for one in elements]
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            return {_key(key): _value(value) for key, value in pairs}
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case ast.Call(args=args, keywords=words) if ast.unparse(node.func) == "datetime.datetime":
            return _instant([_value(one) for one in args], words)
        case _:
            raise ValueError(type(node).__name__)


def _key(node: ast.expr | None) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    raise ValueError("a key that is no constant")


def _instant(numbers: list[object], words: list[ast.keyword]) -> dt.datetime:
    """Build the one kind of call that cells hold, with no zone or with UTC."""
    if not all(isinstance(number, int) for number in numbers):
        raise ValueError("a datetime of no numbers")
    zones = [ast.unparse(word.value) for word in words if word.arg == "tzinfo"]
    if len(zones) != len(words) or zones not in ([], ["datetime.timezone.utc"]):
        raise ValueError("a zone that is not UTC")
    made = dt.datetime(*numbers)  # type: ignore[arg-type] # noqa: DTZ001 - as it stands there
    return made.replace(tzinfo=dt.UTC) if zones else made


def _media(value: object) -> list[Medium]:
    """Return the listed files, also those that hang on another one."""
    found: list[Medium] = []
    for one in value if isinstance(value, list) else ():
        if not isinstance(one, dict):
            continue
        about = one.get("properties")
        about = about if isinstance(about, dict) else {}
        name = _last(one.get("_key")) or _last(one.get("filename"))
        sort = str(one.get("_mimetype") or one.get("mimetype") or "")
        found.append(Medium(str(about.get("id", "")), name, sort))
    return found


def _last(path: object) -> str:
    """Return the last part of a path of another machine, whichever its separator."""
    return str(path or "").replace("\\", "/").rpartition("/")[2]


def _not_understood() -> UnfitError:
    return UnfitError(
        "capture.archiver", "its auto-archiver records are not in the form that is known"
    )
