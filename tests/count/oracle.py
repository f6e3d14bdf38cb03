"""A second reckoning of figures, written apart from the package: whole programmes by HiGHS.

It lays out the world and every account at once: persons by atom and by description (the
labels of the statements that count them), with the world at least as large as what each root
has there. Nothing is folded, merged or taken apart, so it is slow and simple.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import ceil
from typing import Any

import highspy

from tawthiq.count.certificate import Bound, Certificate, Derivation
from tawthiq.count.problem import Problem, Question, Statement

Description = tuple[frozenset[str], Mapping[str, frozenset[str] | None]]


def describe(statement: Statement, problem: Problem) -> Description:
    """Return atoms and labels of a statement, its own and inherited."""
    parent: Description = (frozenset(problem.atoms), dict.fromkeys(problem.dims))
    if statement.of is not None:
        named = next(s for s in problem.statements if s.id == statement.of)
        parent = describe(named, problem)
    return statement.at or parent[0], {**parent[1], **statement.who}


def both(one: Description, two: Description) -> Description | None:
    """Return what two descriptions have in common, None if nobody."""
    labels: dict[str, frozenset[str] | None] = {}
    for dim, mine in one[1].items():
        other = two[1][dim]
        labels[dim] = other if mine is None else mine if other is None else mine & other
        if labels[dim] == frozenset():
            return None
    atoms = one[0] & two[0]
    return (atoms, labels) if atoms else None


def counts(outer: Description, inner: Description) -> bool:
    """Whether everyone of `inner` is counted by `outer`."""
    return inner[0] <= outer[0] and all(
        outer[1][dim] is None or (inner[1][dim] is not None and inner[1][dim] <= outer[1][dim])  # type: ignore[operator]
        for dim in outer[1]
    )


def descriptions(given: list[Description]) -> list[Description]:
    """Return the meets of all sets of statements."""
    found: list[Description] = []
    for description in given:
        new = [description, *(m for d in found if (m := both(d, description)) is not None)]
        found += [m for n, m in enumerate(new) if m not in found and m not in new[:n]]
    return found


class Model:
    """A whole-number or linear programme, built row by row."""

    def __init__(self, *, whole: bool) -> None:
        self._solver: Any = highspy.Highs()
        self._solver.setOptionValue("output_flag", False)
        self._whole = whole
        self._columns = 0

    def variable(self, cost: int = 0) -> int:
        """Add a number of persons."""
        self._solver.addCol(cost, 0, highspy.kHighsInf, 0, [], [])
        if self._whole:
            self._solver.changeColIntegrality(self._columns, highspy.HighsVarType.kInteger)
        self._columns += 1
        return self._columns - 1

    def row(self, terms: Iterable[tuple[int, int]], least: int, most: int | None = None) -> None:
        """Demand least <= sum of coefficient times variable <= most."""
        merged: dict[int, int] = {}
        for coefficient, variable in terms:
            merged[variable] = merged.get(variable, 0) + coefficient
        top = highspy.kHighsInf if most is None else most
        self._solver.addRow(least, top, len(merged), list(merged), list(merged.values()))

    def least(self) -> float | None:
        """Return the minimum; None where nothing satisfies all rows."""
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return float(self._solver.getInfo().objective_function_value)


def world_minimum(problem: Problem, question: Question, *, whole: bool = True) -> float | None:
    """Return the least number of people that the admitted statements allow; None: none fit.

    Understands stated, documented, ceiling and fraction ("more than p/q") without series.
    """
    model = Model(whole=whole)
    wanted: Description = (
        question.at or frozenset(problem.atoms),
        {**dict.fromkeys(problem.dims), **question.who},
    )
    world = {atom: model.variable(int(atom in wanted[0])) for atom in problem.atoms}
    admitted = [s for s in problem.statements if s.admitted]
    for root in {s.root for s in admitted}:
        _account(model, problem, [s for s in admitted if s.root == root], wanted, world)
    return model.least()


def _account(
    model: Model,
    problem: Problem,
    said: list[Statement],
    wanted: Description,
    world: Mapping[str, int],
) -> None:
    scope = {s.id: describe(s, problem) for s in problem.statements}
    cells = descriptions([scope[s.id] for s in said])
    placed = [{atom: model.variable() for atom in cell[0]} for cell in cells]

    def persons(outer: Description, times: int = 1) -> list[tuple[int, int]]:
        return [
            (times, variable)
            for cell, places in zip(cells, placed, strict=True)
            for atom, variable in places.items()
            if counts(outer, (frozenset({atom}), cell[1]))
        ]

    for s in said:
        if s.bind == "fraction" and s.frac and s.of:
            p, q = s.frac
            model.row([*persons(scope[s.id], q), *persons(scope[s.of], -p)], 1)
        elif s.bind == "ceiling":
            model.row(persons(scope[s.id]), 0, s.hi)
        else:
            narrower = s.of is not None and scope[s.of][0] != scope[s.id][0]
            top = None if s.vague or s.bind == "documented" or narrower else s.hi
            model.row(persons(scope[s.id]), s.lo or 0, top)
    anywhere = (frozenset(problem.atoms), wanted[1])
    for atom, total in world.items():
        here = [
            (-1, places[atom])
            for cell, places in zip(cells, placed, strict=True)
            if atom in places and counts(anywhere, cell)
        ]
        model.row([(1, total), *here], 0)


def certificate_holds(problem: Problem, question: Question, proof: Certificate) -> bool:
    """Follow a certificate from the statements' own words, with fractions and names only."""
    asked = _asked(problem, question)
    total = 0
    seen: set[str] = set()
    for part in proof.parts:
        counted: dict[str, int] = {}
        people = 0
        for row, weight in part.lines:
            at = frozenset(a for bit, a in enumerate(problem.atoms) if row.at >> bit & 1)
            if weight < 1 or not at <= asked[0]:
                return False
            said = [s for s in problem.statements if s.id in row.claims]
            if not _forces(problem, said, (at, asked[1]), row.least, row.derivation):
                return False
            people += weight * row.least
            for atom in at:
                counted[atom] = counted.get(atom, 0) + weight
        if people != part.total or max(counted.values()) > part.k or seen & set(counted):
            return False
        seen |= set(counted)
        total += ceil(Fraction(people, part.k))
    return total == proof.value


