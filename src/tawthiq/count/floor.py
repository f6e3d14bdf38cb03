"""The least number of people that rows on the world force: a minimum cover, with its proof.

minimise sum x(atom) with x(row.at) >= row.least for every row. Steps, in order (figures.md
§11): equal scopes keep their best row; rows that share no atom are settled apart; a row
that holds all others competes with their sum (so trees of places and nested windows need no
programme); what still crosses is a small linear programme. Its dual weights are the
certificate, whole ones are looked for first, and each group is rounded up by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import combinations
from math import comb
from operator import or_

from tawthiq.count.certificate import Certificate, Part, Row, order, scaled, single
from tawthiq.count.packing import Face, face_of, whole_choice

FEW = 400
DOMINANCE = 250

Ranks = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Component:
    """Rows that are tied to one another by shared atoms, and what they force."""

    at: int
    rows: tuple[Row, ...]
    parts: tuple[Part, ...]

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

    def changed(self, gone: frozenset[Row], new: Sequence[Row], ranks: Ranks) -> "Cover":
        """Return the cover without the rows `gone` and with `new`; only what they touch."""
        touched = reduce(or_, (row.at for row in (*gone, *new)), 0)
        kept = [c for c in self.components if not c.at & touched]
        rows = [r for c in self.components if c.at & touched for r in c.rows if r not in gone]
        return Cover((*kept, *cover([*rows, *new], ranks).components))


def cover(rows: Iterable[Row], ranks: Ranks) -> Cover:
    """Return the minimum that `rows` force, by components, with certificates."""
    found = [
        Component(at, tuple(group), _settle(at, distinct(group, ranks), ranks))
        for at, group in components([row for row in rows if row.least > 0])
    ]
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


def components(rows: Iterable[Row]) -> list[tuple[int, list[Row]]]:
    """Split rows into groups that share no atom."""
    groups: list[tuple[int, list[Row]]] = []
    for row in rows:
        at, members, rest = row.at, [row], []
        for group in groups:
            if group[0] & row.at:
                at |= group[0]
                members = group[1] + members
            else:
                rest.append(group)
        rest.append((at, members))
        groups = rest
    return groups


def _settle(at: int, rows: list[Row], ranks: Ranks) -> tuple[Part, ...]:
    """Settle one group of rows whose atoms are `at`."""
    if len(rows) == 1:
        return (single(rows[0]),)
    top = next((row for row in rows if row.at == at), None)
    if top is not None:
        below = _parts([row for row in rows if row is not top], ranks)
        least = sum(part.value for part in below)
        if least > top.least or (
            least == top.least and _key(below, ranks) < order(top.claims, ranks)
        ):
            return below
        return (single(top),)
    kept = undominated(rows, ranks)
    if len(kept) < len(rows):
        return _parts(kept, ranks)
    return _crossing(rows, ranks)


def _parts(rows: list[Row], ranks: Ranks) -> tuple[Part, ...]:
    return tuple(p for at, group in components(rows) for p in _settle(at, group, ranks))


def _key(parts: Iterable[Part], ranks: Ranks) -> tuple[int, int, tuple[str, ...]]:
    return order((name for p in parts for row, _ in p.lines for name in row.claims), ranks)


def undominated(rows: list[Row], ranks: Ranks) -> list[Row]:
    """Drop rows that a row inside them makes needless (as many people in fewer atoms)."""
    if len(rows) > DOMINANCE:
        return rows
    keys = [order(row.claims, ranks) for row in rows]

    def needless(i: int) -> bool:
        return any(
            other.at & rows[i].at == other.at and (other.least, keys[i]) > (rows[i].least, keys[j])
            for j, other in enumerate(rows)
            if j != i
        )

    return [row for i, row in enumerate(rows) if not needless(i)]


def _crossing(rows: list[Row], ranks: Ranks) -> tuple[Part, ...]:
    """Settle rows that cross: a linear programme, whole weights first."""
    face = face_of(rows)
    if face.value.denominator == 1:
        chosen = whole_choice(rows, face, ranks)
        if chosen is not None:
            return tuple(single(row) for row in chosen)
    return _fractional(rows, face, ranks)


def _fractional(rows: list[Row], face: Face, ranks: Ranks) -> tuple[Part, ...]:
    """Return the fewest rows that, rounded up, force as much; then by deletion."""
    target = -(-face.value.numerator // face.value.denominator)
    pool = rows
    if len(rows) > DOMINANCE // 4:
        pool = [row for row, y in zip(rows, face.weights, strict=True) if y]
        target = min(target, _value(pool))
    pool = _fewest(pool, target, ranks) or _deleted(pool, target, ranks)
    return tuple(part for _, group in components(pool) for part in _proof(group))


def _fewest(rows: list[Row], target: int, ranks: Ranks) -> list[Row] | None:
    """Search small sets of rows, as long as there are few sets."""
    budget = FEW
    for size in range(2, len(rows) + 1):
        budget -= comb(len(rows), size)
        if budget < 0:
            return None
        good = [s for s in combinations(rows, size) if _value(list(s)) >= target]
        if good:
            return list(min(good, key=lambda s: order((n for r in s for n in r.claims), ranks)))
    return None


def _deleted(rows: list[Row], target: int, ranks: Ranks) -> list[Row]:
    """Leave out rows one by one, the least wanted first, while the value stands."""
    kept = sorted(rows, key=lambda row: order(row.claims, ranks))
    for row in reversed(kept.copy()):
        without = [r for r in kept if r is not row]
        if _value(without) >= target:
            kept = without
    return kept


def _value(rows: list[Row]) -> int:
    """Return what rows force, without a proof."""
    total = 0
    for at, group in components(rows):
        top = next((row for row in group if row.at == at), None)
        if top is not None:
            total += max(top.least, _value([row for row in group if row is not top]))
        else:
            value = face_of(group).value
            total += -(-value.numerator // value.denominator)
    return total


def _proof(group: list[Row]) -> tuple[Part, ...]:
    """Return the weights of one group, as the programme gives them."""
    if len(group) == 1:
        return (single(group[0]),)
    weights: Sequence[Fraction] = face_of(group).weights
    used = [(row, y) for row, y in zip(group, weights, strict=True) if y]
    return (scaled([row for row, _ in used], [y for _, y in used]),)
