"""How strong a passphrase is, suggestions for one, and recovery codes to print.

The estimate is what somebody needs who knows how people choose: words, repeats, rows of
keys, years. It has no word list, so it takes every word for one of a few thousand; it
cannot know a line of a song or a name that others know of its owner, and says so.
"""

import hashlib
import math
import re
import secrets
import textwrap
import unicodedata
from dataclasses import dataclass

from tawthiq.base.errors import UsageError
from tawthiq.record.words import LANGS, words

LEAST_LENGTH = 8
WARN_BITS = 50
_MOST_BITS = 256
# Tries a second against Argon2id with 128 MiB, by someone with a hundred good machines.
_TRIES = 10_000
_YEAR = 31_557_600

_ROWS = (
    "a1b2c3d4e5f6g7h8", "1a2b3c4d5e6f7g8h", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "qwertzuiop",
    "1234567890", "0987654321", "abcdefghijklmnopqrstuvwxyz", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرلاىةوزظ", "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
)  # fmt: skip
# Words that anyone tries first; with their usual spellings (p4ssw0rd).
_FIRST = (
    "password", "passwort", "passphrase", "letmein", "welcome", "admin", "secret", "iloveyou",
    "tawthiq", "evidence", "justice", "freedom", "habibi", "bismillah", "inshallah", "allah",
    "muhammad", "mohammed", "ahmad", "كلمةالسر", "كلمه", "السر", "بسمالله", "الله", "محمد", "احمد",
    "توثيق", "عدالة", "حرية", "حبيبي",
)  # fmt: skip
_PLAIN = str.maketrans("@4301$57!", "aaeoissti")
_YEARS = re.compile(r"(?:19|20)\d\d")
_DATES = re.compile(r"\d{1,2}[./-]?\d{1,2}[./-]?(?:19|20)?\d\d")
_VOWEL, _HARD = re.compile("[aeiouy]"), re.compile("[^aeiouy]{5}")
_LONGEST, _LONGEST_PIECE = 160, 40

_CONSONANTS, _VOWELS = "bdfghklmnprstvyz", "aeiou"
_ARABIC_CONSONANTS, _ARABIC_VOWELS = "بتجدرزسشعفقكلمنه", "اوي"
_SUGGESTED_WORDS, _SYLLABLES = 5, 3

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_TYPED = str.maketrans("OILU", "011V")
_CODE_BYTES, _GROUP, _CHECK = 20, 4, 4


@dataclass(frozen=True, slots=True)
class Strength:
    """About how many bits a passphrase is worth at least, and what that means, in words."""

    bits: int
    words: str

    @property
    def is_weak(self) -> bool:
        """Say whether people should be warned."""
        return self.bits < WARN_BITS


def strength(passphrase: str) -> Strength:
    """Estimate a passphrase; one shorter than 8 characters raises UsageError."""
    text = unicodedata.normalize("NFKC", passphrase)
    if len(text) < LEAST_LENGTH:
        says = f"a passphrase has at least {LEAST_LENGTH} characters; five or six words are better"
        raise UsageError("passphrase.short", says)
    bits = min(_MOST_BITS, math.floor(_bits(text)))
    weak = "weak: " if bits < WARN_BITS else ""
    return Strength(
        bits,
        f"{weak}worth about {bits} bits: {_span(bits)} for someone with a hundred machines;"
        " a line that others know, or names and dates of your life, are worth much less",
    )


def suggest(script: str = "latin") -> str:
    """Return five words of three random syllables that can be said aloud (`latin`, `arabic`).

    They are worth 94 bits in Latin letters and 83 in Arabic ones.
    """
    if script == "arabic":
        consonants, vowels = _ARABIC_CONSONANTS, _ARABIC_VOWELS
    else:
        consonants, vowels = _CONSONANTS, _VOWELS
    return " ".join(
        "".join(secrets.choice(consonants) + secrets.choice(vowels) for _ in range(_SYLLABLES))
        for _ in range(_SUGGESTED_WORDS)
    )


def recovery_code() -> str:
    """Return a new recovery code: 160 random bits in 8 groups, and a group that checks them."""
    number = int.from_bytes(secrets.token_bytes(_CODE_BYTES), "big")
    return _grouped("".join(_ALPHABET[number >> shift & 31] for shift in range(155, -1, -5)))


def parse_recovery(text: str) -> str:
    """Return the code that someone typed, as `recovery_code` made it.

    Case, spaces and dashes do not matter, nor O for 0, I or L for 1, U for V, Arabic
    digits. Raises UsageError for anything that is no code, or has a slip in it.
    """
    typed = "".join(_one(char) for char in unicodedata.normalize("NFKC", text).upper())
    letters = typed.translate(_TYPED)
    code = letters[:-_CHECK]
    wanted = _CODE_BYTES * 8 // 5 + _CHECK
    if len(letters) != wanted or any(char not in _ALPHABET for char in letters):
        says = f"a recovery code has {wanted // _GROUP} groups of {_GROUP} letters and digits"
        raise UsageError("passphrase.recovery", says)
    if _grouped(code) != _spaced(letters):
        says = "this recovery code has a slip in it; compare it with the sheet, group by group"
        raise UsageError("passphrase.recovery", says)
    return _grouped(code)


