"""Collect the noun phrases of one slot, with the parts that hang below them."""

from collections.abc import Container
from dataclasses import dataclass, field
from typing import Final

from tawthiq.read.items import Item, is_occasion
from tawthiq.read.noun import Noun

JOINS: Final = frozenset({"and", "comma"})
_VERBAL: Final = frozenset({"auxiliary", "perfect", "trigger", "cue", "modal", "do", "find"})
_LONGEST_PHRASE: Final = 8
_PHRASE: Final = frozenset({"preposition", "date", "of", "other", "adverb", "aligned"})
_TAILS: Final = frozenset({"comma", "and", "of"})


@dataclass(slots=True)
class Gathered:
    """Nouns of one slot in the order of the text; `groups` say which stand side by side."""

    nouns: list[Noun] = field(default_factory=list)
    parts: list[Noun] = field(default_factory=list)
    age: int | None = None


def ahead_skipping(items: list[Item], at: int, kinds: Container[str]) -> Item | None:
    """Return the first item from `at` on that is none of `kinds`."""
    while at < len(items) and items[at].kind in kinds:
        at += 1
    return items[at] if at < len(items) else None


def is_patient(noun: Noun | None) -> bool:
    """Say whether a noun can be whom something struck."""
    return noun is not None and noun.kind not in {"thing", "measure", "deaths"}


def after(items: list[Item], at: int) -> Gathered:
    """Collect the nouns that begin behind a trigger: "nine men, two women and a child"."""
    got = Gathered()
    at = _past(items, at, {"adverb", "reportedly"})
    while at < len(items):
        item = items[at]
        if item.kind == "noun" and item.noun is not None:
            if not is_patient(item.noun) or _is_subject(items, at, got):
                break
            if got.nouns and items[at - 1].kind == "noun":
                break  # two nouns side by side are no list
            if _is_called(items, at, got):
                at += 1  # "the mayor, Salim Wardani,"
                continue
            at = _take(items, at, got)
            continue
        if item.kind in JOINS:
            following = _past(items, at + 1, {"and", "comma", "adverb"})
            if items[following : following + 1] and items[following].key == "then":
                following += 1  # "killed three people and then himself"
            if following < len(items) and items[following].kind in {"noun", "including"}:
                at = following
                continue
            break
        if item.kind == "including":
            at = _parts(items, at + 1, got)
            continue
        loose = item.kind in {"other", "aligned"} and item.key[:1] > "\u0600"
        loose = loose and items[at - 1].kind != "including"  # «بينهم أم مع أطفالها»
        if (item.kind in {"preposition", "date", "open"} or loose) and got.nouns:
            at = _past_phrase(items, at)
            if not _goes_on(items, at):
                break
            continue
        break
    return got


def _is_called(items: list[Item], at: int, got: Gathered) -> bool:
    """Say whether a name between commas only names the one person before it."""
    noun, before = items[at].noun, got.nouns[-1] if got.nouns else None
    if noun is not None and before is not None and _is_age(items, at, before):
        years = noun.amount.value if noun.amount is not None else None
        before.age = None if years is None else (years, years)
        return True  # "Salim Wardani, 34,"
    if noun is not None and before is not None and _is_what(items, at, before):
        before.head = noun.head
        return True  # "Salim Wardani, a farmer,"
    if noun is None or not noun.name or before is None or items[at - 1].kind != "comma":
        return False
    if before.form != "singular" or before.name or before.amount is not None:
        return False
    if before.called or (at + 1 < len(items) and items[at + 1].kind not in {"comma", "stop"}):
        return False
    before.called = (noun.i, noun.j)
    return True


def _is_age(items: list[Item], at: int, before: Noun) -> bool:
    noun = items[at].noun
    one = before.kind == "person" and before.form == "singular" and not before.amount
    named = before.name or before.called is not None or one
    if noun is None or noun.amount is None or noun.kind != "number" or not named:
        return False
    alone = at + 1 >= len(items) or items[at + 1].kind in {"comma", "stop", "close"}
    return items[at - 1].kind in {"comma", "open"} and alone and (noun.amount.value or 999) < 120


def _is_what(items: list[Item], at: int, before: Noun) -> bool:
    """Say whether a noun between commas says what the named one before it is."""
    noun = items[at].noun
    if noun is None or not before.name or before.head or items[at - 1].kind != "comma":
        return False
    if noun.form != "singular" or noun.amount or noun.possessive or noun.kind != "person":
        return False
    return at + 1 >= len(items) or items[at + 1].kind != "and"


def _past(items: list[Item], at: int, kinds: Container[str]) -> int:
    while at < len(items) and items[at].kind in kinds:
        at += 1
    return at


def _take(items: list[Item], at: int, got: Gathered) -> int:
    """Take the noun at `at` as a victim or, where it is a share, as a part; go past "of …"."""
    noun = items[at].noun
    assert noun is not None  # noqa: S101 - the caller looked
    partial = noun.amount is not None and (noun.amount.share is not None or noun.partitive)
    if partial and got.nouns:
        got.parts.append(noun)
    elif (
        got.parts
        and noun.amount is None
        and noun.form == "plural"
        and _is_share_noun(got.parts[-1])
    ):
        got.parts[-1].also.append(noun)
    else:
        got.nouns.append(noun)
    at += 1
    while (
        at + 1 < len(items)
        and items[at].kind in {"of", "aligned"}
        and items[at + 1].kind in {"noun", "other"}
    ):
        at += 2
        while at + 1 < len(items) and items[at].kind == "other" and items[at + 1].kind in _TAILS:
            at += 1  # "the head of the district council,"
    return at


