"""log, show, seal, replay: the ledger itself."""

import json

import click

from tawthiq.case.keeping import entry_as_json
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, verb


@click.command("log")
@click.option("--kind", help="Only entries of this kind.")
@verb
def log_verb(shell: Shell, kind: str | None) -> None:
    """List the ledger's entries, in the order in which they are folded."""
    with opened(shell) as case:
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
    with opened(shell) as case:
        row = entry_as_json(case.keep.find(entry))
        shell.row(row, json.dumps(row, ensure_ascii=False, indent=1))


@click.command("seal")
@verb
def seal_verb(shell: Shell) -> None:
    """Print the signed head of each log; keep them where the case is not."""
    with opened(shell) as case:
        for log, head in case.keep.seal().items():
            shell.row({"log": log, "head": head}, head.rstrip("\n"))


@click.command("replay")
@click.option("--digest", is_flag=True, help="Print the view digest.")
@verb
def replay_verb(shell: Shell, digest: bool) -> None:  # noqa: FBT001 - Click passes by name
    """Compute the views again from nothing."""
    with opened(shell) as case:
        found = case.keep.replay()
    shell.row({"view_digest": found}, found if digest else f"views replayed, digest {found}")
