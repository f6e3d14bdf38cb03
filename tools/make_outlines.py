#!/usr/bin/env python3
"""Make src/tawthiq/publish/outlines.json: the land and border lines that maps are drawn from.

The lines are Natural Earth's at 1:50,000,000 (public domain), as the npm package
`world-atlas` 2.0.2 (ISC) packs them. Natural Earth draws borders as they are held on the
ground, not as any state claims them; every map says so. Names of countries in English and
Arabic are those of Unicode CLDR, read through Babel (development environment).

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/make_outlines.py package/countries-50m.json

The result holds `arcs` (each a flat list x, y, dx, dy, dx, dy … in thousandths of a degree,
longitude first) and `countries` (code, names, rings; a ring lists arcs, and ~n is arc n
walked backwards). An arc that two countries use is a border; any other is a coast.
"""

import json
import sys
from pathlib import Path
from typing import Any

from babel import Locale
from babel.core import get_global

TARGET = Path(__file__).parent.parent / "src/tawthiq/publish/outlines.json"
THOUSANDTHS = 1000


def arc_steps(arc: list[list[int]], transform: dict[str, list[float]]) -> list[int]:
    """Return one arc as a start and steps, without steps that go nowhere."""
    flat: list[int] = []
    at_x = at_y = last_x = last_y = 0
    for step_x, step_y in arc:
        at_x, at_y = at_x + step_x, at_y + step_y
        x = round((at_x * transform["scale"][0] + transform["translate"][0]) * THOUSANDTHS)
        y = round((at_y * transform["scale"][1] + transform["translate"][1]) * THOUSANDTHS)
        if not flat or (x, y) != (last_x, last_y):
            flat += [x - last_x, y - last_y]
        last_x, last_y = x, y
    return flat


def rings(geometry: dict[str, Any]) -> list[list[int]]:
    """Return every ring of a country, outer rings and holes alike."""
    if geometry["type"] == "Polygon":
        return list(geometry["arcs"])
    return [ring for polygon in geometry["arcs"] for ring in polygon]


def country(geometry: dict[str, Any]) -> dict[str, Any]:
    """Return code (ISO 3166-1 alpha-2, or none), names and rings of one country."""
    codes = get_global("territory_aliases").get(str(geometry.get("id")), [None])
    code = codes[0]
    name = geometry["properties"]["name"]
    names = {lang: Locale(lang).territories.get(code, name) for lang in ("en", "ar")}
    return {"code": code, **names, "rings": rings(geometry)}


def main() -> None:
    """Read the topology named on the command line and write the outlines."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    outlines = {
        "source": "Natural Earth 1:50m, public domain; from world-atlas 2.0.2",
        "arcs": [arc_steps(arc, topology["transform"]) for arc in topology["arcs"]],
        "countries": [country(g) for g in topology["objects"]["countries"]["geometries"]],
    }
    text = json.dumps(outlines, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
