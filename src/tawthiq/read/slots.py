"""The slots of a trigger: whom it struck, by the words' order and voice.

The patient of a passive or intransitive verb stands before it, that of an active verb or
of "the killing of" behind it; Arabic verbs and verbal nouns have it behind. Parts behind
"including" hang below the noun that they are part of.
"""

from dataclasses import dataclass, field, replace
from typing import Final

from tawthiq.read.backward import before
from tawthiq.read.collect import (
    Gathered,
    after,
    ahead_skipping,
    antecedent,
    companions,
    others_behind,
    parts_behind,
)
from tawthiq.read.items import Item
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Mark, Sentence

_REACHED: Final = frozenset({"بلغ", "بلغت", "وصل", "وصلت"})
_LIGHT: Final = frozenset({"adverb", "negation", "reportedly", "do", "cue", "modal"})


@dataclass(slots=True)
class Frame:
    """One trigger of a sentence (item index `at`) with its slots filled."""

    at: int
    i: int
    j: int
    mark: Mark
    event: str
    voice: str = "none"
    patients: Gathered = field(default_factory=Gathered)
    agents: list[Noun] = field(default_factory=list)
    polarity: str = "affirmed"
    combined: bool = False
    increment: bool = False
    rules: list[str] = field(default_factory=list)

    @property
    def counts(self) -> bool:
        """Say whether the trigger counts people at all."""
        rule = self.mark.rule
        counted = rule.kind in {"find", "body"} or rule.flag("dead")
        return counted or rule.text("patient") is not None


def _verb(s: Sentence, items: list[Item], frame: Frame) -> None:
    frame.voice = _voice(items, frame)
    if frame.voice == "active":
        frame.patients = after(items, frame.at + 1)
        if frame.mark.rule.flag("known_only"):
            people = [noun for noun in frame.patients.nouns if noun.kind == "person"]
            counted = any(noun.amount for noun in people)  # "lost his wife and two sons"
            frame.patients.nouns = [n for n in people if n.amount or (counted and n.is_kin)]
    elif frame.mark.rule.flag("known_only"):
        return
    else:
        frame.patients = before(items, frame.at - 1)
        if frame.patients.nouns:
            frame.patients.nouns += companions(items, frame.at + 1)
            _add_others(items, frame)
        frame.patients.parts += parts_behind(items, frame.at + 1)
        frame.patients.parts += _among(items, frame)
        _of_a_table(items, frame)
        frame.patients.nouns[:0] = _besides(s, items, frame)


def _add_others(items: list[Item], frame: Frame) -> None:
    """Add who else was struck elsewhere, unless already taken as a companion."""
    nouns = frame.patients.nouns
    nouns += [noun for noun in others_behind(items, frame.at + 1) if noun not in nouns]


def _of_a_table(items: list[Item], frame: Frame) -> None:
    """Read "Killed: 4": a number behind a colon is the whole, no part."""
    behind = items[frame.at + 1 : frame.at + 3]
    if frame.patients.nouns or len(behind) < 2 or behind[0].kind != "colon":
        return
    noun = behind[1].noun
    if noun is not None and noun.amount is not None and noun.kind not in {"thing", "measure"}:
        frame.patients.nouns.append(noun)
        frame.patients.parts = [part for part in frame.patients.parts if part is not noun]


def _among(items: list[Item], frame: Frame) -> list[Noun]:
    """Read a part that opens the clause: "Six children were among 27 people killed"."""
    at = frame.at - 2
    if at < 2 or items[at].key not in {"among", "amongst"} or items[at - 1].kind != "auxiliary":
        return []
    if items[at + 1].noun not in frame.patients.nouns:
        return []
    lead = next((k.noun for k in items[: at - 1] if k.noun is not None), None)
    return [lead] if lead is not None and lead.kind == "person" else []


