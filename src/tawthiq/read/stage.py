"""Running the reader over items: suggested claims, entered once each."""

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import get_args

from tawthiq.base.script import fold
from tawthiq.base.shape import to_plain
from tawthiq.kit.lexicon.pack import Pack
from tawthiq.ledger.ledger import Ledger
from tawthiq.read.chats import read_messages
from tawthiq.read.form.spoken import shifted, spoken
from tawthiq.read.known_places import Placing
from tawthiq.read.reader import read_claims
from tawthiq.record.case_facts import Source
from tawthiq.record.chat import Messages
from tawthiq.record.claim import Claim, Link, LinkKind
from tawthiq.record.entry import Draft
from tawthiq.record.release import Held

CLAIMS_AT_ONCE = 500
LINK_KINDS = frozenset(get_args(LinkKind))
TEXT_KINDS = frozenset({"text/csv", "text/tab-separated-values"})


def run(
    ledger: Ledger,
    items: Sequence[Held],
    sources: Sequence[Source],
    known: Collection[str],
    country: str | None,
    packs: Sequence[Pack],
    advance: Callable[[int], None] | None = None,
    chats: Mapping[str, Messages] = MappingProxyType({}),
    placing: Placing | None = None,
) -> tuple[Claim, ...]:
    """Read the texts of `items`, enter claims that are not `known`; return all that were read.

    Lists (tables) are not read as prose: their rows belong to stage match. `placing` looks
    the places up; those chosen are entered as places of the case.
    """
    found: list[Claim] = []
    for held in items:
        text = held.text
        if held.id in chats and text is not None:
            found += _read_chat(
                ledger, held, chats[held.id], sources, known, country, packs, advance, placing
            )
            continue
        words = spoken(held)
        if text is None or words is None or is_list(held):
            continue
        item, (at, said) = held.item, words
        read = read_claims(said, item=held.id, dated=item.dated, country=country, packs=packs)
        claims = [in_voice(shifted(claim, at), held, sources) for claim in read]
        found += _enter(ledger, held, claims, known, placing)
        if advance is not None:
            advance(len(text))
    return tuple(found)


def _read_chat(
    ledger: Ledger,
    held: Held,
    messages: Messages,
    sources: Sequence[Source],
    known: Collection[str],
    country: str | None,
    packs: Sequence[Pack],
    advance: Callable[[int], None] | None,
    placing: Placing | None,
) -> list[Claim]:
    """Read the messages of a chat; claims are entered in batches as they come."""
    read = read_messages(
        held.text or "", messages, item=held.id, dated=held.item.dated, country=country,
        packs=packs, advance=advance,
    )  # fmt: skip
    voiced = (in_voice(claim, held, sources) for claim in read)
    found: list[Claim] = []
    while batch := list(islice(voiced, CLAIMS_AT_ONCE)):
        found += _enter(ledger, held, batch, known, placing)
    return found


def _enter(
    ledger: Ledger,
    held: Held,
    claims: Sequence[Claim],
    known: Collection[str],
    placing: Placing | None,
) -> tuple[Claim, ...]:
    """Enter the claims that are not `known`, and the places that they chose; return the claims."""
    placed = placing(claims) if placing is not None else tuple(claims)
    sealed = held.item.protected is not None
    drafts = [
        Draft("claim", to_plain(claim), (held.id,)) for claim in placed if claim.id not in known
    ]
    places = placing.places(placed) if placing is not None else ()
    drafts += [Draft("place", to_plain(place), (held.id,), sealed) for place in places]
    ledger.append(drafts)
    return placed


def is_list(held: Held) -> bool:
    """Say whether an item is a table or a chat export, which later stages read."""
    kind = held.item.media_type
    return kind in TEXT_KINDS or "spreadsheet" in kind or is_chat(held.text or "")


def is_chat(text: str) -> bool:
    """Say whether most lines begin with a date and a sender, as chat exports do."""
    lines = [line for line in text.splitlines()[:40] if line.strip()]
    stamped = [line for line in lines if _is_stamped(line)]
    return len(lines) >= 3 and len(stamped) * 2 > len(lines)


def _is_stamped(line: str) -> bool:
    head = line.strip("[\u200e\u200f ")[:24]
    digits = sum(char.isdecimal() for char in head)
    return digits >= 8 and (":" in head) and ("/" in head or "." in head or "-" in head)


def in_voice(claim: Claim, held: Held, sources: Sequence[Source]) -> Claim:
    """Name who speaks where the text leaves it to the document: outlet or speaker.

    The outlet stands in the chain of what it says in its own voice only (design §6); a
    statement's or testimony's own words are its speaker's.
    Every source goes by the name that the case knows it under.
    """
    item = held.item
    known = _Known(sources)
    chain = tuple(known.named(link) for link in claim.chain)
    if item.speaker is not None:
        spoken = tuple(link for link in chain if not _is_own(link, {None}))
        if item.speaker not in {link.name for link in spoken}:
            spoken = (known.link(item.speaker), *spoken)
        return dataclasses.replace(claim, chain=spoken)
    if item.outlet is None:
        return dataclasses.replace(claim, chain=chain)
    quoted = tuple(link for link in chain if not _is_own(link, {None, item.outlet}))
    return dataclasses.replace(claim, chain=quoted or (Link(item.outlet, "outlet"),))


def _is_own(link: Link, names: Collection[str | None]) -> bool:
    """Say whether a link is the outlet's own voice, or names the outlet as its own relay."""
    return link.kind == "outlet" and link.role != "verifier" and link.name in names


class _Known:
    """The case's sources by every spelling."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = {
            fold(name).strip(): source
            for source in sources
            for name in (source.name, *source.aliases)
        }

    def named(self, link: Link) -> Link:
        """Return a link under the name that the case knows its source by."""
        known = self._sources.get(fold(link.name).strip()) if link.name else None
        return dataclasses.replace(link, name=known.name) if known is not None else link

    def link(self, name: str) -> Link:
        """Return the link of a speaker; an unknown one is a witness."""
        known = self._sources.get(fold(name).strip())
        if known is not None and known.kind in LINK_KINDS:
            return Link(known.name, known.kind)  # type: ignore[arg-type]
        return Link(name, "witness")
