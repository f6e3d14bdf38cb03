"""A sentence as a line of items: noun phrases, triggers, cues and the small words between."""

from dataclasses import dataclass
from typing import Final

from tawthiq.kit.lexicon.numbers import read_number
from tawthiq.read.amounts import read_amount
from tawthiq.read.dates import Mention
from tawthiq.read.noun import Noun
from tawthiq.read.nouns import read_noun, unknown_person
from tawthiq.read.sentence import Mark, Sentence

_QUOTES: Final = frozenset("\"“”«»‘’'")
_STOPS: Final = frozenset(";.!?…|")
_SIGNS: Final = {"(": "open", "[": "open", ")": "close", "]": "close", ":": "colon"}
_DOING: Final = ("er", "or", "ist", "man", "woman", "ian")
_COMMAS: Final = frozenset({",", "—", "–", "،"})
_FIRST: Final = (
    "of_victims", "trigger", "stance", "find", "averted", "unclear", "resulting", "verified_by",
    "seen_by", "according", "cue", "reportedly", "including", "aligned",
)  # fmt: skip
_SMALL: Final = (
    "auxiliary", "perfect", "modal", "do", "negation", "and", "or", "of", "preposition",
    "subordinator", "conditional", "adverb",
)  # fmt: skip


@dataclass(slots=True)
class Item:
    """Words `i` to `j` as one thing; `kind` is a class of the lexicon, `noun` or `date`."""

    kind: str
    i: int
    j: int
    mark: Mark | None = None
    noun: Noun | None = None
    key: str = ""


def build_items(s: Sentence, dates: dict[int, Mention]) -> list[Item]:
    """Return the items of a sentence in order; quotation marks are left out."""
    items: list[Item] = []
    k = 0
    while k < len(s):
        item = _item(s, k, dates)
        if items and _kills(items[-1]):
            item = _compound(s, item) if item.noun is not None else _unknown_person(s, k) or item
        item.key = s.key(k)
        if item.kind != "quotation":
            items.append(item)
        k = item.j
    return items


def is_occasion(items: list[Item], at: int) -> bool:
    """Say whether an event that counts nobody stands behind a preposition ("in an attack")."""
    mark = items[at].mark
    if items[at].kind != "trigger" or mark is None or items[at - 1].kind != "preposition":
        return False
    return mark.rule.text("patient") is None


def _kills(item: Item) -> bool:
    mark = item.mark
    return (
        item.kind == "trigger"
        and mark is not None
        and mark.rule.text("event") in {"killing", "execution"}
        and mark.rule.text("patient") == "verb"
        and mark.form not in {"noun", "forms"}
    )


def _compound(s: Sentence, item: Item) -> Item:
    """Let a thing before an unknown word only describe a person ("killing a street sweeper")."""
    noun, k = item.noun, item.j
    if noun is None or noun.kind != "thing" or noun.form != "singular" or k >= len(s):
        return item
    end = k
    while end < min(len(s), k + 3) and s.letters(end) and not s.marks[end] and not s.capital(end):
        end += 1
    if end == k or not s.key(end - 1).endswith(_DOING):
        return item
    named = Noun(
        item.i, end, noun.amount, kind="unknown", form="singular", head_i=end - 1, head_j=end
    )
    return Item("noun", item.i, end, noun=named)


def _unknown_person(s: Sentence, k: int) -> Item | None:
    """Read an unknown word behind a verb of killing as a person ("killed the owner")."""
    if s.at("of_victims", k) is not None or k >= len(s):
        return None
    if not any(s.at(kind, k) for kind in ("determiner", "article", "possessive")):
        return None
    noun = unknown_person(s, k)
    return Item("noun", k, noun.j, noun=noun) if noun is not None else None


def _item(s: Sentence, k: int, dates: dict[int, Mention]) -> Item:
    key = s.key(k)
    if k in dates:
        return Item("date", k, dates[k].j)
    if not key or key in _QUOTES:
        return Item("quotation", k, k + 1)
    if key in _COMMAS or (key == "-" and 0 < k < len(s) - 1):
        return Item("comma", k, k + 1)
    if key in _SIGNS and not (key == "(" and _opens_amount(s, k)):
        return Item(_SIGNS[key], k, k + 1)
    if key in _STOPS and not _is_inner_dot(s, k):
        return Item("stop", k, k + 1)
    return _worded(s, k, dates)


