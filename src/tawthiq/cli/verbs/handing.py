"""handover: packages out, the receiver's list back, packages in."""

import click

from tawthiq.base.errors import DONE, PARTLY, UNTRUSTED, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.case import Case
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, real_path, verb
from tawthiq.record.handover import Given

_PLAIN = "The package is NOT encrypted: who can read the folder can read everything in it."


@click.command("handover")
@click.argument("items", nargs=-1, metavar="[ITEM]...")
@click.option("--to", metavar="NAME", help="Who gets it.")
@click.option("-o", "--out", metavar="DIR", help="New folder for the package.")
@click.option(
    "--purpose",
    type=click.Choice(["court", "share_with"]),
    default="share_with",
    help="What consent must cover (default: share_with).",
)
@click.option("--why", metavar="TEXT", help="Why; goes into the package.")
@click.option(
    "--from", "giver", metavar="NAME", help="The giving body (default: the case's title)."
)
@click.option("--with-identities", is_flag=True, help="Tell a court who protected people are.")
@click.option("--protected", is_flag=True, help="Open what protected people gave, for a court.")
@click.option("--archive", is_flag=True, help="The whole case, readable without Tawthiq.")
@click.option("--receipt", metavar="FILE", help="The receiver's list of digests came back.")
@click.option("--package", metavar="ID", help="Which package the list is for.")
@click.option("--receive", metavar="DIR", help="Take in a package, or any bag.")
@verb
def handover_verb(
    shell: Shell,
    items: tuple[str, ...],
    to: str | None,
    out: str | None,
    purpose: str,
    why: str | None,
    giver: str | None,
    with_identities: bool,  # noqa: FBT001 - Click passes by name
    protected: bool,  # noqa: FBT001
    archive: bool,  # noqa: FBT001
    receipt: str | None,
    package: str | None,
    receive: str | None,
) -> int:
    """Hand items over as a package that verifies with plain tools; or receive one."""
    ways = [bool(items), archive, receipt is not None, receive is not None]
    if sum(ways) > 1:
        raise UsageError("handover.ways", "give items, or one of --archive, --receipt, --receive")
    with opened(shell, protected=protected or with_identities) as case:
        if receipt is not None:
            return _returned(shell, case, receipt, package)
        if receive is not None:
            return _receive(shell, case, receive)
        if not items and not archive:
            return _listed(shell, case)
        if out is None or (to is None and not archive):
            raise UsageError("handover.where", "say to whom (--to NAME) and where (-o DIR)")
        folder, said = real_path(out), {"why": why, "giver": giver, "identities": with_identities}
        if archive:
            entry, given = case.hand_over.archive(folder, to=to or "archive", **said)  # type: ignore[arg-type]
        else:
            entry, given = case.hand_over(items, to or "", folder, purpose=purpose, **said)  # type: ignore[arg-type]
    _say_given(shell, entry, given, out)
    return DONE


def _say_given(shell: Shell, entry: str, given: Given, out: str) -> None:
    row = {"entry": entry, "folder": out, **to_plain(given)}
    text = f"package {given.package} for {given.to}: {len(given.items)} items in {out}\n"
    text += f"its list has the SHA-256 {given.manifest_sha256}: tell it to them by another way"
    shell.row(row, text)
    shell.say(_PLAIN)


def _listed(shell: Shell, case: Case) -> int:
    for entry, given in case.hand_over.given().items():
        text = f"{given.made_at}  {given.package}  {len(given.items)} items to {given.to}"
        shell.row({"entry": entry, **to_plain(given)}, text)
    return DONE


def _returned(shell: Shell, case: Case, file: str, package: str | None) -> int:
    entry, act = case.hand_over.acknowledge(real_path(file), package)
    found = act.compared
    lines = [f"package {act.package}: {len(found.agrees)} files agree"]
    lines += [f"  DIFFERS: {path}" for path in found.differs]
    lines += [f"  missing: {path}" for path in found.missing]
    if found.manifest is False:
        lines.append("  DIFFERS: manifest-sha256.txt")
    shell.row({"entry": entry, **to_plain(act)}, "\n".join(lines))
    return DONE if found.is_whole else UNTRUSTED


def _receive(shell: Shell, case: Case, folder: str) -> int:
    received = case.hand_over.receive(real_path(folder))
    taken, proofs = received.taken, received.taken.proofs
    lines = [f"{len(taken.objects)} items from {taken.giver or 'an unnamed giver'}"]
    if proofs.verified:
        lines.append(f"  the giver's record: {proofs.verified} entries verified")
    elif not proofs.failed:
        lines.append("  the giver's record: no proofs in it")
    lines += [f"  NOT PROVED: {says}" for says in proofs.failed]
    lines += [f"  not covered by the bag's lists, not taken: {path}" for path in received.loose]
    lines += [f"  not taken: {says}" for says in received.failures]
    row = {"entry": received.entry, **to_plain(taken), "loose": list(received.loose)}
    shell.row({**row, "failures": list(received.failures)}, "\n".join(lines))
    if received.failures:
        return PARTLY
    return UNTRUSTED if proofs.failed else DONE
