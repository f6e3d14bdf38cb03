"""Whom an Arabic verb struck, and whether the noun behind it did it or suffered it.

Nothing marks the passive in most texts, so word order and agreement decide: "قتل مسلحون
مزارعاً" has its doer first, "قتل مزارع" none; a verb joined to an attack by "و" goes on
with its subject where gender, number and case allow it.
"""

from typing import Final

from tawthiq.read.arabic_subjects import (
    behind_doer,
    is_active,
    is_aside,
    is_thing,
    leading_doer,
    speaking_doer,
)
from tawthiq.read.arabic_topics import PUT_AN_END, against, topic
from tawthiq.read.backward import before
from tawthiq.read.collect import Gathered, after, is_patient, parts_behind
from tawthiq.read.items import Item
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Sentence
from tawthiq.read.slots import Frame

_SETTING: Final = 12
_FAR: Final = 24
_DAMMA: Final = "\u064f"
_OF_US: Final = frozenset({"منا", "منهم", "لنا"})
_RELATIVES: Final = frozenset({"الذي", "التي", "الذين", "اللذان", "اللذين", "اللواتي"})
_OWNED: Final = ("ه", "ها", "هم", "هما")
_NOMINATIVE: Final = ("ون", "ان")
_OPEN: Final = frozenset({"other", "adverb", "date", "reportedly"})
_BREAKS: Final = frozenset(
    {"stop", "cue", "find", "according", "stance", "of_victims", "including"}
)
_BETWEEN: Final = frozenset({"preposition", "of"})


def fill_after(s: Sentence, items: list[Item], frame: Frame) -> None:
    """Read an Arabic verb or verbal noun: whom it struck stands behind it, behind the doer."""
    frame.voice = "passive"
    starts = frame.mark.rule.listed("needs_start")
    if starts and not any(s.key(k).startswith(starts) for k in range(frame.j, len(s))):
        return
    if _is_struck_by(s, items, frame):
        return
    behind = _behind(s, items, frame)
    _voice(s, items, frame, behind)
    frame.patients = behind if behind.nouns else _ahead(s, items, frame)
    _take_number(items, frame)
    if frame.mark.rule.flag("known_only"):
        people = [n for n in frame.patients.nouns if n.amount is not None and n.kind == "person"]
        frame.patients.nouns = people
    if not frame.patients.nouns:
        frame.patients = against(s, items, frame)
    if not frame.patients.nouns and frame.event == "killing":
        frame.patients.nouns = _name(s, items, frame.at + 1)
    if not behind.nouns:
        frame.patients.parts += parts_behind(items, frame.at + 1)
    elif not frame.patients.parts:
        frame.patients.parts += later_parts(items, behind.nouns[-1])


def _is_struck_by(s: Sentence, items: list[Item], frame: Frame) -> bool:
    """Fill a frame whose doer stands right behind the verb; say whether it is one."""
    if s.key(frame.i) in PUT_AN_END:
        frame.patients = against(s, items, frame)
        return bool(frame.patients.nouns)
    if frame.mark.form != "past" or frame.mark.rule.flag("intransitive"):
        return False
    struck = behind_doer(s, items, frame)
    if struck is None:
        return False
    frame.voice, frame.patients = "active", struck
    if struck.nouns and not struck.parts:
        struck.parts += later_parts(items, struck.nouns[-1])
    return True


def _behind(s: Sentence, items: list[Item], frame: Frame) -> Gathered:
    """Collect who stands behind a verb, right behind it or over a setting."""
    at = _past_weapon(items, frame.at + 1)
    if at + 1 < len(items) and items[at].key in _OF_US and items[at + 1].noun is not None:
        at += 1  # «قتلوا منا 44 شخصاً»
    behind = _lost_lives(s, items, frame) or after(items, at)
    if behind.nouns:
        return behind
    behind = after(items, _past_setting(items, frame.at + 1))
    if _agrees_backwards(s, frame) and not _is_done_by(s, items, frame, behind):
        return Gathered()
    return behind


