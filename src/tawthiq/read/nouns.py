"""Noun phrases: who or what is counted, and how the words describe them.

One left-to-right pass finds phrases with an amount ("at least nine unarmed villagers"),
persons and armed actors without one ("his brother", "pro-government forces"), pronouns
and names. What is not a person never becomes a victim: vehicles, messages and places
carry a unit of their own.
"""

from typing import Final

from tawthiq.read.amounts import Amount, is_measure, read_amount
from tawthiq.read.arabic_nouns import national, number_behind, one_of
from tawthiq.read.dates import Mention
from tawthiq.read.heads import (
    HEADS,
    age_of,
    is_dead,
    is_stopper,
    take_head,
    unknown_head,
)
from tawthiq.read.name_runs import read_name
from tawthiq.read.nobody import remainder, zero
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Sentence

_FIRST_PERSONS: Final = frozenset({"us", "we", "me", "you"})
_HARMED: Final = frozenset({"dead", "wounded", "injured", "missing", "killed", "slain", "fallen"})
_OPENERS: Final = frozenset({*HEADS, "adjective"})
_HURT: Final = frozenset({"wounded", "injured"})


def read_noun(s: Sentence, i: int, dates: dict[int, Mention]) -> Noun | None:
    """Read the noun phrase that begins at word `i`, or return None."""
    amount = read_amount(s, i)
    if amount is not None and not _is_time(amount, dates):
        return _counted(s, i, amount, dates)
    known = zero(s, i, dates) or remainder(s, i) or one_of(s, i, dates) or national(s, i)
    return known or _uncounted(s, i, dates)


def _is_time(amount: Amount, dates: dict[int, Mention]) -> bool:
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
    harmed = _harmed_end(s, i) if s.key(i - 1) in {"of", "among"} else None
    if harmed is not None:  # "of the 40 wounded, 3 have died"
        noun.kind, noun.form, noun.j, noun.definite = "person", "plural", harmed, True
        noun.hurt = s.key(harmed - 1) in _HURT
        return noun
    take_head(s, noun, k, dates)
    if noun.kind == "number":
        unknown_head(s, noun, k, dates)
    if amount.share is not None and noun.kind != "person":
        noun.kind = "person" if noun.kind == "number" else noun.kind
    return noun


def _harmed_end(s: Sentence, k: int) -> int | None:
    """Return the word behind "the wounded", "the 40 wounded", "those wounded", or None."""
    if s.at("determiner", k) is None:
        return None
    amount = read_amount(s, k + 1)
    j = amount.j if amount is not None else k + 1
    if s.key(j) in {"people", "persons"} and s.key(j + 1) in _HARMED:
        j += 1
    return j + 1 if s.key(j) in _HARMED else None


def _partitive(s: Sentence, noun: Noun, k: int, dates: dict[int, Mention]) -> Noun:
    """Read "dozens of villagers", "595 of the victims", "most of them women"."""
    amount = noun.amount
    pronoun = s.at("pronoun", k)
    if pronoun is not None:
        noun.partitive = s.key(k) not in _FIRST_PERSONS
        noun.j, noun.kind = pronoun.j, "person"
        take_head(s, noun, pronoun.j, dates)
        return noun
    if s.key(k) in {"whom", "which"}:
        noun.partitive, noun.j, noun.kind = True, k + 1, "person"
        return noun
    if is_dead(s, k) and s.words[k].definite:
        noun.partitive, noun.j, noun.kind, noun.form = True, k + 1, "person", "plural"
        return noun
    if s.at("possessive", k) is not None and s.key(k + 1) == "own":
        noun.j, noun.kind, noun.form, noun.possessive = k + 2, "person", "plural", True
        return noun  # "losing two of their own"
    harmed = _harmed_end(s, k)
    if harmed is not None:
        noun.partitive, noun.j, noun.kind, noun.form = True, harmed, "person", "plural"
        noun.hurt = s.key(harmed - 1) in _HURT
        return noun
    family = _family_end(s, k)
    if family is not None:
        noun.kind, noun.form, noun.j = "person", "plural", family
        return noun
    definite = s.at("determiner", k) is not None
    owned = s.at("possessive", k) is not None
    take_head(s, noun, k + (definite or owned), dates)
    if noun.kind in {"number", "unknown"}:
        if k < len(s) and s.letters(k) and not s.marks[k]:
            noun.j = k + 1
        return noun
    anaphoric = noun.head is not None and noun.head.flag("anaphoric")
    noun.partitive = anaphoric and definite and amount is not None and not amount.vague
    noun.possessive = owned
    return noun


def _family_end(s: Sentence, k: int) -> int | None:
    """Return the word behind "one family" in "four of one family", or None: members count."""
    while s.key(k) in {"one", "the", "a", "same", "single"}:
        k += 1
    mark = s.at("person", k)
    if mark is None or mark.rule.text("unit") != "families" or mark.form != "singular":
        return None
    return mark.j + (s.key(mark.j) in {"واحده", "نفسها"})


