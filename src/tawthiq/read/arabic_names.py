"""Where the name of an Arabic source ends: «الشبكة السورية لحقوق الإنسان», whole."""

from typing import Final

from tawthiq.kit.lexicon.numbers import read_number
from tawthiq.read.sentence import Mark, Sentence

_LONGEST: Final = 6
_NAMES: Final = 3
_SHORT: Final = 5
_FREE: Final = frozenset({"actor", "whole", "adjective", "national", "country"})
_ROLES: Final = frozenset({"official", "witness"})
_AIMS: Final = frozenset({"حقوق", "توثيق", "رصد", "دعم", "دراسات", "اعلام", "اغاثه", "تنميه"})
_RELAYS: Final = frozenset({"agency", "outlet"})
_NISBA: Final = ("ي", "يه", "ين", "حمر", "بيض", "بيضاء")
_SAME: Final = frozenset({"نفسه", "نفسها", "ذاته", "ذاتها"})


def arabic_end(s: Sentence, mark: Mark, end: int) -> int:
    """Return the word behind a source phrase that begins with `mark`, before word `end`."""
    j = mark.j
    while j < end and j - mark.j < _LONGEST and s.letters(j) and s.key(j) not in _SAME:
        step = _step(s, mark, j, end)
        if step == j:
            break
        j = step
    return j


def arabic_name_end(s: Sentence, head: int, k: int) -> int:
    """Return the word behind a person's name that follows a title («المواطن خالد الدلبي»).

    One to three words that no list knows, behind a noun with its article.
    """
    end = k
    if not s.words[head].definite or (k < len(s) and s.words[k].definite):
        return k
    while end < len(s) and end - k < _NAMES and s.letters(end):
        if set(s.marks[end]) - {"toponym_part", "whole"} or _is_phrase(s.key(end)):
            break
        if read_number(s.keys, end) is not None:
            break  # «الدفاع المدني خمسة جثامين»
        end += 1
    return end


def _is_phrase(key: str) -> bool:
    return key.startswith(("ب", "ل", "و")) and len(key) > _SHORT


def with_article(s: Sentence, k: int, text: str) -> str:
    """Give a name that begins at word `k` back the alef that «لل» took from its article."""
    lost = s.words[k].definite and s.key(k - 1) == "ل" and text.startswith("ل")
    return "ا" + text if lost and s.words[k - 1].end == s.words[k].start else text


def _step(s: Sentence, mark: Mark, j: int, end: int) -> int:
    """Return the word behind what word `j` adds to the name, or `j` itself where it ends."""
    if s.key(j) == "ل" and j + 1 < end:
        told = s.at("source", j + 1)
        if told is not None and told.rule.text("kind") in _RELAYS:
            return j  # «قال شهود لوكالة نور»
        return _aim_end(s, j, end)
    if s.raw(j).endswith(("ه", "ها", "هم")) and not s.words[j].definite:
        return j  # «قوله», «مسؤوليته»
    if s.at("source", j) is not None or s.at("person", j) is not None:
        return _other_role(s, mark, j, end)
    return _place_or_cause(s, mark, j, end) or _plain_word(s, j)


def _other_role(s: Sentence, mark: Mark, j: int, end: int) -> int:
    """Read a person or a source inside a name: «رابطة عائلات المفقودين», «زوجة الضحية»."""
    source = s.at("source", j)
    told = s.words[j].definite and s.words[j - 1].definite and j > mark.j
    kind = mark.rule.text("kind")
    if s.at("person", j) is not None:
        if told:
            return j  # «نعت نقابة الصحفيين المصور سليم»
        if kind == "relative" and j == mark.j:
            return j + 1
        behind = j + 1 < end and s.words[j + 1].definite
        if kind == "monitor" and behind and j == mark.j and not s.words[j].definite:
            return j + 2
    if source is None:
        return j
    if s.words[j - 1].definite and not s.words[j].definite:
        return j  # «اتهمت منظمة العدالة قوات …»
    return j if told and source.rule.text("kind") == "unnamed" else source.j


