"""Which statements stand: inheritance of scopes, and updates that replace what came before.

`series` and root name one row of updates. The greatest `asof` stands; an increment adds to
what stood before it. Statements without a series are never replaced (figures.md §2, §14).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tawthiq.base.errors import UsageError
from tawthiq.count.statement import RANK, Form, Problem, Statement
from tawthiq.count.universe import NO_MARKS, Frame, Marks, Scope, cover_both

MAKES_ACCOUNT = ("stated", "increment", "fraction")


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement with what it inherits.

    `binds` is whether it is admitted (a share of a mere context is not); `rank` is its
    highest rung; `speaks` whether its scope is that of a question (not of a
    file, nor of a remainder); `whole` and `parts` are the scopes it is a share or rest of.
    """

    statement: Statement
    scope: Scope
    binds: bool
    rank: int
    speaks: bool
    asof: int | None
    whole: Scope | None
    parts: tuple[Scope, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A part as a share p/q of `whole`, in the words `form` (band: persons, both sides)."""

    whole: Scope
    p: int
    q: int
    form: Form
    band: int

    def least_of(self, whole: int) -> int:
        """Return the least number that this share of at least `whole` persons is."""
        if self.form == "over":
            return self.p * whole // self.q + 1
        band = self.band if self.form == "exactly" else 0
        return max(0, -((band * self.q - self.p * whole) // self.q))


@dataclass(frozen=True, slots=True)
class Rest:
    """A remainder that together with `parts` is all of `whole`."""

    whole: Scope
    parts: tuple[Scope, ...]


@dataclass(frozen=True, slots=True)
class Toll:
    """What stands: one claim, or a claim and the increments upon it, as one bound.

    `rests_on` names a replaced statement whose number a share still needs; `least_rank` is
    the rung that this statement reached.
    """

    claims: tuple[Claim, ...]
    scope: Scope
    lo: int
    hi: int | None
    share: Share | None = None
    rest: Rest | None = None
    least_rank: int = RANK["verified_by_us"]
    rests_on: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The statements it is made of."""
        return (*(claim.statement.id for claim in self.claims), *self.rests_on)

    @property
    def root(self) -> str:
        """Who says it."""
        return self.claims[0].statement.root

    @property
    def vague(self) -> bool:
        """Whether a word of quantity, not a number, is all there is."""
        return any(claim.statement.vague for claim in self.claims)

    @property
    def asof(self) -> int | None:
        """How late its knowledge reaches."""
        return self.claims[-1].asof

    @property
    def is_ceiling(self) -> bool:
        """Whether its words set a limit from above."""
        return self.claims[0].statement.bind == "ceiling"

    @property
    def speaks(self) -> bool:
        """Whether it makes an account of a question with its scope."""
        first = self.claims[0]
        return first.speaks and first.statement.bind in MAKES_ACCOUNT

    @property
    def cumulative(self) -> bool:
        """Whether its window ends with its knowledge."""
        return any(claim.statement.cum for claim in self.claims) and self.asof is not None

    def at_rung(self, rank: int) -> "Toll | None":
        """Return what of it reaches the rung: of a row of increments, the sum of those."""
        if rank > self.least_rank:
            return None
        kept = tuple(claim for claim in self.claims if claim.rank >= rank)
        if len(kept) == len(self.claims):
            return self
        return joined(kept) if kept else None


def joined(claims: tuple[Claim, ...]) -> Toll:
    """Return claims that add (a toll and its increments) as one bound."""
    scope = claims[0].scope
    for claim in claims[1:]:
        if claim.scope != scope:
            scope = cover_both(scope, claim.scope)
    lo = sum(claim.statement.lo or 0 for claim in claims)
    return Toll(claims, scope, lo, _upper(claims))


def _upper(claims: tuple[Claim, ...]) -> int | None:
    """The greatest number the words allow.

    Documented numbers and vague words set none, nor does "a further K" upon a number that
    nobody knows.
    """
    if claims[0].statement.bind == "increment":
        return None
    total = 0
    for claim in claims:
        said = claim.statement
        if said.hi is None or said.vague or (said.bind == "documented" and claim.speaks):
            return None
        total += said.hi
    return total


def resolve(problem: Problem, frame: Frame) -> tuple[Claim, ...]:
    """Return the claims with their own and inherited scopes, in the problem's order."""
    by_id = {s.id: s for s in problem.statements}
    parents = {s.of for s in problem.statements if s.of}
    files = frozenset(s.id for s in problem.statements if s.bind == "documented") & parents
    marked = files | {part for s in problem.statements for part in s.rest_of}
    scopes: dict[str, Scope] = {}
    dates: dict[str, int | None] = {}
    for statement in problem.statements:
        for said in _ancestry(statement, by_id, scopes):
            parent = scopes[said.of] if said.of else None
            scopes[said.id] = _scope(said, parent, frame, marked)
            dates[said.id] = said.asof if said.asof is not None or not said.of else dates[said.of]
    return tuple(
        Claim(
            s,
            scopes[s.id],
            s.admitted and (s.bind != "fraction" or not s.of or _counts(by_id[s.of])),
            RANK[s.std],
            _speaks(scopes[s.id], files),
            dates[s.id],
            scopes[s.of] if s.of else None,
            tuple(scopes[part] for part in s.rest_of),
        )
        for s in problem.statements
    )


def _counts(whole: Statement) -> bool:
    return whole.bind != "none" and not whole.denies


def _scope(said: Statement, parent: Scope | None, frame: Frame, marked: frozenset[str]) -> Scope:
    at = parent.at if parent and said.at is None else frame.at(said.at)
    who = frame.who(said.who, parent.who if parent else None)
    marks: Marks = parent.marks if parent else NO_MARKS
    if said.id in marked:
        marks |= {(said.id, True)}
    if said.rest_of:
        marks |= {(part, False) for part in said.rest_of}
    return Scope(at, who, marks)


def _speaks(scope: Scope, files: frozenset[str]) -> bool:
    return all(side and name not in files for name, side in scope.marks)


def _ancestry(
    statement: Statement, by_id: Mapping[str, Statement], known: Mapping[str, Scope]
) -> Iterator[Statement]:
    """Yield the unresolved ancestors of a statement, oldest first, then itself."""
    line: list[Statement] = []
    said: Statement | None = statement
    while said is not None and said.id not in known:
        if said in line:
            raise UsageError("problem.circle", f"{said.id!r} is a part of itself.")
        line.append(said)
        said = by_id[said.of] if said.of else None
    return reversed(line)


def standing(claims: Iterable[Claim]) -> list[Toll]:
    """Return what stands of the admitted claims, updates applied, in order."""
    rows: dict[tuple[str, str, bool] | str, list[Claim]] = defaultdict(list)
    by_id = {}
    for claim in claims:
        said = claim.statement
        by_id[said.id] = claim
        key = (said.root, said.series, said.bind == "ceiling") if said.series else said.id
        rows[key].append(claim)
    chains: list[tuple[Claim, ...]] = []
    newest: dict[str, list[tuple[Claim, ...]]] = {}
    for row in rows.values():
        if len(row) == 1:
            chains.append((row[0],))
            continue
        latest = _latest(row)
        chains += latest
        newest.update({claim.statement.id: latest for claim in row})
    return [_bound(chain, by_id, newest) for chain in chains]


def _latest(row: list[Claim]) -> list[tuple[Claim, ...]]:
    """Return the newest vintage of one series: tolls of one `asof`, increments joined."""

    def order(claim: Claim) -> tuple[float, bool]:
        asof = claim.statement.asof
        return (float("-inf") if asof is None else asof, claim.statement.bind == "increment")

    current: list[tuple[Claim, ...]] = []
    reached: float | None = None
    for claim in sorted(row, key=order):
        at = order(claim)[0]
        if claim.statement.bind == "increment":
            base = next((c for c in current if c[-1].scope == claim.scope), None)
            base = base or (current[-1] if current else None)
            if base is None:
                current.append((claim,))
            else:
                current[current.index(base)] = (*base, claim)
        elif at == reached:
            current.append((claim,))
        else:
            current = [(claim,)]
        reached = at
    return current


def _bound(
    chain: tuple[Claim, ...],
    by_id: Mapping[str, Claim],
    newest: Mapping[str, list[tuple[Claim, ...]]],
) -> Toll:
    """Return a chain as a bound, its share or remainder tied to this account's numbers."""
    toll, claim = joined(chain), chain[0]
    said = claim.statement
    if said.of is None or claim.whole is None:
        return toll
    if said.exhaustive:
        return Toll(chain, toll.scope, toll.lo, toll.hi, rest=Rest(claim.whole, claim.parts))
    if said.bind != "fraction" or said.frac is None:
        return toll
    share = Share(claim.whole, *said.frac, said.form, said.band)
    parent = by_id.get(said.of)
    if parent is not None and said.of in newest and _risen(parent, newest[said.of]):
        # A share is worth no more than on its own day: of that day's number where the toll
        # has risen since; where it was revised down, of today's.
        least = share.least_of(parent.statement.lo or 0)
        return Toll(
            chain, toll.scope, least, toll.hi, least_rank=parent.rank, rests_on=(said.of,)
        )
    return Toll(chain, toll.scope, 0, toll.hi, share)


def _risen(parent: Claim, latest: list[tuple[Claim, ...]]) -> bool:
    """Whether the toll that a share speaks of has given way to one at least as great."""
    if (parent,) in latest:
        return False
    same = [chain for chain in latest if chain[0].scope == parent.scope]
    now = joined((same or latest)[-1])
    return now.lo >= (parent.statement.lo or 0)
