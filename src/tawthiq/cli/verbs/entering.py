"""enter: what people were told, by options, question by question, or from a filled form."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from tawthiq.base.errors import DONE, PARTLY, Error, UsageError
from tawthiq.base.script import show
from tawthiq.base.shape import to_plain
from tawthiq.case.case import Case
from tawthiq.case.entering import Entered, Entries
from tawthiq.case.entering_files import written
from tawthiq.cli.dialogue import asked
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, count, real_path, verb
from tawthiq.cli.unlocking import can_ask
from tawthiq.record.form import FORMS, KINDS, QUESTIONS, Filled, FormKind
from tawthiq.record.words import words

F = TypeVar("F", bound=Callable[..., Any])
_IN_HISTORY = (
    "warning: a name after --source stays in the shell's history; leave it out, and state it"
    " unseen with 'tawthiq protect {code} --ask'"
)


class InterruptedAskingError(Error):
    """Who was asked left before the end: nothing of it is kept."""

    status = 130


def _questions(command: F) -> F:
    """Give the verb one option per question of any form."""
    for key, question in reversed([*QUESTIONS.items()]):
        choices = f" ({', '.join(question.choices)})" if question.choices else ""
        said = words("en").say(question.label).rstrip("?:") + choices
        name = f"--{key.replace('_', '-')}"
        command = click.option(name, key, metavar="TEXT", help=f"{said}.")(command)
    return command


@click.command("enter")
@click.argument("kind", required=False, type=click.Choice(KINDS))
@click.option("--file", "file", metavar="FILE", help="A filled form: XLSX, CSV, JSON or HTML.")
@click.option("--blank", metavar="FILE", help="Write an empty form: .xlsx, or .html to print.")
@click.option("--ask", is_flag=True, help="Ask question by question.")
@click.option("--yes", is_flag=True, help="Save without asking once more.")
@_questions
@verb
def enter_verb(
    shell: Shell,
    kind: FormKind | None,
    file: str | None,
    blank: str | None,
    ask: bool,  # noqa: FBT001 - Click passes by name
    yes: bool,  # noqa: FBT001
    **answers: str | None,
) -> int:
    """Enter a victim, an incident or a statement that you were told of.

    Without answers it asks for them one by one. Needed are a source (or the code name of a
    protected one), who or what it was, and a place, a date or the code of an incident.
    """
    given = {key: text for key, text in answers.items() if text is not None}
    if blank is not None:
        return _blank(shell, blank, kind)
    if file is not None:
        return _file(shell, real_path(file), kind, given)
    if kind is None:
        says = "say what to enter: victim, incident or statement; or --file FILE, or --blank FILE"
        raise UsageError("enter.what", says)
    strange = [key for key in given if key not in FORMS[kind]]
    if strange:
        name = strange[0].replace("_", "-")
        raise UsageError("enter.option", f"--{name} is no question of the form for one {kind}")
    if not given and not ask and not can_ask():
        says = "there is no terminal to ask at; answer by options, or give --file FILE"
        raise UsageError("enter.terminal", says)
    if given.get("protected") and given.get("source"):
        click.echo(_IN_HISTORY.format(code=show(given["protected"])), err=True)
    with opened(shell) as case:
        if ask or not given:
            try:
                filled = _dialogue(shell, case, kind, given, sure=yes)
            except click.Abort:  # Ctrl-C, or the end of what was typed
                left = words(shell.lang).say("form.ask_left")
                raise InterruptedAskingError("interrupted", left) from None
            if filled is None:
                shell.say(words(shell.lang).say("form.ask_left"))
                return DONE
            given = dict(filled.answers)
        _warn(shell, case, given.get("protected"))
        _row(shell, case.enter(kind, given, shell.lang))
    return DONE


def _dialogue(
    shell: Shell, case: Case, kind: FormKind, given: dict[str, str], *, sure: bool
) -> Filled | None:
    """Ask what was not given, again where it is not complete; None where it is not saved."""
    say = words(shell.lang).say
    filled = asked(kind, given, shell.lang)
    while True:
        try:
            preview = case.enter.preview(filled)
            break
        except UsageError as error:
            click.echo(error.message, err=True)
            filled = asked(kind, {}, shell.lang, filled.answers)
    click.echo(f"\n{say('form.ask_summary')}:\n", err=shell.as_json)
    shown = preview.replace("\u200e", "").split("\n")
    click.echo("\n".join(show(line) for line in shown), err=shell.as_json)
    if sure or click.confirm(say("form.ask_save"), default=True, err=shell.as_json):
        return filled
    return None


def _warn(shell: Shell, case: Case, code: str | None) -> None:
    """Warn before a person is questioned again: it can harm, and must add something."""
    before = case.consent.earlier(code) if code else ()
    if before:
        listed = ", ".join(key[:12] for key in before)
        shell.say(f"warning: this person gave {listed} before; another interview can harm them")


def _blank(shell: Shell, blank: str, kind: FormKind | None) -> int:
    """Write an empty form; it needs no case, since it is carried to where there is none."""
    path = written(real_path(blank), shell.lang, kind)
    shell.row({"form": str(path), "lang": shell.lang}, f"written: {show(str(path))}")
    return DONE


def _file(shell: Shell, path: Path, kind: FormKind | None, given: Iterable[str]) -> int:
    if next(iter(given), None) is not None:
        raise UsageError("enter.both", "give --file, or answers to questions, not both")
    with opened(shell) as case:
        done = case.enter.file(path, kind)
    for one in done.entered:
        _row(shell, one)
    _tell(shell, done)
    if done.refused and not done.entered:
        raise UsageError("form.nothing", f"nothing was entered: {done.refused[0].says}")
    return PARTLY if done.refused else DONE


def _tell(shell: Shell, done: Entries) -> None:
    """Name the rows that were wrong, and what is never kept of persons."""
    for row in done.refused:
        where = f"row {row.row}"
        if shell.as_json:
            fault = {"error": "form.row", "row": row.row, "message": row.says, "path": None}
            shell.row(fault, "")
        else:
            shell.say(f"not entered: {show(where)}: {show(row.says)}")
    if done.left_out:
        listed = ", ".join(show(name) for name in done.left_out)
        shell.say(f"left out, since these are no fields of a person: {listed}")
    new = sum(not one.known for one in done.entered)
    shell.say(f"{count(new, 'row')} entered, {len(done.entered) - new:,} held before,"
              f" {len(done.refused):,} not entered")  # fmt: skip


def _row(shell: Shell, one: Entered) -> None:
    say = words(shell.lang).say
    done = say("form.known") if one.known else say("form.saved")
    where = f" ({show(one.row)})" if one.row else ""
    kind = say(f"form.{one.kind}")
    shell.row(to_plain(one), f"{one.item[:12]}  {kind}{where}: {done}")
