"""export, import: a whole case as one verified file."""

import functools

import click

from tawthiq.case.transfer import import_case
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, real_path, verb
from tawthiq.cli.unlocking import key_of


@click.command("export")
@click.argument("file", metavar="FILE|DIR")
@click.option("--tiles", is_flag=True, help="Only one log's headers, as C2SP tiles in a folder.")
@click.option("--log", metavar="ID", help="Of which log, by the beginning of its id.")
@verb
def export_verb(shell: Shell, file: str, tiles: bool, log: str | None) -> None:  # noqa: FBT001 - Click passes by name
    """Write the whole case as one file with a manifest of SHA-256 lines."""
    with opened(shell) as case:
        if tiles:
            files = case.proofs.tiles(real_path(file), log)
        else:
            files = case.keep.export(real_path(file))
    shell.row({"file": file, "files": files}, f"{files} files written to {file}")


@click.command("import")
@click.argument("file", metavar="FILE")
@click.argument("folder", metavar="DIR")
@verb
def import_verb(shell: Shell, file: str, folder: str) -> None:
    """Make a case in the empty folder DIR from FILE; every byte is verified."""
    files = import_case(
        real_path(file), real_path(folder), shell.progress, functools.partial(key_of, shell)
    )
    shell.row({"case": folder, "files": files}, f"{files} files verified; case in {folder}")
