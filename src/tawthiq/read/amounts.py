"""How many: what number words allow (figures.md §2, standards.md §3.2).

An amount is read where it stands, before its noun: hedge, number or vague word or share,
and what follows it ("or more", "others"). It says the least and the greatest whole number
that the words allow, and by which rule.
"""

from dataclasses import dataclass, replace
from typing import Final

from tawthiq.kit.lexicon.numbers import read_number
from tawthiq.kit.lexicon.pack import Rule
from tawthiq.read.sentence import Mark, Sentence
from tawthiq.record.claim import CountKind, Share

_OPENERS: Final = frozenset({"hedge", "share", "more", "vague", "determiner", "possessive"})
_RANGES: Final = frozenset({"between", "from", "بين", "من", "ما", "("})
_DASHES: Final = frozenset({"-", "–", "to", "الي", "و", "and", "or", "او"})


@dataclass(frozen=True, slots=True)
class Amount:
    """Least and greatest number, of words `i` to `j`; `rule` is the rule's id."""

    min: int | None
    max: int | None
    kind: CountKind
    rule: str
    i: int
    j: int
    share: Share | None = None
    more: bool = False
    ceiling: bool = False
    value: int | None = None
    vague: bool = False


_CLOSING: Final = {"(": ")", "/": "/", "[": "]"}


def band(value: int) -> tuple[int, int]:
    """Return the band of a rounded number: half of its rounding unit to either side.

    The unit is 1 below 10, then that of the number's own roundness: 40 is read to the
    ten, 45 to the five, 1,200 to the hundred; 43 is not round and stays to the one.
    """
    unit = 1
    for size in (5, 10, 50, 100, 500, 1000, 5000, 10_000, 100_000, 1_000_000):
        if value >= 2 * size and value % size == 0:
            unit = size
    half = unit // 2
    return max(value - half, 1), value + half


def read_amount(s: Sentence, i: int) -> Amount | None:
    """Read the amount that begins at word `i`, or return None; read once per sentence."""
    if i >= len(s) or _is_plain_word(s, i):
        return None
    if i not in s.amounts:
        s.amounts[i] = _read_amount(s, i)
    found: Amount | None = s.amounts[i]
    return found


def _read_amount(s: Sentence, i: int) -> Amount | None:
    hedge = s.at("hedge", i)
    if hedge is not None and hedge.form == "post":
        hedge = None
    found = _share(s, i)
    if found is None:
        more = s.at("more", i) if hedge is None else None
        start = hedge.j if hedge else more.j if more and more.form == "forms" else i
        if hedge is not None and (second := s.at("hedge", start)) and second.form == "forms":
            start = second.j
            hedge = second if hedge.rule.text("bound") == "about" else hedge
        if start > i or not _is_determiner(s, start):
            found = _plain(s, start)
        if found is None and (_is_determiner(s, start) or s.at("possessive", start)):
            found = _plain(s, start + 1)
        if found is not None and more is not None and hedge is None:
            found = replace(found, more=True)
        found = found and replace(found, i=i)
    return found and _followed(s, hedged(found, hedge.rule if hedge else None))


def _bracketed(s: Sentence, i: int) -> Amount | None:
    """Read a number in brackets before what it counts («مقتل (2) مستوطنين»)."""
    closing = _CLOSING.get(s.key(i)) if s.pack.language == "ar" else None
    number = read_number(s.keys, i + 1) if closing is not None else None
    if number is None or s.key(number[1]) != closing:
        return None
    value, j = number
    led = s.at("trigger", i - 1) is not None
    if not led and not s.at("person", j + 1) and not s.at("other", j + 1):
        return None
    return Amount(value, value, "exact", "ar.count.exact", i, j + 1, value=value)


def _is_plain_word(s: Sentence, i: int) -> bool:
    """Say at once that a word opens no amount; most words are such."""
    return not s.any_of(_OPENERS, i) and s.keys[i] not in _RANGES and read_number(s.keys, i) is None


def _is_determiner(s: Sentence, i: int) -> bool:
    return s.at("determiner", i) is not None


def _share(s: Sentence, i: int) -> Amount | None:
    mark = s.at("share", i)
    if mark is None:
        return _percent(s, i)
    number = read_number(s.keys, i) or read_number(s.keys, mark.j - 1)
    if number is not None and number[1] > mark.j:
        return None  # "half a dozen"
    if s.key(mark.j - 1) in {"third", "quarter"} and s.at("person", mark.j) is not None:
        return None  # "a third policeman"
    says = mark.rule.says
    share = Share(
        **{name: tuple(says[name]) for name in ("over", "at_least", "exactly") if name in says}
    )
    return Amount(None, None, "fraction", mark.rule.id, i, mark.j, share=share)


def _percent(s: Sentence, i: int) -> Amount | None:
    """Read "40 percent", "over 70%" as a share."""
    hedge = s.at("hedge", i)
    start = hedge.j if hedge and hedge.form == "forms" else i
    number = read_number(s.keys, start)
    if number is None or s.key(number[1]) not in {"%", "percent", "في"}:
        return None
    value, j = number
    if s.key(j) == "في":
        if s.key(j + 1) not in {"ميه", "مايه"}:
            return None
        j += 1
    if s.key(j) == "per":
        j += 1
    bound = hedge.rule.text("bound") if hedge else None
    pair = (value, 100)
    share = (
        Share(over=pair)
        if bound == "over"
        else (Share(at_least=pair) if bound == "at_least" else Share(exactly=pair))
    )
    return Amount(None, None, "fraction", f"{s.pack.language}.count.percent", i, j + 1, share=share)


