"""Land and border lines to draw maps from: Natural Earth 1:50m, kept as data.

tools/make_outlines.py makes `outlines.json` and explains its form. Borders follow Natural
Earth's view of who holds what on the ground; a map drawn from them says so.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

THOUSANDTHS = 1000

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True, slots=True)
class Country:
    """One country's rings inside a box, in degrees, and its name in each language."""

    code: str | None
    names: dict[str, str]
    rings: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """What lies in a box: land as countries, and the lines that two of them share."""

    countries: tuple[Country, ...]
    borders: tuple[tuple[Point, ...], ...]


def outline(box: Box) -> Outline:
    """Return the land and the borders inside `box`; land is cut at its edges."""
    table = _table()
    countries = []
    touched: Counter[int] = Counter()
    for entry in table["countries"]:
        for ring in entry["rings"]:
            touched.update(arc if arc >= 0 else ~arc for arc in ring)
        rings = tuple(_cut_rings(entry["rings"], box))
        if rings:
            names = {"en": entry["en"], "ar": entry["ar"]}
            countries.append(Country(entry["code"], names, rings))
    shared = [_arc(index) for index, uses in sorted(touched.items()) if uses > 1]
    return Outline(tuple(countries), tuple(line for line in shared if _meets(line, box)))


def _cut_rings(rings: Sequence[Sequence[int]], box: Box) -> Iterator[tuple[Point, ...]]:
    for ring in rings:
        points = _unwound([point for arc in ring for point in _arc(arc)])
        for turn in (-360, 0, 360):
            turned = [(x + turn, y) for x, y in points]
            if _meets(turned, box):
                cut = _cut(turned, box)
                if len(cut) > 2:
                    yield tuple(cut)


def _unwound(points: Sequence[Point]) -> list[Point]:
    """Return a ring without jumps at the antimeridian; one around a pole takes the pole in."""
    unwound = [points[0]]
    for x, y in points[1:]:
        turns = round((x - unwound[-1][0]) / 360)
        unwound.append((x - 360 * turns, y))
    (first, _), (last, south) = unwound[0], unwound[-1]
    if abs(last - first) > 180:
        pole = 90.0 if south > 0 else -90.0
        unwound += [(last, pole), (first, pole)]
    return unwound


def _cut(points: Sequence[Point], box: Box) -> list[Point]:
    """Cut a ring at the four sides of a box (Sutherland and Hodgman 1974)."""
    cut = list(points)
    for axis, limit, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        cut = _cut_side(cut, axis, limit, sign)
        if not cut:
            break
    return cut


def _cut_side(points: list[Point], axis: int, limit: float, sign: int) -> list[Point]:
    kept: list[Point] = []
    for before, point in zip([points[-1], *points[:-1]], points, strict=True):
        was_in = sign * (before[axis] - limit) >= 0
        is_in = sign * (point[axis] - limit) >= 0
        if was_in != is_in:
            share = (limit - before[axis]) / (point[axis] - before[axis])
            kept.append((
                before[0] + share * (point[0] - before[0]),
                before[1] + share * (point[1] - before[1]),
            ))  # fmt: skip
        if is_in:
            kept.append(point)
    return kept


def _meets(points: Sequence[Point], box: Box) -> bool:
    west, south, east, north = box
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs) <= east and max(xs) >= west and min(ys) <= north and max(ys) >= south


@lru_cache(maxsize=4096)
def _arc(index: int) -> tuple[Point, ...]:
    if index < 0:
        return _arc(~index)[::-1]
    flat = _table()["arcs"][index]
    points: list[Point] = []
    x = y = 0
    for step_x, step_y in zip(flat[::2], flat[1::2], strict=True):
        x, y = x + step_x, y + step_y
        points.append((x / THOUSANDTHS, y / THOUSANDTHS))
    return tuple(points)


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    source = files("tawthiq.publish") / "outlines.json"
    table: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return table
