"""Opening the case that a verb works on, with progress on standard error."""

from tawthiq.case.case import Case, open_case
from tawthiq.cli.output import Shell


def opened(shell: Shell) -> Case:
    """Return the shell's case, open; a context manager."""
    return open_case(shell.root, progress=shell.progress)
