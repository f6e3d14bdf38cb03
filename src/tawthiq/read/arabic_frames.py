"""Whom an Arabic verb struck, and whether the noun behind it did it or suffered it.

Nothing marks the passive in most texts, so word order and agreement decide: "قتل مسلحون
مزارعاً" has its doer first, "قتل مزارع" none; a verb joined to an attack by "و" goes on
with its subject where gender, number and case allow it.
"""

from typing import Final

from tawthiq.read.backward import before
from tawthiq.read.collect import Gathered, after, is_patient, parts_behind
from tawthiq.read.items import Item
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Sentence
from tawthiq.read.slots import Frame

_SETTING: Final = 12
_FAR: Final = 24
_DAMMA: Final = "\u064f"
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
    if frame.mark.form == "past" and not frame.mark.rule.flag("intransitive"):
        struck = _behind_doer(s, items, frame)
        if struck is not None:
            frame.voice, frame.patients = "active", struck
            if struck.nouns and not struck.parts:
                struck.parts += later_parts(items, struck.nouns[-1])
            return
    behind = after(items, _past_weapon(items, frame.at + 1))
    if not behind.nouns and not _agrees_backwards(s, frame):
        behind = after(items, _past_setting(items, frame.at + 1))
    if behind.nouns and frame.mark.form == "past":
        leading = _leading_doer(items, frame)
        if leading is not None and not frame.mark.rule.flag("intransitive"):
            frame.voice, frame.agents = "active", [leading]
        elif _is_active(s, items, frame, behind.nouns[0]):
            frame.voice = "active"
    frame.patients = behind if behind.nouns else _ahead(s, items, frame)
    _take_number(items, frame)
    if frame.mark.rule.flag("known_only"):
        people = [n for n in frame.patients.nouns if n.amount is not None and n.kind == "person"]
        frame.patients.nouns = people
    if not frame.patients.nouns:
        frame.patients.nouns = _name(s, items, frame.at + 1)
    if not behind.nouns:
        frame.patients.parts += parts_behind(items, frame.at + 1)
    elif not frame.patients.parts:
        frame.patients.parts += later_parts(items, behind.nouns[-1])


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
        if item.kind in _BREAKS | {"subordinator", "resulting"} or (item.kind == "trigger" and main):
            return []
    return []


def _leading_doer(items: list[Item], frame: Frame) -> Noun | None:
    """Return the force that opens a clause right before its verb («قوات الأمن تعتقل شابين»)."""
    at = frame.at - 1
    while at > 0 and items[at].kind == "other" and frame.at - at < 3:
        at -= 1
    noun = items[at].noun if at >= 0 else None
    if noun is None or noun.actor is None or noun.amount is not None:
        return None
    return noun if _kind(items, at - 1) in {"", "subordinator", "colon", "comma"} else None


def _agrees_backwards(s: Sentence, frame: Frame) -> bool:
    """Say whether a plural or dual verb shows that its subject stands before it."""
    return frame.mark.form == "past" and s.key(frame.i).endswith(("وا", "لا", "تا", "بن"))


def _ahead(s: Sentence, items: list[Item], frame: Frame) -> Gathered:
    """Collect who stands before a verb, over "who" too ("المصور الذي قضى")."""
    if frame.mark.form == "noun":
        return Gathered()
    if frame.at and items[frame.at - 1].key in _RELATIVES:
        whose = _antecedent(s, items, frame.at - 2)
        return Gathered([whose] if whose is not None else [])
    at = frame.at - 1
    behind = items[at].noun if at > 0 else None
    if behind is not None and _is_thing(behind) and items[at - 1].noun is not None:
        at -= 1  # «ثمانية من أبناء القرية قتلوا»
    return before(items, at)


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
        and end - at < 3
        and items[end].kind == "other"
        and (s.letters(items[end].i) and not s.marks[items[end].i])
    ):
        end += 1
    return [_named(items[at].i, items[end - 1].j)] if end - at >= 2 else []


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
        if (
            item.kind in _BETWEEN
            and at + 1 < len(items)
            and items[at + 1].kind in {"noun", "other"}
        ):
            at += 2
        elif item.kind in _OPEN or item.kind == "comma" or _is_thing(item.noun):
            at += 1
        else:
            return at if _can_be_struck(item) and items[at - 1].kind not in _BETWEEN else begun
    return begun


def _is_manner(item: Item) -> bool:
    """Say whether an unknown word carries its preposition («بإجراءات موجزة»)."""
    return item.kind == "other" and item.key.startswith("ب") and len(item.key) > 4


def _is_thing(noun: Noun | None) -> bool:
    return noun is not None and noun.kind == "thing" and noun.amount is None


