"""investigate, demo: the main job, and the same on the fictional case."""

import tempfile
from pathlib import Path
from typing import Any

import click

from tawthiq.base.errors import DONE, PARTLY
from tawthiq.base.shape import to_plain
from tawthiq.case.demonstration import demonstrate
from tawthiq.case.investigation import NOT_BUILT, Investigation, investigate
from tawthiq.cli.output import UNLOCKED, Shell, count, real_path, verb
from tawthiq.cli.words import claim_line, figure_lines, incident_line


@click.command("investigate")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--out", required=True, metavar="DIR", help="A new or empty folder.")
@click.option("--dated", metavar="DATE", help="When the material was published (YYYY-MM-DD).")
@click.option("--country", metavar="SY", help="The country it speaks of (ISO code).")
@verb
def investigate_verb(
    shell: Shell, paths: tuple[str, ...], out: str, dated: str | None, country: str | None
) -> int:
    """Make a new case in DIR, run every stage that is built, write DIR/dossier."""
    result = investigate(
        [real_path(path) for path in paths],
        real_path(out),
        dated=dated,
        country=country,
        progress=shell.progress,
        lang=shell.lang,
    )
    return _print(shell, result)


@click.command("demo")
@click.option("--no-serve", is_flag=True, help="Do not open the workroom (not built yet).")
@click.option("--dir", "folder", metavar="DIR", help="A new or empty folder.")
@verb
def demo_verb(shell: Shell, folder: str | None, no_serve: bool) -> int:  # noqa: FBT001, ARG001 - Click; there is no workroom to serve yet
    """Run the fictional case end to end; every person and place in it is invented."""
    out = real_path(folder) if folder else Path(tempfile.mkdtemp(prefix="tawthiq-demo-"))
    shell.say("FICTIONAL demonstration: every person, place and group in it is invented.")
    return _print(shell, demonstrate(out, shell.progress, shell.lang))


def _print(shell: Shell, result: Investigation) -> int:
    if shell.as_json:
        shell.row(_as_json(result), "")
    else:
        _tell(shell, result)
    return PARTLY if any(one.failures for one in result.preserved) else DONE


def _as_json(result: Investigation) -> dict[str, Any]:
    return {
        "case": str(result.case),
        "items": result.items,
        "claims": len(result.claims),
        "incidents": len(result.incidents),
        "figures": to_plain(result.figures),
        "dossier": str(result.dossier),
        "skipped": NOT_BUILT,
        "failures": to_plain(result.failures),
    }


def _tell(shell: Shell, result: Investigation) -> None:
    shell.say(f"\nPreserved {count(result.items, 'item')} in {result.case} ({UNLOCKED}).")
    for one in result.preserved:
        for kept in one.kept:
            name = kept.item.protected or kept.item.name.text
            shell.row({}, f"  {kept.item.sha256[:12]}  {kept.item.bytes:>9,} bytes  {name}")
    for failure in result.failures:
        shell.row({}, f"  not read: {failure.path}: {failure.reason}")
    shell.say(f"\n{len(result.claims)} claims read, not yet reviewed by a person:")
    for claim in result.claims:
        shell.row({}, "  " + claim_line(claim))
    shell.say(f"\n{len(result.incidents)} incidents suggested:")
    for incident in result.incidents:
        shell.row({}, "  " + incident_line(incident))
    shell.say("\nFigures (basis: suggested; drafts until people have reviewed the readings):")
    by_id = {claim.id: claim for claim in result.claims}
    for figure in result.figures:
        shell.row({}, "\n".join(figure_lines(figure, by_id)))
    for stage, why in NOT_BUILT.items():
        shell.say(f"skipped: {stage}: {why}")
    shell.say(f"\nDossier: {result.dossier}")
