"""erase: what is to go for good, shown first and done with --yes."""

from collections.abc import Iterable, Sequence

import click

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import to_plain
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, count, real_path, verb
from tawthiq.record.erasure import REASONS, Erasing, Reached, Reason
from tawthiq.record.words import words

SHORT, PER_LINE = 12, 5
_GREATEST = 1 << 20


@click.command("erase")
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--why", metavar="TEXT", default="", help="Why, without names.")
@click.option("--reason", type=click.Choice(REASONS), default="other", help="The class of reason.")
@click.option("--also", metavar="ID", multiple=True, help="Add what was listed to decide on.")
@click.option("--names", metavar="FILE", help="More names to look for, one on each line.")
@click.option("--yes", is_flag=True, help="Do it: nothing brings it back.")
@verb
def erase_verb(
    shell: Shell,
    ids: tuple[str, ...],
    why: str,
    reason: Reason,
    also: tuple[str, ...],
    names: str | None,
    yes: bool,  # noqa: FBT001 - Click passes by name
) -> None:
    """Show what erasing ID reaches; with --yes erase it for good.

    ID is the beginning of an id of an item, claim or receipt, the name of a source, or the
    code name of a protected person.
    """
    more = _lines(names) if names is not None else []
    with opened(shell) as case:
        if not yes:
            plan = case.erase.plan(*ids, also=also, reason=reason, names=more)
            _show(shell, plan)
            shell.say("Nothing was changed; --yes with --why TEXT erases it for good.")
            return
        erased = case.erase(*ids, why=why, also=also, reason=reason, names=more)
    _show(shell, erased.plan)
    done = erased.done
    for change in erased.changes:
        if change.how != "stays":
            row = {"figure": change.standard, "how": change.how, **to_plain(change)}
            was, now = change.before, change.after
            rung = words("en").say(f"rung.{change.standard}.title")
            least = f"at least {was.floor:,} before, at least {now.floor:,} now"
            shell.row(row, f"{rung}: {least}; {change.how}")
    row = {"erasure": erased.entry, **to_plain(done), "checked_by": erased.checked_by}
    says = (
        f"Erased: the content of {count(done.payloads, 'entry', 'entries')} and"
        f" {count(done.blobs, 'file')} of the vault ({count(done.bytes, 'byte')})."
        f" Entry {erased.entry[:SHORT]}"
    )
    says += "; checked by one person" if erased.checked_by == 1 else ""
    if not done.is_finished:
        says += "\nAnother process reads the case: its files are cleaned at the next opening."
    shell.row(row, says)


def _lines(file: str) -> list[str]:
    """Return names from a file: on the command line they would stay in the shell's history."""
    says = f"cannot read the names in {file}"
    try:
        with real_path(file).open(encoding="utf-8-sig") as source:
            text = source.read(_GREATEST + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("erase.names", says, path=file) from error
    if len(text) > _GREATEST:
        raise UsageError("erase.names", f"{says}: it is too long for a list", path=file)
    return [line.strip() for line in text.splitlines()]


def _show(shell: Shell, plan: Erasing) -> None:
    _list(shell, _goes(plan), "gone", plan.gone)
    for blob in plan.blobs:
        shell.row(
            {"blob": blob.label, "bytes": blob.bytes}, f"  file of the vault {blob.label[:SHORT]}"
        )
    _list(shell, "Stays, although linked:", "stays", plan.stays)
    for entry in plan.releases:
        shell.row({"release": entry}, f"  used by the dossier of entry {entry[:SHORT]}")
    _list(shell, "Not reached; decide, and add with --also:", "undecided", plan.undecided)
    shell.say("Cannot be reached from here:")
    for says in plan.beyond:
        shell.row({"beyond": says}, f"  - {says}")


def _goes(plan: Erasing) -> str:
    files = f"{count(len(plan.blobs), 'file')} of the vault"
    size = count(sum(blob.bytes for blob in plan.blobs), "byte")
    return f"Goes: {count(len(plan.gone), 'entry', 'entries')}, {files}, {size}"


def _list(shell: Shell, title: str, key: str, rows: Sequence[Reached]) -> None:
    if rows:
        shell.say(title)
    for alike in _grouped(rows, apart=shell.as_json):
        shell.row({key: to_plain(alike[0])}, _lines_of(alike))


def _grouped(rows: Iterable[Reached], *, apart: bool) -> list[list[Reached]]:
    """Put rows of one kind and reason together, so that a list of dozens stays readable."""
    groups: dict[object, list[Reached]] = {}
    for row in rows:
        groups.setdefault(
            row.entry if apart else (row.kind, row.reason, bool(row.anew)), []
        ).append(row)
    return list(groups.values())


def _lines_of(alike: Sequence[Reached]) -> str:
    """Return one line, or where several are alike their reason and below it their ids."""
    one = alike[0]
    says = one.reason + ("; entered anew without them" if one.anew else "")
    if len(alike) == 1:
        return f"  {one.kind} {one.entry[:SHORT]}: {says}"
    ids = [row.entry[:SHORT] for row in alike]
    lines = [" ".join(ids[at : at + PER_LINE]) for at in range(0, len(ids), PER_LINE)]
    return "\n".join(
        [f"  {one.kind}, {len(ids)} entries: {says}", *(f"    {line}" for line in lines)]
    )
