"""How a place stands to the container that the words state: inside, near, outside, unknown."""

from collections.abc import Sequence
from typing import Final

from tawthiq.kit.gazetteer.point import distance_km
from tawthiq.kit.gazetteer.row import Sense
from tawthiq.record.claim import Candidate

QUARTER_KM: Final = 15
NEAR_KM: Final = 40
FAR_KM: Final = 150
WEIGHT: Final = {
    "inside_container": 3,
    "same_area": 2,
    "near_container": 2,
    "container_unknown": 1,
    "outside_container": 0,
}
"""The words for it, with how much they say for a place; 2 and more place it."""


def held(sense: Sense, holders: Sequence[Sense]) -> str:
    """Return how a place stands to its stated container, which may mean several places."""
    if not holders:
        return "container_unknown"
    found = {holder.id: _against(sense, holder) for holder in holders}
    best = max(found.values(), key=lambda how: WEIGHT[how])
    areas = {found[holder.id] for holder in holders if holder.feature.startswith("admin")}
    if best == "same_area" and areas and areas <= {"outside_container"}:
        return "outside_container"  # the district of that name is known, and it is not in it
    return best


def _against(sense: Sense, holder: Sense) -> str:
    if holder.id in sense.holders or set(holder.others) & set(sense.holders):
        return "inside_container"
    if holder.feature == "country":
        return "inside_container" if holder.country == sense.country else "outside_container"
    if holder.id == sense.id or holder.country != sense.country:
        return "outside_container"
    if holder.feature.startswith("admin") and sense.holders and _source(sense) == _source(holder):
        return "outside_container"
    if sense.area is not None and holder.area is not None and _source(sense) == _source(holder):
        if sense.area != holder.area:
            return "outside_container"
        return "inside_container" if holder.feature == "admin1" else "same_area"
    apart = _apart_km(sense.lat, sense.lon, holder.lat, holder.lon)
    if apart is None:
        return "container_unknown"
    if apart <= NEAR_KM:
        return "near_container"
    return "outside_container" if apart > FAR_KM else "container_unknown"


def inside_town(sense: Sense, town: Candidate) -> str | None:
    """Return on what ground a quarter lies in a town; None where nothing says that it does."""
    if town.id in sense.holders:
        return "inside_container"
    apart = _apart_km(sense.lat, sense.lon, town.lat, town.lon)
    is_near = apart is not None and apart <= QUARTER_KM
    elsewhere = sense.holders and sense.id.partition(":")[0] == town.id.partition(":")[0]
    return "near_container" if is_near and not elsewhere and sense.country == town.country else None


def _source(sense: Sense) -> str:
    return sense.id.partition(":")[0]


def _apart_km(
    lat: str | None, lon: str | None, other_lat: str | None, other_lon: str | None
) -> float | None:
    if lat is None or lon is None or other_lat is None or other_lon is None:
        return None
    return distance_km((lat, lon), (other_lat, other_lon))
