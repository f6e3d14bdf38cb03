"""Opening the case that a verb works on, with progress on standard error."""

from tawthiq.case.case import Case
from tawthiq.cli.output import Shell
from tawthiq.cli.unlocking import key_of, protected_key


def opened(shell: Shell, *, protected: bool = False) -> Case:
    """Return the shell's case, open; a context manager.

    `protected` opens what is sealed for protected people too, which asks for a passphrase
    of its own.
    """
    key = key_of(shell, shell.root)
    private = protected_key(shell) if protected else None
    return acting(Case(shell.root, shell.progress, key=key, private=private), shell)


def acting(case: Case, shell: Shell) -> Case:
    """Return an open case in which the shell's person acts; closed again where that fails."""
    try:
        case.team.take_up(shell.person, shell.ask_own)
    except BaseException:
        case.close()
        raise
    return case
