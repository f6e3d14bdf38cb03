"""twice: what deserves a second look; nothing is repaired."""

import click

from tawthiq.base.shape import to_plain
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, verb
from tawthiq.record.twice import Look, sentence
from tawthiq.record.words import LANGS, words

_MOST_WORDS = 70


@click.command("twice")
@click.argument("item", required=False)
@verb
def twice_verb(shell: Shell, item: str | None) -> None:
    """List what does not fit together: dates, numbers, people, sources that are not held.

    Nothing is changed. Each line names the item, the words and the claims.
    """
    said = words(shell.lang if shell.lang in LANGS else "en")
    with opened(shell) as case:
        names = {key: held.name.text for key, held in case.preserve.items().items()}
        for look in case.twice(item):
            line = sentence(look, said)
            row = to_plain(look) | {"sentence": line}
            shell.row(row, "\n".join(_lines(look, line, names.get(look.item, look.item[:12]))))


def _lines(look: Look, line: str, name: str) -> list[str]:
    lines = [f"{name} [{look.item[:12]}]: {line}"]
    lines += [f"    “{_short(span.text)}” ({span.start}-{span.end})" for span in look.words]
    return [*lines, f"    claims: {', '.join(look.claims)}"] if look.claims else lines


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _MOST_WORDS else flat[: _MOST_WORDS - 1] + "…"
