"""Texts that pass on what others published: the original should be in the case too."""

from collections.abc import Iterator, Sequence
from typing import Final

from tawthiq.read.twice.known import Known
from tawthiq.record.claim import Claim, Link, Span
from tawthiq.record.twice import Look, Page

PUBLISHED: Final = frozenset({"outlet", "agency", "monitor", "un"})


def looks(pages: Sequence[Page], claims: Sequence[Claim], known: Known) -> Iterator[Look]:
    """Yield, once per text and source, what is relayed and not held."""
    own = _own(pages, claims, known)
    held = {*known.held, *own.values()}
    found: dict[tuple[str, str], tuple[Link, list[str], Span]] = {}
    for claim in claims:
        for link in claim.chain:
            if link.kind not in PUBLISHED or not link.name:
                continue
            key = known.key(link.name)
            if key in held:
                continue
            told = found.setdefault((claim.item, key), (link, [], link.span or claim.quote))
            told[1].append(claim.id)
    for (item, _), (link, ids, words) in found.items():
        claims_ = tuple(dict.fromkeys(ids))
        yield Look("relayed", item, claims_, (words,), {"source": link.name or ""})


def _own(pages: Sequence[Page], claims: Sequence[Claim], known: Known) -> dict[str, str]:
    """Return who publishes each text: as received, or as its own voice names itself."""
    voices: dict[str, set[str]] = {}
    for claim in claims:
        for link in claim.speakers[:1]:
            if link.name and _is_voice(link, claim):
                voices.setdefault(claim.item, set()).add(known.key(link.name))
    own = {item: names.pop() for item, names in voices.items() if len(names) == 1}
    return own | {page.item: known.key(page.outlet) for page in pages if page.outlet}


def _is_voice(link: Link, claim: Claim) -> bool:
    """Say whether a link is the text's own voice: an outlet that no word of the claim names."""
    span, quote = link.span, claim.quote
    is_beside = span is None or span.end <= quote.start or span.start >= quote.end
    return link.kind == "outlet" and is_beside and not link.carried
