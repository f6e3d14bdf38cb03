"""Names of files in a package: readable, and safe on every system and in every manifest."""

import re
import unicodedata
from typing import Final

GREATEST: Final = 120
_BARRED: Final = frozenset("<>:\"/\\|?*%~`$&;'\ufffd")
_RESERVED: Final = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?\Z", re.IGNORECASE
)
_ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")


def safe_name(name: str) -> str:
    """Return `name` as a file name: letters of every script stay, what could act is `_`.

    At most 120 bytes of UTF-8 with its ending kept, composed (NFC), no control, format or
    bidi character, no character that a shell, Windows or a manifest reads as its own, no
    reserved name of Windows, no leading dot or dash, nothing at the end that gets lost.
    """
    composed = unicodedata.normalize("NFC", name)
    plain = "".join(_safe(char) for char in composed)
    plain = re.sub(" +", " ", plain).strip(" .")
    if not plain.strip("_-. "):
        return "unnamed"
    if composed.lstrip()[:1] in {".", "-"} or plain[0] == "-" or _RESERVED.match(plain):
        plain = f"_{plain.lstrip('-')}"
    return _shortened(plain)


def ending_of(name: str) -> str:
    """Return the ending of a name (".mp4"), if it is a plain one; else nothing."""
    found = _ENDING.search(name)
    return found.group().lower() if found else ""


def short_ids(ids: tuple[str, ...], least: int = 12) -> dict[str, str]:
    """Return for each id its beginning, long enough to tell all of them apart."""
    length = least
    while len({key[:length] for key in ids}) < len(set(ids)):
        length += 4
    return {key: key[:length] for key in ids}


def _safe(char: str) -> str:
    category = unicodedata.category(char)
    if char in _BARRED or category in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
        return "_"
    return " " if category == "Zs" else char


def _shortened(name: str) -> str:
    found = _ENDING.search(name)
    ending = found.group() if found else ""
    stem = name.removesuffix(ending)
    while len(stem.encode()) > GREATEST - len(ending):
        stem = stem[:-1]
    return f"{stem.rstrip(' .') or 'unnamed'}{ending}"
