"""Who an Arabic sentence says did it: by its preposition, its weapon, or an earlier verb.

"قصف لقوات النظام", "غارة نفذتها طائرات …", "برصاص مجهولين", "هاجم مسلحون … وقتلوا".
"""

from typing import Final

from tawthiq.read.arabic_subjects import light_subject, light_subject_of, subject_before
from tawthiq.read.items import Item
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Mark, Sentence
from tawthiq.read.slots import Frame

_REACH: Final = 24
_RESULT: Final = 12
_QUOTES: Final = frozenset('"“”«»')
_ENDS: Final = frozenset({"stop", "cue", "according", "of_victims", "stance", "find"})
_HARM: Final = frozenset({"killing", "injury", "execution", "bodies_found"})
_ASSAULTS: Final = frozenset({"attack", "shelling", "raid"})
_ADJECTIVE: Final = ("ي", "يه", "ين", "ه")


def arabic_doers(s: Sentence, items: list[Item], frame: Frame, struck: set[int]) -> list[Noun]:
    """Return the doers of a frame that stand behind it, or before it as subject of its verb."""
    if frame.voice == "active":
        found = subject_before(items, frame.at, struck)
        if found:
            return found
    accused = _accused(s, items, frame) or light_subject(items, frame)
    if accused is not None and id(accused) not in struck:
        return [accused]
    if frame.event in _ASSAULTS and frame.mark.form == "past":
        named = _right_behind(items, frame.at + 1)
        return [named] if named is not None and id(named) not in struck else []
    return _behind(s, items, frame, struck) or _before(s, items, frame, struck)


def _accused(s: Sentence, items: list[Item], frame: Frame) -> Noun | None:
    """Return whom «اتهمت منظمة العدالة قوات الردع بقتل …» accuses."""
    if frame.at < 3 or s.key(frame.i - 1) != "ب":
        return None
    ahead = items[max(frame.at - 8, 0) : frame.at]
    cue = next((k for k, item in enumerate(ahead) if item.key.startswith("اتهم")), None)
    if cue is None:
        return None
    nouns = [item.noun for item in ahead[cue:] if item.noun is not None and item.noun.actor]
    return nouns[-1] if nouns else None


def _right_behind(items: list[Item], at: int) -> Noun | None:
    while at < len(items) and items[at].kind in {"adverb", "date"}:
        at += 1
    noun = items[at].noun if at < len(items) else None
    return noun if noun is not None and noun.actor is not None else None


def _behind(s: Sentence, items: list[Item], frame: Frame, struck: set[int]) -> list[Noun]:
    """Scan from a frame on for "by", or for a weapon with its owner."""
    for index in range(frame.at + 1, min(frame.at + _REACH, len(items))):
        item = items[index]
        if item.kind in _ENDS or _is_other_event(item):
            return []
        found = _at(s, items, index, item)
        if found and id(found[0]) not in struck:
            return found
    return []


def _is_other_event(item: Item) -> bool:
    """Say whether a trigger opens news of another kind; dead and hurt are of one event."""
    mark = item.mark
    if item.kind != "trigger" or mark is None:
        return False
    event = mark.rule.text("event")
    return event not in _HARM | _ASSAULTS


def _at(s: Sentence, items: list[Item], index: int, item: Item) -> list[Noun]:
    mark = s.at("by", item.i) or s.at("by", item.j - 1)
    if mark is not None and s.at("cue", mark.i - 1) is None:
        begin = index + 1
        while begin < len(items) and items[begin].i < mark.j:
            begin += 1
        found = _first(items, begin)
        if found:
            return found
        tool = items[begin].noun if begin < len(items) else None
        if tool is not None and tool.kind == "thing":
            return _owner(s, items, tool.j)  # «من قبل دبابة لجيش الاحتلال»
    for k in range(item.i, item.j):
        weapon = s.at("means", k) or _assault(s, k)
        if weapon is not None:
            return _owner(s, items, weapon.j)
    return []


def _assault(s: Sentence, k: int) -> Mark | None:
    mark = s.at("trigger", k)
    if mark is None or mark.form != "noun" or mark.rule.text("event") not in _ASSAULTS:
        return None
    return mark


def _owner(s: Sentence, items: list[Item], k: int) -> list[Noun]:
    """Read whose weapon it was: "قصف مدفعي لقوات النظام", "رصاص قناص", "غارة للتحالف"."""
    begun = k
    while k < len(s) and k - begun < 3 and _is_adjective(s, k):
        k += 1
    led = s.key(k) == "ل"
    k += led
    k += k < len(s) and s.key(k) in _QUOTES
    noun = next((item.noun for item in items if item.i == k and item.noun is not None), None)
    if noun is None or noun.actor is None or noun.amount is not None:
        return []
    return [noun] if led or k == begun else []


def _is_adjective(s: Sentence, k: int) -> bool:
    if s.any_of(frozenset({"means", "adjective", "national"}), k):
        return True
    return not s.marks[k] and s.letters(k) and s.key(k).endswith(_ADJECTIVE)


def _first(items: list[Item], at: int) -> list[Noun]:
    """Read the doer at an item, or several joined by "and"."""
    while at < len(items) and items[at].kind in {"adverb", "other", "preposition"}:
        at += 1
    found: list[Noun] = []
    while at < len(items):
        noun = items[at].noun
        if noun is None or (noun.actor is None and noun.kind != "person"):
            break
        found.append(noun)
        if at + 2 < len(items) and items[at + 1].kind in {"and", "or"} and items[at + 2].noun:
            at += 2
        else:
            break
    return found


def _before(s: Sentence, items: list[Item], frame: Frame, struck: set[int]) -> list[Noun]:
    """Read the weapon's owner, or the attacker, in the clause that led to the deaths.

    "استهدفت طائرات الاحتلال منزلاً ما أدى إلى مقتل …": a result has the doer of its cause.
    """
    fell = frame.mark.rule.text("patient") == "victims"
    then = frame.mark.form == "past" and s.key(frame.i - 1) == "ف"  # «فقتل أربعة»
    if frame.mark.form == "past" and not (frame.mark.rule.flag("toll") or fell or then):
        return []
    near = items[max(frame.at - _RESULT, 0) : frame.at]
    result = fell or then or any(item.kind == "resulting" for item in near)
    for index in range(frame.at - 1, max(frame.at - _REACH, -1), -1):
        item = items[index]
        if item.kind in {"stop", "according"} or not result:
            return []
        if item.kind == "trigger" and item.mark is not None:
            if item.mark.rule.text("event") not in _ASSAULTS:
                continue
            noun = _right_behind(items, index + 1) if item.mark.form == "past" else None
            light = light_subject_of(items, index) if item.mark.form == "noun" else None
            noun = noun or light
            found = [noun] if noun is not None else _at(s, items, index, item)
            return [n for n in found if id(n) not in struck]
    return []
