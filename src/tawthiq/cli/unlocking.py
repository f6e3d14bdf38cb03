"""Where a verb takes the key of a locked case from: a file, the agent, or the person."""

import sys
from pathlib import Path

import click

from tawthiq.base.errors import UsageError
from tawthiq.case import hardening, session
from tawthiq.case.opening import open_protected, unlock
from tawthiq.cli.output import Shell, read_passphrase
from tawthiq.ledger.folder import CaseFolder


def key_of(shell: Shell, root: Path) -> bytes | None:
    """Return the key of the case in `root`, None for one that is not locked.

    A passphrase file comes first, then what the agent keeps; a person at a terminal is
    asked, and the agent keeps the key from then on. Raises UsageError("case.locked") where
    there is nobody to ask.
    """
    folder = CaseFolder(root)
    case = folder.case_id()
    if not folder.is_locked:
        return None
    hardening.harden()
    if shell.passphrase_file is not None:
        return unlock(root, read_passphrase(shell.passphrase_file))[1]
    key = session.fetch(case)
    if key is None and can_ask():
        key = unlock(root, ask("Passphrase of this case"))[1]
        keep(case, key)
    if key is None:
        raise UsageError(
            "case.locked",
            "this case is locked; run 'tawthiq unlock', or give --passphrase-file FILE",
        )
    return key


def protected_key(shell: Shell) -> bytes | None:
    """Return the key for protected people; it is asked for each time and kept by nobody."""
    if not CaseFolder(shell.root).is_locked:
        return None
    if shell.protected_passphrase_file is not None:
        return open_protected(shell.root, read_passphrase(shell.protected_passphrase_file))
    if not can_ask():
        raise UsageError(
            "case.protected",
            "protected identities open with their passphrase only; give"
            " --protected-passphrase-file FILE",
        )
    return open_protected(shell.root, ask("Passphrase for protected identities"))


def keep(case: str, key: bytes) -> None:
    """Let the agent keep a key; where it cannot, say so and go on: the case is open now."""
    try:
        session.keep(case, key)
    except UsageError as error:
        print(f"tawthiq: {error.message}", file=sys.stderr)


def can_ask() -> bool:
    """Say whether a person sits at a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(words: str) -> str:
    """Ask for a passphrase, which is not shown and goes into no shell history."""
    answer: str = click.prompt(words, hide_input=True, err=True)
    return answer
