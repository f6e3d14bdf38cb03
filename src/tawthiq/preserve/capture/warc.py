"""WARC and WACZ by warcio: which page was captured, and every payload inside. In the child.

A payload is named by its address and by where its record begins, so that it can be taken
out again as a derivative; its digest is that of the payload with chunking and compression
of the transfer undone. What is hashed is what the file holds, never a page drawn anew.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urljoin

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from tawthiq.kit.cage import UnfitError, in_words
from tawthiq.preserve.capture import shell
from tawthiq.preserve.capture.evidence import Seen
from tawthiq.preserve.capture.picture import Picture
from tawthiq.preserve.text.packed import CAPTURE, survey
from tawthiq.preserve.text.page import decode_page
from tawthiq.preserve.text.plain import decode
from tawthiq.preserve.text.result import cleaned
from tawthiq.record.capture import Member

MAX_MEMBERS = 20_000
_RATIO = 100
_RATIO_FROM = 64 << 20
_PAGE_BYTES = 16 << 20
_JSON_BYTES = 8 << 20
_CHUNK = 1 << 20
_HELD = ("response", "resource", "conversion")
_PICTURES = ("urn:fullpage:", "urn:view:", "urn:fullpagefinal:")


@dataclass(slots=True)
class _Page:
    """The captured page: its address, when, with what status, and its source."""

    url: str
    at: str
    status: str
    source: str


class _Reading:
    """Goes once through the records of one or several WARCs of one capture."""

    def __init__(self, seen: Seen, wanted: str | None, most: int) -> None:
        self.seen = seen
        self.wanted = wanted
        self.left = most
        self.page: _Page | None = None
        self.media: list[tuple[str, str]] = []
        self.revisits = 0

    def records(self, stream: BinaryIO, inside: str, size: int) -> None:
        """Read all records of one WARC of `size` bytes."""
        records = ArchiveIterator(stream)
        try:
            for record in records:
                self._record(record, records, inside)
            is_whole = records.offset >= size
        except (ArchiveLoadFailed, EOFError, ValueError, OSError, AttributeError, TypeError):
            is_whole = False
        if not is_whole:
            number = len(self.seen.members)
            self.seen.notes.append(
                f"{inside or 'the WARC'} is damaged or cut short after {number} payloads"
            )

    def _record(self, record: Any, records: Any, inside: str) -> None:  # noqa: ANN401 - untyped
        if record.rec_headers.get_header("Content-Length") is None:
            raise EOFError  # a head that is cut short; the format demands a length
        self.revisits += record.rec_type == "revisit"
        if record.rec_type not in _HELD:
            return
        if len(self.seen.members) >= MAX_MEMBERS:
            raise UnfitError("capture.members", f"it holds more than {MAX_MEMBERS} payloads")
        url = cleaned(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
        media_type = _media_type(record)
        sha256, size, head = self._payload(record)
        at = records.get_record_offset()
        if getattr(record.raw_stream, "limit", 0) > 0:
            self.seen.notes.append(f"the record of {url} is cut short")
        self.seen.members.append(Member(url, at, size, media_type, sha256, inside))
        self._use(record, url, media_type, head)

    def _payload(self, record: Any) -> tuple[str, int, bytes]:  # noqa: ANN401 - untyped
        """Hash one payload; keep its beginning in case it is the page."""
        digest, size, kept = hashlib.sha256(), 0, bytearray()
        stream = record.content_stream()
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            self.left -= len(chunk)
            if self.left < 0:
                raise UnfitError("capture.ratio", f"it would expand more than {_RATIO} times")
            if len(kept) < _PAGE_BYTES:
                kept += chunk[: _PAGE_BYTES - len(kept)]
        return digest.hexdigest(), size, bytes(kept)

    def _use(self, record: Any, url: str, media_type: str, head: bytes) -> None:  # noqa: ANN401
        """Remember a payload that is the page, a picture of it, or its media."""
        at = record.rec_headers.get_header("WARC-Date") or ""
        if url.lower().startswith(_PICTURES):
            whole = "fullpage" in url.lower()[: len("urn:fullpage")]
            self.seen.pictures.append(Picture(url, cleaned(at) or None, whole or None))
        elif media_type == "text/html":
            status = record.http_headers.get_statuscode() if record.http_headers else "200"
            is_wanted = url == self.wanted
            is_better = self.page is None or (is_wanted and self.page.url != self.wanted)
            if is_better and not status.startswith("3"):
                self.page = _Page(url, cleaned(at), status, decode_page(head).text)
        elif media_type.partition("/")[0] in ("image", "video", "audio"):
            self.media.append((url, media_type))

    def finish(self) -> None:
        """Judge the page when all records are read."""
        seen = self.seen
        if self.revisits:
            seen.notes.append(f"{self.revisits} records only point to an earlier capture")
        films = [url for url, kind in self.media if not kind.startswith("image/")]
        if self.page is None:
            seen.media += films
            seen.notes.append("no HTML page is among its records")
            return
        page = self.page
        seen.url = seen.url or page.url or None
        seen.captured = seen.captured or page.at or None
        looked = shell.look(page.source)
        seen.page(looked)
        if page.status[:1] in ("4", "5"):
            seen.empty = f"the server answered {page.status}"
        shown = {urljoin(page.url, address) for address in looked.said.media}
        seen.media += films + [url for url, _ in self.media if url in shown and url not in films]


def read_warc(path: Path, seen: Seen) -> None:
    """Look at a WARC, compressed or not."""
    reading = _Reading(seen, seen.url, _most(path.stat().st_size))
    with path.open("rb") as stream:
        reading.records(stream, "", path.stat().st_size)
    if not seen.members and not reading.revisits:
        raise UnfitError("capture.broken", "it is no whole WARC: it is cut short or damaged")
    reading.finish()


def read_wacz(path: Path, seen: Seen) -> None:
    """Look at a WACZ: its page list, its WARCs, and the digests in its own list."""
    with path.open("rb") as stream:
        archive = survey(stream, "WACZ", CAPTURE)
        names = archive.namelist()
        if "datapackage.json" not in names:
            raise UnfitError("capture.no-wacz", "it is no WACZ: it has no datapackage.json")
        package = _json(archive, "datapackage.json")
        seen.notes += _digests(archive, package)
        first = next(_pages(archive), {})
        seen.url = seen.url or _text(first.get("url")) or _text(package.get("mainPageUrl"))
        seen.captured = seen.captured or _text(first.get("ts"))
        seen.captured = seen.captured or _text(package.get("mainPageDate"))
        reading = _Reading(seen, seen.url, _most(path.stat().st_size))
        for name in names:
            if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
                with archive.open(name) as inner:
                    size = archive.getinfo(name).file_size
                    reading.records(inner, name, size)  # type: ignore[arg-type] # reads and tells
        reading.finish()
        seen.title = seen.title or _text(first.get("title")) or _text(package.get("title"))


def payload(path: Path, inside: str, offset: int, most: int) -> bytes:
    """Take one payload out of a WARC, or of the WARC `inside` a WACZ.

    Raises:
        UnfitError: no record begins there, or the payload has more than `most` bytes.
    """
    with path.open("rb") as stream:
        if not inside:
            return _at(stream, offset, most)
        archive = survey(stream, "WACZ", CAPTURE)
        with archive.open(inside) as inner:
            return _at(inner, offset, most)  # type: ignore[arg-type] # reads and seeks


def _at(stream: BinaryIO, offset: int, most: int) -> bytes:
    stream.seek(offset)
    try:
        record = next(iter(ArchiveIterator(stream)))
        data: bytes = record.content_stream().read(most + 1)
    except (ArchiveLoadFailed, StopIteration, EOFError, ValueError, OSError, AttributeError):
        raise UnfitError("capture.no-record", "it has no record at that place") from None
    if len(data) > most:
        raise UnfitError("capture.large", f"its payload has more than {in_words(most)}")
    return data


def _most(size: int) -> int:
    return max(_RATIO * size, _RATIO_FROM)


def _media_type(record: Any) -> str:  # noqa: ANN401 - untyped
    """Return the payload's media type as its headers give it, without parameters."""
    headers = record.http_headers or record.rec_headers
    value = headers.get_header("Content-Type") or "application/octet-stream"
    return cleaned(value).partition(";")[0].strip().lower()


