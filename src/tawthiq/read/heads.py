"""The head of a noun phrase: which word is counted, and what the words around it say of it."""

import re
from dataclasses import replace
from typing import Final

from tawthiq.kit.lexicon.numbers import UNITS
from tawthiq.read.amounts import hedged, stands_behind
from tawthiq.read.arabic_names import actor_end, adjectives_end, arabic_name_end, is_nisba
from tawthiq.read.dates import Mention
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Mark, Sentence

Head = tuple[str, Mark]
_ING_NOUNS: Final = frozenset({"clothing", "building", "housing", "gathering"})
_REACH: Final = 7
_UNKNOWN: Final = 3
HEADS: Final = ("person", "body", "actor", "thing")
_STOPPERS: Final = frozenset({
    "auxiliary", "perfect", "modal", "do", "preposition", "of", "and", "or", "including",
    "subordinator", "cue", "find", "stance", "negation", "averted", "measure", "pronoun",
    "article", "resulting", "according", "reportedly",
})  # fmt: skip
_AGE: Final = re.compile(r"(\d{1,3}|[a-z]+)-?(year|month|day)s?-olds?")


def is_dead(s: Sentence, k: int) -> bool:
    """Say whether an Arabic noun of death or injury stands here ("قتيلان", "قتلى")."""
    trigger = s.at("trigger", k)
    return (
        s.pack.language == "ar" and trigger is not None and trigger.rule.text("patient") == "head"
    )


def is_stopper(s: Sentence, k: int) -> bool:
    """Say whether word `k` ends a noun phrase."""
    return s.any_of(_STOPPERS, k)


def _head_at(s: Sentence, k: int) -> Head | None:
    """Return the head noun that begins at word `k`, the longest of all classes."""
    best: Head | None = None
    for kind in HEADS:
        mark = s.at(kind, k)
        if mark is not None and (best is None or mark.j > best[1].j):
            best = kind, mark
    trigger = s.at("trigger", k)
    if trigger is None or trigger.rule.text("patient") != "head":
        return best
    return ("deaths", trigger) if best is None or trigger.j >= best[1].j else best


def _is_complete(s: Sentence, found: Head, head: Head) -> bool:
    """Say whether a phrase ends before another head; in Arabic the first one is the head."""
    if s.pack.language == "ar":
        return not found[0] == head[0] == "actor"
    return found[1].form == "plural" and found[0] != "actor"


def _past_modifier(s: Sentence, k: int) -> int | None:
    """Return the word behind a modifier that may stand before a head, or None."""
    adjective = s.at("adjective", k)
    if not s.letters(k) and not _AGE.fullmatch(s.key(k)):
        return None
    if adjective is not None:
        return adjective.j
    if is_stopper(s, k) or s.at("trigger", k) is not None:
        return None
    return None if s.at("source", k) is not None and not s.capital(k) else k + 1


def _is_opened(s: Sentence, noun: Noun, k: int) -> bool:
    """Say whether something before an unknown word shows that a noun phrase has begun."""
    return (
        noun.amount is not None
        or noun.definite
        or noun.possessive
        or noun.form == "singular"
        or "-" in s.key(k)
    )


def take_head(s: Sentence, noun: Noun, k: int, dates: dict[int, Mention]) -> bool:
    """Find the head from word `k` on, over adjectives and names; say whether there is one."""
    start, unknown, limit = k, 0, min(len(s), k + _REACH)
    found: Head | None = None
    while k < limit and k not in dates:
        if s.key(k) == "/" and k > start and s.letters(k + 1):
            k += 1  # "ten KLF/VF fighters"
            continue
        head = _head_at(s, k)
        if noun.amount is None and _is_event(s, k, head):
            break
        if head is not None and not _modifies(s, head[1]):
            if (
                found is not None
                and _is_complete(s, found, head)
                and not (_only_leads(s, k) or _is_people(s, found, k))
            ):
                break
            found, k = head, head[1].j
            if (
                head[0] in {"person", "deaths"}
                and head[1].form == "plural"
                and not _goes_on(s, head)
            ):
                break
            continue
        behind = _past_modifier(s, k)
        if behind is None or (found is not None and s.at("adjective", k) is None):
            break
        if s.at("adjective", k) is None and not s.capital(k):
            unknown += 1
            if unknown > _UNKNOWN or not (found or _is_opened(s, noun, k)):
                break
            if s.pack.language == "ar" and noun.amount is not None:
                break  # an Arabic number stands right before what it counts
        k = behind
    if found is None:
        return False
    _set_head(s, noun, start, *found)
    return True


def _called(s: Sentence, noun: Noun) -> None:
    """Take the name behind a person's role: "Colonel Adnan Sarim"."""
    k = noun.j
    if s.pack.language == "ar":
        k = arabic_name_end(s, noun.head_i, noun.j)
    while k < len(s) and k - noun.j < 4 and s.capital(k) and s.letters(k) and not is_stopper(s, k):
        if s.at("trigger", k) is not None or s.at("month", k) or s.at("weekday", k):
            break
        k += 1
    if k > noun.j:
        noun.called = (noun.j, k)
        noun.j = k


def _is_event(s: Sentence, k: int, head: Head | None) -> bool:
    """Say whether a longer phrase here reports an event ("a security operation")."""
    trigger = s.at("trigger", k)
    if trigger is None or trigger.rule.text("patient") == "head":
        return False
    return head is None or trigger.j > head[1].j or (trigger.j == head[1].j and head[0] == "thing")


