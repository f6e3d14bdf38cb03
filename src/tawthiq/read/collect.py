"""Collect the noun phrases of one slot, with the parts that hang below them."""

from collections.abc import Container
from dataclasses import dataclass, field
from typing import Final

from tawthiq.read.items import Item
from tawthiq.read.nouns import Noun

_JOINS: Final = frozenset({"and", "comma"})
_VERBAL: Final = frozenset({"auxiliary", "perfect", "trigger", "cue", "modal", "do", "find"})
_SKIPPED_BACK: Final = frozenset(
    {"adverb", "auxiliary", "negation", "perfect", "reportedly", "modal", "do", "averted"}
)
_LONGEST_PHRASE: Final = 8


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


def _is_patient(noun: Noun | None) -> bool:
    return noun is not None and noun.kind not in {"thing", "measure", "deaths"}


def after(items: list[Item], at: int) -> Gathered:
    """Collect the nouns that begin behind a trigger: "nine men, two women and a child"."""
    got = Gathered()
    at = _past(items, at, {"adverb", "reportedly"})
    while at < len(items):
        item = items[at]
        if item.kind == "noun" and item.noun is not None:
            if not _is_patient(item.noun) or _is_subject(items, at, got):
                break
            if got.nouns and items[at - 1].kind == "noun":
                break  # two nouns side by side are no list
            at = _take(items, at, got)
            continue
        if item.kind in _JOINS:
            following = _past(items, at + 1, {"and", "comma", "adverb"})
            if following < len(items) and items[following].kind in {"noun", "including"}:
                at = following
                continue
            break
        if item.kind == "including":
            at = _parts(items, at + 1, got)
            continue
        if item.kind in {"preposition", "date", "open"} and got.nouns:
            at = _past_phrase(items, at)
            if not _goes_on(items, at):
                break
            continue
        break
    return got


def _past(items: list[Item], at: int, kinds: Container[str]) -> int:
    while at < len(items) and items[at].kind in kinds:
        at += 1
    return at


def _take(items: list[Item], at: int, got: Gathered) -> int:
    """Take the noun at `at` as a victim or, where it is a share, as a part; go past "of …"."""
    noun = items[at].noun
    assert noun is not None  # noqa: S101 - the caller looked
    if noun.amount is not None and noun.amount.share is not None and got.nouns:
        got.parts.append(noun)
    elif got.parts and noun.amount is None and noun.form == "plural" and _is_share_noun(got.parts[-1]):
        got.parts[-1].also.append(noun)
    else:
        got.nouns.append(noun)
    at += 1
    while at + 1 < len(items) and items[at].kind in {"of", "aligned"} and items[at + 1].kind in {"noun", "other"}:
        at += 2
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
        if item.kind == "noun" and _is_patient(item.noun) and item.noun is not None:
            if _is_subject(items, at, Gathered([item.noun])) and items[at - 1].kind in _JOINS:
                break
            got.parts.append(item.noun)
            at += 1
            while at + 1 < len(items) and items[at].kind in {"of", "aligned"} and items[at + 1].kind == "noun":
                at += 2
        elif item.kind in _JOINS | {"adverb"}:
            following = _past(items, at, _JOINS | {"adverb"})
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
        elif items[at].kind in {"preposition", "date", "of", "other", "adverb"}:
            at += 1
        elif items[at].kind == "noun" and items[at - 1].kind in {"preposition", "of", "other"}:
            at += 1
        else:
            break
    return at


def _goes_on(items: list[Item], at: int) -> bool:
    """Say whether the list of victims goes on behind a phrase: parts, or "and two in …"."""
    start = _past(items, at, {"comma"})
    if start < len(items) and items[start].kind == "including":
        return True
    if start > at and start < len(items) and _is_share(items[start]):
        return True
    follow = _past(items, at, _JOINS)
    if follow == at or follow >= len(items):
        return False
    noun = items[follow].noun
    return noun is not None and noun.amount is not None and _is_patient(noun)


def companions(items: list[Item], at: int) -> list[Noun]:
    """Collect who was struck "along with" the subject of a passive verb."""
    at = _past(items, at, {"comma", "adverb"})
    if at < len(items) - 1 and items[at].kind == "and" and items[at].j - items[at].i > 1:
        return after(items, at + 1).nouns
    if at < len(items) - 1 and items[at].key == "with":
        noun = items[at + 1].noun
        if noun is not None and noun.possessive and noun.kind == "person":
            return after(items, at + 1).nouns
    return []


