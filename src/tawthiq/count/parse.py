"""Problem files, read strictly: what is not understood is refused in one sentence (§14)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from tawthiq.base.errors import UsageError
from tawthiq.count.statement import Bind, Problem, Question, Statement
from tawthiq.count.universe import Frame
from tawthiq.record.figure import RUNGS

BINDS = get_args(Bind)
# Text for people, wherever a file wants to carry some.
REMARKS = frozenset({"note", "title", "text", "quote", "comment"})
FLAGS = ("cum", "vague", "party", "denial", "against_interest", "exhaustive")
LIMIT = 2**53


def load_problem(data: object) -> tuple[Problem, tuple[Question, ...]]:
    """Return the problem and its questions (`expect` and `ask`; without any, the whole case).

    Raises UsageError("problem.…") naming what is wrong and where.
    """
    if not isinstance(data, Mapping):
        raise _wrong("A problem file", "an object", data)
    atoms = tuple(_texts("atoms", data.get("atoms")))
    given = data.get("dims") or {}
    if not isinstance(given, Mapping):
        raise _wrong("dims", "an object", given)
    dims = {str(name): tuple(_texts(f"dims.{name}", values)) for name, values in given.items()}
    for name, values in (("atoms", atoms), *dims.items()):
        if not values or len(set(values)) < len(values):
            raise UsageError("problem.names", f"{name} is empty or names one thing twice.")
    frame = Frame(atoms, dims)
    statements = tuple(_statement(claim, frame) for claim in _list("claims", data.get("claims")))
    _connected(statements)
    statements = tuple(_unlabelled(statement, statements) for statement in statements)
    asked = [*_list("expect", data.get("expect", [])), *_list("ask", data.get("ask", []))]
    questions = tuple(_question(ask, frame) for ask in asked) or (Question(),)
    return Problem(atoms, dims, statements), questions


def _unlabelled(part: Statement, statements: Sequence[Statement]) -> Statement:
    """Return a part without a label of its own as some of its whole, never as all of it."""
    plain = part.of is not None and part.at is None and not part.who and not part.rest_of
    if not plain or part.bind != "stated" or part.of is None:
        return part
    by_id = {statement.id: statement for statement in statements}
    whole = by_id[part.of]
    while whole.of is not None and whole.at is None and not whole.who:
        whole = by_id[whole.of]
    return replace(part, bind="documented", hi=None, of=None, at=whole.at, who=whole.who)


def _wrong(what: str, wanted: str, found: object) -> UsageError:
    kind = "nothing" if found is None else type(found).__name__
    return UsageError("problem.shape", f"{what} should be {wanted}, found {kind}.")


def _no_others(what: str, given: Mapping[Any, Any], known: frozenset[str]) -> None:
    unknown = sorted(str(key) for key in given if key not in known)
    if unknown:
        raise UsageError("problem.key", f"{what} has an unknown key: {', '.join(unknown)}.")


def _list(what: str, value: object) -> Sequence[Any]:
    if not isinstance(value, (list, tuple)):
        raise _wrong(what, "a list", value)
    return value


def _texts(what: str, value: object) -> list[str]:
    items = _list(what, value)
    if not all(isinstance(item, str) and item for item in items):
        raise UsageError("problem.shape", f"{what} should hold names only.")
    return list(items)


def _text(what: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        raise _wrong(what, "a name", value)
    return value


def _number(what: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= LIMIT:
        raise _wrong(what, "a whole number", value)
    return value


def _persons(what: str, value: object) -> int:
    number = _number(what, value)
    if number < 0:
        raise UsageError("problem.number", f"{what} counts persons and cannot be negative.")
    return number


def _flag(what: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(what, "true or false", value)
    return value


def _atoms(what: str, value: object) -> frozenset[str]:
    names = frozenset(_texts(what, value))
    if not names:
        raise UsageError("problem.names", f"{what} names no atom; leave it out for the whole case.")
    return names


def _labels(what: str, value: object) -> Mapping[str, frozenset[str]]:
    if not isinstance(value, Mapping):
        raise _wrong(what, "an object", value)
    return {str(name): _atoms(f"{what}.{name}", values) for name, values in value.items()}


def _one_of(allowed: Sequence[str]) -> Callable[[str, object], str]:
    def read(what: str, value: object) -> str:
        if value not in allowed:
            raise UsageError("problem.word", f"{what} is none of {', '.join(allowed)}.")
        return str(value)

    return read


def _ratio(what: str, value: object) -> tuple[int, int]:
    pair = _list(what, value)
    if len(pair) != 2:
        raise _wrong(what, "two whole numbers", value)
    p, q = (_persons(what, number) for number in pair)
    if not 0 <= p <= q or q == 0:
        raise UsageError("problem.number", f"{what} is no share of a whole.")
    return p, q


READERS: dict[str, Callable[[str, object], object]] = {
    "id": _text,
    "root": _text,
    "bind": _one_of(BINDS),
    "lo": _persons,
    "hi": _persons,
    "at": _atoms,
    "who": _labels,
    "of": _text,
    "frac": _ratio,
    "series": _text,
    "asof": _number,
    "std": _one_of(RUNGS),
    "held": _text,
    "form": _one_of(("over", "at_least", "exactly")),
    "band": _persons,
    "rest_of": lambda what, value: tuple(_texts(what, value)),
    "reach": _atoms,
    **dict.fromkeys(FLAGS, _flag),
}
CLAIM_KEYS = frozenset(READERS) | REMARKS


def _statement(claim: object, frame: Frame) -> Statement:
    """Read one claim; null is the same as absent."""
    if not isinstance(claim, Mapping):
        raise _wrong("A claim", "an object", claim)
    name = f"claim {claim.get('id')!r}"
    _no_others(name, claim, CLAIM_KEYS)
    missing = [key for key in ("id", "root", "bind") if claim.get(key) is None]
    if missing:
        raise UsageError("problem.key", f"{name} lacks {', '.join(missing)}.")
    fields: dict[str, Any] = {
        key: READERS[key](f"{name}: {key}", value)
        for key, value in claim.items()
        if key in READERS and value is not None
    }
    statement = Statement(**fields)
    _sensible(name, statement)
    for atoms in (statement.at, statement.reach):
        if atoms is not None:
            frame.at(atoms)
    frame.who(statement.who)
    return statement


def _sensible(name: str, said: Statement) -> None:
    """Refuse what contradicts itself within one statement."""
    if said.lo is not None and said.hi is not None and said.hi < said.lo and not said.denial:
        raise UsageError("problem.number", f"{name}: hi is below lo.")
    if said.bind == "fraction" and (said.of is None or said.frac is None):
        raise UsageError("problem.key", f"{name}: a fraction needs `of` and `frac`.")
    if said.bind == "ceiling" and said.hi is None:
        raise UsageError("problem.key", f"{name}: a ceiling needs `hi`.")
    if said.rest_of and said.of is None:
        raise UsageError("problem.key", f"{name}: a remainder needs `of`.")
    if said.form == "over" and said.frac is not None and said.frac[0] == said.frac[1]:
        raise UsageError("problem.number", f"{name}: nobody is more than all.")


def _connected(statements: Sequence[Statement]) -> None:
    """Refuse an id used twice, a part of no claim here, and a part of itself."""
    by_id: dict[str, Statement] = {}
    for statement in statements:
        if statement.id in by_id:
            raise UsageError("problem.names", f"Two claims are called {statement.id!r}.")
        by_id[statement.id] = statement
    for statement in statements:
        for other in (statement.of, *statement.rest_of):
            if other is not None and other not in by_id:
                message = f"claim {statement.id!r} is part of {other!r}, which is no claim here."
                raise UsageError("problem.names", message)
        above, seen = statement, {statement.id}
        while above.of is not None:
            above = by_id[above.of]
            if above.id in seen:
                raise UsageError("problem.circle", f"claim {above.id!r} is a part of itself.")
            seen.add(above.id)


def _question(ask: object, frame: Frame) -> Question:
    """Read `at` and `who` of a question; what it expects is the file's own business."""
    if not isinstance(ask, Mapping):
        raise _wrong("A question", "an object", ask)
    at = ask.get("at")
    who = ask.get("who")
    question = Question(
        None if at is None else _atoms("question: at", at),
        {} if who is None else _labels("question: who", who),
    )
    frame.at(question.at)
    frame.who(question.who)
    return question
