"""A plain table of places, as people keep them: name, name_ar, feature, parent, lat, lon."""

from collections.abc import Iterable, Iterator
from typing import Final

from tawthiq.kit.gazetteer.keys import norm_key, script_of
from tawthiq.kit.gazetteer.point import point, whole
from tawthiq.kit.gazetteer.row import FEATURES, BadRow, Feature, PlaceName, Row
from tawthiq.kit.gazetteer.tables import Line

_NAMES: Final = ("nameen", "namear", "arabic", "altname", "altnames", "othernames", "aliases")
_WORDS: Final[dict[str, Feature]] = {
    "town": "city", "settlement": "village", "hamlet": "village", "quarter": "neighbourhood",
    "neighborhood": "neighbourhood", "suburb": "neighbourhood", "province": "admin1",
    "governorate": "admin1", "district": "admin2", "subdistrict": "admin3", "region": "area",
}  # fmt: skip


def rows(
    lines: Iterable[Line], source: str = "csv", country: str | None = None
) -> Iterator[Row | BadRow]:
    """Yield the places of a table. `parent` is another row's id or name.

    A row needs a name and either coordinates or the kind of an area.
    """
    listed = list(lines)
    keys = {line.get("id"): line.get("id") for line in listed if line.get("id")}
    for line in listed:
        name = line.get("name", "nameen", "namear")
        keys.setdefault(norm_key(name), line.get("id") or norm_key(name))
    for line in listed:
        name = line.get("name", "nameen", "namear")
        at = point(line.get("lat", "latitude", "y"), line.get("lon", "lng", "longitude", "x"))
        said = line.get("feature", "kind", "type", "place", "precision").lower()
        feature = _feature(said)
        why = _wrong(name, said, feature, at)
        if why is not None or feature is None:
            yield BadRow(line.number, why or "")
            continue
        up = line.get("parent", "within", "parentid")
        parent = keys.get(up) or keys.get(norm_key(up)) or (norm_key(up) if up else None)
        of = line.get("country", "countrycode", "iso")
        lat, lon = at or (None, None)
        yield Row(
            source,
            line.get("id") or norm_key(name),
            name,
            feature,
            of.upper() if len(of) == 2 else country,
            tuple(_others(line)),
            parent and (parent if ":" in parent else f"{source}:{parent}"),
            line.get("area", "admin1code") or None,
            lat,
            lon,
            whole(line.get("radiusm")),
            whole(line.get("population")),
            line.get("validfrom") or None,
            line.get("validto") or None,
        )


def _wrong(name: str, said: str, feature: Feature | None, at: tuple[str, str] | None) -> str | None:
    if not norm_key(name):
        return "it has no name"
    if feature is None:
        return f"{said[:40]!r} is none of {', '.join(FEATURES)}"
    is_area = feature.startswith("admin") or feature in {"country", "area"}
    return None if at is not None or is_area else "it has no coordinates that can be"


def _feature(said: str) -> Feature | None:
    if not said:
        return "village"
    known: dict[str, Feature] = {feature: feature for feature in FEATURES}
    return known.get(said) or _WORDS.get(said)


def _others(line: Line) -> Iterator[PlaceName]:
    for heading in _NAMES:
        for part in line.get(heading).replace("|", ";").split(";"):
            if part.strip():
                yield PlaceName(part.strip(), script_of(part))
