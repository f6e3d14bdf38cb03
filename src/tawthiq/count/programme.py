"""The arithmetic inside one account: rows that bind on both sides, least and greatest ends.

Whoever the source counts is in one of the account's cells: a place that its statements tell
apart, and the labels that they give. Rows: figures.md §2, column "in the account".
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil

from tawthiq.count.certificate import Bound, Derivation
from tawthiq.count.exact import maximise
from tawthiq.count.universe import Scope, inside
from tawthiq.count.vintage import Rest, Share, Toll

NODES = 200


def bounds_of(tolls: Sequence[Toll], *, strict: bool) -> list[Bound]:
    """Return the rows of an account.

    With `strict` every upper side binds. Otherwise only those of the latest knowledge do: a
    number of an earlier day may have grown since, so nothing is inferred for the days
    between two cut-offs (figures.md §3).
    """
    rows: list[Bound] = []
    for toll in tolls:
        ids = toll.ids
        if toll.lo > 0 and not toll.is_ceiling:
            rows.append(Bound("least", ids, ((1, toll.scope),), toll.lo))
        if toll.hi is not None and (strict or not outdated(toll, tolls)):
            rows.append(Bound("most", ids, ((-1, toll.scope),), -toll.hi))
        if toll.share is not None:
            rows += _share_rows(ids, toll.scope, toll.share)
        if toll.rest is not None:
            rows.append(_rest_row(ids, toll.scope, toll.rest))
    return rows


def outdated(toll: Toll, tolls: Sequence[Toll]) -> bool:
    """Whether the upper side of a toll does not bind: overtaken, or of some places only.

    "50, including 20 in X" leaves the place of the others unstated.
    """
    whole = toll.claims[0].whole
    if whole is not None and whole.at != toll.scope.at:
        return True
    if toll.asof is None:
        return False
    if any(other.asof is not None and other.asof > toll.asof for other in tolls):
        return True
    return toll.cumulative and any(other.scope.at != toll.scope.at for other in tolls)


def _share_rows(ids: tuple[str, ...], part: Scope, share: Share) -> Iterable[Bound]:
    p, q, whole = share.p, share.q, share.whole
    slack = share.band * q if share.form == "exactly" else 0
    over = 1 if share.form == "over" else -slack
    yield Bound("share", ids, ((q, part), (-p, whole)), over)
    if share.form == "exactly":
        yield Bound("share", ids, ((-q, part), (p, whole)), -slack)


def _rest_row(ids: tuple[str, ...], scope: Scope, rest: Rest) -> Bound:
    parts = tuple((1, part) for part in rest.parts)
    return Bound("rest", ids, ((1, scope), *parts, (-1, rest.whole)), 0)


def scopes_of(tolls: Iterable[Toll]) -> list[Scope]:
    """Return the scopes that tolls speak of, shares' wholes and remainders' parts among them."""
    scopes: dict[Scope, None] = {}
    for toll in tolls:
        scopes[toll.scope] = None
        if toll.share is not None:
            scopes[toll.share.whole] = None
        if toll.rest is not None:
            scopes.update(dict.fromkeys((toll.rest.whole, *toll.rest.parts)))
    return list(scopes)


class Programme:
    """Rows over cells: what do they force, and what do they allow?"""

    def __init__(self, bounds: Sequence[Bound], cells: Sequence[Scope]) -> None:
        """Lay out the rows over the cells, then round up the shares of shares."""
        self.bounds = list(bounds)
        self.cells = list(cells)
        self.columns = [[bound.weight(cell) for bound in self.bounds] for cell in self.cells]
        for share in [b for b in self.bounds if b.kind == "share" and b.terms[0][0] > 0]:
            self._round_up(share)

    def _round_up(self, share: Bound) -> None:
        """Add the whole number of persons that a share is at least, as a row of its own.

        Persons are whole, so this is sound; it makes a share of a share start from it.
        """
        part = share.terms[0][1]
        forced = self.least(part)
        if forced is None or sum(b.kind == "share" for b, _ in forced.uses) == 0:
            return
        exact = sum(times * bound.least for bound, times in forced.uses)
        if exact != forced.least:
            claims = {name for bound, _ in forced.uses for name in bound.claims}
            row = Bound("derived", tuple(sorted(claims)), ((1, part),), forced.least, forced)
            self.bounds.append(row)
            for column, cell in zip(self.columns, self.cells, strict=True):
                column.append(row.weight(cell))

    def least(self, target: Scope) -> Derivation | None:
        """Return the least number of persons in `target` with its proof; None: none fits."""
        needs = {(*c, inside(x, target)) for c, x in zip(self.columns, self.cells, strict=True)}
        order = sorted(needs)
        solved = maximise(
            [bound.least for bound in self.bounds],
            [row[:-1] for row in order],
            [int(row[-1]) for row in order],
        )
        if solved.status == "unbounded":
            return None
        uses = tuple((b, y) for b, y in zip(self.bounds, solved.y, strict=True) if y)
        return Derivation(target, uses, ceil(solved.value))

    def greatest(self, target: Scope) -> int | None:
        """Return the greatest number of persons in `target`; None: open above."""
        solved = maximise(
            [int(inside(cell, target)) for cell in self.cells],
            *self._as_room(),
        )
        return None if solved.status == "unbounded" else int(solved.value // 1)

    def fits(self) -> bool:
        """Whether any whole numbers of persons satisfy all rows at once."""
        return self._fits([], [NODES])

    def _as_room(self) -> tuple[list[list[int]], list[int]]:
        rows = [[-column[i] for column in self.columns] for i in range(len(self.bounds))]
        return rows, [-bound.least for bound in self.bounds]

    def _fits(self, extra: list[tuple[list[int], int]], nodes: list[int]) -> bool:
        """Branch on persons that come out as fractions; past the node limit assume it fits."""
        nodes[0] -= 1
        rows, room = self._as_room()
        rows += [row for row, _ in extra]
        room += [limit for _, limit in extra]
        solved = maximise([-1] * len(self.cells), rows, room)
        if solved.status == "infeasible":
            return False
        broken = next((i for i, y in enumerate(solved.y) if y.denominator > 1), None)
        if broken is None or nodes[0] < 0:
            return True
        below = int(Fraction(solved.y[broken]) // 1)
        unit = [int(i == broken) for i in range(len(self.cells))]
        lower = [*extra, (unit, below)]
        upper = [*extra, ([-u for u in unit], -below - 1)]
        return self._fits(lower, nodes) or self._fits(upper, nodes)
