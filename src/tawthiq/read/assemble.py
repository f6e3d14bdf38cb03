"""From the frames of a sentence to its claims: one for each event and victim set."""

from dataclasses import replace
from typing import Final

from tawthiq.read.context import context_counts
from tawthiq.read.discourse import Discourse
from tawthiq.read.draft import Draft
from tawthiq.read.parsed import Parsed, base_draft
from tawthiq.read.parts import partitives
from tawthiq.read.sets import counted
from tawthiq.read.slots import Frame
from tawthiq.record.claim import When

_DEADLY: Final = frozenset({"killing", "execution"})
_SIDE_NAMES: Final = frozenset({"state_forces", "armed_group"})


def claims_of(p: Parsed, talk: Discourse, said: When | None) -> list[Draft]:
    """Return the drafts of a sentence in the order of the text."""
    drafts: list[Draft] = []
    events: set[str] = set()
    for index, frame in enumerate(p.frames):
        made = counted(p, talk, index) if frame.counts else []
        if not made:
            plain = _plain(p, talk, index)
            if frame.event in events:
                _enrich(drafts, plain)
            elif not _is_bare(p, frame, plain):
                made = [plain]
        events.update(draft.event for draft in made)
        drafts.extend(made)
        talk.tell(made)
    drafts = _without_echo(drafts)
    _tell_apart(drafts)
    used = {
        id(noun) for frame in p.frames for noun in (*frame.patients.nouns, *frame.patients.parts)
    }
    used |= {id(noun) for frame in p.frames for noun in frame.agents}
    drafts.extend(partitives(p, talk, drafts, used))
    _add_context(p, drafts, used)
    for draft in drafts:
        draft.said = p.scene.said or said
        draft.as_of = p.scene.as_of
    return drafts


def _tell_apart(drafts: list[Draft]) -> None:
    """Name the groups of one sentence that stand side by side, so that they are not one toll.

    "nine villagers and two soldiers" are two groups; without a label of their own the nine
    would pass for everybody. A generic word ("people") is a total and gets none.
    """
    dead = [
        d
        for d in drafts
        if d.count
        and d.whole is None
        and d.event in {"killing", "execution"}
        and d.head
        and d.polarity == "affirmed"
        and d.victim
    ]
    if len({draft.head for draft in dead}) < 2:
        return
    for draft in dead:
        draft.beside = [other for other in dead if other is not draft]
        draft.victim = tuple(
            replace(victim, group=draft.head) if victim.group in {None, *_SIDE_NAMES} else victim
            for victim in draft.victim
        )
    for part in drafts:
        if part.whole in dead:
            part.victim = tuple(replace(victim, group=None) for victim in part.victim)


def _without_echo(drafts: list[Draft]) -> list[Draft]:
    """Drop a killing without victims where the same sentence counts the dead."""
    dead = [d for d in drafts if d.count and d.event in {"killing", "execution", "bodies_found"}]
    known = {p.name for d in dead for p in d.perpetrator}
    return [
        d
        for d in drafts
        if d.count
        or d.event != "killing"
        or not dead
        or (d.perpetrator and not known & {p.name for p in d.perpetrator} and _is_told(d))
    ]


def _is_told(draft: Draft) -> bool:
    """Say whether a claim without a number stands on a verb with its doer ("were killed by X")."""
    return "en.kill" in draft.rules


def _add_context(p: Parsed, drafts: list[Draft], used: set[int]) -> None:
    """Hang the sentence's other numbers on its first event without one (a basis first)."""
    if not drafts:
        return
    basis = [draft for draft in drafts if draft.event == "evidence_basis"]
    first = (basis or [draft for draft in drafts if not draft.count] or drafts)[0]
    spoken = [
        (link.span.start, link.span.end)
        for voice in p.voices
        for link in voice.links
        if link.span is not None and not link.carried
    ]
    found, rules = context_counts(p.s, p.items, used, first.event, spoken)
    first.count.extend(found)
    first.rules.update(rules)


def _enrich(drafts: list[Draft], plain: Draft) -> None:
    """Let a second mention of an event say who did it, where the first did not."""
    for draft in drafts:
        if draft.event == plain.event and not draft.count and not draft.perpetrator:
            draft.perpetrator = plain.perpetrator


def _is_bare(p: Parsed, frame: Frame, plain: Draft) -> bool:
    """Say whether a frame adds no claim: a title's event, a verb without a patient."""
    if p.s.title:
        return True
    patient = frame.mark.rule.text("patient")
    if patient is None:
        placed = any(place.precision != "country" for place in plain.place)
        told = frame.mark.rule.flag("told") or bool(plain.perpetrator)
        return frame.event == "killing" and not placed and not told
    if patient == "head" and frame.event in _DEADLY and plain.perpetrator:
        return False  # "unlawful killings by the army"
    if frame.event in _DEADLY and frame.voice == "passive" and plain.perpetrator:
        return False  # "the victims were executed by the army": who did it, if not to how many
    if frame.event in _DEADLY and frame.mark.form == "noun" and patient == "verb":
        return not (plain.perpetrator or plain.place)  # "executions"
    return frame.event not in {"sexual_violence", "displacement"} or frame.mark.form != "noun"


def _plain(p: Parsed, talk: Discourse, index: int) -> Draft:
    draft, _ = base_draft(p, talk, index)
    return draft
