"""Data files of a dossier: claims, figures, incidents, places, and what their fields mean."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from tawthiq.publish.cartography import RADIUS_KM
from tawthiq.publish.register import Register
from tawthiq.publish.site import notices
from tawthiq.record.release import Facts
from tawthiq.record.words import Words

FORMULA = ("=", "+", "-", "@", "\t", "\r")
DICTIONARY: Mapping[str, tuple[str, ...]] = {
    "claims.json": (
        "id", "item", "quote", "event", "polarity", "status", "aspects", "chain", "perpetrator",
        "victim", "means", "count", "place", "time", "said", "as_of", "series",
        "same_event_hint", "caveats", "reader", "review",
    ),
    "figures.json": (
        "question", "scope", "standard", "basis", "profile", "min", "max", "floor", "sturdy",
        "sturdy_by_item", "low", "high", "spread", "accounts", "because", "contradictions",
        "contested", "unquantified", "beside", "certificates", "carriers", "verifiers",
        "relayed_by",
    ),
    "incidents.json": ("code", "place", "within", "from", "to", "claims", "state"),
    "places.csv": ("name", "precision", "radius_km", "lat", "lon", "parent", "ground", "notice"),
}  # fmt: skip


def data_files(facts: Facts, words: Words) -> dict[str, bytes]:
    """Return every data file by its path; each says whom it is for."""
    register = Register(facts)
    notice = " ".join(words.say(f"notice.{key}") for key in notices(facts))
    figures = [
        {"question": {"kind": q.kind, "words": q.words}, **shape(figure)}
        for q in register.questions
        for figure in q.ladder
    ]
    return {
        "data/claims.json": _json(notice, claims=[shape(claim) for claim in facts.claims]),
        "data/figures.json": _json(notice, figures=figures),
        "data/incidents.json": _json(notice, incidents=[shape(i) for i in facts.incidents]),
        "data/incidents.geojson": _geojson(notice, register),
        "data/places.csv": _places(notice, facts),
        "data/dictionary.json": _json(notice, files=_dictionary(words)),
    }


def shape(value: Any) -> Any:  # noqa: ANN401 - JSON values have no narrower type
    """Return a record in the JSON shape of the design: `from_` is written `from`."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name.rstrip("_"): shape(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [shape(part) for part in value]
    if isinstance(value, Mapping):
        return {key: shape(part) for key, part in value.items()}
    return value


def safe_cell(text: str) -> str:
    """Return a CSV cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _json(notice: str, **content: Any) -> bytes:  # noqa: ANN401 - JSON values have no narrower type
    table = {"notice": notice, **content}
    return (json.dumps(table, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _geojson(notice: str, register: Register) -> bytes:
    features = []
    for incident in register.facts.incidents:
        place = register.place(incident.place)
        geometry = None
        if place is not None and place.lat is not None and place.lon is not None:
            geometry = {"type": "Point", "coordinates": [float(place.lon), float(place.lat)]}
        precision = place.precision if place else "unknown"
        features.append({
            "type": "Feature",
            "geometry": geometry,
            "properties": {
                **shape(incident),
                "precision": precision,
                "radius_km": RADIUS_KM.get(precision),
            },
        })  # fmt: skip
    return _json(notice, type="FeatureCollection", features=features)


def _places(notice: str, facts: Facts) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(DICTIONARY["places.csv"])
    for place in facts.places:
        radius = RADIUS_KM.get(place.precision)
        row = (
            place.name, place.precision, "" if radius is None else f"{radius:g}", place.lat or "",
            place.lon or "", place.parent or "", place.ground or "", notice,
        )  # fmt: skip
        numeric = {3, 4}
        writer.writerow([c if n in numeric else safe_cell(c) for n, c in enumerate(row)])
    return ("\ufeff" + out.getvalue()).encode("utf-8", "replace")


def _dictionary(words: Words) -> list[dict[str, Any]]:
    return [
        {
            "file": file,
            "fields": [
                {"name": name, "means": words.say(f"field.{file.split('.')[0]}.{name}")}
                for name in names
            ],
        }
        for file, names in DICTIONARY.items()
    ]
