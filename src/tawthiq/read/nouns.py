"""Noun phrases: who or what is counted, and how the words describe them.

One left-to-right pass finds phrases with an amount ("at least nine unarmed villagers"),
persons and armed actors without one ("his brother", "pro-government forces"), pronouns
and names. What is not a person never becomes a victim: vehicles, messages and places
carry a unit of their own.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from tawthiq.kit.lexicon.pack import Rule
from tawthiq.read.amounts import Amount, hedged, is_measure, read_amount, stands_behind
from tawthiq.read.dates import Mention
from tawthiq.read.sentence import Mark, Sentence

_REACH: Final = 7
_UNKNOWN: Final = 3
_HEADS: Final = ("person", "body", "actor", "thing")
_STOPPERS: Final = (
    "auxiliary", "perfect", "modal", "do", "preposition", "of", "and", "or", "including",
    "subordinator", "cue", "find", "stance", "negation", "averted", "measure", "pronoun",
    "article", "resulting", "according", "reportedly",
)  # fmt: skip
_FIRST_PERSONS: Final = frozenset({"us", "we", "me", "you"})
_HARMED: Final = frozenset({"dead", "wounded", "injured", "missing", "killed", "slain", "fallen"})
_AGE: Final = re.compile(r"(\d{1,3}|[a-z]+)-?(year|month|day)s?-olds?")
_YEARS: Final = {
    word: value
    for value, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen eighteen".split(),
        start=1,
    )
}


@dataclass(slots=True)
class Noun:
    """A noun phrase over words `i` to `j`; `head` is the rule of its head word, if known."""

    i: int
    j: int
    amount: Amount | None = None
    head: Rule | None = None
    form: str = ""
    kind: str = "unknown"
    head_i: int = 0
    head_j: int = 0
    actor: str | None = None
    possessive: bool = False
    definite: bool = False
    pronoun: bool = False
    name: bool = False
    zero: bool = False
    remainder: bool = False
    other: bool = False
    partitive: bool = False
    deaths: Mark | None = None
    also: list["Noun"] = field(default_factory=list)
    accusative: bool = False
    group: str | None = None
    called: tuple[int, int] | None = None
    age: tuple[int, int] | None = None
    doubt: str | None = None
    rules: list[str] = field(default_factory=list)

    @property
    def plural(self) -> bool:
        """Say whether the words speak of more than one."""
        return self.form in {"plural", "dual"} or (self.amount is not None and self.amount.min != 1)

    @property
    def is_person(self) -> bool:
        """Say whether people are meant."""
        if self.kind in {"person", "name", "pronoun", "zero", "remainder"}:
            return True
        return self.kind in {"actor", "unknown", "number"}

    @property
    def is_kin(self) -> bool:
        """Say whether the head is a word of kinship."""
        return self.head is not None and self.head.flag("kin")


def read_noun(s: Sentence, i: int, dates: dict[int, Mention]) -> Noun | None:
    """Read the noun phrase that begins at word `i`, or return None."""
    amount = read_amount(s, i)
    if amount is not None and not _is_time(s, amount, dates):
        return _counted(s, i, amount, dates)
    return _zero(s, i, dates) or _remainder(s, i) or _uncounted(s, i, dates)


def _is_time(s: Sentence, amount: Amount, dates: dict[int, Mention]) -> bool:
    return any(k in dates for k in range(amount.i, amount.j)) and amount.share is None


def _counted(s: Sentence, i: int, amount: Amount, dates: dict[int, Mention]) -> Noun | None:
    if is_measure(s, amount):
        return Noun(i, amount.j + (s.at("measure", amount.j) is not None), amount, kind="measure")
    noun = Noun(i, amount.j, amount, kind="number", head_i=amount.i, head_j=amount.j)
    noun.rules.append(amount.rule)
    if amount.more:
        noun.rules.append(f"{s.pack.language}.more")
    noun.possessive = s.at("possessive", i) is not None
    k = amount.j
    other = s.at("other", k)
    if other is not None:
        noun.other, noun.j, noun.kind = True, other.j, "number"
        noun.rules.append(other.rule.id)
        if s.key(k) == "others":
            noun.kind, noun.form = "person", "plural"
            return noun
        k = other.j
    if s.at("of", k) is not None:
        return _partitive(s, noun, k + 1, dates)
    _take_head(s, noun, k, dates)
    if noun.kind == "number":
        _unknown_head(s, noun, k, dates)
    if amount.share is not None and noun.kind != "person":
        noun.kind = "person" if noun.kind == "number" else noun.kind
    return noun


def _partitive(s: Sentence, noun: Noun, k: int, dates: dict[int, Mention]) -> Noun:
    """Read "dozens of villagers", "595 of the victims", "most of them women"."""
    amount = noun.amount
    pronoun = s.at("pronoun", k)
    if pronoun is not None:
        noun.partitive = s.key(k) not in _FIRST_PERSONS
        noun.j, noun.kind = pronoun.j, "person"
        _take_head(s, noun, pronoun.j, dates)
        return noun
    if s.key(k) in {"whom", "which"}:
        noun.partitive, noun.j, noun.kind = True, k + 1, "person"
        return noun
    if _is_dead(s, k) and s.words[k].definite:
        noun.partitive, noun.j, noun.kind, noun.form = True, k + 1, "person", "plural"
        return noun
    if s.at("determiner", k) is not None and s.key(k + 1) in _HARMED:
        noun.partitive, noun.j, noun.kind, noun.form = True, k + 2, "person", "plural"
        return noun
    definite = s.at("determiner", k) is not None
    owned = s.at("possessive", k) is not None
    _take_head(s, noun, k + (definite or owned), dates)
    if noun.kind in {"number", "unknown"}:
        return noun
    anaphoric = noun.head is not None and noun.head.flag("anaphoric")
    noun.partitive = anaphoric and definite and amount is not None and not amount.vague
    noun.possessive = owned
    return noun


def _zero(s: Sentence, i: int, dates: dict[int, Mention]) -> Noun | None:
    """Read "nobody", "no civilians", "no casualties"."""
    key = s.key(i)
    if key == "احد" and any(s.at("negation", k) is not None for k in range(max(i - 4, 0), i)):
        return Noun(i, i + 1, kind="zero", zero=True, head_i=i, head_j=i + 1)
    mark = s.at("negation", i)
    if mark is None:
        return None
    if key in {"anyone", "anybody"} and not _is_denied(s, i):
        return None
    if key in {"nobody", "none", "anyone", "anybody"} or s.key(i + 1) == "one" and key == "no" or key == "no-one":
        return Noun(i, max(mark.j, i + 1), kind="zero", zero=True, head_i=i, head_j=mark.j)
    if key not in {"no", "zero", "without", "لا", "دون", "بدون"}:
        return None
    noun = Noun(i, mark.j, kind="number", zero=True, head_i=i, head_j=mark.j)
    _take_head(s, noun, mark.j, dates)
    return noun if noun.kind in {"person", "deaths"} else None


def _is_denied(s: Sentence, i: int) -> bool:
    """Say whether a denial or a negation speaks of "anyone" here."""
    return any(s.at("negation", k) is not None for k in range(i)) or any(
        (mark := s.at("cue", k)) is not None and mark.rule.text("polarity") == "denied"
        for k in range(i)
    )


def _ends_phrase(s: Sentence, k: int) -> bool:
    """Say whether "another" stands alone, before a verb or the end."""
    return k >= len(s) or any(s.at(kind, k) for kind in ("auxiliary", "perfect", "preposition", "trigger")) or (
        s.key(k) in {".", ","}
    )


def _remainder(s: Sentence, i: int) -> Noun | None:
    mark = s.at("remainder", i)
    if mark is None or (mark.form == "singular" and not _ends_phrase(s, mark.j)):
        return None
    noun = Noun(i, mark.j, kind="remainder", form=mark.form, head_i=i, head_j=mark.j)
    noun.remainder = True
    noun.rules.append(mark.rule.id)
    return noun


def _uncounted(s: Sentence, i: int, dates: dict[int, Mention]) -> Noun | None:
    pronoun = s.at("pronoun", i)
    if pronoun is not None:
        return Noun(i, pronoun.j, kind="pronoun", form=pronoun.form, pronoun=True, head_i=i, head_j=pronoun.j)
    noun = Noun(i, i, head_i=i, head_j=i)
    k = i
    doubt = s.at("doubt", k)
    if doubt is not None and s.at("adverb", k) is None or doubt is not None and s.capital(k):
        noun.doubt = s.span(k, doubt.j).text
        noun.rules.append(doubt.rule.id)
        k = doubt.j
    if s.at("article", k) is not None:
        noun.form, k = "singular", k + 1
    elif s.at("determiner", k) is not None:
        noun.definite, k = True, k + 1
    elif s.at("possessive", k) is not None:
        noun.possessive, k = True, k + 1
    elif s.at("more", k) is not None and s.key(k) in {"another", "اخر", "اخري"}:
        noun.other, noun.form, k = True, "singular", k + 1
    if k == i and not _may_begin(s, k):
        return _name(s, k, dates)
    opened = k > i
    form = noun.form
    if not _take_head(s, noun, k, dates, anything=opened):
        return _name(s, k, dates) if not opened else _named_with_article(s, i, k, dates)
    noun.form = form if form and noun.form != "plural" else noun.form
    _owns(s, noun, dates)
    return noun


def _owns(s: Sentence, noun: Noun, dates: dict[int, Mention]) -> None:
    """For "the governor's brother" turn to the brother."""
    if s.key(noun.j) not in {"'s", "’s"}:
        return
    owned = Noun(noun.i, noun.j, head_i=noun.j, head_j=noun.j)
    if _take_head(s, owned, noun.j + 1, dates) and owned.kind in {"person", "actor"}:
        for name in ("j", "head", "form", "kind", "head_i", "head_j", "actor", "age"):
            setattr(noun, name, getattr(owned, name))
        noun.possessive = True
        noun.rules.extend(owned.rules)


def _named_with_article(s: Sentence, i: int, k: int, dates: dict[int, Mention]) -> Noun | None:
    """Read "the Mill Quarter": a name behind an article."""
    if not s.capital(k) or s.at("article", i) is not None:
        return None
    noun = _name(s, k, dates)
    if noun is not None and noun.name:
        noun.i, noun.definite = i, True
    return noun


def _may_begin(s: Sentence, k: int) -> bool:
    """Say whether a phrase without a determiner can begin here."""
    return (
        any(s.at(kind, k) for kind in (*_HEADS, "adjective"))
        or _is_dead(s, k)
        or s.key(k).startswith(("pro-", "anti-", "ex-"))
        or (s.capital(k) and s.letters(k) and not _is_stopper(s, k))
    )


def _is_dead(s: Sentence, k: int) -> bool:
    """Say whether an Arabic noun of death or injury stands here ("قتيلان", "قتلى")."""
    trigger = s.at("trigger", k)
    return s.pack.language == "ar" and trigger is not None and trigger.rule.text("patient") == "head"


def _is_stopper(s: Sentence, k: int) -> bool:
    return any(s.at(kind, k) for kind in _STOPPERS)


def _head_at(s: Sentence, k: int) -> tuple[str, Mark] | None:
    """Return the head noun that begins at word `k`, the longest of all classes."""
    best: tuple[str, Mark] | None = None
    for kind in _HEADS:
        mark = s.at(kind, k)
        if mark is not None and (best is None or mark.j > best[1].j):
            best = kind, mark
    trigger = s.at("trigger", k)
    if trigger is not None and trigger.rule.text("patient") == "head":
        if best is None or trigger.j >= best[1].j:
            return "deaths", trigger
    return best


def _take_head(
    s: Sentence, noun: Noun, k: int, dates: dict[int, Mention], *, anything: bool = False
) -> bool:
    """Find the head from word `k` on, over adjectives and names; say whether there is one."""
    del anything
    start, unknown, limit = k, 0, min(len(s), k + _REACH)
    found: tuple[str, Mark] | None = None
    while k < limit and k not in dates:
        head = _head_at(s, k)
        if noun.amount is None and _is_event(s, k, head):
            break
        if head is not None and _modifies(s, head[1]):
            head = None
        if head is not None:
            if found is not None and found[1].form == "plural" and found[0] != "actor":
                break
            if found is not None and s.pack.language == "ar" and head[0] == "person":
                break
            found = head
            k = head[1].j
            if head[0] in {"person", "deaths"} and head[1].form == "plural":
                break
            continue
        if not s.letters(k) and not _AGE.fullmatch(s.key(k)):
            break
        adjective = s.at("adjective", k)
        if adjective is None:
            if _is_stopper(s, k) or s.at("trigger", k) is not None or s.at("source", k) and not s.capital(k):
                break
            if not s.capital(k):
                unknown += 1
                if unknown > _UNKNOWN or (noun.amount is None and "-" not in s.key(k) and found is None and not noun.definite and not noun.possessive and noun.form != "singular"):
                    break
            if found is not None:
                break
        k = adjective.j if adjective else k + 1
    if found is None:
        return False
    _set_head(s, noun, start, *found)
    return True


def _called(s: Sentence, noun: Noun) -> None:
    """Take the name behind a person's role: "Colonel Adnan Sarim"."""
    k = noun.j
    while k < len(s) and k - noun.j < 4 and s.capital(k) and s.letters(k) and not _is_stopper(s, k):
        if s.at("trigger", k) is not None or s.at("month", k) or s.at("weekday", k):
            break
        k += 1
    if k > noun.j:
        noun.called = (noun.j, k)
        noun.j = k


