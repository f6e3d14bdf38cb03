"""The name of a place: where it ends, and what the feature word beside it says."""

from dataclasses import dataclass
from typing import Final

from tawthiq.kit.lexicon.numbers import NUMBER_WORDS
from tawthiq.read.sentence import Mark, Sentence
from tawthiq.record.claim import PlaceRef

_LONGEST: Final = 5
_ROADS: Final = frozenset({"route", "highway", "road", "motorway", "street"})
_AGES: Final = frozenset({"عمره", "عمرها", "العمر", "عمر", "عمرهم", "عمرهما"})
_STRIKE: Final = 9
_NO_NAME: Final = ("ه", "هم", "هما", "هن", "اً", "ًا", "نا")
_NO_SECOND: Final = (*_NO_NAME, "ة", "ي", "ت", "وا", "ين", "ون", "ات")
_AFTER_NAMES: Final = frozenset(
    {"نتيجه", "عقب", "حيث", "شمال", "جنوب", "شرق", "غرب", "وسط", "قبيل", "ليل", "صباح", "تزامنا"}
)
_AFTER_PAIRS: Final = frozenset({"", ".", ",", "،", "في", "ب", "علي", ")"})
_QUALIFIERS: Final = ("-majority", "-held", "-controlled", "-backed", "-dominated", "-populated")


@dataclass(frozen=True, slots=True)
class Named:
    """A place named in words `i` to `j`; `lead` is the word that leads to it."""

    i: int
    j: int
    name: str
    precision: str
    lead: str
    relation: str = "in"
    within: str | None = None
    listed: bool = False

    def ref(self, s: Sentence) -> PlaceRef:
        """Return the place as a leaf of a claim."""
        span = s.span(self.i, self.j)
        if self.relation == "near":
            return PlaceRef(self.name, self.precision, self.within, "near", span=span)
        return PlaceRef(self.name, self.precision, self.within, "in", span=span)


def past_small(s: Sentence, k: int) -> int:
    """Go past articles and adjectives before a place: "the coastal city of X"."""
    steps = 0
    while k < len(s) and steps < 5 and (
        s.at("determiner", k) or s.at("article", k) or s.at("possessive", k)
        or (s.at("adjective", k) and not s.capital(k) and s.at("feature", k) is None)
        or ("-" in s.key(k) and not s.capital(k)) or s.key(k).endswith(_QUALIFIERS)
        or s.key(k) in {"northern", "southern", "eastern", "western", "central", "northeastern", "northwestern", "southeastern", "southwestern", "rural", "nearby", "besieged", "neighboring", "neighbouring", "several", "many", "most", "two", "three", "six", "different"}
    ):  # fmt: skip
        k += 1
        steps += 1
    return k


def is_no_place_word(s: Sentence, k: int, lead: str) -> bool:
    """Say whether an Arabic word is too weak a place behind this preposition.

    Behind "في" any unknown word may be one; behind "على" only where an attack leads to it,
    behind others only names that begin like one ("تل …").
    """
    if s.pack.language == "ar" and _is_owned(s, k):
        return True
    if lead not in {"علي", "ب", "من", "الي", "داخل", "وسط", "ضمن"} or s.at("toponym_part", k):
        return False
    if lead == "علي":
        return not any(_strikes(s, m) for m in range(max(k - _STRIKE, 0), k - 1))
    site = s.at("thing", k - 2) or s.at("feature", k - 2) or s.at("home", k - 2)
    return not (lead == "ب" and s.words[k].definite and site)


def _strikes(s: Sentence, k: int) -> bool:
    trigger = s.at("trigger", k)
    struck = trigger is not None and trigger.rule.text("event") in {"attack", "shelling", "raid"}
    return struck or s.at("means", k) is not None or s.at("thing", k) is not None


def _is_owned(s: Sentence, k: int) -> bool:
    """Say whether a word ends in a pronoun or in tanwin: "في حقلهم", "سوقاً" are no names."""
    if k >= len(s) or s.words[k].definite or s.at("toponym_part", k):
        return False
    return s.raw(k).endswith(_NO_NAME) and len(s.key(k)) > 3


def may_be_struck(s: Sentence, trigger: Mark, k: int) -> bool:
    """Say whether an Arabic word right behind an attack can be the place that was attacked.

    Behind a verb stands its doer, behind a noun its adjective; a place shows by "على", by a
    feature word, or by a bare name without article.
    """
    if s.key(trigger.j) == "علي" or s.at("toponym_part", k) or s.at("feature", k):
        return True
    if trigger.form == "noun" or k >= len(s):
        return False
    return not s.words[k].definite and not s.raw(k).endswith(("ة", *_NO_NAME))


