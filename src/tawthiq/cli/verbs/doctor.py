"""doctor, selftest: the machine, and the program itself."""

import click

from tawthiq.base import instant
from tawthiq.base.errors import DamagedError, Error
from tawthiq.case import session
from tawthiq.case.keeping import selftest
from tawthiq.case.machine import Line, examine, examine_case
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, verb
from tawthiq.ledger.folder import CaseFolder


@click.command("selftest")
@verb
def selftest_verb(shell: Shell) -> None:
    """Known answers of the program itself."""
    wrong = selftest()
    if wrong:
        raise DamagedError("selftest", f"this program computes wrongly: {', '.join(wrong)}")
    shell.row({"selftest": "ok"}, "all known answers are right")


@click.command("doctor")
@verb
def doctor_verb(shell: Shell) -> None:
    """What this machine offers, and what is off without it."""
    for line in (*examine(shell.root), *_of_case(shell)):
        mark = "ok " if line.is_fine else "-- "
        row = {"what": line.what, "ok": line.is_fine, "says": line.says}
        shell.row(row, f"{mark}{line.what}: {line.says}")


def _of_case(shell: Shell) -> list[Line]:
    """Return what there is to say of the case here; one that does not open is named, not raised."""
    now = instant.now()
    try:
        if _is_closed(shell):
            return examine_case(shell.root, None, now)
        with opened(shell) as case:
            return examine_case(shell.root, case, now)
    except Error as error:
        if error.code == "case.missing" and not shell.is_case_named:
            return []
        return [Line("case", is_fine=False, says=error.message)]


def _is_closed(shell: Shell) -> bool:
    """Say whether the case is locked and nothing is at hand to open it; nobody is asked here."""
    folder = CaseFolder(shell.root)
    if not folder.is_locked or shell.passphrase_file is not None:
        return False
    return session.fetch(folder.case_id()) is None
