"""MHTML: a page saved by a browser with everything in one file; its text is the page's.

The format is an e-mail of related parts. The address and the time of saving stand in the
headers, written by the browser and not by the page.
"""

import email
import email.policy
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

from tawthiq.kit.cage import UnfitError
from tawthiq.preserve.text.page import article, decode_page
from tawthiq.preserve.text.plain import Decoded, decode
from tawthiq.preserve.text.result import TextResult, cleaned


def read(path: Path) -> TextResult:
    """Read the page of an MHTML file."""
    message = parsed(path)
    page = page_in(message)
    source = decoded(page)
    facts = {"url": address(message, page), "saved_at": saved_at(message)}
    return article(source.text, source.facts, {k: v for k, v in facts.items() if v})


def parsed(path: Path) -> Message:
    """Return the parts of an MHTML file."""
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.compat32)


def page_in(message: Message) -> Message:
    """Return the part that is the page; raise UnfitError where there is none."""
    parts = (part for part in message.walk() if not part.is_multipart())
    page = next((part for part in parts if part.get_content_type() == "text/html"), None)
    if page is None:
        raise UnfitError("text.no-page", "it is an MHTML file that holds no page")
    return page


def decoded(page: Message) -> Decoded:
    """Return the page's source."""
    payload = page.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = page.get_content_charset()
    return decode(data, charset) if charset else decode_page(data)


def address(message: Message, page: Message) -> str | None:
    """Return the address that the browser wrote down."""
    for part, name in ((message, "Snapshot-Content-Location"), (page, "Content-Location")):
        value = str(part.get(name) or "").strip()
        if urlsplit(value).scheme in ("http", "https"):
            return cleaned(value)
    return None


def saved_at(message: Message) -> str | None:
    """Return the time of saving as the browser wrote it."""
    return cleaned(message.get("Date") or "") or None
