"""Who is said to have done it: the doer of a frame, by what means, and with what doubt."""

from dataclasses import replace
from typing import Final

from tawthiq.read.agent_shapes import (
    accused,
    before_bracket,
    by_struck,
    columns,
    compound,
    involved,
    is_actor,
    is_object,
    led_by_participle,
    listed,
    main_clause,
    of_assault,
    shooting,
)
from tawthiq.read.arabic_agents import arabic_doers
from tawthiq.read.arabic_names import with_article
from tawthiq.read.items import Item
from tawthiq.read.noun import Noun
from tawthiq.read.sentence import Sentence
from tawthiq.read.slots import Frame
from tawthiq.record.claim import Means, Perpetrator, Span

_ENDS: Final = frozenset({"stop", "cue", "according", "of_victims", "stance"})
_FAR: Final = 14
_TOLD_BY: Final = frozenset({"seen_by", "verified_by", "according"})
_REPORTING: Final = frozenset({"agency", "outlet", "monitor", "un"})
_OCCASIONS: Final = frozenset({"when", "after", "as", "عندما", "حين", "بعدما", "لما"})
_FIRE: Final = frozenset({"فتح", "فتحت", "اطلق", "اطلقت"})
_STRIKES: Final = frozenset({"hit", "struck", "invaded", "rampaged", "attacked", "swooped"})
_ASSAULTS: Final = frozenset({"attack", "shelling", "raid"})


def doers(s: Sentence, items: list[Item], frame: Frame, struck: set[int]) -> list[Noun]:
    """Return the nouns of who the sentence says did it; empty where it names nobody.

    `struck` are the nouns (by `id`) that are patients of some frame: they are no doers.
    """
    found = frame.agents or _agents(s, items, frame, struck)
    if not found and s.pack.language == "ar":
        found = arabic_doers(s, items, frame, struck)
    return [noun for noun in found if not _is_newsroom(s, noun)]


def _agents(s: Sentence, items: list[Item], frame: Frame, struck: set[int]) -> list[Noun]:
    if s.at("by", frame.j - 1) is not None:  # "carried out by …"
        return listed(items, frame.at + 1)
    charged = accused(s, items, frame) or led_by_participle(s, items, frame)
    if charged:
        return charged
    begin = by_struck(items, frame)
    named = _by(s, items, begin) or _between(s, items, frame) or compound(items, frame)
    if not named and frame.counts:
        named = _when(s, items, frame, struck)
    verb = shooting(s, items, frame)
    if verb is not None and not named:
        return _subject(s, items, replace(frame, at=verb, voice="active"), struck)
    if named or (frame.voice in {"passive", "found", "toll"} and frame.mark.form != "ing"):
        return named
    if (frame.voice == "head" and s.pack.language == "ar") or is_object(items, frame):
        return []
    return _subject(s, items, frame, struck)


def _is_newsroom(s: Sentence, noun: Noun) -> bool:
    """Say whether a noun is of those that report: media, agencies, monitors, UN bodies."""
    if noun.actor is not None:
        return False
    marks = (s.at("source", k) for k in range(noun.i, noun.j))
    return any(mark is not None and mark.rule.text("kind") in _REPORTING for mark in marks)


def by_noun(s: Sentence, items: list[Item], at: int) -> list[Noun]:
    """Return the doers behind "by" from item `at` on ("more than half by the militia")."""
    return _by(s, items, at)


def _by(s: Sentence, items: list[Item], at: int) -> list[Noun]:
    for index in range(at, min(at + _FAR, len(items))):
        item = items[index]
        mark = s.at("by", item.i) or s.at("by", item.j - 1)  # "carried out by" ends with it too
        if mark is not None:
            if item.kind in _TOLD_BY or s.at("cue", mark.i - 1) is not None:
                return []  # "reviewed by", "reported by": who tells, not who did it
            begin = index + 1
            while begin < len(items) and items[begin].i < mark.j:
                begin += 1  # "at the hands of"
            return listed(items, begin)
        counted = item.noun is not None and item.noun.amount is not None
        if counted and index > at and items[index - 1].kind in {"comma", "and", "or"}:
            return []
        if item.kind in _ENDS or item.kind in {"subordinator", "find", "auxiliary"}:
            return []
        if item.kind == "trigger" and not _is_occasion(items, index):
            return []
        if item.kind == "comma" and index > at + 6:
            return []
    return []


