"""Which language a stretch of text is written in, by its small words and its script.

Only whether a text may be read rests on it: English and Arabic have packs, other
languages give no claims. Function words tell the languages of one script apart even in
short texts (Ingle 1976; Grefenstette 1995); without any, the script alone decides.
"""

import re
import tomllib
from collections import Counter
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Final, NamedTuple

LATIN: Final = "en"
ARABIC: Final = "ar"
_SAMPLE: Final = 1000
_WORD: Final = re.compile(r"[^\W\d_]+")
_IS_ARABIC: Final = re.compile(r"[\u0620-\u06d3]")
_IS_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f]")
_IS_OTHER: Final = re.compile(r"[\u0370-\u05ff\u0700-\u1fff\u3040-\ud7ff]")
_CLEAR: Final = 2
_FOREIGN_LETTERS: Final = 0.02


class Tongue(NamedTuple):
    """One language that is told from others."""

    code: str
    name: str
    words: frozenset[str]
    letters: frozenset[str]


@cache
def tongues() -> dict[str, Tongue]:
    """Return the languages that are told apart, by code."""
    path = resources.files("tawthiq.kit.lexicon").joinpath("languages.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        code: Tongue(
            code, row["name"], frozenset(row["words"].split()), frozenset(row.get("letters", ""))
        )
        for code, row in table.items()
    }


def tongue_of(text: str) -> str | None:
    """Return the code of the language of `text`: "en" or "ar" where nothing speaks against it.

    None for a script that neither is written in, or for no letters at all. Another
    language of the same script is named where it is clearly ahead: by two small words,
    and by letters that Arabic does not have.
    """
    sample = text[:_SAMPLE]
    arabic, latin = len(_IS_ARABIC.findall(sample)), len(_IS_LATIN.findall(sample))
    if len(_IS_OTHER.findall(sample)) > max(arabic, latin) or not (arabic or latin):
        return None
    return _told(sample, ARABIC if arabic > latin else LATIN, arabic)


def _told(sample: str, own: str, arabic: int) -> str:
    words = _WORD.findall(sample)
    # A small word before a capital may be part of a name: "de la Vega".
    counts = Counter(
        word
        for word, after in pairwise([*words, ""])
        if not (word[0].isupper() or after[:1].isupper())
    )
    scores = {
        tongue.code: sum(counts[word] for word in tongue.words if word in counts)
        for tongue in tongues().values()
        if (_IS_ARABIC.search(next(iter(tongue.words))) is not None) == (own == ARABIC)
    }
    best = max(scores, key=lambda code: (scores[code], code == own))
    if best == own or scores[best] < max(scores[own] + _CLEAR, _CLEAR):
        return own
    letters = tongues()[best].letters
    if letters and sum(char in letters for char in sample) < _FOREIGN_LETTERS * arabic:
        return own
    return best
