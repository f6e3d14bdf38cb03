"""Words with their offsets, and the keys by which a lexicon knows them.

English keys are folded words; a possessive `'s` is a word of its own. Arabic keys lose
the article, and the clitics و ف ب ل ك become words of their own where what remains is a
word that the lexicon (or a number) knows: "وقتلت" is two words, "وزارة" one. Nothing is
stemmed: names stay as they are.
"""

import re
from collections.abc import Container, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from tawthiq.base.script import fold

_MARKS: Final = r"\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
_LETTER: Final = rf"[^\W\d_{_MARKS}]"
_RUN: Final = rf"{_LETTER}(?:{_LETTER}|[{_MARKS}])*"
_WORD: Final = re.compile(
    rf"\d+(?:[.,\u066b\u066c]\d+|\u060c\d{{3}}(?!\d))*(?:-?[A-Za-z]+(?:-[A-Za-z]+)*)?"
    rf"|['\u2019]s(?![A-Za-z])"
    rf"|{_RUN}(?:\*{{1,3}}{_RUN})*(?:[-\u2010\u2011](?:{_RUN}|\d+)|['\u2019\u02bc](?!s(?![A-Za-z])){_RUN})*"
    r"|\S"
)
_ARABIC: Final = re.compile(r"[\u0620-\u064a\u0671-\u06d3]")
_ARTICLE: Final = "ال"
_WITHOUT_ARTICLE: Final = frozenset(
    [
        "الف",
        "الاف",
        "الفا",
        "الفان",
        "الفين",
        "الان",
        "التي",
        "الذي",
        "الذين",
        "اللذين",
        "اللذان",
        "اللواتي",
        "اللاتي",
        "الله",
        "الي",
        "اليه",
        "اليهم",
        "اليها",
        "الا",
        "المانيا",
        "القي",
        "القت",
    ]
)
_CONJUNCTIONS: Final = frozenset("وف")
_PREPOSITIONS: Final = frozenset("بلك")
_LONG: Final = 40


class Word(NamedTuple):
    """One word: its key, where it stands (code points, end exclusive), and its article."""

    key: str
    start: int
    end: int
    definite: bool = False


def is_arabic(text: str) -> bool:
    """Say whether `text` holds an Arabic letter."""
    return _ARABIC.search(text) is not None


def split_words(
    text: str, known: Container[str], start: int = 0, end: int | None = None
) -> list[Word]:
    """Return the words of `text[start:end]`; `known` are the keys that keep their first letter."""
    words: list[Word] = []
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        raw = match.group()
        first = match.start()
        if "\u0600" <= raw[0] <= "\u06ff" and is_arabic(raw):
            parts: Sequence[Word]
            if isinstance(known, frozenset) and len(raw) < _LONG:
                parts = _cached(raw, known)
            else:
                parts = _arabic(raw, known)
            words.extend(Word(key, first + i, first + j, the) for key, i, j, the in parts)
        else:
            # "kil*led": a letter that a platform's filter was to miss.
            words.append(Word(fold(raw).replace("*", "") or raw, first, match.end()))
    return words


def keys_of(phrase: str) -> tuple[str, ...]:
    """Return the keys of a lexicon phrase, whose words are never split at clitics."""
    keys = []
    for match in _WORD.finditer(phrase):
        raw = match.group()
        key = fold(raw)
        keys.append(_bare(key)[0] if is_arabic(raw) else key)
    return tuple(keys)


def _bare(key: str) -> tuple[str, bool]:
    """Take the article off a key, where it is one."""
    if key.startswith(_ARTICLE) and len(key) > 4 and key not in _WITHOUT_ARTICLE:
        return key[2:], True
    return key, False


@lru_cache(maxsize=1 << 15)
def _cached(raw: str, known: frozenset[str]) -> tuple[Word, ...]:
    """Split a word that was met before at once: most words of a language come again."""
    return tuple(_arabic(raw, known))


def _arabic(raw: str, known: Container[str]) -> list[Word]:
    """Split one Arabic word into clitics and the word that carries them, from offset 0."""
    words: list[Word] = []
    key = fold(raw)
    offset = 0
    for clitics in (_CONJUNCTIONS, _PREPOSITIONS):
        if not (_has_clitic(key, clitics, known) or _before_hamza(raw, offset, key, known)):
            continue
        length = _raw_length(raw, offset)
        words.append(Word(key[0], offset, offset + length))
        offset += length
        rest = key[1:]
        # "لل" is the preposition and an article that lost its alef.
        key = (
            "ا" + rest if key[0] == "ل" and rest[:1] == "ل" and not rest.startswith("لل") else rest
        )
    bare, definite = _bare(key)
    words.append(Word(bare, offset, len(raw), definite))
    return words


def _before_hamza(raw: str, offset: int, key: str, known: Container[str]) -> bool:
    """Say whether a hamza shows "and" before a known word: "وأدى", though "وادي" is one too."""
    return offset == 0 and raw[0] in _CONJUNCTIONS and raw[1:2] in {"أ", "إ"} and key[1:] in known


def _raw_length(raw: str, offset: int) -> int:
    """Return how many code points the letter at `offset` takes with its marks."""
    end = offset + 1
    while end < len(raw) and not fold(raw[end]):
        end += 1
    return end - offset


def _has_clitic(key: str, clitics: frozenset[str], known: Container[str]) -> bool:
    if len(key) < 3 or key[0] not in clitics:
        return False
    bare, definite = _bare(key)
    if not definite and bare in known:
        return False
    rest = key[1:]
    if rest.startswith(_ARTICLE) and len(rest) > 4:
        return True
    if key[0] == "ل" and rest[0] == "ل" and len(rest) > 3:
        return True
    if rest in known:
        return True
    # Two clitics: "وب…" is split when what lies behind both is known.
    return clitics is _CONJUNCTIONS and rest[0] in _PREPOSITIONS and rest[1:] in known