def _voice(s: Sentence, items: list[Item], frame: Frame, behind: Gathered) -> None:
    """Make a frame active where its subject stands before it, or its form shows one."""
    if not behind.nouns or frame.mark.form != "past":
        return
    leading = leading_doer(items, frame) or speaking_doer(s, items, frame)
    if leading is not None and not frame.mark.rule.flag("intransitive"):
        frame.voice, frame.agents = "active", [leading]
    elif is_active(s, items, frame, behind.nouns[0]):
        frame.voice = "active"


def _take_number(items: list[Item], frame: Frame) -> None:
    """Take the number of «قتلوا جميع ركابها وعددهم 12»."""
    for index in range(frame.at + 1, min(frame.at + _SETTING, len(items) - 1)):
        if items[index].key.removeprefix("و") not in {"عددهم", "عددهن"}:
            continue
        noun = items[index + 1].noun
        if noun is None or noun.amount is None:
            return
        struck = frame.patients.nouns
        if len(struck) == 1 and struck[0].amount is None and struck[0].form == "plural":
            struck[0].amount = noun.amount
        elif not struck:
            struck.append(noun)
        return


def later_parts(items: list[Item], last: Noun) -> list[Noun]:
    """Collect the parts behind "بينهم" where only when, where and how stand before it."""
    at = next((k for k, item in enumerate(items) if item.noun is last), len(items))
    for index in range(at + 1, min(at + _FAR, len(items))):
        item = items[index]
        if item.kind == "including":
            return [] if item.key.endswith("ها") else parts_behind(items, index)
        main = item.mark is not None and item.mark.rule.text("patient") is not None
        if item.kind in _BREAKS | {"subordinator", "resulting"} or (
            item.kind == "trigger" and main
        ):
            return []
    return []


def _agrees_backwards(s: Sentence, frame: Frame) -> bool:
    """Say whether a plural or dual verb shows that its subject stands before it."""
    return frame.mark.form == "past" and s.key(frame.i).endswith(("وا", "لا", "تا", "بن"))


def _is_done_by(s: Sentence, items: list[Item], frame: Frame, behind: Gathered) -> bool:
    """Say whether a plural verb has its armed subject before it and a number behind its means.

    So it is in «أن مسلحين قتلوا بالسواطير عشرة أشخاص».
    """
    if not behind.nouns or behind.nouns[0].amount is None:
        return False
    subject = before(items, frame.at - 1).nouns or topic(items, frame, s.key(frame.j - 1))
    if len(subject) != 1 or subject[0].actor is None or subject[0].amount is not None:
        return False
    frame.voice, frame.agents = "active", subject
    return True


def _lost_lives(s: Sentence, items: list[Item], frame: Frame) -> Gathered | None:
    """Read «فقد شخصان حياتهما», «فقدان شخص لحياته», «فقدت العائلة أبناءها الثلاثة»."""
    if frame.event != "disappearance" or not s.key(frame.i).startswith("فقد"):
        return None
    struck = after(items, frame.at + 1)
    near = s.keys[frame.j : frame.j + _SETTING]
    first = struck.nouns[0] if struck.nouns else None
    family = first is not None and first.head is not None and first.head.text("unit") == "families"
    if family:
        kin = next((k for k in range(frame.at + 2, len(items)) if _is_kin(items[k])), None)
        if kin is None or kin - frame.at > _SETTING:
            return None
        struck = after(items, kin)
    elif not any(key.removeprefix("ل").startswith(("حيات", "ارواح")) for key in near):
        return None
    frame.event = "killing"
    frame.rules.append("ar.die")
    return struck


def _is_kin(item: Item) -> bool:
    return item.noun is not None and item.noun.is_kin


