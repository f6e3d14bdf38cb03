"""One source's own universe: what it exports to the world, and its two ends (figures.md §1).

An account's tolls fall apart into groups that share atoms. A group exports, for each set of
places that it names, the least number of persons whose stated labels lie inside the
question. Closed forms (`sums`) serve where they are exact, a programme where shares,
remainders or crossing scopes with upper sides need one and it is small; a larger group
gives weaker rows, never wrong ones.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import comb

from tawthiq.count.certificate import Row, order
from tawthiq.count.consistent import consistent_parts, firm_part, untouched
from tawthiq.count.floor import cover
from tawthiq.count.programme import Programme, bounds_of, outdated, scopes_of
from tawthiq.count.sums import (
    KNOTTED,
    Sums,
    leaves_elsewhere,
    nested_or_apart,
    places_of,
    plain_rows,
)
from tawthiq.count.universe import Scope, apart, cells, inside
from tawthiq.count.vintage import Toll

CELLS = 60
TOLLS = 12
SOLVED = 24
FEW = 40

Part = tuple[Toll, ...]
Ends = tuple[int, int | None]


def groups_of(tolls: Sequence[Toll]) -> list[list[Toll]]:
    """Split one root's tolls into groups that share no atom."""
    return [[tolls[n] for n in group] for _, group in apart([t.scope.at for t in tolls])]


