"""Shapes of English in which a doer stands: "accused X of killing", "an attack by X killed"."""

from typing import Final

from tawthiq.read.items import Item
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Sentence
from tawthiq.read.slots import Frame

_FAR: Final = 14
_NEAR: Final = 8
_CHARGES: Final = {"accus": "of", "blam": "for"}
_AROUND: Final = frozenset({"after", "before", "while", "when"})
_OPENS: Final = frozenset({"stop", "comma", "cue", "subordinator", "and"})
_STRIKES: Final = frozenset({"attack", "strike", "raid", "assault", "ambush", "offensive"})
_BANDS: Final = frozenset(
    {"group", "groups", "band", "bands", "convoy", "column", "units", "dozens"}
)
_ASSAULTS: Final = frozenset({"attack", "shelling", "raid"})
_GUILTY: Final = frozenset({"responsible", "involved", "complicit", "guilty", "hand", "blame"})
_PARTS_TAKEN: Final = frozenset({"involvement", "participation", "role", "complicity"})


def listed(items: list[Item], at: int) -> list[Noun]:
    """Read one doer, or several joined by "and" / "or", past asides in brackets."""
    while at < len(items) and items[at].kind in {"adverb", "other"}:
        at += 1
    found: list[Noun] = []
    while at < len(items):
        noun = items[at].noun
        if noun is None or not can_do(noun):
            break
        found.append(noun)
        at += 1
        if at < len(items) and items[at].kind == "open":
            at = _behind_bracket(items, at)
        while (
            at + 1 < len(items)
            and items[at].kind in {"aligned", "of"}
            and items[at + 1].noun is not None
        ):
            at += 2
        if at + 1 < len(items) and items[at].kind in {"and", "or"} and is_actor(items[at + 1].noun):
            at += 1
        else:
            break
    return found


def can_do(noun: Noun) -> bool:
    """Say whether a noun can be who did something."""
    return noun.actor is not None or noun.kind in {"name", "person", "actor"}


def is_actor(noun: Noun | None) -> bool:
    """Say whether a noun is an armed or organised group."""
    return noun is not None and noun.actor is not None


def _behind_bracket(items: list[Item], at: int) -> int:
    """Return the index behind a bracket that opens at `at`; `at` where none closes."""
    for index in range(at + 1, min(at + _NEAR, len(items))):
        if items[index].kind == "close":
            return index + 1
    return at


def before_bracket(items: list[Item], at: int) -> int:
    """Return the index before a bracket that closes at `at`, else `at`."""
    if at < 1 or items[at].kind != "close":
        return at
    for index in range(at - 1, max(at - _NEAR, 0), -1):
        if items[index].kind == "open":
            return index - 1
    return at


def accused(s: Sentence, items: list[Item], frame: Frame) -> list[Noun]:
    """Read "accused the militia of killing": whom the words charge is the doer."""
    lead = items[frame.at - 1].key if frame.at else ""
    if lead == "the" and frame.at > 1:
        lead = items[frame.at - 2].key
    if frame.mark.form not in {"ing", "noun", "plural"} or lead not in _CHARGES.values():
        return []
    for index in range(frame.at - 2, max(frame.at - _FAR, -1), -1):
        item = items[index]
        if item.kind in {"stop", "trigger", "find"}:
            return []
        charge = _CHARGES.get(next((c for c in _CHARGES if item.key.startswith(c)), ""))
        if item.kind in {"cue", "other"} and charge == lead:
            passive = index > 0 and items[index - 1].kind == "auxiliary"
            return [] if passive else listed(items, index + 1)
    del s
    return []


def led_by_participle(s: Sentence, items: list[Item], frame: Frame) -> list[Noun]:
    """Read "after killing nine villagers, the fighters fled": the clause's subject is the doer."""
    if frame.mark.form != "ing" or frame.at < 1:
        return []
    first = frame.at - 1
    while first > 0 and items[first].kind in {"and", "trigger"}:
        first -= 1  # "after killing and injuring"
    if items[first].key not in _AROUND or (first > 0 and items[first - 1].kind not in _OPENS):
        return []
    for index in range(frame.at + 1, min(frame.at + _FAR, len(items) - 1)):
        if items[index].kind in {"stop", "cue"}:
            return []
        noun = items[index + 1].noun
        if items[index].kind == "comma" and noun is not None and is_actor(noun):
            return [noun] if noun.amount is None and not _is_hurt(items, index + 2) else []
    del s
    return []


