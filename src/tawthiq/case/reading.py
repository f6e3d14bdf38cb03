"""Stage read as an attribute of a case: suggested claims, and people's reviews of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from tawthiq.base.errors import RefusedError, UsageError
from tawthiq.case import facts
from tawthiq.case.bulk import read_items
from tawthiq.case.chats import all_messages
from tawthiq.case.gazetteer import placing_of
from tawthiq.case.lexicons import Lexicons
from tawthiq.case.parts import Parts
from tawthiq.case.reviewing import Reviewing
from tawthiq.case.table import Table, table
from tawthiq.read import stage as reading
from tawthiq.read.reader import unread
from tawthiq.record.claim import Claim
from tawthiq.record.entry import Draft
from tawthiq.view import queries


@dataclass(frozen=True, slots=True)
class Reading:
    """Stage read: suggested claims, and people's reviews of them."""

    parts: Parts

    @property
    def lexicons(self) -> Lexicons:
        """The case's own rules over the shipped packs."""
        return Lexicons(self.parts)

    def __call__(self, *items: str) -> Table[Claim]:
        """Suggest claims for the items named (none: for all); return all that they give."""
        return table(self.each(*items))

    def each(self, *items: str) -> Iterator[Claim]:
        """Suggest claims as `__call__` does; yield them as they are entered.

        What people judged before is yielded with the state of that review. So a hundred
        thousand texts need no more memory than a few.
        """
        parts, views = self.parts, self.parts.views
        chosen = self._chosen(items)
        settings = queries.settings(views)
        lexicons = self.lexicons
        ground = reading.Ground(
            sources=queries.sources(views),
            country=settings.country,
            packs=lexicons.packs(),
            known=queries.claim_entries(views).keys(),
            chats=all_messages(parts, chosen),
            placing=placing_of(views, settings),
        )
        texts = queries.text_views(views)
        total = sum(texts[key].characters for key in chosen if key in texts)
        held = facts.each_held(parts.ledger, views, chosen)
        read = partial(read_items, country=settings.country, documents=lexicons.documents())
        with parts.progress("reading", total) as advance:
            judged = queries.latest_reviews(views)
            for claim in reading.run(parts.ledger, held, ground, read, advance):
                stands = judged.get(claim.id)
                yield replace(claim, review=stands) if stands is not None else claim
        views.refresh()

    def unread(self, *items: str) -> dict[str, str]:
        """Return the items that gave no claim for being in another language, each with why."""
        views = self.parts.views
        spoken = {claim_item for (claim_item,) in views.ask("SELECT DISTINCT item FROM claims")}
        silent = self._chosen(items) - spoken
        held = facts.each_held(self.parts.ledger, views, silent)
        found = {one.id: unread(one.text) for one in held if one.text and not reading.is_list(one)}
        return {item: why for item, why in found.items() if why is not None}

    def _chosen(self, items: Sequence[str]) -> frozenset[str]:
        """Return the items named, less those whose giver stopped them."""
        views = self.parts.views
        held, stopped = queries.items(views).keys(), facts.stopped(views)
        for one in items:
            if not any(key.startswith(one) for key in held):
                raise UsageError("item.unknown", f"no item's id begins with {one!r}")
        chosen = frozenset(
            key for key in held if not items or any(key.startswith(one) for one in items)
        )
        if items and chosen & stopped:
            says = "consent to read and count it was refused or withdrawn: tawthiq consent ITEM"
            raise RefusedError("read.consent", says)
        return chosen - stopped

    def claims(self, item: str | None = None) -> Table[Claim]:
        """Return claims with the state of their review."""
        return table(queries.claims(self.parts.views, item))

    def retracted(self) -> dict[str, str]:
        """Return the reason for each retracted claim or item, by its id."""
        return queries.retracted(self.parts.views)

    def accept(self, claim: str, why: str | None = None) -> Claim:
        """The source says this."""
        return self._review(claim, "accepted", why)

    def reject(self, claim: str, why: str | None = None) -> Claim:
        """The source does not say this."""
        return self._review(claim, "rejected", why)

    def retract(self, prefix: str, why: str) -> str:
        """Note that a claim, or all of an item, was withdrawn by who said it."""
        views = self.parts.views
        item = [key for key in queries.items(views) if prefix and key.startswith(prefix)]
        key = item[0] if len(item) == 1 else queries.claim(views, prefix).id
        entry = item[0] if len(item) == 1 else queries.claim_entries(views)[key]
        payload = {"claim": key, "why": why}
        self.parts.ledger.append([Draft("retraction", payload, (entry,))])
        views.refresh()
        return key

    def _review(self, prefix: str, verdict: str, why: str | None) -> Claim:
        judge = Reviewing(self.parts)
        enter = judge.accept if verdict == "accepted" else judge.reject
        return enter(prefix, why=why)[0]
