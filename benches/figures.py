"""The ladder of a thousand statements over 225 places and 60 days, with everything.

Floors of three rungs, sturdy, certificates, low and high of the whole case, and the same for
each place (figures.md §11). Printed beside it: the time of one closed-form question.
"""

import random
import time

from tawthiq.count.problem import Answer, Problem, Question, Statement, answer, answer_all
from tawthiq.record.figure import Rung

PLACES, DAYS, CLAIMS, ROOTS = 225, 60, 1000, 40
DIMS = {
    "status": ("civilian", "hors_de_combat", "fighter", "police", "unknown"),
    "perp": ("north", "south", "east", "north&south", "other"),
}
RUNGS: tuple[Rung, ...] = ("verified", "documented", "reported")


def build(seed: int) -> tuple[Problem, list[Question]]:
    """Return a problem like a year of one region: villages, districts, windows, few totals."""
    chance = random.Random(seed)  # noqa: S311 - a bench, not a secret
    atoms = [[f"p{place:03d}d{day:02d}" for day in range(DAYS)] for place in range(PLACES)]
    statements = [_statement(number, atoms, chance) for number in range(CLAIMS)]
    questions = [Question()] + [Question(at=frozenset(row)) for row in atoms]
    flat = tuple(atom for row in atoms for atom in row)
    return Problem(flat, DIMS, tuple(statements)), questions


def _statement(number: int, atoms: list[list[str]], chance: random.Random) -> Statement:
    """One statement: mostly of one village and a few days, some of districts or regions."""
    kind = chance.random()
    width = 1 if kind < 0.7 else 15 if kind < 0.9 else chance.randint(2, 30)
    first = chance.randrange(PLACES - width + 1)
    if width == 15:
        first -= first % 15
    span = chance.choice((1, 1, 1, 2, 7, 30, DAYS))
    start = chance.randrange(DAYS - span + 1)
    at = frozenset(
        atom for row in atoms[first : first + width] for atom in row[start : start + span]
    )
    lo = chance.choice((1, 2, 3, 5, 8, 12, 20, 40)) * (width if chance.random() < 0.3 else 1)
    who = {}
    for name, values in DIMS.items():
        if chance.random() < 0.3:
            who[name] = frozenset(chance.sample(values, chance.randint(1, 2)))
    documented = chance.random() < 0.3
    return Statement(
        id=f"c{number:04d}",
        root=f"root{chance.randrange(ROOTS):02d}" if not documented else f"item{number:04d}",
        bind="documented" if documented else "stated",
        lo=lo,
        hi=None if chance.random() < 0.6 else lo,
        at=at,
        who=who,
        std=chance.choice(("documented", "documented", "verified")) if documented else "reported",
        held=f"item{number % 300:03d}",
    )


def main() -> None:
    """Print seconds: the whole case, the place table, one question of one statement."""
    problem, questions = build(7)
    begin = time.perf_counter()
    answers = answer_all(problem, questions)
    ladder = time.perf_counter() - begin
    whole: Answer = answers[0]
    note = Problem(("v",), {}, (Statement("a", "s", "stated", 12, 12),))
    answer(note, Question())
    begin = time.perf_counter()
    for _ in range(1000):
        answer(note, Question())
    single = time.perf_counter() - begin
    floors = " / ".join(str(whole.floor[rung]) for rung in RUNGS)
    print(f"{CLAIMS} statements, {PLACES} places x {DAYS} days, {len(questions)} questions")
    print(f"floors {floors}, sturdy {whole.sturdy}, low {whole.low}")
    print(f"certificate: {len(whole.because['reported'])} statements")
    print(f"ladder, place table, certificates: {ladder:.2f} s (at most 2)")
    print(f"one question of one statement: {single:.3f} ms (at most 0.5)")


if __name__ == "__main__":
    main()
