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
_REACH: Final = 9


def is_reason(p: Parsed, frame: Frame) -> bool:
    """Say whether a frame's dead are only why a crowd, a court or an avenger acted."""
    return _is_remembered(p, frame) or _is_charge(p, frame) or _is_why(p, frame)


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
    if frame.mark.form != "ing" or p.s.key(frame.i - 1) != "for":
        return False
    return p.s.has("legal", 0, frame.i) is not None


def _is_why(p: Parsed, frame: Frame) -> bool:
    at = _opener(p, frame)
    if at is None or _are_the_crowd(p, frame):
        return False
    lead = _lead(p, at)
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
