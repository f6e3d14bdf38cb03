"""Places no finer than a case allows to be drawn in public (`finest_public_place`)."""

from collections.abc import Mapping
from dataclasses import replace

from tawthiq.publish.cartography import PRECISIONS
from tawthiq.record.case_facts import Place
from tawthiq.record.claim import Claim, PlaceRef
from tawthiq.record.incident import Incident
from tawthiq.record.release import Facts

GRID: Mapping[str, int] = {
    "exact_site": 5, "building": 5, "street": 3, "neighbourhood": 2, "settlement": 2,
    "near_settlement": 1, "subdistrict": 1, "admin3": 1, "district": 0, "admin2": 0, "region": 0,
    "province": 0, "admin1": 0,
}  # fmt: skip
"""Decimals of a degree that are left of a place at each precision."""


def coarsened(facts: Facts) -> Facts:
    """Return the facts with every finer place drawn as the place that holds it.

    Where no such place is known, the place keeps its name, gets the coarser precision and
    coordinates rounded to it. Figures for places finer than the rule are left out: two of
    them cannot be added, and a sum would be a new number.
    """
    finest = PRECISIONS.index(facts.settings.finest_public_place)
    known = {place.name: place for place in facts.places}
    finer = {name for name, place in known.items() if _rank(place.precision) < finest}
    if not finer and not any(_is_finer(ref, finest) for c in facts.claims for ref in c.place):
        return facts
    holders = {name: _holder(known[name], known, finest) for name in finer}
    said = {name: name for name in holders} | {
        named: place for named, place in facts.places_of.items() if place in holders
    }
    instead = {named: holders[place] for named, place in said.items()}
    return replace(
        facts,
        places=_places(facts, holders, finest),
        places_of={
            (instead[named].name if named in instead else named): (
                holders[place].name if place in holders else place
            )
            for named, place in facts.places_of.items()
        },
        claims=tuple(
            _claim(claim, instead, facts.settings.finest_public_place) for claim in facts.claims
        ),
        incidents=tuple(_incident(incident, instead) for incident in facts.incidents),
        by_place={
            words: ladder for words, ladder in facts.by_place.items() if words not in instead
        },
    )


def _rank(precision: str) -> int:
    return PRECISIONS.index(precision) if precision in PRECISIONS else len(PRECISIONS)


def _is_finer(ref: PlaceRef, finest: int) -> bool:
    return _rank(ref.precision) < finest


def _holder(place: Place, known: Mapping[str, Place], finest: int) -> Place:
    seen = {place.name}
    holder = known.get(place.parent or "")
    while holder and holder.name not in seen:
        if _rank(holder.precision) >= finest:
            return holder
        seen.add(holder.name)
        holder = known.get(holder.parent or "")
    return _rounded(place, finest)


def _rounded(place: Place, finest: int) -> Place:
    precision = PRECISIONS[finest]
    decimals = GRID.get(precision, 0)
    lat, lon = (
        f"{float(text):.{decimals}f}" if text is not None else None
        for text in (place.lat, place.lon)
    )
    return replace(place, precision=precision, lat=lat, lon=lon, ground=None)


def _places(facts: Facts, holders: Mapping[str, Place], finest: int) -> tuple[Place, ...]:
    places: dict[str, Place] = {}
    for place in facts.places:
        shown = holders.get(place.name, place)
        places.setdefault(
            shown.name,
            replace(shown, names=())
            if place.name in holders and shown.name != place.name
            else shown,
        )
    return tuple(place for place in places.values() if _rank(place.precision) >= finest)


def _claim(claim: Claim, instead: Mapping[str, Place], finest: str) -> Claim:
    rank = PRECISIONS.index(finest)
    refs = []
    for ref in claim.place:
        holder = instead.get(ref.name)
        shown = replace(ref, name=holder.name, span=None, candidates=()) if holder else ref
        if holder or _is_finer(ref, rank):
            shown = replace(shown, precision=holder.precision if holder else finest, chosen=None)
        refs.append(shown)
    return replace(claim, place=tuple(dict.fromkeys(refs)))


def _incident(incident: Incident, instead: Mapping[str, Place]) -> Incident:
    holder = instead.get(incident.place or "")
    around = instead.get(incident.within or "")
    return replace(
        incident,
        place=holder.name if holder else incident.place,
        within=around.name if around else incident.within,
    )
