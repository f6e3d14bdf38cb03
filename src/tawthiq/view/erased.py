"""What a later dossier says in the place of items that were erased."""

from collections.abc import Collection, Iterable, Iterator

from tawthiq.ledger import erasing
from tawthiq.ledger.ledger import Ledger
from tawthiq.record.entry import Entry
from tawthiq.record.erasure import Tombstone
from tawthiq.record.release import Audience
from tawthiq.view.consents import releases
from tawthiq.view.derived import MADE_FROM
from tawthiq.view.fold import Views


def left_behind(entries: Iterable[Entry], erased: Collection[str]) -> list[str]:
    """Return entries that were made from what is erased, but that the erasure did not know.

    Another device may have read or reviewed an item before it heard of the erasure.
    """
    return [
        entry.id
        for entry in entries
        if entry.header.kind in MADE_FROM
        and entry.id not in erased
        and any(parent in erased for parent in _parents(entry))
    ]


def _parents(entry: Entry) -> Iterator[str]:
    yield from entry.header.causes.ids
    for key in MADE_FROM[entry.header.kind]:
        yield str((entry.payload or {}).get(key, ""))


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