def _json(archive: zipfile.ZipFile, name: str) -> dict[str, Any]:
    """Return a JSON object from the archive; an empty one where there is none."""
    try:
        with archive.open(name) as member:
            value = json.loads(decode(member.read(_JSON_BYTES)).text)
    except (KeyError, ValueError, RecursionError, OSError, EOFError, zipfile.BadZipFile):
        return {}
    return value if isinstance(value, dict) else {}


def _pages(archive: zipfile.ZipFile) -> Iterator[dict[str, Any]]:
    """Give the pages that the archive lists."""
    try:
        with archive.open("pages/pages.jsonl") as member:
            lines = decode(member.read(_JSON_BYTES)).text.splitlines()
    except (KeyError, OSError, EOFError, zipfile.BadZipFile):
        return
    for line in lines:
        try:
            page = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(page, dict) and _text(page.get("url")):
            yield page


def _digests(archive: zipfile.ZipFile, package: dict[str, Any]) -> list[str]:
    """Compare members with the digests that the archive itself lists; name what differs."""
    notes: list[str] = []
    for one in package.get("resources") or ():
        if not isinstance(one, dict) or not str(one.get("hash", "")).startswith("sha256:"):
            continue
        name = str(one.get("path"))
        try:
            with archive.open(name) as member:
                digest = hashlib.file_digest(member, "sha256").hexdigest()  # type: ignore[arg-type]
        except (KeyError, OSError, EOFError, zipfile.BadZipFile):
            notes.append(f"{cleaned(name)} is listed in the WACZ and not in it, or damaged")
            continue
        if digest != str(one["hash"]).removeprefix("sha256:"):
            notes.append(f"{cleaned(name)} differs from the digest that the WACZ lists")
    return notes


def _text(value: object) -> str | None:
    return cleaned(value) if isinstance(value, str) and value.strip() else None