def _is_inner_dot(s: Sentence, k: int) -> bool:
    """Say whether a full stop stands within a name ("a sample.org reporter")."""
    if s.key(k) != "." or k + 1 >= len(s):
        return False
    start, end = s.words[k].start, s.words[k].end
    return s.text[start - 1 : start].islower() and s.text[end : end + 1].islower()


def _is_plain(s: Sentence, k: int) -> bool:
    """Say at once that an unmarked word in small letters is nothing that rules know."""
    return (
        not s.marks[k]
        and not s.capital(k)
        and s.key(k) not in {"احد", "ما", "اي", "(", "/", "["}
        and not s.key(k).startswith(("pro-", "anti-", "ex-"))
        and read_number(s.keys, k) is None
    )


def _worded(s: Sentence, k: int, dates: dict[int, Mention]) -> Item:
    if _is_plain(s, k):
        return Item("other", k, k + 1)
    marked = _longest(s, k, _FIRST)
    if marked is not None and marked[0] == "of_victims" and not _opens_parts(s, marked[1]):
        marked = None
    if marked is not None and marked[1].form == "base" and s.at("possessive", k - 1) is not None:
        marked = None  # "their wounds" is no verb
    if marked is None or not _is_verbal(marked[0]):
        noun = read_noun(s, k, dates) if _opens_amount(s, k) else None
        if noun is not None:
            return Item("noun", k, max(noun.j, k + 1), noun=noun)
    if marked is not None and marked[0] != "aligned" and not _is_head(marked):
        return Item(marked[0], k, marked[1].j, mark=marked[1])
    small = _longest(s, k, _SMALL)
    spare = small is None or s.at("negation", k) is not None or s.key(k) == "both"
    noun = read_noun(s, k, dates) if spare else None
    if noun is not None:
        return Item("noun", k, max(noun.j, k + 1), noun=noun)
    marked = marked if marked is not None and not _is_head(marked) else small or marked
    if marked is not None:
        return Item(marked[0], k, marked[1].j, mark=marked[1])
    return Item("other", k, k + 1)


def _opens_parts(s: Sentence, mark: Mark) -> bool:
    """Say whether "of these" stands alone ("Of these, nine were women"), before no noun."""
    k = mark.j + (s.key(mark.j) == "ال")
    return (
        s.key(k) in _COMMAS
        or k >= len(s)
        or _opens_amount(s, k)
        or s.at("auxiliary", k) is not None
        or (s.key(mark.j - 1) in {"included", "include", "were", "was"})
        or _opens_with_phrase(s, mark)
    )


def _opens_with_phrase(s: Sentence, mark: Mark) -> bool:
    """Say whether a phrase and a comma follow at the head ("Of those killed by X, 34 were …")."""
    if mark.i != 0 or mark.j - mark.i < 3:
        return False
    if s.at("preposition", mark.j) is None and s.at("by", mark.j) is None:
        return False
    comma = next((k for k in range(mark.j, min(mark.j + 14, len(s))) if s.key(k) == ","), None)
    return comma is not None and _opens_amount(s, comma + 1)


def _is_verbal(kind: str) -> bool:
    return kind in {"of_victims", "averted", "unclear"}


def _is_head(marked: tuple[str, Mark]) -> bool:
    """Say whether a trigger is itself a counted noun ("deaths")."""
    return marked[0] == "trigger" and marked[1].rule.text("patient") == "head"


def _opens_amount(s: Sentence, k: int) -> bool:
    return read_amount(s, k) is not None


def _longest(s: Sentence, k: int, kinds: tuple[str, ...]) -> tuple[str, Mark] | None:
    """Return the longest mark at word `k`; of equals the class named first."""
    best: tuple[str, Mark] | None = None
    here = s.marks[k]
    for kind in kinds:
        mark = here.get(kind)
        if mark is not None and (best is None or mark.j > best[1].j):
            best = kind, mark
    return best
