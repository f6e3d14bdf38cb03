"""Looking twice: dates, numbers, people and sources of claims that do not fit together.

    looks = look_twice(pages, claims, known)

Pure, deterministic, and it never raises: what is malformed is passed over.
"""

from collections.abc import Sequence
from itertools import chain

from tawthiq.read.twice import dates, numbers, people, relays
from tawthiq.read.twice.known import Known
from tawthiq.record.claim import Claim
from tawthiq.record.twice import KINDS, Look, Page

__all__ = ["Known", "look_twice"]


def look_twice(
    pages: Sequence[Page], claims: Sequence[Claim], known: Known | None = None
) -> tuple[Look, ...]:
    """Return what deserves a second look, in the order of the pages and of their words.

    Claims of items that are no page are passed over, and so are rejected ones.
    """
    order = {page.item: n for n, page in enumerate(pages)}
    held = [c for c in claims if c.item in order and c.review.state != "rejected"]
    given = known or Known()
    found = chain(
        dates.looks(pages, held),
        numbers.looks(held, given),
        people.looks(pages, held),
        relays.looks(pages, held, given),
    )
    kinds = {kind: n for n, kind in enumerate(KINDS)}

    def place(look: Look) -> tuple[int, int, int, tuple[str, ...], str]:
        start = min((span.start for span in look.words), default=0)
        said = repr(sorted(look.values.items()))
        return order[look.item], start, kinds[look.kind], look.claims, said

    return tuple(sorted(found, key=place))
