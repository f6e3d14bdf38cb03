"""Arabic words for the dead that count nobody by themselves, and bodies that are found."""

from typing import Final

from tawthiq.read.collect import Gathered, after
from tawthiq.read.items import Item
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Sentence
from tawthiq.read.slots import Frame

_FAR: Final = 24
_BREAKS: Final = frozenset({"stop", "cue", "trigger", "find"})
_MOURNS: Final = frozenset(
    {"نعي", "نعت", "ينعي", "تنعي", "نعوا", "زف", "زفت", "يزف", "تزف", "زفوا", "سقوط", "ارتقاء"}
)


def only_names(s: Sentence, items: list[Item], at: int) -> bool:
    """Say whether «الشهيد», «الشهداء» only speaks of dead who are known («منزل الشهيد سليم»)."""
    noun = items[at].noun
    if noun is None or noun.amount is not None or noun.zero or noun.form == "dual":
        return False
    if not s.words[noun.head_i].definite:
        return False
    ahead = items[max(at - 3, 0) : at]
    return not any(item.key in _MOURNS or item.kind == "negation" for item in ahead)


def is_of_martyrs(items: list[Item], body: Noun) -> bool:
    """Say whether the dead whose bodies they are stand right behind («جثامين 30 شهيداً»)."""
    at = next((k for k, item in enumerate(items) if item.noun is body), len(items))
    owner = items[at + 1].noun if at + 1 < len(items) else None
    return body.amount is None and owner is not None and owner.deaths is not None


def found_on(items: list[Item], at: int) -> Gathered:
    """Read «عثر أهالي القرية، أمس، على جثة»: what was found stands behind «على»."""
    for index in range(at + 1, min(at + _FAR, len(items) - 1)):
        if items[index].kind in _BREAKS:
            break
        noun = items[index + 1].noun
        if items[index].key == "علي" and noun is not None and noun.kind == "body":
            return after(items, index + 1)
    return Gathered()


def among_the_dead(items: list[Item], at: int) -> Frame | None:
    """Read «بين القتلى ثلاث نساء»: the number behind is of people who died."""
    noun = items[at].noun
    mark = noun.deaths if noun is not None else None
    if mark is None or not at or items[at - 1].key != "بين":
        return None
    frame = Frame(at, mark.i, mark.j, mark, mark.rule.text("event") or "killing", voice="head")
    frame.rules.append(mark.rule.id)
    frame.patients = after(items, at + 1)
    frame.patients.nouns = [n for n in frame.patients.nouns if n.amount or n.form == "dual"]
    return frame
