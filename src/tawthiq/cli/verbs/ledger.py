"""log, show, seal, check, replay: the ledger itself."""

import json

import click

from tawthiq.base.errors import Error, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.keeping import check, entry_as_json
from tawthiq.case.opening import open_ledger
from tawthiq.cli.output import Shell, real_path, verb
from tawthiq.ledger.folder import CaseFolder
from tawthiq.record.finding_of_check import Verdict


@click.command("log")
@click.option("--kind", help="Only entries of this kind.")
@verb
def log_verb(shell: Shell, kind: str | None) -> None:
    """List the ledger's entries, in the order in which they are folded."""
    with shell.open() as case:
        for entry in case.keep.log():
            head = entry.header
            if kind is None or head.kind == kind:
                line = f"{entry.id[:12]}  {head.time}  {head.kind:<14}  log {head.log[:8]} #{head.index}"
                row = entry_as_json(entry)
                row.pop("payload")
                shell.row(row, line)


@click.command("show")
@click.argument("entry")
@verb
def show_verb(shell: Shell, entry: str) -> None:
    """Show one entry by the beginning of its id, or one claim by its own."""
    with shell.open() as case:
        row = entry_as_json(case.keep.find(entry))
        shell.row(row, json.dumps(row, ensure_ascii=False, indent=1))


@click.command("seal")
@verb
def seal_verb(shell: Shell) -> None:
    """Print the signed head of each log; keep them where the case is not."""
    with shell.open() as case:
        for log, head in case.keep.seal().items():
            shell.row({"log": log, "head": head}, head)


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
            head = real_path(against).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            says = f"cannot read {against}: {error}"
            raise UsageError("check.against", says, path=against) from error
    try:
        ledger = open_ledger(shell.root)
    except Error:
        ledger = None
    verdict = check(folder, ledger, head, shell.progress)
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
        }
        shell.row(summary, "")
        return
    for number, step in enumerate(verdict.steps, 1):
        found = [item for item in verdict.found if item.step == number]
        worst = "ok" if not any(i.level != "note" for i in found) else "NOT OK"
        shell.say(f"{number}. {step}: {worst}")
        for item in found:
            shell.row({}, f"     {item.level}: {item.what}: {item.says}")
    outside = " and ".join(verdict.outside_heads) or "none"
    shell.say(f"{verdict.entries} entries, {verdict.blobs} blobs; outside heads: {outside}")
    words = {0: "whole", 1: "whole, but not all signatures or heads agree", 3: "DAMAGED"}
    shell.say(f"verdict: {words[verdict.status]}")


@click.command("replay")
@click.option("--digest", is_flag=True, help="Print the view digest.")
@verb
def replay_verb(shell: Shell, digest: bool) -> None:  # noqa: FBT001 - Click passes by name
    """Compute the views again from nothing."""
    with shell.open() as case:
        found = case.keep.replay()
    shell.row({"view_digest": found}, found if digest else f"views replayed, digest {found}")
