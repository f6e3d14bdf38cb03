"""Extracts of OpenStreetMap: GeoJSON, the answer of Overpass, or a table of places."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from tawthiq.kit.gazetteer.keys import script_of
from tawthiq.kit.gazetteer.point import point, whole
from tawthiq.kit.gazetteer.row import BadRow, Feature, PlaceName, Row
from tawthiq.kit.gazetteer.tables import Line

_PLACES: Final[Mapping[str, Feature]] = {
    "city": "city", "town": "city", "village": "village", "hamlet": "village",
    "isolated_dwelling": "village", "suburb": "neighbourhood", "quarter": "neighbourhood",
    "neighbourhood": "neighbourhood", "borough": "neighbourhood", "region": "area",
    "state": "admin1", "province": "admin1", "district": "admin2", "country": "country",
}  # fmt: skip
_OTHER_NAMES: Final = ("name", "name:en", "name:ar", "official_name", "alt_name", "int_name",
                       "old_name", "loc_name", "alt_name:en", "alt_name:ar")  # fmt: skip


def from_json(document: Any, country: str | None = None) -> Iterator[Row | BadRow]:  # noqa: ANN401
    """Yield the places of a GeoJSON collection or of an Overpass answer."""
    document = document if isinstance(document, Mapping) else {}
    listed = document.get("features", document.get("elements", ()))
    for number, one in enumerate(listed if isinstance(listed, list) else (), 1):
        if not isinstance(one, Mapping):
            yield BadRow(number, "it is no object")
            continue
        tags = one.get("properties", one.get("tags"))
        tags = tags if isinstance(tags, Mapping) else {}
        inner = tags.get("tags")
        tags = {**tags, **inner} if isinstance(inner, Mapping) else tags
        key = str(one.get("id") or tags.get("@id") or tags.get("osm_id") or tags.get("id") or "")
        if key.isdecimal():
            key = f"{one.get('type') if 'lat' in one or 'center' in one else 'node'}/{key}"
        yield _row(number, tags, key, _point(one), country)


def from_lines(lines: Iterable[Line], country: str | None = None) -> Iterator[Row | BadRow]:
    """Yield the places of a table with name, name:ar, alt_name, place, lat, lon, id."""
    for line in lines:
        tags = {name: line.get(name.replace(":", "").replace("_", "")) for name in _OTHER_NAMES}
        tags |= {"place": line.get("place"), "population": line.get("population")}
        at = point(line.get("lat", "latitude", "y"), line.get("lon", "longitude", "lng", "x"))
        yield _row(line.number, tags, line.get("id", "osmid"), at, country)


def _row(
    number: int, tags: Mapping[str, Any], key: str, at: tuple[str, str] | None,
    country: str | None,
) -> Row | BadRow:  # fmt: skip
    feature = _PLACES.get(str(tags.get("place", "")).strip().lower())
    names = [part.strip() for tag in _OTHER_NAMES for part in str(tags.get(tag) or "").split(";")]
    names = list(dict.fromkeys(name for name in names if name))
    if feature is None:
        return BadRow(number, "its place=… is none of the kinds that are read")
    if not names:
        return BadRow(number, "it has no name")
    if at is None:
        return BadRow(number, "it has no coordinates that can be")
    of = str(tags.get("is_in:country_code") or tags.get("ISO3166-1") or "")
    spellings = tuple(PlaceName(name, script_of(name)) for name in names[1:])
    return Row(
        "osm", key or f"{names[0]}@{at[0]},{at[1]}", names[0], feature, of.upper() or country,
        spellings, lat=at[0], lon=at[1],
        population=whole(tags.get("population")),
    )  # fmt: skip


def _point(one: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return a point: the element's own, its centre, or the middle of its outline's box."""
    if "lat" in one and "lon" in one:
        return point(one["lat"], one["lon"])
    centre = one.get("center")
    if isinstance(centre, Mapping):
        return point(centre.get("lat"), centre.get("lon"))
    shape = one.get("geometry")
    spots = list(_corners(shape.get("coordinates"))) if isinstance(shape, Mapping) else []
    if not spots:
        return None
    easts, norths = [spot[0] for spot in spots], [spot[1] for spot in spots]
    return point((min(norths) + max(norths)) / 2, (min(easts) + max(easts)) / 2)


def _corners(value: object) -> Iterator[tuple[float, float]]:
    """Yield every pair of numbers in nested lists, without recursion."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, list) or not one:
            continue
        if len(one) >= 2 and all(isinstance(n, int | float) for n in one[:2]):
            yield float(one[0]), float(one[1])
        else:
            waiting += one
