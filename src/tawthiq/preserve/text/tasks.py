"""The task that reads text, and which module reads which media type.

`extract` runs inside the child. Modules are imported there when their first file comes, so
that a child that only ever reads CSV does not load a PDF engine.
"""

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, cast

from tawthiq.kit.cage import Answer, Task, UnfitError
from tawthiq.preserve.text.kind import DOCX, EML, HEAD_BYTES, MHTML, OLE, TELEGRAM, XLSX
from tawthiq.preserve.text.result import TextResult, to_wire

READERS = {
    "text/plain": "plain",
    "text/markdown": "plain",
    "text/html": "page",
    "text/csv": "table",
    "text/tab-separated-values": "table",
    "application/pdf": "pdf",
    DOCX: "document",
    XLSX: "sheet",
    EML: "mail",
    MHTML: "bundle",
    OLE: "legacy",
    TELEGRAM: "telegram",
}
"""Media type to module of this package; each module has `read(path) -> TextResult`."""

TASK = Task("text", "tawthiq.preserve.text.tasks", "run")


class Reader(Protocol):
    """What each module of `READERS` is."""

    def read(self, path: Path) -> TextResult:
        """Read one file, or raise UnfitError."""


def extract(path: Path, media_type: str) -> TextResult:
    """Read the text of one file.

    Raises:
        UnfitError: no reader for this media type, or the file is not fit to be read.
    """
    if media_type not in READERS:
        raise UnfitError("text.no-reader", "its format has no text reader here")
    name = READERS[media_type]
    if name == "page" and _is_telegram(path):
        name = "telegram_page"
    reader = importlib.import_module(f"tawthiq.preserve.text.{name}")
    return cast("Reader", reader).read(path)


def _is_telegram(path: Path) -> bool:
    """Say whether a page begins as those of a Telegram export do."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    return b"page_wrap" in head and b"chat_page" in head


def run(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Serve one request inside the child."""
    return Answer(to_wire(extract(files[0], payload["media_type"])))
