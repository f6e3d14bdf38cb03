"""read, retract: from texts to claims that people review."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from tawthiq.base.errors import PARTLY, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.bulk import read_lines
from tawthiq.case.lexicons import read_document
from tawthiq.case.progress import Advance
from tawthiq.case.texts import read_text, unread
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, real_path, verb
from tawthiq.cli.words import claim_line


@click.command("read")
@click.argument("items", nargs=-1, metavar="[ITEM...]")
@click.option("--text", "text", metavar="FILE", help="Read one text file, without a case.")
@click.option("--batch", metavar="FILE.jsonl", help="Read one text per line, without a case.")
@click.option("--dated", metavar="DATE", help="When the text was published (YYYY-MM-DD).")
@click.option("--country", metavar="SY", help="The country it speaks of.")
@click.option("--pack", "packs", multiple=True, metavar="FILE", help="Own rules (no case).")
@click.option("--profile", help="How words and admissions are read (default: acled-like).")
@verb
def read_verb(
    shell: Shell,
    items: tuple[str, ...],
    text: str | None,
    batch: str | None,
    dated: str | None,
    country: str | None,
    profile: str | None,
    packs: tuple[str, ...],
) -> int:
    """Suggest claims; people accept or reject them later."""
    ways = (items, text, batch)
    if sum(bool(way) for way in ways) > 1 or (packs and not (text or batch)):
        says = "read items of the case, or --text FILE, or --batch FILE; --pack goes with a file"
        raise UsageError("usage", says)
    overlays = tuple(read_document(real_path(path)) for path in packs)
    if batch is not None:
        return _batch(shell, real_path(batch), profile or "acled-like", overlays)
    if text is not None:
        _one(shell, _text(real_path(text)), overlays, dated, country)
        return 0
    with opened(shell) as case:
        for claim in case.read.each(*items):
            shell.row(to_plain(claim), claim_line(claim))
        for item, why in case.read.unread(*items).items():
            shell.say(f"{item[:12]}: {why}")
    return 0


def _one(
    shell: Shell, text: str, overlays: tuple[str, ...], dated: str | None, country: str | None
) -> None:
    claims = read_text(text, dated=dated, country=country, overlays=overlays)
    for claim in claims:
        shell.row(to_plain(claim), claim_line(claim))
    why = None if claims else unread(text)
    if why is not None:
        shell.say(why)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise _no_file(path, error) from error


def _batch(shell: Shell, path: Path, profile: str, overlays: tuple[str, ...]) -> int:
    status = 0
    try:
        total = path.stat().st_size
        file = path.open("rb")
    except OSError as error:
        raise _no_file(path, error) from error
    with file, shell.progress("reading", total) as advance:
        for row in read_lines(_lines(file, advance), profile, overlays):
            if "error" in row:
                shell.row(row | {"path": str(path)}, row["message"])
                status = PARTLY
                continue
            least, most = row["killed"]["min"], row["killed"]["max"]
            top = "or more" if most is None else f"to {most}"
            shell.row(row, f"{row['id']}: {least} {top}")
    return status


def _lines(file: BinaryIO, advance: Advance) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(file, 1):
        advance(len(line))
        if line.strip():
            yield number, line.decode("utf-8", "replace")


def _no_file(path: Path, error: OSError) -> UsageError:
    return UsageError("read.file", f"cannot read {path}: {error.strerror}", path=str(path))


@click.command("retract")
@click.argument("claim_or_item")
@click.option("--why", required=True, help="Who withdrew it, and why.")
@verb
def retract_verb(shell: Shell, claim_or_item: str, why: str) -> None:
    """Note that who said it has withdrawn it; its numbers count no longer."""
    with opened(shell) as case:
        key = case.read.retract(claim_or_item, why)
        shell.row({"retracted": key, "why": why}, f"retracted: {key}")
