"""Noun phrases over brackets: "nine Karu Guard Force (KGF) members" counts the members."""

from dataclasses import replace
from typing import Final

from tawthiq.read.items import Item
from tawthiq.read.sentence import Sentence

_LONGEST: Final = 10
_PEOPLE: Final = frozenset({"person", "actor"})


def over_brackets(s: Sentence, items: list[Item]) -> list[Item]:
    """Join a counted body with the person behind its acronym in brackets."""
    joined: list[Item] = []
    index = 0
    while index < len(items):
        end = _tail(s, items, index)
        if end is None:
            joined.append(items[index])
            index += 1
            continue
        lead, tail = items[index].noun, items[end].noun
        assert lead is not None  # noqa: S101 - `_tail` looked
        assert tail is not None  # noqa: S101 - `_tail` looked
        noun = replace(
            lead, j=tail.j, head=tail.head, kind=tail.kind, head_i=tail.head_i, head_j=tail.head_j,
            form=tail.form if lead.amount is not None else lead.form,
            actor=lead.actor or tail.actor, rules=[*lead.rules, *tail.rules],
        )  # fmt: skip
        joined.append(Item("noun", items[index].i, items[end].j, noun=noun, key=items[index].key))
        index = end + 1
    return joined


def _tail(s: Sentence, items: list[Item], index: int) -> int | None:
    """Return the index of the person behind an acronym in brackets, or None."""
    noun = items[index].noun
    if noun is None or index + 4 > len(items) or (noun.kind == "person" and noun.amount is None):
        return None
    if noun.amount is None and noun.form != "singular":
        return None
    behind = items[index + 1].noun
    if noun.amount is not None and behind is not None and behind.name and index + 5 <= len(items):
        index += 1  # "two Border Guard Force (BGF) troops"
    if items[index + 1].kind != "open" or not _is_acronym(s, items[index + 2].i):
        return None
    for end in range(index + 3, min(index + _LONGEST, len(items) - 1)):
        if items[end].kind == "close":
            tail = items[end + 1].noun
            bare = tail is not None and tail.amount is None and not (tail.definite or tail.name)
            return end + 1 if bare and tail is not None and tail.kind in _PEOPLE else None
    return None


def _is_acronym(s: Sentence, k: int) -> bool:
    """Say whether a word is written as an acronym ("KGF", "SFs")."""
    word = s.raw(k)
    return word[:1].isupper() and sum(letter.isupper() for letter in word) > 1
