"""init: make a new case."""

from pathlib import Path

import click

from tawthiq.base.errors import UsageError
from tawthiq.case.case import init_case
from tawthiq.cli.output import UNLOCKED, Shell, read_passphrase, real_path, verb
from tawthiq.cli.unlocking import ask, can_ask, keep
from tawthiq.ledger import passphrase as phrases
from tawthiq.ledger.durable import write_durably

_LOCKED = (
    "Case made in {root}, locked. We cannot recover its passphrase: who loses it, and has no"
    " recovery code, loses the case."
)
_NOT_MADE = (
    "a new case is locked and needs a passphrase: run this at a terminal, or give"
    " --passphrase-file FILE; --unlocked is for fictional or published material only"
)


@click.command("init")
@click.argument("folder", metavar="DIR")
@click.option("--unlocked", is_flag=True, help="No encryption: fictional or published material.")
@click.option("--title", default="", help="What the case is called.")
@click.option("--country", metavar="SY", help="The country it speaks of (ISO code).")
@click.option("--recovery-sheet", metavar="FILE", help="Write a recovery code to FILE, to print.")
@verb
def init_verb(
    shell: Shell,
    folder: str,
    unlocked: bool,  # noqa: FBT001 - Click passes by name
    title: str,
    country: str | None,
    recovery_sheet: str | None,
) -> None:
    """Make a new case in the empty folder DIR, locked under a passphrase."""
    root = real_path(folder)
    if unlocked:
        with init_case(root, title, unlocked=True, country=country) as case:
            row = {"case": str(case.folder.root.absolute()), "locked": False}
            shell.row(row, f"Case made in {case.folder.root.absolute()}: {UNLOCKED}.")
        return
    passphrase = _chosen(shell)
    sheet = real_path(recovery_sheet) if recovery_sheet is not None else None
    if sheet is not None and sheet.exists():
        raise UsageError("init.sheet", f"{sheet} exists already", path=str(sheet))
    code = phrases.recovery_code() if sheet is not None else None
    with init_case(root, title, passphrase=passphrase, recovery=code, country=country) as case:
        if sheet is not None and code is not None:
            _write_sheet(shell, sheet, code, case.keep.ledger.case)
        if shell.passphrase_file is None:
            keep(case.keep.ledger.case, case.key)
        row = {"case": str(root.absolute()), "locked": True}
        shell.row(row, _LOCKED.format(root=root.absolute()))


def _chosen(shell: Shell) -> str:
    """Return the passphrase of a new case: from a file, or typed twice; its strength is said."""
    if shell.passphrase_file is None and not can_ask():
        raise UsageError("case.passphrase", _NOT_MADE)
    if shell.passphrase_file is not None:
        passphrase = read_passphrase(shell.passphrase_file)
        shell.say(f"This passphrase is {phrases.strength(passphrase).words}.")
        return passphrase
    shell.say(
        "Choose a passphrase. Nobody can recover it, not even we. Made by chance, for example:\n"
        f"    {phrases.suggest()}\n    {phrases.suggest('arabic')}"
    )
    passphrase = ask("Passphrase of the new case")
    shell.say(f"This passphrase is {phrases.strength(passphrase).words}.")
    if ask("Once more") != passphrase:
        raise UsageError("case.passphrase", "the two passphrases differ; no case was made")
    return passphrase


def _write_sheet(shell: Shell, path: Path, code: str, case: str) -> None:
    write_durably(path, phrases.render_recovery_sheet(code, case).encode())
    shell.say(
        f"Recovery sheet in {path}: print it, keep it away from the computer, delete the file."
    )
