"""erase: what is to go for good, shown first and done with --yes."""

import click

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import to_plain
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, real_path, verb
from tawthiq.record.erasure import REASONS, Erasing, Reached, Reason

SHORT = 12


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
            least = f"at least {was.floor} before, at least {now.floor} now"
            shell.row(row, f"Figure {change.standard} {change.how}: {least}")
    row = {"erasure": erased.entry, **to_plain(done), "checked_by": erased.checked_by}
    says = (
        f"Erased: {done.payloads} entries' content and {done.blobs} blobs ({done.bytes} bytes)."
        f" Entry {erased.entry[:SHORT]}"
    )
    says += "; checked by one person" if erased.checked_by == 1 else ""
    if not done.is_finished:
        says += "\nAnother process reads the case: its files are cleaned at the next opening."
    shell.row(row, says)


def _lines(file: str) -> list[str]:
    """Return names from a file: on the command line they would stay in the shell's history."""
    try:
        return [line.strip() for line in real_path(file).read_text("utf-8-sig").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("erase.names", f"cannot read the names in {file}", path=file) from error


def _show(shell: Shell, plan: Erasing) -> None:
    size = sum(blob.bytes for blob in plan.blobs)
    for title, key, rows in (
        (
            f"Goes: {len(plan.gone)} entries, {len(plan.blobs)} blobs, {size} bytes",
            "gone",
            plan.gone,
        ),
        ("Stays, although linked:", "stays", plan.stays),
        ("Not reached; decide, and add with --also:", "undecided", plan.undecided),
    ):
        if rows:
            shell.say(title)
        for one in rows:
            shell.row({key: to_plain(one)}, f"  {_line(one)}")
    for blob in plan.blobs:
        shell.row({"blob": blob.label, "bytes": blob.bytes}, f"  blob {blob.label[:SHORT]}")
    for entry in plan.releases:
        shell.row({"release": entry}, f"  used by the release of entry {entry[:SHORT]}")
    shell.say("Cannot be reached from here:")
    for says in plan.beyond:
        shell.row({"beyond": says}, f"  - {says}")


def _line(one: Reached) -> str:
    anew = "; entered anew without them" if one.anew else ""
    return f"{one.kind} {one.entry[:SHORT]}: {one.reason}{anew}"
