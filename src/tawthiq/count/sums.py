"""Closed forms inside one account: sums of statements that cannot speak of the same person.

Within one account two labels that exclude each other, or two places, are other people. So a
group without shares, and without upper sides or with scopes that are nested or apart, needs
no programme: its least number is a cover over the account's own cells, and its greatest is
what the narrowest total around it leaves.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil

from tawthiq.count.certificate import Bound, Derivation, Row
from tawthiq.count.floor import Cover, cover
from tawthiq.count.programme import outdated, scopes_of
from tawthiq.count.universe import Scope, inside, meet, meets
from tawthiq.count.vintage import Toll

CELLS = 300
UNIONS = 24
KNOTTED = 40


class Sums:
    """The lower sides of a group's tolls, as rows over the account's cells.

    The cells are laid out when first needed; a group with too many falls back on atoms,
    where labels that exclude each other count as one, which is weaker.
    """

    def __init__(self, tolls: Sequence[Toll], ranks: Mapping[str, int]) -> None:
        """Keep the tolls that have a lower side of their own."""
        self.tolls = [t for t in tolls if t.lo > 0 and not t.is_ceiling and t.share is None]
        self._ranks = ranks
        self._masks: list[int] | None = None

    def cover(
        self, target: Scope, apart_from: Scope | None = None, skip: Toll | None = None
    ) -> Cover:
        """Return the least number of persons in `target` (and not in another scope)."""
        counted = [
            n
            for n, toll in enumerate(self.tolls)
            if toll is not skip
            and inside(toll.scope, target)
            and (apart_from is None or meet(toll.scope, apart_from) is None)
        ]
        masks = self._cell_masks() if len(counted) > 1 else [t.scope.at for t in self.tolls]
        rows = [Row(masks[n], self.tolls[n].lo, self.tolls[n].ids) for n in counted]
        return cover(rows, self._ranks)

    def at_most(self, limit: int, target: Scope, skip: Toll) -> bool:
        """Whether the tolls in `target`, but for one, force no more than `limit`."""
        inner = [t.lo for t in self.tolls if t is not skip and inside(t.scope, target)]
        return sum(inner) <= limit or (
            max(inner) <= limit and self.cover(target, skip=skip).value <= limit
        )

    def rows(self, who: tuple[int, ...]) -> list[Row]:
        """Return each toll whose labels lie inside `who`, and sums that say more."""
        found = plain_rows(self.tolls, who)
        if len(found) < 2 or len(self.tolls) > KNOTTED or not self._labels_cross():
            return found
        for at in places_of(self.tolls):
            target = Scope(at, who)
            forced = self.cover(target)
            known = cover([row for row in found if row.at & at == row.at], self._ranks)
            if forced.value > known.value:
                found.append(self._sum(target, forced))
        return found

    def greatest(self, target: Scope, limits: Iterable[Toll]) -> int | None:
        """Return what the upper sides around `target` leave for it; None: open above."""
        around = [t for t in limits if t.hi is not None and inside(target, t.scope)]
        if len(self.tolls) > KNOTTED:
            return min((t.hi for t in around if t.hi is not None), default=None)
        left = [(t.hi or 0) - self.cover(t.scope, target).value for t in around]
        return min(left, default=None)

    def _cell_masks(self) -> list[int]:
        if self._masks is None:
            scopes = [toll.scope for toll in self.tolls]
            cells = meets(scopes_of(self.tolls), CELLS) if len(scopes) <= KNOTTED else None
            self._masks = [
                scope.at
                if cells is None
                else sum(1 << n for n, cell in enumerate(cells) if inside(cell, scope))
                for scope in scopes
            ]
        return self._masks

    def _labels_cross(self) -> bool:
        """Whether any two tolls share atoms and neither's labels lie inside the other's.

        Where none do, people of one place can always be the same, and rows say it all.
        """
        return any(
            one.scope.at & two.scope.at
            and not _within(one.scope, two.scope)
            and not _within(two.scope, one.scope)
            for n, one in enumerate(self.tolls)
            for two in self.tolls[:n]
        )

    def _sum(self, target: Scope, forced: Cover) -> Row:
        by_ids = {toll.ids: toll for toll in self.tolls}
        uses = tuple(
            (_lower(by_ids[row.claims]), Fraction(times, part.k))
            for part in forced.certificate.parts
            for row, times in part.lines
        )
        least = ceil(sum(times * bound.least for bound, times in uses))
        claims = forced.certificate.claims
        return Row(target.at, least, claims, Derivation(target, uses, least))


def _lower(toll: Toll) -> Bound:
    return Bound("least", toll.ids, ((1, toll.scope),), toll.lo)


def _within(one: Scope, two: Scope) -> bool:
    return inside(Scope(0, one.who, one.marks), Scope(0, two.who, two.marks))


def plain_rows(tolls: Iterable[Toll], who: tuple[int, ...]) -> list[Row]:
    """Return each toll by itself, where its labels lie inside `who`."""
    return [
        Row(toll.scope.at, toll.lo, toll.ids)
        for toll in tolls
        if toll.lo > 0
        and not toll.is_ceiling
        and toll.share is None
        and all(a & b == a for a, b in zip(toll.scope.who, who, strict=True))
    ]


def places_of(tolls: Sequence[Toll]) -> list[int]:
    """Return the sets of atoms that tolls name, some differences and unions, small ones first."""
    named = list(dict.fromkeys(toll.scope.at for toll in tolls))
    found = dict.fromkeys(named)
    limited = {toll.scope.at for toll in tolls if toll.hi is not None}
    apart = [at & ~limit for at in named for limit in limited if at & ~limit and at & limit]
    found.update(dict.fromkeys(apart[:UNIONS]))
    for at in named:
        if len(found) > UNIONS:
            break
        found.update(dict.fromkeys([at | other for other in found]))
    return sorted(found, key=lambda at: (at.bit_count(), at))


def leaves_elsewhere(tolls: Sequence[Toll]) -> bool:
    """Whether a toll is greater than an upper side allows in some of its places.

    Then some of its people are in the others.
    """
    limits = [t for t in tolls if t.hi is not None and not outdated(t, tolls)]
    return any(
        toll.lo > (limit.hi or 0)
        and toll.scope.at & limit.scope.at
        and toll.scope.at & ~limit.scope.at
        and _within(toll.scope, limit.scope)
        for toll in tolls
        for limit in limits
    )


def nested_or_apart(tolls: Sequence[Toll]) -> bool:
    """Whether no two scopes cross."""
    scopes = list({toll.scope for toll in tolls})
    for n, one in enumerate(scopes):
        for two in scopes[:n]:
            both = meet(one, two)
            if both is not None and both not in (one, two):
                return False
    return True
