"""The programme behind a cover: how often each row may be taken so that nobody counts twice.

Atoms with the same rows are one cell, and a cell whose rows all meet in another cell is not
needed. The optimum's prices mark a face: rows that are tight, cells that must be counted
exactly once. Whoever chooses whole rows chooses them there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tawthiq.count.certificate import Row, order
from tawthiq.count.exact import maximise
from tawthiq.count.universe import apart, bits, blocks

SMALL = 60
NODES = 2000

Key = tuple[int, int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Face:
    """The optimum: its value, one weight per row, tight rows, cells of positive price.

    A cell is the bit mask of its rows.
    """

    value: Fraction
    weights: tuple[Fraction, ...]
    tight: tuple[int, ...]
    priced: tuple[int, ...]


def cells_of(rows: Sequence[Row]) -> list[int]:
    """Return, as bit masks of rows, the largest sets of rows that share an atom."""
    patterns = {members for _, members in blocks([row.at for row in rows])}
    kept: list[int] = []
    for pattern in sorted(patterns, key=lambda p: (-p.bit_count(), p)):
        if not any(pattern & other == pattern for other in kept):
            kept.append(pattern)
    return kept


def face_of(rows: Sequence[Row]) -> Face:
    """Solve the programme of a few rows exactly."""
    cells = cells_of(rows)
    gain = [row.least for row in rows]
    matrix = [[cell >> i & 1 for i in range(len(rows))] for cell in cells]
    solved = maximise(gain, matrix, [1] * len(cells))
    tight = tuple(
        i
        for i, least in enumerate(gain)
        if sum(x for x, line in zip(solved.price, matrix, strict=True) if line[i]) == least
    )
    priced = tuple(c for c, x in zip(cells, solved.price, strict=True) if x)
    return Face(solved.value, solved.y, tight, priced)


def choose(
    rows: Sequence[Row], face: Face, ranks: Mapping[str, int]
) -> tuple[list[int], list[list[int]]]:
    """Return rows that share nobody and lie on the face, in the canonical choice.

    By duality whole optima are the sets of tight rows that count every priced cell exactly
    once. Tight rows that share atoms are searched together, others apart. Also returned:
    the sets of rows where no whole choice was found, so that weights must be fractions.
    """
    chosen: list[int] = []
    broken: list[list[int]] = []
    for knot in _knots(rows, face.tight):
        here = sum(1 << row for row in knot)
        cells = [cell & here for cell in face.priced if cell & here]
        start = [i for i in knot if face.weights[i]]
        is_whole = all(face.weights[i] == 1 for i in start)
        found = _search(rows, knot, cells, ranks, start if is_whole else None)
        if found is None:
            broken.append(knot)
        else:
            chosen += found
    return sorted(chosen), broken


def _knots(rows: Sequence[Row], tight: Sequence[int]) -> list[list[int]]:
    """Split rows into sets that share no atom."""
    return [[tight[n] for n in knot] for _, knot in apart([rows[i].at for i in tight])]


def _search(
    rows: Sequence[Row],
    knot: Sequence[int],
    cells: list[int],
    ranks: Mapping[str, int],
    start: list[int] | None,
) -> list[int] | None:
    """Return the best set of a knot's rows that counts each cell exactly once."""
    clash = {i: sum(1 << j for j in knot if rows[i].at & rows[j].at) for i in knot}

    def key_of(chosen: Iterable[int]) -> Key:
        return order((name for i in chosen for name in rows[i].claims), ranks)

    search = _Search(clash, key_of, {i: len(rows[i].claims) for i in knot})
    if start is not None:
        search.best = (key_of(start), start)
    search.extend([], 0, sum(1 << i for i in knot), cells)
    return None if search.best is None else search.best[1]


class _Search:
    """Depth first over exact counts of the cells, the fewest choices first."""

    def __init__(
        self,
        clash: Mapping[int, int],
        key_of: Callable[[Iterable[int]], Key],
        sizes: Mapping[int, int],
    ) -> None:
        self.best: tuple[Key, list[int]] | None = None
        self._clash, self._key_of, self._sizes = clash, key_of, sizes
        self._left = NODES

    def extend(self, chosen: list[int], size: int, allowed: int, cells: list[int]) -> None:
        """Try every way to count the open `cells` with `allowed` rows."""
        self._left -= 1
        if self._left < 0 or (self.best is not None and cells and size >= self.best[0][0]):
            return
        if not cells:
            key = self._key_of(chosen)
            if self.best is None or key < self.best[0]:
                self.best = (key, chosen)
            return
        cell = min(cells, key=lambda c: (c & allowed).bit_count())
        for row in bits(cell & allowed):
            open_cells = [c for c in cells if not c >> row & 1]
            self.extend(
                [*chosen, row], size + self._sizes[row], allowed & ~self._clash[row], open_cells
            )
