"""Taking testimonies out of a dossier: their words alone, or all of them.

The numbers of the figures are not touched: whoever calls has counted without them.
"""

from collections.abc import Collection
from dataclasses import replace

from tawthiq.publish.assessed import without
from tawthiq.record.release import Facts, Held
from tawthiq.record.words import words


def silenced(facts: Facts, items: Collection[str]) -> Facts:
    """Return the facts without the words of some items and without what was read from them."""
    if not items:
        return facts
    claims = tuple(claim for claim in facts.claims if claim.item not in items)
    kept = {claim.id for claim in claims}
    incidents = tuple(
        replace(incident, claims=tuple(c for c in incident.claims if c in kept))
        for incident in facts.incidents
    )
    gone = {claim.id for claim in facts.claims if claim.item in items} | set(items)
    facts = without(facts, gone)
    return replace(
        facts,
        silenced=facts.silenced | frozenset(items),
        claims=claims,
        incidents=tuple(incident for incident in incidents if incident.claims),
        items=tuple(
            Held(h.id, h.item, h.receipts, None, None) if h.id in items else h for h in facts.items
        ),
    )


def left_out(facts: Facts, items: Collection[str]) -> Facts:
    """Return the facts without some items, with a gap that says how many there were."""
    if not items:
        return facts
    names = {
        name
        for held in facts.items
        if held.id in items
        for name in (held.item.protected, held.item.name.text)
        if name
    }
    without = silenced(facts, items)
    gap = words("en").say("told.left_out", number=len(items))  # told again in each language
    return replace(
        without,
        items=tuple(held for held in without.items if held.id not in items),
        gaps=(*(g for g in facts.gaps if not any(name in g for name in names)), gap),
    )
