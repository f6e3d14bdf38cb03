"""Persons named by their looks alone: a kunya, a rank before a name, a name after "killed by".

Whatever a reader made of such words, a public text does not show them, unless they belong
to the name of a known group, place or source. Lists of words are `[terms]` of the labels.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tawthiq.base.script import fold, fold_with_offsets
from tawthiq.record.words import Lang, words

_ARABIC_WORD = "[\u0621-\u064a]+"
_GAP = r"[ \t\u00a0]+"
_BEFORE = "(?<!\\w)[\u0648\u0641]?(?:\u0644\u0644|[\u0628\u0644\u0643]?(?:\u0627\u0644)?)"
_NISBA = "\u0627\u0644"
_LATIN_NAME = (
    r"(?:(?:[Aa]l|[Ee]l|[Aa]sh|[Aa]n|[Aa]r|[Aa]s|[Aa]d|[Bb]in|[Ii]bn)[ -])?[^\W\d_a-z][\w'’-]*"
)
_FOLLOWING = re.compile(r"(?:[ \t\n]+[\w'’-]+){1,3}")
MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Guises:
    """Finds persons named by their looks; `known` are folded names that stay."""

    known: re.Pattern[str] | None = None

    def hidden(self, text: str) -> list[tuple[int, int]]:
        """Return the stretches of `text` that name a person, in no order."""
        key, offsets = fold_with_offsets(text)
        kept = [
            (offsets[m.start()], offsets[m.end()])
            for m in (self.known.finditer(key) if self.known else ())
        ]
        found = [
            *_latin(text),
            *((offsets[start], offsets[end]) for start, end in _arabic(key)),
        ]
        return [(start, end) for start, end in found if not any(a <= start < b for a, b in kept)]


def guises(known: Iterable[str]) -> Guises:
    """Return what finds persons, sparing the names of groups, places and sources."""
    names = sorted({fold(name.strip()) for name in known if name.strip()}, key=len, reverse=True)
    if not names:
        return Guises()
    either = "|".join(r"\s+".join(map(re.escape, name.split())) for name in names)
    return Guises(re.compile(rf"{_BEFORE}(?:{either})(?!\w)"))


def _latin(text: str) -> Iterator[tuple[int, int]]:
    for form in _latin_forms():
        for match in form.finditer(text):
            name, rest = match.group("name"), _FOLLOWING.match(text, match.end())
            ahead = f"{name} {rest.group() if rest else ''}" if "hands" in form.groupindex else name
            first = re.split(r"[\s'’]", name, maxsplit=1)[0]
            is_group = "kunya" not in form.groupindex and _names_group("en", ahead)
            if fold(first) in _terms("en", "not_names") or is_group:
                continue
            if not (first.isupper() and len(first) > 1 and "hands" in form.groupindex):
                yield match.span("name")


def _arabic(key: str) -> Iterator[tuple[int, int]]:
    for form in _arabic_forms():
        for match in form.finditer(key):
            end = _name_end(match.group("name"), 4 if "kunya" in form.groupindex else 2)
            phrase = match.group("name")
            ahead = phrase if "hands" in form.groupindex else phrase.split()[0]
            is_group = "kunya" not in form.groupindex and _names_group("ar", ahead)
            if end and not is_group:
                start = match.start("kunya" if "kunya" in form.groupindex else "name")
                yield start, match.start("name") + end


def _name_end(phrase: str, most: int) -> int:
    """Return where a name ends behind its sign: `most` words, more with an article."""
    end = 0
    for number, match in enumerate(re.finditer(_ARABIC_WORD, phrase)):
        is_more = number < most or match.group().startswith(_NISBA)
        if match.group() in _terms("ar", "not_names") or not is_more:
            break
        end = match.end()
    return end


def _names_group(lang: Lang, phrase: str) -> bool:
    groups = _terms(lang, "groups")
    found = {fold(word) for word in re.findall(r"[^\W\d_]+", phrase)}
    bare = {
        re.sub(rf"\A(?:\u0644\u0644|[\u0628\u0644\u0643]?{_NISBA})", "", word) for word in found
    }
    return bool((found | bare) & groups)


@lru_cache(maxsize=8)
def _terms(lang: Lang, name: str) -> frozenset[str]:
    return frozenset(fold(term) for term in words(lang).terms(name))


def _either(lang: Lang, name: str) -> str:
    longest_first = sorted(_terms(lang, name), key=lambda term: (-len(term), term))
    return "|".join(_GAP.join(map(re.escape, term.split())) for term in longest_first)


@lru_cache(maxsize=1)
def _latin_forms() -> tuple[re.Pattern[str], ...]:
    more = rf"(?:[ \t]+{_LATIN_NAME}){{0,{MOST_WORDS}}}"
    named = rf"{_LATIN_NAME}{more}"
    kunya = rf"(?i:\b(?:{_either('en', 'kunyas')}))(?:[ -]+){_LATIN_NAME}(?:[ \t]+{_LATIN_NAME}){{0,{MOST_WORDS}}}"
    ranked = rf"(?<!ecretary[ -])(?<!ttorney[ -])(?i:\b(?:{_either('en', 'ranks')}))\.?[ \t]+"
    hands = rf"(?P<hands>(?i:\b(?:{_either('en', 'hands')})))[ \t\n]+"
    return (
        re.compile(rf"(?P<name>(?P<kunya>{kunya}))"),
        re.compile(rf"{ranked}(?P<name>{named})"),
        re.compile(rf"{hands}(?P<name>{named})"),
    )


@lru_cache(maxsize=1)
def _arabic_forms() -> tuple[re.Pattern[str], ...]:
    name = rf"(?P<name>{_ARABIC_WORD}(?:{_GAP}{_ARABIC_WORD}){{0,{MOST_WORDS - 1}}})"
    again = rf"(?:{_GAP}(?:{_either('ar', 'kunyas')}){_GAP}{_ARABIC_WORD})?"
    one = rf"(?P<name>{_ARABIC_WORD}{again}(?:{_GAP}{_NISBA}{_ARABIC_WORD})?)"
    kunya = rf"(?<!\w)[\u0648\u0641]?[\u0628\u0644\u0643]?(?P<kunya>{_either('ar', 'kunyas')})"
    return (
        re.compile(rf"{kunya}{_GAP}{one}"),
        re.compile(rf"{_BEFORE}(?:{_either('ar', 'ranks')}){_GAP}{name}"),
        re.compile(rf"(?<!\w)\u0648?(?P<hands>{_either('ar', 'hands')}){_GAP}{name}"),
    )
