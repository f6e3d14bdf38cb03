"""Where the names and numbers of a chat's people stand in its messages, in any spelling.

One pass over the words of the text: a word that begins somebody's name is looked at more
closely. Words meet as keys (base.script), so diacritics, hamza, bidi marks and case do not
hide a name. What is left as it stands: lower case of English words that are names too
("I hope"), and names of nothing but a few digits, which name nobody.
"""

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tawthiq.base.script import fold
from tawthiq.preserve.chats.people import (
    GREATEST_NUMBER,
    LEAST_NUMBER,
    digits_of,
    key_of,
    number_of,
    spellings,
)

_MARKS = (
    "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f"
    "\u202a-\u202e\u2060\u2066-\u2069\ufe0f\ufeff\u061c\u00ad"
)
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}]+(?=[^\W_]))*")
_CHUNK = re.compile(r"\S+")
_PHONE = re.compile(
    r"(?<!\w)\+?\d[\d \t\u00a0\u202f().\-/\u2010-\u2015\u200e\u200f\u202a-\u202e\u2066-\u2069]*\d"
)
_INTERNATIONAL = re.compile(r"(?<!\w)\+\d[\d \u00a0\u202f().\-\u2010-\u2015]{6,22}\d(?!\w)")
_GROUP = re.compile(r"\d+")
_AT = re.compile(r"(?<![^\W_])@\+?([^\W_][\w.]*)")
_PARTICLES = "وفبلك"
LEAST_WITH_PARTICLE = 4
"""Letters of a name of one word that is found behind a particle written with it."""
_ALSO_WORDS = frozenset(
    [
        "amber",
        "angel",
        "april",
        "art",
        "august",
        "autumn",
        "baker",
        "bill",
        "buddy",
        "chance",
        "chase",
        "christian",
        "daisy",
        "dawn",
        "dean",
        "doctor",
        "driver",
        "eve",
        "faith",
        "frank",
        "grace",
        "grant",
        "guy",
        "happy",
        "hope",
        "hunter",
        "ivy",
        "jack",
        "joy",
        "judge",
        "june",
        "king",
        "lily",
        "mark",
        "may",
        "mercy",
        "mum",
        "dad",
        "miles",
        "olive",
        "page",
        "pat",
        "pearl",
        "prince",
        "rain",
        "ray",
        "reed",
        "rich",
        "robin",
        "rose",
        "ruby",
        "sandy",
        "sky",
        "star",
        "sue",
        "summer",
        "sunny",
        "victor",
        "will",
        "boss",
        "chief",
        "captain",
        "teacher",
        "father",
        "mother",
        "brother",
        "sister",
        "uncle",
        "aunt",
        "friend",
        "neighbour",
        "neighbor",
        "nurse",
        "guard",
        "soldier",
        "hero",
        "lion",
    ]
)
"""English words that are names too: in lower case they stand for themselves."""

Edit = tuple[int, int, str]
"""Start, end, and the code that stands there from now on."""