def _is_occasion(items: list[Item], at: int) -> bool:
    """Say whether a trigger only names the occasion ("killed in an attack by the militia")."""
    mark = items[at].mark
    if mark is None or mark.rule.text("patient") is not None:
        return False
    return mark.form == "noun" or (at > 0 and items[at - 1].kind == "preposition")


def _when(s: Sentence, items: list[Item], frame: Frame, struck: set[int]) -> list[Noun]:
    """Read who attacked in "were killed when soldiers opened fire": they are the doers.

    Not where those struck belong to the attackers' own side ("rebels were killed when rebels
    attacked the base").
    """
    for index in range(frame.at + 1, min(frame.at + _FAR, len(items) - 1)):
        item = items[index]
        if item.kind in _ENDS:
            return []
        if item.kind != "subordinator" or s.key(item.i) not in _OCCASIONS:
            continue
        arabic = s.pack.language == "ar"
        subject = items[index + 1 : index + 2 + arabic]  # an Arabic verb stands first
        noun = next((k.noun for k in subject if k.noun is not None), None)
        if noun is None or noun.actor is None or id(noun) in struck or noun.amount is not None:
            return []
        if not _assaults(s, items[index + 2 - arabic : index + 6]):
            return []
        own = {patient.actor for patient in frame.patients.nouns} - {None}
        own |= {"armed_group"} if "unidentified_armed" in own else set()
        return [] if noun.actor in own else [noun]
    return []


def _assaults(s: Sentence, behind: list[Item]) -> bool:
    """Say whether the first verb of a clause attacks ("opened fire", "فتح … النار")."""
    verb = next((k for k in behind if k.kind == "trigger"), None)
    if verb is not None and verb.mark is not None:
        return verb.mark.rule.text("event") in _ASSAULTS
    if behind and any(k.key in _STRIKES for k in behind[:2]):
        return True
    return bool(behind) and s.key(behind[0].i) in _FIRE and any(k.key == "نار" for k in behind)


def _between(s: Sentence, items: list[Item], frame: Frame) -> list[Noun]:
    """Read "clashes between the army and rebels"."""
    at = frame.at + 1
    if frame.event == "attack" and at < len(items) and s.key(items[at].i) in {"between", "بين"}:
        return listed(items, at + 1)
    return []


def _subject(s: Sentence, items: list[Item], frame: Frame, struck: set[int]) -> list[Noun]:
    """Go back from a trigger to the subject, over commas and other verbs of the clause."""
    direct, index = True, main_clause(items, frame)
    while index > 0:
        index = before_bracket(items, index - 1)
        item = items[index]
        if item.kind == "cue" and item.key == "allegedly":
            continue
        if (
            item.kind in _ENDS
            or item.kind == "averted"
            or (item.kind == "subordinator" and s.key(item.i) in {"that", "while", "as", "ان"})
        ):
            return []
        noun = item.noun
        if noun is None or id(noun) in struck or noun.kind in {"measure", "thing"}:
            direct = direct and item.kind in {
                "adverb",
                "perfect",
                "auxiliary",
                "comma",
                "of",
                "other",
            }
            continue
        lead = _lead(items, index)
        absolute = (
            lead == "preposition" and items[index - 1].key == "with" and frame.mark.form == "ing"
        )
        first = index - 2 if lead in {"and", "or"} else index
        named = of_assault(s, items, first) or involved(items, first) or columns(s, items, index)
        if named:
            return named
        if lead in {"preposition", "of", "aligned", "seen_by"} and not absolute:
            direct = direct and lead == "of"
            continue
        if noun.actor is not None and lead not in {"trigger", "find"}:
            return _joined(items, index)
        # "entered Tell Warda, killing nine": the town is no doer
        told = lead == "other" and items[frame.at - 1].kind == "comma"
        if direct and noun.kind in {"name", "person"} and frame.voice == "active" and not told:
            return [noun]
        direct = False
    return []


