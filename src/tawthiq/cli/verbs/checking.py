"""check: everything that is held, verified."""

import click

from tawthiq.base import instant
from tawthiq.base.errors import Error, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case import fixity
from tawthiq.case.keeping import check
from tawthiq.case.opening import open_ledger
from tawthiq.cli.output import Shell, real_path, verb
from tawthiq.cli.unlocking import key_of
from tawthiq.ledger.folder import CaseFolder
from tawthiq.ledger.ledger import Ledger
from tawthiq.record.finding_of_check import Verdict

GREATEST_HEAD = 1 << 20


def _open(shell: Shell) -> Ledger:
    """Open the ledger, with its key where that can be had; a locked case is checked without."""
    try:
        key = key_of(shell, shell.root)
    except UsageError as error:
        if error.code != "case.locked":
            raise
        shell.say("This case is locked: what needs its key is not examined.")
        return open_ledger(shell.root, closed=True)
    return open_ledger(shell.root, key=key)


@click.command("check")
@click.option("--against", metavar="FILE", help="A head that was kept elsewhere.")
@verb
def check_verb(shell: Shell, against: str | None) -> int:
    """Verify everything that is held; name every damaged thing, never stop at the first."""
    folder = CaseFolder(shell.root)
    if not folder.toml.exists() and not folder.ledger.exists():
        raise UsageError("case.missing", f"there is no case in {shell.root}", path=str(shell.root))
    head = None
    if against is not None:
        try:
            with real_path(against).open("rb") as file:
                head = file.read(GREATEST_HEAD).decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            says = f"cannot read {against}: {error}"
            raise UsageError("check.against", says, path=against) from error
    try:
        ledger = _open(shell)
    except Error:
        ledger = None
    verdict = check(folder, ledger, head, shell.progress)
    if ledger is not None:
        fixity.note(ledger.device.home, ledger.case, verdict, instant.now())
    _tell(shell, verdict)
    return verdict.status


def _tell(shell: Shell, verdict: Verdict) -> None:
    if shell.as_json:
        for item in verdict.found:
            shell.row(to_plain(item), "")
        summary = {
            "status": verdict.status,
            "entries": verdict.entries,
            "blobs": verdict.blobs,
            "outside_heads": list(verdict.outside_heads),
            "unexamined": sorted(verdict.unexamined),
        }
        shell.row(summary, "")
        return
    for number, step in enumerate(verdict.steps, 1):
        found = [item for item in verdict.found if item.step == number]
        worst = "ok" if not any(i.level != "note" for i in found) else "NOT OK"
        if number in verdict.unexamined:
            worst = "not examined"
        shell.say(f"{number}. {step}: {worst}")
        for item in found:
            shell.row({}, f"     {item.level}: {item.what}: {item.says}")
    outside = " and ".join(verdict.outside_heads) or "none"
    shell.say(f"{verdict.entries} entries, {verdict.blobs} blobs; outside heads: {outside}")
    words = {0: "whole", 1: "whole, but not all signatures or heads agree", 3: "DAMAGED"}
    shell.say(f"verdict: {words[verdict.status]}")
