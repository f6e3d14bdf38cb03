"""Reading a chat: each message by itself, said by who sent it, on the day it was sent.

Heads (time, name) are never read. A claim's quote stands in the text view, inside the words
of its message. Whoever is behind a code name is an unnamed source until a person states who
that is; a public channel is an outlet; whose message was forwarded stands behind who sent it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from tawthiq.base.errors import UsageError
from tawthiq.base.instant import parse_day
from tawthiq.kit.lexicon.pack import Pack
from tawthiq.read.draft import claim_id
from tawthiq.read.reader import read_claims
from tawthiq.read.shifting import shifted
from tawthiq.record.chat import Message, Messages, Stretch
from tawthiq.record.claim import Claim, Link, LinkKind, Span
from tawthiq.record.identity import CODE_OF_SENDER

LEAST_WORDS = 3
"""Messages of fewer words hold no claim that could stand alone."""


def read_messages(
    text: str,
    found: Messages,
    *,
    item: str,
    dated: str | None,
    country: str | None,
    packs: Sequence[Pack] | None = None,
    advance: Callable[[int], None] | None = None,
) -> Iterator[Claim]:
    """Yield the claims of the messages of a text view, in its order.

    `dated` is the item's day, for messages whose own day is not known or not sure. What is
    no message (a preface) is read as a text of its own.
    """
    pieces: list[tuple[Stretch, Message | None]] = [(other, None) for other in found.others]
    pieces += [(one.words, one) for one in found.messages if not one.is_service]
    seen: dict[tuple[int, int, str], int] = {}
    done = 0
    for (start, end), message in sorted(pieces, key=lambda piece: piece[0]):
        words = text[start:end]
        if len(words.split(None, LEAST_WORDS)) >= LEAST_WORDS:
            day = dated
            if message is not None and found.dates.is_sure:
                day = _day(message) or dated
            claims = read_claims(words, item=item, dated=day, country=country, packs=packs)
            said_by = () if message is None else voice(text, message)
            yield from placed(claims, start, seen, said_by)
        if advance is not None:
            advance(end - done)
            done = end


def voice(text: str, message: Message) -> tuple[Link, ...]:
    """Return through whom a message reached the chat: who sent it, and whose it was before."""
    sender = _link(text, message.sender, channel=message.channel)
    if message.forwarded is None:
        return (sender,)
    return replace(sender, role="relayed_by"), _link(text, message.forwarded)


def placed(
    claims: Sequence[Claim], by: int, seen: dict[tuple[int, int, str], int], said_by: Sequence[Link]
) -> Iterator[Claim]:
    """Yield claims of a stretch that begins at `by` as claims of the whole text.

    Spans move, ids are made anew (`seen` counts claims with one quote and event), and who
    said it stands before whom the words themselves name.
    """
    ids: dict[str, str] = {}
    moved = [shifted(claim, by) for claim in claims]
    for claim in moved:
        key = (claim.quote.start, claim.quote.end, claim.event)
        seen[key] = seen.get(key, -1) + 1
        ids[claim.id] = claim_id(claim.item, claim.quote, claim.event, seen[key])
    for claim in moved:
        yield _named(claim, ids, said_by)


def _named(claim: Claim, ids: Mapping[str, str], said_by: Sequence[Link]) -> Claim:
    counts = tuple(
        replace(c, whole=replace(c.whole, claim=ids.get(c.whole.claim, c.whole.claim)))
        if c.whole is not None
        else c
        for c in claim.count
    )
    before = claim.series.replaces
    return replace(
        claim,
        id=ids[claim.id],
        count=counts,
        series=replace(claim.series, replaces=before and ids.get(before)),
        same_event_hint=tuple(ids[one] for one in claim.same_event_hint if one in ids),
        caveats=tuple(ids[one] for one in claim.caveats if one in ids),
        chain=(*said_by, *(one for one in claim.chain if not said_by or not _is_own(one))),
    )


def _is_own(link: Link) -> bool:
    """Say whether a link is the voice of the text itself, which a message has from its sender."""
    return link.name is None and link.kind == "outlet" and link.role != "verifier"


def _link(text: str, place: Stretch | None, *, channel: bool = False) -> Link:
    name = text[slice(*place)].strip() if place is not None else ""
    if not name or place is None:
        return Link(None, "unnamed")
    kind: LinkKind = "outlet" if channel else "witness"
    if CODE_OF_SENDER.fullmatch(name):
        kind = "unnamed"
    return Link(name, kind, span=Span(text[slice(*place)], *place))


def _day(message: Message) -> str | None:
    """Return the day of a message, if it is one."""
    try:
        return None if message.day is None else parse_day(message.day).isoformat()
    except UsageError:
        return None
