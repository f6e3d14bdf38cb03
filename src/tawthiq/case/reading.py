"""Stage read as an attribute of a case: suggested claims, and people's reviews of them."""

from dataclasses import dataclass

from tawthiq.base.errors import RefusedError, UsageError
from tawthiq.case import facts
from tawthiq.case.chats import all_messages
from tawthiq.case.gazetteer import placing_of
from tawthiq.case.lexicons import Lexicons
from tawthiq.case.parts import Parts
from tawthiq.case.reviewing import Reviewing
from tawthiq.case.table import Table, table
from tawthiq.read import stage as reading
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
        """Suggest claims for the items named (none: all that were not read yet)."""
        held = facts.held(self.parts.ledger, self.parts.views)
        chosen = [h for h in held if not items or any(h.id.startswith(i) for i in items)]
        stopped = facts.stopped(self.parts.views)
        missing = [i for i in items if not any(h.id.startswith(i) for h in held)]
        if missing:
            raise UsageError("item.unknown", f"no item's id begins with {missing[0]!r}")
        if items and any(h.id in stopped for h in chosen):
            says = "consent to read and count it was refused or withdrawn: tawthiq consent ITEM"
            raise RefusedError("read.consent", says)
        chosen = [h for h in chosen if h.id not in stopped]
        settings = queries.settings(self.parts.views)
        sources = queries.sources(self.parts.views)
        known = {claim.id for claim in queries.claims(self.parts.views)}
        with self.parts.progress("reading", sum(len(h.text or "") for h in chosen)) as advance:
            claims = reading.run(
                self.parts.ledger,
                chosen,
                sources,
                known,
                settings.country,
                self.lexicons.packs(),
                advance,
                all_messages(self.parts, [h.id for h in chosen]),
                placing_of(self.parts.views, settings),
            )
        self.parts.views.refresh()
        return table(claims)

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
