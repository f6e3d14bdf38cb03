"""Running the reader over items: suggested claims, entered once each."""

import dataclasses
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple, get_args

from tawthiq.base.script import fold
from tawthiq.base.shape import to_plain
from tawthiq.kit.lexicon.pack import Pack
from tawthiq.ledger.ledger import Ledger
from tawthiq.read.chats import read_messages
from tawthiq.read.form.spoken import spoken
from tawthiq.read.known_places import Placing
from tawthiq.read.shifting import shifted
from tawthiq.record.case_facts import Source
from tawthiq.record.chat import Messages
from tawthiq.record.claim import Claim, Link, LinkKind
from tawthiq.record.entry import Draft
from tawthiq.record.release import Held

CLAIMS_AT_ONCE = 500
LINK_KINDS = frozenset(get_args(LinkKind))
TEXT_KINDS = frozenset({"text/csv", "text/tab-separated-values"})


class Text(NamedTuple):
    """A text to be read by itself: the item's id, its words, the day it is of."""

    item: str
    words: str
    dated: str | None


@dataclass(frozen=True, slots=True)
class Ground:
    """What all texts of a case are read on, besides their own words.

    `known` are ids of claims that are entered already. `placing` looks places up; those
    chosen are entered as places of the case.
    """

    sources: Sequence[Source]
    country: str | None
    packs: Sequence[Pack]
    known: Collection[str] = ()
    chats: Mapping[str, Messages] = field(default_factory=dict)
    placing: Placing | None = None


Read = Callable[[Iterable[Text]], Iterator[tuple[Claim, ...]]]
"""Reads texts, in this process or in several: the claims of each, in the order of the texts."""


def run(
    ledger: Ledger,
    items: Iterable[Held],
    ground: Ground,
    read: Read,
    advance: Callable[[int], None] = lambda _: None,
) -> Iterator[Claim]:
    """Read the texts of `items`, enter claims that are not known; yield all that were read.

    Lists (tables) are not read as prose: their rows belong to stage match. Claims are entered
    some hundreds at once, before they are yielded.
    """
    waiting: deque[tuple[Held, int]] = deque()
    batch = _Batch(ledger, ground)
    for claims in read(_texts(items, ground, waiting)):
        while waiting[0][0].id in ground.chats:
            yield from batch.chat(waiting.popleft()[0], advance)
        held, at = waiting.popleft()
        yield from batch.take(held, [shifted(claim, at) for claim in claims])
        advance(len(held.text or ""))
    for held, _ in waiting:
        yield from batch.chat(held, advance)
    yield from batch.enter()


def _texts(
    items: Iterable[Held], ground: Ground, waiting: deque[tuple[Held, int]]
) -> Iterator[Text]:
    """Yield what is read as prose; `waiting` holds the items whose claims are still to come."""
    for held in items:
        if held.text is None:
            continue
        if held.id in ground.chats:
            waiting.append((held, 0))
            continue
        words = spoken(held)
        if words is not None and not is_list(held):
            at, said = words
            waiting.append((held, at))
            yield Text(held.id, said, held.item.dated)


class _Batch:
    """Claims on their way into the ledger, with the places that they chose."""

    def __init__(self, ledger: Ledger, ground: Ground) -> None:
        self._ledger = ledger
        self._ground = ground
        self._sources = _Known(ground.sources)
        self._drafts: list[Draft] = []
        self._claims: list[Claim] = []

    def chat(self, held: Held, advance: Callable[[int], None]) -> Iterator[Claim]:
        """Read the messages of a chat; yield claims as they are entered."""
        ground = self._ground
        read = read_messages(
            held.text or "", ground.chats[held.id], item=held.id, dated=held.item.dated,
            country=ground.country, packs=ground.packs, advance=advance,
        )  # fmt: skip
        while some := list(islice(read, CLAIMS_AT_ONCE)):
            yield from self.take(held, some)

    def take(self, held: Held, claims: Sequence[Claim]) -> Iterator[Claim]:
        """Take the claims of one item; yield what was entered thereby."""
        ground = self._ground
        voiced = tuple(_in_voice(claim, held, self._sources) for claim in claims)
        placed = ground.placing(voiced) if ground.placing is not None else voiced
        places = ground.placing.places(placed) if ground.placing is not None else ()
        sealed = held.item.protected is not None
        fresh = (claim for claim in placed if claim.id not in ground.known)
        self._drafts += [Draft("claim", to_plain(claim), (held.id,), sealed) for claim in fresh]
        self._drafts += [Draft("place", to_plain(place), (held.id,), sealed) for place in places]
        self._claims += placed
        if len(self._claims) >= CLAIMS_AT_ONCE:
            yield from self.enter()

    def enter(self) -> Iterator[Claim]:
        """Enter what is held, yield it, and hold nothing."""
        self._ledger.append(self._drafts)
        claims, self._drafts, self._claims = self._claims, [], []
        yield from claims


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


def _in_voice(claim: Claim, held: Held, known: "_Known") -> Claim:
    """Name who speaks where the text leaves it to the document: outlet or speaker.

    The outlet stands in the chain of what it says in its own voice only (design §6); a
    statement's or testimony's own words are its speaker's.
    Every source goes by the name that the case knows it under.
    """
    item = held.item
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
        if known is None:
            return link
        kind = known.kind if link.kind == "unnamed" and known.kind in LINK_KINDS else link.kind
        return dataclasses.replace(link, name=known.name, kind=kind)  # type: ignore[arg-type]

    def link(self, name: str) -> Link:
        """Return the link of a speaker; an unknown one is a witness."""
        known = self._sources.get(fold(name).strip())
        if known is not None and known.kind in LINK_KINDS:
            return Link(known.name, known.kind)  # type: ignore[arg-type]
        return Link(name, "witness")
