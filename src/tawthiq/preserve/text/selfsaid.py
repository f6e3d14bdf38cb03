"""What a page says of itself: address, title, author, time, media; the page's own word.

Read from its markup only, nothing is inferred. The time is the one that people see, where
the page shows one, since that is what a witness of the page can confirm.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tawthiq.preserve.text.result import cleaned

Element = Any
"""An lxml element; the library ships no types."""

_SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_SINGLE_FILE = re.compile(
    r"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\n]+?)\s*(?:-->|\n)"
)
_HEAD = 8192
_LINKS_LISTED = 200
_SMALL = 64
"""Pictures narrower than this are icons and portraits, no media of the post."""


@dataclass(frozen=True, slots=True)
class SelfSaid:
    """What one page says; `media` are the addresses of what it shows."""

    url: str | None = None
    title: str | None = None
    author: str | None = None
    posted: str | None = None
    site: str | None = None
    description: str | None = None
    saved_at: str | None = None
    media: tuple[str, ...] = ()


def said_by(source: str, tree: Element) -> SelfSaid:
    """Collect what a page says of itself; `tree` is `source`, parsed."""
    if tree is None:
        return SelfSaid()
    metas, linked = _metas(tree), list(_linked_data(tree))
    single = _SINGLE_FILE.search(source[:_HEAD])
    saved = _SAVED.search(source[:_HEAD])
    own = (single or saved or [None, None])[1]
    return SelfSaid(
        url=_first(own, _canonical(tree), metas.get("og:url")),
        title=_first(metas.get("og:title"), _title(tree)),
        author=_first(
            metas.get("author"),
            metas.get("article:author"),
            metas.get("twitter:creator"),
            *(_author(one) for one in linked),
        ),
        posted=_first(
            _shown_time(tree),
            metas.get("article:published_time"),
            metas.get("datepublished"),
            *(_string(one.get("datePublished")) for one in linked),
        ),
        site=_first(metas.get("og:site_name")),
        description=_first(metas.get("og:description"), metas.get("description")),
        saved_at=_first(single[2] if single else None),
        media=tuple(dict.fromkeys(_media(tree, metas)))[:_LINKS_LISTED],
    )


def _first(*values: str | None) -> str | None:
    """Return the first value that holds something, on one line."""
    return next((cleaned(value) for value in values if value and value.strip()), None)


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _metas(tree: Element) -> dict[str, str]:
    """Return the page's `meta` values by lower-case name; the first of a name counts."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if name and meta.get("content"):
            found.setdefault(name.lower(), meta.get("content"))
    return found


def _linked_data(tree: Element) -> Iterator[dict[str, Any]]:
    """Give the objects of the page's JSON-LD; what is no JSON is passed over."""
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json":
            continue
        try:
            value = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        listed = value.get("@graph", [value]) if isinstance(value, dict) else value
        yield from (one for one in listed if isinstance(one, dict))


def _author(one: dict[str, Any]) -> str | None:
    author = one.get("author")
    if isinstance(author, list) and author:
        author = author[0]
    return _string(author.get("name")) if isinstance(author, dict) else _string(author)


def _canonical(tree: Element) -> str | None:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            return _string(link.get("href"))
    return None


def _title(tree: Element) -> str | None:
    title = next(tree.iter("title"), None)
    return None if title is None else title.text


def _shown_time(tree: Element) -> str | None:
    """Return the first time that the page shows, in its own words."""
    for element in tree.iter("time"):
        words = cleaned("".join(element.itertext()))
        if words or element.get("datetime"):
            return words or str(element.get("datetime"))
    return None


def _media(tree: Element, metas: dict[str, str]) -> Iterator[str]:
    """Give the addresses of films, sounds and pictures of the page's content."""
    for name in ("og:video", "og:video:url", "og:audio"):
        if name in metas:
            yield metas[name]
    for element in tree.iter("video", "audio", "img"):
        if element.tag == "img" and not _is_content(element):
            continue
        inner = [one.get("src") for one in element.iter("source")]
        address = element.get("src") or next(filter(None, inner), None)
        yield address or f"{element.tag} without an address"


def _is_content(image: Element) -> bool:
    """Whether a picture belongs to the post and is no icon of the page."""
    width = (image.get("width") or "").rstrip("px")
    is_small = width.isdigit() and int(width) < _SMALL
    is_drawn = (image.get("src") or "").split("?")[0].endswith(".svg")
    is_drawn = is_drawn or (image.get("src") or "").startswith("data:image/svg")
    within = any(one.tag in ("article", "main", "figure") for one in image.iterancestors())
    return within and not is_small and not is_drawn
