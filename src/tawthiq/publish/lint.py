"""A lint over a page's own words: no bare number, no unsupported ceiling, no banned wording.

What a case itself says (quotes, names, preserved text, code) is not ours to judge and is
passed over: elements `q`, `blockquote`, `bdi`, `mark`, `pre`, `code`, `time`, names on the
map. Of the rest:

1. A digit stands inside `num` (people), `tally` (rows of the record), `measure` (bytes,
   kilometres), `ref` (the running number of a statement) or `time`, or it is a fault.
2. A `num` has a range word and a degree or a source beside it: in its own paragraph, list
   entry or rung, or in its table's row, head and caption.
3. Words of a ceiling stand only inside `ceiling`.
4. No word of the language's banned list.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

from tawthiq.base.script import fold
from tawthiq.record.words import Words

QUOTED = frozenset({"q", "blockquote", "bdi", "mark", "pre", "code", "time", "title", "style"})
NAMES = frozenset({"place-name", "country"})
ALLOWED = frozenset({"num", "tally", "measure", "ref", "time"})
VOID = frozenset({
    "meta", "link", "br", "hr", "img", "input", "line", "rect", "circle", "ellipse", "path", "stop",
})  # fmt: skip
_DIGIT = re.compile(r"(?<![\w-])\d")
"""A digit that begins a number; those in names such as SHA-256 do not."""


@dataclass(slots=True)
class Element:
    """An element as far as the lint needs it; `parts` are its texts and elements in order."""

    tag: str
    classes: frozenset[str] = frozenset()
    parent: "Element | None" = None
    parts: list["str | Element"] = field(default_factory=list)

    @property
    def is_quoted(self) -> bool:
        """Say whether the element holds what a case or a map says, not we."""
        return self.tag in QUOTED or bool(self.classes & NAMES)

    def up(self) -> Iterator["Element"]:
        """Yield the element and all that hold it, innermost first."""
        here: Element | None = self
        while here is not None:
            yield here
            here = here.parent

    def texts(self, *, with_quoted: bool = True) -> Iterator[str]:
        """Yield the texts inside, with or without what a case says itself."""
        for part in self.parts:
            if isinstance(part, str):
                yield part
            elif with_quoted or part.tag not in QUOTED:
                yield from part.texts(with_quoted=with_quoted)


def faults(path: str, page: bytes, words: Words) -> list[str]:
    """Return every fault of one page as "path: what, where"."""
    root = _parse(page.decode())
    found: list[str] = []
    for element in _elements(root):
        if any(holder.is_quoted for holder in element.up()):
            continue
        own = [part for part in element.parts if isinstance(part, str)]
        found += [f"{path}: {fault}" for fault in _element_faults(element, own, words)]
    return found


def text_faults(text: str, words: Words) -> list[str]:
    """Return the banned wording in a plain text."""
    return [f"banned wording: {term}" for term in _said(text, words.terms("banned"))]


def _element_faults(element: Element, own: Sequence[str], words: Words) -> Iterator[str]:
    classes = {name for holder in element.up() for name in holder.classes}
    text = " ".join(own)
    if _DIGIT.search(text) and not classes & ALLOWED:
        yield f"a number without a mark: {text.strip()!r}"
    if "num" in element.classes and _DIGIT.search(" ".join(element.texts(with_quoted=False))):
        yield from _number_faults(element, words)
    if "ceiling" not in classes:
        for term in _said(text, words.terms("ceiling")):
            yield f"a ceiling that no source sets: {term}"
    yield from text_faults(text, words)


def _number_faults(element: Element, words: Words) -> Iterator[str]:
    beside = _beside(element)
    shown = "".join(element.texts()).strip()
    between = "|".join(map(re.escape, words.terms("between")))
    is_between = re.search(rf"\d\W+(?:{between})\W+\d", beside)
    if not is_between and not _said(beside, words.terms("range")):
        yield f"a number without its range: {shown!r}"
    if not _said(beside, words.terms("degree")):
        yield f"a number without degree or source: {shown!r}"


def _beside(element: Element) -> str:
    """Return the words that stand beside a number."""
    texts: list[str] = []
    for holder in element.up():
        if holder.tag == "tr":
            texts += holder.texts()
        if holder.tag == "table":
            for part in holder.parts:
                if isinstance(part, Element) and part.tag in {"caption", "thead"}:
                    texts += part.texts()
            break
        if holder.classes & {"rung", "rung-proof"}:
            texts += holder.texts()
            break
        if holder.tag in {"p", "li"}:
            texts += holder.texts()
    return " ".join(texts)


@lru_cache(maxsize=1 << 14)
def _said(text: str, terms: tuple[str, ...]) -> tuple[str, ...]:
    """Return the terms that a text uses; pages repeat their words, so answers are kept."""
    return tuple(dict.fromkeys(_any_of(terms).findall(fold(text)))) if text.strip() else ()


@lru_cache(maxsize=64)
def _any_of(terms: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(map(fold, terms), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def _elements(root: Element) -> Iterator[Element]:
    yield root
    for part in root.parts:
        if isinstance(part, Element):
            yield from _elements(part)


def _parse(page: str) -> Element:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("html")
        self._here = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = frozenset((dict(attrs).get("class") or "").split())
        element = Element(tag, classes, self._here)
        self._here.parts.append(element)
        if tag not in VOID:
            self._here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._here.parts.append(Element(tag, parent=self._here))

    def handle_endtag(self, tag: str) -> None:
        for holder in self._here.up():
            if holder.tag == tag and holder.parent is not None:
                self._here = holder.parent
                return

    def handle_data(self, data: str) -> None:
        self._here.parts.append(data)
