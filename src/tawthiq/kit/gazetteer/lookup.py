"""Asking a gazetteer: which places a name may mean.

The file is opened when the first question comes and only ever read; answers that were
given lately are remembered. The same place in two sources is one sense.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from tawthiq.base.errors import UsageError
from tawthiq.kit.gazetteer.keys import norm_key, skeleton_key
from tawthiq.kit.gazetteer.point import distance_km
from tawthiq.kit.gazetteer.row import PlaceName, Sense
from tawthiq.kit.gazetteer.writing import demand

SAME_KM: Final = 5
MOST: Final = 40
REMEMBERED: Final = 4096
SETTLED: Final = frozenset({"city", "village"})
_BEST_SOURCE: Final = ("ocha", "geonames", "osm", "csv", "ged")
_FIELDS: Final = "p.id, p.name, p.feature, p.country, p.area, p.lat, p.lon, p.population, p.parent"
_EXACT: Final = (
    f"SELECT DISTINCT {_FIELDS} FROM names JOIN places p ON p.n = place"  # noqa: S608 - ours
    " WHERE norm = ?"
)
_ALIKE: Final = (
    f"SELECT DISTINCT {_FIELDS} FROM names n JOIN places p ON p.n = n.place"  # noqa: S608 - ours
    " WHERE n.skeleton = ? AND n.skeleton <> '' AND {} ORDER BY p.population DESC, p.id LIMIT 400"
)
_Found = tuple[
    str, str, str, str | None, str | None, str | None, str | None, int | None, str | None
]


class GazetteerFile:
    """The gazetteer in one file; raises UsageError where the file is none."""

    def __init__(self, path: Path) -> None:
        """Look at the file's own head; nothing is loaded."""
        self.path = path
        self.digest = demand(path)
        self._connection: sqlite3.Connection | None = None
        self._exact = lru_cache(REMEMBERED)(self._find)
        self._near = lru_cache(REMEMBERED)(self._find_alike)

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        try:
            if self._connection is None:
                uri = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
                self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            says = f"the gazetteer {self.path} cannot be read: {error}; build it anew"
            raise UsageError("gazetteer.file", says, path=str(self.path)) from error

    def exact(self, name: str) -> tuple[Sense, ...]:
        """Return the places that bear exactly this name (its folded key), largest first."""
        return self._exact(norm_key(name))

    def alike(self, name: str, country: str | None) -> tuple[Sense, ...]:
        """Return places whose name has the same consonants; they may be suggested only."""
        return self._near(skeleton_key(name), country)

    def place(self, key: str) -> Sense | None:
        """Return one place by its id."""
        found = self._ask(f"SELECT {_FIELDS} FROM places p WHERE id = ?", (key,))  # noqa: S608
        return self._senses(found)[0] if found else None

    def _find(self, key: str) -> tuple[Sense, ...]:
        return self._senses(self._ask(_EXACT, (key,))) if key else ()

    def _find_alike(self, key: str, country: str | None) -> tuple[Sense, ...]:
        if not key:
            return ()
        where, values = ("TRUE", (key,)) if country is None else ("n.country = ?", (key, country))
        return self._senses(self._ask(_ALIKE.format(where), values))[:MOST]

    def names(self, key: str) -> tuple[PlaceName, ...]:
        """Return all spellings of a place, the primary one first."""
        query = (
            "SELECT n.name, n.lang, n.kind FROM names n JOIN places p ON p.n = n.place"
            " WHERE p.id = ? ORDER BY n.kind <> 'primary', n.kind <> 'official', n.rowid"
        )
        return tuple(PlaceName(*row) for row in self._ask(query, (key,)))  # type: ignore[arg-type]

    def country_code(self, text: str | None) -> str | None:
        """Return the ISO code for a code or a country's name; None where it is neither."""
        if not text or not text.strip():
            return None
        plain = text.strip()
        if len(plain) == 2 and plain.isascii() and plain.isalpha():
            return plain.upper()
        found = {sense.country for sense in self.exact(plain) if sense.feature == "country"}
        return found.pop() if len(found) == 1 else None

    def reach_km(self, key: str) -> int:
        """Return how far from its point what is said of a place by its name may have happened.

        A village's name reaches 5 km, a town's (10,000 people) 10 km, a city's (100,000)
        20 km. The largest place of a first-level area, and a place that shares its name
        with an area that the gazetteer holds, may stand for the whole area: its name
        reaches to the farthest place in it.
        """
        sense = self.place(key)
        if sense is None or sense.lat is None or sense.lon is None:
            return 0
        least = 5 + 5 * (sense.population >= 10_000) + 10 * (sense.population >= 100_000)
        here = (sense.lat, sense.lon)
        around = [distance_km(here, spot) for spot in self._namesake(sense)]
        return max(least, int(max(around, default=0)) + 1)

    def _namesake(self, sense: Sense) -> list[tuple[str, str]]:
        """Return the points of all places in the areas that the place's name may mean."""
        spots: list[tuple[object, ...]] = []
        if sense.area is not None:
            query = (
                "SELECT id, lat, lon FROM places WHERE country = ? AND area = ? AND lat NOTNULL"
                " AND feature IN ('city', 'village') ORDER BY coalesce(population, 0) DESC, id"
            )
            here = self._ask(query, (sense.country, sense.area))
            spots += here if here and here[0][0] == sense.id else []
        keys = {name.text for name in self.names(sense.id)}
        areas = {
            other.id for text in keys for other in self.exact(text)
            if other.feature.startswith("admin") and other.country == sense.country
        }  # fmt: skip
        for area in sorted(areas):
            spots += self._below(area)
        return [(str(lat), str(lon)) for _, lat, lon in spots]

    def _below(self, area: str) -> list[tuple[object, ...]]:
        query = (
            "WITH RECURSIVE below(id) AS (SELECT ? UNION"
            " SELECT p.id FROM places p JOIN below ON p.parent = below.id)"
            " SELECT p.id, p.lat, p.lon FROM places p JOIN below USING (id) WHERE p.lat NOTNULL"
        )
        return self._ask(query, (area,))

    def inputs(self) -> tuple[tuple[str, int, str], ...]:
        """Return what the gazetteer was made of: origin, number of places, licence."""
        query = "SELECT origin, places, coalesce(licence, '') FROM inputs ORDER BY origin"
        return tuple(self._ask(query))  # type: ignore[arg-type]

    def _senses(self, found: Iterable[tuple[object, ...]]) -> tuple[Sense, ...]:
        rows: list[_Found] = list(found)  # type: ignore[arg-type]
        senses = [
            Sense(key, name, feature, country, area, lat, lon, people or 0, self._holders(up))  # type: ignore[arg-type]
            for key, name, feature, country, area, lat, lon, people, up in rows
        ]
        return _merged(senses)

    def _holders(self, parent: str | None) -> tuple[str, ...]:
        """Return the ids of what holds a place, nearest first; a ring ends where it closes."""
        found: list[str] = []
        while parent is not None and parent not in found:
            found.append(parent)
            up = self._ask("SELECT parent FROM places WHERE id = ?", (parent,))
            parent = str(up[0][0]) if up and up[0][0] is not None else None
        return tuple(found)


