"""From claims to spots: where, when, what kind of harm and by whom each claim says it was."""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tawthiq.base.errors import UsageError
from tawthiq.base.instant import parse_day
from tawthiq.base.script import fold
from tawthiq.match.where import Where
from tawthiq.record.claim import Claim, Count

HARM = frozenset({
    "killing", "execution", "bodies_found", "injury", "attack", "shelling", "raid", "arson",
    "looting", "detention", "disappearance", "sexual_violence",
})  # fmt: skip
FAR = frozenset({"shelling"})
CLOSE = frozenset({
    "execution", "raid", "arson", "looting", "detention", "disappearance", "sexual_violence",
})  # fmt: skip
FAR_MEANS = frozenset({"heavy_weapons_explosive"})
PEOPLE = frozenset({"persons_killed", "bodies", "persons_injured", "persons_missing",
                    "persons_detained"})  # fmt: skip
LONGEST = 31
"""Days: what is stated for a longer time is a period, not one event."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One claim at one place: `place` is a key, both days are included.

    `reach` says how the harm was done (`far`: shelling and the like, `close`: by hand, or
    None), `sides` are keys of who is said to have done it, `numbers` the counts of people.
    """

    claim: str
    item: str
    place: str
    begin: date
    end: date
    event: str
    reach: str | None
    sides: frozenset[str]
    numbers: frozenset[str]

    @property
    def is_day(self) -> bool:
        """Whether the words give one day."""
        return self.begin == self.end


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A claim of harm that stands in no incident, and why: `place`, `day` or `period`."""

    claim: str
    lacks: str


def spots_of(
    claims: Iterable[Claim], where: Where, sides: dict[str, str] | None = None
) -> tuple[list[Spot], list[Unplaced]]:
    """Return the spots of affirmed claims of harm, and those that have none.

    `sides` maps folded names of armed groups to one key each.
    """
    found: list[Spot] = []
    without: list[Unplaced] = []
    for claim in claims:
        if claim.event not in HARM or claim.polarity != "affirmed":
            continue
        days, lacks = _days(claim)
        keys = dict.fromkeys(key for ref in claim.place if (key := where.of(ref)) is not None)
        if days is None or not keys:
            without.append(Unplaced(claim.id, lacks if keys and lacks else "place"))
            continue
        found += _at(claim, keys, days, sides or {})
    return found, without


def _at(
    claim: Claim, keys: Iterable[str], days: tuple[date, date], sides: dict[str, str]
) -> Iterator[Spot]:
    first = Spot(
        claim=claim.id,
        item=claim.item,
        place="",
        begin=days[0],
        end=days[1],
        event=claim.event,
        reach=_reach(claim),
        sides=frozenset(side_key(p.actor or p.name, sides) for p in claim.perpetrator),
        numbers=frozenset(number_key(c) for c in claim.count if is_number(c)),
    )
    return (dataclasses.replace(first, place=key) for key in keys)


def _days(claim: Claim) -> tuple[tuple[date, date] | None, str | None]:
    """Return the one window that a claim states, or None with what it lacks."""
    if len(claim.time) != 1 or claim.time[0].partial:
        return None, "day"
    try:
        begin, end = parse_day(claim.time[0].from_), parse_day(claim.time[0].to)
    except UsageError:
        return None, "day"
    if end < begin:
        return None, "day"
    return ((begin, end), None) if (end - begin).days < LONGEST else (None, "period")


def _reach(claim: Claim) -> str | None:
    means = {one.value for one in claim.means}
    if claim.event in FAR or means & FAR_MEANS:
        return "far"
    return "close" if claim.event in CLOSE else None


def side_key(name: str, sides: dict[str, str]) -> str:
    """Return the key of an armed group under any of its spellings."""
    folded = fold(name).strip()
    return sides.get(folded, folded)


def is_number(count: Count) -> bool:
    """Say whether a count is a number of people that two reports could share."""
    return count.unit in PEOPLE and count.min is not None and count.binds != "context"


def number_key(count: Count) -> str:
    """Return what two counts share that say the same number of the same harm."""
    return f"{'dead' if count.unit in {'persons_killed', 'bodies'} else count.unit} {count.min} {count.max}"