def _besides(s: Sentence, items: list[Item], frame: Frame) -> list[Noun]:
    """Read an attacker who died too: "In addition to the bomber, nine people were killed"."""
    mark = next((m for m in (s.at("besides", k) for k in range(6)) if m is not None), None)
    if mark is None or not frame.patients.nouns:
        return []
    at = next((k for k, item in enumerate(items) if item.i >= mark.j), len(items))
    lead = items[at : at + 3]
    noun = lead[0].noun if len(lead) == 3 else None
    if noun is None or noun.head is None or noun.head.text("unit") != "attackers":
        return []
    return [noun] if lead[1].kind == "comma" and lead[2].noun in frame.patients.nouns else []


def _voice(items: list[Item], frame: Frame) -> str:
    """Tell active from passive by the words around (an -ing form is active)."""
    form = frame.mark.form
    back = frame.at - 1
    while back >= 0 and items[back].kind in _LIGHT:
        back -= 1
    previous = items[back].kind if back >= 0 else ""
    if previous in {"and", "or", "comma"} and form == "past":
        twin = back - 1
        while twin >= 0 and items[twin].kind in _LIGHT:
            twin -= 1
        verb = twin >= 1 and items[twin].kind in {"trigger", "other"}
        if verb and items[twin - 1].kind == "auxiliary":
            return "passive"
    if form == "past" and back >= 0 and _is_those(items[back]):
        return "passive"  # "denying those killed a burial"
    if previous == "auxiliary":
        return "passive" if form != "ing" else "active"
    if form in {"ing", "base"} or previous == "perfect":
        return "active"
    nxt = ahead_skipping(items, frame.at + 1, _LIGHT)
    if nxt is not None and nxt.noun is not None and _is_object(nxt.noun):
        return "active"
    if nxt is not None and nxt.kind in {"and", "or"} and _twin_is_active(items, frame.at + 2):
        return "active"
    return "passive"


def _is_those(item: Item) -> bool:
    return item.key == "those" and item.noun is not None and item.noun.pronoun


def _is_object(noun: Noun) -> bool:
    """Say whether a noun right behind a verb is its object: a thing only with a word before it."""
    return (
        noun.kind != "thing" or noun.definite or noun.amount is not None or noun.form == "singular"
    )


def _twin_is_active(items: list[Item], at: int) -> bool:
    """Say whether "killed and wounded nine villagers" has its object behind the second verb."""
    twin = ahead_skipping(items, at, _LIGHT)
    if twin is None or twin.kind != "trigger":
        return False
    index = items.index(twin, at)
    behind = ahead_skipping(items, index + 1, _LIGHT)
    return behind is not None and behind.kind == "noun"


def _subject(s: Sentence, items: list[Item], frame: Frame) -> None:
    frame.voice = "passive"
    frame.patients = before(items, frame.at - 1, reduced=False)
    if not frame.patients.nouns:
        frame.patients.nouns = antecedent(items, frame.at - 1) or _described(items, frame.at)
    if frame.patients.nouns:
        _add_others(items, frame)
    frame.patients.parts += parts_behind(items, frame.at + 1)
    if not frame.patients.nouns and s.pack.language == "ar":
        frame.patients = after(items, frame.at + 1)


def _described(items: list[Item], at: int) -> list[Noun]:
    """Read a subject with a participle: "one of three people wounded in the attack has died"."""
    noun, verb = items[0].noun, items[1] if len(items) > 1 else items[0]
    if at < 3 or noun is None or noun.kind != "person" or verb.mark is None:
        return []
    hurt = verb.kind == "trigger" and verb.mark.form == "past"
    plain = all(k.kind not in {"comma", "stop", "and", "cue"} for k in items[2:at])
    return [noun] if hurt and plain and items[at - 1].kind == "perfect" else []


def _of(s: Sentence, items: list[Item], frame: Frame) -> None:
    frame.voice = "of"
    frame.patients = after(items, frame.at + 1)
    del s