@dataclass(slots=True)
class Mentions:
    """Names and numbers to look for, each with its code."""

    _names: dict[str, list[tuple[tuple[str, ...], str, str]]] = field(default_factory=dict)
    _signs: dict[str, str] = field(default_factory=dict)
    _numbers: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    _at: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, code: str) -> None:
        """Look for a name, or a number in whatever way it is written."""
        number = number_of(name)
        if number is not None:
            self._numbers.setdefault(number[-LEAST_NUMBER:], []).append((number, code))
            return
        for spelling in spellings(name):
            words = tuple(fold(one[0]) for one in _WORD.finditer(spelling))
            words = tuple(word for word in words if word)
            if not any(c.isalpha() for word in words for c in word):
                self._signs[spelling] = code
                continue
            known = self._names.setdefault(words[0], [])
            known.append((words, spelling, code))
            known.sort(key=lambda one: -len(one[0]))
            for short in ("".join(words), words[0]):
                self._at.setdefault(short, code)

    def find(self, text: str, apart: Sequence[tuple[int, int]] = ()) -> list[Edit]:
        """Return what to replace in `text` outside the stretches `apart` (in order), in order."""
        found = [*self._at_in(text), *self._numbers_in(text), *self._names_in(text)]
        if self._signs:
            found += self._signs_in(text)
        found.sort(key=lambda edit: (edit[0], -edit[1]))
        kept: list[Edit] = []
        starts = [start for start, _ in apart]
        for edit in found:
            before = bisect.bisect_left(starts, edit[1]) - 1
            if before >= 0 and apart[before][1] > edit[0]:
                continue
            if not kept or edit[0] >= kept[-1][1]:
                kept.append(edit)
        return kept

    def _names_in(self, text: str) -> Iterator[Edit]:
        words: dict[str, str] = {}
        tokens = [match.span() for match in _WORD.finditer(text)]
        for index, (start, end) in enumerate(tokens):
            raw = text[start:end]
            key = words.get(raw)
            if key is None:
                key = words[raw] = fold(raw)
            if key in self._names:
                edit = self._whole(text, tokens, index, key)
                if edit is not None:
                    yield edit
                    continue
            if len(key) > 1 and key[0] in _PARTICLES and key[1:] in self._names:
                edit = self._whole(text, tokens, index, key[1:], 1)
                if edit is not None:
                    yield edit

    def _whole(
        self, text: str, tokens: list[tuple[int, int]], index: int, key: str, skip: int = 0
    ) -> Edit | None:
        """Return the longest name that stands here whole."""
        start, end = tokens[index]
        for words, spelling, code in self._names[key]:
            last = index + len(words) - 1
            if last >= len(tokens) or not _is_meant(text[start + skip : end], words, spelling):
                continue
            if skip and len(words) == 1 and len(key) < LEAST_WITH_PARTICLE:
                continue
            if all(
                fold(text[slice(*tokens[index + n])]) == word
                and _is_gap(text[tokens[index + n - 1][1] : tokens[index + n][0]], spelling)
                for n, word in enumerate(words)
                if n
            ):
                return start + skip, tokens[last][1], code
        return None

    def _signs_in(self, text: str) -> Iterator[Edit]:
        """Yield names without a letter (emoji, dots) where they stand alone between spaces."""
        for chunk in _CHUNK.finditer(text):
            code = self._signs.get(chunk[0])
            if code is not None and not chunk[0].isdecimal():
                yield *chunk.span(), code

    def _at_in(self, text: str) -> Iterator[Edit]:
        for match in _AT.finditer(text):
            word = match[1].rstrip("._")
            key = fold(word).replace("_", "").replace(".", "")
            code = self._at.get(key) or self._signs.get(word) or self._number(key)
            if code is not None:
                yield match.start(1), match.start(1) + len(word), code

    def _numbers_in(self, text: str) -> Iterator[Edit]:
        if not self._numbers:
            return
        for run in _PHONE.finditer(text):
            groups = list(_GROUP.finditer(text, *run.span()))
            at = 0
            while at < len(groups):
                edit, at = self._from_group(text, groups, at)
                if edit is not None:
                    yield edit

    def _from_group(
        self, text: str, groups: list[re.Match[str]], at: int
    ) -> tuple[Edit | None, int]:
        """Return the number that begins with a group of digits, if one does, and what is next."""
        digits, best = "", None
        for last in range(at, min(at + GREATEST_NUMBER, len(groups))):
            digits += fold(groups[last][0])
            if len(digits) > GREATEST_NUMBER + 2:
                break
            code = self._number(digits)
            if code is not None:
                best = (last, code)
        if best is None:
            return None, at + 1
        start = groups[at].start()
        while start and text[start - 1] in "+(":
            start -= 1
        return (start, groups[best[0]].end(), best[1]), best[0] + 1

    def _number(self, digits: str) -> str | None:
        """Return the code of a number in any format: with or without its country's digits."""
        plain = digits_of(digits)
        if len(plain) < LEAST_NUMBER:
            return None
        for known, code in self._numbers.get(plain[-LEAST_NUMBER:], ()):
            if known.endswith(plain) or plain.endswith(known):
                return code
        return None


def _is_meant(raw: str, words: tuple[str, ...], spelling: str) -> bool:
    """Say whether one word stands for the name that it is, and not for a common word."""
    if len(words) > 1:
        return True
    written = _WORD.search(spelling)
    if written is not None and written[0] == raw:
        return True
    if len(words[0]) <= 2:  # "No" or "M" in other letters than the name's own is a word
        return not raw.isascii()
    return not (raw.islower() and words[0] in _ALSO_WORDS)


def _is_gap(gap: str, spelling: str) -> bool:
    """Say whether what stands between two words may stand inside a name."""
    if "\n" in gap or "\r" in gap:
        return False
    return all(c in " -_" or c in fold(spelling) or not c.isprintable() for c in fold(gap))


def unknown_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where international numbers (+…) stand, each with what identifies its owner."""
    for run in _INTERNATIONAL.finditer(text):
        number = run[0]
        if text.startswith(":", run.end()):  # a time may follow: +963 944 123 456 05:06
            number = re.sub(r" \d{1,2}$", "", number)
        if number_of(number) is not None:
            yield run.start(), run.start() + len(number), key_of(number)
