"""From spots to groups: what may be one event, and which groups may be the same.

A block is a place and a day; claims for a longer time join the one block that they can
mean. Nothing is joined across places unless one lies in the other and only one fits. The
work grows with the number of claims, not with its square.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tawthiq.match.spots import Spot
from tawthiq.match.where import Where

MOST_FITTING = 8
Key = tuple[str, date, date, str]


@dataclass(slots=True)
class Group:
    """Spots of what may be one event; `lane` is `far` where shelling is told beside attacks.

    `fits` are other groups that one of its claims, stated for a longer time or a wider
    place, may mean as well.
    """

    place: str
    begin: date
    end: date
    lane: str
    spots: list[Spot] = field(default_factory=list)
    fits: list[Key] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """What tells the group from others of one run."""
        return self.place, self.begin, self.end, self.lane

    @property
    def sides(self) -> frozenset[str]:
        """Everybody who is said to have done it."""
        return frozenset().union(*(spot.sides for spot in self.spots))

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims in the order given, each once."""
        return tuple(dict.fromkeys(spot.claim for spot in self.spots))


def group(spots: Iterable[Spot], where: Where) -> list[Group]:
    """Return the groups in the order of place and day."""
    by_place: dict[str, list[Spot]] = defaultdict(list)
    for spot in spots:
        by_place[spot.place].append(spot)
    found: dict[Key, Group] = {}
    for place in sorted(by_place):
        days = [spot for spot in by_place[place] if spot.is_day]
        longer = [spot for spot in by_place[place] if not spot.is_day]
        cores = _cores(place, days)
        found |= {core.key: core for core in cores}
        for one in _longer(place, longer, cores):
            found[one.key] = one
    _nested(found, where)
    return [found[key] for key in sorted(found)]


def _cores(place: str, spots: Sequence[Spot]) -> list[Group]:
    """Return one group per day, two where shelling and violence by hand are both told."""
    days: dict[date, list[Spot]] = defaultdict(list)
    for spot in spots:
        days[spot.begin].append(spot)
    found = []
    for day in sorted(days):
        is_both = {"far", "close"} <= {spot.reach for spot in days[day]}
        lanes: dict[str, Group] = {}
        for spot in days[day]:
            lane = "far" if is_both and spot.reach == "far" else ""
            lanes.setdefault(lane, Group(place, day, day, lane)).spots.append(spot)
        if is_both:
            lanes["far"].fits.append(lanes[""].key)
        found += [lanes[lane] for lane in sorted(lanes)]
    return found


def _longer(place: str, spots: Sequence[Spot], cores: Sequence[Group]) -> list[Group]:
    """Put claims for several days with the one day that fits; return groups of the rest."""
    days = [core.begin for core in cores]
    sides = [core.sides for core in cores]
    own: dict[Key, Group] = {}
    joining: list[tuple[Group, Spot]] = []
    for spot in spots:
        first, last = bisect_left(days, spot.begin), bisect_right(days, spot.end)
        fitting = [
            cores[n] for n in range(first, min(last, first + MOST_FITTING)) if _fits(spot, cores[n].lane, sides[n])
        ]  # fmt: skip
        if len(fitting) == 1 and last - first <= MOST_FITTING:
            joining.append((fitting[0], spot))
            continue
        made = Group(place, spot.begin, spot.end, "")
        made = own.setdefault(made.key, made)
        made.spots.append(spot)
        made.fits = list(dict.fromkeys([*made.fits, *(core.key for core in fitting)]))
    for core, spot in joining:
        core.spots.append(spot)
    return list(own.values())


def _fits(spot: Spot, lane: str, sides: frozenset[str]) -> bool:
    if lane == "far" and spot.reach == "close":
        return False
    return not (spot.sides and sides and not spot.sides & sides)


def _nested(found: dict[Key, Group], where: Where) -> None:
    """Join a quarter's group with its town's of the same day, where only one quarter fits."""
    inner: dict[Key, list[Key]] = defaultdict(list)
    for key in sorted(found):
        place, begin, end, lane = key
        for outer in where.around(place):
            holder = (outer, begin, end, lane)
            if holder in found and outer not in where.wide:
                inner[holder].append(key)
                break
    for holder in sorted(inner, key=lambda key: (-len(where.around(key[0])), key)):
        if holder not in found:
            continue
        town = found[holder]
        here = [found[key] for key in inner[holder] if key in found]
        if len(here) == 1 and not _contradict(town.sides, here[0].sides):
            town.spots += here[0].spots
            town.fits += [key for key in here[0].fits if key != holder]
            del found[here[0].key]
        else:
            town.fits += [one.key for one in here[:MOST_FITTING]]


def _contradict(one: frozenset[str], two: frozenset[str]) -> bool:
    return bool(one and two and not one & two)


def by_claim(groups: Sequence[Group]) -> Mapping[str, list[Group]]:
    """Return the groups that each claim stands in."""
    found: dict[str, list[Group]] = defaultdict(list)
    for one in groups:
        for claim in one.claims:
            found[claim].append(one)
    return found
