"""Which entries tell the custody of an item: how it came, came again, was read, went out."""

from collections.abc import Collection
from dataclasses import dataclass

from tawthiq.base import canon
from tawthiq.base.errors import UsageError
from tawthiq.base.shape import from_plain
from tawthiq.record.handover import Given
from tawthiq.view.fold import Views


@dataclass(frozen=True, slots=True)
class Trail:
    """The ids of the entries that concern one item, each list in the order of the record.

    `again` are (holding, receipt): the same bytes came once more.
    """

    item: str
    receipt: str
    again: tuple[tuple[str, str], ...] = ()
    texts: tuple[str, ...] = ()
    given: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[str, ...]:
        """All of them, receipts first."""
        again = [key for pair in self.again for key in reversed(pair)]
        keys = (self.receipt, self.item, *again, *self.texts, *self.given)
        return tuple(dict.fromkeys(keys))


def trails(views: Views, items: Collection[str]) -> dict[str, Trail]:
    """Return the trail of each of these items."""
    again: dict[str, list[tuple[str, str]]] = {}
    for key, item, receipt in views.ask("SELECT id, item, receipt FROM holdings ORDER BY tick, id"):
        again.setdefault(item, []).append((key, receipt))
    texts: dict[str, list[str]] = {}
    for key, item in views.ask("SELECT id, item FROM texts ORDER BY tick, id"):
        texts.setdefault(item, []).append(key)
    given: dict[str, list[str]] = {}
    for key, act in given_packages(views):
        for item in act.items:
            given.setdefault(item, []).append(key)
    return {
        key: Trail(
            key,
            receipt,
            tuple(again.get(key, ())),
            tuple(texts.get(key, ())),
            tuple(given.get(key, ())),
        )
        for key, receipt in views.ask("SELECT id, receipt FROM items ORDER BY tick, id")
        if key in items
    }


def given_packages(views: Views) -> list[tuple[str, Given]]:
    """Return the packages that were handed over, with their entries, oldest first."""
    query = "SELECT entry, body FROM facts WHERE kind = 'handover' ORDER BY tick, key"
    found = []
    for key, body in views.ask(query):
        payload = canon.decode(body.encode())
        if isinstance(payload, dict) and payload.get("act") == "given":
            try:
                found.append((key, from_plain(Given, payload)))
            except UsageError:  # such an entry can only come from elsewhere
                continue
    return found