def _uncounted(s: Sentence, i: int, dates: dict[int, Mention]) -> Noun | None:
    pronoun = s.at("pronoun", i)
    if pronoun is not None:
        return Noun(
            i,
            pronoun.j,
            kind="pronoun",
            form=pronoun.form,
            pronoun=True,
            head_i=i,
            head_j=pronoun.j,
        )
    if s.key(i) == "both" and (s.at("trigger", i + 1) or s.at("auxiliary", i + 1)):
        return Noun(i, i + 1, kind="pronoun", form="dual", pronoun=True, head_i=i, head_j=i + 1)
    noun = Noun(i, i, head_i=i, head_j=i)
    k = i
    doubt = s.at("doubt", k)
    if (doubt is not None and s.at("adverb", k) is None) or (doubt is not None and s.capital(k)):
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
        return read_name(s, k, dates)
    opened = k > i
    form = noun.form
    if not take_head(s, noun, k, dates):
        return _unlisted(s, i, k, dates) if opened else read_name(s, k, dates)
    noun.form = form if form and noun.form != "plural" else noun.form
    if s.key(i) == "both" and noun.form == "plural":
        noun.form = "dual"
    _owns(s, noun, dates)
    _members(s, noun)
    number_behind(s, noun)
    return noun


def _unlisted(s: Sentence, i: int, k: int, dates: dict[int, Mention]) -> Noun | None:
    """Read an opened phrase whose head no list knows: an age, a person by the verb, a name."""
    aged = _aged(s, i, k)
    if aged is not None:
        return aged
    unknown = unknown_person(s, i)
    if unknown is not None and _is_struck(s, unknown.j):
        return unknown
    return _named_with_article(s, i, k, dates)


def unknown_person(s: Sentence, i: int) -> Noun | None:
    """Read "a tax collector", "the owner": one to three words that no list knows, behind an article."""
    end = i + 1
    while s.at("adjective", end) is not None and s.letters(end + 1):
        end += 1  # "an alleged drug dealer"
    first = end
    while (
        end < min(len(s), first + 3) and s.letters(end) and not s.capital(end) and not s.marks[end]
    ):
        end += 1
    if end == first or any(s.at(kind, end) for kind in HEADS):
        return None
    form = "plural" if s.key(end - 1).endswith("s") else "singular"
    noun = Noun(i, end, kind="unknown", form=form, head_i=end - 1, head_j=end, definite=True)
    noun.possessive = s.at("possessive", i) is not None
    return noun


def _is_struck(s: Sentence, k: int) -> bool:
    """Say whether a passive verb of harm follows ("was kidnapped")."""
    if s.at("auxiliary", k) is None:
        dies = s.at("trigger", k)
        return dies is not None and dies.rule.text("patient") == "subject" and dies.form == "past"
    trigger = next((t for t in (s.at("trigger", k + 1), s.at("trigger", k + 2)) if t), None)
    return trigger is not None and trigger.rule.text("patient") == "verb"


def _owns(s: Sentence, noun: Noun, dates: dict[int, Mention]) -> None:
    """For "the governor's brother" turn to the brother."""
    if s.key(noun.j) not in {"'s", "’s"}:
        return
    owned = Noun(noun.i, noun.j, head_i=noun.j, head_j=noun.j)
    if take_head(s, owned, noun.j + 1, dates) and owned.kind in {"person", "actor"}:
        for name in ("j", "head", "form", "kind", "head_i", "head_j", "actor", "age"):
            setattr(noun, name, getattr(owned, name))
        noun.possessive = True
        noun.rules.extend(owned.rules)


def _members(s: Sentence, noun: Noun) -> None:
    """For "a family of five" count the members: the family is no unit of its own then."""
    if noun.head is None or noun.head.text("unit") != "families" or noun.form != "singular":
        return
    k = noun.j + (s.key(noun.j) in {"مولفه", "مكونه"})
    amount = read_amount(s, k + 1) if s.key(k) in {"of", "من"} else None
    if amount is None or amount.share is not None or s.at("measure", amount.j) is not None:
        return
    noun.amount, noun.head, noun.form, noun.j = amount, None, "plural", amount.j
    person = s.at("person", amount.j)
    if person is not None:
        noun.j = person.j
    noun.rules.append(amount.rule)


def _named_with_article(s: Sentence, i: int, k: int, dates: dict[int, Mention]) -> Noun | None:
    """Read "the Mill Quarter": a name behind an article."""
    if not s.capital(k):
        return None
    if s.at("article", i) is not None:
        return _one_of_a_people(s, i, k)
    noun = read_name(s, k, dates)
    if noun is not None and noun.name:
        noun.i, noun.definite = i, True
    return noun


def _aged(s: Sentence, i: int, k: int) -> Noun | None:
    """Read "a 23-year-old": an age that stands for a person."""
    years = age_of(s.key(k))
    if years is None or (s.letters(k + 1) and not s.marks[k + 1]):
        return None
    return Noun(i, k + 1, kind="unknown", form="singular", head_i=k, head_j=k + 1, age=years)


def _one_of_a_people(s: Sentence, i: int, k: int) -> Noun | None:
    """Read "a Wardani": one capitalised word behind an article, that no noun follows."""
    if s.marks[k] or not s.letters(k) or (s.letters(k + 1) and not s.marks[k + 1]):
        return None
    if any(s.at(kind, k + 1) for kind in (*HEADS, "adjective")) or s.capital(k + 1):
        return None
    noun = Noun(i, k + 1, kind="unknown", form="singular", head_i=k, head_j=k + 1)
    noun.group = s.raw(k)
    return noun


def _may_begin(s: Sentence, k: int) -> bool:
    """Say whether a phrase without a determiner can begin here."""
    return (
        s.any_of(_OPENERS, k)
        or is_dead(s, k)
        or s.key(k).startswith(("pro-", "anti-", "ex-"))
        or (s.capital(k) and s.letters(k) and not is_stopper(s, k))
    )
