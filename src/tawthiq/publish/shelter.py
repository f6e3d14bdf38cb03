"""Protected items: for every audience a code name and a day, nothing that leads to a person."""

from collections.abc import Iterator
from dataclasses import replace

from tawthiq.publish.assessed import without
from tawthiq.publish.redact import DAY, ladder_of, ladders_of
from tawthiq.record.item import FileName, Receipt
from tawthiq.record.release import Facts, Held


def sheltered(facts: Facts) -> Facts:
    """Return the facts with nothing of a protected item but its code name and its days.

    Its words are in no dossier, so statements read from it are not shown either.
    """
    protected = {held.id for held in facts.items if held.item.protected is not None}
    if not protected:
        return facts
    claims = tuple(claim for claim in facts.claims if claim.item not in protected)
    kept = {claim.id for claim in claims}
    facts = without(facts, protected | {claim.id for claim in facts.claims} - kept)
    return replace(
        facts,
        items=tuple(_sheltered(h) if h.id in protected else h for h in facts.items),
        claims=claims,
        incidents=tuple(
            replace(i, claims=tuple(c for c in i.claims if c in kept)) for i in facts.incidents
        ),
        ladder=ladder_of(facts.ladder, kept),
        placed=ladder_of(facts.placed, kept),
        by_place=ladders_of(facts.by_place, kept),
        by_perpetrator=ladders_of(facts.by_perpetrator, kept),
        by_status=ladders_of(facts.by_status, kept),
        gaps=tuple(_gaps(facts)),
    )


def _sheltered(held: Held) -> Held:
    code, item = held.item.protected or "", held.item
    shown = replace(
        item,
        sha256="",
        bytes=0,
        name=FileName(code),
        folder="",
        modified_at=None,
        dated=item.dated and item.dated[:DAY],
        outlet=None,
        speaker=None,
    )
    receipts = tuple(Receipt(received_at=receipt.received_at[:DAY]) for receipt in held.receipts)
    return Held(held.id, shown, receipts, None, None)


def _gaps(facts: Facts) -> Iterator[str]:
    for gap in facts.gaps:
        shown = gap
        for held in facts.items:
            if held.item.protected is not None:
                shown = shown.replace(held.item.name.text, held.item.protected)
        yield shown
