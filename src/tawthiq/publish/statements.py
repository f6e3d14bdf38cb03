"""One row per claim: its words, who says it, and what it says of whom, where and when."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from tawthiq.publish.marks import shown
from tawthiq.publish.register import Register, is_arabic
from tawthiq.publish.routes import Links
from tawthiq.publish.voice import Voice
from tawthiq.record.claim import Claim, Count, Link

ARABIC = Markup(' lang="ar"')
NO_LANG = Markup(' lang=""')


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One link of a chain as shown: outermost first; `is_root` marks the original source."""

    name: Markup
    kind: Markup
    is_root: bool
    is_carried: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """A translation of the quoted words, and whose it is."""

    words: Markup
    note: Markup


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim as a page shows it. `href` leads to the marked words in the preserved text."""

    id: str
    number: int
    anchor: str
    href: str | None
    row: str
    quote: Markup
    lang: Markup
    event: Markup
    polarity: str
    polarity_words: Markup
    chain: tuple[ChainLink, ...]
    verifier: Markup | None
    counts: tuple[Markup, ...]
    victims: tuple[Markup, ...]
    perpetrators: Markup
    means: Markup
    places: Markup
    times: Markup
    status: Markup
    review: Markup
    state: str
    set_aside: Markup | None
    beside: Beside | None = None


class Statements:
    """Makes rows for one page."""

    def __init__(self, register: Register, voice: Voice, links: Links) -> None:
        self._register = register
        self._voice = voice
        self._links = links

    def rows(self, claims: Iterable[str]) -> tuple[Statement, ...]:
        """Return the rows of the claims named, skipping any that the dossier lacks."""
        known = self._register.claims
        return tuple(self.row(known[claim]) for claim in claims if claim in known)

    def sentences(self, claims: Iterable[str]) -> tuple[Statement, ...]:
        """Return one row per sentence and source, however many claims were read from it."""
        known = self._register.claims
        firsts: dict[tuple[str, int, int, Link | None], Claim] = {}
        for claim in (known[one] for one in claims if one in known):
            key = (claim.item, claim.quote.start, claim.quote.end, claim.root)
            firsts.setdefault(key, claim)
        return tuple(map(self.row, firsts.values()))

    def row(self, claim: Claim) -> Statement:
        """Return the row of one claim."""
        voice = self._voice
        return Statement(
            id=claim.id,
            number=self._register.numbers[claim.id],
            anchor=self._links.routes.claims[claim.id],
            href=self._links.claim(claim.id),
            row=self._links.statement(claim.id),
            quote=shown(claim.quote.text.strip()),
            lang=ARABIC if is_arabic(claim.quote.text) else NO_LANG,
            event=voice.term("event", claim.event),
            polarity=claim.polarity,
            polarity_words=voice.term("polarity", claim.polarity),
            chain=chain(claim, voice),
            verifier=_verifier(claim, voice),
            counts=tuple(_count(count, voice) for count in claim.count),
            victims=tuple(_victims(claim, voice)),
            perpetrators=voice.names(actor.name for actor in claim.perpetrator),
            means=voice.listed([voice.term("means", means.value) for means in claim.means]),
            places=voice.names(dict.fromkeys(place.name for place in claim.place)),
            times=voice.listed([voice.window(time.from_, time.to) for time in claim.time]),
            status=voice.term("claimed", claim.status.value),
            review=voice.term("review", claim.review.state),
            state=claim.review.state,
            set_aside=self._set_aside(claim),
            beside=self._beside(claim),
        )

    def _beside(self, claim: Claim) -> Beside | None:
        """Return what stands beside the quote in the page's own language."""
        voice = self._voice
        for one in self._register.facts.translations:
            if one.made.item != claim.item or one.made.language != voice.lang:
                continue
            words = one.beside(claim.quote.start, claim.quote.end).strip()
            if words:
                who = voice.called(one.made.translator or one.made.tool or "")
                state = voice.say(f"statement.{one.made.state}")
                note = voice.say("statement.beside", who=who, state=state)
                return Beside(shown(words), note)
        return None

    def _set_aside(self, claim: Claim) -> Markup | None:
        gone = self._register.facts.retracted
        reason = gone.get(claim.id, gone.get(claim.item))
        if reason is not None:
            return self._voice.say("statement.retracted", reason=self._voice.name(reason))
        if claim.review.state == "rejected":
            return self._voice.say("statement.rejected")
        return None


def chain(claim: Claim, voice: Voice) -> tuple[ChainLink, ...]:
    """Return the speakers of a claim, outermost first, the original source last."""
    speakers = claim.speakers
    return tuple(
        ChainLink(
            name=link_name(link, voice),
            kind=voice.term("source", link.kind),
            is_root=link is speakers[-1],
            is_carried=link.carried,
        )
        for link in speakers
    )


def link_name(link: Link, voice: Voice) -> Markup:
    """Return a source's name, or its kind where the text names nobody."""
    return voice.called(link.name) if link.name else voice.term("source", link.kind)


def _verifier(claim: Claim, voice: Voice) -> Markup | None:
    verifier = claim.verifier
    return link_name(verifier, voice) if verifier else None


def _count(count: Count, voice: Voice) -> Markup:
    unit = voice.term("unit", count.unit)
    phrase = Markup("<q>{}</q>").format(voice.name(count.phrase))
    return voice.say("statement.count", phrase=phrase, unit=unit)


def _victims(claim: Claim, voice: Voice) -> Iterable[Markup]:
    for victim in claim.victim:
        labels = [voice.term("victim", status) for status in victim.status]
        labels += [voice.term("victim", role) for role in victim.role]
        if victim.sex:
            labels.append(voice.term("victim", victim.sex))
        if victim.name:
            labels.insert(0, voice.name(victim.name))
        if labels:
            yield voice.say("list.comma").join(labels)
