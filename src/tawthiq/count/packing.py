"""The programme behind a cover: how often each row may be taken so that nobody counts twice.

Atoms with the same rows are one cell, and a cell whose rows all meet in another cell is not
needed. The optimum's prices mark a face: rows that are tight, cells that must be counted
exactly once. Whoever chooses whole rows chooses them there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tawthiq.count.certificate import Row, order
from tawthiq.count.exact import maximise
from tawthiq.count.large import maximise_large

SMALL = 60
NODES = 4000


@dataclass(frozen=True, slots=True)
class Face:
    """The optimum: its value, one weight per row, tight rows, cells of positive price.

    Cells are bit masks of rows; `tight` is one, too.
    """

    value: Fraction
    weights: tuple[Fraction, ...]
    tight: int
    priced: tuple[int, ...]
    cells: tuple[int, ...]


def cells_of(rows: Sequence[Row]) -> list[int]:
    """Return, as bit masks of rows, the largest sets of rows that share an atom."""
    holders: dict[int, int] = {}
    for number, row in enumerate(rows):
        bit, digits = 1 << number, bin(row.at)
        at = digits.find("1")
        while at >= 0:
            holders[len(digits) - at] = holders.get(len(digits) - at, 0) | bit
            at = digits.find("1", at + 1)
    return _largest(set(holders.values()))


def _largest(patterns: set[int]) -> list[int]:
    """Keep the patterns that lie in no other one (a floor never needs the rest, §11)."""
    by_row: dict[int, list[int]] = {}
    kept: list[int] = []
    for pattern in sorted(patterns, key=lambda p: (-p.bit_count(), p)):
        members = _bits(pattern)
        rarest = min((by_row.get(row, []) for row in members), key=len)
        if any(pattern & other == pattern for other in rarest):
            continue
        kept.append(pattern)
        for row in members:
            by_row.setdefault(row, []).append(pattern)
    return kept


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def face_of(rows: Sequence[Row]) -> Face:
    """Solve the programme of `rows`: exactly when it is small, else by HiGHS and checked."""
    cells = cells_of(rows)
    gain = [row.least for row in rows]
    if len(cells) > SMALL or len(rows) > SMALL:
        value, weights, tight, priced = maximise_large(gain, cells)
        return Face(value, weights, tight, priced, tuple(cells))
    matrix = [[cell >> i & 1 for i in range(len(rows))] for cell in cells]
    solved = maximise(gain, matrix, [1] * len(cells))
    tight = 0
    for i, least in enumerate(gain):
        price = sum(x for x, line in zip(solved.price, matrix, strict=True) if line[i])
        tight |= (price == least) << i
    priced = tuple(c for c, x in zip(cells, solved.price, strict=True) if x)
    return Face(solved.value, solved.y, tight, priced, tuple(cells))


def whole_choice(rows: Sequence[Row], face: Face, ranks: Mapping[str, int]) -> list[Row] | None:
    """Return rows that share nobody and force the same number, in the canonical choice.

    By duality these are the sets of tight rows that count every priced cell exactly once.
    """
    clash = [0] * len(rows)
    for cell in face.cells:
        for row in _bits(cell & face.tight):
            clash[row] |= cell
    best: list[tuple[tuple[int, int, tuple[str, ...]], list[int]]] = []
    left = [NODES]

    def extend(chosen: list[int], allowed: int, open_cells: list[int]) -> None:
        left[0] -= 1
        if left[0] < 0:
            return
        key = order((name for i in chosen for name in rows[i].claims), ranks)
        if best and key[0] >= best[0][0][0] and (open_cells or key >= best[0][0]):
            return
        if not open_cells:
            best[:] = [(key, chosen)]
            return
        cell = min(open_cells, key=lambda c: (c & allowed).bit_count())
        for row in _bits(cell & allowed):
            remaining = [c for c in open_cells if not c >> row & 1]
            extend([*chosen, row], allowed & ~clash[row], remaining)

    extend([], face.tight, list(face.priced))
    if not best or sum(rows[i].least for i in best[0][1]) < face.value:
        return None
    return [rows[i] for i in best[0][1]]
