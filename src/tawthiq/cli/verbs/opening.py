"""init: make a new case."""

import click

from tawthiq.base.errors import UsageError
from tawthiq.case.case import init_case
from tawthiq.cli.output import UNLOCKED, Shell, real_path, verb


@click.command("init")
@click.argument("folder", metavar="DIR")
@click.option("--unlocked", is_flag=True, help="No encryption: fictional or published material.")
@click.option("--title", default="", help="What the case is called.")
@click.option("--country", metavar="SY", help="The country it speaks of (ISO code).")
@verb
def init_verb(
    shell: Shell,
    folder: str,
    unlocked: bool,  # noqa: FBT001 - Click passes by name
    title: str,
    country: str | None,
) -> None:
    """Make a new case in the empty folder DIR."""
    if not unlocked:
        raise UsageError(
            "case.locked",
            f"locked cases come with a later version; with --unlocked {UNLOCKED}",
        )
    with init_case(real_path(folder), title, unlocked=True, country=country) as case:
        row = {"case": str(case.folder.root.absolute()), "locked": False}
        shell.row(row, f"Case made in {case.folder.root.absolute()}: {UNLOCKED}.")
