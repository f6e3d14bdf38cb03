"""The doer of an Arabic verb, by word order, agreement and case.

Nothing marks the passive in most texts: "قتل مسلحون مزارعاً" has its doer first, "قتل
مزارع" none; a verb joined to an attack by "و" goes on with its subject where gender,
number and case allow it.
"""

from typing import Final

from tawthiq.read.collect import Gathered, after, is_patient
from tawthiq.read.items import Item
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Sentence
from tawthiq.read.slots import Frame

_SETTING: Final = 12
_FAR: Final = 24
_DAMMA: Final = "\u064f"
_OWNED: Final = ("ه", "ها", "هم", "هما")
_NOMINATIVE: Final = ("ون", "ان")
_OPEN: Final = frozenset({"other", "adverb", "date", "reportedly"})
_BETWEEN: Final = frozenset({"preposition", "of"})


def is_active(s: Sentence, items: list[Item], frame: Frame, patient: Noun) -> bool:
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


def leading_doer(items: list[Item], frame: Frame) -> Noun | None:
    """Return the force that opens a clause right before its verb («قوات الأمن تعتقل شابين»)."""
    at = frame.at - 1
    while at > 0 and items[at].kind == "other" and frame.at - at < 3:
        at -= 1
    noun = items[at].noun if at >= 0 else None
    if noun is None or noun.actor is None or noun.amount is not None:
        return None
    return noun if _kind(items, at - 1) in {"", "subordinator", "colon", "comma"} else None


_LIGHT: Final = frozenset(
    {"قام", "قامت", "قاموا", "اقدم", "اقدمت", "اقدموا", "تمكن", "تمكنت", "تمكنوا", "نفذ", "نفذت"}
    | {"نفذوا", "شن", "شنت", "شنوا", "ارتكب", "ارتكبت", "ارتكبوا", "يقوم", "تقوم", "يقومون"}
)
_NEAR: Final = 9


def light_subject(items: list[Item], frame: Frame) -> Noun | None:
    """Return who did it in «قام مسلحون بقتل …», «أقدم عناصر … على إعدام …»."""
    led = items[frame.at - 1].kind if frame.at else ""
    if frame.mark.form != "noun" and led not in {"preposition", "of"}:
        return None
    return light_subject_of(items, frame.at)


def light_subject_of(items: list[Item], at: int) -> Noun | None:
    """Return who did what the noun at item `at` says, by the light verb before it."""
    found: Noun | None = None
    for index in range(at - 1, max(at - _NEAR, -1), -1):
        item = items[index]
        if item.kind in {"stop", "cue", "trigger", "find"}:
            return None
        if item.key in _LIGHT:
            return found or _leading(items, index - 1)
        if item.noun is not None and item.noun.actor is not None and item.noun.amount is None:
            found = item.noun
    return None


def _leading(items: list[Item], at: int) -> Noun | None:
    """Return the force before a light verb: «أن عناصر التنظيم قاموا …»."""
    while at > 0 and items[at].kind in {"other", "date", "adverb"}:
        at -= 1
    noun = items[at].noun if at >= 0 else None
    while noun is not None and at > 0 and (before := items[at - 1].noun) is not None:
        noun, at = before, at - 1  # «عناصر تنظيم …»: its name is the second
    return noun if noun is not None and noun.actor is not None and not noun.amount else None


def speaking_doer(s: Sentence, items: list[Item], frame: Frame) -> Noun | None:
    """Return the force that says of itself «أعلن الجيش أنه قتل …»."""
    if s.key(frame.i - 1) not in _ITSELF:
        return None
    for index in range(frame.at - 2, max(frame.at - _NEAR, -1), -1):
        if items[index].kind == "cue":
            near = items[index + 1 : index + 4]
            nouns = [k.noun for k in near if k.noun is not None and k.noun.actor is not None]
            return nouns[0] if nouns else None
    return None


_ITSELF: Final = frozenset({"انه", "انها", "بانه", "بانها", "انهم", "بانهم"})


def behind_doer(s: Sentence, items: list[Item], frame: Frame) -> Gathered | None:
    """Read "قتل مسلحون مجهولون في تل وردة مزارعين": doer, setting, then whom it struck."""
    at = frame.at + 1
    while at < len(items) and items[at].kind in {"adverb", "date"}:
        at += 1
    doer = items[at].noun if at < len(items) else None
    if doer is None or not (_does(s, frame, doer) or _kills_kin(s, items, at, frame)):
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


def _does(s: Sentence, frame: Frame, doer: Noun) -> bool:
    """Say whether a noun right behind a verb can be its doer: a force or armed people, uncounted."""
    if _DAMMA in s.raw(frame.i)[:2]:
        return False
    return doer.actor is not None and doer.amount is None and not doer.zero


def _kills_kin(s: Sentence, items: list[Item], at: int, frame: Frame) -> bool:
    """Say whether a person stands right before his kin: «قتل شاب والدته»."""
    if _DAMMA in s.raw(frame.i)[:2] or at + 1 >= len(items):
        return False
    person, kin = items[at].noun, items[at + 1].noun
    if person is None or kin is None or person.kind != "person" or person.form != "singular":
        return False
    return person.amount is None and kin.is_kin and items[at + 1].key.endswith(("ه", "ها"))


def _is_object(s: Sentence, items: list[Item], k: int, noun: Noun) -> bool:
    """Say whether the case of a noun lets it be an object, and no other verb stands before it."""
    if items[k - 1].kind == "other" and s.raw(items[k - 1].i).endswith(_OWNED):
        return False  # «في كمين نصبه مسلحون»
    return noun.amount is not None or not s.key(noun.head_i).endswith(_NOMINATIVE)


def _kind(items: list[Item], at: int) -> str:
    return items[at].kind if 0 <= at < len(items) else ""


def is_aside(noun: Noun | None) -> bool:
    """Say whether a noun only belongs to a setting: a thing, a length of time."""
    return is_thing(noun) or (noun is not None and noun.kind == "measure")


def is_thing(noun: Noun | None) -> bool:
    """Say whether a noun is an uncounted thing: a weapon, a vehicle, a house."""
    return noun is not None and noun.kind == "thing" and noun.amount is None