def _lead(items: list[Item], index: int) -> str:
    """Return the kind of what leads to a noun, past unknown words ("of the 4th Brigade")."""
    back = index - 1
    while back > 0 and index - back <= 2 and items[back].kind == "other":
        back -= 1
    lead = items[back].kind if back >= 0 else ""
    return lead if lead in {"preposition", "of"} else (items[index - 1].kind if index else "")


def _joined(items: list[Item], index: int) -> list[Noun]:
    found = [noun for noun in [items[index].noun] if noun is not None]
    if index >= 2 and items[index - 1].kind in {"and", "or"} and is_actor(items[index - 2].noun):
        other = items[index - 2].noun
        if other is not None and (index < 3 or items[index - 3].kind != "preposition"):
            found.insert(0, other)
    return found


def perpetrator(s: Sentence, items: list[Item], noun: Noun) -> Perpetrator:
    """Return a doer as a leaf of a claim: its words without number and article."""
    begin = noun.amount.j if noun.amount is not None else noun.i
    if noun.doubt is not None:
        begin = max(begin, s.marks[noun.i]["doubt"].j)
    while begin < noun.head_i and (
        s.at("determiner", begin) or s.at("article", begin) or s.at("of", begin)
    ):
        begin += 1
    begin = min(_past_caller(s, begin, noun.j), noun.j - 1)
    span = _whose_men(s, items, noun) or s.span(begin, _extended(items, noun))
    return Perpetrator(with_article(s, begin, span.text), None, noun.actor, noun.doubt, span)


def _past_caller(s: Sentence, begin: int, end: int) -> int:
    """Go past who only gave the name: "what the Sahl Monitor called government forces"."""
    for k in range(begin, end):
        mark = s.at("source", k)
        if mark is not None and mark.rule.text("kind") in _REPORTING:
            if s.key(mark.j) in {"called", "calls", "describes"}:
                return mark.j + 1
            if s.key(mark.j) == "described" and s.key(mark.j + 1) == "as":
                return mark.j + 2
    return begin


def _whose_men(s: Sentence, items: list[Item], noun: Noun) -> Span | None:
    """For "men of the Valley Guard" return the body that has a name of its own."""
    at = next((k for k, item in enumerate(items) if item.noun is noun), None)
    if at is None or at + 2 >= len(items) or items[at + 1].kind != "of" or noun.kind == "name":
        return None
    begin = items[at + 2].i
    while s.at("determiner", begin) is not None:
        begin += 1
    end = begin
    while (
        end < len(s)
        and (s.capital(end) or s.key(end)[:1].isdigit())
        and s.at("country", end) is None
    ):
        end += 1
    return s.span(begin, end) if end > begin and s.capital(end - 1) else None


def _extended(items: list[Item], noun: Noun) -> int:
    """Take "aligned with the new government" into the name of those who are."""
    at = next((k for k, item in enumerate(items) if item.noun is noun), None)
    if at is None or at + 2 >= len(items):
        return noun.j
    joint, other = items[at + 1], items[at + 2]
    if joint.kind == "of" and other.kind == "other":
        other = next((item for item in items[at + 3 : at + 5] if item.kind != "other"), other)
    if other.noun is None or joint.kind not in {"aligned", "of"} or other.noun.kind == "thing":
        return noun.j
    return max(other.noun.j, noun.j)


def means(s: Sentence, i: int, j: int, rules: set[str]) -> tuple[Means, ...]:
    """Return the means that words `i` to `j` state, each kind once; add their rules."""
    found: dict[str, Means] = {}
    for k in range(i, j):
        mark = s.at("means", k)
        if mark is not None:
            value = mark.rule.text("value") or "unknown"
            rules.add(mark.rule.id)
            hedge = _doubted(s, k)
            found.setdefault(value, Means(value, hedge=hedge, span=s.span(mark.i, mark.j)))
    return tuple(found.values())


def _doubted(s: Sentence, k: int) -> str | None:
    """Return the word of doubt right before a means ("apparently with machine guns"), or None."""
    for at in range(k - 1, max(k - 4, -1), -1):
        mark = s.at("doubt", at)
        if mark is not None:
            return s.span(mark.i, mark.j).text
        if s.at("preposition", at) is None and s.at("article", at) is None:
            return None
    return None
