"""Incidents as suggested from claims, entered once, under codes that stay.

A suggestion only: people merge, split and move (match.judged). The same material gives the
same codes on every machine.
"""

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tawthiq.base.script import fold
from tawthiq.base.shape import to_plain
from tawthiq.ledger.ledger import Ledger
from tawthiq.match import codes, grouping, spots
from tawthiq.match.grouping import Group
from tawthiq.match.spots import HARM, Spot, Unplaced
from tawthiq.match.where import Where, known
from tawthiq.record.case_facts import Actor, Place, PlaceRelation
from tawthiq.record.claim import Claim
from tawthiq.record.entry import Draft
from tawthiq.record.incident import REGROUPED, Incident
from tawthiq.view import queries
from tawthiq.view.fold import Views

__all__ = ["HARM", "Material", "Suggested", "material", "run", "suggest"]


@dataclass(frozen=True, slots=True)
class Material:
    """What suggestions rest on: claims that stand, and what the case knows of places, sides.

    `closed` are items of protected people, whose claims no suggestion names.
    """

    claims: Sequence[Claim]
    places: Sequence[Place] = ()
    relations: Sequence[PlaceRelation] = ()
    actors: Sequence[Actor] = ()
    known: Mapping[str, Incident] = dataclasses.field(default_factory=dict)
    closed: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Suggested:
    """Incidents with the groups they came from, in the same order, and what stands in none."""

    incidents: tuple[Incident, ...]
    groups: tuple[Group, ...]
    unplaced: tuple[Unplaced, ...]
    spots: Mapping[str, tuple[Spot, ...]]
    where: Where


def suggest(given: Material) -> Suggested:
    """Return the incidents that affirmed claims of harm suggest, in order of place and day.

    A claim over several places stands in each; one without a place or a day in none.
    """
    where = known(given.claims, given.places, given.relations)
    open_ = [claim for claim in given.claims if claim.item not in given.closed]
    found, without = spots.spots_of(open_, where, sides_of(given.actors))
    without += [
        Unplaced(claim.id, "protected")
        for claim in given.claims
        if claim.item in given.closed and claim.event in HARM and claim.polarity == "affirmed"
    ]
    groups = grouping.group(found, where)
    names = codes.named(groups, given.known, where)
    around = _containers(given.claims, where)
    by_claim: dict[str, list[Spot]] = {}
    for spot in found:
        by_claim.setdefault(spot.claim, []).append(spot)
    return Suggested(
        incidents=tuple(_incident(names[one.key], one, where, around) for one in groups),
        groups=tuple(groups),
        unplaced=tuple(without),
        spots={claim: tuple(several) for claim, several in by_claim.items()},
        where=where,
    )


def sides_of(actors: Iterable[Actor]) -> dict[str, str]:
    """Return the key of each armed group by each folded spelling."""
    return {
        fold(name).strip(): fold(actor.name).strip()
        for actor in actors
        for name in (*actor.aliases, actor.name)
    }


def _containers(claims: Iterable[Claim], where: Where) -> dict[str, str]:
    """Return the place that claims say holds each place, as first stated."""
    found: dict[str, str] = {}
    for claim in claims:
        for ref in claim.place:
            if ref.within and (key := where.of(ref)) is not None:
                found.setdefault(key, ref.within)
    return found


def _incident(code: str, group: Group, where: Where, around: Mapping[str, str]) -> Incident:
    begin, end = group.begin.isoformat(), group.end.isoformat()
    place = where.names.get(group.place, group.place)
    return Incident(code, place, around.get(group.place), begin, end, group.claims)


def material(views: Views, claims: Sequence[Claim] | None = None) -> Material:
    """Return what the case holds that suggestions rest on; `claims` where they are at hand."""
    retracted = queries.retracted(views)
    standing = [
        claim
        for claim in (queries.claims(views) if claims is None else claims)
        if claim.review.state != "rejected"
        and claim.id not in retracted
        and claim.item not in retracted
    ]
    items = queries.items(views)
    return Material(
        claims=standing,
        places=queries.places(views),
        relations=queries.place_relations(views),
        actors=queries.actors(views),
        known={incident.code: incident for incident in queries.incidents(views)},
        closed=frozenset(key for key, item in items.items() if item.protected is not None),
    )


def run(ledger: Ledger, views: Views) -> int:
    """Enter the suggestions that are new or hold other claims now; return how many.

    A code whose claims went to others is entered as `regrouped`, with the claims that it held:
    they say where it went.
    """
    given = material(views)
    found = suggest(given).incidents
    named = {incident.code for incident in found}
    fresh = [i for i in found if given.known.get(i.code) != i]
    fresh += [
        dataclasses.replace(old, state=REGROUPED)
        for code, old in sorted(given.known.items())
        if code not in named and old.state != REGROUPED
    ]
    entries = queries.claim_entries(views)
    drafts = [Draft("incident", to_plain(i), _causes(i.claims, entries)) for i in fresh]
    ledger.append(drafts)
    return len(drafts)


def _causes(claims: Sequence[str], entries: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(entries[claim] for claim in claims if claim in entries)
