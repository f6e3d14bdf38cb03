"""A form asked at a terminal: one question at a time, in the language chosen, Enter skips."""

from collections.abc import Iterator, Mapping
from typing import Literal

import click

from tawthiq.base.errors import UsageError
from tawthiq.read.form.values import check_answer, pieces
from tawthiq.record.form import FORMS, QUESTIONS, Filled, FormKind, Question
from tawthiq.record.words import words

_OF_PROTECTED = frozenset({"source", "channel"})
Lang = Literal["en", "ar"]


def asked(
    kind: FormKind, given: Mapping[str, str], lang: Lang, before: Mapping[str, str] | None = None
) -> Filled:
    """Return a form with the answers of who sits at the terminal, beside those given.

    A protected source is asked for by code name first; then nothing is asked that would say
    who it is. An answer that cannot be read is asked for again. `before` holds the answers of
    a form that was not complete: each is kept unless another is typed.
    """
    say = words(lang).say
    click.echo(say("form.ask_skip" if before is None else "form.ask_keep"), err=True)
    kept = before or {}
    answers = dict(given)
    for key in _order(kind):
        if key in answers or (answers.get("protected") and key in _OF_PROTECTED):
            continue
        answer = _ask(QUESTIONS[key], lang, kept.get(key, ""))
        if answer:
            answers[key] = answer
    return Filled(kind, answers, lang)


def _order(kind: FormKind) -> Iterator[str]:
    """Yield the questions in their order, the code name before the name."""
    yield "protected"
    yield from (key for key in FORMS[kind] if key != "protected")


def _ask(question: Question, lang: Lang, kept: str) -> str:
    """Ask until there is an answer that can be read, or none; Enter keeps what was answered."""
    say, has = words(lang).say, words(lang).has
    if question.choices is not None:
        _options(question, lang)
    hint = f" ({say(question.hint)})" if has(question.hint) else ""
    while True:
        text = click.prompt(
            say(question.label) + hint, default=kept, show_default=bool(kept), err=True
        ).strip()
        text = _numbered(question, text) if question.choices is not None else text
        try:
            check_answer(question, text)
        except UsageError as error:
            click.echo(error.message, err=True)
        else:
            return text


def _options(question: Question, lang: Lang) -> None:
    """Show what may be chosen, with numbers."""
    say = words(lang).say
    several = question.answer == "choices"
    click.echo(f"{say('form.ask_choices' if several else 'form.ask_choice')}:", err=True)
    for number, key in enumerate((question.choices or {}).values(), 1):
        click.echo(f"  {number}  {say(key)}", err=True)


def _numbered(question: Question, text: str) -> str:
    """Return an answer whose numbers were put as the values they stand for."""
    values = list(question.choices or {})
    found = []
    for piece in pieces(text.replace(",", ";").replace("،", ";")):
        at = int(piece.text) if piece.text.isdecimal() and len(piece.text) < len("100") else 0
        found.append(values[at - 1] if 0 < at <= len(values) else piece.text)
    return "; ".join(found)