def _asked(problem: Problem, question: Question) -> Description:
    labels: dict[str, frozenset[str] | None] = {**dict.fromkeys(problem.dims), **question.who}
    return question.at or frozenset(problem.atoms), labels


def _forces(
    problem: Problem,
    said: list[Statement],
    target: Description,
    least: int,
    derivation: Derivation | None,
) -> bool:
    """Whether statements of one root force `least` persons into `target`."""
    if not said or len({s.root for s in said}) > 1 or not all(s.admitted for s in said):
        return False
    if derivation is None:
        shares = [s for s in said if s.frac]
        if shares:  # worth what its whole was on its day, or less
            lead = next(s for s in shares if s.id not in {t.of for t in shares})
            return counts(target, describe(lead, problem)) and _worth(lead, said) >= least
        inside = all(counts(target, describe(s, problem)) for s in said)
        joined = len(said) == 1 or len({s.series for s in said}) == 1
        return inside and joined and sum(s.lo or 0 for s in said) >= least
    names = {s.id for s in said}
    return derivation.least >= least and _derives(problem, derivation, names)


def _worth(share: Statement, said: list[Statement]) -> int:
    """Return what a share of a stated number is at least."""
    if share.frac is None:
        return share.lo or 0
    stated = next(s for s in said if s.frac is None)
    whole = next((s for s in said if s.id == share.of), stated)
    p, q = share.frac
    return p * _worth(whole, said) // q + 1


def _derives(problem: Problem, derivation: Derivation, names: set[str]) -> bool:
    if not derivation.holds():
        return False
    for bound, times in derivation.uses:
        if times < 0 or not set(bound.claims) <= names:
            return False
        said = [s for s in problem.statements if s.id in bound.claims]
        if bound.derivation is None:
            if not _says(said, bound):
                return False
        elif bound.least > bound.derivation.least or not _derives(
            problem, bound.derivation, set(bound.claims)
        ):
            return False
    return True


def _says(said: list[Statement], bound: Bound) -> bool:
    """Whether the numbers of a bound are those of its statements."""
    match bound.kind:
        case "least":
            return sum(s.lo or 0 for s in said) >= bound.least
        case "most":
            return sum(s.hi or 0 for s in said) <= -bound.least
        case "share":
            (part, whole) = (bound.terms[0][0], bound.terms[1][0])
            return any(s.frac == (abs(whole), abs(part)) for s in said)
        case "rest":
            return bound.least == 0 and any(s.exhaustive for s in said)
    return False
