"""Pages that a browser saved: HTML with its folder, or all in one MHTML. Runs in the child."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from tawthiq.preserve.capture import shell
from tawthiq.preserve.capture.evidence import Seen
from tawthiq.preserve.text import bundle
from tawthiq.preserve.text.page import decode_page


def read_html(path: Path, seen: Seen) -> tuple[str, ...]:
    """Look at a saved page; return the addresses of the media that it shows."""
    page = shell.look(decode_page(path.read_bytes()).text)
    seen.page(page)
    return page.said.media


def read_mhtml(path: Path, seen: Seen) -> None:
    """Look at a page that was saved with everything in one file."""
    message = bundle.parsed(path)
    page = bundle.page_in(message)
    seen.url = seen.url or bundle.address(message, page)
    seen.captured = seen.captured or bundle.saved_at(message)
    looked = shell.look(bundle.decoded(page).text)
    seen.page(looked)
    parts = [part for part in message.walk() if not part.is_multipart()]
    named = {base_name(part.get("Content-Location") or "") for part in parts}
    films = any(part.get_content_maintype() in ("video", "audio") for part in parts)
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
