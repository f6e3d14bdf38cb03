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
@click.option("--partner", metavar="NAME", help="The body that a partner's dossier is for.")
@click.option(
    "--leave-out-unconsented",
    "leave_out",
    is_flag=True,
    help="Leave out, also of the figures, testimonies that lack consent for this audience.",
)
@verb
def publish_verb(
    shell: Shell,
    folder: str,
    audience: str,
    partner: str | None,
    leave_out: bool,  # noqa: FBT001 - Click passes by name
) -> None:
    """Write the dossier into the empty folder DIR; refuses (4) with its reasons."""
    with opened(shell) as case:  # only who may know protected people can mask their names
        masks = audience == "public" and bool(case.protect.codes())
    with opened(shell, protected=masks) as case:
        page = case.publish(
            real_path(folder),
            audience,  # type: ignore[arg-type]
            skipped=NOT_BUILT,
            lang=shell.lang,
            partner=partner,
            leave_out=leave_out,
        )
    shell.row({"release": page, "audience": audience}, f"Dossier ({audience}): {page}")
