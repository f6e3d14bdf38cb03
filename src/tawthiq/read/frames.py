"""Frames: a trigger, whom it struck, who is said to have done it.

The patient of a passive or intransitive verb stands before it, that of an active verb or
of "the killing of" behind it; Arabic verbs and verbal nouns have it behind. Parts behind
"including" hang below the noun that they are part of.
"""

import itertools

from tawthiq.read.arabic_dead import among_the_dead, found_on, is_of_martyrs, only_names
from tawthiq.read.arabic_slots import ARABIC_FILLERS
from tawthiq.read.backward import before
from tawthiq.read.collect import after
from tawthiq.read.deaths import deaths_frame
from tawthiq.read.ellipsis import elliptic, share_objects, share_subjects
from tawthiq.read.items import Item
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Mark, Sentence
from tawthiq.read.slots import FILLERS, Frame
from tawthiq.read.tolls import (
    burial_owners,
    into_one,
    lone_dead,
    number_of,
    once_only,
    parts_of_bodies,
    share_of_dead,
    without_head,
    without_repeats,
)

_NEAR = 8


def find_frames(s: Sentence, items: list[Item]) -> list[Frame]:
    """Return the frames of a sentence in order of their triggers."""
    frames: list[Frame] = []
    for at, item in enumerate(items):
        frame = _frame(s, items, at, item)
        if frame is not None:
            frames.append(frame)
    frames = without_head(frames)
    frames = [frame for frame in frames if not _is_only_description(frame, frames)]
    for frame in frames:
        if frame.event == "injury":  # "9 bodies and 22 wounded": no body is wounded
            frame.patients.nouns = [n for n in frame.patients.nouns if not _is_dead(n)]
    into_one(frames)
    frames.extend(_lone_bodies(s, items, frames))
    frames.extend(lone_dead(s, items, frames))
    frames.extend(_opening_toll(s, items, frames))
    number_of(s, items, frames)
    frames.extend(share_of_dead(s, items, frames))
    frames.sort(key=lambda frame: frame.i)
    share_subjects(items, frames)
    share_objects(s, frames)
    frames.extend(elliptic(s, items, frames))
    frames.sort(key=lambda frame: frame.i)
    for frame, follower in itertools.pairwise(frames):
        _share_between(items, frame, follower)
    once_only(frames)
    return without_repeats(frames)


def _is_dead(noun: Noun) -> bool:
    """Say whether a noun counts dead of itself ("bodies", "martyrs"): nobody wounds them."""
    return noun.kind == "body" or (noun.head is not None and noun.head.flag("dead"))


def _is_only_description(frame: Frame, frames: list[Frame]) -> bool:
    """Say whether a frame's patient is that of a later main verb ("two wounded there died")."""
    own = frame.patients.nouns
    return (
        len(own) > 0
        and frame.voice == "passive"
        and any(
            other.at > frame.at
            and other.voice == "passive"
            and other.patients.nouns[-1:] == own[-1:]
            and other.event == "killing"
            and frame.event == "injury"
            and other.at > frame.at + 2
            for other in frames
        )
    )


def _lone_bodies(s: Sentence, items: list[Item], frames: list[Frame]) -> list[Frame]:
    """Take counted bodies that no verb took: "the video shows nine bodies"."""
    taken = {id(noun) for frame in frames for noun in frame.patients.nouns}
    found: list[Frame] = []
    for at, item in enumerate(items):
        noun = item.noun
        if noun is None or noun.kind != "body" or id(noun) in taken or noun.head is None:
            continue
        if _is_the_bodies(items, noun) or is_of_martyrs(items, noun):
            continue
        whose = _whose(items, noun)
        if (
            noun.amount is None
            and (whose.amount is None or whose.amount.share is not None)
            and not s.has("media_row", 0, noun.i + 1)
            and not _after_cue(items, at)
        ):
            continue
        if id(whose) in taken:
            continue
        mark = Mark(noun.head, "plural", noun.head_i, noun.head_j)
        frame = Frame(at, noun.head_i, noun.head_j, mark, "bodies_found", voice="found")
        joined = burial_owners(items, whose) if whose is not noun and whose.amount else []
        frame.patients.nouns += [whose, *joined]
        frame.patients.parts += parts_of_bodies(items, at)
        frame.rules.append(noun.head.id)
        found.append(frame)
    return found


