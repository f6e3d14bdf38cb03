"""The map: places of the case on Natural Earth outlines, each as the area it may lie in.

A plain (plate carrée) projection with the true ratio at the map's middle latitude, three
wide to two high. Places are laid out in percentages over the outlines, so that names stay
legible whatever the map's size.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tawthiq.publish.outlines import Box, Country, Point, outline
from tawthiq.record.case_facts import Place
from tawthiq.record.words import Lang

WIDTH: Final = 1200
HEIGHT: Final = 800
KM_PER_DEGREE: Final = 111.32
RADIUS_KM: Final[Mapping[str, float]] = {
    "exact_site": 0.025, "building": 0.025, "street": 0.1, "neighbourhood": 0.5,
    "settlement": 2, "near_settlement": 5, "subdistrict": 10, "admin3": 10, "district": 25,
    "admin2": 25, "region": 40, "province": 60, "admin1": 60,
}  # fmt: skip
"""How far from its point a place of each precision may lie (standards.md §2.7)."""
PRECISIONS: Final = (*RADIUS_KM, "country", "sea_air", "unknown")
LEAST_HALF_KM: Final = 45.0
MOST_LINES: Final = 6
SHOWN_WIDE: Final = 480
SHOWN_HIGH: Final = 320
"""The size in CSS pixels for which names are placed; a phone shows a little less."""
LETTER: Final = 7.0
_POINTLIKE: Final = frozenset({
    "exact_site", "building", "street", "neighbourhood", "settlement",
})  # fmt: skip
_WIDE: Final = frozenset({"region", "province", "admin1"})
_GRID: Final = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SCALES: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True, slots=True)
class Spot:
    """One place on the map, in percent of width and height; `radius_x` shows its precision."""

    place: str
    name: str
    x: str
    y: str
    radius_x: str
    radius_y: str
    is_pointlike: bool
    label_x: int
    label_y: int
    anchor: str
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class CountryName:
    """A country's name where its visible part is widest."""

    text: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Map:
    """Paths in a WIDTH by HEIGHT box, places and names in percent, a scale bar in percent."""

    land: tuple[str, ...]
    borders: tuple[str, ...]
    meridians: tuple[str, ...]
    parallels: tuple[str, ...]
    countries: tuple[CountryName, ...]
    spots: tuple[Spot, ...]
    scale_km: int
    scale_width: str


def map_of(places: Sequence[Place], lang: Lang, spell: Callable[[str], str] = str) -> Map | None:
    """Draw the places that have coordinates and a drawable precision; None where none has.

    `spell` gives a place's name in the script of the page.
    """
    drawn = [place for place in places if is_drawable(place)]
    if not drawn:
        return None
    frame = _Frame(drawn)
    around = outline(frame.padded())
    km_wide = frame.width_km
    scale = max((s for s in _SCALES if s <= km_wide / 4), default=1)
    return Map(
        land=tuple(frame.path(ring, close=True) for c in around.countries for ring in c.rings),
        borders=tuple(frame.path(line) for line in around.borders),
        meridians=frame.grid(axis=0),
        parallels=frame.grid(axis=1),
        countries=tuple(_country_names(around.countries, frame, lang)),
        spots=_spots(drawn, frame, spell),
        scale_km=scale,
        scale_width=_percent(100 * scale / km_wide),
    )


def is_drawable(place: Place) -> bool:
    """Say whether a place has coordinates and is not coarser than a province."""
    return place.lat is not None and place.lon is not None and place.precision in RADIUS_KM


