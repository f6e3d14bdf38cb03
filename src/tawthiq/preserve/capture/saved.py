"""Pages that a browser saved: HTML with its folder, or all in one MHTML. Runs in the child."""

import email
import email.policy
from email.message import Message
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tawthiq.kit.cage import UnfitError
from tawthiq.preserve.capture import shell
from tawthiq.preserve.capture.evidence import Seen
from tawthiq.preserve.text.page import decode_page
from tawthiq.preserve.text.plain import decode
from tawthiq.preserve.text.result import cleaned

_MEDIA = ("image", "video", "audio")


def read_html(path: Path, seen: Seen) -> tuple[str, ...]:
    """Look at a saved page; return the addresses of the media that it shows."""
    page = shell.look(decode_page(path.read_bytes()).text)
    seen.page(page)
    return page.said.media


def read_mhtml(path: Path, seen: Seen) -> None:
    """Look at a page that was saved with everything in one file."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.compat32)
    parts = [part for part in message.walk() if not part.is_multipart()]
    page = next((part for part in parts if part.get_content_type() == "text/html"), None)
    if page is None:
        raise UnfitError("capture.no-page", "it is an MHTML file that holds no page")
    seen.url = seen.url or _address(message, "Snapshot-Content-Location")
    seen.url = seen.url or _address(page, "Content-Location")
    seen.captured = seen.captured or cleaned(message.get("Date") or "") or None
    data = _bytes(page)
    charset = page.get_content_charset()
    source = decode(data, charset).text if charset else decode_page(data).text
    looked = shell.look(source)
    seen.page(looked)
    held = {part.get("Content-Location") or "": part for part in parts}
    named = {base_name(address) for address in held}
    films = [part for part in parts if part.get_content_maintype() in ("video", "audio")]
    if films or any(base_name(address) in named for address in looked.said.media):
        seen.media.append("in the MHTML file")


def embedded(addresses: tuple[str, ...], names: list[str]) -> list[str]:
    """Return the files, by name, that are media which the page shows."""
    shown = {base_name(address) for address in addresses}
    return [name for name in names if base_name(name) in shown]


def base_name(address: str) -> str:
    """Return the last part of an address or path, decoded, without its query."""
    try:
        path = urlsplit(address).path
    except ValueError:
        path = address
    return unquote(path).rpartition("/")[2]


def _address(message: Message, name: str) -> str | None:
    value = str(message.get(name) or "").strip()
    return value if urlsplit(value).scheme in ("http", "https") else None


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
