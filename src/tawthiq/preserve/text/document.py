"""DOCX by python-docx: paragraphs and tables in the order of the document.

The text is taken from the document's own tree, since what people inserted with "track
changes" on is missing from a paragraph's plain text. What was deleted that way is left
out and counted; footnotes follow the body; text boxes follow their paragraph.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from lxml import etree

from tawthiq.preserve.text.packed import broken, office
from tawthiq.preserve.text.result import TextBuilder, TextResult

READER = "python-docx"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011"}
_LEFT_OUT = (f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}instrText", _FALLBACK)
_BOX = f"{_W}txbxContent"

Element = Any
"""An lxml element; the library ships no types."""


def read(path: Path) -> TextResult:
    """Read a Word document."""
    return office(path, "Word document", _document)


def _document(stream: BinaryIO) -> TextResult:
    try:
        document = docx.Document(stream)
        writer = _Writer()
        writer.blocks(document.element.body)
        writer.notes(document.part)
        facts = _facts(document, writer.seen)
    except (BadZipFile, KeyError, ValueError, AttributeError, OSError, OpcError, etree.LxmlError):
        raise broken("Word document") from None
    version = getattr(docx, "__version__", "unknown")
    return writer.builder.result(facts, READER, version)


class _Writer:
    """Goes through the tree once and puts the text together."""

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self.seen: Counter[str] = Counter()

    def blocks(self, parent: Element, prefix: str = "") -> None:
        """Write the paragraphs and tables below `parent`, in order."""
        for child in parent.iterchildren():
            if child.tag == f"{_W}p":
                self._paragraph(child, prefix)
            elif child.tag == f"{_W}tbl":
                self._table(child, prefix)
            elif child.tag not in _LEFT_OUT:
                self.blocks(child, prefix)  # content controls, custom XML, insertions

    def notes(self, part: Any) -> None:  # noqa: ANN401 - untyped
        """Write footnotes and endnotes after the body; count what is not written."""
        for relation in part.rels.values():
            kind = relation.reltype.rsplit("/", 1)[-1]
            if relation.is_external or kind not in ("footnotes", "endnotes", "comments"):
                continue
            one = kind.removesuffix("s")
            for note in parse_xml(relation.target_part.blob).iterchildren(f"{_W}{one}"):
                if note.get(f"{_W}type") in ("separator", "continuationSeparator"):
                    continue
                self.seen[kind] += 1
                if kind != "comments":
                    self.blocks(note, f"{one} {self.seen[kind]} ")

    def _paragraph(self, paragraph: Element, prefix: str) -> None:
        self.seen[prefix + "paragraph"] += 1
        text, boxes = self._inline(paragraph)
        self.builder.put(text, f"{prefix}paragraph {self.seen[prefix + 'paragraph']}")
        self.builder.put("\n")
        for box in boxes:
            self.seen["text boxes"] += 1
            self.blocks(box, f"text box {self.seen['text boxes']} ")

    def _inline(self, paragraph: Element) -> tuple[str, list[Element]]:
        """Return the text of one paragraph, and the text boxes that hang on it."""
        pieces: list[str] = []
        boxes: list[Element] = []
        for element in self._leaves(paragraph):
            if element.tag == f"{_W}t":
                pieces.append(element.text or "")
            elif element.tag == _BOX:
                boxes.append(element)
            else:
                pieces.append(_SIGNS.get(element.tag, ""))
        return "".join(pieces), boxes

    def _leaves(self, element: Element) -> Iterator[Element]:
        """Go through a paragraph in order, around what was deleted and what stands twice."""
        stack = list(reversed(element))
        while stack:
            one = stack.pop()
            if one.tag in (f"{_W}del", f"{_W}moveFrom"):
                self.seen["tracked deletions"] += 1
            if one.tag == f"{_W}sym":
                self.seen["symbols"] += 1
            if one.tag in _LEFT_OUT or not isinstance(one.tag, str):
                continue
            yield one
            if one.tag != _BOX:
                stack.extend(reversed(one))

    def _table(self, table: Element, prefix: str) -> None:
        """Write a table: rows as lines, cells between tabs, each cell a part."""
        self.seen["table"] += 1
        name = f"{prefix}table {self.seen['table']}"
        rows = [row for row in table.iter(f"{_W}tr") if _owner(row) is table]
        for number, row in enumerate(rows, start=1):
            cells = [cell for cell in row.iter(f"{_W}tc") if _owner(cell, f"{_W}tr") is row]
            for column, cell in enumerate(cells, start=1):
                self.builder.put("\t" if column > 1 else "")
                start = len(self.builder)
                self._cell(cell, f"{name} ")
                self.builder.part(start, f"{name} row {number} cell {column}")
            self.builder.put("\n")

    def _cell(self, cell: Element, prefix: str) -> None:
        """Write one cell; several paragraphs stay apart, a table inside stays a table."""
        first = True
        for child in cell.iterchildren():
            if child.tag == f"{_W}p":
                text, boxes = self._inline(child)
                self.builder.put(text if first else "\n" + text)
                first = False
                for box in boxes:
                    self.blocks(box, prefix)
            elif child.tag == f"{_W}tbl":
                self.builder.put("\n")
                self._table(child, prefix)
            elif child.tag not in _LEFT_OUT:
                self.blocks(child, prefix)


def _owner(element: Element, tag: str = f"{_W}tbl") -> Element:
    """Return the nearest element of that tag above."""
    return next(element.iterancestors(tag), None)


def _facts(document: Any, seen: Counter[str]) -> dict[str, object]:  # noqa: ANN401 - untyped
    about = document.core_properties
    counted = ("footnotes", "endnotes", "text boxes", "tracked deletions", "symbols")
    facts: dict[str, object] = {name.replace(" ", "_"): seen[name] or None for name in counted}
    if seen["comments"]:
        facts["comments"] = f"{seen['comments']}, not in the text"
    return {
        **facts,
        "tables": seen["table"] or None,
        "title": about.title,
        "author": about.author,
        "last_changed_by": about.last_modified_by,
        "created": about.created,
        "modified": about.modified,
    }