class _Frame:
    """The stretch of the earth that the map shows, and where a point falls on it."""

    def __init__(self, places: Sequence[Place]) -> None:
        fine = [place for place in places if place.precision not in _WIDE] or list(places)
        points = [position(place) for place in fine]
        south, north = min(y for _, y in points), max(y for _, y in points)
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        self._x, self._y = (west + east) / 2, (south + north) / 2
        self._shrink = max(math.cos(math.radians(self._y)), 0.05)
        reach = max(RADIUS_KM[place.precision] for place in fine)
        half_x = (east - west) / 2 * KM_PER_DEGREE * self._shrink + reach
        half_y = (north - south) / 2 * KM_PER_DEGREE + reach
        half = max(half_x * 1.45, half_y * 1.45 * WIDTH / HEIGHT, LEAST_HALF_KM)
        self.width_km = 2 * half
        self._degrees_x = half / KM_PER_DEGREE / self._shrink
        self._degrees_y = half / KM_PER_DEGREE * HEIGHT / WIDTH

    def padded(self) -> Box:
        """Return the box that is cut out, a little larger than what is seen."""
        x, y = self._degrees_x * 1.1, self._degrees_y * 1.1
        return self._x - x, self._y - y, self._x + x, self._y + y

    def share(self, point: Point) -> Point:
        """Return a position as shares of width and height, from the upper left corner."""
        x = 0.5 + (point[0] - self._x) / (2 * self._degrees_x)
        y = 0.5 - (point[1] - self._y) / (2 * self._degrees_y)
        return x, y

    def grid(self, axis: int) -> tuple[str, ...]:
        """Return where lines of whole steps of degrees cross, in percent of an axis."""
        half = (self._degrees_x, self._degrees_y)[axis]
        middle = (self._x, self._y)[axis]
        step = next((step for step in _GRID if 2 * half / step <= MOST_LINES), _GRID[-1])
        first = math.ceil((middle - half) / step)
        last = math.floor((middle + half) / step)
        at = [n * step for n in range(first, last + 1)]
        points = [self.share((v, self._y) if axis == 0 else (self._x, v))[axis] for v in at]
        return tuple(_percent(100 * share) for share in points)

    def path(self, points: Sequence[Point], *, close: bool = False) -> str:
        """Return an SVG path in whole units of the map's box."""
        placed = (self.share(point) for point in points)
        steps = " ".join(f"{x * WIDTH:.1f},{y * HEIGHT:.1f}" for x, y in placed)
        return f"M{steps}{'Z' if close else ''}"


def position(place: Place) -> Point:
    """Return longitude and latitude of a place that has them."""
    return float(place.lon or 0), float(place.lat or 0)


def _spots(places: Sequence[Place], frame: _Frame, spell: Callable[[str], str]) -> tuple[Spot, ...]:
    order = sorted(places, key=lambda place: (-RADIUS_KM[place.precision], place.name))
    centres = [frame.share(position(place)) for place in order]
    taken = [_around(x * SHOWN_WIDE, y * SHOWN_HIGH, 7) for x, y in centres]
    spots = []
    for place, (x, y) in zip(order, centres, strict=True):
        radius = 100 * RADIUS_KM[place.precision] / frame.width_km
        side = _free_side(spell(place.name), x * SHOWN_WIDE, y * SHOWN_HIGH, taken)
        spots.append(
            Spot(
                place=place.name,
                name=spell(place.name),
                x=_percent(100 * x),
                y=_percent(100 * y),
                radius_x=_percent(radius),
                radius_y=_percent(radius * WIDTH / HEIGHT),
                is_pointlike=place.precision in _POINTLIKE,
                label_x=side[0] if side else 0,
                label_y=side[1] if side else 0,
                anchor=side[2] if side else "start",
                is_labelled=side is not None,
            )
        )
    return tuple(spots)


def _free_side(name: str, x: float, y: float, taken: list[Box]) -> tuple[int, int, str] | None:
    """Return where a name fits beside its place, on a map of the size reckoned with, and take the room."""
    wide = LETTER * len(name)
    for dx, dy, anchor in (
        (10, 5, "start"),
        (-10, 5, "end"),
        (0, -11, "middle"),
        (0, 21, "middle"),
    ):
        west = x + dx - {"start": 0.0, "end": wide, "middle": wide / 2}[anchor]
        room = (west, y + dy - 13, west + wide, y + dy + 4)
        inside = room[0] > 0 and room[2] < SHOWN_WIDE and room[1] > 0 and room[3] < SHOWN_HIGH
        if inside and not any(_overlap(room, other) for other in taken):
            taken.append(room)
            return dx, dy, anchor
    return None


def _around(x: float, y: float, reach: float) -> Box:
    return x - reach, y - reach, x + reach, y + reach


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _country_names(countries: Sequence[Country], frame: _Frame, lang: Lang) -> list[CountryName]:
    names = []
    for country in countries:
        ring = max(country.rings, key=lambda r: abs(_area([frame.share(p) for p in r])))
        seen = [(min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)) for x, y in map(frame.share, ring)]
        area = abs(_area(seen))
        if area < 0.02:
            continue
        x, y = _centre(seen)
        if 0.06 < x < 0.94 and 0.06 < y < 0.94:
            names.append(CountryName(country.names[lang], _percent(100 * x), _percent(100 * y)))
    return names


def _area(ring: Sequence[Point]) -> float:
    following = [*ring[1:], ring[0]]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, following, strict=True)) / 2


def _centre(ring: Sequence[Point]) -> Point:
    area = _area(ring)
    following = [*ring[1:], ring[0]]
    x = y = 0.0
    for a, b in zip(ring, following, strict=True):
        cross = a[0] * b[1] - b[0] * a[1]
        x, y = x + (a[0] + b[0]) * cross, y + (a[1] + b[1]) * cross
    return x / (6 * area), y / (6 * area)


def _percent(value: float) -> str:
    return f"{value:.2f}%"