def _is_event(s: Sentence, k: int, head: tuple[str, Mark] | None) -> bool:
    """Say whether a longer phrase here reports an event ("a security operation")."""
    trigger = s.at("trigger", k)
    if trigger is None or trigger.rule.text("patient") == "head":
        return False
    return head is None or trigger.j > head[1].j or (trigger.j == head[1].j and head[0] == "thing")


def _modifies(s: Sentence, mark: Mark) -> bool:
    """Say whether a noun only describes the unknown one behind it ("military uniforms")."""
    k = mark.j
    adjective = s.at("adjective", mark.i)
    return (
        adjective is not None
        and adjective.j == k
        and _is_unmarked(s, k)
        and not s.capital(k)
        and not s.key(k).endswith("ed")
    )


def _set_head(s: Sentence, noun: Noun, start: int, kind: str, mark: Mark) -> None:
    noun.kind, noun.head, noun.form = kind, mark.rule, mark.form if mark.form != "forms" else noun.form
    noun.head_i, noun.head_j, noun.j = mark.i, mark.j, mark.j
    noun.rules.append(mark.rule.id)
    if s.pack.language == "ar" and (kind == "actor" or mark.rule.text("actor")):
        noun.j = _arabic_actor_end(s, mark.j)
    if kind == "deaths":
        noun.deaths = mark
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
    post = s.at("hedge", noun.j)
    if post is not None and stands_behind(post) and noun.amount is not None:
        noun.amount, noun.j = hedged(noun.amount, post.rule), post.j
        noun.rules.append(post.rule.id)
    more = s.at("more", noun.j)
    if more is not None and more.form == "post" and noun.amount is not None:
        noun.amount, noun.j = replace(noun.amount, more=True), more.j
        noun.rules.append(more.rule.id)


