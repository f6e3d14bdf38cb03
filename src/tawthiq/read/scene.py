"""Where and when: which places and dates of a sentence belong to which frame."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from tawthiq.read.dates import Mention
from tawthiq.read.discourse import Discourse
from tawthiq.read.places import finest, is_event_place
from tawthiq.read.resolve import resolve
from tawthiq.read.sentence import Sentence
from tawthiq.read.toponyms import Named
from tawthiq.read.voice import Voice
from tawthiq.record.claim import PlaceRef, When

_JOINED: Final = 5
_PERFECT: Final = frozenset({"by", "until", "up", "as"})


@dataclass(slots=True)
class Scene:
    """Event places and times of a sentence by word, and what was said about its own date."""

    places: list[tuple[int, PlaceRef]] = field(default_factory=list)
    times: list[tuple[int, When]] = field(default_factory=list)
    carried_places: tuple[PlaceRef, ...] = ()
    carried_times: tuple[When, ...] = ()
    said: When | None = None
    as_of: str | None = None
    rules: set[str] = field(default_factory=set)

    def places_within(self, i: int, j: int | None) -> tuple[PlaceRef, ...]:
        """Return the places named in words `i` to `j`."""
        return tuple(ref for at, ref in self.places if at >= i and (j is None or at < j))

    def times_within(self, i: int, j: int | None) -> tuple[When, ...]:
        """Return the times named in words `i` to `j`."""
        return tuple(when for at, when in self.times if at >= i and (j is None or at < j))

    def places_for(self, i: int, j: int, first: int) -> tuple[PlaceRef, ...]:
        """Return a frame's places: behind it, else before the first frame, else any, else carried."""
        here = self.places_within(i, j) or self.places_within(0, first)
        return here or tuple(ref for _, ref in self.places) or self.carried_places

    def times_for(self, i: int, j: int, first: int) -> tuple[When, ...]:
        """Return a frame's times, found in the same order."""
        own = _joined([(at, when) for at, when in self.times if i <= at < j])
        lead = tuple(when for at, when in self.times if at < first)
        return own or lead or tuple(when for _, when in self.times) or self.carried_times


def _joined(times: list[tuple[int, When]]) -> tuple[When, ...]:
    """Return the first time, and those joined to it ("on Friday and Saturday")."""
    kept: list[When] = []
    last = None
    for at, when in times:
        if last is not None and at - last > _JOINED:
            break
        kept.append(when)
        last = at
    return tuple(kept)


def scene_of(
    s: Sentence,
    named: list[Named],
    dates: dict[int, Mention],
    voices: list[Voice],
    dated: date | None,
    talk: Discourse,
) -> Scene:
    """Sort the places and dates of a sentence into its scene."""
    scene = Scene()
    at_event = finest(
        [place for place in named if is_event_place(place) and not _is_home(s, place)]
    )
    at_event = [place for place in at_event if not _is_of_speech(s, place, voices)] or at_event
    refs = {place.i: talk.place(s, place) for place in named}
    scene.places = [(place.i, refs[place.i]) for place in at_event]
    if not scene.places and s.has("home", 0, len(s)):
        scene.places = [(p.i, refs[p.i]) for p in named if p.lead == "from"][:1]
    for mention in dates.values():
        _place_date(s, mention, voices, dated, scene)
    named_root = next((voice.links[-1].name for voice in voices if voice.links), None)
    if talk.scene == s.paragraph and named_root in {None, talk.root}:
        scene.carried_places, scene.carried_times = talk.places, talk.times
    return scene


def _is_of_speech(s: Sentence, place: Named, voices: list[Voice]) -> bool:
    """Say whether a place is where somebody spoke ("…, the mayor said in Kanbara")."""
    near = (v for v in voices if v.reach == "before" and v.j <= place.i <= v.j + 2)
    return any(s.at("preposition", v.j) is not None for v in near)


def _is_home(s: Sentence, place: Named) -> bool:
    """Say whether a place is where somebody lives ("now living in Sudan")."""
    return any(s.at("residence", k) for k in range(max(place.i - 4, 0), place.i))


def _place_date(
    s: Sentence, mention: Mention, voices: list[Voice], dated: date | None, scene: Scene
) -> None:
    when = resolve(s, mention, dated)
    if when is None:
        return
    if _is_as_of(s, mention):
        scene.as_of = when.to
    elif any(_is_said(s, mention, voice) for voice in voices):
        scene.said = when
    else:
        scene.times.append((mention.i, when))
        scene.rules.update(mark.rule.id for mark in [s.at("month", mention.i)] if mark)


def _is_as_of(s: Sentence, mention: Mention) -> bool:
    if mention.day is None and mention.weekday is None and mention.offset is None:
        return False
    mark = s.at("as_of", mention.i - 2) or s.at("as_of", mention.i - 1)
    if mark is None or mark.j != mention.i:
        return False
    key = s.key(mark.i)
    return key in {"as", "حتي"} or (key in _PERFECT and s.has("perfect", 0, len(s)) is not None)


def _is_said(s: Sentence, mention: Mention, voice: Voice) -> bool:
    """Say whether a date is that of the statement: "said on Sunday (that)", "on Sunday, X said"."""
    if voice.pronoun is None and not voice.links:
        return False
    small = {"on", "late", "early", "in", "a", "statement", "يوم", "في", "the"}
    if not voice.j <= mention.i <= voice.j + 5:
        return False
    if any(s.key(k) not in small for k in range(voice.j, mention.i)):
        return False
    return voice.reach != "all"
