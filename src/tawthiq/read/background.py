"""The dead that a text only mentions: why people protested, mourned, stood trial or took revenge.

Such a number stays a claim (somebody was killed, the source says so), but it is not what
the text reports as new: its count carries the rule `count.background`, and `killed` of a
note leaves it out; the running toll of a war too (`count.war`).
"""

from typing import Final

from tawthiq.read.arabic_background import is_long_toll, is_occasion
from tawthiq.read.discourse import Discourse
from tawthiq.read.items import Item
from tawthiq.read.parsed import Parsed
from tawthiq.read.reasons import is_reason
from tawthiq.read.slots import Frame

_DEAD: Final = frozenset({"killing", "execution", "bodies_found"})
_RELATIVE: Final = frozenset({"who", "whom", "that", "which", "whose", "where"})
_REASONS: Final = frozenset(
    {"because", "as", "since", "after", "who", "whom", "that", "which", "where"}
)
_LIGHT: Final = frozenset({"adverb", "auxiliary", "perfect", "reportedly", "negation", "modal"})
_NEWS: Final = frozenset({"resulting", "cue", "find"})
_BEGUN: Final = frozenset({"began", "begun", "started", "erupted", "beginning", "start", "broke"})
_LONG: Final = frozenset({"year", "years", "decade", "decades", "months"})
_EPITHETS: Final = frozenset({"slain", "murdered", "killed"})
_ABOUT: Final = frozenset({"over", "against", "about", "after", "following", "for"})
_NEAR: Final = 10


def is_background(p: Parsed, talk: Discourse, frame: Frame) -> bool:
    """Say whether a frame's dead are mentioned only as the occasion of something else."""
    if frame.event not in _DEAD or frame.voice == "toll":
        return False
    if p.s.pack.language == "ar":
        return is_occasion(p, frame)
    below = _is_below(p, frame)
    if below and (_speaks(p, "occasion", frame, anywhere=True) or _speaks(p, "legal", frame)):
        return True
    blamed = 1 if p.s.key(frame.i - 1) != "of" else None
    if frame.mark.form == "ing" and _speaks(p, "legal", frame, near=blamed):
        return True
    if _is_epithet(p, frame) and (
        p.s.at("determiner", frame.i - 1)
        or p.s.at("possessive", frame.i - 1)
        or _speaks(p, "occasion", frame)
    ):
        return True
    if below and _speaks(p, "revenge", frame, near=_NEAR):
        return True
    if _is_whose_loss(p, frame) or is_reason(p, frame):
        return True
    if _is_after(p, frame) or _is_since(p, frame):
        return True
    reason = _clause_of(p, frame)
    if p.s.has("years_ago", *_clause(p, frame)) or _is_years_back(p, talk, frame):
        return True
    if reason and p.s.has("earlier", frame.i, len(p.s)):
        return True
    return talk.past and (reason in {"because", "as"} or _is_the_same(frame))


def is_coded(p: Parsed, frame: Frame, behind: int) -> bool:
    """Say whether a number is the coder's own: "fatalities coded as 0", "2 coded to this event"."""
    return frame.mark.rule.flag("coded") or p.s.key(behind) == "coded"


def is_war_toll(p: Parsed, frame: Frame) -> bool:
    """Say whether a number runs over years: "the war has killed", "since 2019", "this year"."""
    if frame.event not in _DEAD:
        return False
    s = p.s
    if s.pack.language == "ar":
        return is_long_toll(p, frame)
    perfect = any(item.kind == "perfect" for item in p.items[max(frame.at - 4, 0) : frame.at])
    if perfect and _is_war(p, frame):
        return True
    for at, mention in p.dates.items():
        if s.key(at - 1) == "since" and mention.day is None and mention.year is not None:
            return True
    if perfect and any(s.key(k) == "since" and _begins(p, k) for k in range(frame.j, len(s))):
        return True
    for k in range(len(s)):
        if s.key(k) in {"past", "last", "previous"} and s.at("measure", k + 2) is not None:
            return s.key(k + 2) in _LONG and perfect
        if s.at("long_ago", k) is not None:
            return perfect
    return False


def _begins(p: Parsed, k: int) -> bool:
    """Say whether "since" leads to a beginning ("since fighting began")."""
    return any(p.s.key(at) in _BEGUN for at in range(k + 1, k + 6))


def _is_war(p: Parsed, frame: Frame) -> bool:
    return any(p.s.at("war", k) is not None for k in range(max(frame.i - _NEAR, 0), frame.i))


def _speaks(
    p: Parsed, kind: str, frame: Frame, *, near: int | None = None, anywhere: bool = False
) -> bool:
    """Say whether a mark of a class stands before a frame, or anywhere in its sentence."""
    s = p.s
    first = max(frame.i - near - 3, 0) if near is not None else 0
    for k in range(first, len(s) if anywhere else frame.i):
        mark = s.at(kind, k)
        if mark is None or (near is not None and frame.i - mark.j >= near):
            continue
        if any(noun.i <= k < noun.j for noun in frame.patients.nouns):
            continue  # "the killing of three protesters"
        if not mark.rule.flag("people") or _is_about(p, frame):
            return True
    return False


def _is_epithet(p: Parsed, frame: Frame) -> bool:
    """Say whether a verb only describes a noun ("the slain mayor")."""
    s = p.s
    return s.key(frame.i) in _EPITHETS and bool(
        s.at("article", frame.i - 1)
        or s.at("determiner", frame.i - 1)
        or s.at("possessive", frame.i - 1)
    )