def _goes_on(s: Sentence, head: Head) -> bool:
    """Say whether a plural head is not the last word of its phrase."""
    return _only_leads(s, head[1].j) or _is_people(s, head, head[1].j)


def _is_people(s: Sentence, found: Head, k: int) -> bool:
    """Say whether a name of a people only describes the persons behind it ("Sudanese men")."""
    behind = s.at("person", k)
    grouped = s.pack.language == "en" and found[1].rule.flag("group") and found[1].j == k
    return grouped and behind is not None and behind.form == "plural"


def _only_leads(s: Sentence, k: int) -> bool:
    """Say whether a person behind the word just read is meant ("the police chief")."""
    before, here = s.at("adjective", k - 1), s.at("person", k)
    return before is not None and before.j == k and here is not None and here.form == "singular"


def _modifies(s: Sentence, mark: Mark) -> bool:
    """Say whether a noun only describes the unknown one behind it ("military uniforms")."""
    k = mark.j
    adjective = s.at("adjective", mark.i)
    return (
        s.pack.language == "en"
        and adjective is not None
        and adjective.j == k
        and _is_unmarked(s, k)
        and not s.capital(k)
        and not s.key(k).endswith("ed")
        and (not s.key(k).endswith("ing") or s.key(k) in _ING_NOUNS)
    )


def _set_head(s: Sentence, noun: Noun, start: int, kind: str, mark: Mark) -> None:
    noun.kind, noun.head, noun.form = (
        kind,
        mark.rule,
        mark.form if mark.form != "forms" else noun.form,
    )
    noun.head_i, noun.head_j, noun.j = mark.i, mark.j, mark.j
    noun.rules.append(mark.rule.id)
    if s.pack.language == "ar" and (kind == "actor" or mark.rule.text("actor")):
        noun.j = actor_end(s, mark.j)
        force = s.at("actor", noun.j) if kind == "person" and not s.words[mark.i].definite else None
        noun.j = actor_end(s, force.j) if force is not None else noun.j
    if s.pack.language == "ar" and kind == "person":
        noun.j = adjectives_end(s, noun.j)
    if kind == "deaths":
        noun.deaths = mark
        _followed(s, noun)
        return
    noun.accusative = s.pack.language == "ar" and s.key(mark.i).endswith("ا")
    noun.actor = mark.rule.text("actor")
    actor = s.at("actor", mark.i)
    if actor is not None and kind != "thing":
        noun.actor = actor.rule.text("actor")
        noun.rules.append(actor.rule.id)
        if kind == "actor":
            noun.form = "plural"
    for k in range(start, mark.i):
        _modifier(s, noun, k)
    if noun.kind == "person" and noun.form == "singular" and noun.amount is None:
        _called(s, noun)
    _followed(s, noun)


def _followed(s: Sentence, noun: Noun) -> None:
    """Apply what stands behind a counted noun: "at least", "more"."""
    post = s.at("hedge", noun.j)
    if post is not None and stands_behind(post) and noun.amount is not None:
        noun.amount, noun.j = hedged(noun.amount, post.rule), post.j
        noun.rules.append(post.rule.id)
    more = s.at("more", noun.j)
    if more is not None and more.form == "post" and noun.amount is not None:
        noun.amount, noun.j = replace(noun.amount, more=True), more.j
        noun.rules.append(more.rule.id)


def _modifier(s: Sentence, noun: Noun, k: int) -> None:
    """Take an age or a group from a word before the head."""
    if _AGE.fullmatch(s.key(k)):
        noun.age = age_of(s.key(k)) or noun.age
        return
    if (
        s.capital(k)
        and k > _first_word(noun)
        and s.at("adjective", k) is None
        and s.at("actor", k) is None
    ):
        noun.group = s.raw(k)


def age_of(key: str) -> tuple[int, int] | None:
    """Return the age that a word gives in years ("23-year-old"), or None."""
    match = _AGE.fullmatch(key)
    years = (int(match[1]) if match[1].isdigit() else UNITS.get(match[1])) if match else None
    if match is None or years is None:
        return None
    return (years, years) if match[2] == "year" else (0, max(years // 12, 0))


def _first_word(noun: Noun) -> int:
    """Return the word before which a capital may only be that of a sentence's begin."""
    return noun.i if noun.amount is None and not noun.definite else noun.i - 1


def unknown_head(s: Sentence, noun: Noun, k: int, dates: dict[int, Mention]) -> None:
    """Let a number count a word that no list knows: "nine Wardanis", "nine fitters"."""
    end = k
    while end < min(len(s), k + _UNKNOWN) and end not in dates and s.letters(end):
        if s.marks[end] and not (s.at("adjective", end) and _is_unmarked(s, end + 1)):
            break
        if s.pack.language == "ar" and end > k and not is_nisba(s, end):
            break
        end += 1
    if end > k and s.pack.language == "ar":
        noun.kind, noun.j, noun.head_i, noun.head_j, noun.form = "unknown", end, k, k + 1, ""
    elif end > k:
        noun.kind, noun.j, noun.head_i, noun.head_j = "unknown", end, end - 1, end
        noun.form = "plural" if s.key(end - 1).endswith("s") else ""
        if s.capital(end - 1):
            noun.group = s.raw(end - 1)


def _is_unmarked(s: Sentence, k: int) -> bool:
    return k < len(s) and s.letters(k) and not s.marks[k]
