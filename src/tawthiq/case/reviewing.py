"""Review as an attribute of a case: choose claims, accept, reject, edit, with reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.parts import Parts
from tawthiq.case.table import Table, table
from tawthiq.record import review
from tawthiq.record.claim import Claim, Span
from tawthiq.record.editing import edited
from tawthiq.record.entry import Draft
from tawthiq.record.review import Reviewed, RuleRate
from tawthiq.view import judged, queries

AROUND = 240


@dataclass(frozen=True, slots=True)
class Seen:
    """A claim in its place: what stands before and after its sentence, and how it came about.

    `sentence` and `paragraph` are its numbers in the item, from 1; `protected` is the code
    name of a protected item.
    """

    claim: Claim
    before: str
    after: str
    sentence: int
    paragraph: int | None
    rules: tuple[str, ...]
    history: tuple[Reviewed, ...]
    first: Claim
    name: str
    retracted: str | None = None


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Review of readings: does the source say this? Never: did it happen so?"""

    parts: Parts

    def accept(self, *claims: str, why: str | None = None) -> Table[Claim]:
        """The source says this."""
        return self._enter(claims, "accepted", why)

    def reject(self, *claims: str, why: str | None = None) -> Table[Claim]:
        """The source does not say this; several at once need a reason."""
        if len(set(claims)) > 1 and not (why or "").strip():
            raise UsageError("review.why", "say why these are rejected: --why TEXT")
        return self._enter(claims, "rejected", why)

    def edit(self, claim: str, sets: Iterable[tuple[str, str]], why: str) -> Claim:
        """Enter a new reading that replaces the suggested one, with the reason; the old one stays.

        `sets` are (field, value) as record.editing takes them. Raises UsageError where the
        words do not stand in the preserved text.
        """
        if not why.strip():
            raise UsageError("edit.why", "say why the reading is changed: --why TEXT")
        views = self.parts.views
        found = queries.claim(views, claim)
        reading = edited(found, self._text(found.item), sets)
        payload = self._payload(found, "edited", why) | {"reading": to_plain(reading)}
        return self._append([found], [payload])[0]

    def choose(
        self,
        *claims: str,
        item: str | None = None,
        sentence: str | None = None,
        paragraph: int | None = None,
        rule: str | None = None,
        states: Sequence[str] = (),
    ) -> Table[Claim]:
        """Return the claims named, or those of a sentence, a paragraph, a rule, an item.

        `states` keeps those of these states. A sentence (its number, or words in it) and a
        paragraph (its number) are of one item. Raises UsageError where nothing is chosen.
        """
        views = self.parts.views
        key = self.item(item) if item is not None else None
        if key is None and (sentence is not None or paragraph is not None):
            says = "a sentence or a paragraph is one of an item: name it with --item ID"
            raise UsageError("review.item", says)
        if claims:
            found = [queries.claim(views, prefix) for prefix in dict.fromkeys(claims)]
        else:
            found = queries.claims(views, key)
        if key is not None:
            found = [claim for claim in found if claim.item == key]
        if sentence is not None:
            found = review.in_sentence(found, sentence)
        if paragraph is not None and key is not None:
            found = review.in_paragraph(found, self._text(key), paragraph)
        if rule is not None:
            found = review.by_rule(found, rule)
        return table(claim for claim in found if not states or claim.review.state in states)

    def waiting(self) -> Table[Claim]:
        """Return what nobody reviewed yet: most deaths first, then the least trusted rules."""
        gone = queries.retracted(self.parts.views)
        claims = [
            claim for claim in queries.claims(self.parts.views)
            if not {claim.id, claim.item} & set(gone)
        ]  # fmt: skip
        return table(review.queue(claims, self.rules()))

    def rules(self) -> Table[RuleRate]:
        """Return how the readings of each rule fared with people; nothing follows from it."""
        views = self.parts.views
        states = {claim.id: claim.review.state for claim in queries.claims(views)}
        return table(review.rates(queries.first_readings(views), states))

    def seen(self, claim: str) -> Seen:
        """Return a claim in its sentence and its text, with all that people did about it."""
        views = self.parts.views
        found = queries.claim(views, claim)
        text = self._text(found.item)
        start, end = found.quote.start, found.quote.end
        sentence, paragraph = self.places(found.item)[found.quote]
        held, gone = queries.items(views).get(found.item), queries.retracted(views)
        return Seen(
            claim=found,
            before=text[max(start - AROUND, 0) : start],
            after=text[end : end + AROUND],
            sentence=sentence,
            paragraph=paragraph,
            rules=review.rules_of(found),
            history=tuple(judged.reviews(views, found.id)),
            first=next(c for c in queries.first_readings(views) if c.id == found.id),
            name=(held.protected or held.name.text) if held is not None else found.item[:12],
            retracted=gone.get(found.id, gone.get(found.item)),
        )

    def places(self, item: str) -> dict[Span, tuple[int, int | None]]:
        """Return the numbers, from 1, of each quoted sentence of an item and its paragraph."""
        blocks = review.paragraphs(self._text(item))
        quotes = review.sentences(queries.claims(self.parts.views, item))
        return {quote: (n, review.paragraph_of(blocks, quote)) for n, quote in enumerate(quotes, 1)}

    def item(self, prefix: str) -> str:
        """Return the one item whose id begins so; UsageError for none or several."""
        found = [key for key in queries.items(self.parts.views) if key.startswith(prefix)]
        if len(found) != 1 or not prefix:
            raise UsageError("item.unknown", f"no one item has an id that begins with {prefix!r}")
        return found[0]

    def _enter(self, prefixes: Sequence[str], verdict: str, why: str | None) -> Table[Claim]:
        views = self.parts.views
        found = [queries.claim(views, prefix) for prefix in dict.fromkeys(prefixes)]
        return self._append(found, [self._payload(one, verdict, why) for one in found])

    def _payload(self, claim: Claim, verdict: str, why: str | None) -> dict[str, Any]:
        return {"claim": claim.id, "verdict": verdict, "why": why}

    def _append(self, claims: Sequence[Claim], payloads: Sequence[dict[str, Any]]) -> Table[Claim]:
        views = self.parts.views
        entries, items = queries.claim_entries(views), queries.items(views)
        sealed = {key for key, item in items.items() if item.protected is not None}
        self.parts.ledger.append([
            Draft("review", payload, (entries[claim.id],), protected=claim.item in sealed)
            for claim, payload in zip(claims, payloads, strict=True)
        ])  # fmt: skip
        views.refresh()
        wanted = {claim.id for claim in claims}
        return table(claim for claim in queries.claims(views) if claim.id in wanted)

    def _text(self, item: str) -> str:
        view = queries.text_views(self.parts.views).get(item)
        if view is None or view.sha256 is None:
            return ""
        with self.parts.ledger.vault.open(view.sha256) as blob:
            return blob.read().decode("utf-8")
