"""Keys that names of places are found by: the folded name, and a skeleton of consonants.

The folded key is exact: two spellings meet only where case, marks and punctuation alone
part them. The skeleton meets across spellings and scripts (Jableh, Jablah, جبلة) and many
other names too, so that it may suggest a place and never choose one.
"""

import re
from typing import Final

from tawthiq.base.script import fold

_APART: Final = re.compile(r"[\W_]+")
_DROPPED: Final = re.compile(r"['`´ʻʼʾʿ′’‘]")
_ARABIC: Final = re.compile("[\u0620-\u064a]")
_ARTICLES: Final = frozenset(
    {
        "al",
        "el",
        "ul",
        "as",
        "ash",
        "ar",
        "ad",
        "at",
        "an",
        "az",
        "ez",
        "es",
        "er",
        "ed",
        "et",
        "en",
    }
)
_PAIRS: Final = (("kh", "x"), ("sh", "c"), ("ch", "c"), ("gh", "g"), ("th", "t"), ("dh", "d"),
                 ("ph", "f"), ("ck", "k"))  # fmt: skip
_LATIN: Final = {"q": "k", "p": "b", "v": "f"}
_LETTERS: Final = {
    "ب": "b", "ت": "t", "ث": "t", "ج": "j", "ح": "h", "خ": "x", "د": "d", "ذ": "d", "ر": "r",
    "ز": "z", "س": "s", "ش": "c", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "g", "ف": "f",
    "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y", "پ": "b",
    "چ": "c", "ژ": "j", "گ": "g", "ڤ": "f",
}  # fmt: skip
_SOFT: Final = re.compile(r"(?<=.)[aeiouwyh]")
_CONSTRUCT: Final = re.compile(r"(?<=\w\w)[ae]t\Z")
_TWICE: Final = re.compile(r"(.)\1+")
_VOWELS: Final = frozenset("aeiou")
SHORTEST: Final = 2


def norm_key(name: str) -> str:
    """Return the exact key: folded, apostrophes dropped, words parted by one space."""
    return _APART.sub(" ", _DROPPED.sub("", fold(name))).strip()


def skeleton_key(name: str) -> str:
    """Return the consonants of a name; empty where too few are left to mean anything."""
    words = [word for word in norm_key(name).split() if word not in _ARTICLES]
    # "Khirbat Nur" is خربة نور: the t of the construct is a heh in Arabic script.
    parts = [_bones(_CONSTRUCT.sub("", word)) for word in words[:-1]]
    parts += [_bones(word) for word in words[-1:]]
    bones = _TWICE.sub(r"\1", "".join(parts))
    return bones if len(bones) >= SHORTEST else ""


def _bones(word: str) -> str:
    if _ARABIC.search(word):
        bare = word[2:] if word.startswith("ال") and len(word) > 4 else word
        plain = "".join(_LETTERS.get(letter, "") for letter in bare)
    else:
        plain = word
        for pair, letter in _PAIRS:
            plain = plain.replace(pair, letter)
        plain = "".join(_LATIN.get(letter, letter) for letter in plain)
    # A vowel says little in either script; w, y and h are half vowels and stay in front only.
    first = plain[:1] if plain[:1] not in _VOWELS else ""
    return first + _SOFT.sub("", plain)[1:]


def script_of(name: str) -> str:
    """Return "ar" or "en" for a name in Arabic or Latin letters, else an empty text."""
    if _ARABIC.search(name):
        return "ar"
    return "en" if norm_key(name).isascii() else ""


_KINDS: Final = frozenset({
    "village", "town", "city", "neighbourhood", "neighborhood", "quarter", "district", "suburb",
    "province", "governorate", "camp", "subdistrict", "region",
    "قريه", "بلده", "مدينه", "حي", "ناحيه", "منطقه", "محافظه", "مخيم", "ضاحيه",
})  # fmt: skip


def bare_name(name: str) -> str:
    """Return a name without the word for its kind in front or behind ("Mill Quarter", «حي …»)."""
    words = name.split()
    if len(words) > 1 and norm_key(words[-1]) in _KINDS:
        words = words[:-1]
    if len(words) > 1 and norm_key(words[0]) in _KINDS:
        words = words[2:] if norm_key(words[1]) == "of" and len(words) > 2 else words[1:]
    return " ".join(words)
