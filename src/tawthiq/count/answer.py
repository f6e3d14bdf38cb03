"""Answers: every number of one question, with what forces it (figures.md §6 to §8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Literal

from tawthiq.base.errors import DamagedError
from tawthiq.count.certificate import Certificate
from tawthiq.count.reports import Account, Reports, Spread, high_of, spread_of
from tawthiq.count.statement import RANK, Problem, Question
from tawthiq.count.universe import Scope, meet
from tawthiq.count.vintage import Toll
from tawthiq.count.world import World, by_item, by_root
from tawthiq.record.figure import RUNGS, Rung


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Numbers that cannot stand together; none of `claims` can be left out.

    `against` is the ceiling or denial that a floor exceeds; None where one account's own
    numbers do not add up. `floor` and `limit` are the numbers of a ceiling or denial.
    """

    kind: Literal["ceiling", "denial", "account"]
    claims: tuple[str, ...]
    against: str | None = None
    floor: int | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The numbers of one question. By rung: floor, sturdy (by root; by held item), proofs.

    `low`, `high`, `spread`, `accounts` and `conflicts` are those of `reported`.
    """

    question: Question
    floor: Mapping[Rung, int]
    sturdy_by_rung: Mapping[Rung, int]
    sturdy_by_item_by_rung: Mapping[Rung, int]
    low: int
    high: int | None
    spread: Spread | None
    accounts: tuple[Account, ...]
    conflicts: tuple[Contradiction, ...]
    because: Mapping[Rung, tuple[str, ...]]
    certificates: Mapping[Rung, Certificate]

    @property
    def sturdy(self) -> int:
        """Return what of `reported` stands, whichever one root is struck."""
        return self.sturdy_by_rung["reported"]

    @property
    def sturdy_by_item(self) -> int:
        """Return what of `reported` stands, whichever one held item is struck."""
        return self.sturdy_by_item_by_rung["reported"]

    @property
    def contradictions(self) -> tuple[str, ...]:
        """Name the ceilings and denials exceeded; of an account, all that clash."""
        found: dict[str, None] = {}
        for conflict in self.conflicts:
            names = conflict.claims if conflict.against is None else (conflict.against,)
            found.update(dict.fromkeys(names))
        return tuple(found)


class Desk:
    """One problem and what its questions share."""

    def __init__(self, problem: Problem) -> None:
        """Lay the problem out; nothing is solved before it is asked."""
        self.world = World(problem)
        self.reports = Reports(self.world)
        self._limits = [t for t in self.world.tolls() if t.is_ceiling and t.hi is not None]
        self._exceeded: dict[str, Contradiction | None] = {}
        self._clashes: list[tuple[int, Contradiction]] | None = None
        self._denials = [
            (claim.statement.id, claim.scope, claim.statement.hi)
            for claim in self.world.claims
            if claim.statement.denies and claim.statement.bind != "none"
        ]

    def answer(self, question: Question) -> Answer:
        """Answer one question at every rung."""
        scope = self.world.scope(question)
        proofs = {rung: self._proof(scope, RANK[rung]) for rung in RUNGS}
        sturdy = {rung: self.world.sturdy(scope, RANK[rung], by_root) for rung in RUNGS}
        by_held = sturdy
        if any(claim.statement.held is not None for claim in self.world.claims):
            by_held = {rung: self.world.sturdy(scope, RANK[rung], by_item) for rung in RUNGS}
        accounts = self.reports.accounts(scope)
        low = self.reports.low(scope)
        return Answer(
            question,
            {rung: proof.value for rung, proof in proofs.items()},
            sturdy,
            by_held,
            low,
            high_of(accounts, low),
            spread_of(accounts),
            accounts,
            tuple(self.conflicts(scope)),
            {rung: proof.claims for rung, proof in proofs.items()},
            proofs,
        )

    def _proof(self, scope: Scope, rank: int) -> Certificate:
        cover = self.world.floor(scope, rank)
        proof = cover.certificate
        if not proof.holds() or proof.value != cover.value:
            raise DamagedError("count.certificate", "A floor's certificate does not hold.")
        return proof

    def conflicts(self, scope: Scope) -> Iterable[Contradiction]:
        """Yield what cannot stand together and touches the question."""
        for toll in self._limits:
            if meet(toll.scope, scope) is not None:
                yield from self._against(toll.ids[0], toll.scope, toll.hi or 0, "ceiling")
        for name, at, limit in self._denials:
            if limit is not None and meet(at, scope) is not None:
                yield from self._against(name, at, limit, "denial")
        for atoms, conflict in self._own_conflicts():
            if atoms & scope.at:
                yield conflict

    def _own_conflicts(self) -> list[tuple[int, Contradiction]]:
        """Return what does not add up within one account, and where; looked for once."""
        if self._clashes is None:
            self._clashes = []
            for group in (g for root in self.world.by_root for g in self.world.groups(root)):
                group.parts()
                for tolls in group.conflicts:
                    at = reduce(or_, (toll.scope.at for toll in group.tolls))
                    self._clashes.append((at, _own_conflict(tolls)))
        return self._clashes

    def _against(
        self, name: str, scope: Scope, limit: int, kind: Literal["ceiling", "denial"]
    ) -> Iterable[Contradiction]:
        """Yield the contradiction of one ceiling or denial, if the floor exceeds it."""
        if name not in self._exceeded:
            cover = self.world.floor(Scope(scope.at, scope.who), 0)
            claims = tuple(sorted({name, *cover.certificate.claims}))
            found = Contradiction(kind, claims, name, cover.value, limit)
            self._exceeded[name] = found if cover.value > limit else None
        contradiction = self._exceeded[name]
        if contradiction is not None:
            yield contradiction


def _own_conflict(tolls: Iterable[Toll]) -> Contradiction:
    return Contradiction("account", tuple(sorted({n for t in tolls for n in t.ids})))


def answer(problem: Problem, question: Question) -> Answer:
    """Answer one question of a problem."""
    return Desk(problem).answer(question)


def answer_all(problem: Problem, questions: Iterable[Question]) -> tuple[Answer, ...]:
    """Answer questions of one problem; what they share is worked out once."""
    desk = Desk(problem)
    return tuple(desk.answer(question) for question in questions)
