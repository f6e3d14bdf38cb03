"""Tolls told as a number of people: "put the number of children killed at 6,627"."""

from dataclasses import replace
from typing import Final

from tawthiq.read.amounts import read_amount
from tawthiq.read.collect import Gathered, parts_behind
from tawthiq.read.items import Item
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Mark, Sentence
from tawthiq.read.slots import Frame

_REACH: Final = 10
_VERBAL: Final = frozenset({"subordinator", "perfect", "auxiliary", "adverb", "reportedly"})
_LEADS: Final = frozenset({"at", "to", "is", "was", "of", ":"})


def number_of(s: Sentence, items: list[Item], frames: list[Frame]) -> None:
    """Give "the number of villagers killed" the number that the sentence puts on it."""
    for frame in frames:
        if frame.event not in {"killing", "execution"} or frame.voice != "passive":
            continue
        at = _counted(items, frame)
        noun = items[at].noun if at else None
        if noun is None or noun.amount is not None or frame.patients.nouns not in ([noun], []):
            continue
        number = _behind(s, items, frame) or _ahead(s, items, at)
        if number is None:
            continue
        like = replace(number, head=noun.head, kind=noun.kind, form="plural", actor=noun.actor)
        like.head_i, like.head_j, like.group = noun.head_i, noun.head_j, noun.group
        frame.patients = Gathered([like], frame.patients.parts)
        frame.voice = "toll"
        number.kind = "measure"  # it is taken: nobody else is counted by it


def _counted(items: list[Item], frame: Frame) -> int:
    """Return the index of the noun behind "the number of" that a verb strikes; 0: none."""
    at = frame.at - 1
    while at > 1 and items[at].kind in _VERBAL:
        at -= 1
    numbered = at > 2 and items[at - 1].kind == "of" and items[at - 2].key == "number"
    mark = items[at - 1].mark if at > 0 else None
    put = mark is not None and items[at - 1].kind == "cue" and mark.rule.id.endswith(".estimate")
    return at if (numbered or put) and items[at].noun is not None else 0


def _behind(s: Sentence, items: list[Item], frame: Frame) -> Noun | None:
    for index in range(frame.at + 1, min(frame.at + _REACH, len(items))):
        item = items[index]
        if item.kind in {"stop", "cue", "comma", "trigger", "and"}:
            return None
        if _is_number(item.noun) and _is_led(s, items, index):
            return item.noun
    return None


def _ahead(s: Sentence, items: list[Item], at: int) -> Noun | None:
    """Read "have brought to 1,101 the number of …"."""
    for index in range(at - 3, max(at - 6, 0), -1):
        if _is_number(items[index].noun) and items[index - 1].key in {"to", "at"}:
            return items[index].noun
    del s
    return None


def _is_number(noun: Noun | None) -> bool:
    return noun is not None and noun.kind == "number" and noun.amount is not None


def _is_led(s: Sentence, items: list[Item], index: int) -> bool:
    """Say whether "at", "to", "reached" stands right before a number."""
    if items[index - 1].key in _LEADS or items[index - 1].kind == "colon":
        return True
    return any(
        (mark := s.at("rise", k)) is not None and mark.j == items[index].i
        for k in range(max(items[index].i - 4, 0), items[index].i)
    )


def share_of_dead(s: Sentence, items: list[Item], frames: list[Frame]) -> list[Frame]:
    """Read the whole inside "most of the 108 people killed": a toll, and a share of it."""
    found: list[Frame] = []
    for at, item in enumerate(items):
        noun = item.noun
        if noun is None or noun.amount is None or noun.amount.share is None:
            continue
        k = noun.amount.j
        mark = s.at("trigger", noun.j - 1) or s.at("trigger", noun.j)
        if mark is None or mark.rule.text("event") != "killing" or s.at("of", k) is None:
            continue
        inner = read_amount(s, k + 1 + (s.at("determiner", k + 1) is not None))
        if mark.form not in {"past", "forms"} or inner is None or inner.share is not None:
            continue
        whole = replace(noun, i=inner.i, amount=inner, partitive=False, definite=False)
        whole.rules = [inner.rule, *noun.rules]
        for other in frames:
            other.patients.nouns = [n for n in other.patients.nouns if n is not noun]
            other.patients.parts = [n for n in other.patients.parts if n is not noun]
        frames[:] = [f for f in frames if f.i != mark.i]
        frame = Frame(at, mark.i, mark.j, mark, "killing", voice="head")
        frame.patients = Gathered([whole], [noun])
        frame.rules.append(mark.rule.id)
        found.append(frame)
    return found


