"""Senders of chats in the views: where a code name stands, and which names masks look for."""

from tawthiq.base.script import fold
from tawthiq.record.identity import CODE_OF_SENDER, Identity
from tawthiq.view.fold import Views
from tawthiq.view.search import find

LEAST_WORDS = 2
_MOST_CHATS = 1000


def items_with(views: Views, code: str) -> tuple[str, ...]:
    """Return the items whose text view has a sender's code name; none for other code names."""
    if CODE_OF_SENDER.fullmatch(code) is None:
        return ()
    hits = find(views, code, _MOST_CHATS)
    return tuple(dict.fromkeys(hit.ref for hit in hits if hit.kind in {"text", "item"}))


def masked(identity: Identity) -> tuple[str, ...]:
    """Return the names of a protected person that are masked in what is published.

    A sender's name of one word ("Hope", "M") is a word of many sentences, and says nothing
    where it stands outside of its chat: names of two words and numbers are masked.
    """
    names = identity.all_names
    if CODE_OF_SENDER.fullmatch(identity.code) is None:
        return names
    return tuple(n for n in names if len(fold(n).split()) >= LEAST_WORDS or n.startswith("+"))
