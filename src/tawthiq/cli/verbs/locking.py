"""unlock, lock: for how long a locked case opens without its passphrase."""

import click

from tawthiq.base.errors import UsageError
from tawthiq.case import hardening, opening, session
from tawthiq.cli.output import Shell, read_passphrase, verb
from tawthiq.cli.unlocking import ask, can_ask
from tawthiq.ledger.folder import UNLOCKED_NOTICE, CaseFolder


@click.command("unlock")
@click.option("--minutes", type=float, metavar="N", help="Lock after N minutes without use (15).")
@verb
def unlock_verb(shell: Shell, minutes: float | None) -> None:
    """Keep the case open for a while, so that not every verb asks for its passphrase."""
    hardening.harden()
    _be_locked(shell)
    span = session.checked(minutes)
    if not span:
        says = "0 minutes keep nothing open; take away TAWTHIQ_LOCK_MINUTES or give --minutes N"
        raise UsageError("session.minutes", says)
    if shell.passphrase_file is not None:
        passphrase = read_passphrase(shell.passphrase_file)
    elif can_ask():
        passphrase = ask("Passphrase of this case")
    else:
        says = "there is nobody to ask for the passphrase; give --passphrase-file FILE"
        raise UsageError("case.passphrase", says)
    case, key = opening.unlock(shell.root, passphrase)
    session.keep(case, key, span)
    shell.row(
        {"case": case, "minutes": span},
        f"Unlocked. It locks after {span:g} minutes without use, and with 'tawthiq lock'.",
    )


@click.command("lock")
@click.option("--all", "is_all", is_flag=True, help="Every case that this device keeps open.")
@verb
def lock_verb(shell: Shell, is_all: bool) -> None:  # noqa: FBT001 - Click passes by name
    """Forget the case's key now; verbs that are at work keep theirs until they end."""
    if not is_all:
        case = _be_locked(shell)
        is_dropped = bool(session.drop(case))
        says = "Locked." if is_dropped else "It was locked already."
        shell.row({"locked": [case] if is_dropped else []}, says)
        return
    kept = [case for case, _ in session.status()]
    number = session.drop()
    says = (
        f"Locked: {', '.join(case[:12] for case in kept)}." if number else "Nothing was unlocked."
    )
    shell.row({"locked": kept}, says)


def _be_locked(shell: Shell) -> str:
    """Return the id of the shell's case; UsageError where there is none or it has no lock."""
    folder = CaseFolder(shell.root)
    case = folder.case_id()
    if not folder.is_locked:
        raise UsageError("case.unlocked", f"nothing to lock or unlock: {UNLOCKED_NOTICE}")
    return case
