"""The world: rows that all accounts export, and the floors that they force (figures.md §1, §6).

Only places and times cut the world; labels stay each source's own. So rows of different
sources on one atom compete and never add.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from tawthiq.count.account import TOLLS, Group, groups_of
from tawthiq.count.certificate import Row
from tawthiq.count.floor import Cover, cover
from tawthiq.count.lineage import Claim, resolve
from tawthiq.count.statement import Problem, Question
from tawthiq.count.universe import Frame, Scope
from tawthiq.count.vintage import Toll, accounts_of, standing

NOT_HELD = "root:"
LARGE = 40


class Strike(NamedTuple):
    """What is struck to see what still stands: a root, or a held item."""

    kind: str
    name: str


class World:
    """One problem, laid out; every part is worked out once and shared by all questions."""

    def __init__(self, problem: Problem) -> None:
        """Number the atoms and resolve the statements."""
        self.frame = Frame(problem.atoms, problem.dims)
        self.claims = resolve(problem, self.frame)
        self.ranks = {claim.statement.id: claim.rank for claim in self.claims}
        self.top_rank = max((c.rank for c in self.claims if c.binds), default=0)
        self.by_root: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            if claim.binds:
                self.by_root[claim.statement.root].append(claim)
        self._groups: dict[tuple[str, int, Strike | None], list[Group]] = {}
        self._rows: dict[tuple[str, int, tuple[int, ...]], list[Row]] = {}
        self._all: dict[tuple[int, tuple[int, ...]], list[Row]] = {}
        self._floors: dict[tuple[Scope, int], Cover] = {}
        self._roots: dict[Strike, set[str]] = {}
        self._claim = {c.statement.id: c for c in self.claims}
        self._made: dict[object, Group] = {}
        self._frail: set[int] = set()
        self._known: dict[tuple[int, int, tuple[str, ...]], Row] = {}

    def scope(self, question: Question) -> Scope:
        """Return the scope of a question."""
        return Scope(self.frame.at(question.at), self.frame.who(question.who))

    def groups(self, root: str, rank: int = 0, strike: Strike | None = None) -> list[Group]:
        """Return a root's tolls at a rung, in groups that share atoms; today's come first."""
        key = (root, rank, strike)
        if key not in self._groups:
            claims = self.by_root[root]
            if strike is not None:
                claims = [c for c in claims if not struck(c, strike)]
            tolls = [t.at_rung(rank) for t in standing(claims)] if claims else []
            sound = [] if strike is None else self._sound(root, rank)
            accounts = accounts_of([t for t in tolls if t is not None])
            self._groups[key] = [
                self._group(group, sound) for account in accounts for group in groups_of(account)
            ]
        return self._groups[key]

    def _group(self, tolls: list[Toll], sound: list[set[object]]) -> Group:
        """Return a group, the same one wherever the same tolls stand together."""
        key = tuple(map(_key, tolls))
        if key not in self._made:
            adds_up = any(members.issuperset(key) for members in sound)
            self._made[key] = Group(tolls, self.ranks, adds_up=adds_up)
        return self._made[key]

    def _sound(self, root: str, rank: int) -> list[set[object]]:
        """Return the tolls of groups that add up; any of them still do without the others.

        Not where knowledge has dates: without its latest, an earlier upper side binds again.
        """
        return [
            {_key(toll) for toll in group.tolls}
            for group in self.groups(root, rank)
            if group.parts() == [group.tolls] and len({toll.asof for toll in group.tolls}) == 1
        ]

    def tolls(self) -> list[Toll]:
        """Return everything that stands at `reported`, once."""
        found: dict[str, Toll] = {}
        for root in self.by_root:
            for group in self.groups(root):
                for toll in group.tolls:
                    found.setdefault(toll.claims[0].statement.id, toll)
        return list(found.values())

    def rows(self, scope: Scope, rank: int) -> list[Row]:
        """Return the rows at a rung that lie inside a question."""
        key = (rank, scope.who)
        if key not in self._all:
            self._all[key] = [
                row for root in self.by_root for row in self._root_rows(root, rank, scope.who)
            ]
        return within(self._all[key], scope)

    def _root_rows(self, root: str, rank: int, who: tuple[int, ...]) -> list[Row]:
        key = (root, rank, who)
        if key not in self._rows:
            rows = [
                row
                for each in self._rungs(root, rank)
                for group in self.groups(root, each)
                for row in self._rows_of(group, who)
            ]
            self._rows[key] = list({id(row): row for row in rows}.values())
        return self._rows[key]

    def _rungs(self, root: str, rank: int) -> range:
        """Return the rungs whose rows stand at `rank`: it, and all above where that says more.

        So rungs are nested by construction, also where an account does not add up.
        """
        whole = all(
            len(group.tolls) <= TOLLS and group.parts() == [group.tolls]
            for group in self.groups(root, rank)
        )
        return range(rank, rank + 1 if whole else self.top_rank + 1)

    def _rows_of(self, group: Group, who: tuple[int, ...]) -> list[Row]:
        """Return a group's rows, one object per row: what a strike leaves alone is the same."""
        rows = self._intern(group.rows(who))
        if len(group.parts()) > 1:
            self._frail.update(map(id, rows))
        return rows

    def _intern(self, rows: list[Row]) -> list[Row]:
        return [self._known.setdefault((r.at, r.least, r.claims), r) for r in rows]

    def floor(self, scope: Scope, rank: int) -> Cover:
        """Return the minimum of the world at a rung."""
        key = (scope, rank)
        if key not in self._floors:
            rows = self.rows(scope, rank) if rank <= self.top_rank else []
            self._floors[key] = cover(rows, self.ranks)
        return self._floors[key]

    def sturdy(self, scope: Scope, rank: int, by: Callable[[Claim], Strike]) -> int:
        """Return the smallest floor when any one group of statements is struck.

        Only groups in the certificate can lower it, and none by more than its lines count;
        so the most hopeful are struck first, until no other can go lower.
        """
        base = self.floor(scope, rank)
        parts = base.certificate.parts
        hopes = []
        for strike in {by(self._claim[name]) for name in base.certificate.claims}:
            lost = sum(
                part.value
                for part in parts
                if any(self._falls(row, strike) for row, _ in part.lines)
            )
            hopes.append((base.value - lost, strike))
        least: int | None = None
        for hope, strike in sorted(hopes):
            if least is not None and hope >= least:
                break
            found = base.without(self._fallen(scope, rank, strike), (), self.ranks)
            if strike.kind == "item" and (least is None or found < least):
                found = self._without(base, scope, rank, strike)
            least = found if least is None else min(least, found)
        # Striking half of an account that contradicts itself may raise the floor; what stands
        # whichever one is struck is never more than what stands with all of them.
        return min(least or 0, base.value)

    def _falls(self, row: Row, strike: Strike) -> bool:
        """Whether a row may need a struck statement."""
        if id(row) in self._frail:
            return self._claim[row.claims[0]].statement.root in self._touched(strike)
        return any(struck(self._claim[name], strike) for name in row.claims)

    def _fallen(self, scope: Scope, rank: int, strike: Strike) -> list[Row]:
        """Return the rows that may need a struck statement."""
        return [
            row
            for root in self._touched(strike)
            for row in within(self._root_rows(root, rank, scope.who), scope)
            if self._falls(row, strike)
        ]

    def _touched(self, strike: Strike) -> frozenset[str]:
        """Return the roots that lose a claim to a strike."""
        if not self._roots:
            for claims in self.by_root.values():
                for claim in claims:
                    for each in (by_root(claim), by_item(claim)):
                        self._roots.setdefault(each, set()).add(claim.statement.root)
        return frozenset(self._roots[strike])

    def _without(self, base: Cover, scope: Scope, rank: int, strike: Strike) -> int:
        """Return the floor without what is struck, each account it touches worked out again.

        A large account is not: what stands of its rows is taken, which is no more.
        """
        gone = self._fallen(scope, rank, strike)
        new: list[Row] = []
        for root in self._touched(strike):
            if any(len(group.tolls) > LARGE for group in self.groups(root, rank)):
                continue
            old = set(map(id, within(self._root_rows(root, rank, scope.who), scope)))
            now = [
                row
                for each in self._rungs(root, rank)
                for group in self.groups(root, each, strike)
                for row in self._intern(group.rows_in(scope))
            ]
            stays = set(map(id, now))
            gone = [row for row in gone if id(row) not in stays]
            new += [row for row in now if id(row) not in old]
        return base.without(gone, new, self.ranks)


def _key(toll: Toll) -> object:
    return toll.ids, toll.lo, toll.hi, toll.share, toll.rest


def within(rows: list[Row], scope: Scope) -> list[Row]:
    """Return the rows whose atoms lie inside the question; others force nothing there."""
    beyond = ~scope.at
    return [row for row in rows if not row.at & beyond]


def struck(claim: Claim, strike: Strike) -> bool:
    """Whether a claim falls with what is struck."""
    return by_root(claim) == strike if strike.kind == "root" else by_item(claim) == strike


def by_root(claim: Claim) -> Strike:
    """The group of a claim when roots are struck."""
    return Strike("root", claim.statement.root)


def by_item(claim: Claim) -> Strike:
    """The group of a claim when held items are struck; without one, its root."""
    held = claim.statement.held
    return Strike("item", NOT_HELD + claim.statement.root if held is None else held)
