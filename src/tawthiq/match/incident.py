"""Incidents as one suggestion per place and day, from the claims that name both.

A suggestion only: people split and merge later. The code is derived from place and day,
so that the same material gives the same code on every machine.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tawthiq.base.ident import derived_id
from tawthiq.base.script import fold
from tawthiq.base.shape import to_plain
from tawthiq.ledger.ledger import Ledger
from tawthiq.record.claim import Claim
from tawthiq.record.entry import Draft
from tawthiq.record.incident import Incident
from tawthiq.view import queries
from tawthiq.view.fold import Views

HARM = frozenset({
    "killing", "execution", "bodies_found", "injury", "attack", "shelling", "raid", "arson",
    "looting", "detention", "disappearance", "sexual_violence",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where and when one suggestion lies."""

    place: str
    within: str | None
    from_: str | None
    to: str | None


def suggest(claims: Iterable[Claim], spellings: dict[str, str] | None = None) -> list[Incident]:
    """Return one incident per (place, day) that affirmed claims of harm name.

    `spellings` maps folded names to the case's own name of a place. A claim over several
    places stands in each; a claim without a place or a day stands in none.
    """
    groups: dict[tuple[str, str], tuple[_Spot, list[str]]] = {}
    for claim in claims:
        if claim.event in HARM and claim.polarity == "affirmed":
            for spot in _spots(claim, spellings or {}):
                key = (fold(spot.place), spot.from_ or "")
                groups.setdefault(key, (spot, []))[1].append(claim.id)
    return [_incident(*groups[key]) for key in sorted(groups)]


def _spots(claim: Claim, spellings: dict[str, str]) -> list[_Spot]:
    when = claim.time[0] if len(claim.time) == 1 and not claim.time[0].partial else None
    if when is None or when.from_ != when.to:
        return []
    return [
        _Spot(spellings.get(fold(p.name).strip(), p.name), p.within, when.from_, when.to)
        for p in claim.place
        if p.relation == "in" and p.precision not in {"country", "region", "admin1", "unknown"}
    ]


def _incident(spot: _Spot, claims: list[str]) -> Incident:
    code = derived_id("IN-", fold(spot.place), spot.from_ or "")[:9].upper()
    ordered = tuple(dict.fromkeys(claims))
    return Incident(code, spot.place, spot.within, spot.from_, spot.to, ordered)


def run(ledger: Ledger, views: Views) -> int:
    """Enter the suggestions that are new or hold other claims now; return how many."""
    spellings = {
        fold(name).strip(): place.name
        for place in queries.places(views)
        for name in (place.name, *place.names)
    }
    retracted = queries.retracted(views)
    standing = [
        claim
        for claim in queries.claims(views)
        if claim.review.state != "rejected" and not {claim.id, claim.item} & set(retracted)
    ]
    known = {incident.code: incident for incident in queries.incidents(views)}
    fresh = [i for i in suggest(standing, spellings) if known.get(i.code) != i]
    entries = queries.claim_entries(views)
    drafts = [Draft("incident", to_plain(i), _causes(i.claims, entries)) for i in fresh]
    ledger.append(drafts)
    return len(drafts)


def _causes(claims: Sequence[str], entries: dict[str, str]) -> tuple[str, ...]:
    return tuple(entries[claim] for claim in claims if claim in entries)