def _adjective(s: Sentence, items: list[Item], frame: Frame) -> None:
    """Read "left nine dead", "nine dead"; "a dead end" has nothing before it."""
    frame.voice = "passive"
    if s.key(frame.i) == "to" and (not frame.at or items[frame.at - 1].kind != "noun"):
        return  # "beat nine men to death", not "sentenced to death"
    if s.key(frame.i) == "to" and any(
        s.at("legal", k.i) for k in items[max(frame.at - 9, 0) : frame.at]
    ):
        return  # "sentenced two men to death"
    frame.patients = before(items, frame.at - 1)
    if frame.patients.nouns:
        frame.patients.nouns[:0] = _found_with(items, frame.at - 3)
        _add_others(items, frame)
    frame.patients.parts += parts_behind(items, frame.at + 1)
    _of_a_table(items, frame)


def _found_with(items: list[Item], at: int) -> list[Noun]:
    """Read the first of two who were found: "found a man and a woman dead"."""
    if at < 1 or items[at + 1].kind != "and" or items[at - 1].kind != "find":
        return []
    noun = items[at].noun
    return [noun] if noun is not None and noun.kind == "person" else []


def _self(s: Sentence, items: list[Item], frame: Frame) -> None:
    """Read a doer who died by his own hand: "before taking his own life"."""
    del s, items
    frame.voice = "active"
    noun = Noun(frame.i, frame.j, kind="pronoun", form="singular", pronoun=True)
    noun.head_i, noun.head_j = frame.i, frame.j
    frame.patients.nouns.append(noun)


def _lives(s: Sentence, items: list[Item], frame: Frame) -> None:
    """Read the number before "lives": "claimed nine lives"."""
    frame.voice = "passive"
    item = items[frame.at - 1] if frame.at else None
    if item is not None and item.noun is not None and item.noun.amount is not None:
        frame.patients.nouns.append(item.noun)
    del s


def _toll(s: Sentence, items: list[Item], frame: Frame) -> None:
    """Read the number that a toll rises to, stands at or is."""
    frame.voice = "toll"
    for item in items[frame.at + 1 :]:
        occasion = item.mark is not None and item.mark.rule.text("patient") is None
        if item.kind in {"stop", "cue", "find"} or (item.kind == "trigger" and not occasion):
            break
        noun = item.noun
        if noun is None or noun.amount is None or noun.kind in {"thing", "measure"}:
            continue
        rise = _rise(s, frame, noun)
        from_to = noun.amount.kind == "range" and s.key(noun.i) in {"from", "من"}
        direct = item is items[frame.at + 1] or s.key(frame.i - 1) in _REACHED
        hedge = s.at("hedge", noun.i)
        passed = hedge is not None and s.key(hedge.j - 1).endswith(("تجاوز", "زد", "فوق"))
        if rise is not None or from_to or direct or passed:
            if from_to and noun.amount.max is not None:
                top = noun.amount.max  # "from 30 to 45": the toll is the later number
                noun.amount = replace(noun.amount, min=top, max=top, kind="exact")
            elif rise is not None and rise.rule.flag("passed") and noun.amount.min is not None:
                least = noun.amount.min + 1
                noun.amount = replace(noun.amount, min=least, max=None, kind="lower_bound")
            frame.rules.extend([rise.rule.id] if rise is not None else [])
            frame.patients.nouns.append(noun)
            frame.patients.parts = after(items, items.index(item)).parts
            return


def _nothing(s: Sentence, items: list[Item], frame: Frame) -> None:
    """A noun of death without a number of its own counts nobody."""
    del s, items, frame


def _rise(s: Sentence, frame: Frame, noun: Noun) -> Mark | None:
    """Return the words that lead from a toll to its number ("rose to"), right before it."""
    for k in range(max(frame.j - 1, noun.i - 5), noun.i + 1):
        mark = s.at("rise", k)
        if mark is not None and (noun.i in (mark.j, k)):
            return mark
    return s.at("of", noun.i - 1)


FILLERS: Final = {
    "verb": _verb,
    "subject": _subject,
    "of": _of,
    "lives": _of,
    "before_lives": _lives,
    "adjective": _adjective,
    "toll": _toll,
    "head": _nothing,
    "self": _self,
}
