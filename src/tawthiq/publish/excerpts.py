"""Excerpts: the quoted sentences of a text without the rest, names masked, spans carried over."""

from collections.abc import Sequence
from dataclasses import dataclass

from tawthiq.publish.masks import Masks, withheld
from tawthiq.record.claim import Span

GAP = "\n\n[…]\n\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the old text and where it lies in the new one."""

    start: int
    end: int
    new_start: int
    new_end: int
    is_masked: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The new text, and the pieces that it is made of in order."""

    text: str
    pieces: tuple[Piece, ...]

    @property
    def has_masks(self) -> bool:
        """Say whether a name was hidden."""
        return any(piece.is_masked for piece in self.pieces)

    def move(self, span: Span) -> Span | None:
        """Return a span of the old text in the new one; None where its words are not shown."""
        start = self._moved(span.start, is_start=True)
        end = self._moved(span.end, is_start=False)
        if start is None or end is None or start >= end:
            return None
        return Span(self.text[start:end], start, end)

    def _moved(self, at: int, *, is_start: bool) -> int | None:
        for piece in self.pieces:
            inside = piece.start <= at < piece.end if is_start else piece.start < at <= piece.end
            if inside and piece.is_masked:
                return piece.new_start if is_start else piece.new_end
            if inside:
                return piece.new_start + at - piece.start
        return None


def excerpt(text: str, quotes: Sequence[Span], masks: Masks) -> Excerpt:
    """Return the sentences of `text` that `quotes` hold, each once, in their order."""
    out: list[str] = []
    pieces: list[Piece] = []
    length = 0
    for number, (start, end) in enumerate(_ranges(quotes)):
        if number:
            out.append(GAP)
            length += len(GAP)
        for old_start, old_end, is_masked in _cut(text, start, end, masks):
            words = text[old_start:old_end]
            new = withheld(words) if is_masked else words
            pieces.append(Piece(old_start, old_end, length, length + len(new), is_masked))
            out.append(new)
            length += len(new)
    return Excerpt("".join(out), tuple(pieces))


def _ranges(quotes: Sequence[Span]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for start, end in sorted((quote.start, quote.end) for quote in quotes):
        if ranges and start <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
        else:
            ranges.append((start, end))
    return ranges


def _cut(text: str, start: int, end: int, masks: Masks) -> list[tuple[int, int, bool]]:
    cuts, last = [], start
    for from_, to in masks.hidden(text[start:end]):
        if start + from_ > last:
            cuts.append((last, start + from_, False))
        cuts.append((start + from_, start + to, True))
        last = start + to
    return [*cuts, (last, end, False)] if last < end else cuts
