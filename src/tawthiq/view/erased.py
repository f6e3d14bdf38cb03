"""What a later dossier says in the place of items that were erased."""

from tawthiq.ledger import erasing
from tawthiq.ledger.ledger import Ledger
from tawthiq.record.erasure import Tombstone
from tawthiq.record.release import Audience
from tawthiq.view.consents import releases
from tawthiq.view.fold import Views


def tombstones(
    ledger: Ledger, views: Views, audience: Audience, partner: str | None = None
) -> tuple[Tombstone, ...]:
    """Return the erased items that a dossier for an audience leaves a page for.

    The team sees all of them. Outside, only who was shown an item before learns that it is
    gone: nobody else is told that there was one.
    """
    erasures = erasing.erasures(ledger)
    if not erasures:
        return ()
    shown = {
        item
        for release in releases(views).values()
        if (release.audience, release.partner) == (audience, partner)
        for item in release.items or ()
    }
    found: dict[str, Tombstone] = {}
    for entry, erasure in erasures.items():
        day = ledger.entry(entry).header.time[:10]
        for item in erasure.items:
            if audience == "internal" or item in shown:
                found.setdefault(item, Tombstone(item, erasure.reason, day))
    return tuple(found.values())
