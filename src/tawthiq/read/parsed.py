"""A sentence taken apart, and the draft that every claim of it starts from."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from tawthiq.read.agents import doers, means, perpetrator
from tawthiq.read.attribution import Speech, speech_for
from tawthiq.read.brackets import over_brackets
from tawthiq.read.dates import Mention, find_dates
from tawthiq.read.discourse import Discourse
from tawthiq.read.draft import Draft
from tawthiq.read.frames import find_frames
from tawthiq.read.items import Item, build_items
from tawthiq.read.places import find_places
from tawthiq.read.polarity import polarity_of
from tawthiq.read.scene import Scene, scene_of
from tawthiq.read.sentence import Sentence
from tawthiq.read.slots import Frame
from tawthiq.read.voice import Voice
from tawthiq.read.voices import find_voices
from tawthiq.record.claim import Perpetrator

VIOLENT: Final = frozenset(
    {"killing", "execution", "injury", "attack", "shelling", "raid", "arson", "looting"}
    | {"detention", "disappearance", "sexual_violence", "displacement", "bodies_found"}
)
_DONE: Final = VIOLENT | {"perpetrator_identity", "responsibility", "incitement"}


@dataclass(slots=True)
class Parsed:
    """A sentence taken apart: items, dates, frames, attributions, places and times."""

    s: Sentence
    items: list[Item]
    dates: dict[int, Mention]
    frames: list[Frame]
    voices: list[Voice]
    scene: Scene


def parse(s: Sentence, talk: Discourse, dated: date | None) -> Parsed:
    """Take a sentence apart; pronouns get the sources that the discourse knows."""
    dates = find_dates(s)
    items = over_brackets(s, build_items(s, dates))
    voices = [talk.resolve(s, voice) for voice in find_voices(s)]
    scene = scene_of(s, find_places(s, items), dates, voices, dated, talk)
    frames = [frame for frame in find_frames(s, items) if not _is_in_name(s, frame, voices)]
    return Parsed(s, items, dates, frames, voices, scene)


def _is_in_name(s: Sentence, frame: Frame, voices: list[Voice]) -> bool:
    """Say whether a trigger is a word of a body's name («رابطة عائلات المفقودين»)."""
    at = s.words[frame.i].start
    return any(
        link.span.start <= at < link.span.end
        for voice in voices
        for link in voice.links
        if link.span is not None and not link.carried and link.kind in {"monitor", "un"}
    )


def base_draft(p: Parsed, talk: Discourse, index: int) -> tuple[Draft, Speech]:
    """Return a draft with everything but victims and numbers."""
    frame = p.frames[index]
    speech = speech_for(p.s, p.voices, frame, talk)
    nexts = p.frames[index + 1].i if index + 1 < len(p.frames) else len(p.s)
    first = p.frames[0].i
    draft = Draft(p.s, frame.event, p.s.quote)
    draft.chain, draft.status, draft.aspects = speech.chain, speech.status, dict(speech.aspects)
    draft.polarity = polarity_of(p.s, p.items, frame, speech.voice)
    draft.perpetrator = _doers(p, frame, speech, draft.rules) if frame.event in _DONE else ()
    draft.means = (
        means(p.s, 0, len(p.s), draft.rules)
        if frame.counts or frame.event in {"attack", "shelling"}
        else ()
    )
    draft.place = p.scene.places_for(frame.i, nexts, first)
    draft.time = p.scene.times_for(frame.i, nexts, first)
    draft.chain = talk.named_media(p.s, draft.chain, draft.place, draft.time)
    draft.rules.update(frame.rules, speech.rules, p.scene.rules)
    draft.rules.update(speech.voice.rules if speech.voice is not None else ())
    return draft, speech


def _doers(p: Parsed, frame: Frame, speech: Speech, rules: set[str]) -> tuple[Perpetrator, ...]:
    """Return who did it; a party that says "it killed" says so of itself."""
    struck = {id(n) for other in p.frames for n in (*other.patients.nouns, *other.patients.parts)}
    if frame.mark.rule.flag("known_only"):
        return ()  # who lost men did not kill them
    nouns = doers(p.s, p.items, frame, struck)
    rules.update(rule for noun in nouns for rule in noun.rules)
    found = tuple(perpetrator(p.s, p.items, noun) for noun in nouns)
    if found or frame.voice != "active" or speech.root_kind != "party" or speech.voice is None:
        return found
    if speech.voice.j > frame.i:
        return found  # "… killed nine, the commission said": it said so of another
    between = {p.s.key(k) for k in range(speech.voice.j, frame.i)}
    if between & {"it", "they", "we", "he"} or between <= {"to", "have", "having", "killing"}:
        root = speech.chain[-1]
        return (Perpetrator(root.name or "", None, None, None, root.span),)
    return found
