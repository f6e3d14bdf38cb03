"""What a sentence leaves out: a subject said once for two verbs, a verb said once for two numbers."""

from dataclasses import replace
from typing import Final

from tawthiq.read.collect import JOINS, Gathered
from tawthiq.read.items import Item
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Sentence
from tawthiq.read.slots import Frame

_LIGHT: Final = frozenset({"adverb", "reportedly", "auxiliary", "perfect", "do"})
_DEAD: Final = frozenset({"killing", "execution"})
_SEIZED: Final = frozenset({"disappearance", "detention"})
_CLOSED: Final = frozenset({"stop", "comma", "close", "and"})


def share_subjects(items: list[Item], frames: list[Frame]) -> None:
    """Give a second verb the subject of the first: "were abducted and later found dead"."""
    for index, frame in enumerate(frames):
        if frame.patients.nouns or frame.voice != "passive" or not _is_second(items, frame):
            continue
        first = next((f for f in reversed(frames[:index]) if f.patients.nouns), None)
        if first is None:
            if _is_of_subject(items, frame):
                frame.patients.nouns = _clause_subject(items, frame)
            continue
        if first.voice != "passive" or _is_cut(items, first, frame):
            continue
        frame.patients = Gathered(list(first.patients.nouns), frame.patients.parts)


def share_objects(s: Sentence, frames: list[Frame]) -> None:
    """Let "them" count those seized before ("abducted five men and executed them")."""
    for index, frame in enumerate(frames):
        nouns = frame.patients.nouns
        if frame.event not in _DEAD or len(nouns) != 1 or s.key(nouns[0].i) not in {"them", "they"}:
            continue
        for first in reversed(frames[:index]):
            if first.event in _SEIZED and len(first.patients.nouns) == 1:
                seized = first.patients.nouns[0]
                if seized.amount is not None and seized.kind in {"person", "actor", "unknown"}:
                    frame.patients = Gathered([replace(seized)], frame.patients.parts)
                break


def _is_second(items: list[Item], frame: Frame) -> bool:
    """Say whether a verb follows "and" or "before" with no subject of its own."""
    if frame.mark.form not in {"past", "forms"}:
        return False
    back = frame.at - 1
    while back >= 0 and items[back].kind in _LIGHT:
        back -= 1
    if back < 0:
        return False
    return items[back].kind == "and" or items[back].key in {"before", "but", "then"}


def _is_of_subject(items: list[Item], frame: Frame) -> bool:
    """Say whether a second verb has the subject of its clause ("was hit and killed")."""
    if frame.mark.rule.text("patient") == "subject":
        return True
    return any(item.kind == "auxiliary" for item in items[max(frame.at - 8, 0) : frame.at])


def _clause_subject(items: list[Item], frame: Frame) -> list[Noun]:
    """Return the noun that opens the clause of a verb of dying ("a mother was hit … and died")."""
    at = frame.at
    while at > 0 and items[at - 1].kind not in {"stop", "subordinator", "cue", "colon"}:
        at -= 1
    noun = items[at].noun if at < frame.at else None
    if noun is None or noun.kind not in {"person", "unknown", "name"}:
        return []
    return [noun]


def _is_cut(items: list[Item], first: Frame, frame: Frame) -> bool:
    """Say whether another subject or clause stands between two verbs."""
    between = items[first.at + 1 : frame.at]
    for item in between:
        if item.kind in {"stop", "cue", "find", "according"}:
            return True
        if item.kind == "subordinator" and item.key != "before":
            return True
        noun = item.noun
        if noun is not None and noun.actor is not None and noun.amount is not None:
            return True
    return False


def elliptic(s: Sentence, items: list[Item], frames: list[Frame]) -> list[Frame]:
    """Return frames for bare numbers that a verb before them governs.

    "12 killed according to the police, 15 according to the hospital"; "the army said nine
    were killed, while residents reported 15"; "two died in the first raid; in the second, three".
    """
    taken = {
        id(noun) for frame in frames for noun in (*frame.patients.nouns, *frame.patients.parts)
    }
    found: list[Frame] = []
    for at, item in enumerate(items):
        noun = item.noun
        if noun is None or id(noun) in taken or not _is_bare(noun):
            continue
        frame = next(
            (
                f
                for f in reversed(frames)
                if f.at < at and f.event in _DEAD and not f.mark.rule.flag("coded")
            ),
            None,
        )
        if frame is None or not frame.patients.nouns or frame.patients.nouns[0].amount is None:
            continue
        if _is_elsewhere(s, items, frame, at):
            frame.patients.nouns.append(noun)
            continue
        if not (_is_credited(items, at) or _is_told(s, items, at) or _is_second_place(items, at)):
            continue
        like = _like(noun, frame.patients.nouns[0])
        copy = replace(
            frame, at=at, i=noun.i, j=noun.j, patients=Gathered([like]), agents=[],
            rules=[*frame.rules, f"{s.pack.language}.count.ellipsis"],
        )  # fmt: skip
        found.append(copy)
    return found


def _like(noun: Noun, first: Noun) -> Noun:
    """Let a bare number count what the first one counted ("14 soldiers …, 5 according to …")."""
    if noun.zero:
        return noun
    return replace(
        noun, head=first.head, kind=first.kind, form=first.form, actor=first.actor,
        head_i=first.head_i, head_j=first.head_j, group=first.group,
    )  # fmt: skip


def _is_bare(noun: Noun) -> bool:
    return (noun.kind == "number" and noun.amount is not None and noun.amount.share is None) or (
        noun.zero and noun.kind == "zero"
    )


def _kind(items: list[Item], at: int) -> str:
    return items[at].kind if 0 <= at < len(items) else "stop"


def _is_credited(items: list[Item], at: int) -> bool:
    """Say whether a source follows the number ("15 according to the hospital")."""
    return _kind(items, at + 1) == "according" and _kind(items, at - 1) in JOINS | {"or", "stop"}


def _is_told(s: Sentence, items: list[Item], at: int) -> bool:
    """Say whether the number is all that a source is said to say ("residents reported 15")."""
    return _kind(items, at - 1) == "cue" and _kind(items, at + 1) in _CLOSED and at > 2 and bool(s)


def _is_elsewhere(s: Sentence, items: list[Item], frame: Frame, at: int) -> bool:
    """Say whether a number of another place is added ("nine were killed in A, two in B")."""
    if _kind(items, at - 1) not in JOINS or _kind(items, at + 1) != "preposition":
        return False
    if items[at + 1].key in {"to", "by", "with", "for", "from", "against"}:
        return False  # "150 of them to the one side and another 79 to the other"
    named = items[at + 2].noun if at + 2 < len(items) else None
    if named is None or not (named.name or named.kind == "thing") or not s.capital(named.j - 1):
        return False
    if any(k.kind == "colon" for k in items[frame.at + 1 : at]):
        return False  # "11 were killed: 8 in A and 3 in B"
    first = frame.patients.nouns[0]
    placed = [k for k in items[frame.at + 1 : at - 1] if k.kind == "preposition"]
    return bool(placed) and first.amount is not None and first.amount.kind == "exact"


def _is_second_place(items: list[Item], at: int) -> bool:
    """Say whether a clause is only an occasion and a number ("in the second, three")."""
    if _kind(items, at - 1) != "comma" or _kind(items, at + 1) not in {"stop", "comma"}:
        return False
    back = at - 2
    while back >= 0 and _kind(items, back) not in {"stop", "comma"}:
        back -= 1
    opened = items[back + 1] if back + 1 < at else None
    return opened is not None and opened.kind in {"preposition", "and"} and back >= 0
