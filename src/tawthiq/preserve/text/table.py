"""CSV: the text stays exactly as it is, and every cell is found in it.

The view of a table is its own text, rows as lines; the parts say where each cell stands
(between its quotation marks, where it has some), labelled as in a spreadsheet: B3 is the
second cell of the third row. So a claim from a list quotes the list itself.
"""

import re
from collections import Counter
from pathlib import Path

from tawthiq.preserve.text.plain import decode
from tawthiq.preserve.text.result import MAX_PARTS, TextResult, made
from tawthiq.record.item import Part

READER, VERSION = "table", "1"
_DELIMITERS = (",", ";", "\t", "|", "،", "؛")
_SAMPLE_LINES = 50


def read(path: Path) -> TextResult:
    """Read a delimited table."""
    decoded = decode(path.read_bytes())
    text = decoded.text
    delimiter = delimiter_of(text)
    parts, rows, columns = cells(text, delimiter)
    shown = {"\t": "tab"}.get(delimiter, delimiter)
    facts = {**decoded.facts, "delimiter": shown, "rows": rows, "columns": columns}
    return made(text, parts, facts, READER, VERSION)


def delimiter_of(text: str) -> str:
    """Return the delimiter that divides the first rows most evenly; a comma if none does."""
    lines = [line for line in text[:100_000].splitlines()[:_SAMPLE_LINES] if line.strip()]
    best, most = ",", 0
    for delimiter in _DELIMITERS:
        counts = Counter(line.count(delimiter) for line in lines)
        if not counts:
            break
        times, agreeing = counts.most_common(1)[0]
        if times and agreeing * 1000 + times > most:
            best, most = delimiter, agreeing * 1000 + times
    return best


def cells(text: str, delimiter: str) -> tuple[list[Part], int, int]:
    """Find the cells of a table; return the parts, and how many rows and columns it has."""
    one = re.escape(delimiter)
    cell = re.compile(
        rf'(?:"((?:[^"]++|"")*+)"(?={one}|\r|\n|\Z)|([^{one}\r\n]*+))({one}|\r\n|\r|\n|\Z)'
    )
    parts: list[Part] = []
    position, row, column, widest = 0, 1, 0, 0
    while position < len(text):
        found = cell.match(text, position)
        if found is None:  # cannot happen: the second branch takes anything
            break
        column += 1
        start, end = found.span(1) if found[1] is not None else found.span(2)
        if start < end and len(parts) < MAX_PARTS:
            parts.append(Part(start, end, f"{letters(column)}{row}"))
        position = found.end()
        widest = max(widest, column)
        if found[3] != delimiter:
            row, column = row + 1, 0
    return parts, row - 1 + (column > 0), widest


def letters(column: int) -> str:
    """Return a column's letters as spreadsheets write them: 1 is A, 27 is AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
