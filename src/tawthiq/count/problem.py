"""Problems of figures: statements in, numbers with their reasons out (figures.md §14).

    problem, questions = load_problem(json.loads(text))
    for answer in answer_all(problem, questions):
        print(json.dumps(render_answer(answer)))

The parts, in the order of the work: `parse` (the file), `statement` (its types), `vintage`
(what stands), `universe`, `programme`, `account` (one source's own numbers), `world`,
`floor`, `packing`, `large` (the minimum), `certificate` (its proof), `reports` (accounts,
low, high), `answer` (all of it for one question).
"""

from typing import Any

from tawthiq.count.answer import Answer, Contradiction, answer, answer_all
from tawthiq.count.parse import load_problem
from tawthiq.count.reports import Account
from tawthiq.count.statement import Problem, Question, Statement
from tawthiq.record.figure import Rung

__all__ = [
    "Account",
    "Answer",
    "Contradiction",
    "Problem",
    "Question",
    "Statement",
    "answer",
    "answer_all",
    "load_problem",
    "render_answer",
]

PRINTED: tuple[Rung, ...] = ("verified", "documented", "reported")


def render_answer(given: Answer) -> dict[str, Any]:
    """Return the JSON object of figures.md §14, and `sturdy_by_item` beside it."""
    question = given.question
    return {
        "at": None if question.at is None else sorted(question.at),
        "who": {name: sorted(values) for name, values in question.who.items()},
        "floor": {rung: given.floor[rung] for rung in PRINTED},
        "sturdy": given.sturdy,
        "sturdy_by_item": given.sturdy_by_item,
        "low": given.low,
        "high": given.high,
        "spread": None if given.spread is None else list(given.spread),
        "accounts": [[a.root, a.lo, "open" if a.hi is None else a.hi] for a in given.accounts],
        "contradictions": list(given.contradictions),
        "because": {rung: list(given.because[rung]) for rung in PRINTED},
    }