def _can_be_struck(item: Item) -> bool:
    noun = item.noun
    return noun is not None and is_patient(noun) and (noun.amount is not None or noun.form != "")


def _behind_doer(s: Sentence, items: list[Item], frame: Frame) -> Gathered | None:
    """Read "قتل مسلحون مجهولون في تل وردة مزارعين": doer, setting, then whom it struck."""
    at = frame.at + 1
    while at < len(items) and items[at].kind in {"adverb", "date"}:
        at += 1
    doer = items[at].noun if at < len(items) else None
    if doer is None or not _does(s, frame, doer):
        return None
    k = at + 1
    while k < len(items) and k - at < _SETTING:
        item = items[k]
        noun = item.noun
        if noun is None and item.kind in _OPEN | {"aligned"}:
            k += 1
        elif item.kind in _BETWEEN and k + 1 < len(items):
            k += 1 + (items[k + 1].kind in {"noun", "other"})
        elif item.kind == "comma" and "date" in {items[k - 1].kind, _kind(items, k + 1)}:
            k += 1  # «، فجر اليوم،»
        elif noun is not None and noun.kind == "thing" and noun.amount is None:
            k += 1
        elif noun is not None and is_patient(noun) and _is_object(s, items, k, noun):
            frame.agents = [doer]
            return after(items, k)
        else:
            return None
    return None


def _kind(items: list[Item], at: int) -> str:
    return items[at].kind if 0 <= at < len(items) else ""


def _does(s: Sentence, frame: Frame, doer: Noun) -> bool:
    """Say whether a noun right behind a verb can be its doer: a force or armed people, uncounted."""
    if _DAMMA in s.raw(frame.i)[:2]:
        return False
    return doer.actor is not None and doer.amount is None and not doer.zero


def _is_object(s: Sentence, items: list[Item], k: int, noun: Noun) -> bool:
    """Say whether the case of a noun lets it be an object, and no other verb stands before it."""
    if items[k - 1].kind == "other" and s.raw(items[k - 1].i).endswith(_OWNED):
        return False  # «في كمين نصبه مسلحون»
    return noun.amount is not None or not s.key(noun.head_i).endswith(_NOMINATIVE)


def _is_active(s: Sentence, items: list[Item], frame: Frame, patient: Noun) -> bool:
    """Say whether the verb's form and its patient's show that somebody did it."""
    key = s.key(frame.j - 1)
    if _DAMMA in s.raw(frame.i)[:2]:
        return False
    if key.endswith("وا"):
        return True
    head = s.key(patient.head_i)
    if patient.amount is None and _is_subject_case(s, patient, head):
        return False
    if key.endswith("ت") or key.startswith("ت"):
        feminine = (patient.head is not None and patient.head.text("sex") == "woman") or (
            s.raw(patient.head_i).endswith(("ة", "ات"))
        )
        return not feminine and bool(subject_before(items, frame.at, set()))
    subject = next(iter(subject_before(items, frame.at, set())), None)
    if subject is None:
        return False
    if patient.amount is None:
        return patient.accusative
    return subject.form == "singular" and patient.actor != subject.actor


def _is_subject_case(s: Sentence, noun: Noun, head: str) -> bool:
    if head.endswith(_NOMINATIVE):
        return True
    plain = noun.form == "singular" and not noun.is_kin and not noun.definite
    return plain and not noun.accusative and not s.words[noun.head_i].definite


def subject_before(items: list[Item], at: int, struck: set[int]) -> list[Noun]:
    """Return the force that an earlier verb of the sentence names as its subject, or nothing."""
    for index in range(at - 1, max(at - _FAR, -1), -1):
        item = items[index]
        if item.kind in {"stop", "according"}:
            return []
        noun = item.noun
        if noun is None or noun.actor is None or id(noun) in struck or noun.kind == "thing":
            continue
        lead = items[index - 1] if index else None
        if lead is None or lead.kind in {"cue", "subordinator", "comma"}:
            return [noun] if lead is None or lead.kind != "comma" else []
        if lead.kind == "trigger" and lead.mark is not None and lead.mark.form == "past":
            return [noun]
        if lead.kind == "other" and _kind(items, index - 2) in {"and", "subordinator", "", "colon"}:
            return [noun]
    return []


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


def _meant(items: list[Item], at: int) -> list[Noun]:
    """Return the persons whose number is known right before "and killed them"."""
    for index in range(at - 1, max(at - _SETTING, -1), -1):
        noun = items[index].noun
        if items[index].kind in _BREAKS | {"trigger"}:
            return []
        if noun is None or noun.kind != "person":
            continue
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


ARABIC_FILLERS: Final = {"after": fill_after, "them": fill_them, "victims": fill_victims, "lives_of": fill_lives}