def dead_spoken_of(s: Sentence, items: list[Item]) -> Noun | None:
    """Return the counted dead that open a sentence on their parts: "Of the 90 people killed …"."""
    noun = opening(s, items)
    if noun is None or noun.amount is None or noun.amount.share is not None:
        return None
    return noun if _killed(s, noun) is not None else None


def opening(s: Sentence, items: list[Item]) -> Noun | None:
    """Return the noun behind "Of", "Among", «من بين» at the head of a sentence."""
    if len(items) < 2 or not (items[0].kind == "of" or s.key(0) in {"among", "بين", "من"}):
        return None
    return items[2 if items[1].key == "بين" and len(items) > 2 else 1].noun


def _killed(s: Sentence, noun: Noun) -> Mark | None:
    marks = (s.at("trigger", k) for k in range(noun.head_j, noun.j + 1))
    return next((m for m in marks if m is not None and m.rule.text("event") == "killing"), None)


def _opening_toll(s: Sentence, items: list[Item], frames: list[Frame]) -> list[Frame]:
    noun = dead_spoken_of(s, items)
    mark = _killed(s, noun) if noun is not None else None
    if noun is None or mark is None or any(noun in frame.patients.nouns for frame in frames):
        return []
    frame = Frame(1, mark.i, mark.j, mark, "killing", voice="head")
    frame.patients.nouns.append(noun)
    frame.rules.append(mark.rule.id)
    return [frame]


def _is_the_bodies(items: list[Item], body: Noun) -> bool:
    """Say whether "the bodies" only points back to bodies that were counted before."""
    return body.amount is None and body.definite and _whose(items, body) is body


def _after_cue(items: list[Item], at: int) -> bool:
    return any(item.kind in {"cue", "find"} for item in items[max(at - 4, 0) : at])


def _frame(s: Sentence, items: list[Item], at: int, item: Item) -> Frame | None:
    mark = item.mark
    if item.kind == "noun" and item.noun is not None and item.noun.deaths is not None:
        if s.pack.language == "ar" and only_names(s, items, at):
            return among_the_dead(items, at)
        return deaths_frame(item.noun, items, at)
    if mark is None or item.kind not in {"trigger", "find", "stance"}:
        return None
    if set(mark.rule.listed("unless")) & set(s.keys[item.j :]):
        return None
    needs = mark.rule.text("needs")
    if needs is not None and needs not in s.keys[item.j :]:
        return None
    spoken_of = mark.rule.listed("behind")
    if item.kind == "trigger" and _describes_bodies(items, at):
        return None
    if spoken_of and not set(spoken_of) & set(s.keys[max(item.i - _NEAR, 0) : item.i]):
        return None
    frame = Frame(at, item.i, item.j, mark, mark.rule.text("event") or "other")
    frame.rules.append(mark.rule.id)
    patient = mark.rule.text("patient")
    if item.kind == "find":
        return _found(items, frame)
    if patient is None or (mark.form == "noun" and patient == "verb" and s.key(item.j - 1) != "of"):
        return frame
    if patient == "verb" and mark.form == "noun":
        patient = "of"
    (ARABIC_FILLERS.get(patient) or FILLERS[patient])(s, items, frame)
    only = mark.rule.listed("only")
    if only:  # "the names of nine victims", not of nine streets
        frame.patients.nouns = [
            n for n in frame.patients.nouns if n.amount and s.key(n.head_j - 1) in only
        ]
    return frame


