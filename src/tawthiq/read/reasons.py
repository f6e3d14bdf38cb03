"""Deaths told only as the reason of what a sentence is about.

"Students marched after a classmate was shot", "arrested over the killing of a trader",
"remembering the nine lives lost", "burned a police post after a herder was killed".
"""

from typing import Final

from tawthiq.read.items import Item
from tawthiq.read.parsed import Parsed
from tawthiq.read.slots import Frame

_OPENERS: Final = frozenset({"after", "because", "following", "over"})
_ENDS: Final = frozenset({"comma", "stop", "cue", "colon", "resulting"})
_TURNS: Final = frozenset({"turned", "violent", "deadly", "during", "when", "clashes"})
_DEAD: Final = frozenset({"killing", "execution"})
_BLAMES: Final = frozenset({"accused", "accusing", "suspected"})
_REACH: Final = 9


def is_reason(p: Parsed, frame: Frame) -> bool:
    """Say whether a frame's dead are only why a crowd, a court or an avenger acted."""
    if _is_remembered(p, frame) or _is_charge(p, frame) or _is_had(p, frame):
        return True
    if _is_whose_kin(p, frame) or _is_grievance(p, frame):
        return True
    return _is_why(p, frame)


def _is_remembered(p: Parsed, frame: Frame) -> bool:
    """Say whether the dead stand right behind an occasion ("remembering the nine lives lost")."""
    nouns = frame.patients.nouns
    if not nouns:
        return False
    return any(
        (mark := p.s.at("occasion", k)) is not None
        and not mark.rule.flag("people")
        and mark.j == nouns[0].i
        and not _is_noun(p, mark.i)
        for k in range(max(nouns[0].i - 3, 0), nouns[0].i)
    )


def _is_noun(p: Parsed, k: int) -> bool:
    return any(item.noun is not None and item.i <= k < item.j for item in p.items)


def _is_charge(p: Parsed, frame: Frame) -> bool:
    """Say whether somebody is arrested or sentenced "for killing" them."""
    if frame.mark.form != "ing" or frame.at < 3:
        return False
    if p.s.key(frame.i - 1) == "for":
        return p.s.has("legal", 0, frame.i) is not None
    blamed, before = p.items[frame.at - 2], p.items[frame.at - 3].noun
    return (  # "a man accused of killing his wife", not "the army is accused of"
        p.s.key(frame.i - 1) == "of"
        and blamed.key in {"accused", "suspected"}
        and before is not None
        and before.kind == "person"
        and (before.form == "singular" or before.amount is not None)
    )


def _is_had(p: Parsed, frame: Frame) -> bool:
    """Say whether a clause only says who somebody is ("those who had killed six soldiers")."""
    if frame.at < 3 or p.items[frame.at - 1].key != "had":
        return False
    who = p.items[frame.at - 2]
    return frame.voice == "active" and who.key == "who" and p.items[frame.at - 3].kind == "noun"


def _is_whose_kin(p: Parsed, frame: Frame) -> bool:
    """Say whether the dead only say whose kin acted ("relatives of a soldier killed in X")."""
    at = frame.at
    if at < 3 or frame.voice != "passive" or p.items[at - 1].noun not in frame.patients.nouns:
        return False
    kin = p.items[at - 3].noun
    if p.items[at - 2].key != "of" or kin is None or kin.head is None or kin.amount is not None:
        return False
    return kin.is_kin or kin.head.id.endswith((".kin", ".family"))


def _is_grievance(p: Parsed, frame: Frame) -> bool:
    """Say whether the dead are only why others were killed ("lynched for the murder of")."""
    others = [f for f in p.frames if f is not frame and f.event in _DEAD and f.patients.nouns]
    if not others:
        return _is_seized_killer(p, frame)
    ahead = p.items[max(frame.at - 4, 0) : frame.at]
    if frame.voice == "of" and any(item.key == "for" for item in ahead[-2:]):
        return True
    subject = p.items[frame.at - 2] if frame.at > 1 else None
    if frame.voice == "active" and ahead and ahead[-1].key == "had" and subject is not None:
        pronoun = subject.noun is not None and subject.noun.pronoun
        return pronoun or subject.key == "who"
    first = min(f.at for f in others)
    between = p.items[first : frame.at]
    return first < frame.at and any(item.key in _BLAMES for item in between)


def _is_seized_killer(p: Parsed, frame: Frame) -> bool:
    """Say whether a clause only says whom the police hold ("arrested a man who killed two")."""
    if frame.at < 3 or frame.voice != "active" or p.items[frame.at - 1].key != "who":
        return False
    seized = p.items[frame.at - 3].mark
    return seized is not None and seized.rule.text("event") == "detention"


def _is_why(p: Parsed, frame: Frame) -> bool:
    at = _opener(p, frame)
    if at is None or _are_the_crowd(p, frame):
        return False
    lead = _lead(p, at)
    if _is_kin_of_doers(frame, lead):
        return True  # "killed two farmers after their kinsman was killed"
    if any(item.key in _TURNS or _strikes(item) for item in lead):
        return False
    for item in lead:
        for k in range(item.i, item.j):
            occasion = p.s.at("occasion", k)
            if occasion is not None and not occasion.rule.flag("people"):
                return True
            if p.s.at("outcry", k) is not None:
                return True
    return False


def _opener(p: Parsed, frame: Frame) -> int | None:
    """Return the index of "after", "because" that opens a frame's clause, or None."""
    for index in range(frame.at - 1, max(frame.at - _REACH, -1), -1):
        item = p.items[index]
        if item.key in _OPENERS and item.kind != "noun":
            return index
        if item.kind in _ENDS or item.kind == "subordinator":
            return None
    return None


def _lead(p: Parsed, at: int) -> list[Item]:
    """Return the items of the main clause: before an opener, or behind its comma."""
    if at > 1:
        begin = at
        while begin > 0 and p.items[begin - 1].kind != "stop":
            begin -= 1
        return p.items[begin:at]
    comma = next((k for k, item in enumerate(p.items) if item.kind == "comma"), len(p.items))
    return p.items[comma:]


def _is_kin_of_doers(frame: Frame, lead: list[Item]) -> bool:
    """Say whether the one struck belongs to those who then struck others."""
    nouns = frame.patients.nouns
    if len(nouns) != 1 or not nouns[0].possessive or nouns[0].form != "singular" or len(lead) < 3:
        return False
    if not lead[0].noun or not lead[0].noun.plural:
        return False
    return _strikes(lead[1]) and lead[2].noun is not None


def _strikes(item: Item) -> bool:
    """Say whether an item tells of dead or wounded of its own."""
    mark = item.mark
    return (
        item.kind == "trigger"
        and mark is not None
        and mark.rule.text("patient") is not None
        and mark.rule.text("event") in {"killing", "execution", "injury", "bodies_found"}
    )


def _are_the_crowd(p: Parsed, frame: Frame) -> bool:
    """Say whether those struck are the protesters themselves."""
    return any(
        p.s.at("occasion", k) is not None
        for noun in frame.patients.nouns
        for k in range(noun.i, noun.j)
    )
