"""match: suggested incidents."""

import click

from tawthiq.base.shape import to_plain
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, verb
from tawthiq.cli.words import incident_line


@click.command("match")
@verb
def match_verb(shell: Shell) -> None:
    """Suggest incidents, one per place and day; people and footage are not matched yet."""
    with opened(shell) as case:
        for incident in case.match():
            shell.row(to_plain(incident), incident_line(incident))