def _ahead(s: Sentence, items: list[Item], frame: Frame) -> Gathered:
    """Collect who stands before a verb, over "who" too ("المصور الذي قضى")."""
    if frame.mark.form == "noun":
        return Gathered()
    if frame.at and items[frame.at - 1].key in _RELATIVES:
        whose = _antecedent(s, items, frame.at - 2)
        return Gathered([whose] if whose is not None else [])
    at = frame.at - 1
    behind = items[at].noun if at > 0 else None
    if behind is not None and is_thing(behind) and items[at - 1].noun is not None:
        at -= 1  # «ثمانية من أبناء القرية قتلوا»
    found = before(items, at)
    return found if found.nouns else Gathered(topic(items, frame, s.key(frame.j - 1)))


def _antecedent(s: Sentence, items: list[Item], at: int) -> Noun | None:
    end = at
    while at >= 0 and end - at < 3 and items[at].kind == "other":
        at -= 1
    noun = items[at].noun if at >= 0 else None
    if noun is not None and noun.kind == "person" and noun.form != "plural":
        return noun
    if noun is not None and is_patient(noun) and at == end:
        return noun
    return _named(items[at + 1].i, items[end].j) if end - at >= 2 and s.letters(end) else None


def _named(i: int, j: int) -> Noun:
    return Noun(i, j, kind="name", name=True, head_i=i, head_j=j)


def _name(s: Sentence, items: list[Item], at: int) -> list[Noun]:
    """Read two or three unknown words behind a verb of killing as a name."""
    end = at
    while (
        end < len(items)
        and end - at < 4
        and items[end].kind == "other"
        and (s.letters(items[end].i) and set(s.marks[items[end].i]) <= {"month"})
    ):
        end += 1
    if end - at < 2:
        return []
    name = _named(items[at].i, items[end - 1].j)
    joined = items[end : end + 2]
    kin = joined[1].noun if len(joined) == 2 and joined[0].kind == "and" else None
    return [name, *(after(items, end + 1).nouns if kin is not None and kin.is_kin else [])]


def _past_weapon(items: list[Item], at: int) -> int:
    """Go past a weapon that is the subject of an Arabic verb ("قتلت طائرة مسيرة …")."""
    noun = items[at].noun if at < len(items) else None
    if noun is None or noun.kind != "thing" or noun.amount is not None:
        return at
    at += 1
    while at < len(items) and items[at].kind == "other":
        at += 1
    return at


def _past_setting(items: list[Item], at: int) -> int:
    """Go past when and where between a verb and whom it struck ("قُتل أمس في تل وردة شخصان")."""
    begun = at
    opened = {"date", "preposition", "comma", "adverb", "of"}
    if at >= len(items) or not (items[at].kind in opened or _is_manner(items[at])):
        return at
    while at < len(items) and at - begun < _SETTING:
        item = items[at]
        follower = items[at + 1] if at + 1 < len(items) else None
        if item.kind in _BETWEEN and follower is not None and _may_be_led(follower):
            at += 2
        elif _is_manner(item) and follower is not None and _is_owner(follower.noun):
            at += 2  # «برصاص قوات الأمن»
        elif item.kind in _OPEN or item.kind == "comma" or is_aside(item.noun):
            at += 1
        else:
            return at if _can_be_struck(item) and items[at - 1].kind not in _BETWEEN else begun
    return begun


def _may_be_led(item: Item) -> bool:
    """Say whether an item can stand behind a preposition: a noun, a name, an occasion."""
    occasion = item.mark is not None and item.mark.rule.text("patient") is None
    return item.kind in {"noun", "other"} or (item.kind == "trigger" and occasion)


def _is_owner(noun: Noun | None) -> bool:
    """Say whether a noun behind a weapon is whose it was: armed, uncounted."""
    return noun is not None and noun.actor is not None and noun.amount is None


def _is_manner(item: Item) -> bool:
    """Say whether an unknown word carries its preposition («بإجراءات موجزة»)."""
    return item.kind == "other" and item.key.startswith("ب") and len(item.key) > 4


def _can_be_struck(item: Item) -> bool:
    noun = item.noun
    return noun is not None and is_patient(noun) and (noun.amount is not None or noun.form != "")