def _is_hurt(items: list[Item], at: int) -> bool:
    return at < len(items) and items[at].kind == "auxiliary"


def by_struck(items: list[Item], frame: Frame) -> int:
    """Return where to look for "by": bodies found may be of people "killed by the militia"."""
    begin = frame.at + 1
    if frame.event != "bodies_found":
        return begin
    for index in range(begin, min(begin + _NEAR, len(items))):
        mark = items[index].mark
        doubted = items[index].key in {"allegedly", "reportedly"}
        if items[index].kind in {"stop", "cue", "auxiliary", "find", "comma"} and not doubted:
            break
        if items[index].kind == "trigger" and mark is not None:
            killed = mark.rule.text("event") == "killing" and mark.form == "past"
            return index + 1 if killed else begin
    return begin


def of_assault(s: Sentence, items: list[Item], index: int) -> list[Noun]:
    """Read "attacks by the army killed nine": the doer stands in the subject, behind "by"."""
    if index < 2 or s.at("by", items[index - 1].i) is None:
        return []
    mark = items[index - 2].mark
    told = items[index - 2].kind == "trigger" and mark is not None
    if told and mark is not None and mark.rule.text("patient") is None:
        return listed(items, index)
    return listed(items, index) if items[index - 2].key in _STRIKES else []


def involved(items: list[Item], index: int) -> list[Noun]:
    """Read "the involvement of the army in the executions"."""
    if index < 2 or items[index - 1].kind != "of" or items[index - 2].key not in _PARTS_TAKEN:
        return []
    return listed(items, index)


def columns(s: Sentence, items: list[Item], index: int) -> list[Noun]:
    """Read "two columns of government troops stormed the market": the troops did it."""
    noun = items[index].noun
    if index < 2 or items[index - 1].kind != "of" or noun is None or noun.actor is None:
        return []
    lead = items[index - 2]
    if index > 2 and items[index - 3].kind in {"preposition", "of", "seen_by", "aligned"}:
        return []  # "protected by units of the army"
    counted = lead.noun is not None and lead.noun.amount is not None
    if counted and lead.noun is not None and lead.noun.kind == "unknown":
        return [noun]
    return [noun] if s.key(lead.j - 1) in _BANDS else []


def compound(items: list[Item], frame: Frame) -> list[Noun]:
    """Read "killed during gunmen attacks": the doer stands right before the attack."""
    if not frame.counts:
        return []
    for index in range(frame.at + 1, min(frame.at + 6, len(items) - 1)):
        if items[index].kind in {"stop", "comma", "cue", "and", "subordinator", "trigger"}:
            return []
        noun, behind = items[index].noun, items[index + 1]
        attack = behind.mark is not None and behind.mark.rule.text("event") in _ASSAULTS
        if noun is not None and items[index - 1].key in {"in", "during"}:
            near = is_actor(noun) and noun.amount is None and behind.kind == "trigger"
            return [noun] if near and attack else []
    return []


def shooting(s: Sentence, items: list[Item], frame: Frame) -> int | None:
    """Return the verb of "gunmen …, shooting several people dead": its subject is the doer."""
    if not frame.mark.rule.id.endswith(".dead") or not frame.patients.nouns:
        return None
    first = frame.patients.nouns[0].i
    at = next((k for k, item in enumerate(items) if item.i == first), 0)
    return at - 1 if at and s.key(items[at - 1].i) in {"shooting", "shot"} else None


def main_clause(items: list[Item], frame: Frame) -> int:
    """Return where to look for the subject from: a participle behind a comma has the main one.

    "Soldiers opened fire as they fled, killing nine": the soldiers did it.
    """
    if frame.mark.form != "ing" or frame.at < 2 or items[frame.at - 1].kind != "comma":
        return frame.at
    for index in range(frame.at - 2, max(frame.at - _FAR, 1), -1):
        if items[index].kind in {"stop", "comma", "cue"}:
            break
        verbs = {item.kind for item in items[:index]}
        if items[index].key in {"as", "when", "while"} and "trigger" in verbs:
            return index
    return frame.at


def is_object(items: list[Item], frame: Frame) -> bool:
    """Say whether "the deaths of nine" hangs on a preposition ("an inquiry into the deaths of …")."""
    at = frame.at - 1
    while at > 0 and items[at].kind in {"other", "adverb", "cue"}:
        at -= 1
    if frame.voice != "of" or at < 1 or items[at].kind not in {"preposition", "of"}:
        return False
    return items[at - 1].key not in _GUILTY
