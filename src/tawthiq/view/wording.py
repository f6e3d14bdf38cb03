"""Words of what is to be erased, and whether other texts hold them: names, quotes, phrases.

Everything is compared as folded tokens, whole words only, so that a short name is not found
inside another word. A name of one word that is common, short or a number is not looked for.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from tawthiq.base.script import fold

LEAST_LETTERS: Final = 4
RUN: Final = 6
"""So many words in a row that also stand in an erased text are its words."""
_TOKEN = re.compile(r"[^\W_]+")
_WORDS: Final = """
report list notes note image img photo picture video audio scan page document file files folder
letter message messages chat call interview statement testimony witness source table sheet
untitled copy final draft index readme test data text anonymous unknown unnamed resident
residents family mother father brother sister doctor teacher nurse journalist activist civilian
neighbour relative victim person people man woman child email phone telegram whatsapp signal
facebook visit court public internal partner txt pdf doc docx xlsx html jpeg jpg png heic mp4
mp3 wav zip csv json warc wacz
تقرير قائمة صورة فيديو ملف وثيقة رسالة شهادة شاهد شاهدة مصدر مقابلة مجهول اسم طبيب طبيبة معلم
ناشط صحفي مواطن مدني رجل امرأة طفل والد والدة أخ أخت عائلة
"""
_COMMON: Final = frozenset(fold(_WORDS).split())


def tokens(text: str) -> tuple[str, ...]:
    """Return the folded words of a text."""
    return tuple(_TOKEN.findall(fold(text)))


def is_telling(name: tuple[str, ...]) -> bool:
    """Say whether words can be looked for without meeting everything."""
    letters = "".join(name)
    if len(letters) < LEAST_LETTERS or letters.isdigit() or all(n in _COMMON for n in name):
        return False
    return len(name) > 1 or name[0] not in _COMMON


class Wording:
    """What is looked for: phrases as tuples of tokens, and texts whose runs of words count."""

    def __init__(self, phrases: Iterable[str], texts: Iterable[str] = ()) -> None:
        """Take names and quotes as they are written; `texts` are whole texts."""
        self._by_first: dict[str, set[tuple[str, ...]]] = {}
        for phrase in phrases:
            name = tokens(phrase)
            if is_telling(name):
                self._by_first.setdefault(name[0], set()).add(name)
        self._texts = tuple(texts)

    @cached_property
    def _runs(self) -> frozenset[tuple[str, ...]]:
        return frozenset(run for text in self._texts for run in _runs_of(tokens(text)))

    def is_in(self, text: str) -> bool:
        """Say whether a text holds one of the phrases, or a run of words of the texts."""
        return self.names_in(text) or any(run in self._runs for run in _runs_of(tokens(text)))

    def names_in(self, text: str) -> bool:
        """Say whether a text holds one of the phrases."""
        return next(self.found_in(text), None) is not None

    def found_in(self, text: str) -> Iterator[tuple[str, ...]]:
        """Yield the phrases that a text holds, as tokens."""
        found = tokens(text)
        for at, first in enumerate(found):
            for name in self._by_first.get(first, ()):
                if found[at : at + len(name)] == name:
                    yield name

    def places_in(self, payload: object, *, quotes: bool = True) -> tuple[str, ...]:
        """Return the keys of a payload under which it is found, in order, each once."""
        test = self.is_in if quotes else self.names_in
        return tuple(dict.fromkeys(key for key, text in strings(payload) if test(text)))

    def taken_out(self, value: Any) -> Any:  # noqa: ANN401 - any JSON value
        """Return a payload without the words: texts in lists go, others become "[erased]"."""
        if isinstance(value, str):
            return ERASED if self.is_in(value) else value
        if isinstance(value, Mapping):
            return {key: self.taken_out(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            kept = [v for v in value if not (isinstance(v, str) and self.is_in(v))]
            return [self.taken_out(item) for item in kept]
        return value


ERASED: Final = "[erased]"


def strings(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in a payload with the key that it stands under."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from strings(item, str(name))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from strings(item, key)


def _runs_of(found: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (found[at : at + RUN] for at in range(len(found) - RUN + 1))
