"""The noun that opens an Arabic clause, for the verb that comes later in it.

«أن فتى يدعى سالم (17 عاماً) قتل في …»: names, ages and asides may stand between them.
"""

from typing import Final

from tawthiq.read.collect import is_patient
from tawthiq.read.items import Item
from tawthiq.read.noun import Noun
from tawthiq.read.slots import Frame

_OPENERS: Final = frozenset({"ان", "بان", "انه", "فان"})
_FAR: Final = 18
_PLURAL: Final = ("وا", "ون", "ن")
_DUAL: Final = ("ا",)


def topic(items: list[Item], verb: Frame, key: str) -> list[Noun]:
    """Return the noun behind "that" of a verb's clause where number and gender allow it."""
    for index in range(verb.at - 1, max(verb.at - _FAR, -1), -1):
        item = items[index]
        main = item.mark is not None and item.mark.rule.text("patient") is not None
        if item.kind in {"stop", "cue", "find"} or (item.kind == "trigger" and main):
            return []
        if item.kind == "subordinator":
            return _agreeing(items, index + 1, key) if item.key in _OPENERS else []
    return []


def _agreeing(items: list[Item], at: int, key: str) -> list[Noun]:
    noun = items[at].noun
    if noun is None or not is_patient(noun) or noun.kind == "actor":
        return []
    many = noun.amount is not None and noun.amount.value != 1
    if key.endswith(_PLURAL):
        return [noun] if many or noun.form == "plural" else []
    if key.endswith("تا") or (key.endswith(_DUAL) and noun.form == "dual"):
        return [noun] if noun.form == "dual" or (many and noun.amount.value == 2) else []
    return [noun] if noun.form == "singular" and not many else []