def _merged(senses: list[Sense]) -> tuple[Sense, ...]:
    """Return one sense for each place, whatever number of sources hold it, largest first."""
    ordered = sorted(senses, key=lambda s: (_rank(s), s.id))
    kept: list[Sense] = []
    for sense in ordered:
        for index, other in enumerate(kept):
            if _is_same(other, sense):
                kept[index] = _joined(other, sense)
                break
        else:
            kept.append(sense)
    return tuple(sorted(kept, key=lambda s: (-s.population, s.id)))


def _rank(sense: Sense) -> int:
    source = sense.id.partition(":")[0]
    return _BEST_SOURCE.index(source) if source in _BEST_SOURCE else len(_BEST_SOURCE)


def _is_same(a: Sense, b: Sense) -> bool:
    """Say whether two sources hold one place: one kind, one name, and points that meet."""
    if a.country != b.country or a.id.partition(":")[0] == b.id.partition(":")[0]:
        return False
    both_settled = a.feature in SETTLED and b.feature in SETTLED
    if not both_settled and a.feature != b.feature:
        return False
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return not both_settled and a.feature != "neighbourhood"
    near = distance_km((a.lat, a.lon), (b.lat, b.lon))
    return near <= (SAME_KM if both_settled or a.feature == "neighbourhood" else 100)


def _joined(a: Sense, b: Sense) -> Sense:
    return Sense(
        a.id, a.name, a.feature, a.country, a.area or b.area, a.lat or b.lat, a.lon or b.lon,
        max(a.population, b.population), (*a.holders, *(h for h in b.holders if h not in a.holders)),
        (*a.others, b.id),
    )  # fmt: skip
