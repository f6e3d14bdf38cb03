"""Runs of capitalised words read as names, and persons that a name owns."""

from typing import Final

from tawthiq.read.dates import Mention
from tawthiq.read.heads import is_stopper, take_head
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Sentence

_REACH: Final = 7


def read_name(s: Sentence, i: int, dates: dict[int, Mention]) -> Noun | None:
    """Read a run of capitalised words as a name."""
    k = i
    while k < len(s) and k not in dates and k - i < _REACH:
        if s.at("honorific", k) is not None and s.capital(k):
            k = s.marks[k]["honorific"].j
            k += s.key(k) == "."
        elif (
            s.capital(k) and s.letters(k) and not is_stopper(s, k) and s.at("trigger", k) is None
        ) or (
            k > i
            and s.key(k) in {"al", "bin", "ibn", "abu", "el", "de", "van"}
            and s.capital(k + 1)
        ):
            k += 1
        else:
            break
    if s.key(k) in {"'s", "’s"} and k > i:
        owned = _owned(s, i, k, dates)
        if owned is not None:
            return owned
    if k == i or (k == i + 1 and i < 2 and s.key(i).endswith("ly")):
        return None  # "Currently, …"
    if (
        k == i + 1
        and i == 0
        and s.at("source", i) is None
        and s.key(1) not in {"'s", "’s", ","}
        and not (s.key(1) == "and" and s.at("possessive", 2))
    ):
        return None
    return Noun(i, k, kind="name", name=True, head_i=i, head_j=k)


def _owned(s: Sentence, i: int, k: int, dates: dict[int, Mention]) -> Noun | None:
    """Read "Salim's brother": a person owned by a name."""
    noun = Noun(i, k, head_i=i, head_j=k, possessive=True)
    if take_head(s, noun, k + 1, dates) and noun.kind == "person":
        return noun
    return None