def once_only(frames: list[Frame]) -> None:
    """Leave a part with the first verb that took it ("12 dead, among them a nurse, and 30 hurt")."""
    taken: set[int] = set()
    for frame in frames:
        if not frame.combined:
            own = [n for n in frame.patients.parts if id(n) not in taken]
            if len(own) < len(frame.patients.parts):
                frame.patients = Gathered(frame.patients.nouns, own, frame.patients.age)
        taken.update(id(n) for n in frame.patients.parts)


def without_repeats(frames: list[Frame]) -> list[Frame]:
    """Drop "the deaths of" where the same people are struck by a verb ("… of nine men killed")."""
    dead = [f for f in frames if f.event in {"killing", "execution"} and not f.combined]
    again: list[Frame] = []
    for first in dead:
        own = first.patients.nouns[:1]
        later = (f for f in dead if f.i > first.i and f.event == first.event)
        twin = next((f for f in later if own and f.patients.nouns[:1] == own), None)
        if first.voice == "of" and twin is not None:
            twin.patients.parts = twin.patients.parts or first.patients.parts
            again.append(first)
        elif twin is not None and twin.at == first.at + 1:
            again.append(twin)  # "found shot dead"
    return [f for f in frames if f not in again]


def without_head(frames: list[Frame]) -> list[Frame]:
    """Drop a noun of death whose number a toll has taken ("a toll of nine deaths")."""
    tolls = {id(noun) for frame in frames if frame.voice == "toll" for noun in frame.patients.nouns}
    return [
        frame
        for frame in frames
        if frame.voice != "head" or not any(id(noun) in tolls for noun in frame.patients.nouns)
    ]


def parts_of_bodies(items: list[Item], at: int) -> list[Noun]:
    """Return the parts behind "including" in the clause of counted bodies."""
    for index in range(at + 1, min(at + 2 * _REACH, len(items))):
        if items[index].kind == "including":
            return parts_behind(items, index)
        if items[index].kind in {"stop", "cue", "trigger", "find", "according", "and"}:
            return []
    return []


def burial_owners(items: list[Item], noun: Noun) -> list[Noun]:
    """Return the counted nouns that "and" joins to one ("the bodies of 7 women and 7 children")."""
    at = next((k for k, item in enumerate(items) if item.noun is noun), len(items))
    found: list[Noun] = []
    while at + 2 < len(items) and items[at + 1].kind in {"and", "comma"}:
        other = items[at + 2].noun
        if other is None or other.kind not in {"person", "actor"} or other.amount is None:
            break
        found.append(other)
        at += 2
    return found


def into_one(frames: list[Frame]) -> None:
    """Count a doer who killed others and then himself with them."""
    for own in [f for f in frames if f.mark.rule.text("patient") == "self"]:
        others = [f for f in frames if f.at < own.at and f.counts and f.event == own.event]
        if others and others[-1].patients.nouns:
            others[-1].patients.nouns += own.patients.nouns
            others[-1].rules += own.rules
            frames.remove(own)


def lone_dead(s: Sentence, items: list[Item], frames: list[Frame]) -> list[Frame]:
    """Take counted people called dead that no verb took: "include four dead soldiers"."""
    taken = {id(n) for f in frames for n in (*f.patients.nouns, *f.patients.parts, *f.agents)}
    found: list[Frame] = []
    for at, item in enumerate(items):
        noun = item.noun
        if noun is None or noun.amount is None or id(noun) in taken or noun.kind == "thing":
            continue
        k = next((k for k in range(noun.amount.j, noun.head_i) if s.key(k) == "dead"), None)
        mark = s.at("trigger", k) if k is not None else None
        if noun.head is not None and noun.head.flag("dead"):  # "two martyrs"
            mark = Mark(noun.head, "plural", noun.head_i, noun.head_j)
        if mark is not None:
            frame = Frame(at, mark.i, mark.j, mark, "killing", voice="head")
            frame.patients.nouns.append(noun)
            frame.rules.append(mark.rule.id)
            found.append(frame)
    return found
