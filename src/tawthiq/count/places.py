"""How the places that claims name relate, each relation with its ground (figures.md §13).

`same`, `inside` and `disjoint` come from a person, from the case's known places, from
words ("X in Y"), or from one source that names two places side by side. A gazetteer adds:
a chosen place lies inside what holds it, and two chosen settlements lie apart where their
points are farther from one another than their names reach. Everything else is `unknown`,
and unknown never tightens a bound: people counted at one may be those counted at the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from tawthiq.base.script import fold
from tawthiq.count.atlas import Atlas
from tawthiq.record.case_facts import Place, PlaceRelation, Relation
from tawthiq.record.claim import Claim, PlaceRef

WHOLE_CASE = frozenset({"country", "unknown", "region_of_case"})
_KINDS = frozenset({
    "the", "quarter", "neighbourhood", "neighborhood", "village", "town", "city", "district",
    "camp", "province", "governorate",
    "حي", "قريه", "بلده", "مدينه", "مخيم", "ناحيه", "محافظه", "ريف",
})  # fmt: skip
_ADMIN = ("admin1", "admin2", "admin3", "province", "district")


@dataclass(slots=True)
class Places:
    """The places of a case by key, their nesting, and pairs known to be apart."""

    names: dict[str, str] = field(default_factory=dict)
    parents: dict[str, set[str]] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    apart: dict[tuple[str, str], str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    territory: str | None = None
    atlas: Atlas = field(default_factory=Atlas)

    def key(self, ref: PlaceRef) -> str | None:
        """Return the key of a place as a claim names it; None for the whole case."""
        if ref.precision in WHOLE_CASE or not ref.name.strip():
            return None
        key = self._meant(ref)
        if self.territory is not None and key == fold(self.territory).strip():
            return None
        if ref.relation == "near":
            key = f"near {fold(self.atlas.title(key) or key).strip()}"
        shown = self.atlas.title(key) or ref.name
        self.names.setdefault(key, shown if ref.relation == "in" else f"near {ref.name}")
        self.parents.setdefault(key, set())
        if ref.within and ref.relation == "in":
            outer = self._named(ref.within, "admin1" if _is_admin(ref.within) else "settlement")
            if outer != key and outer not in self.inner(key):
                self.names.setdefault(outer, ref.within)
                self.parents.setdefault(outer, set())
                self.parents[key].add(outer)
        return key

    def _meant(self, ref: PlaceRef) -> str:
        """Return the key of what a claim means: as a person named it, else as it was chosen."""
        if self._stated(ref.name) is not None:
            return self._named(ref.name, ref.precision)
        place = self.atlas.chosen(ref)
        if place is None:
            key = self._named(ref.name, ref.precision)
            return self.atlas.undecided(key, ref) if ref.candidates else key
        if not self.atlas.is_inside(ref, place):
            return self.atlas.key(place)
        held = self.atlas.key(place)
        key = self.atlas.part_of(place, fold(ref.name).strip(), ref.name)
        self.parents.setdefault(key, set()).add(held)
        return key

    def _stated(self, name: str) -> str | None:
        for spelling in (fold(name).strip(), _bare(name)):
            if spelling in self.aliases:
                return self.aliases[spelling]
        return None

    def _named(self, name: str, precision: str) -> str:
        stated = self._stated(name)
        if stated is not None:
            return stated
        folded = fold(name).strip()
        for spelling in (folded, _bare(name)):
            known = self.atlas.spelled(spelling, is_area=precision in _ADMIN)
            if known is not None:
                return known
        return f"{folded} (area)" if precision in _ADMIN else folded

    def inner(self, key: str) -> set[str]:
        """Return the places inside `key`, at any depth."""
        found: set[str] = set()
        layer = {key}
        while layer:
            layer = {k for k, up in self.parents.items() if up & layer and k not in found}
            found |= layer
        return found

    def relation(self, a: str, b: str) -> tuple[Relation, str]:
        """Return how `a` relates to `b` and the ground for it."""
        if a == b:
            return "same", "one name"
        if a in self.inner(b):
            return "inside", self.atlas.ground(a, b) or "the text or the list of places says so"
        ground = self._apart(self.outward(a), self.outward(b))
        if ground is not None:
            return "disjoint", ground
        return "unknown", "nothing says whether they are the same"

    def unknown_pairs(self, keys: Sequence[str]) -> list[tuple[str, str]]:
        """Return the pairs of places that may be the same: neither nested nor apart."""
        outward = {key: self.outward(key) for key in keys}
        return [
            (a, b)
            for a, b in combinations(keys, 2)
            if a not in outward[b]
            and b not in outward[a]
            and self._apart(outward[a], outward[b]) is None
        ]

    def _apart(self, a: Sequence[str], b: Sequence[str]) -> str | None:
        """Return the ground on which two places, or any that hold them, lie apart."""
        for x in a:
            for y in b:
                ground = self.apart.get((x, y) if x < y else (y, x))
                if ground is not None and x != y:
                    return ground
        return self.atlas.apart(a[0], b[0])

    def outward(self, key: str) -> list[str]:
        """Return a place and all that hold it: what lies apart keeps apart what is inside."""
        found, layer = [key], set(self.parents.get(key, ()))
        while layer:
            found += sorted(layer)
            layer = {up for k in layer for up in self.parents.get(k, ())} - set(found)
        return found


def gather(
    claims: Iterable[Claim], places: Sequence[Place], relations: Sequence[PlaceRelation]
) -> Places:
    """Return the places of a case from what claims name and people state."""
    found = Places()
    _add_known(found, places)
    for claim in claims:
        keys = {key for ref in claim.place if (key := found.key(ref)) is not None}
        root = claim.root.name if claim.root and claim.root.name else "one source"
        for a, b in combinations(sorted(keys), 2):
            if a not in found.inner(b) and b not in found.inner(a):
                found.apart.setdefault((a, b), f"named side by side by {root}")
    for stated in relations:
        _add_relation(found, stated)
    return found


def _add_known(found: Places, places: Sequence[Place]) -> None:
    """Add the case's own places: nested by parent, apart where neither holds the other."""
    listed = [place for place in places if place.id is not None]
    places = [place for place in places if place.id is None]
    for place in places:
        key = fold(place.name).strip()
        found.names[key] = place.name
        found.known[key] = place.name
        for name in (place.name, *place.names):
            found.aliases[fold(name).strip()] = key
            found.aliases.setdefault(_bare(name), key)
        found.parents.setdefault(key, set())
    for place in places:
        if place.parent:
            outer = found.aliases.get(fold(place.parent).strip(), fold(place.parent).strip())
            found.parents[fold(place.name).strip()].add(outer)
            found.parents.setdefault(outer, set())
            found.names.setdefault(outer, place.parent)
    located = sorted({fold(p.name).strip() for p in places if p.lat is not None or p.parent})
    outward = {key: set(found.outward(key)) for key in located}
    for a, b in combinations(located, 2):
        if a not in outward[b] and b not in outward[a]:
            found.apart[a, b] = "two places in the case's own list"
    found.atlas = Atlas.of(listed)
    for key, name in found.atlas.names.items():
        found.names[key] = found.known[key] = name
        found.parents.setdefault(key, set()).update(found.atlas.above(key))


def _add_relation(found: Places, stated: PlaceRelation) -> None:
    a = found.aliases.get(fold(stated.a).strip(), fold(stated.a).strip())
    b = found.aliases.get(fold(stated.b).strip(), fold(stated.b).strip())
    pair = (min(a, b), max(a, b))
    if stated.relation == "unknown":
        found.apart.pop(pair, None)
    elif stated.relation == "disjoint":
        found.apart[pair] = stated.ground
    elif stated.relation == "inside":
        found.parents.setdefault(a, set()).add(b)
        found.parents.setdefault(b, set())
    else:
        found.aliases[b] = a


def _bare(name: str) -> str:
    """Return a place's search key without the word for its kind ("Mill Quarter", "حي ...")."""
    words = fold(name).split()
    return " ".join(word for word in words if word not in _KINDS) or fold(name).strip()


def _is_admin(name: str) -> bool:
    words = set(fold(name).split())
    return bool(words & {"province", "provinces", "governorate", "district", "محافظه", "ريف"})


def shown(places: Places, keys: Iterable[str]) -> Mapping[str, str]:
    """Return the names to show for keys."""
    return {key: places.names.get(key, key) for key in keys}
