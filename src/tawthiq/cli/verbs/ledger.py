"""log, show, seal, replay: the ledger itself."""

import json

import click

from tawthiq.base.errors import DONE, UNTRUSTED
from tawthiq.case.case import Case
from tawthiq.case.keeping import entry_as_json
from tawthiq.case.outside import read
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, real_path, verb


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
@click.option("--keys", is_flag=True, help="Print the key of each log instead.")
@click.option("--consistency", metavar="SIZE", type=int, help="Prove growth since SIZE entries.")
@click.option("--log", metavar="ID", help="Of which log, by the beginning of its id.")
@click.option("--trust", metavar="KEY", help="Trust a witness, by the key that it printed.")
@click.option("--take", metavar="FILE", help="Keep what witnesses cosigned.")
@verb
def seal_verb(
    shell: Shell,
    keys: bool,  # noqa: FBT001 - Click passes by name
    consistency: int | None,
    log: str | None,
    trust: str | None,
    take: str | None,
) -> int:
    """Print the signed head of each log; keep them where the case is not."""
    with opened(shell) as case:
        if trust is not None:
            entry = case.proofs.trust_witness(trust)
            shell.row({"entry": entry}, f"this witness is trusted (entry {entry[:12]})")
        if take is not None:
            return _take(shell, case, take)
        if keys:
            for key in case.proofs.log_keys():
                shell.row({"key": key}, key)
        elif consistency is not None:
            request = case.proofs.request(consistency, log)
            shell.row({"request": request}, request.rstrip("\n"))
        elif trust is None:
            for name, head in case.keep.seal().items():
                if name.startswith(log or ""):
                    shell.row({"log": name, "head": head}, head.rstrip("\n"))
    return DONE


def _take(shell: Shell, case: Case, file: str) -> int:
    text = read(real_path(file), 1 << 20).decode("utf-8", "replace").replace("\r\n", "\n")
    kept = case.proofs.take(text.rstrip("\n") + "\n")
    for one in kept:
        row = {"witness": one.witness, "time": one.time}
        shell.row(row, f"kept: {one.witness} cosigned it")
    if not kept:
        shell.say("No witness that the case trusts cosigned it; 'seal --trust KEY' trusts one.")
    return DONE if kept else UNTRUSTED


@click.command("replay")
@click.option("--digest", is_flag=True, help="Print the view digest.")
@verb
def replay_verb(shell: Shell, digest: bool) -> None:  # noqa: FBT001 - Click passes by name
    """Compute the views again from nothing."""
    with opened(shell) as case:
        found = case.keep.replay()
    shell.row({"view_digest": found}, found if digest else f"views replayed, digest {found}")
