"""backup, restore: copies of a case elsewhere."""

from pathlib import Path

import click

from tawthiq.base.errors import PARTLY
from tawthiq.base.shape import to_plain
from tawthiq.case.case import Case
from tawthiq.case.copies import KEEP, BackedUp, Choices
from tawthiq.case.restoring import CaseRestored, is_encrypted, open_backup, restore
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, read_passphrase, real_path, verb
from tawthiq.cli.unlocking import ask, can_ask

_QUESTION = "Passphrase of the backup"


@click.command("backup")
@click.argument("folder", metavar="DIR")
@click.option("--label", metavar="TEXT", help="What you call this place: 'blue stick', 'office'.")
@click.option("--away", is_flag=True, help="This copy is kept in another place than the case.")
@click.option("--keep", type=click.IntRange(1), default=KEEP, help="How many snapshots stay.")
@click.option("--verify", is_flag=True, help="Read all of the backup, not only what is new.")
@click.option("--unencrypted", is_flag=True, help="Anyone may read it (unlocked cases only).")
@verb
def backup_verb(
    shell: Shell,
    folder: str,
    label: str | None,
    away: bool,  # noqa: FBT001 - Click passes by name
    keep: int,
    verify: bool,  # noqa: FBT001
    unencrypted: bool,  # noqa: FBT001
) -> int:
    """Add the case as it is now to the backup in the folder DIR, and verify it.

    Only what is new is written. The backup of a locked case opens with its passphrase.
    """
    place = real_path(folder)
    with opened(shell) as case:
        passphrase = None if unencrypted else _own(shell, case, place)
        done = case.copies.backup(
            place, Choices(label, passphrase, unencrypted, keep, away, verify)
        )
    _tell(shell, done)
    return PARTLY if done.faults or done.lost else 0


def _own(shell: Shell, case: Case, place: Path) -> str | None:
    """Return the passphrase for a backup of an unlocked case; a new one is typed twice."""
    if not case.copies.needs_passphrase(place):
        return None
    if shell.passphrase_file is not None:
        return read_passphrase(shell.passphrase_file)
    if not can_ask():
        return None
    is_new = not case.copies.is_begun(place)
    return str(click.prompt(_QUESTION, hide_input=True, err=True, confirmation_prompt=is_new))


def _tell(shell: Shell, done: BackedUp) -> None:
    copy = done.copy
    row = {
        "snapshot": copy.snapshot, "files": copy.files, "bytes": copy.bytes,
        "new_objects": done.new_objects, "new_bytes": done.new_bytes,
        "verified": copy.verified, "read": copy.read, "from_medium": copy.from_medium,
        "label": copy.label, "same_disk": copy.same_disk, "faults": list(done.faults),
        "dropped_erased": list(done.erased), "dropped_old": list(done.old),
        "lost": list(done.lost),
    }  # fmt: skip
    how = "all of it" if copy.read == "all" else "what is new"
    what = "" if copy.from_medium else " (perhaps from the system's memory, not from the disk)"
    lines = [
        f"Snapshot {copy.snapshot} on {copy.label}: {copy.files} files, {copy.bytes:,} bytes.",
        f"New were {done.new_bytes:,} bytes.",
        f"Read back and compared: {how}{what}.",
    ]
    if done.erased:
        lines.append(f"{len(done.erased)} earlier snapshots held what was erased and are gone.")
    if done.old:
        lines.append(f"{len(done.old)} old snapshots are gone.")
    if copy.same_disk:
        lines.append("This is the disk of the case: it does not count as a copy elsewhere.")
    lines += [f"NOT WELL: {says}" for says in done.faults]
    lines += [f"NOT WELL: snapshot {name} cannot come back whole any more" for name in done.lost]
    shell.row(row, "\n".join(lines))


@click.command("restore")
@click.argument("source", metavar="DIR")
@click.argument("folder", metavar="FOLDER")
@click.option("--snapshot", metavar="NAME", help="Which one (its beginning); else the newest.")
@click.option("--partial", is_flag=True, help="Where something is damaged, restore the rest.")
@verb
def restore_verb(
    shell: Shell,
    source: str,
    folder: str,
    snapshot: str | None,
    partial: bool,  # noqa: FBT001 - Click passes by name
) -> int:
    """Make the case again in the empty FOLDER from the backup in DIR; verify every byte."""
    place, root = real_path(source), real_path(folder)
    passphrase = None
    if is_encrypted(place):
        if shell.passphrase_file is not None:
            passphrase = read_passphrase(shell.passphrase_file)
        elif can_ask():
            passphrase = ask(_QUESTION)
    made = restore(
        open_backup(place, passphrase), root,
        snapshot=snapshot, partial=partial, progress=shell.progress,
    )  # fmt: skip
    _tell_restored(shell, made, str(root.absolute()))
    return PARTLY if made.found.missing else made.verdict.status


def _tell_restored(shell: Shell, made: CaseRestored, root: str) -> None:
    head, missing = made.found.head, made.found.missing
    wrong = [item for item in made.verdict.found if item.level != "note"]
    row = {
        "case": root, "snapshot": head.name, "taken": head.taken, "files": made.found.files,
        "missing": missing, "status": made.verdict.status,
        "found": [to_plain(item) for item in wrong], "fault": made.fault,
    }  # fmt: skip
    lines = [f"{made.found.files} files of {head.taken} verified; case in {root}"]
    lines += [f"NOT RESTORED: {path}: {why}" for path, why in missing.items()]
    lines += [f"{item.level}: {item.what}: {item.says}" for item in wrong]
    lines += [f"the copy has no log of its own yet: {made.fault}"] if made.fault else []
    shell.row(row, "\n".join(lines))
