"""The least number of people that rows on the world force: a minimum cover, with its proof.

minimise sum x(atom) with x(row.at) >= row.least for every row. Steps, in order (figures.md
§11): equal scopes keep their best row; rows that share no atom are settled apart; a row
that holds all others competes with their sum (so trees of places and nested windows need no
programme); what still crosses is a linear programme. Its dual weights are the certificate,
whole ones are looked for first, and each group is rounded up by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from math import comb
from operator import or_

from tawthiq.count.certificate import Certificate, Part, Row, order, scaled, single
from tawthiq.count.core import Core
from tawthiq.count.packing import SMALL, Face, choose, face_of
from tawthiq.count.universe import apart

FEW = 400

Ranks = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Component:
    """Rows that are tied to one another by shared atoms, and what they force."""

    at: int
    rows: tuple[Row, ...]
    parts: tuple[Part, ...]
    cores: tuple[Core, ...]

    @property
    def value(self) -> int:
        """Return the number of people it forces."""
        return sum(part.value for part in self.parts)


@dataclass(frozen=True, slots=True)
class Cover:
    """A floor: components that share nobody, so that their values add."""

    components: tuple[Component, ...]

    @property
    def value(self) -> int:
        """Return the floor."""
        return sum(component.value for component in self.components)

    @property
    def certificate(self) -> Certificate:
        """Return the proof of the floor."""
        return Certificate(tuple(part for c in self.components for part in c.parts))

    def without(self, gone: Sequence[Row], new: Sequence[Row], ranks: Ranks) -> int:
        """Return the floor without the rows `gone` and with `new`."""
        touched = reduce(or_, (row.at for row in (*gone, *new)), 0)
        struck = {id(row) for row in gone}
        total, mixed = 0, list(new)
        cores: list[Core] = []
        for component in self.components:
            if not component.at & touched:
                total += component.value
                continue
            kept = [row for row in component.rows if id(row) not in struck]
            if new:
                mixed += kept
                cores += component.cores
            else:
                total += _Settling(ranks, list(component.cores)).value(kept)
        return total + _Settling(ranks, cores).value(mixed)


def cover(rows: Iterable[Row], ranks: Ranks) -> Cover:
    """Return the minimum that `rows` force, by components, with certificates."""
    found = []
    for at, group in components([row for row in rows if row.least > 0]):
        settle = _Settling(ranks, [])
        parts = settle.parts(at, group)
        found.append(Component(at, tuple(group), parts, tuple(settle.cores)))
    return Cover(tuple(found))


def distinct(rows: Sequence[Row], ranks: Ranks) -> list[Row]:
    """Keep the best row of each set of atoms: most people, then the canonical order."""
    if len(rows) == 1:
        return list(rows)
    best: dict[int, Row] = {}
    for row in rows:
        held = best.get(row.at)
        if held is None or _better(row, held, ranks):
            best[row.at] = row
    return list(best.values())


def _better(row: Row, held: Row, ranks: Ranks) -> bool:
    if row.least != held.least:
        return row.least > held.least
    return order(row.claims, ranks) < order(held.claims, ranks)


def components(rows: Sequence[Row]) -> list[tuple[int, list[Row]]]:
    """Split rows into groups that share no atom."""
    if len(rows) == 1:
        return [(rows[0].at, [rows[0]])]
    return [(at, [rows[n] for n in group]) for at, group in apart([row.at for row in rows])]


class _Settling:
    """The settling of one component; large programmes met on the way stay in `cores`."""

    def __init__(self, ranks: Ranks, cores: list[Core]) -> None:
        self.ranks = ranks
        self.cores = cores

    def parts(self, at: int, rows: list[Row]) -> tuple[Part, ...]:
        """Return the certificate of connected rows whose atoms are `at`."""
        if len(rows) == 1:
            return (single(rows[0]),)
        tops = [row for row in rows if row.at == at]
        if tops:
            (top,) = distinct(tops, self.ranks)
            below = self._apart([row for row in rows if row.at != at])
            least = sum(part.value for part in below)
            if least > top.least or (least == top.least and self._first(below, top)):
                return below
            return (single(top),)
        if len(rows) > SMALL:
            core = Core(rows)
            self.cores.append(core)
            return core.parts(self.ranks)
        kept = undominated(distinct(rows, self.ranks), self.ranks)
        return self._apart(kept) if len(kept) < len(rows) else _crossing(rows, self.ranks)

    def value(self, rows: list[Row]) -> int:
        """Return what rows force; a core that holds them answers from its state."""
        if len(rows) <= SMALL:
            return sum(part.value for part in self._apart(rows))
        core = next((core for core in self.cores if core.holds(rows)), None)
        if core is not None:
            return core.value_of(rows)
        return sum(self._value(at, group) for at, group in components(rows))

    def _value(self, at: int, rows: list[Row]) -> int:
        others = [row for row in rows if row.at != at]
        if len(others) < len(rows):
            top = max(row.least for row in rows if row.at == at)
            return max(top, self.value(others))
        if len(rows) > SMALL and any(core.holds(rows) for core in self.cores):
            return self.value(rows)
        return sum(part.value for part in self.parts(at, rows))

    def _apart(self, rows: list[Row]) -> tuple[Part, ...]:
        return tuple(part for at, group in components(rows) for part in self.parts(at, group))

    def _first(self, parts: Iterable[Part], top: Row) -> bool:
        """Whether the parts come before one row that forces as much."""
        names = (name for p in parts for row, _ in p.lines for name in row.claims)
        return order(names, self.ranks) < order(top.claims, self.ranks)


def undominated(rows: list[Row], ranks: Ranks) -> list[Row]:
    """Drop rows that a row inside them makes needless (as many people in fewer atoms)."""
    keys = [order(row.claims, ranks) for row in rows]

    def needless(i: int) -> bool:
        return any(
            other.at & rows[i].at == other.at and (other.least, keys[i]) > (rows[i].least, keys[j])
            for j, other in enumerate(rows)
            if j != i
        )

    return [row for i, row in enumerate(rows) if not needless(i)]


def _crossing(rows: list[Row], ranks: Ranks) -> tuple[Part, ...]:
    """Settle a few rows that cross: a linear programme, whole weights first."""
    face = face_of(rows)
    chosen, broken = choose(rows, face, ranks)
    if broken:
        return _fractional(rows, face, ranks)
    return tuple(single(rows[i]) for i in chosen)


def _fractional(rows: list[Row], face: Face, ranks: Ranks) -> tuple[Part, ...]:
    """Return the fewest rows that, rounded up, force as much; else by deletion."""
    target = -(-face.value.numerator // face.value.denominator)
    pool = _fewest(rows, target, ranks) or _deleted(rows, target, ranks)
    return tuple(_proof(group) for _, group in components(pool))


def _fewest(rows: list[Row], target: int, ranks: Ranks) -> list[Row] | None:
    """Search small sets of rows, as long as there are few sets."""
    budget = FEW
    for size in range(2, len(rows) + 1):
        budget -= comb(len(rows), size)
        if budget < 0:
            return None
        good = [s for s in combinations(rows, size) if _rounded(s) >= target]
        if good:
            return list(min(good, key=lambda s: order((n for r in s for n in r.claims), ranks)))
    return None


def _deleted(rows: list[Row], target: int, ranks: Ranks) -> list[Row]:
    """Leave out rows one by one, the least wanted first, while the value stands."""
    kept = sorted(rows, key=lambda row: order(row.claims, ranks))
    for row in reversed(kept.copy()):
        without = [r for r in kept if r is not row]
        if _rounded(without) >= target:
            kept = without
    return kept


def _rounded(rows: Sequence[Row]) -> int:
    """Return what rows force by their programmes alone, each group rounded up."""
    total = 0
    for _, group in components(rows):
        value = face_of(group).value
        total += -(-value.numerator // value.denominator)
    return total


def _proof(group: list[Row]) -> Part:
    """Return the weights of one group, as the programme gives them."""
    weights = face_of(group).weights
    used = [(row, y) for row, y in zip(group, weights, strict=True) if y]
    return scaled([row for row, _ in used], [y for _, y in used])
