"""Small files beside a capture that note its address: link files, address notes, JSON.

Read inside the child. Times stand as found; only a Unix time is written as an instant.
"""

import json
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

from tawthiq.preserve.capture.account import is_address
from tawthiq.preserve.capture.evidence import Seen
from tawthiq.preserve.text.plain import decode
from tawthiq.preserve.text.result import cleaned

_SHORTCUT = re.compile(r"^URL=(\S+)", re.MULTILINE | re.IGNORECASE)
_WEBLOC = re.compile(rb"https?://(?!www\.apple\.com/DTDs)[!#-;=?-~]+")
"""An address in an Apple link file, as XML or binary; the format's own address is none."""
_KEYS = {
    "url": ("url", "webpage_url", "original_url", "link", "source_url"),
    "account": ("uploader_id", "uploader", "channel", "account", "author", "username"),
    "posted": ("timestamp", "upload_date", "posted", "posted_at", "published", "date"),
    "captured": ("captured", "captured_at", "archived_at", "epoch", "saved_at"),
    "title": ("title",),
}
"""Field of the capture to the keys that tools use for it, the surest first."""


def read(path: Path, name: str, seen: Seen) -> None:
    """Take over what one note says; a note that cannot be understood is named."""
    text = decode(path.read_bytes()).text
    ending = Path(name).suffix.lower()
    if ending == ".json":
        _take_json(text, name, seen)
    elif ending == ".webloc":
        held = _WEBLOC.search(path.read_bytes())
        _take(seen, "url", unescape(held[0].decode("ascii")) if held else None)
    elif ending == ".url":
        found = _SHORTCUT.search(text)
        _take(seen, "url", found[1] if found else None)
    else:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        _take(seen, "url", lines[0] if lines and is_address(lines[0]) else None)


def as_time(value: object) -> str | None:
    """Return a time as text: a Unix time as an instant in UTC, a text as it stands."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)) and value > 10**8:
        try:
            return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        except (OverflowError, OSError, ValueError):
            return None
    return cleaned(value) or None


def _take_json(text: str, name: str, seen: Seen) -> None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        seen.notes.append(f"{name} is no JSON and was not understood")
        return
    if not isinstance(value, dict):
        return
    for field, keys in _KEYS.items():
        held: Any = next((value[key] for key in keys if value.get(key)), None)
        text_of = as_time(held) if field in ("posted", "captured") else held
        _take(seen, field, text_of if isinstance(text_of, str) else None)


def _take(seen: Seen, field: str, value: str | None) -> None:
    """Fill one field that is still empty; an address must be one."""
    if value and not getattr(seen, field) and (field != "url" or is_address(value)):
        setattr(seen, field, cleaned(value))
