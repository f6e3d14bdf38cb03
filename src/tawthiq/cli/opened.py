"""Opening the case that a verb works on, with progress on standard error."""

from tawthiq.case.case import Case, open_case
from tawthiq.cli.output import Shell


def opened(shell: Shell) -> Case:
    """Return the shell's case, open; a context manager."""
    return acting(open_case(shell.root, progress=shell.progress), shell)


def acting(case: Case, shell: Shell) -> Case:
    """Return an open case in which the shell's person acts; closed again where that fails."""
    try:
        case.team.take_up(shell.person, shell.ask_own)
    except BaseException:
        case.close()
        raise
    return case
