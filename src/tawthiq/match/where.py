"""Which named places are one place, and which lies in which, by the case's own lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tawthiq.base.script import fold
from tawthiq.record.case_facts import Place, PlaceRelation
from tawthiq.record.claim import Claim, PlaceRef

_KINDS = frozenset({
    "the", "quarter", "neighbourhood", "neighborhood", "village", "town", "city", "camp",
    "حي", "قريه", "بلده", "مدينه", "مخيم",
})  # fmt: skip
TOO_WIDE = frozenset({"country", "region", "region_of_case", "admin1", "unknown"})
AREAS = frozenset({"admin2", "admin3", "admin4", "district", "subdistrict", "province", "area",
                   "governorate", "countryside"})  # fmt: skip
_DEEPEST = 12


@dataclass(slots=True)
class Where:
    """The case's places by key; `names` are those to show, `outer` the place that holds one.

    `wide` are districts and the like: what is told of them is not joined with one village;
    `listed` are the places of the case's own list, which tells them apart.
    """

    names: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    outer: dict[str, str] = field(default_factory=dict)
    wide: set[str] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)

    def key(self, name: str) -> str:
        """Return the key of a place as named; spellings that the case knows share one."""
        folded = fold(name).strip()
        found = self.aliases.get(folded) or self.aliases.get(bare(name)) or folded
        self.names.setdefault(found, name)
        return found

    def of(self, ref: PlaceRef) -> str | None:
        """Return the key of a place where an incident can lie, or None for a wider one."""
        if ref.relation != "in" or ref.precision in TOO_WIDE or not ref.name.strip():
            return None
        return self.key(ref.name)

    def around(self, key: str) -> list[str]:
        """Return the places that hold `key`, innermost first."""
        found: list[str] = []
        while key in self.outer and len(found) < _DEEPEST and self.outer[key] not in found:
            key = self.outer[key]
            found.append(key)
        return found


def bare(name: str) -> str:
    """Return a place's folded name without the word for its kind ("Mill Quarter": "mill")."""
    words = fold(name).split()
    return " ".join(word for word in words if word not in _KINDS) or fold(name).strip()


def known(
    claims: Iterable[Claim], places: Sequence[Place] = (), relations: Sequence[PlaceRelation] = ()
) -> Where:
    """Return what the case's places, people's relations and the claims' words say."""
    found = Where()
    for place in places:
        _list(found, place)
    for stated in relations:
        if stated.relation == "same":
            kept, other = found.key(stated.a), found.key(stated.b)
            found.aliases[fold(stated.b).strip()] = kept
            found.aliases |= {name: kept for name, key in found.aliases.items() if key == other}
    nested = [(place.name, place.parent) for place in places if place.parent]
    nested += [(stated.a, stated.b) for stated in relations if stated.relation == "inside"]
    for inner, outer in nested:
        _put(found, found.key(inner), found.key(outer))
    for claim in claims:
        for ref in claim.place:
            _say(found, ref)
    return found


def _list(found: Where, place: Place) -> None:
    """Take up a place of the case's own list."""
    key = fold(place.name).strip()
    found.names[key] = place.name
    found.listed.add(key)
    if place.precision in AREAS:
        found.wide.add(key)
    for name in (place.name, *place.names):
        found.aliases.setdefault(fold(name).strip(), key)
        found.aliases.setdefault(bare(name), key)


def _say(found: Where, ref: PlaceRef) -> None:
    """Take up what a claim's words say of a place."""
    key = found.of(ref)
    if key is None:
        return
    if ref.precision in AREAS:
        found.wide.add(key)
    if ref.within:
        _put(found, key, found.key(ref.within))


def _put(found: Where, inner: str, outer: str) -> None:
    if inner != outer and inner not in found.around(outer):
        found.outer.setdefault(inner, outer)
