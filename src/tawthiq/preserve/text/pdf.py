"""PDF by pypdfium2; where the text is Arabic, pypdf reads it a second time.

A PDF holds glyphs on a page, not sentences; readers put them in order, each in its own way,
and Arabic suffers most: pypdfium2 gives some ligatures in the wrong order, pypdf gives the
better running text. So for Arabic pypdf's text is taken where it holds as many words, and
the facts say who read it and on which pages the two disagree. Pages are divided by a form
feed. A page without text (a scan) is named: it needs a person or character recognition.
"""

import logging
import re
import time
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2  # type: ignore[import-untyped]
from pypdf.errors import PyPdfError

from tawthiq.kit.cage import UnfitError
from tawthiq.preserve.text.result import TextBuilder, TextResult

MAX_PAGES = 5000
_VERSION = str(pypdfium2.PYPDFIUM_INFO)
_SECOND_PAGES = 400
_SECOND_SECONDS = 8.0
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"\w+")
_LISTED = 40


@dataclass
class _Second:
    """What the second reader gave, or why it gave nothing."""

    pages: list[str] = field(default_factory=list)
    failure: str = ""


def read(path: Path) -> TextResult:
    """Read a PDF, page by page."""
    with path.open("rb") as stream:
        if b"%PDF-" not in stream.read(1024):
            raise UnfitError("text.not-pdf", "it is no PDF: it does not begin like one")
    first, facts = _by_pdfium(path)
    pages, reader, version = first, "pypdfium2", _VERSION
    if _is_arabic(first):
        second = _by_pypdf(path, len(first))
        facts.update(_comparison(first, second))
        if second.pages and _words(second.pages) >= 0.9 * _words(first):
            pages, reader, version = second.pages, "pypdf", pypdf.__version__
    return _joined(pages, facts, reader, str(version))


def _joined(pages: list[str], facts: dict[str, object], reader: str, version: str) -> TextResult:
    builder = TextBuilder()
    for number, page in enumerate(pages, start=1):
        builder.put("\f" if number > 1 else "")
        builder.put(page, f"page {number}")
    empty = [number for number, page in enumerate(pages, start=1) if not page.strip()]
    facts["pages_without_text"] = ranges(empty)
    return builder.result(facts, reader, version)


def _by_pdfium(path: Path) -> tuple[list[str], dict[str, object]]:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnfitError("text.locked", "it is locked with a password") from None
        raise UnfitError("text.broken", "it is no whole PDF: it is cut short or damaged") from None
    try:
        if len(document) > MAX_PAGES:
            number = f"it has {len(document)} pages, more than the {MAX_PAGES} taken"
            raise UnfitError("text.pages", number)
        about = document.get_metadata_dict(skip_empty=True)
        pages = [_page(document, number) for number in range(len(document))]
    finally:
        document.close()
    names = {"Title", "Author", "Creator", "Producer", "CreationDate", "ModDate"}
    facts: dict[str, object] = {k.lower(): v for k, v in about.items() if k in names}
    return pages, facts | {"pages": len(pages)}


def _page(document: Any, number: int) -> str:  # noqa: ANN401 - the library's own type
    """Return the text of one page; a page that cannot be loaded has none."""
    try:
        page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return ""
    try:
        return str(text.get_text_range())
    finally:
        text.close()
        page.close()


def _by_pypdf(path: Path, count: int) -> _Second:
    """Read a second time, within a share of the time that one file has."""
    if count > _SECOND_PAGES:
        return _Second(failure=f"not asked: more than {_SECOND_PAGES} pages")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    second, begun = _Second(), time.process_time()
    try:
        for page in pypdf.PdfReader(path).pages:
            second.pages.append(page.extract_text())
            if time.process_time() - begun > _SECOND_SECONDS:
                return _Second(failure="gave up: it took too long")
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError):
        return _Second(failure="gave up: it could not read the structure")
    except RecursionError:
        return _Second(failure="gave up: the structure is nested too deeply")
    return second if len(second.pages) == count else _Second(failure="found other pages")


def _comparison(first: list[str], second: _Second) -> dict[str, object]:
    """Say on which pages the two readers found different words, and how many."""
    if not second.pages:
        return {"second_reader": f"pypdf {second.failure}"}
    differing: list[str] = []
    for number, (one, other) in enumerate(zip(first, second.pages, strict=True), start=1):
        left, right = _bag(one), _bag(other)
        apart = sum(((left - right) + (right - left)).values())
        if apart:
            share = 100 * apart / max(sum((left + right).values()), 1)
            differing.append(f"page {number}: {max(1, round(share))} %")
    listed = "; ".join(differing[:_LISTED]) + (" …" if len(differing) > _LISTED else "")
    return {
        "readers": f"pypdfium2 {_VERSION}, pypdf {pypdf.__version__}",
        "readers_disagree": f"words that differ: {listed}" if differing else "no",
    }


def _bag(page: str) -> Counter[str]:
    """Return a page's words, folded as far as shapes and not letters differ."""
    return Counter(_WORD.findall(unicodedata.normalize("NFKC", page)))


def _words(pages: list[str]) -> int:
    return sum(len(_WORD.findall(page)) for page in pages)


def _is_arabic(pages: list[str]) -> bool:
    """Whether at least a tenth of the letters are Arabic."""
    letters = sum(len(_LETTER.findall(page)) for page in pages)
    return letters > 0 and sum(len(_ARABIC.findall(page)) for page in pages) >= 0.1 * letters


def ranges(numbers: list[int]) -> str:
    """Return numbers as people write them: `1-3, 7`."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in spans)
