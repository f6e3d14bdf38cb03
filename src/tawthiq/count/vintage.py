"""What stands of a root's claims: updates replace, increments join (figures.md §2, §14).

`series` and root name one row of updates. The greatest `asof` stands; an increment adds to
what stood before it. Statements without a series are never replaced. A share is worth no
more than on the day it was said: later knowledge of its whole does not lift it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tawthiq.count.lineage import Claim
from tawthiq.count.statement import RANK, Form
from tawthiq.count.universe import Scope, cover_both

MAKES_ACCOUNT = ("stated", "increment", "fraction")
NO_DAY = float("-inf")

Chain = tuple[Claim, ...]


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

    Of a share or remainder that later knowledge has overtaken, `lo` is what it was worth on
    its day, `rests_on` the other statements that this needs, `least_rank` their rung, and
    `on_its_day` the toll with its share, for an account of that day.
    """

    claims: Chain
    scope: Scope
    lo: int
    hi: int | None
    share: Share | None = None
    rest: Rest | None = None
    least_rank: int = RANK["verified_by_us"]
    rests_on: tuple[str, ...] = ()
    on_its_day: "Toll | None" = None

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


def joined(claims: Chain) -> Toll:
    """Return claims that add (a toll and its increments) as one bound."""
    scope = claims[0].scope
    for claim in claims[1:]:
        if claim.scope != scope:
            scope = cover_both(scope, claim.scope)
    lo = sum(claim.statement.lo or 0 for claim in claims)
    return Toll(claims, scope, lo, _upper(claims))


def _upper(claims: Chain) -> int | None:
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


def standing(claims: Iterable[Claim]) -> list[Toll]:
    """Return what stands of one root's admitted claims, in order."""
    rows: dict[object, list[Claim]] = defaultdict(list)
    by_id = {}
    for claim in claims:
        said = claim.statement
        by_id[said.id] = claim
        rows[(said.series, said.bind == "ceiling") if said.series else said.id].append(claim)
    chains: list[Chain] = []
    newest: dict[str, list[Chain]] = {}
    for row in rows.values():
        if len(row) == 1:
            chains.append((row[0],))
            continue
        latest = _latest(row)
        chains += latest
        newest.update({claim.statement.id: latest for claim in row})
    tolls = [_bound(chain) for chain in chains]
    tolls += [replace(joined(part), hi=None) for chain in chains for part in _by_scope(chain)]
    if all(t.share is None and t.rest is None for t in tolls):
        return tolls
    last = max((t.asof for t in tolls if t.asof is not None), default=None)
    return [_as_said(toll, last, by_id, newest) for toll in tolls]


def _latest(row: Sequence[Claim]) -> list[Chain]:
    """Return the newest vintage of one series: tolls of one `asof`, increments joined."""

    def order(claim: Claim) -> tuple[float, bool]:
        asof = claim.statement.asof
        return (NO_DAY if asof is None else asof, claim.statement.bind == "increment")

    current: list[Chain] = []
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


def _by_scope(chain: Chain) -> list[Chain]:
    """Return a row of increments by what they speak of, if that is not one scope."""
    scopes = list(dict.fromkeys(claim.scope for claim in chain)) if len(chain) > 1 else []
    return [tuple(c for c in chain if c.scope == s) for s in scopes] if len(scopes) > 1 else []


def _bound(chain: Chain) -> Toll:
    """Return a chain as a bound, its share or remainder tied to its account's numbers."""
    toll, claim = joined(chain), chain[0]
    said = claim.statement
    if claim.whole is None:
        return toll
    if said.exhaustive:
        return replace(toll, rest=Rest(claim.whole, claim.parts))
    if said.bind == "fraction" and said.frac is not None:
        return replace(toll, lo=0, share=Share(claim.whole, *said.frac, said.form, said.band))
    return toll


def _as_said(
    toll: Toll, last: int | None, by_id: Mapping[str, Claim], newest: Mapping[str, list[Chain]]
) -> Toll:
    """Return a share or remainder as it stands: overtaken, if anything was said later."""
    claim = toll.claims[0]
    if toll.share is None and toll.rest is None:
        return toll
    parent = by_id.get(claim.statement.of or "")
    replaced = parent is not None and _replaced(parent, newest)
    later = last is not None and claim.asof is not None and claim.asof < last
    if not replaced and not later:
        return toll
    whole, names, rank = _worth(parent, by_id, newest)
    least = toll.lo
    if toll.share is not None:
        least = toll.share.least_of(whole)
    constant = replace(toll, lo=least, share=None, rest=None, rests_on=names, least_rank=rank)
    return constant if replaced else replace(constant, on_its_day=toll)


def _worth(
    claim: Claim | None, by_id: Mapping[str, Claim], newest: Mapping[str, list[Chain]]
) -> tuple[int, tuple[str, ...], int]:
    """Return the number that a share's whole was by its own words, and what that rests on.

    Of a toll since revised down, the lower number.
    """
    if claim is None:
        return 0, (), RANK["verified_by_us"]
    said = claim.statement
    if said.bind == "fraction" and said.frac is not None and claim.whole is not None:
        whole, names, rank = _worth(by_id.get(said.of or ""), by_id, newest)
        share = Share(claim.whole, *said.frac, said.form, said.band)
        return share.least_of(whole), (said.id, *names), min(rank, claim.rank)
    number = said.lo or 0
    if _replaced(claim, newest):
        same = [c for c in newest[said.id] if c[0].scope == claim.scope]
        now = joined((same or newest[said.id])[-1])
        if now.lo < number:
            return now.lo, now.ids, min(c.rank for c in now.claims)
    return number, (said.id,), claim.rank


def _replaced(claim: Claim, newest: Mapping[str, list[Chain]]) -> bool:
    latest = newest.get(claim.statement.id)
    return latest is not None and (claim,) not in latest


def accounts_of(tolls: Sequence[Toll]) -> list[list[Toll]]:
    """Return the tolls of one root as accounts: all of them, and those of earlier days.

    An account of an earlier day is one in which a share still speaks of that day's numbers.
    """
    days = sorted({t.asof for t in tolls if t.on_its_day is not None and t.asof is not None})
    return [list(tolls), *(_on_day(tolls, day) for day in days)]


def _on_day(tolls: Sequence[Toll], day: int) -> list[Toll]:
    return [
        t.on_its_day if t.on_its_day is not None and t.asof == day else t
        for t in tolls
        if t.asof is None or t.asof <= day
    ]
