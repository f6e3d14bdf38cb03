"""doctor, selftest: the machine, and the program itself."""

import click

from tawthiq.base.errors import DamagedError
from tawthiq.case.keeping import selftest
from tawthiq.case.machine import examine
from tawthiq.cli.output import Shell, verb


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
    for line in examine(shell.root):
        mark = "ok " if line.is_fine else "-- "
        row = {"what": line.what, "ok": line.is_fine, "says": line.says}
        shell.row(row, f"{mark}{line.what}: {line.says}")