def _arabic_actor_end(s: Sentence, k: int) -> int:
    """Take the words of a force's own name behind its noun ("لواء النيزك")."""
    end = k
    while end < len(s) and end - k < 2 and s.letters(end) and s.words[end].definite and (
        not set(s.marks[end]) - {"feature", "toponym_part", "actor", "source", "adjective", "person"}
    ):
        end += 1
    return end


def _modifier(s: Sentence, noun: Noun, k: int) -> None:
    """Take an age or a group from a word before the head."""
    match = _AGE.fullmatch(s.key(k))
    if match:
        years = int(match[1]) if match[1].isdigit() else _YEARS.get(match[1])
        if years is not None:
            noun.age = (years, years) if match[2] == "year" else (0, max(years // 12, 0))
        return
    if s.capital(k) and k > s_first(noun) and s.at("adjective", k) is None and s.at("actor", k) is None:
        noun.group = s.raw(k)


def s_first(noun: Noun) -> int:
    """Return the word before which a capital may only be that of a sentence's begin."""
    return noun.i if noun.amount is None and not noun.definite else noun.i - 1


def _unknown_head(s: Sentence, noun: Noun, k: int, dates: dict[int, Mention]) -> None:
    """Let a number count a word that no list knows: "nine Wardanis", "nine fitters"."""
    end = k
    while end < min(len(s), k + _UNKNOWN) and end not in dates and s.letters(end):
        if s.marks[end] and not (s.at("adjective", end) and _is_unmarked(s, end + 1)):
            break
        end += 1
    if end > k:
        noun.kind, noun.j, noun.head_i, noun.head_j = "unknown", end, end - 1, end
        noun.form = "plural" if s.key(end - 1).endswith("s") else ""
        if s.capital(end - 1):
            noun.group = s.raw(end - 1)


def _owned(s: Sentence, i: int, k: int, dates: dict[int, Mention]) -> Noun | None:
    """Read "Salim's brother": a person owned by a name."""
    noun = Noun(i, k, head_i=i, head_j=k, possessive=True)
    if _take_head(s, noun, k + 1, dates) and noun.kind == "person":
        return noun
    return None


def _is_unmarked(s: Sentence, k: int) -> bool:
    return k < len(s) and s.letters(k) and not s.marks[k]


def _name(s: Sentence, i: int, dates: dict[int, Mention]) -> Noun | None:
    """Read a run of capitalised words as a name."""
    k = i
    while k < len(s) and k not in dates and k - i < _REACH:
        if s.at("honorific", k) is not None and s.capital(k):
            k = s.marks[k]["honorific"].j
            k += s.key(k) == "."
        elif s.capital(k) and s.letters(k) and not _is_stopper(s, k) and s.at("trigger", k) is None:
            k += 1
        elif k > i and s.key(k) in {"al", "bin", "ibn", "abu", "el", "de", "van"} and s.capital(k + 1):
            k += 1
        else:
            break
    if s.key(k) in {"'s", "’s"} and k > i:
        owned = _owned(s, i, k, dates)
        if owned is not None:
            return owned
    if k == i or (k == i + 1 and i == 0 and s.at("source", i) is None and s.key(1) not in {"'s", "’s", ","}):
        return None
    return Noun(i, k, kind="name", name=True, head_i=i, head_j=k)
