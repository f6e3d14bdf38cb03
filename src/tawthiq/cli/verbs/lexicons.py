"""lexicon: the rules that the reader reads by, and a project's own over them."""

from pathlib import Path

import click

from tawthiq.base.errors import RefusedError, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.lexicons import read_document
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, count, real_path, verb
from tawthiq.kit.lexicon.pack import LANGUAGES, load_pack
from tawthiq.read.overlay import language_of, problems, rules_of
from tawthiq.record.lexicon import Overlay


@click.command("lexicon")
@click.argument("action", type=click.Choice(["rules", "try", "add", "list", "drop"]))
@click.argument("what", required=False, metavar="[FILE|NAME|WORD]")
@click.option("--why", help="Why the case needs it, or no longer does.")
@verb
def lexicon_verb(shell: Shell, action: str, what: str | None, why: str | None) -> None:
    """Show the rules, try a file of your own, lay it over the case's, or take it off.

    rules [WORD] lists every shipped rule (with that word); try FILE runs the file's own
    examples and changes nothing; add, list and drop work on the case.
    """
    if action == "rules":
        _rules(shell, what)
    elif action == "try":
        _try(shell, real_path(_given(what, "a file of rules")))
    else:
        _in_case(shell, action, what, why)


def _given(what: str | None, name: str) -> str:
    if not what:
        raise UsageError("usage", f"say which: {name}")
    return what


def _rules(shell: Shell, word: str | None) -> None:
    shown = 0
    for language in LANGUAGES:
        for rule in load_pack(language).rules.values():
            forms = [form for listed in rule.forms.values() for form in listed]
            if word is None or word in rule.id or any(word == form for form in forms):
                row = {"id": rule.id, "class": rule.kind, "forms": forms}
                row |= {"example": rule.example, "counter": rule.counter}
                shell.row(row, f"{rule.id} ({rule.kind}): {rule.example}\n  not: {rule.counter}")
                shown += 1
    if not shown:
        shell.say(f"no shipped rule knows the word {word!r}")


def _try(shell: Shell, path: Path) -> None:
    document = read_document(path)
    failed = problems(document)
    if failed:
        says = "the rules do not do what their own examples say"
        raise RefusedError("lexicon.examples", says, reasons=failed)
    language, rules = language_of(document), len(rules_of(document))
    told = f"{count(rules, 'rule')} over the {language} pack, and all examples come out as they say"
    shell.row({"language": language, "rules": rules}, told)


def _in_case(shell: Shell, action: str, what: str | None, why: str | None) -> None:
    if action != "list" and not why:
        raise UsageError("usage", "say --why: whoever reads the claims later will ask")
    with opened(shell) as case:
        if action == "list":
            found = case.read.lexicons()
            for one in found:
                _show(shell, one)
            if not found:
                shell.say("no rules of your own yet: 'tawthiq lexicon add FILE' lays some over")
        elif action == "add":
            _show(shell, case.read.lexicons.add(real_path(_given(what, "a file")), str(why)))
        else:
            _show(shell, case.read.lexicons.drop(_given(what, "a name"), str(why)))


def _show(shell: Shell, one: Overlay) -> None:
    stands = (
        f"{count(one.rules, 'rule')} over the {one.language} pack" if one.sha256 else "taken off"
    )
    shell.row(to_plain(one), f"{one.name}: {stands} ({one.why})")
