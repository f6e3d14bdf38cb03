"""The same dead told again: "the victim", "he", a surname, "the strike that killed the mayor".

Who was counted before is no new victim; the number becomes a part of the toll before it.
"""

from typing import Final

from tawthiq.base.script import fold
from tawthiq.read.discourse import Discourse
from tawthiq.read.draft import Draft
from tawthiq.read.noun import Noun
from tawthiq.read.parsed import Parsed
from tawthiq.read.slots import Frame

_VICTIMS: Final = frozenset({"victim", "deceased", "victims", "man", "woman", "boy", "girl"})
_REMEMBERED: Final = 300
_LIGHT: Final = frozenset({"adverb", "reportedly", "perfect", "auxiliary"})


def is_told_again(p: Parsed, talk: Discourse, frame: Frame, noun: Noun, before: Draft) -> bool:
    """Say whether a noun is one, or all, of those whom an earlier toll counts."""
    least = before.least or 0
    if before.sentence is p.s:
        return (
            _is_relative(p, frame) and _number(noun) is not None and (_number(noun) or 0) <= least
        )
    if noun.amount is not None:
        return _points_back(p, noun) and noun.amount.value == least and noun.amount.value > 1
    if noun.form != "singular" and not noun.name:
        return False
    if noun.name:
        return _is_named(p, talk, noun)
    if noun.pronoun:
        return least == 1
    if not noun.definite or noun.head is None:
        return False
    word = p.s.key(noun.head_j - 1)
    return least == 1 and (word in _VICTIMS or word == fold(before.head or ""))


def _is_named(p: Parsed, talk: Discourse, noun: Noun) -> bool:
    words = {fold(word) for word in p.s.span(noun.i, noun.j).text.split()}
    return any(words <= known for known in talk.dead)


def remember(talk: Discourse, draft: Draft) -> None:
    """Keep the names of those who were counted."""
    for victim in draft.victim:
        if victim.name:
            talk.dead.append(frozenset(fold(word) for word in victim.name.split()))
            del talk.dead[:-_REMEMBERED]


def _points_back(p: Parsed, noun: Noun) -> bool:
    """Say whether "the two men" repeats a number, with its article."""
    return p.s.pack.language == "en" and p.s.key(noun.i) in {"the", "those", "these"}


def _number(noun: Noun) -> int | None:
    if noun.amount is not None:
        return noun.amount.value
    return 1 if noun.form == "singular" or noun.name else None


def _is_relative(p: Parsed, frame: Frame) -> bool:
    """Say whether a verb stands in "(a strike) that killed": it tells of the same event."""
    back = frame.at - 1
    while back > 0 and p.items[back].kind in _LIGHT:
        back -= 1
    item = p.items[back] if back > 0 else None
    if item is None or item.kind != "subordinator" or item.key not in {"that", "which"}:
        return False
    return frame.voice == "active" and p.items[back - 1].kind in {"trigger", "noun"}
