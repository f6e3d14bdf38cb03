"""What a case knows that a second look needs: places abroad, sources it holds, other names."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date

from tawthiq.base.errors import UsageError
from tawthiq.base.instant import parse_day
from tawthiq.base.script import fold
from tawthiq.record.claim import Claim, PlaceRef, When

HARM = frozenset({
    "killing", "execution", "bodies_found", "injury", "attack", "shelling", "raid", "arson",
    "looting", "detention", "disappearance", "sexual_violence",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """`abroad` maps folded names of places to the country they lie in, where it is another.

    `held` are folded names of sources of which the case holds an item; `names` maps folded
    spellings of sources and places to one folded name each. `country` is the case's (ISO code).
    """

    abroad: Mapping[str, str] = field(default_factory=dict)
    held: AbstractSet[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    country: str | None = None

    def beyond(self, place: PlaceRef) -> str | None:
        """Return the other country that a place lies in: as stated, or as the gazetteer chose."""
        for name in (self.key(place.name), fold(place.name).strip()):
            if name in self.abroad:
                return self.abroad[name]
        chosen = next((one for one in place.candidates if one.id == place.chosen), None)
        there = chosen.country if chosen is not None else None
        return there if there and self.country and fold(there) != fold(self.country) else None

    def key(self, name: str) -> str:
        """Return the one folded name of a source or place."""
        folded = fold(name).strip()
        return self.names.get(folded, folded)


def day_of(text: str | None) -> date | None:
    """Return a full date, or None."""
    try:
        return parse_day(text) if text else None
    except UsageError:
        return None


def one_day(claim: Claim) -> tuple[date, When] | None:
    """Return the one full day that a claim states, or None."""
    if len(claim.time) != 1 or claim.time[0].partial:
        return None
    when = claim.time[0]
    begin, end = day_of(when.from_), day_of(when.to)
    return (begin, when) if begin is not None and begin == end else None


def places_of(claim: Claim, known: Known) -> frozenset[str]:
    """Return the keys of the places that a claim names."""
    return frozenset(known.key(ref.name) for ref in claim.place if ref.name.strip())
