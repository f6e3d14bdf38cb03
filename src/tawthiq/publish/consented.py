"""What may be used for whom: testimonies whose giver has not agreed, named without their name.

A reason names an item by its code name and the first digits of its id, never by its file's
name or its speaker's.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from tawthiq.base.script import show
from tawthiq.publish.register import Register, supports
from tawthiq.record.case_facts import Source
from tawthiq.record.consent import SHARE, Consents, Standing, compared
from tawthiq.record.release import Audience, Facts, Held
from tawthiq.record.words import Lang, Words, words

PERSONS = frozenset({"witness", "relative", "victim", "survivor"})
SHORT = 8


def needs_consent(held: Held, sources: Mapping[str, Source], consents: Consents) -> bool:
    """Say whether using an item needs the consent of who speaks in it.

    It does where the giver is protected, where somebody was ever asked, and where the
    speaker is a person: a source stated as private or of kind witness, relative, victim or
    survivor, or one that nobody has stated, which the reader takes for a witness. A
    published report (one with an outlet) never does for its speaker's sake. `sources` are
    by name (`by_name`).
    """
    item = held.item
    if item.protected is not None or consents.history(held.id, None):
        return True
    if item.outlet is not None or item.speaker is None:
        return False
    source = sources.get(compared(item.speaker))
    return source is None or source.private or source.kind in PERSONS


def by_name(sources: Iterable[Source]) -> dict[str, Source]:
    """Return sources under each of their spellings, folded."""
    return {compared(name): source for source in sources for name in (source.name, *source.aliases)}


def lacking(
    items: Iterable[Held],
    purpose: str,
    sources: Iterable[Source],
    consents: Consents,
    *,
    lang: Lang = "en",
) -> tuple[str, ...]:
    """Return one sentence per item whose giver has not agreed to `purpose`; empty: all have.

    `purpose` is one of record.consent.PURPOSES or `share_with:BODY`. A no to keeping or
    analysing is a no to everything else.
    """
    known, speech = by_name(sources), words(lang)
    return tuple(
        _reason(held, standing, speech)
        for held in items
        for standing in _wanting(held, purpose, known, consents)
    )


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a release is for; `masked` are the names that it does not show."""

    audience: Audience
    partner: str | None = None
    masked: tuple[str, ...] = ()

    @property
    def purpose(self) -> str:
        """The purpose that a release to them needs, where it shows no name."""
        if self.audience == "partner":
            return SHARE + (self.partner or "")
        return "court" if self.audience == "court" else "publish_anonymous"

    def purpose_for(self, held: Held, sources: Mapping[str, Source]) -> str:
        """Return the purpose that showing an item needs; a public name needs one of its own.

        The public sees the names of speakers whom the case states as not private.
        """
        source = sources.get(compared(held.item.speaker or ""))
        if self.audience != "public" or held.item.protected is not None or source is None:
            return self.purpose
        hidden = {compared(name) for name in self.masked}
        is_hidden = source.private or hidden & {compared(n) for n in (source.name, *source.aliases)}
        return self.purpose if is_hidden else "publish_named"


def kept_back(held: Held, facts: Facts) -> Literal["kept_back", "stopped"] | None:
    """Say why an item was not read: its giver is protected, or said no to reading it."""
    if held.id in facts.silenced:
        return "stopped"
    return "kept_back" if held.item.protected is not None else None


def unconsented(
    items: Iterable[Held],
    recipient: Recipient,
    sources: Iterable[Source],
    consents: Consents,
) -> tuple[tuple[Held, Standing], ...]:
    """Return the items that a recipient may not be given, each with what stands in the way."""
    if recipient.audience == "internal":
        return ()
    known = by_name(sources)
    return tuple(
        (held, standing)
        for held in items
        for standing in _wanting(held, recipient.purpose_for(held, known), known, consents)
    )


def consent_refusals(facts: Facts, *, lang: Lang = "en") -> tuple[str, ...]:
    """Return why consent keeps a dossier from its audience; empty when it does not."""
    speech, recipient = words(lang), recipient_of(facts)
    found = unconsented(used(facts), recipient, facts.sources, facts.consents)
    return tuple(_reason(held, standing, speech) for held, standing in found)


def recipient_of(facts: Facts) -> Recipient:
    """Return whom a dossier is for."""
    return Recipient(facts.audience, facts.partner, facts.settings.masked)


def used(facts: Facts) -> Iterator[Held]:
    """Yield the items that a dossier uses.

    For the public those that it quotes or that a figure rests on. For others every item, but
    protected ones, which are only listed by code name, where a figure rests on them or their
    giver has said no.
    """
    register = Register(facts)
    bearing = {claim for figure in register.figures() for claim in supports(figure)}
    carrying = {register.claims[claim].item for claim in bearing if claim in register.claims}
    quoted = {claim.item for claim in register.used() if claim.review.state != "suggested"}
    for held in facts.items:
        code = held.item.protected
        if facts.audience == "public":
            is_used = held.id in carrying or (held.id in quoted and code is None)
        else:
            is_used = held.id in carrying or code is None or _is_refused(held, facts)
        if is_used:
            yield held


def _is_refused(held: Held, facts: Facts) -> bool:
    """Say whether who gave an item said no to a dossier of this audience."""
    if facts.audience == "internal":
        return False
    asked = (held.id, held.item.protected)
    no = facts.consents.standing(*asked, recipient_of(facts).purpose).is_no
    return no or facts.consents.stopped(*asked) is not None


def _wanting(
    held: Held, purpose: str, known: Mapping[str, Source], consents: Consents
) -> Iterator[Standing]:
    """Yield what stands in the way of a purpose: a no to the ground of it, or no yes to it."""
    if not needs_consent(held, known, consents):
        return
    code = held.item.protected
    stopped = consents.stopped(held.id, code)
    standing = stopped or consents.standing(held.id, code, purpose)
    if standing.state != "granted":
        yield standing


def _reason(held: Held, standing: Standing, speech: Words) -> str:
    code = held.item.protected
    kind = "item" if code is None else "person"
    key = "refusal.consent_unheard" if standing.unheard else "refusal.consent"
    return speech.say(
        key,
        who=speech.say(f"consent.{kind}", code=show(code or ""), item=held.id[:SHORT]),
        purpose=purpose_words(standing.purpose, speech),
        state=speech.say(f"consent.{standing.state}"),
    )


def purpose_words(purpose: str, speech: Words) -> str:
    """Return how a purpose is called on screen."""
    if purpose.startswith(SHARE):
        body = purpose.removeprefix(SHARE)
        return (
            speech.say("purpose.share_with", body=show(body))
            if body
            else speech.say("purpose.share")
        )
    return speech.say(f"purpose.{purpose}") if speech.has(f"purpose.{purpose}") else purpose
