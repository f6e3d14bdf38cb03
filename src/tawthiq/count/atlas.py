"""What a gazetteer lets figures say of places: which one a name means, and which lie apart.

A name means a gazetteer's place only where one was chosen for it, or where its spelling is
one that no other place of the country shares. Two of them lie apart only where both are
settlements with points and the points are farther from one another than the two names
reach: what is said of a village's name may have happened some kilometres from its point,
what is said of a province's chief town anywhere in the province.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from tawthiq.base.script import fold
from tawthiq.kit.gazetteer.point import distance_km
from tawthiq.record.case_facts import Place
from tawthiq.record.claim import PlaceRef

_IN_TOWN: Final = frozenset({"neighbourhood", "street", "exact_site"})
_POINTS: Final = frozenset({"settlement", "neighbourhood"})
DEFAULT_REACH_KM: Final = 20


@dataclass(slots=True)
class Atlas:
    """The gazetteer's places of one case; their keys are their ids."""

    places: dict[str, Place] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    _by_title: dict[str, str] = field(default_factory=dict)
    _spelled: dict[tuple[str, bool], str | None] = field(default_factory=dict)
    _town: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, places: Sequence[Place]) -> Self:
        """Gather places that have ids."""
        made = cls()
        for place in places:
            key = place.id or ""
            made.places[key], made.names[key] = place, place.name
            made._by_title.setdefault(fold(place.name).strip(), key)
            is_area = place.precision.startswith("admin")
            for name in {fold(name).strip() for name in place.names}:
                other = made._spelled.setdefault((name, is_area), key)
                if other != key:
                    made._spelled[name, is_area] = None
        return made

    def title(self, key: str) -> str | None:
        """Return the name to show for a key of ours."""
        return self.names.get(key)

    def key(self, place: Place) -> str:
        """Return the key of a gazetteer's place."""
        return place.id or ""

    def chosen(self, ref: PlaceRef) -> Place | None:
        """Return the place that was chosen for a name; one asked for by its shown name, too."""
        if ref.chosen is not None:
            return self.places.get(ref.chosen)
        if ref.span is None and not ref.candidates:
            return self.places.get(self._by_title.get(fold(ref.name).strip(), ""))
        return None

    def spelled(self, spelling: str, *, is_area: bool) -> str | None:
        """Return the key of a part named before, or of the one place with this spelling."""
        found = self._by_title.get(spelling)
        if found is not None and found not in self.places:
            return found
        return self._spelled.get((spelling, is_area))

    def undecided(self, key: str, ref: PlaceRef) -> str:
        """Return the key of a name that was looked up and left open: no chosen place's."""
        if key not in self.places and fold(ref.name).strip() not in self._by_title:
            return key
        return self._show(f"{fold(ref.name).strip()} (open)", f"{ref.name} (which one is open)")

    def is_inside(self, ref: PlaceRef, place: Place) -> bool:
        """Say whether a name means something inside the place that was chosen for it."""
        return ref.precision in _IN_TOWN and place.precision != "neighbourhood"

    def part_of(self, place: Place, folded: str, name: str) -> str:
        """Return the key of a quarter of a town: two towns' quarters of one name are two."""
        holder = self._town.setdefault(folded, self.key(place))
        if holder == self.key(place):
            return folded
        key = self._show(f"{folded} in {place.id}", f"{name} ({place.name})")
        self._town[key] = self.key(place)
        return key

    def _show(self, key: str, name: str) -> str:
        self.names.setdefault(key, name)
        self._by_title.setdefault(fold(name).strip(), key)
        return key

    def above(self, key: str) -> set[str]:
        """Return the key of what holds a place, where the case has it."""
        place = self.places[key]
        up = self._by_title.get(fold(place.parent).strip()) if place.parent else None
        return {up} if up is not None and up != key else set()

    def ground(self, a: str, b: str) -> str | None:
        """Return why `a` lies inside `b`, where a gazetteer says so."""
        seen: set[str] = set()
        key = a
        while key in self.places and key not in seen:
            seen.add(key)
            up = next(iter(self.above(key)), None)
            if up == b:
                return self.places[key].ground
            key = up or ""
        return None

    def apart(self, a: str, b: str) -> str | None:
        """Return the ground on which two places lie apart by their points, or None.

        A quarter of a chosen town lies where the town lies. Nothing else is placed by what
        holds it: "in Marzahun" may mean a village of the district.
        """
        one, other = self._spot(a), self._spot(b)
        if one is None or other is None or one.id == other.id:
            return None
        apart = distance_km((one.lat or "", one.lon or ""), (other.lat or "", other.lon or ""))
        reach = sum(p.reach_km or DEFAULT_REACH_KM for p in (one, other))
        if apart < reach:
            return None
        source = (one.id or "").partition(":")[0]
        return f"{int(apart)} km between their points, more than both names reach ({source})"

    def _spot(self, key: str) -> Place | None:
        place = self.places.get(self._town.get(key, key))
        is_point = place is not None and place.precision in _POINTS
        return place if place is not None and is_point and place.lat and place.lon else None
