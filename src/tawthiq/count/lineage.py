"""Statements with what they inherit: scope and date of what they are a part of (figures.md §14)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tawthiq.base.errors import UsageError
from tawthiq.count.statement import RANK, Problem, Statement
from tawthiq.count.universe import NO_MARKS, Frame, Marks, Scope


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