def name_place(s: Sentence, k: int, end: int, lead: str, relation: str) -> Named | None:
    """Make a place of a name, with the feature word that may follow it ("X province")."""
    if s.key(k) in _ROADS and s.key(end)[:1].isdigit():
        return None  # "Route 5" is a road by its number
    named = s.at("source", end)
    if named is not None and s.capital(end) and s.at("feature", end) is None:
        return None  # "in Sahl Monitor's report"
    if s.pack.language == "ar" and (s.at("person", end) or s.at("actor", end)):
        return None  # «خيام النازحين»
    if s.key(end) in {"من", "في"} and s.key(end + 1) in _AGES:
        return None  # «في الثالثة من عمره»
    if s.at("not_place", k) is not None and end == s.marks[k]["not_place"].j:
        return None
    feature = s.at("feature", end)
    if feature is None and end - k > 1 and s.at("feature", end - 1) is not None:
        feature, end = s.marks[end - 1]["feature"], end - 1
    precision = "settlement"
    name = s.span(k, end).text
    if feature is not None and feature.form != "plural":
        precision = feature.rule.text("precision") or precision
        end = feature.j
        if s.capital(feature.i) and (
            precision in {"exact_site", "street"}
            or s.key(feature.i) in {"quarter", "suburb", "ward"}
        ):
            name = s.span(k, end).text
    elif s.key(end) in {"people", "residents", "villagers", "fighters", "forces"}:
        return None
    if relation == "near" and precision == "settlement":
        precision = "near_settlement"
    return Named(k, end, name, precision, lead, relation)


def name_end(s: Sentence, k: int, taken: set[int]) -> int:
    """Return the word behind a name of a place that begins at word `k`."""
    end = k
    if s.pack.language == "ar":
        return _arabic_end(s, k, taken)
    while (
        end < len(s)
        and end - k < _LONGEST
        and end not in taken
        and s.letters(end)
        and s.capital(end)
    ):
        if (
            s.key(end).endswith(_QUALIFIERS)
            or is_other_name(s, end)
            or (end > k and s.at("country", end))
        ):
            break
        end += 1
        if s.key(end) in {"al", "el"} and s.capital(end + 1):
            end += 1
    return end


def is_other_name(s: Sentence, k: int) -> bool:
    """Say whether a capitalised word is known to be no part of a place's name."""
    if s.at("month", k) or s.at("weekday", k):
        return True
    source = s.at("source", k)
    if source is not None and source.rule.text("kind") != "witness" and not s.at("feature", k):
        return True  # people of a role give places their names ("Imam Salim")
    person = s.at("person", k)
    return s.at("actor", k) is not None or (person is not None and person.rule.flag("group"))


def _arabic_end(s: Sentence, k: int, taken: set[int]) -> int:
    """An Arabic name is one unknown word, or a first part that asks for a second ("تل وردة")."""
    end = k
    if end < len(s) and s.at("toponym_part", end) and _is_free(s, end + 1, taken):
        if (
            s.key(end + 1).endswith(("ي", "هم", "ها"))
            and not s.words[end + 1].definite
            and (s.key(end) == "بيت")
        ):
            return k  # somebody's house, no village
        end += 2
    elif _is_free(s, end, taken) and (not s.marks[end] or s.words[end].definite):
        end += 1
        if _is_pair(s, k, taken):
            end += 1
    if end > k:
        while s.at("toponym_tail", end) is not None:
            end += 1
    return end


def _is_pair(s: Sentence, k: int, taken: set[int]) -> bool:
    """Say whether a name behind a feature word has two words («مدينة سد النخيل»).

    The second has the article, the first has not; a second one in ـة is an adjective of
    the town ("المحاصرة"). Two without it are a name where a comma or a preposition follows.
    """
    if s.at("feature", k - 1) is None or s.words[k].definite or s.marks[k]:
        return False
    second = k + 1
    if not _is_free(s, second, taken) or s.marks[second]:
        return False
    if not s.words[second].definite:  # «بلدة قلب علما، …»
        plain = not s.raw(second).endswith(_NO_SECOND) and s.key(second) not in _AFTER_NAMES
        return plain and s.key(second + 1) in _AFTER_PAIRS
    return not s.raw(second).endswith(("ة", "ي"))


def _is_free(s: Sentence, k: int, taken: set[int]) -> bool:
    if k >= len(s) or k in taken or not s.letters(k) or len(s.key(k)) < 3:
        return False
    if s.key(k) in NUMBER_WORDS:
        return False
    return not set(s.marks[k]) - {
        "toponym_part",
        "toponym_tail",
        "feature",
        "person",
        "adjective",
        "whole",
    }
