"""What stands around an Arabic noun: its number behind it, "one of", a nation's name."""

from dataclasses import replace
from typing import Final

from tawthiq.read.amounts import Amount, hedged, read_amount, stands_behind
from tawthiq.read.dates import Mention
from tawthiq.read.heads import take_head
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Sentence

_ONE: Final = frozenset({"احد", "احدي"})
_TWO: Final = frozenset({"اثنين", "اثنان", "اثنتين", "اثنتان"})
_ALONE: Final = frozenset({"واحد", "واحده", "واحدا"})
_DUAL: Final = (
    "\u064eين",
    "\u064eي\u0652ن",
    "\u064eين\u0650",
    "\u064eي\u0652ن\u0650",
)


def number_behind(s: Sentence, noun: Noun) -> None:
    """Take a number that stands behind its noun («مدنيين اثنين», «أطفالهما الثلاثة»).

    Vowel signs tell a dual from a plural where a text has them («مواطنَين»).
    """
    k = noun.j
    if s.pack.language == "ar" and noun.form == "singular" and s.key(k) in _ALONE:
        _one_alone(s, noun, k)
        return
    if s.pack.language != "ar" or noun.form != "plural" or noun.amount is not None:
        return
    if s.key(k) in _TWO or s.raw(noun.head_j - 1).endswith(_DUAL):
        noun.form, noun.j = "dual", k + (s.key(k) in _TWO)
        return
    if k >= len(s):
        return
    amount = read_amount(s, k) if s.words[k].definite else None
    if amount is not None and amount.value is not None and 2 < amount.value <= 10:
        noun.amount, noun.j = replace(amount, i=noun.i, j=noun.i), amount.j
        noun.rules.append(amount.rule)


def _one_alone(s: Sentence, noun: Noun, k: int) -> None:
    """Take «واحد» behind its noun, with a hedge («متظاهر واحد على الأقل»)."""
    noun.j = k + 1
    post = s.at("hedge", noun.j)
    if post is not None and stands_behind(post) and noun.amount is None:
        one = Amount(1, 1, "exact", "ar.count.exact", noun.i, k + 1, value=1)
        noun.amount, noun.j = hedged(one, post.rule), post.j
        noun.rules.append(post.rule.id)


def one_of(s: Sentence, i: int, dates: dict[int, Mention]) -> Noun | None:
    """Read «أحد العاملين», «إحدى الممرضات»: one person."""
    if s.key(i) not in _ONE or s.words[i].definite or s.pack.language != "ar":
        return None
    noun = Noun(i, i + 1, head_i=i, head_j=i + 1)
    if not take_head(s, noun, i + 1, dates) or noun.kind != "person":
        return None
    noun.form = "singular"
    return noun


def is_another(s: Sentence, i: int) -> bool:
    """Say whether «ثالث» stands for one more person: behind a verb of harm or "and"."""
    led = s.at("trigger", i - 1) is not None or s.key(i - 1) == "و"
    return led and not s.words[i].definite


def national(s: Sentence, i: int) -> Noun | None:
    """Read «مقتل سوري»: a nation's adjective right behind a verb of harm is a person."""
    mark, verb = s.at("national", i), s.at("trigger", i - 1)
    if mark is None or verb is None or verb.rule.text("patient") is None or s.words[i].definite:
        return None
    noun = Noun(i, mark.j, head_i=i, head_j=mark.j, kind="person", form=mark.form)
    noun.rules.append(mark.rule.id)
    noun.head = mark.rule
    return noun
