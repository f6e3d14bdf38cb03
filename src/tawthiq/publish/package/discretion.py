"""What a package may tell of an item and of who gave it (pure; standards X-05, S-10).

A court and an archive see what the record says. A body that material is shared with sees
who gave an item only where the giver is a known body and nothing was promised. Of a
protected person nobody sees more than the code name, unless a court or an archive is
meant to and a person asks for it in so many words.
"""

from collections.abc import Collection, Sequence

from tawthiq.record.case_facts import Source
from tawthiq.record.handover import Purpose, Shown
from tawthiq.record.item import Item, Receipt

PERSONS = frozenset({"witness", "relative", "victim", "survivor", "person", "unnamed"})
"""Kinds of sources that are people."""


def shown_of(
    item: Item,
    receipts: Sequence[Receipt],
    purpose: Purpose,
    open_names: Collection[str],
    *,
    identities: bool,
) -> Shown:
    """Return how much a package for `purpose` tells of `item`.

    `open_names` are the bodies that may be named to anybody (see `open_sources`).
    """
    if item.protected is not None:
        return "full" if identities and purpose != "share_with" else "code_name"
    if purpose != "share_with":
        return "full"
    people = [item.speaker, *(receipt.giver for receipt in receipts)]
    private = any(name is not None and name not in open_names for name in people)
    promised = any(receipt.promise or receipt.note or receipt.why for receipt in receipts)
    return "reserved" if private or promised else "full"


def open_sources(sources: Sequence[Source]) -> frozenset[str]:
    """Return the names of sources that are bodies and were not stated to be private."""
    return frozenset(
        name
        for source in sources
        if not source.private and source.kind not in PERSONS
        for name in (source.name, *source.aliases)
    )


def refused(items: Sequence[Item], purpose: Purpose, *, identities: bool) -> tuple[str, ...]:
    """Return why these items may not go out for `purpose`, by code name; empty if they may."""
    if identities and purpose == "share_with":
        return ("identities are told to a court or an archive only",)
    if purpose != "share_with":
        return ()
    codes = dict.fromkeys(item.protected for item in items if item.protected is not None)
    return tuple(
        f"{code}: a protected person's material goes to no one below a court" for code in codes
    )