def _describes_bodies(items: list[Item], at: int) -> bool:
    """Say whether a participle only says of what state bodies are ("Decapitated bodies of …")."""
    mark, behind = items[at].mark, items[at + 1].noun if at + 1 < len(items) else None
    if mark is None or mark.form != "past" or behind is None or behind.kind != "body":
        return False
    return at == 0 or items[at - 1].kind not in {"noun", "and", "auxiliary"}


def _found(items: list[Item], frame: Frame) -> Frame | None:
    """Read "nine bodies were found", "found nine bodies": only bodies are found."""
    behind = after(items, frame.at + 1 + _has_preposition(items, frame.at + 1))
    bodies = [noun for noun in behind.nouns if noun.kind == "body"]
    if not bodies:
        near = [item.noun for item in items[frame.at + 1 : frame.at + 6] if item.noun is not None]
        bodies = [noun for noun in near if noun.kind == "body"][:1]
    if not bodies:
        ahead = before(items, frame.at - 1)
        bodies = [noun for noun in ahead.nouns if noun.kind == "body"]
        bodies = bodies or _body_before(items, frame.at)
        behind = ahead
    if not bodies:
        behind = found_on(items, frame.at)
        bodies = behind.nouns[:1]
    bodies = [b for b in bodies if not (_is_the_bodies(items, b) or is_of_martyrs(items, b))]
    if not bodies:
        return None
    frame.rules.extend(body.head.id for body in bodies if body.head is not None)
    owners = [_whose(items, body) for body in bodies]
    joined = [n for o in owners if o not in bodies for n in burial_owners(items, o)]
    bodies = owners + [noun for noun in joined if noun not in owners]
    frame.patients = behind
    frame.patients.nouns = bodies
    frame.voice = "found"
    return frame


def _body_before(items: list[Item], at: int) -> list[Noun]:
    """Return a body that a passive finder speaks of over a description ("bearing wounds")."""
    ended = {"stop", "cue", "find", "subordinator"}
    if items[at - 1].kind != "auxiliary":
        ended |= {"auxiliary", "trigger", "comma", "resulting"}  # "Body of a man found in X"
    for item in reversed(items[max(at - 12, 0) : at]):
        if item.kind in ended:
            return []
        if item.noun is not None and item.noun.kind == "body":
            return [item.noun]
    return []


def _has_preposition(items: list[Item], at: int) -> bool:
    """Say whether a preposition or a finder stands between "عثر" and what was found."""
    return at < len(items) and items[at].kind == "preposition"


def _whose(items: list[Item], body: Noun) -> Noun:
    """For "the bodies of four men" return the men: they are counted."""
    at = next(index for index, item in enumerate(items) if item.noun is body)
    owner = items[at + 1].noun if at + 1 < len(items) else None
    if body.amount is None and owner is not None and owner.amount and owner.kind == "person":
        return owner  # «جثامين 5 عمال»
    if body.amount is None and at + 2 < len(items) and items[at + 1].kind == "of":
        noun = items[at + 2].noun
        if noun is not None and noun.kind in {"person", "actor", "unknown", "name"}:
            return noun
    return body


def _share_between(items: list[Item], frame: Frame, follower: Frame) -> None:
    """Join "killed and wounded nine": two triggers with one patient count a union."""
    if follower.at != frame.at + 2 or items[frame.at + 1].kind not in {"and", "or"}:
        return
    if not (frame.counts and follower.counts) or frame.event == follower.event:
        if frame.event == follower.event and not frame.patients.nouns:
            frame.patients.nouns = []
        return
    if "subject" in {f.mark.rule.text("patient") for f in (frame, follower)}:
        return  # "was shot and died"
    if {frame.event, follower.event} == {"killing", "injury"} and "head" not in {
        frame.voice,
        follower.voice,
    }:
        source = follower if follower.patients.nouns else frame
        target = frame if source is follower else follower
        if not target.patients.nouns or target.patients.nouns == source.patients.nouns:
            target.patients = source.patients
            frame.combined = follower.combined = True
