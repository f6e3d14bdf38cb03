"""HTML by trafilatura: the article without the menus, advertisements and links around it.

What the page says of itself (title, date, address) is kept as facts: it is the page's own
word. Comments under an article are left out, since they are other people's words. Where
no article is found, all visible text is taken and the facts say so.
"""

import re
from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree, html

from tawthiq.preserve.text.plain import Decoded, decode, known
from tawthiq.preserve.text.result import TextBuilder, TextResult
from tawthiq.preserve.text.selfsaid import said_by

READER = "trafilatura"
Element = Any
"""An lxml element; the library ships no types."""

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HIDDEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "head",
        "title",
        "iframe",
        "object",
        "select",
        "datalist",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "button",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_PIECES = {"p": "paragraph", "head": "heading", "item": "item", "quote": "quotation"}
_SPACE = re.compile(r"[ \t\r\n\f]+")


def read(path: Path) -> TextResult:
    """Read a saved web page."""
    decoded = decode_page(path.read_bytes())
    return article(decoded.text, decoded.facts)


def decode_page(data: bytes) -> Decoded:
    """Decode a page by its byte order mark, or what its `meta` declares, or as plain text."""
    named = _CHARSET.search(data[:4096])
    declared = named[1].decode("ascii") if named else None
    if known(declared) in ("utf-16-le", "utf-16-be", "utf-16"):
        declared = "utf-8"  # a declaration that can be read as ASCII contradicts itself
    return decode(data, declared)


def article(
    source: str, facts: dict[str, str], known_of_it: Mapping[str, str] | None = None
) -> TextResult:
    """Return the article that a page holds, block by block.

    `facts` tell how it was decoded; `known_of_it` is what stands outside the page, in the
    file around it, and outweighs what the page says of itself.
    """
    from trafilatura import __version__, bare_extraction  # noqa: PLC0415 - heavy

    found = bare_extraction(
        _DECLARATION.sub("", source),
        with_metadata=True,
        include_comments=False,
        config=_settings(),
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    builder = TextBuilder()
    body = getattr(found, "body", None)
    if body is not None:
        _write(builder, _article_blocks(body))
    said = said_by(source, parsed(source))
    learnt: dict[str, object] = {**facts, **_said(found)}
    learnt |= {"published": said.posted, "saved_at": said.saved_at}
    if said.url:
        learnt["url"] = said.url
    if not len(builder):
        _write(builder, (("paragraph", block) for block in visible(source)))
        learnt["boilerplate"] = "kept: no article was found"
    learnt |= known_of_it or {}
    return builder.result(learnt, READER, str(__version__))


@cache
def _settings() -> ConfigParser:
    """Return trafilatura's settings; below this length it throws paragraphs together."""
    from trafilatura.settings import use_config  # noqa: PLC0415 - heavy

    settings: ConfigParser = use_config()
    settings["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "60"
    return settings


def visible(source: str) -> list[str]:
    """Return all text that a page shows without running its scripts, block by block."""
    return visible_in(parsed(source))


def visible_in(tree: Element) -> list[str]:
    """Return the same from a page that is parsed already."""
    blocks: list[str] = []
    pieces: list[str] = []
    for piece in _shown(tree) if tree is not None else ():
        if piece is not None:
            pieces.append(piece)
            continue
        block = _SPACE.sub(" ", "".join(pieces)).strip()
        pieces.clear()
        if block:
            blocks.append(block)
    return blocks


def parsed(source: str) -> Element:
    """Return the tree of a page, or None where there is nothing to parse."""
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(_DECLARATION.sub("", source), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def _shown(tree: Element) -> Iterator[str | None]:
    """Give the visible strings of a tree in order; None wherever a block ends."""
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        is_block = element.tag in _BLOCKS
        if event == "start":
            if is_block:
                yield None
            if element.tag not in _HIDDEN and not _inside_hidden(element):
                yield element.text or ""
            continue
        if is_block:
            yield None
        if not _inside_hidden(element):
            yield element.tail or ""
    yield None


def _inside_hidden(element: Element) -> bool:
    return any(one.tag in _HIDDEN for one in element.iterancestors())


def _write(builder: TextBuilder, blocks: Iterator[tuple[str, str]]) -> None:
    """Write blocks one below the other, numbered by their sort."""
    numbers: dict[str, int] = {}
    for sort, block in blocks:
        numbers[sort] = numbers.get(sort, 0) + 1
        builder.put(block, f"{sort} {numbers[sort]}")
        builder.put("\n")


def _article_blocks(body: Element) -> Iterator[tuple[str, str]]:
    """Give the blocks of trafilatura's tree, each with its sort."""
    for element in body.iter("p", "head", "item", "quote", "row", "code", "ab"):
        if any(one.tag in (*_PIECES, "row", "code", "ab") for one in element.iterancestors()):
            continue
        if element.tag == "row":
            cells = ("".join(cell.itertext()).strip() for cell in element.iter("cell"))
            text = "\t".join(cells)
        else:
            text = _with_breaks(element)
        if text.strip():
            yield _PIECES.get(element.tag, element.tag), text.strip()


def _with_breaks(element: Element) -> str:
    """Return an element's text with its line breaks, and its inner blocks on lines."""
    pieces: list[str] = [element.text or ""]
    for inner in element.iterdescendants():
        if inner.tag in ("lb", "p", "item", "head", "row"):
            pieces.append("\n")
        pieces += [inner.text or "", inner.tail or ""]
    return "".join(pieces)


def _said(found: Any) -> dict[str, object]:  # noqa: ANN401 - the library's own type
    names = ("title", "author", "date", "url", "sitename", "language")
    return {name: getattr(found, name, None) for name in names}