def as_meant(typed: str) -> str:
    """Return a passphrase as it is to be tried: a recovery code in its one spelling."""
    try:
        return parse_recovery(typed)
    except UsageError:
        return typed


def render_recovery_sheet(code: str, case: str) -> str:
    """Return the sheet to print, in both languages; it names the case by its id alone."""
    groups = code.split("-")
    rows = ["-".join(groups[at : at + 3]) for at in range(0, len(groups), 3)]
    parts = []
    for lang in LANGS:
        say = words(lang).say
        parts += [say("recovery.title"), say("recovery.case", case=case)]
        parts += ["\n".join(f"    {row}" for row in rows)]
        parts += [say(f"recovery.{key}") for key in ("opens", "use", "last")]
    return "\n\n".join(part if part[0] == " " else textwrap.fill(part, 78) for part in parts) + "\n"


def _one(char: str) -> str:
    """Return a typed character as the code has it: none for what only parts the groups."""
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    return "" if unicodedata.category(char)[0] in "ZPCS" else char


def _grouped(code: str) -> str:
    number = int.from_bytes(
        hashlib.sha256(f"tawthiq recovery 1\n{code}".encode()).digest()[:3], "big"
    )
    return _spaced(code + "".join(_ALPHABET[number >> shift & 31] for shift in (15, 10, 5, 0)))


def _spaced(letters: str) -> str:
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def _bits(text: str) -> float:
    """Return the fewest bits over all ways to see a text as words, rows, dates and noise."""
    text = "".join(char for char in text[:_LONGEST] if unicodedata.category(char) != "Mn")
    low = text.lower()
    noise = math.log2(_signs(text) or 1)
    best = [0.0]
    for end in range(1, len(text) + 1):
        options = [best[-1] + _single(low, end - 1, noise)]
        for start in range(max(0, end - _LONGEST_PIECE), end - 2):
            piece = low[start:end]
            cost = _piece(piece, noise) + _capitals(text[start:end])
            if piece in low[:start]:
                cost = min(cost, 2 + math.log2(end))  # said before
            options.append(best[start] + cost)
        best.append(min(options))
    return best[-1]


def _signs(text: str) -> int:
    """Return how many letters and digits there are of the kinds that a text uses."""
    letters = [char for char in text if char.isalpha()]
    lower = any(char.isascii() and char.islower() for char in letters)
    upper = any(char.isascii() and char.isupper() for char in letters)
    other = any(not char.isascii() for char in letters)
    return 26 * lower + 26 * upper + 36 * other + 10 * any(char.isdecimal() for char in text)


def _single(low: str, at: int, noise: float) -> float:
    """Return what one character adds where it belongs to nothing."""
    char = low[at]
    if char.isalnum():
        return noise
    return 1 if char in low[:at] or char == " " else 5


def _piece(low: str, noise: float) -> float:
    """Return the bits of a piece of three characters or more, seen as one thing."""
    found = [math.inf]
    if len(set(low)) == 1:
        found.append(noise + math.log2(len(low)))
    if len(low) > 3:
        if any(low in row or low[::-1] in row for row in _ROWS):
            found.append(6 + math.log2(len(low)))
        if low.translate(_PLAIN) in _FIRST or low in _FIRST:
            found.append(5.0)
        if _YEARS.fullmatch(low):
            found.append(7.0)
        if _DATES.fullmatch(low):
            found.append(15.0)
        word = low.translate(_PLAIN)  # signs for letters are a habit, worth little each
        if word.isalpha() and _is_sayable(word):
            signs = sum(a != b for a, b in zip(low, word, strict=True))
            found.append(3 + 1.7 * (len(low) - 1) + 1.5 * signs)
    return min(found)


def _is_sayable(low: str) -> bool:
    """Say whether letters may be a word; Arabic ones always, for vowels are not written."""
    return not low.isascii() or (_VOWEL.search(low) is not None and not _HARD.search(low))


def _capitals(piece: str) -> float:
    """Return what capital letters add to a word: at its head or all through it, little."""
    upper = sum(char.isupper() for char in piece)
    if not upper:
        return 0
    is_usual = piece.istitle() or piece.isupper()
    return 1 if is_usual else math.log2(math.comb(len(piece), upper) + 1)


def _span(bits: int) -> str:
    """Return how long half of all tries take, in words."""
    years = 2.0 ** (bits - 1) / _TRIES / _YEAR
    if years > 1000:
        return "longer than a thousand years of trying"
    if years >= 2:
        return f"about {years:.0f} years of trying"
    days = years * 365.25
    return f"about {days:.0f} days of trying" if days >= 2 else "less than two days of trying"