def _plain(s: Sentence, i: int) -> Amount | None:
    """Read a vague word, a range or a number, without its hedge."""
    return _bracketed(s, i) or _range(s, i) or _vague(s, i) or _exact(s, i)


def _vague(s: Sentence, i: int) -> Amount | None:
    mark = s.at("vague", i)
    if mark is None or (mark.rule.id == "en.vague.couple" and _ends_noun(s, mark.j)):
        return None
    low = mark.rule.number("lo")
    kind: CountKind = "vague" if low is not None else "unquantified"
    return Amount(low, mark.rule.number("hi"), kind, mark.rule.id, i, mark.j, vague=True)


def _ends_noun(s: Sentence, j: int) -> bool:
    """Say whether "a couple" is itself the noun: a verb or the end follows."""
    return s.key(j - 1) == "couple" and (
        j >= len(s) or any(s.at(kind, j) for kind in ("auxiliary", "perfect", "trigger", "and"))
    )


def _exact(s: Sentence, i: int) -> Amount | None:
    number = read_number(s.keys, i)
    if number is None:
        return None
    value, j = number
    if s.key(j) == "(" and s.key(j + 2) == ")":  # "twelve (12)"
        again = read_number(s.keys, j + 1)
        if again is not None and again[0] == value:
            j += 3
    return Amount(value, value, "exact", f"{s.pack.language}.count.exact", i, j, value=value)


def _range(s: Sentence, i: int) -> Amount | None:
    """Read "between A and B", "A to B", "A-B"."""
    opened = s.key(i) in {"between", "from", "بين", "من"}
    start = i + opened
    if s.key(i) == "ما" and s.key(i + 1) == "بين":
        opened, start = True, i + 2
    low = read_number(s.keys, start)
    if low is None:
        return None
    dash = s.key(low[1])
    if dash not in _DASHES or (dash in {"and", "و"} and not opened):
        return None
    high = read_number(s.keys, low[1] + 1)
    if high is None or high[0] <= low[0]:
        return None
    return Amount(low[0], high[0], "range", f"{s.pack.language}.count.range", i, high[1])


def hedged(amount: Amount, rule: Rule | None) -> Amount:
    """Apply a hedge to an amount."""
    if rule is None or amount.share is not None:
        return amount
    bound, low = rule.text("bound"), amount.min
    if low is None:
        return amount
    if bound == "at_least":
        return replace(amount, max=None, kind="lower_bound", rule=rule.id)
    if bound == "over":
        least = low if amount.vague else low + 1
        return replace(amount, min=least, max=None, kind="lower_bound", rule=rule.id)
    if bound == "up_to":
        high = amount.max if amount.max is not None else low
        return replace(amount, min=0, max=high, kind="upper_bound", rule=rule.id)
    if bound == "at_most" and not amount.vague:
        return _at_most(amount, rule)
    if bound == "about" and amount.kind in {"lower_bound", "upper_bound"}:
        return amount  # "an estimated more than 3,300"
    if bound == "about" and amount.value is not None:
        least, most = band(amount.value)
        return replace(amount, min=least, max=most, kind="approximate", rule=rule.id)
    return replace(amount, rule=rule.id) if bound == "exactly" else amount


def _at_most(amount: Amount, rule: Rule) -> Amount:
    value = amount.value or 0
    if rule.id.endswith("only"):
        return replace(amount, max=value, rule=rule.id, ceiling=True)
    value -= rule.flag("below") and value > 0  # "fewer than four": three at most
    return replace(amount, min=0, max=value, kind="upper_bound", rule=rule.id, ceiling=True)


def _followed(s: Sentence, amount: Amount) -> Amount:
    """Apply what stands behind the number: "or more", "more"."""
    j = amount.j
    post = s.at("hedge", j)
    if post is not None and stands_behind(post):
        amount = replace(hedged(amount, post.rule), j=post.j)
    more = s.at("more", j)
    if (
        more is not None
        and (more.form == "post" or s.key(j) in {"more", "further", "additional"})
        and (s.key(j + 1) != "than")
    ):
        amount = replace(amount, more=True, j=more.j)
    return amount


def stands_behind(mark: Mark) -> bool:
    """Say whether a hedge may stand behind its number ("nine at least")."""
    return mark.form == "post" or mark.rule.flag("either")


def is_measure(s: Sentence, amount: Amount) -> bool:
    """Say whether the number measures time, length, money or age, and so counts nobody."""
    j = amount.j
    if s.at("measure", j) is not None and amount.share is None:
        # «قتل ثلاثة الشهر الماضي»: a month with its article is when, not how many
        return not (s.pack.language == "ar" and s.words[j].definite)
    if s.key(amount.i - 1) == ":" and s.key(amount.i - 2)[:1].isdigit():
        return True
    return s.key(amount.i - 1) in {"$", "£", "€", "aged", "age", "#", "no", "عمره", "عمرها"} or (
        s.key(j) in {":", "-"} and s.key(j + 1)[:1].isdigit()
    )


def mark_of(s: Sentence, amount: Amount) -> Mark | None:
    """Return the hedge or vague word that an amount was read by."""
    return s.at("hedge", amount.i) or s.at("vague", amount.i)
