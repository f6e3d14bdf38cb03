"""Unicode and Arabic script: keys to search with, and text that is safe to show.

Keys only: spans and quotes always stay on the original text. Folding works character
by character, so offsets back into the original are exact. What folding does:

* compatibility forms, case and combining marks go (tashkeel, Latin diacritics);
* tatweel and every invisible format character (joiners, bidi controls) go;
* alef with hamza, madda or wasla becomes alef, alef maqsura and Persian yeh become yeh,
  teh marbuta becomes heh, hamza on waw or yeh leaves the carrier, keheh becomes kaf;
* decimal digits of every script become ASCII digits.
"""

import unicodedata
from typing import Final

_ARABIC: Final = {
    "\u0622": "\u0627", "\u0623": "\u0627", "\u0625": "\u0627", "\u0671": "\u0627",
    "\u0624": "\u0648", "\u0626": "\u064a",
    "\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643", "\u0629": "\u0647",
    "\u0640": "", "\u066b": ".", "\u066c": ",", "\u060c": ",", "\u061b": ";", "\u061f": "?",
    "\u066a": "%",
}  # fmt: skip
_TYPOGRAPHIC: Final = {
    "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-",
}  # fmt: skip
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _fold_character(character: str) -> str:
    if character in _ARABIC:
        return _ARABIC[character]
    if character in _TYPOGRAPHIC:
        return _TYPOGRAPHIC[character]
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Cf"}:
        return ""
    apart = unicodedata.normalize("NFKD", character).casefold()
    if apart == character:
        return character
    return "".join(_fold_character(part) for part in apart if part != character)


class _Folding(dict[int, str]):
    """The folding of every character met so far, filled on demand for `str.translate`."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        return folded


_FOLDING: Final = _Folding()


def fold(text: str) -> str:
    """Return the search key of `text`; folding a key again changes nothing."""
    return text.translate(_FOLDING)


def fold_with_offsets(text: str) -> tuple[str, tuple[int, ...]]:
    """Return the key and, for each of its characters, the index it came from in `text`.

    The tuple has one more entry, `len(text)`, so that a match `key[a:b]` lies in
    `text[offsets[a]:offsets[b]]` (with the marks that were folded away behind it).
    """
    pieces: list[str] = []
    offsets: list[int] = []
    for index, character in enumerate(text):
        folded = _FOLDING[ord(character)]
        pieces.append(folded)
        offsets.extend([index] * len(folded))
    offsets.append(len(text))
    return "".join(pieces), tuple(offsets)


def show(text: str) -> str:
    r"""Return `text` with every character that hides or reorders text written as an escape.

    Controls, bidi marks, zero-width and unassigned characters and lone surrogates become
    ``\x1b``, ``\u202e`` or ``\U000e0001``. For names and titles on one line: line ends and
    tabs are escaped too. Letters of every script stay as they are.
    """
    return "".join(_escape(c) if unicodedata.category(c) in _HIDDEN else c for c in text)


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
