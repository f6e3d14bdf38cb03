"""Aligning a translation with its original, sentence by sentence, and comparing numbers.

Sentences are paired by their lengths (Gale and Church 1993, "A Program for Aligning
Sentences in Bilingual Corpora", §3: beads of 1-1, 1-0, 0-1, 2-1, 1-2 and 2-2 with their
measured priors, lengths normal with variance 6.8 a character), and by the numbers that
both sides hold, which no translator changes. A person sees each pair; nothing rests on it
but what is shown beside a quote.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from tawthiq.kit.lexicon.numbers import find_numbers
from tawthiq.kit.lexicon.pack import Pack
from tawthiq.kit.lexicon.words import is_arabic, split_words
from tawthiq.read.segment import blocks, sentences
from tawthiq.record.translation import Differing, Pair

_BEADS: Final = {
    (1, 1): 0.89, (1, 0): 0.005, (0, 1): 0.005, (2, 1): 0.045, (1, 2): 0.045, (2, 2): 0.011,
}  # fmt: skip
_VARIANCE: Final = 6.8
_BAND: Final = 30
_MOST: Final = 2
_ALONE_COST: Final = 3.0
_NUMBER_COST: Final = 6.0
_NEVER: Final = re.compile("(?!)")
_LEAST: Final = 2
"""One is an article in both languages, and none is a negation: they are not compared."""


Bead = tuple[int, int]


class _Sentence(NamedTuple):
    start: int
    end: int
    numbers: Counter[int]

    @property
    def length(self) -> int:
        """Return its length in code points."""
        return self.end - self.start


def align(original: str, translation: str, packs: Sequence[Pack]) -> tuple[Pair, ...]:
    """Return pairs that cover every sentence of both texts, in order.

    The work is linear in the number of sentences: pairs far from the diagonal are not tried.
    """
    ours, theirs = (_cut(text, packs) for text in (original, translation))
    if not ours or not theirs:
        return ()
    return _pairs(ours, theirs, _path(ours, theirs))


def differences(
    original: str, translation: str, pairs: Sequence[Pair], packs: Sequence[Pack]
) -> tuple[Differing, ...]:
    """Return the pairs whose two sides do not hold the same numbers above one."""
    found = []
    for pair in pairs:
        ours = original[pair.start : pair.end]
        theirs = translation[pair.into_start : pair.into_end]
        left, right = numbers_in(ours, packs), numbers_in(theirs, packs)
        if left != right:
            missing, added = ((one - two).elements() for one, two in ((left, right), (right, left)))
            found.append(
                Differing(pair, ours, theirs, tuple(sorted(missing)), tuple(sorted(added)))
            )
    return tuple(found)


def numbers_in(text: str, packs: Sequence[Pack]) -> Counter[int]:
    """Return how often each number above one stands in a text; a dual noun is a two."""
    found = [number for number in find_numbers(text) if number.value >= _LEAST]
    taken = {at for number in found for at in range(number.start, number.end)}
    counted = Counter(number.value for number in found)
    for pack in packs:
        if pack.language == "ar" and is_arabic(text):
            counted[2] += sum(
                any(term.form == "dual" for term in pack.terms.get(word.key, ()))
                for word in split_words(text, pack.known)
                if word.start not in taken
            )
    return +counted


def _cut(text: str, packs: Sequence[Pack]) -> list[_Sentence]:
    spans = [span for block in blocks(text, _NEVER) for span in sentences(text, block)]
    return [_Sentence(s, e, numbers_in(text[s:e], packs)) for s, e in spans]


def _path(ours: list[_Sentence], theirs: list[_Sentence]) -> list[tuple[int, int]]:
    """Return the corners of the cheapest path through both texts, first to last."""
    rows, columns = len(ours), len(theirs)
    ratio = _total(theirs) / max(_total(ours), 1)
    left, right = _runs(ours), _runs(theirs)
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for row in range(rows + 1):
        middle = row * columns // rows
        for column in range(max(0, middle - _BAND), min(columns, middle + _BAND) + 1):
            steps = []
            for bead in _BEADS:
                back = (row - bead[0], column - bead[1])
                if back in best:
                    cost = _cost(left[row, bead[0]], right[column, bead[1]], bead, ratio)
                    steps.append((best[back][0] + cost, back))
            if steps:
                best[row, column] = min(steps)
    if (rows, columns) not in best:  # far from one another in number: one pair holds all
        return [(0, 0), (rows, columns)]
    corners = [(rows, columns)]
    while corners[-1] != (0, 0):
        corners.append(best[corners[-1]][1])
    return corners[::-1]


def _cost(ours: _Sentence | None, theirs: _Sentence | None, bead: Bead, ratio: float) -> float:
    """Return minus the logarithm of how likely these stretches translate one another.

    A stretch that nothing translates costs its prior and no more: how long it is says nothing.
    """
    prior = -math.log(_BEADS[bead])
    if ours is None or theirs is None:
        return prior + _ALONE_COST
    mean = (ours.length + theirs.length / max(ratio, 0.01)) / 2
    delta = abs(theirs.length - ours.length * ratio) / math.sqrt(max(mean, 1) * _VARIANCE)
    tail = max(math.erfc(delta / math.sqrt(2)), 1e-300)
    apart = 0
    if ours.numbers != theirs.numbers:
        one, two = ours.numbers, theirs.numbers
        apart = ((one - two) + (two - one)).total()
    return prior - math.log(tail) + _NUMBER_COST * apart


def _runs(found: list[_Sentence]) -> dict[tuple[int, int], _Sentence | None]:
    """Return, for each end and size, the stretch of so many sentences that ends there."""
    runs: dict[tuple[int, int], _Sentence | None] = {}
    for end in range(len(found) + 1):
        runs[end, 0] = None
        for size in range(1, min(end, _MOST) + 1):
            part = found[end - size : end]
            numbers = sum((s.numbers for s in part), Counter[int]())
            runs[end, size] = _Sentence(part[0].start, part[-1].end, numbers)
    return runs


def _total(found: Sequence[_Sentence]) -> int:
    return sum(s.length for s in found)


def _pairs(
    ours: list[_Sentence], theirs: list[_Sentence], corners: list[tuple[int, int]]
) -> tuple[Pair, ...]:
    found = []
    at = into = 0
    for (row, column), (down, right) in pairwise(corners):
        left, other = ours[row:down], theirs[column:right]
        start, end = (left[0].start, left[-1].end) if left else (at, at)
        into_start, into_end = (other[0].start, other[-1].end) if other else (into, into)
        found.append(Pair(start, end, into_start, into_end))
        at, into = end, into_end
    return tuple(found)
