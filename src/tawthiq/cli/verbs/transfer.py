"""export, import: a whole case as one verified file."""

import click

from tawthiq.case.transfer import import_case
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, real_path, verb


@click.command("export")
@click.argument("file", metavar="FILE")
@verb
def export_verb(shell: Shell, file: str) -> None:
    """Write the whole case as one file with a manifest of SHA-256 lines."""
    with opened(shell) as case:
        files = case.keep.export(real_path(file))
    shell.row({"file": file, "files": files}, f"{files} files written to {file}")


@click.command("import")
@click.argument("file", metavar="FILE")
@click.argument("folder", metavar="DIR")
@verb
def import_verb(shell: Shell, file: str, folder: str) -> None:
    """Make a case in the empty folder DIR from FILE; every byte is verified."""
    files = import_case(real_path(file), real_path(folder), shell.progress)
    shell.row({"case": folder, "files": files}, f"{files} files verified; case in {folder}")
