"""A simplex method in whole numbers: the same result, bit for bit, on every machine.

Maximises gain · y subject to rows · y <= room, y >= 0. The tableau is condensed (one column
per variable that is zero) and kept in integers over one common denominator, as Edmonds and
Bareiss do it; Bland's rule keeps it from cycling. Meant for small programmes: some sixty
rows and a few dozen variables.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True, slots=True)
class Solution:
    """`y`: the variables; `price`: one multiplier per row (both of the optimum).

    `unbounded`: `y` is a direction along which the gain grows without end.
    `infeasible`: no y satisfies the rows.
    """

    status: Literal["optimal", "unbounded", "infeasible"]
    value: Fraction
    y: tuple[Fraction, ...]
    price: tuple[Fraction, ...]


class _Tableau:
    """Rows of whole numbers over `den`; row 0 is the objective, the last column the room."""

    def __init__(
        self, gain: Sequence[int], rows: Sequence[Sequence[int]], room: Sequence[int]
    ) -> None:
        self.den = 1
        self.grid = [[-g for g in gain] + [0]]
        self.grid += [[*row, limit] for row, limit in zip(rows, room, strict=True)]
        count = len(gain)
        self.free = list(range(count))
        self.basic = [-1, *range(count, count + len(rows))]

    def pivot(self, r: int, s: int) -> None:
        """Let the variable of column `s` enter the basis in row `r`."""
        grid, den = self.grid, self.den
        pivot_row = grid[r]
        p = pivot_row[s]
        for i, row in enumerate(grid):
            factor = row[s]
            if i == r:
                continue
            if factor:
                grid[i] = [(a * p - factor * b) // den for a, b in zip(row, pivot_row, strict=True)]
                grid[i][s] = -factor
            elif p != den:
                grid[i] = [a * p // den for a in row]
        pivot_row[s] = den
        self.den = p
        if p < 0:
            self.den = -p
            self.grid = [[-a for a in row] for row in grid]
        self.free[s], self.basic[r] = self.basic[r], self.free[s]

    def _before(self, i: int, s: int, best: int) -> bool:
        """Whether row i limits column s sooner than row `best` (ties: the older variable)."""
        sooner = self.grid[i][-1] * self.grid[best][s] - self.grid[best][-1] * self.grid[i][s]
        return sooner < 0 or (sooner == 0 and self.basic[i] < self.basic[best])

    def improve(self) -> int | None:
        """Pivot to the optimum; return the column of an unbounded direction, if any."""
        while True:
            costs = self.grid[0]
            entering = [(self.free[j], j) for j in range(len(self.free)) if costs[j] < 0]
            if not entering:
                return None
            s = min(entering)[1]
            best = 0
            for i in range(1, len(self.grid)):
                if self.grid[i][s] > 0 and (not best or self._before(i, s, best)):
                    best = i
            if not best:
                return s
            self.pivot(best, s)


def _repaired(
    gain: Sequence[int], rows: Sequence[Sequence[int]], room: Sequence[int]
) -> _Tableau | None:
    """Return a tableau with a feasible basis (phase one, one artificial variable)."""
    count = len(gain)
    table = _Tableau([0] * count + [-1], [[*row, -1] for row in rows], room)
    worst = min(range(len(rows)), key=lambda i: room[i])
    table.pivot(worst + 1, count)
    table.improve()
    if table.grid[0][-1]:
        return None
    if count in table.basic:
        r = table.basic.index(count)
        s = next(j for j, a in enumerate(table.grid[r][:-1]) if a)
        table.pivot(r, s)
    drop = table.free.index(count)
    del table.free[drop]
    for row in table.grid:
        del row[drop]
    table.basic = [b if b < count else b - 1 for b in table.basic]
    table.free = [f if f < count else f - 1 for f in table.free]
    den = table.den
    objective = [-gain[f] * den if f < count else 0 for f in table.free] + [0]
    for row, b in zip(table.grid[1:], table.basic[1:], strict=True):
        if b < count and gain[b]:
            objective = [o + gain[b] * a for o, a in zip(objective, row, strict=True)]
    table.grid[0] = objective
    return table


def maximise(gain: Sequence[int], rows: Sequence[Sequence[int]], room: Sequence[int]) -> Solution:
    """Maximise gain · y over rows · y <= room, y >= 0, exactly."""
    count, zero = len(gain), Fraction(0)
    table = _repaired(gain, rows, room) if room and min(room) < 0 else _Tableau(gain, rows, room)
    if table is None:
        return Solution("infeasible", zero, (), ())
    away = table.improve()
    y, price = [zero] * count, [zero] * len(rows)
    if away is not None:
        if table.free[away] < count:
            y[table.free[away]] = Fraction(1)
        for row, b in zip(table.grid[1:], table.basic[1:], strict=True):
            if b < count:
                y[b] = Fraction(-row[away], table.den)
        return Solution("unbounded", zero, tuple(y), tuple(price))
    for row, b in zip(table.grid[1:], table.basic[1:], strict=True):
        if b < count:
            y[b] = Fraction(row[-1], table.den)
    for cost, f in zip(table.grid[0], table.free, strict=False):
        if f >= count:
            price[f - count] = Fraction(cost, table.den)
    return Solution("optimal", Fraction(table.grid[0][-1], table.den), tuple(y), tuple(price))