class Group:
    """Tolls of one root that share atoms. `ranks` orders statements by admission."""

    def __init__(
        self, tolls: Sequence[Toll], ranks: Mapping[str, int], *, adds_up: bool = False
    ) -> None:
        """Keep the tolls; everything else is worked out when asked for, and once.

        With `adds_up` they are known to be consistent.
        """
        self.tolls = tuple(tolls)
        self.conflicts: list[Part] = []
        self._ranks = ranks
        self._closed = not any(t.share or t.rest for t in tolls) and (
            all(t.hi is None for t in tolls)
            or (nested_or_apart(tolls) and not leaves_elsewhere(tolls))
        )
        self._parts: list[Part] | None = [self.tolls] if adds_up else None
        self._programmes: dict[tuple[tuple[int, ...], bool], Programme | None] = {}
        self._sums: dict[tuple[int, ...], Sums] = {}
        self._rows: dict[tuple[int, ...], list[Row]] = {}
        self._ends: dict[Scope, Ends] = {}

    def rows(self, who: tuple[int, ...]) -> list[Row]:
        """Return what this group forces on the world, counting only labels inside `who`."""
        if who not in self._rows:
            self._rows[who] = self._export(who)
        return self._rows[who]

    def rows_in(self, scope: Scope) -> list[Row]:
        """Return the rows inside `scope`, worked out for it alone where that is shorter."""
        if scope.who not in self._rows and len(self.parts()) == 1:
            part = self.parts()[0]
            here = [t for t in part if t.scope.at & scope.at == t.scope.at]
            if not here:
                return []
            if self._closed or not (any(t.share for t in here) or self._programme(part)):
                return Sums(here, self._ranks).rows(scope.who)
        return [row for row in self.rows(scope.who) if row.at & scope.at == row.at]

    def ends(self, scope: Scope) -> Ends:
        """Return the least and greatest number that this account allows in `scope`.

        Of an account that does not add up, the parts that speak of the scope.
        """
        if scope not in self._ends:
            speaking = [p for p in self.parts() if any(_speaks_of(t, scope) for t in p)]
            ends = [self._ends_of(part, scope) for part in speaking or self.parts()]
            highs = [high for _, high in ends if high is not None]
            high = max(highs) if len(highs) == len(ends) else None
            self._ends[scope] = min(low for low, _ in ends), high
        return self._ends[scope]

    def parts(self) -> list[Part]:
        """Return the maximal consistent parts of the group; mostly the group itself."""
        if self._parts is None:
            self._parts = self._consistent()
        return self._parts

    def _consistent(self) -> list[Part]:
        """Find the consistent parts: all of them in a small group, else one that is weaker."""
        if len(self.tolls) == 1 or all(t.hi is None for t in self.tolls):
            return [self.tolls]
        few = len(self.tolls) <= KNOTTED if self._closed else bool(self._programme(self.tolls))
        if few and len(self.tolls) <= TOLLS:
            parts, self.conflicts = consistent_parts(self.tolls, self._fits)
            return parts
        firm = firm_part(self.tolls, self._fits) if few else self.tolls
        if few and self._fits(firm):
            return [firm]
        kept = self._without_excess(firm)
        return [untouched(kept, self.conflicts, self._fits) if few else kept]

    def _export(self, who: tuple[int, ...]) -> list[Row]:
        if len(self.tolls) == 1 and self._closed:
            return plain_rows(self.tolls, who)
        parts = self.parts()
        if len(parts) == 1:
            part = parts[0]
            if self._closed:
                return self._sums_of(part).rows(who)
            return self._solved(part, who) if self._programme(part) else self._loose(part, who)
        return self._least_common(parts, who)

    def _solved(self, part: Part, who: tuple[int, ...]) -> list[Row]:
        """Return rows from the programme, leaving out those that smaller rows imply."""
        rows = plain_rows(part, who)
        for at in places_of(part):
            target = Scope(at, who)
            least = self._least(part, target)
            known = cover([row for row in rows if row.at & at == row.at], self._ranks)
            if least > known.value:
                rows.append(self._row(target, least, part))
            elif least and len(part) <= TOLLS // 2:
                row = self._row(target, least, part)
                names = known.certificate.claims
                if order(row.claims, self._ranks) < order(names, self._ranks):
                    rows.append(row)
        return rows

    def _least_common(self, parts: Sequence[Part], who: tuple[int, ...]) -> list[Row]:
        """Return, for each set of places, the row of the consistent part that forces least."""
        rows = []
        for at in places_of(self.tolls):
            target = Scope(at, who)
            least, number = min((self._least(part, target), n) for n, part in enumerate(parts))
            if least > 0:
                rows.append(self._row(target, least, parts[number]))
        return rows

    def _least(self, part: Part, target: Scope) -> int:
        if self._closed:
            return self._sums_of(part).cover(target).value
        programme = self._programme(part)
        derivation = programme.least(target) if programme else None
        return derivation.least if derivation else 0

    def _row(self, target: Scope, least: int, part: Part) -> Row:
        """Return the row with the fewest tolls that force it (then by deletion)."""
        alone = [
            t
            for t in part
            if t.lo >= least
            and t.share is None
            and not t.is_ceiling
            and t.scope.at == target.at
            and inside(t.scope, target)
        ]
        if alone:
            best = min(alone, key=lambda t: order(t.ids, self._ranks))
            return Row(target.at, least, best.ids)
        pool = part if len(part) <= TOLLS // 2 else self._used(target, part)
        budget = FEW
        for size in range(1, len(pool)):
            budget -= comb(len(pool), size)
            if budget < 0:
                break
            good = [s for s in combinations(pool, size) if self._forces(s, target, least)]
            if good:
                chosen = min(good, key=lambda s: order((n for t in s for n in t.ids), self._ranks))
                return self._derived(target, chosen, least)
        kept = tuple(sorted(pool, key=lambda t: order(t.ids, self._ranks)))
        for toll in reversed(kept):
            without = tuple(t for t in kept if t is not toll)
            kept = without if without and self._forces(without, target, least) else kept
        return self._derived(target, kept, least)

    def _used(self, target: Scope, part: Part) -> Part:
        programme = self._programme(part)
        derivation = programme.least(target) if programme else None
        if derivation is None:
            return part
        names = {name for bound, _ in derivation.uses for name in bound.claims}
        return tuple(t for t in part if not names.isdisjoint(t.ids))

    def _forces(self, tolls: Part, target: Scope, least: int) -> bool:
        programme = self._programme(tolls)
        derivation = programme.least(target) if programme else None
        return derivation is not None and derivation.least >= least

    def _derived(self, target: Scope, tolls: Part, least: int) -> Row:
        programme = self._programme(tolls)
        derivation = programme.least(target) if programme else None
        claims = tuple(sorted({name for toll in tolls for name in toll.ids}))
        return Row(target.at, least, claims, derivation)

    def _fits(self, tolls: Sequence[Toll]) -> bool:
        if self._closed:
            sums = self._sums_of(tuple(tolls))
            binding = (t for t in tolls if t.hi is not None and not outdated(t, tolls))
            return all(sums.cover(t.scope).value <= (t.hi or 0) for t in binding)
        programme = self._programme(tuple(tolls))
        return programme is None or programme.fits()

    def _programme(self, tolls: Part, *, strict: bool = False) -> Programme | None:
        """Return the programme of some tolls, None where it would be too large."""
        key = (tuple(map(id, tolls)), strict)
        if key not in self._programmes:
            found = cells(scopes_of(tolls), CELLS) if len(tolls) <= SOLVED else None
            bounds = bounds_of(tolls, strict=strict)
            self._programmes[key] = None if found is None else Programme(bounds, found)
        return self._programmes[key]

    def _sums_of(self, tolls: Part) -> Sums:
        key = tuple(map(id, tolls))
        if key not in self._sums:
            self._sums[key] = Sums(tolls, self._ranks)
        return self._sums[key]

    def _loose(self, tolls: Part, who: tuple[int, ...]) -> list[Row]:
        """Return weaker rows for a group too large to solve: closed sums, and small knots."""
        rows = self._sums_of(tolls).rows(who)
        for knot in _knots(tolls):
            if len(knot) < len(tolls):
                rows += Group(knot, self._ranks).rows(who)
        return rows

    def _ends_of(self, part: Part, scope: Scope) -> Ends:
        programme = None if self._closed else self._programme(part)
        strict = None if self._closed else self._programme(part, strict=True)
        if programme is not None and strict is not None:
            low = self._least(part, scope)
            return low, (strict if strict.fits() else programme).greatest(scope)
        sums = self._sums_of(part)
        low = sums.cover(scope).value
        if not self._closed:
            rows = [r for r in self._loose(part, scope.who) if r.at & scope.at == r.at]
            low = max(low, cover(rows, self._ranks).value)
        limits = [t for t in part if t.hi is not None]
        high = sums.greatest(scope, limits)
        if high is not None and high < low:
            high = sums.greatest(scope, [t for t in limits if not outdated(t, part)])
        return low, None if high is None else max(high, low)

    def _without_excess(self, kept: Part) -> Part:
        """Leave out tolls that exceed what the same source allows around them."""
        sums = Sums(kept, self._ranks)
        for limit in (t for t in self.tolls if t.hi is not None and not t.is_ceiling):
            most = limit.hi or 0
            if outdated(limit, self.tolls):
                continue
            while limit in kept and not sums.at_most(most, limit.scope, limit):
                gone = set(sums.cover(limit.scope, skip=limit).certificate.claims)
                self.conflicts.append((limit, *(t for t in kept if not gone.isdisjoint(t.ids))))
                kept = tuple(t for t in kept if gone.isdisjoint(t.ids))
                sums = Sums(kept, self._ranks)
        return kept


def _speaks_of(toll: Toll, scope: Scope) -> bool:
    return toll.speaks and (toll.scope.at, toll.scope.who) == (scope.at, scope.who)


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
