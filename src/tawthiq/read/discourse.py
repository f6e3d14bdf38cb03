"""What one sentence leaves for the next: who spoke, which toll, which place and day."""

from dataclasses import dataclass, field, replace

from tawthiq.read.draft import Draft
from tawthiq.read.places import Named
from tawthiq.read.sentence import Sentence
from tawthiq.read.sources import Voice
from tawthiq.record.claim import Link, PlaceRef, When

_PEOPLE = frozenset({"witness", "relative", "victim", "official", "party"})


@dataclass(slots=True)
class Discourse:
    """The memory of one reading; everything in it comes from earlier in the same text."""

    outlet: Link
    person: tuple[Link, ...] = ()
    body: tuple[Link, ...] = ()
    spoken: tuple[Link, ...] = ()
    spoken_in: tuple[int, int] = (-1, -1)
    media: Link | None = None
    figure: Draft | None = None
    places: tuple[PlaceRef, ...] = ()
    times: tuple[When, ...] = ()
    scene: int = -1
    known: dict[str, PlaceRef] = field(default_factory=dict)
    index: int = 0

    def heard(self, s: Sentence, voice: Voice) -> None:
        """Remember who spoke in a sentence."""
        if not voice.links:
            return
        root = voice.links[-1]
        chain = tuple(voice.links)
        if voice.verifier or root.kind == "unnamed":
            return
        if root.kind in _PEOPLE:
            self.person = chain
        if root.kind == "media":
            self.media = root
        if root.kind not in _PEOPLE - {"party", "official"}:
            self.body = chain
        self.spoken = chain
        self.spoken_in = (s.paragraph, self.index)

    def resolve(self, voice: Voice) -> Voice:
        """Give a pronoun's voice the chain of the one it stands for."""
        if voice.pronoun is None:
            return voice
        chain = self.person if voice.pronoun == "anaphor_person" else self.body
        chain = chain or self.spoken
        carried = [replace(link, carried=True) for link in chain if link.role == "speaker"]
        return replace(voice, links=[*voice.links, *carried] if not voice.links else [*voice.links, *carried[-1:]])

    def carried(self, s: Sentence) -> tuple[Link, ...]:
        """Return the chain of the sentence just before in this paragraph, marked as carried."""
        if self.spoken_in[0] != s.paragraph or self.spoken_in[1] < self.index - 1:
            return ()
        return tuple(replace(link, carried=True) for link in self.spoken)

    def stage(self, s: Sentence, places: tuple[PlaceRef, ...], times: tuple[When, ...]) -> None:
        """Remember where and when the last event of this paragraph happened."""
        if self.scene != s.paragraph:
            self.places, self.times, self.scene = (), (), s.paragraph
        self.places = places or self.places
        self.times = times or self.times

    def place(self, s: Sentence, named: Named) -> PlaceRef:
        """Return a place, with the container and precision that the text gave it earlier."""
        ref = named.ref(s)
        known = self.known.get(ref.name)
        if known is not None:
            if ref.within is None and known.within is not None:
                ref = replace(ref, within=known.within)
            if ref.precision == "settlement" and known.precision != "settlement" and ref.relation == known.relation:
                ref = replace(ref, precision=known.precision)
        if ref.relation == "in" and (known is None or (known.within is None and ref.within)):
            self.known[ref.name] = ref
        return ref
