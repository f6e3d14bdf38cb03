"""Places of the gazetteer that a case's claims chose, as the case's own places.

Each is given once, with what holds it; never over one that a person named. They carry what
figures need: the point, how far the name reaches, and the place above.
"""

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from tawthiq.base.script import fold
from tawthiq.kit.gazetteer.row import PlaceName, Sense
from tawthiq.read import placing
from tawthiq.record.case_facts import Place
from tawthiq.record.claim import Candidate, Claim, PlaceRef

MOST_NAMES: Final = 16
_SETTLED: Final = frozenset({"city", "village"})
_PRECISION: Final = {"city": "settlement", "village": "settlement", "area": "region"}
_KIND_WORDS: Final = {"admin1": "province", "admin2": "district", "admin3": "subdistrict"}


class Atlas(placing.Gazetteer, Protocol):
    """A gazetteer that also says what it knows of one place."""

    def place(self, key: str) -> Sense | None:
        """Return a place by its id."""

    def names(self, key: str) -> tuple[PlaceName, ...]:
        """Return all spellings of a place."""

    def reach_km(self, key: str) -> int:
        """Return how far from its point what is said of a place may have happened."""


class Placing:
    """Placing the claims of one case: which gazetteer, which country, what is known already."""

    def __init__(self, atlas: Atlas, country: str | None, known: Iterable[Place]) -> None:
        """Take the case's places; those without an id are what people named."""
        self._atlas = atlas
        self._country = country
        self._ids: set[str] = set()
        self._titles: dict[str, str] = {}
        self._stated: set[str] = set()
        for place in known:
            self._know(place)

    def __call__(self, claims: Sequence[Claim]) -> tuple[Claim, ...]:
        """Return the claims of one text with their places looked up."""
        return placing.place_claims(claims, self._atlas, self._country)

    def places(self, claims: Sequence[Claim]) -> tuple[Place, ...]:
        """Return the places that these claims chose and the case does not have yet."""
        fresh: list[Place] = []
        for claim in claims:
            for ref in claim.place:
                chosen = next((c for c in ref.candidates if c.id == ref.chosen), None)
                if chosen is not None and fold(ref.name).strip() not in self._stated:
                    fresh += self._enter(chosen.id, _title(ref, chosen))
        return tuple(fresh)

    def _know(self, place: Place) -> None:
        if place.id is None:
            self._stated |= {fold(name).strip() for name in (place.name, *place.names)}
        else:
            self._ids.add(place.id)
            self._titles[place.id] = place.name

    def _enter(self, key: str, title: str) -> list[Place]:
        """Make a place, and first what holds it: each once."""
        if key in self._ids:
            return []
        sense = self._atlas.place(key)
        if sense is None or sense.feature == "country":
            return []
        self._ids.add(key)
        above: list[Place] = []
        parent = next((self._atlas.place(holder) for holder in sense.holders), None)
        if parent is not None:
            above = self._enter(parent.id, parent.name)
        held_by = self._titles.get(parent.id) if parent is not None else None
        source = key.partition(":")[0]
        ground = f"gazetteer parent ({source})" if held_by else f"gazetteer ({source})"
        place = Place(
            self._unlike(title, sense), self._own_names(sense), held_by,
            _PRECISION.get(sense.feature, sense.feature), sense.lat, sense.lon, sense.country,
            ground, key, self._atlas.reach_km(key) if sense.feature in _SETTLED else None,
        )  # fmt: skip
        self._titles[key] = place.name
        return [*above, place]

    def _unlike(self, title: str, sense: Sense) -> str:
        """Return a name that no other place of the case goes by."""
        taken = {fold(name).strip() for name in self._titles.values()} | self._stated
        kind = _KIND_WORDS.get(sense.feature)
        for name in (title, f"{title} ({kind})" if kind else title, f"{title} ({sense.id})"):
            if fold(name).strip() not in taken:
                return name
        return sense.id

    def _own_names(self, sense: Sense) -> tuple[str, ...]:
        """Return the spellings that mean no other place of the same sort in its country."""
        kept = []
        for name in self._atlas.names(sense.id):
            others = [
                other
                for other in self._atlas.exact(name.text)
                if other.country == sense.country and _sort(other) == _sort(sense)
            ]
            if len(others) == 1 and others[0].id == sense.id:
                kept.append(name.text)
        return tuple(kept[:MOST_NAMES])


def _sort(sense: Sense) -> str:
    return "settled" if sense.feature in _SETTLED else sense.feature


def _title(ref: PlaceRef, chosen: Candidate) -> str:
    """Return the name as the text has it, unless the text names something inside the place."""
    inside = ref.precision in {"neighbourhood", "street", "exact_site"}
    return chosen.name if inside and chosen.feature != "neighbourhood" else ref.name
