"""translate, translations: what stands beside an original, and where its numbers differ."""

from typing import Literal

import click

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.case import Case
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, count, real_path, verb
from tawthiq.record.translation import Translated

_NOTHING = "(nothing)"
_LISTED = 20


@click.command("translate")
@click.argument("item")
@click.argument("file", required=False)
@click.option("--into", "language", required=True, metavar="en", help="Language of the file.")
@click.option("--by", "translator", metavar="NAME", help="Who translated, or checked, it.")
@click.option("--tool", metavar="PROGRAM", help="The program that made the draft.")
@click.option("--dated", metavar="DATE", help="When it was made.")
@click.option("--state", type=click.Choice(["draft", "checked"]), default="draft")
@click.option("--why", help="A remark.")
@verb
def translate_verb(
    shell: Shell,
    item: str,
    file: str | None,
    language: str,
    translator: str | None,
    tool: str | None,
    dated: str | None,
    state: Literal["draft", "checked"],
    why: str | None,
) -> None:
    """Enter a translation of an item's text; without FILE, state that one was checked."""
    with opened(shell) as case:
        if file is None and (state != "checked" or translator is None):
            says = "give the translated text as FILE; or --state checked and --by NAME"
            raise UsageError("usage", says)
        if file is None:
            made = case.translate.check(item, language, str(translator), why)
        else:
            made = case.translate(
                item, real_path(file), language,
                translator=translator, tool=tool, dated=dated, state=state, why=why,
            )  # fmt: skip
        _show(shell, case, made)


@click.command("translations")
@click.argument("item", required=False)
@click.option("--pairs", is_flag=True, help="Show each sentence beside its original.")
@verb
def translations_verb(shell: Shell, item: str | None, pairs: bool) -> None:  # noqa: FBT001
    """List translations, and the sentences whose numbers are not those of the original."""
    with opened(shell) as case:
        found = [
            made for made in case.translate.all() if item is None or made.made.item.startswith(item)
        ]
        for made in found:
            _show(shell, case, made)
            if pairs:
                _pairs(shell, made)
        if not found:
            shell.say("no translation is held there: 'tawthiq translate ITEM FILE' enters one")


def _show(shell: Shell, case: Case, made: Translated) -> None:
    one = made.made
    differing = case.translate.differing(made)
    row = to_plain(one) | {"id": made.id, "differing": to_plain(differing)}
    who = ", ".join(name for name in (one.translator, one.tool and f"with {one.tool}") if name)
    head = f"{one.item[:12]} into {one.language}: {one.state}, by {who}"
    lines = [f"{head}; {count(len(one.pairs), 'pair')}, {len(differing):,} with other numbers"]
    for two in differing:
        lines.append(f"look: only in the original {_listed(two.missing)}; "
                     f"only in the translation {_listed(two.added)}")  # fmt: skip
        lines += [f"  {side.strip() or _NOTHING}" for side in (two.original, two.translation)]
    shell.row(row, "\n".join(lines))


def _listed(numbers: tuple[int, ...]) -> str:
    more = f" and {len(numbers) - _LISTED:,} more" if len(numbers) > _LISTED else ""
    return ", ".join(map(str, numbers[:_LISTED])) + more or "none"


def _pairs(shell: Shell, made: Translated) -> None:
    for pair in made.made.pairs:
        ours = made.original[pair.start : pair.end]
        theirs = made.text[pair.into_start : pair.into_end]
        row = {"pair": to_plain(pair), "original": ours, "translation": theirs}
        shell.row(row, f"{ours.strip() or _NOTHING}\n  = {theirs.strip() or _NOTHING}")