def others_behind(items: list[Item], at: int) -> list[Noun]:
    """Collect who else was struck elsewhere: "… died on Monday and another 25 on Tuesday"."""
    at = _past_phrase(items, at)
    if at + 2 >= len(items) or items[at].kind != "and":
        return []
    noun, behind = items[at + 1].noun, items[at + 2].kind
    if noun is None or noun.amount is None or not _is_patient(noun) or noun.amount.share is not None:
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


def _before_bracket(items: list[Item], at: int) -> int:
    """Return the index before a bracket that closes at `at`."""
    for index in range(at - 1, max(at - 20, -1), -1):
        if items[index].kind == "open":
            return index - 1
    return at - 1


def parts_behind(items: list[Item], at: int) -> list[Noun]:
    """Collect the parts that follow a passive verb: "were killed in X, including two children"."""
    at = _past(items, _past_phrase(items, at), {"comma"})
    got = Gathered()
    if at < len(items) - 1 and items[at].kind == "colon" and items[at + 1].noun is not None:
        _parts(items, at + 1, got)  # "60 people were killed: 40 civilians and 20 fighters"
        return [noun for noun in got.parts if noun.amount is not None]
    if at < len(items) and items[at].kind == "including":
        _parts(items, at + 1, got)
    elif at < len(items) and items[at - 1].kind == "comma" and _is_share(items[at]):
        noun = items[at].noun
        got.parts.extend([noun] if noun is not None else [])
        if noun is not None and at + 2 < len(items) and items[at + 1].kind == "and":
            other = items[at + 2].noun
            noun.also = [other] if other is not None and other.amount is None else []
    return got.parts


def _is_share(item: Item) -> bool:
    return item.noun is not None and _is_share_noun(item.noun)


def _is_share_noun(noun: Noun) -> bool:
    return noun.amount is not None and noun.amount.share is not None


def before(items: list[Item], at: int) -> Gathered:
    """Collect the nouns that end before a trigger, going back over auxiliaries and asides."""
    got = Gathered()
    begun = at
    at = _back_over_verb(items, at)
    bound = _is_bound(items, at, begun)
    while at >= 0:
        item = items[at]
        if item.kind == "comma":
            at = _aside(items, at, got)
            continue
        if _is_reduced(items, at) and not got.nouns:
            at -= 1  # "two people wounded in X have died": the subject stands before "wounded"
            continue
        if item.kind == "close":
            at = _before_bracket(items, at)
            continue
        if item.kind in {"date", "adverb", "other"} and not got.nouns:
            at -= 1 + (at > 1 and item.kind == "date" and items[at - 1].kind == "preposition")
            continue
        if item.kind != "noun" or item.noun is None:
            break
        lead = items[at - 1].kind if at else ""
        bound = bound and not item.noun.name
        if lead in {"preposition", "of", "aligned", "seen_by", "according"} and not bound:
            at -= 2
            continue
        bound = False
        if lead == "including":
            got.parts.insert(0, item.noun)
            got.parts[:0] = []
            at -= 2
            continue
        if not _is_patient(item.noun):
            break
        if _is_share(item) and _earlier_noun(items, at):
            got.parts.insert(0, item.noun)
            at -= 1
            continue
        if got.age is not None and got.age < 120:
            item.noun.age, got.age = item.noun.age or (got.age, got.age), None
        got.nouns.insert(0, item.noun)
        at = _join_back(items, at - 1)
    return got


def _is_bound(items: list[Item], at: int, begun: int) -> bool:
    """Say whether the noun right before belongs to the verb whatever leads to it.

    So it is without an auxiliary ("spoke of nine people killed in X") and behind "who".
    """
    between = items[at + 1 : begun + 1]
    if any(item.kind == "subordinator" for item in between):
        return True
    return not between and at >= 0 and items[at].kind == "noun"


def _is_reduced(items: list[Item], at: int) -> bool:
    """Say whether a trigger only describes the noun right before it."""
    item = items[at]
    return (
        item.kind == "trigger" and item.mark is not None and item.mark.form == "past"
        and at > 0 and items[at - 1].kind == "noun"
    )


def _earlier_noun(items: list[Item], at: int) -> bool:
    """Say whether a counted noun stands before a share set between commas."""
    if at < 2 or items[at - 1].kind != "comma":
        return False
    noun = items[at - 2].noun
    return noun is not None and _is_patient(noun)


