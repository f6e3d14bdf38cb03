"""What kind of file this is, from its first bytes and its name: a pure function.

The content decides wherever it can be told; the name decides between formats that look
alike (a CSV is a text like any other) and where the content says nothing.
"""

import re
from dataclasses import dataclass
from pathlib import PurePath

HEAD_BYTES = 4096
"""How many bytes from the beginning of a file `sniff` wants; fewer will do."""

OPAQUE = "application/octet-stream"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
WACZ = "application/wacz"
WARC = "application/warc"
MHTML = "multipart/related"
EML = "message/rfc822"
OLE = "application/x-ole-storage"
TELEGRAM = "application/x-telegram-export+json"

_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"\x1a\x45\xdf\xa3", "video/x-matroska"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"SQLite format 3\0", "application/vnd.sqlite3"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"WARC/", WARC),
)
_BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heif",
    b"avif": "image/avif",
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"3gp4": "video/3gpp",
    b"3gp5": "video/3gpp",
}
_RIFF = {b"WEBP": "image/webp", b"AVI ": "video/x-msvideo", b"WAVE": "audio/wav"}
_ENDINGS = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".srt": "application/x-subrip",
    ".vtt": "text/vtt",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".geojson": "application/geo+json",
    ".xml": "application/xml",
    ".kml": "application/vnd.google-earth.kml+xml",
    ".gpx": "application/gpx+xml",
    ".svg": "image/svg+xml",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".eml": EML,
    ".mht": MHTML,
    ".mhtml": MHTML,
    ".pdf": "application/pdf",
    ".docx": DOCX,
    ".xlsx": XLSX,
    ".pptx": PPTX,
    ".wacz": WACZ,
    ".warc": WARC,
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".opus": "audio/ogg",
    ".zip": "application/zip",
    ".ots": "application/vnd.opentimestamps.ots",
}
_STRICT = (DOCX, XLSX, PPTX, "application/pdf")
_TEXTUAL = re.compile(r"text/|application/(json|jsonl|xml|geo|gpx|x-subrip|.*\+xml)|image/svg")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(
    rb"(?:^|\n)(?:received|return-path|delivered-to|message-id|mime-version|x-[a-z-]+):",
    re.IGNORECASE,
)
_TELEGRAM = re.compile(
    rb'\s*\{.*"type":\s*"(?:personal_chat|bot_chat|saved_messages|replies|private_(?:group'
    rb'|supergroup|channel)|public_(?:supergroup|channel))"'
    rb'|\s*\{\s*"about":.*"(?:personal_information|contacts|chats)"',
    re.DOTALL,
)
_HEADER = re.compile(rb"[A-Za-z][A-Za-z-]*:[ \t]?\S")
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\b\x1b"))
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is; `named` is what its name says, where that is something else."""

    media_type: str
    named: str | None = None


def sniff(head: bytes, name: str) -> Kind:
    """Tell a file's media type from its first `HEAD_BYTES` bytes and its name."""
    named = _ENDINGS.get(PurePath(name.lower().removesuffix(".gz")).suffix)
    found = _binary(head, name) or _text(head, named)
    if named in _STRICT and found in ("text/plain", OPAQUE):
        found = named  # its reader says that it is none, which helps more than a guess
    return Kind(found, named if named != found else None)


def _binary(head: bytes, name: str) -> str | None:
    """Recognise formats that are no text; None where the bytes fit none of them."""
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head[:4] == b"PK\x03\x04":
        return _zip(head, name)
    if head[:2] == b"\x1f\x8b":
        return WARC if name.lower().endswith(".warc.gz") else "application/gzip"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], OPAQUE)
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    return None


def _zip(head: bytes, name: str) -> str:
    """Tell the formats that are zip archives apart by the members that come first."""
    if head[30:38] == b"mimetype":
        length = int.from_bytes(head[18:22], "little")
        stored = head[38 : 38 + min(length, 80)].decode("ascii", "replace")
        return stored if re.fullmatch(r"application/[\w.+-]+", stored) else "application/zip"
    named = _ENDINGS.get(PurePath(name.lower()).suffix)
    for sign, media_type in ((b"word/", DOCX), (b"xl/", XLSX), (b"ppt/", PPTX)):
        if sign in head and b"[Content_Types].xml" in head:
            return media_type
    if named in (DOCX, XLSX, PPTX, WACZ):
        return named
    return WACZ if b"datapackage.json" in head or b"archive/" in head[30:60] else "application/zip"


def _text(head: bytes, named: str | None) -> str:
    """Tell the textual formats apart; what holds control bytes is no text."""
    marked = head.startswith(_MARKS)
    if not marked and head.translate(None, _CONTROL) != head:
        return OPAQUE
    if not head:
        return named if named and _TEXTUAL.match(named) else "text/plain"
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe") if marked else head
    if _HTML.match(plain):
        return "text/html"
    if named in (EML, MHTML) or (_HEADER.match(plain) and _MAIL.search(_first_block(plain))):
        is_page = b"multipart/related" in plain.lower() and named != EML
        return MHTML if named == MHTML or is_page else EML
    if plain.lstrip().startswith(b"{") and _TELEGRAM.match(plain):
        return TELEGRAM
    if named and _TEXTUAL.match(named) and named != "text/html":
        return named
    return "text/html" if named == "text/html" and b"<" in plain else "text/plain"


def _first_block(plain: bytes) -> bytes:
    return re.split(rb"\r?\n\r?\n", plain, maxsplit=1)[0]
