"""figures: what the evidence entails, and why."""

import json
from pathlib import Path
from typing import Any

import click

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import to_plain
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, count, real_path, verb
from tawthiq.cli.words import figure_lines
from tawthiq.count.problem import answer_all, load_problem, render_answer
from tawthiq.record.figure import RUNGS, Scope

_KEYS = {"place", "from", "to", "perpetrator", "perp", "status", "sex", "age", "group", "event"}


@click.command("figures")
@click.option("--where", multiple=True, metavar="KEY=VALUE", help="place=, from=, to=, status=, …")
@click.option("--standard", type=click.Choice(RUNGS), help="One rung only.")
@click.option("--profile", help="Rules of admission and words (conservative, acled-like).")
@click.option("--basis", type=click.Choice(["accepted", "suggested"]), help="Which readings.")
@click.option("--known-by", metavar="DATE", help="As the ledger knew on that day.")
@click.option("--said-by", metavar="DATE", help="From statements made up to that day.")
@click.option("--without", multiple=True, metavar="CLAIM", help="Leave a claim out.")
@click.option("--problem", metavar="FILE.json", help="Answer a problem file, without a case.")
@verb
def figures_verb(shell: Shell, problem: str | None, where: tuple[str, ...], **asked: Any) -> None:  # noqa: ANN401 - passed through
    """Print the ladder: every number with who carries it, how sturdy it is, and why."""
    if problem is not None:
        _problem(shell, real_path(problem))
        return
    with opened(shell) as case:
        figures = case.count(_scope(where), **asked)
        claims = {claim.id: claim for claim in case.read.claims()}
        uncounted = case.consent.uncounted()
    if uncounted:
        shell.say(f"{count(len(uncounted), 'item')} in no figure: who gave it does not allow it")
    waiting = sum(claim.review.state == "suggested" for claim in claims.values())
    if waiting and any(figure.basis == "accepted" for figure in figures):
        says = "in no figure, they wait for review: tawthiq claims --state suggested"
        shell.say(f"{count(waiting, 'statement')} {says}")
    for figure in figures:
        shell.row(to_plain(figure), "\n".join(figure_lines(figure, claims)))


def _scope(where: tuple[str, ...]) -> Scope:
    """Return the question that KEY=VALUE pairs state; several values of one key are a set."""
    found: dict[str, list[str]] = {}
    for pair in where:
        key, separator, value = pair.partition("=")
        if not separator or key not in _KEYS or not value:
            known = ", ".join(sorted(_KEYS))
            says = f"--where {pair!r} is not understood; write KEY=VALUE with one of: {known}"
            raise UsageError("figures.where", says)
        found.setdefault({"perpetrator": "perp"}.get(key, key), []).append(value)
    labels = {
        k: tuple(v) for k, v in found.items() if k in {"perp", "status", "sex", "age", "group"}
    }
    first = {key: values[0] for key, values in found.items()}
    return Scope(
        places=tuple(found.get("place", ())),
        from_=first.get("from"),
        to=first.get("to"),
        labels=labels,
        event=first.get("event", "killed"),
    )


def _problem(shell: Shell, path: Path) -> None:
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        says = f"cannot read {path}: {error.strerror}"
        raise UsageError("problem.file", says, path=str(path)) from error
    except (ValueError, RecursionError) as error:
        raise UsageError("problem.json", f"{path} is not JSON", path=str(path)) from error
    problem, questions = load_problem(data)
    for answer in answer_all(problem, questions):
        row = render_answer(answer)
        shell.row(row, json.dumps(row, ensure_ascii=False, indent=1))
