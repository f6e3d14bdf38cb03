"""A claim while it is read: what later sentences may still add, and how it is closed."""

import base64
import hashlib
from dataclasses import dataclass, field, replace

from tawthiq.read.sentence import Sentence
from tawthiq.record.claim import (
    Claim,
    Count,
    Link,
    Means,
    Perpetrator,
    PlaceRef,
    Polarity,
    Reader,
    Series,
    Span,
    Status,
    Victim,
    When,
    Whole,
)


@dataclass(slots=True, eq=False)
class Draft:
    """A claim before it has its id; `whole` and `replaces` point at other drafts."""

    sentence: Sentence
    event: str
    quote: Span
    polarity: Polarity = "affirmed"
    status: Status = field(default_factory=Status)
    aspects: dict[str, str] = field(default_factory=dict)
    chain: tuple[Link, ...] = ()
    perpetrator: tuple[Perpetrator, ...] = ()
    victim: tuple[Victim, ...] = ()
    means: tuple[Means, ...] = ()
    count: list[Count] = field(default_factory=list)
    place: tuple[PlaceRef, ...] = ()
    time: tuple[When, ...] = ()
    said: When | None = None
    as_of: str | None = None
    series: str | None = None
    replaces: "Draft | None" = None
    whole: "Draft | None" = None
    beside: list["Draft"] = field(default_factory=list)
    caveats: list["Draft"] = field(default_factory=list)
    rules: set[str] = field(default_factory=set)
    head: str | None = None
    id: str = ""

    @property
    def root(self) -> Link | None:
        """The original source: the last speaker of the chain."""
        speakers = [link for link in self.chain if link.role != "verifier"]
        return speakers[-1] if speakers else None

    @property
    def least(self) -> int | None:
        """The least number of the first count."""
        return self.count[0].min if self.count else None


def close(drafts: list[Draft], item: str, reader: Reader) -> tuple[Claim, ...]:
    """Give every draft its id and turn it into a claim; the same text gives the same ids."""
    seen: dict[tuple[int, int, str], int] = {}
    for draft in drafts:
        key = (draft.quote.start, draft.quote.end, draft.event)
        seen[key] = seen.get(key, -1) + 1
        draft.id = claim_id(item, draft.quote, draft.event, seen[key])
    return tuple(_closed(draft, item, reader) for draft in drafts)


def claim_id(item: str, quote: Span, event: str, ordinal: int) -> str:
    """Return "c" and 80 bits of a SHA-256 over item, quote, event and ordinal, in base32."""
    text = "\n".join([item, str(quote.start), str(quote.end), event, str(ordinal)])
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:10]
    return "c" + base64.b32encode(digest).decode("ascii").casefold()


def _closed(draft: Draft, item: str, reader: Reader) -> Claim:
    counts = list(draft.count)
    if draft.whole is not None and counts:
        counts[0] = replace(counts[0], whole=Whole(draft.whole.id, 0))
    return Claim(
        id=draft.id,
        item=item,
        quote=draft.quote,
        event=draft.event,
        reader=reader,
        polarity=draft.polarity,
        status=draft.status,
        aspects=dict(draft.aspects),
        chain=draft.chain,
        perpetrator=draft.perpetrator,
        victim=draft.victim,
        means=draft.means,
        count=tuple(counts),
        place=draft.place,
        time=draft.time,
        said=draft.said,
        as_of=draft.as_of,
        series=Series(draft.series, draft.replaces.id if draft.replaces else None),
        same_event_hint=tuple(other.id for other in draft.beside),
        caveats=tuple(other.id for other in draft.caveats),
    )
