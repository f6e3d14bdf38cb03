"""Masks over names: where a private person is named in a text, and the text without it.

A name is masked whole, in any letter case, and word by word where a single word of it
stands alone with a capital (or, in Arabic, behind the prefixes that are written with it).
Matching runs on folded text, so vowel marks, tatweel and spellings of alef hide nothing.
Too much is masked rather than too little: a family name that is also a common word goes.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tawthiq.base.script import fold, fold_with_offsets
from tawthiq.publish.guises import Guises, guises
from tawthiq.record.words import LANGS, words

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_ARABIC = re.compile("[\u0600-\u06ff]")
_CODE = re.compile(r"[a-z0-9_]+\Z")
_ARTICLE = "\u0627\u0644"
_PREFIX = f"(?:[\u0648\u0641]?(?:\u0644\u0644|[\u0628\u0644\u0643]?(?:{_ARTICLE})?))"
_KUNYA = re.compile("\u0627\u0628[\u0648\u064a\u0627]\\Z")
_ANY_KUNYA = "\u0627\u0628[\u0648\u064a\u0627]"
LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Masks:
    """The names of one case that a release hides, in an order that numbers them."""

    names: tuple[str, ...]
    whole: re.Pattern[str] | None
    single: re.Pattern[str] | None
    guises: Guises = field(default_factory=Guises)

    def hidden(self, text: str) -> list[tuple[int, int]]:
        """Return the stretches of `text` that name somebody, in order, without overlap."""
        key, offsets = fold_with_offsets(text)
        found = [match.span("name") for match in self.whole.finditer(key)] if self.whole else []
        for match in self.single.finditer(key) if self.single else ():
            start, end = match.span("name")
            if not text[offsets[start]].islower():
                found.append((start, end))
        spans = [(offsets[start], offsets[end]) for start, end in found]
        return _merged([*spans, *self.guises.hidden(text)])

    def mask(self, text: str) -> str:
        """Return `text` with every name replaced; a text that is a name keeps a number."""
        key = fold(text.strip())
        if key in self.names:
            return _withheld(text, self.names.index(key) + 1)
        if _CODE.match(text):
            return text
        out, last = [], 0
        for start, end in self.hidden(text):
            out += [text[last:start], withheld(text[start:end])]
            last = end
        return "".join([*out, text[last:]])


def masks(
    certain: Iterable[str],
    likely: Iterable[str] = (),
    kept: Iterable[str] = (),
    known: Iterable[str] = (),
) -> Masks:
    """Make masks for names.

    `certain` are names of people, masked whole and word by word. `likely` may also be
    descriptions ("a survivor from Tel Amar"): only what is left of them without words of
    role, small words and places is masked. Words of `kept` (places) stay when alone.
    Kunyas, names behind a rank and names behind "killed by" are masked beside them, unless
    they are of `known` groups, places and sources. The numbers that stand for names follow
    no alphabet: whoever guesses the names learns nothing from their order.
    """
    spared = {word for name in kept for word in _WORD.findall(fold(name))} | _role_words()
    whole: dict[str, None] = {}
    single: dict[str, None] = {}
    for name in certain:
        whole[fold(name.strip())] = None
        single.update(dict.fromkeys(_alone(name, spared)))
    for name in likely:
        left = _alone(name, spared)
        if left and len(left) >= len(_WORD.findall(name)):
            whole[fold(name.strip())] = None
        single.update(dict.fromkeys(left))
    names = tuple(sorted(whole, key=lambda name: hashlib.sha256(name.encode()).digest()))
    return Masks(names, _pattern(names), _pattern(list(single)), guises(known))


def withheld(text: str) -> str:
    """Return the words that stand for a hidden name, in the script of the name."""
    return _withheld(text)


def _withheld(text: str, number: int | None = None) -> str:
    speech = words("ar" if _ARABIC.search(text) else "en")
    if number is None:
        return speech.say("redact.name")
    return speech.say("redact.person", number=number)


def _alone(name: str, spared: set[str]) -> list[str]:
    """Return the words of a name that give a person away also when they stand alone."""
    found = []
    for word in _WORD.findall(name):
        for part in {word: None, **dict.fromkeys(word.split("-"))}:
            key = fold(part).removeprefix(_ARTICLE)
            letters = sum(character.isalpha() for character in key)
            is_small = part[:1].islower()
            if letters >= LEAST_LETTERS and not is_small and not {key, fold(part)} & spared:
                found.append(key)
    return found


def _pattern(keys: Sequence[str]) -> re.Pattern[str] | None:
    if not keys:
        return None
    longest_first = sorted(keys, key=lambda key: (-len(key), key))
    names = "|".join(map(_declined, longest_first))
    return re.compile(rf"(?<!\w){_PREFIX}(?P<name>{names})(?!\w)")


def _declined(key: str) -> str:
    """Return the pattern of a name: any blanks, and the cases that Arabic writes out."""
    parts = [_ANY_KUNYA if _KUNYA.match(part) else re.escape(part) for part in key.split()]
    ending = "\u0627?" if _ARABIC.search(key[-1:]) else ""
    return r"\s+".join(parts) + ending


def _role_words() -> set[str]:
    return {fold(term) for lang in LANGS for term in words(lang).terms("roles")}


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
