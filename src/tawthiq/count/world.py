"""The world: rows that all accounts export, and the floors that they force (figures.md §1, §6).

Only places and times cut the world; labels stay each source's own. So rows of different
sources on one atom compete and never add.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from tawthiq.count.account import Group, groups_of
from tawthiq.count.certificate import Row
from tawthiq.count.floor import Cover, cover
from tawthiq.count.statement import Problem, Question
from tawthiq.count.universe import Frame, Scope
from tawthiq.count.vintage import Claim, Toll, resolve, standing

NOT_HELD = "root:"


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
        self.top_rank = max((c.rank for c in self.claims if c.statement.admitted), default=0)
        self.by_root: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            if claim.statement.admitted:
                self.by_root[claim.statement.root].append(claim)
        self._groups: dict[tuple[str, int, Strike | None], list[Group]] = {}
        self._rows: dict[tuple[str, int, tuple[int, ...], Strike | None], list[Row]] = {}
        self._all: dict[tuple[int, tuple[int, ...]], list[Row]] = {}
        self._floors: dict[tuple[Scope, int], Cover] = {}

    def scope(self, question: Question) -> Scope:
        """Return the scope of a question."""
        return Scope(self.frame.at(question.at), self.frame.who(question.who))

    def groups(self, root: str, rank: int = 0, strike: Strike | None = None) -> list[Group]:
        """Return a root's tolls at a rung, in groups that share atoms."""
        key = (root, rank, strike)
        if key not in self._groups:
            claims = self.by_root[root]
            if strike is not None:
                claims = [c for c in claims if not struck(c, strike)]
            tolls = [t.at_rung(rank) for t in standing(claims)] if claims else []
            kept = [t for t in tolls if t is not None]
            self._groups[key] = [Group(g, self.ranks) for g in groups_of(kept)]
        return self._groups[key]

    def tolls(self) -> list[Toll]:
        """Return everything that stands at `reported`."""
        return [t for root in self.by_root for g in self.groups(root) for t in g.tolls]

    def rows(self, scope: Scope, rank: int) -> list[Row]:
        """Return the rows at a rung that lie inside a question."""
        key = (rank, scope.who)
        if key not in self._all:
            self._all[key] = [
                row for root in self.by_root for row in self._root_rows(root, rank, scope.who)
            ]
        return within(self._all[key], scope)

    def _root_rows(
        self, root: str, rank: int, who: tuple[int, ...], strike: Strike | None = None
    ) -> list[Row]:
        key = (root, rank, who, strike)
        if key not in self._rows:
            groups = self.groups(root, rank, strike)
            self._rows[key] = [row for group in groups for row in group.rows(who)]
        return self._rows[key]

    def floor(self, scope: Scope, rank: int) -> Cover:
        """Return the minimum of the world at a rung."""
        key = (scope, rank)
        if key not in self._floors:
            rows = self.rows(scope, rank) if rank <= self.top_rank else []
            self._floors[key] = cover(rows, self.ranks)
        return self._floors[key]

    def sturdy(self, scope: Scope, rank: int, by: Callable[[Claim], Strike]) -> int:
        """Return the smallest floor when any one group of statements is struck.

        Only groups in the certificate can lower it.
        """
        base = self.floor(scope, rank)
        used = set(base.certificate.claims)
        strikes = {by(claim) for claim in self.claims if claim.statement.id in used}
        return min((self.without(base, scope, rank, s) for s in strikes), default=0)

    def without(self, base: Cover, scope: Scope, rank: int, strike: Strike) -> int:
        """Return the floor without what is struck."""
        roots = {
            root
            for root, claims in self.by_root.items()
            if (root == strike.name if strike.kind == "root" else True)
            and any(struck(claim, strike) for claim in claims)
        }
        gone, new = set(), []
        for root in roots:
            old = within(self._root_rows(root, rank, scope.who), scope)
            now = within(self._root_rows(root, rank, scope.who, strike), scope)
            gone |= set(old) - set(now)
            new += [row for row in now if row not in old]
        return base.changed(frozenset(gone), new, self.ranks).value


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