def _is_subject(items: list[Item], at: int, got: Gathered) -> bool:
    """Say whether a later noun is the subject of the next verb ("… and 3 were wounded")."""
    if not got.nouns:
        return False
    nxt = ahead_skipping(items, at + 1, {"adverb", "reportedly", "negation"})
    if nxt is None:
        return False
    if nxt.kind == "trigger" and nxt.mark is not None and nxt.mark.form == "ing":
        return False
    return nxt.kind in _VERBAL


def _parts(items: list[Item], at: int, got: Gathered) -> int:
    """Collect what stands behind "including"."""
    while at < len(items):
        item = items[at]
        if item.kind == "noun" and is_patient(item.noun) and item.noun is not None:
            if _is_subject(items, at, Gathered([item.noun])) and items[at - 1].kind in JOINS:
                break
            got.parts.append(item.noun)
            at += 1
            while (
                at + 1 < len(items)
                and items[at].kind in {"of", "aligned"}
                and items[at + 1].kind == "noun"
            ):
                at += 2
        elif item.kind in JOINS | {"adverb"}:
            following = _past(items, at, JOINS | {"adverb"})
            if following >= len(items) or items[following].kind != "noun":
                return at
            at = following
        else:
            return at
    return at


def _past_phrase(items: list[Item], at: int) -> int:
    """Go past prepositional phrases: "in the market of Tell Warda on Friday"."""
    begun = at
    while at < len(items) and at - begun < _LONGEST_PHRASE:
        if items[at].kind == "open":
            at = _past_bracket(items, at)
        elif items[at].kind in _PHRASE or (
            items[at].kind == "noun" and items[at - 1].kind in {"preposition", "of", "other"}
        ):
            at += 1
        else:
            break
    return at


def _goes_on(items: list[Item], at: int) -> bool:
    """Say whether the list of victims goes on behind a phrase: parts, or "and two in …"."""
    start = _past(items, at, {"comma"})
    if start < len(items) and items[start].kind == "including":
        return True
    if start > at and start < len(items) and is_share(items[start]):
        return True
    follow = _past(items, at, JOINS)
    if follow == at or follow >= len(items):
        return False
    noun = items[follow].noun
    if noun is not None and noun.is_kin and items[follow].key[:1] > "\u0600":
        return True  # «قيادياً في الفصيل ومرافقه»
    return noun is not None and noun.amount is not None and is_patient(noun)


def companions(items: list[Item], at: int) -> list[Noun]:
    """Collect who was struck "along with" the subject of a passive verb."""
    at = _past(items, at, {"comma", "adverb"})
    wide = at < len(items) - 1 and items[at].kind == "and"
    if wide and (items[at].j - items[at].i > 1 or items[at].key in {"plus", "alongside"}):
        return after(items, at + 1).nouns
    if at < len(items) - 1 and items[at].key == "with":
        noun = items[at + 1].noun
        if noun is not None and noun.possessive and noun.kind == "person":
            return after(items, at + 1).nouns
    return []


def others_behind(items: list[Item], at: int) -> list[Noun]:
    """Collect who else was struck elsewhere: "… died on Monday and another 25 on Tuesday"."""
    at = _past_phrase(items, at)
    if 0 < at < len(items) and is_occasion(items, at):
        at = _past_phrase(items, at + 1)  # "killed by shelling in A and two by snipers"
    if at + 2 >= len(items) or items[at].kind != "and":
        return []
    noun, behind = items[at + 1].noun, items[at + 2].kind
    if noun is None or noun.amount is None or not is_patient(noun) or noun.amount.share is not None:
        return []
    if behind not in {"preposition", "date"}:
        return []
    nxt = ahead_skipping(items, at + 2, {"preposition", "date", "noun", "other", "of"})
    return [] if nxt is not None and nxt.kind in _VERBAL else [noun]


def _past_bracket(items: list[Item], at: int) -> int:
    """Return the index behind a bracket that opens at `at`."""
    for index in range(at + 1, min(at + 20, len(items))):
        if items[index].kind == "close":
            return index + 1
    return at + 1


def parts_behind(items: list[Item], at: int) -> list[Noun]:
    """Collect the parts that follow a passive verb: "were killed in X, including two children"."""
    at = _past(items, _past_phrase(items, at), {"comma"})
    got = Gathered()
    if at < len(items) - 1 and items[at].kind == "colon" and items[at + 1].noun is not None:
        _parts(items, at + 1, got)  # "60 people were killed: 40 civilians and 20 fighters"
        return [noun for noun in got.parts if noun.amount is not None]
    if at < len(items) and items[at].kind == "including":
        _parts(items, at + 1, got)
    elif at < len(items) and items[at - 1].kind == "comma" and is_share(items[at]):
        noun = items[at].noun
        got.parts.extend([noun] if noun is not None else [])
        if noun is not None and at + 2 < len(items) and items[at + 1].kind == "and":
            other = items[at + 2].noun
            noun.also = [other] if other is not None and other.amount is None else []
    return got.parts


def is_share(item: Item) -> bool:
    """Say whether an item is a share of a whole ("most of them")."""
    return item.noun is not None and _is_share_noun(item.noun)


def _is_share_noun(noun: Noun) -> bool:
    return noun.amount is not None and noun.amount.share is not None


def antecedent(items: list[Item], at: int) -> list[Noun]:
    """Return who "who" stands for, over its clause ("one of the men who attacked X was shot")."""
    for index in range(at, 0, -1):
        item = items[index]
        if item.kind in {"stop", "comma", "cue", "find"}:
            return []
        if item.key == "who":
            back = index - 1 - (items[index - 1].kind == "comma")
            if back > 1 and items[back - 1].kind == "of" and not is_patient(items[back].noun):
                back -= 2  # "the owner of a store, who died"
            noun = items[back].noun if back >= 0 else None
            return [noun] if noun is not None and is_patient(noun) else []
    return []
