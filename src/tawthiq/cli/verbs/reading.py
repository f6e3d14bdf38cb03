"""read, claims, accept, reject, retract: from texts to claims that people review."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from tawthiq.base.errors import PARTLY, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.texts import killed, read_text
from tawthiq.cli.opened import opened
from tawthiq.cli.output import Shell, real_path, verb
from tawthiq.cli.words import claim_line


@click.command("read")
@click.argument("items", nargs=-1, metavar="[ITEM...]")
@click.option("--text", "text", metavar="FILE", help="Read one text file, without a case.")
@click.option("--batch", metavar="FILE.jsonl", help="Read one text per line, without a case.")
@click.option("--dated", metavar="DATE", help="When the text was published (YYYY-MM-DD).")
@click.option("--country", metavar="SY", help="The country it speaks of.")
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
) -> int:
    """Suggest claims; people accept or reject them later."""
    if batch is not None:
        return _batch(shell, real_path(batch), profile or "acled-like")
    if text is not None:
        for claim in read_text(_text(real_path(text)), dated=dated, country=country):
            shell.row(to_plain(claim), claim_line(claim))
        return 0
    with opened(shell) as case:
        for claim in case.read(*items):
            shell.row(to_plain(claim), claim_line(claim))
    return 0


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        says = f"cannot read {path}: {error.strerror}"
        raise UsageError("read.file", says, path=str(path)) from error


def _batch(shell: Shell, path: Path, profile: str) -> int:
    lines = [line for line in _text(path).splitlines() if line.strip()]
    status = 0
    with shell.progress("reading", len(lines)) as advance:
        for number, row in enumerate(_rows(lines, path), 1):
            advance(1)
            if "error" in row:
                shell.row(row, f"line {number}: {row['message']}")
                status = PARTLY
                continue
            claims = read_text(
                row["text"],
                dated=row.get("dated"),
                country=row.get("country"),
                language=row.get("language"),
            )
            least, most = killed(claims, profile)
            found = {
                "id": row["id"],
                "claims": to_plain(claims),
                "killed": {"min": least, "max": most},
                "profile": profile,
            }
            top = "or more" if most is None else f"to {most}"
            shell.row(found, f"{row['id']}: {least} {top}")
    return status


def _rows(lines: list[str], path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "id" not in row:
            says = f"line {number} is no JSON object with id and text"
            yield {"error": "batch.line", "message": says, "path": str(path)}
            continue
        yield row


@click.command("claims")
@click.argument("item", required=False)
@verb
def claims_verb(shell: Shell, item: str | None) -> None:
    """List claims with the state of their review."""
    with opened(shell) as case:
        keys = [key for key in case.preserve.items() if item and key.startswith(item)]
        if item and len(keys) != 1:
            raise UsageError("item.unknown", f"no one item has an id that begins with {item!r}")
        retracted = case.read.retracted()
        for claim in case.read.claims(keys[0] if keys else None):
            why = retracted.get(claim.id) or retracted.get(claim.item)
            row = to_plain(claim) | ({"retracted": why} if why is not None else {})
            tail = f"  RETRACTED: {why}" if why is not None else ""
            shell.row(row, claim_line(claim) + tail)


@click.command("accept")
@click.argument("claim")
@click.option("--why", help="A remark.")
@verb
def accept_verb(shell: Shell, claim: str, why: str | None) -> None:
    """The source says this."""
    with opened(shell) as case:
        done = case.read.accept(claim, why)
        shell.row(to_plain(done), claim_line(done))


@click.command("reject")
@click.argument("claim")
@click.option("--why", help="A remark.")
@verb
def reject_verb(shell: Shell, claim: str, why: str | None) -> None:
    """The source does not say this."""
    with opened(shell) as case:
        done = case.read.reject(claim, why)
        shell.row(to_plain(done), claim_line(done))


@click.command("retract")
@click.argument("claim_or_item")
@click.option("--why", required=True, help="Who withdrew it, and why.")
@verb
def retract_verb(shell: Shell, claim_or_item: str, why: str) -> None:
    """Note that who said it has withdrawn it; its numbers count no longer."""
    with opened(shell) as case:
        key = case.read.retract(claim_or_item, why)
        shell.row({"retracted": key, "why": why}, f"retracted: {key}")
