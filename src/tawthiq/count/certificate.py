"""Why a floor holds, in a form that exact arithmetic checks (figures.md §7).

"Take these statements, each m times. Nobody is counted more than k times. Together they
count T. So at least T/k people, rounded up": one `Part` for each group of statements that
can share people. A line whose number is not a statement's own carries the `Derivation` of
that number inside its source's account.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm
from typing import Literal, NamedTuple

from tawthiq.count.universe import Scope, cells, inside

Kind = Literal["least", "most", "share", "rest", "derived"]
CELLS_TO_CHECK = 5000


class Bound(NamedTuple):
    """A row of an account: the sum of coefficient times persons in scope is >= `least`.

    `claims` are the statements that say so; a `derived` bound has its own derivation.
    """

    kind: Kind
    claims: tuple[str, ...]
    terms: tuple[tuple[int, Scope], ...]
    least: int
    derivation: "Derivation | None" = None

    def weight(self, cell: Scope) -> int:
        """Return how often the row counts a person described by `cell`."""
        return sum(times for times, scope in self.terms if inside(cell, scope))


@dataclass(frozen=True, slots=True)
class Derivation:
    """Rows of one account, each `times`, that force at least `least` people into `target`."""

    target: Scope
    uses: tuple[tuple[Bound, Fraction], ...]
    least: int

    def holds(self) -> bool:
        """Check it exactly: nobody outside `target` counts, nobody inside counts twice."""
        scopes = {scope for bound, _ in self.uses for _, scope in bound.terms}
        described = cells(scopes, CELLS_TO_CHECK)
        if described is None or any(times < 0 for _, times in self.uses):
            return False
        for cell in described:
            counted = sum(times * bound.weight(cell) for bound, times in self.uses)
            if counted > inside(cell, self.target):
                return False
        if any(b.derivation is not None and not b.derivation.holds() for b, _ in self.uses):
            return False
        return ceil(sum(times * bound.least for bound, times in self.uses)) >= self.least


class Row(NamedTuple):
    """A bound on the world: at least `least` people in the atoms `at` (export, §1)."""

    at: int
    least: int
    claims: tuple[str, ...]
    derivation: Derivation | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that can share people: rows, each `m` times, nobody more than `k` times."""

    lines: tuple[tuple[Row, int], ...]
    k: int
    total: int

    @property
    def value(self) -> int:
        """Return the number of people it forces, rounded up."""
        return -(-self.total // self.k)

    def holds(self) -> bool:
        """Check weights, the most that any atom is counted, and the sum."""
        layers = [0] * self.k
        for row, weight in self.lines:
            if weight < 1:
                return False
            for _ in range(weight):
                carry = row.at
                for level, layer in enumerate(layers):
                    layers[level], carry = layer | carry, layer & carry
                if carry:
                    return False
            if row.derivation is not None and not (
                row.derivation.least >= row.least
                and row.derivation.target.at == row.at
                and row.derivation.holds()
            ):
                return False
        return self.total == sum(row.least * weight for row, weight in self.lines)


@dataclass(frozen=True, slots=True)
class Certificate:
    """The parts of one floor; their values add, since no two can share a person."""

    parts: tuple[Part, ...]

    @property
    def value(self) -> int:
        """Return the floor that it proves."""
        return sum(part.value for part in self.parts)

    @property
    def claims(self) -> tuple[str, ...]:
        """Return the ids of all statements used, sorted."""
        return tuple(
            sorted({name for p in self.parts for row, _ in p.lines for name in row.claims})
        )

    def holds(self) -> bool:
        """Check every part exactly, and that no two parts share an atom."""
        seen = 0
        for part in self.parts:
            here = 0
            for row, _ in part.lines:
                here |= row.at
            if here & seen or not part.holds():
                return False
            seen |= here
        return True


def single(row: Row) -> Part:
    """Return the part that is one row, taken once."""
    return Part(((row, 1),), 1, row.least)


def scaled(rows: Sequence[Row], weights: Sequence[Fraction]) -> Part:
    """Return rational weights as whole ones over their common denominator."""
    k = lcm(*(weight.denominator for weight in weights if weight)) if any(weights) else 1
    lines = tuple(
        (row, int(weight * k)) for row, weight in zip(rows, weights, strict=True) if weight
    )
    return Part(lines, k, sum(row.least * times for row, times in lines))


def order(claims: Iterable[str], ranks: Mapping[str, int]) -> tuple[int, int, tuple[str, ...]]:
    """Return the key of the canonical choice: fewest claims, best admission, smallest ids."""
    ids = sorted(set(claims))
    return len(ids), -sum(ranks[name] for name in ids), tuple(ids)
