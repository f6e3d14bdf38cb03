"""A large knot of crossing rows, solved once and kept warm (see `large`)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil

from tawthiq.count.certificate import Part, Row, scaled, single
from tawthiq.count.large import CLOSE, Large
from tawthiq.count.packing import SMALL, Face, cells_of, choose, face_of
from tawthiq.count.universe import apart, bits

DENOMINATOR = 720


class Core:
    """Rows, their programme, and what it forces without some of them."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Lay out the programme; nothing is solved yet."""
        self.rows = tuple(rows)
        self._number = {id(row): i for i, row in enumerate(self.rows)}
        self._large = Large([row.at for row in rows], [row.least for row in rows])

    def holds(self, rows: Sequence[Row]) -> bool:
        """Whether all `rows` are rows of this core."""
        return all(id(row) in self._number for row in rows)

    def value_of(self, rows: Sequence[Row]) -> int:
        """Return what some of the rows force."""
        kept = {self._number[id(row)] for row in rows}
        weights, _ = self._large.solve(i for i in range(len(self.rows)) if i not in kept)
        whole, broken = 0, []
        for row, weight in zip(self.rows, weights, strict=True):
            if abs(weight - round(weight)) > CLOSE:
                broken.append(row)
            else:
                whole += row.least * round(weight)
        if not broken:
            return whole
        exact = Fraction(0)
        for _, knot in apart([row.at for row in broken]):
            here = [broken[n] for n in knot]
            if len(here) > SMALL:
                lost = zip(self.rows, weights, strict=True)
                return ceil(sum(row.least * weight for row, weight in lost) - CLOSE)
            exact += face_of(here).value
        return whole + ceil(exact)

    def parts(self, ranks: Mapping[str, int]) -> tuple[Part, ...]:
        """Return certificate lines for all rows: whole ones, and one part for the rest."""
        weights, prices = self._large.solve()
        tight, priced = self._large.face(prices)
        exact = tuple(Fraction(w).limit_denominator(DENOMINATOR) for w in weights)
        face = Face(Fraction(0), exact, tuple(tight), tuple(priced))
        chosen, broken = choose(self.rows, face, ranks)
        parts = [single(self.rows[i]) for i in chosen]
        used, shares = self._fractions(broken, exact)
        if used:
            parts.append(scaled(used, shares))
        return tuple(parts)

    def _fractions(
        self, knots: Sequence[Sequence[int]], weights: Sequence[Fraction]
    ) -> tuple[list[Row], list[Fraction]]:
        """Return rows with fractional weights, solved again exactly among themselves."""
        rows: list[Row] = []
        shares: list[Fraction] = []
        for knot in knots:
            used = [i for i in knot if weights[i]]
            here = [self.rows[i] for i in used]
            rows += here
            if len(here) <= SMALL:
                shares += face_of(here).weights
            else:
                shares += _shrunk(here, [weights[i] for i in used])
        return rows, shares


def _shrunk(rows: Sequence[Row], weights: Sequence[Fraction]) -> list[Fraction]:
    """Return weights divided by the most that any cell counts, if that is over 1."""
    fullest = max(sum(weights[i] for i in bits(cell)) for cell in cells_of(rows))
    return [weight / max(fullest, Fraction(1)) for weight in weights]