def _back_over_verb(items: list[Item], at: int) -> int:
    while at >= 0:
        item = items[at]
        if item.kind in _SKIPPED_BACK or (item.kind == "cue" and at and items[at - 1].kind == "auxiliary"):
            at -= 1
        elif item.kind == "subordinator" and item.mark is not None and at and (
            items[at - 1].kind in {"noun", "comma"}
        ):
            at -= 1
        elif item.kind in {"and", "or"} and at and items[at - 1].kind in {"trigger", "find"}:
            at -= 2
        elif item.kind in {"trigger", "find"} and at and items[at - 1].kind == "auxiliary":
            at -= 1
        else:
            break
    return at


def _join_back(items: list[Item], at: int) -> int:
    """Step over "and" or a comma before a noun, or stop (−1) where the slot ends."""
    if at < 0 or items[at].kind not in _JOINS:
        return -1
    back = at
    while back >= 0 and items[back].kind in _JOINS:
        back -= 1
    if back < 0 or items[back].kind != "noun":
        return -1
    if items[back].kind == "noun" and not _joins(items, back):
        return -1
    return back


def _joins(items: list[Item], at: int) -> bool:
    """Say whether the noun at `at` stands in the same list, and in no phrase of its own."""
    noun = items[at].noun
    lead = items[at - 1].kind if at else ""
    if lead in {"trigger", "find"}:
        return False
    return _is_patient(noun) and lead not in {"preposition", "according", "seen_by", "averted"}


def _aside(items: list[Item], at: int, got: Gathered) -> int:
    """Go back over what stands between two commas; take its parts ("including", "most of them")."""
    back = at - 1
    nouns: list[Noun] = []
    while back >= 0 and items[back].kind not in {"comma", "stop", "trigger", "cue", "subordinator", "resulting"}:
        item = items[back]
        if item.kind == "including":
            got.parts[:0] = nouns
            return _before_comma(items, back - 1)
        if item.kind == "auxiliary":
            return -1
        if item.noun is not None and _is_patient(item.noun) and (back == 0 or items[back - 1].kind != "preposition"):
            nouns.insert(0, item.noun)
        back -= 1
    if back < 0 or items[back].kind != "comma":
        return _open_aside(items, at)
    inner = items[back + 1 : at]
    if inner and _is_described(items, inner, back) and inner[0].noun is not None:
        inner[0].noun.also = [n for n in nouns if n is not inner[0].noun and n.amount is None]
        got.parts.insert(0, inner[0].noun)
        return _before_comma(items, back)
    if any(item.kind == "including" for item in items[max(back - 12, 0) : back]):
        return _list_of_parts(items, at, got)
    if len(inner) == 1 and inner[0].noun is not None and inner[0].noun.kind in {"number", "measure"}:
        got.age = inner[0].noun.amount.value if inner[0].noun.amount else None
        return back - 1  # an age between commas
    if not inner or not nouns:
        return back - 1
    joined = any(item.kind == "and" for item in inner)
    if joined and items[back - 1].kind == "noun" and items[back + 1].kind == "noun" and _opens_list(items, back):
        return at - 1
    return back - 1


def _is_described(items: list[Item], inner: list[Item], back: int) -> bool:
    """Say whether an aside gives a part: "most of them women", "many elderly"."""
    noun = inner[0].noun
    if noun is None or noun.amount is None:
        return False
    if noun.amount.share is not None or noun.partitive:
        return True
    counted = items[back - 1].noun if back else None
    return noun.amount.vague and len(inner) == 1 and counted is not None and counted.amount is not None


def _before_comma(items: list[Item], at: int) -> int:
    while at >= 0 and items[at].kind == "comma":
        at -= 1
    return at


def _open_aside(items: list[Item], at: int) -> int:
    """A single comma: the noun before it belongs to the verb only if nothing else stands there."""
    return at - 1 if items[at - 1].kind == "noun" else -1


def _opens_list(items: list[Item], back: int) -> bool:
    noun = items[back - 1].noun
    return noun is not None and (noun.amount is not None or noun.form == "singular" or noun.possessive)


def _list_of_parts(items: list[Item], at: int, got: Gathered) -> int:
    """Take a list of parts with commas of its own: "including a, b and c,"."""
    back = at - 1
    nouns: list[Noun] = []
    while back >= 0 and items[back].kind != "including":
        item = items[back]
        if item.noun is not None and _is_patient(item.noun) and items[back - 1].kind not in {"preposition", "of"}:
            nouns.insert(0, item.noun)
        back -= 1
    got.parts[:0] = nouns
    return _before_comma(items, back - 1)
