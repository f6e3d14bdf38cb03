"""The noun that opens an Arabic clause, for the verb that comes later in it.

«أن فتى يدعى سالم (17 عاماً) قتل في …»: names, ages and asides may stand between them.
"""

from typing import Final

from tawthiq.read.collect import Gathered, after, is_patient
from tawthiq.read.items import Item
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Sentence
from tawthiq.read.slots import Frame

_OPENERS: Final = frozenset({"ان", "بان", "انه", "فان"})
_FAR: Final = 18
_PLURAL: Final = ("وا", "ون", "ن")
_DUAL: Final = ("ا",)


def topic(items: list[Item], verb: Frame, key: str) -> list[Noun]:
    """Return the noun behind "that" of a verb's clause where number and gender allow it."""
    if key.endswith(_DUAL) and verb.mark.form == "past" and len(key) > len("قتل"):
        pair = _pair(items, verb.at)
        if pair is not None:
            return [pair]
    for index in range(verb.at - 1, max(verb.at - _FAR, -1), -1):
        item = items[index]
        main = item.mark is not None and item.mark.rule.text("patient") is not None
        if item.kind in {"stop", "cue", "find"} or (item.kind == "trigger" and main):
            return []
        if item.kind == "subordinator":
            return _agreeing(items, index + 1, key) if item.key in _OPENERS else []
    return []


def _pair(items: list[Item], at: int) -> Noun | None:
    """Return the two that a verb in the dual speaks of: the nearest before it."""
    for item in reversed(items[max(at - _FAR, 0) : at]):
        if item.kind == "stop":
            return None
        if item.noun is not None and item.noun.form == "dual" and is_patient(item.noun):
            return item.noun
    return None


def _agreeing(items: list[Item], at: int, key: str) -> list[Noun]:
    noun = items[at].noun
    if noun is None or not is_patient(noun) or noun.kind == "actor":
        return []
    value = noun.amount.value if noun.amount is not None else None
    many = noun.amount is not None and value != 1
    if key.endswith(_PLURAL):
        return [noun] if many or noun.form == "plural" else []
    if key.endswith("تا") or (key.endswith(_DUAL) and noun.form == "dual"):
        return [noun] if noun.form == "dual" or value == 2 else []
    return [noun] if noun.form == "singular" and not many else []


PUT_AN_END: Final = frozenset({"قضي", "قضت", "قضوا"})
_REACH: Final = 16


def against(s: Sentence, items: list[Item], frame: Frame) -> Gathered:
    """Read whom a deed was done to behind «بحق», «في حق», and «قضت القوة … على N»."""
    ended = s.key(frame.i) in PUT_AN_END
    for index in range(frame.at + 1, min(frame.at + _REACH, len(items) - 1)):
        item = items[index]
        main = item.mark is not None and item.mark.rule.text("patient") is not None
        if item.kind in {"stop", "cue", "find"} or (item.kind == "trigger" and main):
            break
        led = item.key in {"بحق", "حق"} or (ended and item.key == "علي")
        led = led or (frame.event == "execution" and item.key == "ل")  # «إعداماً ميدانياً لثلاثة»
        noun = items[index + 1].noun
        if not led or not is_patient(noun) or (ended and noun is not None and not noun.amount):
            continue
        doer = items[frame.at + 1].noun
        if ended and doer is not None and doer.actor is not None:
            frame.voice, frame.agents = "active", [doer]
        return after(items, index + 1)
    return Gathered()
