"""ask, answer, requests: the right of reply, with deadlines and what came back."""

from pathlib import Path

import click

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.asking import GREATEST_WORDS, Asked
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, real_path, verb
from tawthiq.record.case_facts import Request
from tawthiq.record.request import How, State

_STATES: dict[State, str] = {
    "open": "open", "answered": "answered", "declined": "declined",
    "silent": "no answer by the deadline", "not_awaited": "not awaited",
}  # fmt: skip


@click.command("ask")
@click.argument("party")
@click.option("--about", metavar="INCIDENT|TEXT", help="What it is about.")
@click.option("--words", metavar="TEXT", help="The question as it was put.")
@click.option("--file", metavar="FILE", help="A text file that holds the question.")
@click.option("--channel", required=True, metavar="C", help="By which way it was put.")
@click.option("--deadline", metavar="D", help="Until which day an answer is awaited.")
@click.option("--on", metavar="D", help="The day it was put (today without it).")
@verb
def ask_verb(
    shell: Shell,
    party: str,
    about: str | None,
    words: str | None,
    file: str | None,
    channel: str,
    deadline: str | None,
    on: str | None,
) -> None:
    """Enter a question put to a party: its words, the channel, the deadline.

    A public dossier waits for the deadline, and shows question and answer, or the silence.
    """
    if (words is None) == (file is None):
        raise UsageError("usage", "give the question with --words TEXT or with --file FILE")
    said = words if words is not None else _text(real_path(str(file)))
    with opened(shell) as case:
        asked = case.ask(party, said, channel, about=about, deadline=deadline, asked_on=on)
        _show(shell, asked)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(GREATEST_WORDS + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        says = f"cannot read {path}: {error.strerror}"
        raise UsageError("ask.file", says, path=str(path)) from error
    except UnicodeDecodeError:
        says = f"{path} is no text in UTF-8; give the words of the question"
        raise UsageError("ask.file", says, path=str(path)) from None
    if len(data) > GREATEST_WORDS or not text.strip():
        raise UsageError("ask.file", f"{path} is empty or too long for a question", path=str(path))
    return text


@click.command("answer")
@click.argument("request")
@click.option("--words", metavar="TEXT", help="What they answered; with --refused their refusal.")
@click.option("--file", metavar="FILE", help="The answer as it came: preserved as an item.")
@click.option("--refused", is_flag=True, help="They declined to answer.")
@click.option("--silence", is_flag=True, help="Nothing came.")
@click.option("--not-awaited", is_flag=True, help="We go on before the deadline; needs --why.")
@click.option("--received", metavar="D", help="The day it came (today without it).")
@click.option("--why", metavar="TEXT", help="A remark.")
@verb
def answer_verb(
    shell: Shell,
    request: str,
    words: str | None,
    file: str | None,
    refused: bool,  # noqa: FBT001 - Click passes by name
    silence: bool,  # noqa: FBT001 - Click passes by name
    not_awaited: bool,  # noqa: FBT001 - Click passes by name
    received: str | None,
    why: str | None,
) -> None:
    """Enter what came back to a request: words, a file, a refusal, or silence."""
    flags: dict[How, bool] = {
        "item": file is not None, "refused": refused, "silence": silence,
        "not_awaited": not_awaited,
    }  # fmt: skip
    chosen: list[How] = [how for how, is_given in flags.items() if is_given]
    if len(chosen) > 1 or (words is not None and chosen not in ([], ["refused"])):
        says = "give one of --words, --file, --refused, --silence, --not-awaited"
        raise UsageError("usage", says)
    how: How = chosen[0] if chosen else "words"
    with opened(shell) as case:
        path = real_path(file) if file is not None else None
        _show(shell, case.ask.answer(
            request, how, words=words, file=path, received_on=received, why=why))  # fmt: skip


@click.command("requests")
@click.option("--on", metavar="D", help="As they stand on this day (today without it).")
@verb
def requests_verb(shell: Shell, on: str | None) -> None:
    """List the questions put to parties, and where each stands."""
    with opened(shell) as case:
        found = case.ask.all(on)
        for one in found:
            _show(shell, one)
        if not found and not shell.as_json:
            shell.say("no party was asked anything yet: 'tawthiq ask PARTY' enters a question")


def _show(shell: Shell, one: Asked) -> None:
    asked = one.request
    row = {"request": one.id, **to_plain(asked), "state": one.state}
    due = f", answer due by {asked.deadline}" if asked.deadline else ""
    about = f" about {asked.about}" if asked.about else ""
    told_how = f"asked on {asked.asked_on} by {asked.channel}{due}"
    lines = [
        f"{one.id[:8]}  [{_STATES[one.state]}] {asked.party}{about}: {told_how}",
        f"          “{asked.words}”",
    ]
    told = {
        "answered": f"answered on {asked.answered_on}: {_answer(asked)}",
        "declined": f"declined on {asked.answered_on}: {asked.declined or 'without words'}",
        "not_awaited": f"not awaited: {asked.not_awaited}",
        "silent": f"nothing had come by {asked.silent_on or asked.deadline}",
    }
    if one.state in told:
        lines.append(f"          {told[one.state]}")
    shell.row(row, "\n".join(lines))


def _answer(asked: Request) -> str:
    item = f"item {asked.answer_item[:12]}" if asked.answer_item else None
    return "; ".join(filter(None, (asked.answer, item)))
