"""One source's own universe: what it exports to the world, and its two ends (figures.md §1).

An account's tolls fall apart into groups that share atoms. A group of one statement needs no
arithmetic; otherwise its programme gives, for each set of places that the group names, the
least number of persons whose stated labels lie inside the question.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import comb

from tawthiq.count.certificate import Row, order
from tawthiq.count.consistent import consistent_parts
from tawthiq.count.floor import cover
from tawthiq.count.programme import Programme, bounds_of, cells_of
from tawthiq.count.universe import Scope, inside
from tawthiq.count.vintage import Toll

CELLS = 150
UNIONS = 24
FEW = 60

Ends = tuple[int, int | None]


def groups_of(tolls: Iterable[Toll]) -> list[list[Toll]]:
    """Split one root's tolls into groups that share no atom."""
    groups: list[tuple[int, list[Toll]]] = []
    for toll in tolls:
        at, members, rest = toll.scope.at, [toll], []
        for group in groups:
            if group[0] & toll.scope.at:
                at, members = at | group[0], group[1] + members
            else:
                rest.append(group)
        groups = [*rest, (at, members)]
    return [members for _, members in groups]


class Group:
    """Tolls of one root that share atoms. `ranks` orders statements by admission."""

    def __init__(self, tolls: Sequence[Toll], ranks: Mapping[str, int]) -> None:
        """Keep the tolls; everything else is worked out when asked for, and once."""
        self.tolls = tuple(tolls)
        self.root = tolls[0].root
        self.conflicts: list[tuple[Toll, ...]] = []
        self._ranks = ranks
        self._parts: list[tuple[Toll, ...]] | None = None
        self._programmes: dict[tuple[tuple[int, ...], bool], Programme | None] = {}
        self._rows: dict[tuple[int, ...], list[Row]] = {}
        self._ends: dict[Scope, Ends] = {}

    def rows(self, who: tuple[int, ...]) -> list[Row]:
        """Return what this group forces on the world, counting only labels inside `who`."""
        if who not in self._rows:
            self._rows[who] = self._export(who)
        return self._rows[who]

    def ends(self, scope: Scope) -> Ends:
        """Return the least and greatest number that this account allows in `scope`."""
        if scope not in self._ends:
            self._ends[scope] = self._both_ends(scope)
        return self._ends[scope]

    def _export(self, who: tuple[int, ...]) -> list[Row]:
        if len(self.tolls) == 1 and self.tolls[0].share is None:
            return [row for toll in self.tolls for row in plain_rows([toll], who)]
        parts = self.parts()
        if any(self._programme(part) is None for part in parts):
            return self._loose_rows(parts[0], who)
        return [row for at in self._places() for row in self._forced(Scope(at, who), parts)]

    def _forced(self, target: Scope, parts: Sequence[tuple[Toll, ...]]) -> list[Row]:
        """Return the row for `target`: of the consistent parts, the one that forces least."""
        found = []
        for part in parts:
            programme = self._programme(part)
            derivation = programme.least(target) if programme else None
            found.append((derivation.least if derivation else 0, part))
        least, part = min(found, key=lambda pair: pair[0])
        row = self._row(target, least, part) if least > 0 else None
        return [] if row is None else [row]

    def _row(self, target: Scope, least: int, part: tuple[Toll, ...]) -> Row | None:
        """Return the row with the fewest tolls that force it (then by deletion).

        None where one toll of fewer places forces it: its own row says more.
        """
        alone = [
            t
            for t in part
            if t.lo >= least and t.share is None and not t.is_ceiling and inside(t.scope, target)
        ]
        if alone:
            best = min(alone, key=lambda t: order(t.ids, self._ranks))
            if best.scope.at != target.at:
                return None if len(self.parts()) == 1 else self._derived(target, (best,), least)
            return Row(target.at, least, best.ids)
        budget = FEW
        for size in range(1, len(part)):
            budget -= comb(len(part), size)
            if budget < 0:
                break
            good = [s for s in combinations(part, size) if self._forces(s, target, least)]
            if good:
                chosen = min(good, key=lambda s: order((n for t in s for n in t.ids), self._ranks))
                return self._derived(target, chosen, least)
        kept = tuple(sorted(part, key=lambda t: order(t.ids, self._ranks)))
        for toll in reversed(kept):
            without = tuple(t for t in kept if t is not toll)
            kept = without if without and self._forces(without, target, least) else kept
        return self._derived(target, kept, least)

    def _forces(self, tolls: tuple[Toll, ...], target: Scope, least: int) -> bool:
        programme = self._programme(tolls)
        derivation = programme.least(target) if programme else None
        return derivation is not None and derivation.least >= least

    def _derived(self, target: Scope, tolls: tuple[Toll, ...], least: int) -> Row:
        programme = self._programme(tolls)
        derivation = programme.least(target) if programme else None
        claims = tuple(sorted({name for toll in tolls for name in toll.ids}))
        return Row(target.at, least, claims, derivation)

    def _places(self) -> list[int]:
        """Return the sets of atoms to export: those named, and some unions of them."""
        named = list(dict.fromkeys(toll.scope.at for toll in self.tolls))
        found = dict.fromkeys(named)
        for at in named:
            if len(found) > UNIONS:
                break
            found.update(dict.fromkeys([at | other for other in found]))
        return list(found)

    def parts(self) -> list[tuple[Toll, ...]]:
        """Return the maximal consistent parts of the group; mostly the group itself."""
        if self._parts is None:
            self._parts, self.conflicts = [self.tolls], []
            if len(self.tolls) > 1 and any(t.hi is not None for t in self.tolls):
                if self._programme(self.tolls) is None:
                    self._parts = [_without_excess(self.tolls)]
                else:
                    self._parts, self.conflicts = consistent_parts(self.tolls, self._fits)
        return self._parts

    def _fits(self, tolls: Sequence[Toll]) -> bool:
        programme = self._programme(tuple(tolls))
        return programme is None or programme.fits()

    def _programme(self, tolls: tuple[Toll, ...], *, strict: bool = False) -> Programme | None:
        """Return the programme of some tolls, None where it would have too many cells."""
        key = (tuple(map(id, tolls)), strict)
        if key not in self._programmes:
            cells = cells_of(tolls, CELLS)
            bounds = bounds_of(tolls, strict=strict)
            self._programmes[key] = None if cells is None else Programme(bounds, cells)
        return self._programmes[key]

    def _loose_rows(self, tolls: Sequence[Toll], who: tuple[int, ...]) -> list[Row]:
        """Return weaker rows for a group too large to solve: each toll, and small knots."""
        rows = plain_rows([t for t in tolls if t.share is None], who)
        for knot in _knots(tolls):
            if len(knot) < len(tolls):
                rows += Group(knot, self._ranks).rows(who)
        return rows

    def _both_ends(self, scope: Scope) -> Ends:
        parts = self.parts()
        if any(self._programme(part) is None for part in parts):
            return self._loose_ends(parts[0], scope)
        lows, highs = [], []
        for part in parts:
            programme = self._programme(part)
            strict = self._programme(part, strict=True)
            if programme is None or strict is None:
                continue
            derivation = programme.least(scope)
            lows.append(derivation.least if derivation else 0)
            highs.append((strict if strict.fits() else programme).greatest(scope))
        high = None if None in highs else max(h for h in highs if h is not None)
        return min(lows), high

    def _loose_ends(self, tolls: Sequence[Toll], scope: Scope) -> Ends:
        rows = [r for r in self._loose_rows(tolls, scope.who) if r.at & scope.at == r.at]
        low = cover(rows, self._ranks).value
        limits = [t.hi for t in tolls if t.hi is not None and inside(scope, t.scope)]
        return low, max(low, min(limits)) if limits else None


