"""What a case should look at twice: dates, numbers, people and sources that do not fit."""

from dataclasses import dataclass

from tawthiq.base.errors import UsageError
from tawthiq.base.script import fold
from tawthiq.case import facts
from tawthiq.case.parts import Parts
from tawthiq.case.table import Table, table
from tawthiq.read.twice import Known, look_twice
from tawthiq.record.twice import Look, Page
from tawthiq.view import queries


@dataclass(frozen=True, slots=True)
class Twice:
    """The list "look twice": nothing is repaired, nothing is entered."""

    parts: Parts

    def __call__(self, prefix: str | None = None) -> Table[Look]:
        """Return what deserves a second look, in all items or in the one named.

        Protected items, and those whose giver does not allow reading, are passed over.
        """
        views = self.parts.views
        stopped = facts.stopped(views)
        held = [
            one
            for one in facts.held(self.parts.ledger, views)
            if one.item.protected is None and one.id not in stopped
        ]
        chosen = [one for one in held if prefix and one.id.startswith(prefix)]
        if prefix is not None and len(chosen) != 1:
            says = f"no one item that may be read has an id that begins with {prefix!r}"
            raise UsageError("item.unknown", says)
        pages = [Page(one.id, one.text or "", one.item.dated, one.item.outlet) for one in held]
        gone = queries.retracted(views)
        claims = [
            claim
            for claim in queries.claims(views)
            if claim.id not in gone and claim.item not in gone
        ]
        found = look_twice(pages, claims, self._known())
        return table(look for look in found if not chosen or look.item == chosen[0].id)

    def _known(self) -> Known:
        """Return what the case knows of places, and of the sources that it holds."""
        views = self.parts.views
        country = queries.settings(views).country
        names = {
            fold(name).strip(): fold(place.name).strip()
            for place in queries.places(views)
            for name in (*place.names, place.name)
        }
        names |= {
            fold(name).strip(): fold(source.name).strip()
            for source in queries.sources(views)
            for name in (*source.aliases, source.name)
        }
        abroad = {
            fold(place.name).strip(): place.country
            for place in queries.places(views)
            if country and place.country and fold(place.country) != fold(country)
        }
        items = [item for item in queries.items(views).values() if item.protected is None]
        givers = {name for item in items for name in (item.outlet, item.speaker) if name}
        held = {names.get(fold(name).strip(), fold(name).strip()) for name in givers}
        return Known(abroad, held, names, country)
