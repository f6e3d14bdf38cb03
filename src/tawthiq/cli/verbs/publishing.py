"""publish: the dossier, for an audience."""

import click

from tawthiq.case.investigation import NOT_BUILT
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, real_path, verb


@click.command("publish")
@click.argument("folder", metavar="DIR")
@click.option(
    "--audience",
    type=click.Choice(["internal", "partner", "court", "public"]),
    default="internal",
    help="Who will see it (default: internal).",
)
@verb
def publish_verb(shell: Shell, folder: str, audience: str) -> None:
    """Write the dossier into the empty folder DIR; refuses (4) with its reasons."""
    with opened(shell) as case:
        page = case.publish(
            real_path(folder),
            audience,  # type: ignore[arg-type]
            skipped=NOT_BUILT,
            lang=shell.lang,
        )
    shell.row({"release": page, "audience": audience}, f"Dossier ({audience}): {page}")