def plain_rows(tolls: Iterable[Toll], who: tuple[int, ...]) -> list[Row]:
    """Return each toll by itself, where its labels lie inside `who`."""
    return [
        Row(toll.scope.at, toll.lo, toll.ids)
        for toll in tolls
        if toll.lo > 0
        and not toll.is_ceiling
        and all(a & b == a for a, b in zip(toll.scope.who, who, strict=True))
    ]


def _knots(tolls: Sequence[Toll]) -> Iterable[list[Toll]]:
    """Yield small sets worth solving: one place's tolls, a share with what it is a share of."""
    by_place: dict[int, list[Toll]] = defaultdict(list)
    for toll in tolls:
        by_place[toll.scope.at].append(toll)
    yield from (knot for knot in by_place.values() if len(knot) > 1)
    for toll in tolls:
        if toll.share is not None:
            whole = toll.share.whole
            yield [toll, *(t for t in tolls if t is not toll and t.scope == whole)]


def _without_excess(tolls: Sequence[Toll]) -> tuple[Toll, ...]:
    """Leave out tolls greater than what the same source allows around them."""
    limits = [t for t in tolls if t.hi is not None and not t.is_ceiling]
    return tuple(
        t
        for t in tolls
        if not any(u is not t and t.lo > (u.hi or 0) and inside(t.scope, u.scope) for u in limits)
    )