def _place_or_cause(s: Sentence, mark: Mark, j: int, end: int) -> int | None:
    """Read «مختار في قرية …», «من أجل الحقيقة والعدالة»."""
    if s.key(j) == "في" and s.at("feature", j + 1) and mark.rule.text("kind") in _ROLES:
        return j + 2
    if s.at("toponym_part", j) is not None and s.key(j - 2) == "في":
        return j + 2
    if s.key(j) == "من" and s.key(j + 1) == "اجل" and s.words[min(j + 2, end - 1)].definite:
        return j + 3
    behind = j + 1 < end and s.words[j + 1].definite
    return j + 2 if s.key(j) == "و" and s.key(j - 3) == "من" and behind else None


def _plain_word(s: Sentence, j: int) -> int:
    """Read an adjective of the name or its second word: «الشبكة السورية», «مرصد السهل»."""
    country = s.at("country", j)
    definite = s.words[j].definite
    if country is not None and definite and s.words[j - 1].definite:
        return country.j
    if definite and s.words[j - 1].definite and not s.key(j).endswith(_NISBA):
        return j  # «نفت الشرطة الأنباء»
    free = set(s.marks[j]) <= _FREE and definite
    return j + 1 if not s.marks[j] or s.at("feature", j) or free else j


def _aim_end(s: Sentence, j: int, end: int) -> int:
    """Read what a body works for: «لحقوق الإنسان», «لتوثيق الانتهاكات»."""
    if s.key(j + 1) in _AIMS and j + 2 < end and s.words[j + 2].definite:
        return j + 3
    return j + 2


_FORCE: Final = frozenset(
    {"feature", "toponym_part", "actor", "source", "adjective", "person", "whole", "national"}
)
_ADJECTIVES: Final = frozenset({"national", "adjective", "country", "whole"})
_OF_A_PLACE: Final = ("ي", "يا", "يه", "يين", "يون", "يات", "يان", "يتين", "يتان")


def actor_end(s: Sentence, k: int) -> int:
    """Take the words of a force's own name behind its noun ("لواء النيزك")."""
    end = _given_name(s, k)
    k = end
    while (
        end < len(s)
        and end - k < 2
        and s.letters(end)
        and s.words[end].definite
        and s.key(end) != "نار"
        and (not s.words[end - 1].definite or s.key(end).endswith(("ي", "يه", "ين")))
        and not set(s.marks[end]) - _FORCE
    ):
        end += 1
    return end


_NAMED: Final = frozenset(
    {"تنظيم", "جماعه", "حركه", "ميليشيا", "مليشيا", "ميليشيات", "مليشيات", "كتائب", "كتيبه"}
    | {"لواء", "فصيل", "عصابه", "كتايب"}
)
_QUOTES: Final = frozenset('"“”«»')


def _given_name(s: Sentence, k: int) -> int:
    """Return the word behind the name of a group: «تنظيم "نجم الوادي"», «جماعة الصخر»."""
    if s.key(k - 1) not in _NAMED or s.words[k - 1].definite:
        return k
    if s.key(k) in _QUOTES:
        closing = next((j for j in range(k + 2, min(k + 6, len(s))) if s.key(j) in _QUOTES), None)
        return k if closing is None else closing + 1
    named = k < len(s) and s.letters(k) and not s.marks[k] and not s.words[k].definite
    return k + (named and not s.key(k).endswith(("ت", "وا")) and not _is_phrase(s.key(k)))


def is_nisba(s: Sentence, k: int) -> bool:
    """Say whether an indefinite adjective of belonging stands here («فلسطينياً», «تكفيرية»)."""
    if not 0 <= k < len(s) or s.words[k].definite or not s.letters(k):
        return False
    if read_number(s.keys, k) is not None:
        return False
    return s.key(k).endswith(_OF_A_PLACE) and len(s.key(k)) > 3 and set(s.marks[k]) <= _ADJECTIVES


def adjectives_end(s: Sentence, k: int) -> int:
    """Return the word behind the adjectives of an indefinite noun that ends at word `k`."""
    end = k
    while end - k < 2 and not s.words[k - 1].definite and is_nisba(s, end):
        end += 1
    return end
