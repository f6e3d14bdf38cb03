"""What is reported: accounts that address a question, their spread, low and high (§6)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from tawthiq.count.account import Group
from tawthiq.count.certificate import Row
from tawthiq.count.floor import cover
from tawthiq.count.statement import RANK
from tawthiq.count.universe import Scope, inside
from tawthiq.count.vintage import Toll
from tawthiq.count.world import World

Spread = tuple[int, int, Literal["open", "closed"]]
Place = tuple[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Account:
    """One root's own least and greatest number for the question; `hi` None is open.

    `asof` is the latest state of knowledge among the statements that address it, `claims`
    are those statements, `vague` says that none of them is a number.
    """

    root: str
    lo: int
    hi: int | None
    asof: int | None
    claims: tuple[str, ...]
    vague: bool


class Reports:
    """The accounts of one world, found by scope."""

    def __init__(self, world: World) -> None:
        """Index the tolls that make accounts by what they speak of."""
        self._world = world
        self._tolls = world.tolls()
        self._exact: dict[Place, list[Toll]] = defaultdict(list)
        self._cut: dict[tuple[int, ...], list[Toll]] = defaultdict(list)
        self._reach: dict[str, int] = {}
        self._at: dict[int, list[Toll]] = defaultdict(list)
        self._group: dict[int, Group] = {}
        for root in world.by_root:
            for group in world.groups(root):
                for toll in group.tolls:
                    self._group.setdefault(id(toll), group)
        for toll in self._tolls:
            self._at[toll.scope.at].append(toll)
            if toll.speaks:
                self._exact[toll.scope.at, toll.scope.who].append(toll)
                if toll.cumulative:
                    self._cut[toll.scope.who].append(toll)
        self._found: dict[Place, tuple[Account, ...]] = {}

    def accounts(self, scope: Scope) -> tuple[Account, ...]:
        """Return the accounts that address `scope`, in the order of the problem.

        Vague ones give way to a specific one.
        """
        place = (scope.at, scope.who)
        if place not in self._found:
            found = [self._account(tolls, scope) for tolls in self._addressing(scope).values()]
            if any(not account.vague for account in found):
                found = [account for account in found if not account.vague]
            self._found[place] = tuple(found)
        return self._found[place]

    def _addressing(self, scope: Scope) -> Mapping[str, list[Toll]]:
        """Return, by root, the tolls whose scope is the question's, or a window inside it."""
        exact = self._exact.get((scope.at, scope.who), [])
        cut = [t for t in self._cut.get(scope.who, []) if self._window_of(t, scope.at)]
        if not cut:
            by_root: dict[str, list[Toll]] = defaultdict(list)
            for toll in exact:
                by_root[toll.root].append(toll)
            return by_root
        wanted = {id(toll) for toll in (*exact, *cut)}
        by_root = defaultdict(list)
        for toll in (t for t in self._tolls if id(t) in wanted):
            by_root[toll.root].append(toll)
        return by_root

    def _window_of(self, toll: Toll, at: int) -> bool:
        if toll.scope.at == at or toll.scope.at & at != toll.scope.at:
            return False
        reach = toll.claims[0].statement.reach
        if reach is None:
            return True
        name = toll.ids[0]
        if name not in self._reach:
            self._reach[name] = self._world.frame.at(reach)
        return at & self._reach[name] == at

    def _account(self, tolls: list[Toll], scope: Scope) -> Account:
        """Return a root's account: over the question, else over its latest window inside."""
        told = [toll for toll in tolls if not toll.vague] or tolls  # words give way to numbers
        exact = [toll for toll in told if toll.scope.at == scope.at]
        latest = max(told, key=lambda t: (t.asof or 0, t.scope.at.bit_count()))
        toll = exact[0] if exact else latest
        lo, hi = self._group[id(toll)].ends(Scope(toll.scope.at, toll.scope.who))
        claims = tuple(dict.fromkeys(name for t in tolls for name in t.ids))
        dates = [t.asof for t in tolls if t.asof is not None]
        vague = all(t.vague for t in tolls)
        return Account(toll.root, lo, hi, max(dates, default=None), claims, vague)

    def low(self, scope: Scope) -> int:
        """Return the minimum when every set of places carries one bound, its lowest account.

        Never below what is documented.
        """
        documented = RANK["documented"]
        rows = self._world.rows(scope, documented) if documented <= self._world.top_rank else []
        beyond = ~scope.at
        named = [at for at in self._at if not at & beyond]
        if scope.at not in self._at:
            named.append(scope.at)
        bounds = [self._bound(Scope(at, scope.who)) for at in named]
        least = cover([*rows, *bounds], self._world.ranks).value
        least = min(least, self._world.floor(scope, RANK["reported"]).value)
        return max(least, self._world.floor(scope, documented).value)

    def _bound(self, scope: Scope) -> Row:
        """Return the one bound of a set of places: its lowest account, else its floor."""
        accounts = self.accounts(scope)
        if accounts:
            return Row(scope.at, min(a.lo for a in accounts), accounts[0].claims)
        by_root: dict[str, list[Toll]] = defaultdict(list)
        for toll in self._at.get(scope.at, []):
            by_root[toll.root].append(toll)
        least = max((self._own_floor(t, scope) for t in by_root.values()), default=0)
        return Row(scope.at, least, ())

    def _own_floor(self, tolls: list[Toll], scope: Scope) -> int:
        if len(tolls) == 1 and tolls[0].share is None and tolls[0].rest is None:
            toll = tolls[0]
            counts = not toll.is_ceiling and inside(toll.scope, scope)
            return toll.lo if counts else 0
        rows = Group(tolls, self._world.ranks).rows(scope.who)
        return max((row.least for row in rows if row.at == scope.at), default=0)


def spread_of(accounts: Iterable[Account]) -> Spread | None:
    """Return lowest and highest number stated, "open" if any account is open above."""
    given = list(accounts)
    if not given:
        return None
    highest = max(a.lo if a.hi is None else a.hi for a in given)
    is_open = any(a.hi is None for a in given)
    return min(a.lo for a in given), highest, "open" if is_open else "closed"


def high_of(accounts: Iterable[Account], low: int) -> int | None:
    """Return the highest end of the accounts, never below `low`; None without an account."""
    spread = spread_of(accounts)
    return None if spread is None else max(spread[1], low)
