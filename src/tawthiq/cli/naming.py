"""How a terminal calls the people of a case, and asks before many things are changed."""

import sys
from collections.abc import Callable, Sequence

import click

from tawthiq.base.errors import UsageError
from tawthiq.case.acting import name_of
from tawthiq.case.case import Case
from tawthiq.cli.output import Shell


def namer(case: Case) -> Callable[[str | None], str]:
    """Return what gives a person's name by author id; who acts on this device is marked."""
    team, me = case.team.state(), case.team.me

    def called(author: str | None) -> str:
        name = name_of(team, author)
        return f"{name} (you)" if author == me else name

    return called


def is_sure(shell: Shell, lines: Sequence[str], question: str, *, yes: bool) -> bool:
    """Show what would be changed and ask; UsageError where nobody can be asked.

    With `yes` nothing is asked, and nothing is shown beforehand.
    """
    if yes:
        return True
    for line in lines:
        shell.say(line)
    if sys.stdin is None or not sys.stdin.isatty():
        says = f"{question} Nothing was changed; repeat it with --yes"
        raise UsageError("ask.yes", says)
    return click.confirm(question, err=True)
