"""Arabic verbs whose victims stand elsewhere: «راح ضحيتها», «أودت بحياة», «قتلوهم»."""

from typing import Final

from tawthiq.read.arabic_frames import fill_after
from tawthiq.read.collect import Gathered, after, is_patient
from tawthiq.read.items import Item
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Sentence
from tawthiq.read.slots import Frame

_SETTING: Final = 12
_FAR: Final = 24
_BREAKS: Final = frozenset(
    {"stop", "cue", "find", "according", "stance", "of_victims", "including"}
)


def fill_victims(s: Sentence, items: list[Item], frame: Frame) -> None:
    """Read "راح ضحيتها": the number that follows, over a clause on what happened."""
    del s
    frame.voice = "passive"
    frame.patients = after(items, frame.at + 1)
    counted = [n for n in frame.patients.nouns if n.kind != "actor"]
    if counted:
        return
    for index in range(frame.at + 1, min(frame.at + _FAR, len(items))):
        item = items[index]
        if item.kind in _BREAKS:
            break
        if item.noun is not None and item.noun.amount is not None and is_patient(item.noun):
            frame.patients = after(items, index)
            return
    frame.patients = Gathered()


def fill_lives(s: Sentence, items: list[Item], frame: Frame) -> None:
    """Read «أودت الغارات بحياة …», «حصدت … أرواح …»: the number behind the lives."""
    del s
    frame.voice = "passive"
    for index in range(frame.at + 1, min(frame.at + _FAR, len(items))):
        if items[index].kind in _BREAKS:
            return
        if items[index].key in {"حياه", "ارواح", "بحياه"}:
            frame.patients = after(items, index + 1)
            return


def fill_them(s: Sentence, items: list[Item], frame: Frame) -> None:
    """Read a verb that carries its object as a suffix: those named before, else nobody known."""
    frame.voice = "active"
    frame.rules.append(f"{s.pack.language}.count.pronoun")
    frame.patients.nouns = _meant(items, frame.at)
    if not frame.patients.nouns:
        pronoun = Noun(frame.i, frame.j, head_i=frame.i, head_j=frame.j)
        pronoun.kind, pronoun.form, pronoun.pronoun = "pronoun", "plural", True
        frame.patients.nouns.append(pronoun)


def fill_him(s: Sentence, items: list[Item], frame: Frame) -> None:
    """Read «وقتلوه», «قبل أن يقتله شرطي», «ما أدى لمقتله»: one person, named before."""
    back = frame.at - 1
    if frame.mark.form == "noun":
        back -= back > 0 and items[back].kind == "preposition"
        happened = back >= 0 and items[back].kind == "resulting"
    else:
        led = items[back].key if back >= 0 else ""
        then = led == "ان" and back > 0 and items[back - 1].key in {"قبل", "بعد"}
        happened = then or led in {"و", "ف", "ثم"} or (led == "" and back < 0)
    if not happened:
        return
    frame.voice = "active"
    behind = items[frame.at + 1].noun if frame.at + 1 < len(items) else None
    if frame.mark.form != "noun" and behind is not None and behind.actor and not behind.amount:
        frame.agents = [behind]
    noun = Noun(frame.i, frame.j, head_i=frame.i, head_j=frame.j)
    noun.kind, noun.form, noun.pronoun = "pronoun", "singular", True
    frame.patients.nouns.append(noun)
    frame.rules.append(f"{s.pack.language}.count.pronoun")


def _meant(items: list[Item], at: int) -> list[Noun]:
    """Return the persons whose number is known right before "and killed them"."""
    for index in range(at - 1, max(at - _SETTING, -1), -1):
        noun = items[index].noun
        if items[index].kind in _BREAKS | {"trigger"}:
            return []
        lead = items[index - 1] if index else None
        if noun is None or noun.kind != "person" or (lead and lead.kind == "including"):
            continue  # «28 مواطناً، بينهم 12 سيدة، جرى إعدامهم»
        found = _list_before(items, index)
        known = all(n.amount is not None or n.form in {"singular", "dual"} for n in found)
        plain = all(n.actor is None for n in found)
        many = len(found) > 1 or found[0].form == "dual" or found[0].amount is not None
        return found if known and plain and many else []
    return []


def _list_before(items: list[Item], at: int) -> list[Noun]:
    """Return the persons that end in a list at an item ("أبوي وأخوي")."""
    found: list[Noun] = []
    while at >= 0 and (noun := items[at].noun) is not None and noun.kind == "person":
        found.insert(0, noun)
        if at < 2 or items[at - 1].kind != "and":
            break
        at -= 2
    return found


ARABIC_FILLERS: Final = {
    "after": fill_after,
    "them": fill_them,
    "him": fill_him,
    "victims": fill_victims,
    "lives_of": fill_lives,
}