def _is_about(p: Parsed, frame: Frame) -> bool:
    """Say whether "over", "against", "about" leads to a killing: a crowd speaks of it."""
    return any(item.key in _ABOUT for item in p.items[max(frame.at - 2, 0) : frame.at])


def _is_below(p: Parsed, frame: Frame) -> bool:
    """Say whether a frame is no main clause: "the killing of", "who was killed", "those killed"."""
    items, at = p.items, frame.at
    if frame.voice in {"of", "head"}:
        ahead = items[max(at - 4, 0) : at]
        return not any(item.kind in _NEWS for item in ahead)
    back = at - 1
    while back >= 0 and (items[back].kind in _LIGHT or _is_twin(p, back)):
        back -= 1
    if back < 0:
        return False
    if _is_relative(p, back):
        return True
    if items[back].noun is not None and frame.voice == "passive":
        lead = back - 1
        if back == at - 1 and not (
            lead > 0 and _is_relative(p, lead)
        ):  # "four villagers killed on Sunday": reduced
            return lead >= 0 and items[lead].kind in {"of", "preposition"}
        return lead > 0 and _is_relative(p, lead) and not _is_occasion(p, items[lead - 1])
    return False


def _is_relative(p: Parsed, at: int) -> bool:
    item = p.items[at]
    return item.kind == "subordinator" and not _RELATIVE.isdisjoint(p.s.keys[item.i : item.j])


def _is_occasion(p: Parsed, item: Item) -> bool:
    """Say whether the occasion itself is what a clause speaks of ("a rally in which two died")."""
    return any(p.s.at("occasion", k) is not None for k in range(item.i, item.j))


def _is_after(p: Parsed, frame: Frame) -> bool:
    """Say whether a frame only dates another ("… a day after twenty were killed in X")."""
    for index in range(frame.at - 1, max(frame.at - 8, -1), -1):
        item = p.items[index]
        if item.kind in {"comma", "stop", "trigger", "find"}:
            return False
        if any(p.s.at("days_after", k) is not None for k in range(item.i, item.j)):
            return True
    return False


def _is_since(p: Parsed, frame: Frame) -> bool:
    """Say whether a frame only tells of the last time ("the deadliest attack since May, when …")."""
    for index in range(frame.at - 1, max(frame.at - 10, 1), -1):
        if p.items[index].kind in {"stop", "cue"}:
            return False
        if p.items[index].key == "when":
            back = [item.key for item in p.items[max(index - 5, 0) : index]]
            return "since" in back and p.items[index - 1].kind == "comma"
    return False


def _is_whose_loss(p: Parsed, frame: Frame) -> bool:
    """Say whether the one struck is only whose loss another bears ("whose son had been killed")."""
    ahead = [item.key for item in p.items[max(frame.at - 5, 0) : frame.at]]
    return "whose" in ahead and "had" in ahead


def _clause(p: Parsed, frame: Frame) -> tuple[int, int]:
    """Return the words of a frame's clause: what stands between two stops."""
    at, end = frame.at, frame.at
    while at > 0 and p.items[at - 1].kind != "stop":
        at -= 1
    while end < len(p.items) and p.items[end].kind != "stop":
        end += 1
    return p.items[at].i, p.items[max(end - 1, at)].j


def _is_years_back(p: Parsed, talk: Discourse, frame: Frame) -> bool:
    """Say whether a frame's own date lies years before the document's."""
    if talk.day is None:
        return False
    first, last = _clause(p, frame)
    years = [
        mention.year
        for at, mention in p.dates.items()
        if first <= at < last and mention.year is not None and _is_its_own(p, frame, at)
    ]
    return bool(years) and talk.day.year - max(years) > 1


def _is_its_own(p: Parsed, frame: Frame, at: int) -> bool:
    """Say whether no other verb or clause stands between a frame and a date."""
    low, high = min(at, frame.j), max(at, frame.i)
    for item in p.items:
        if not low <= item.i < high:
            continue
        if item.kind == "trigger" or item.key == "since":
            return False
        if item.kind == "subordinator" and item.key not in {"when", "where"}:
            return False
    return True


def _is_twin(p: Parsed, at: int) -> bool:
    """Say whether "attacked and" stands before the verb."""
    items = p.items
    if items[at].kind == "and":
        return at > 0 and items[at - 1].kind in {"trigger", "find"}
    return items[at].kind in {"trigger", "find"} and items[at + 1].kind == "and"


def _clause_of(p: Parsed, frame: Frame) -> str:
    """Return the word that opens a frame's clause where that is a reason or a relative."""
    for index in range(frame.at - 1, max(frame.at - 8, -1), -1):
        item = p.items[index]
        if item.kind in {"comma", "stop", "cue", "trigger", "and"}:
            return ""
        if item.kind == "subordinator":
            return item.key if item.key in _REASONS else ""
        if item.key in _REASONS and item.kind != "noun":
            return item.key
    return ""


def _is_the_same(frame: Frame) -> bool:
    """Say whether the one struck is "the man", "he": who was spoken of before."""
    nouns = frame.patients.nouns
    if len(nouns) != 1 or nouns[0].amount is not None:
        return False
    return nouns[0].form == "singular" and (
        nouns[0].pronoun or (nouns[0].definite and nouns[0].kind == "person")
    )
