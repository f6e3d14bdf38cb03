"""What one sentence leaves for the next: who spoke, which toll, which place and day."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from tawthiq.base.script import fold
from tawthiq.kit.lexicon.pack import Pack
from tawthiq.read.draft import Draft
from tawthiq.read.roles import points_back, same_role
from tawthiq.read.sentence import Sentence
from tawthiq.read.toponyms import Named
from tawthiq.read.voice import Voice
from tawthiq.record.claim import Link, PlaceRef, When

_ACRONYM: Final = re.compile(
    r"((?:[A-Z][\w'’-]*)(?: (?:(?:of|for|and|the|in) )?[A-Z][\w'’-]*){1,6}) \(([A-Z]{2,8})\)"
)
_SINGLE_MEDIA: Final = frozenset(
    {"video", "photo", "photograph", "image", "clip", "footage", "recording", "picture"}
    | {"صوره", "فيديو", "تسجيل", "مقطع"}
)
_REMEMBERED: Final = 200
"""So many names are held at a time: no writer means one from hundreds of people ago."""
_PEOPLE: Final = frozenset({"witness", "relative", "victim", "official", "party"})


@dataclass(slots=True)
class Discourse:
    """The memory of one reading; everything in it comes from earlier in the same text."""

    own: tuple[Link, ...]
    person: tuple[Link, ...] = ()
    body: tuple[Link, ...] = ()
    spoken: tuple[Link, ...] = ()
    spoken_in: tuple[int, int] = (-1, -1)
    media: Link | None = None
    figure: Draft | None = None
    missing: Draft | None = None
    places: tuple[PlaceRef, ...] = ()
    times: tuple[When, ...] = ()
    scene: int = -1
    known: dict[str, PlaceRef] = field(default_factory=dict)
    names: dict[str, Link] = field(default_factory=dict)
    full: dict[str, None] = field(default_factory=dict)
    media_names: dict[str, int] = field(default_factory=dict)
    roles: list[Link] = field(default_factory=list)
    root: str | None = None
    index: int = 0
    past: bool = False
    quoting: bool = False
    quoted_in: int = -1
    since: int = 0
    day: date | None = None
    dead: list[frozenset[str]] = field(default_factory=list)

    def meet(self, text: str, pack: Pack) -> None:
        """Learn the short names that a text gives its bodies: "… Administration (SGA)"."""
        for match in _ACRONYM.finditer(text):
            kinds = [
                term.rule.text("kind")
                for size in range(len(match[1].split()))
                for term in pack.terms.get(fold(" ".join(match[1].split()[size:])), ())
                if term.rule.kind == "source"
            ]
            if kinds:
                name = match[1].removeprefix("The ")
                self.names[match[2]] = Link(name, kinds[0])  # type: ignore[arg-type]

    def recognise(self, link: Link) -> Link:
        """Return a link under the full name that the text gave it before."""
        if link.name is None or link.kind not in {"witness", "official", "party", "unnamed"}:
            return link
        words = link.name.split()
        longer = next((name for name in self.full if _is_end_of(link.name, name)), None)
        if longer is not None and link.kind != "witness":
            return replace(link, name=longer)
        if words[0][:1].isupper() and len(words) > 1:
            self.full.setdefault(link.name, None)
            if len(self.full) > _REMEMBERED:
                del self.full[next(iter(self.full))]
        full = self.names.get(words[-1])
        if full is not None and len(words) == 1:
            return replace(link, name=full.name, kind=full.kind)
        if words[-1][:1].isupper() and len(words) > 1 and words[0][:1].isupper():
            self.names.setdefault(words[-1], link)
        return link

    def heard(self, s: Sentence, voice: Voice) -> None:
        """Remember who spoke in a sentence."""
        if not voice.links:
            return
        root = voice.links[-1]
        chain = tuple(voice.links)
        if root.kind in _PEOPLE and root.name and not root.carried:
            others = (link for link in self.roles[-_REMEMBERED:] if link.name != root.name)
            self.roles = [*others, root]
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

    def resolve(self, s: Sentence, voice: Voice) -> Voice:
        """Give a pronoun's voice the chain of the one it stands for."""
        if voice.pronoun is None:
            return replace(voice, links=[self._again(s, self.recognise(x)) for x in voice.links])
        chain = self.person if voice.pronoun == "anaphor_person" else self.body
        chain = chain or self.spoken or tuple(voice.spare)
        if voice.spare and not chain[-1].carried and chain == tuple(voice.spare):
            return replace(voice, links=[*voice.links, *voice.spare])
        carried = [replace(link, carried=True) for link in chain if link.role == "speaker"]
        return replace(
            voice,
            links=[*voice.links, *carried] if not voice.links else [*voice.links, *carried[-1:]],
        )

    def _again(self, s: Sentence, link: Link) -> Link:
        """Return "the doctor", «الطبيب نفسه» under the name of whom the text spoke of before."""
        if link.span is None or link.kind not in _PEOPLE | {"unnamed"} or not self.roles:
            return link
        if not points_back(s, link.span):
            return link
        before = same_role(link.span.text, self.roles)
        return link if before is None else replace(link, name=before.name, kind=before.kind)

    def named_media(
        self,
        s: Sentence,
        chain: tuple[Link, ...],
        places: tuple[PlaceRef, ...],
        times: tuple[When, ...],
    ) -> tuple[Link, ...]:
        """Give a single video or photo a name that tells it from others: its place and day.

        "One video" in two reports is no one source by its words alone; "video from X, 7
        March 2031" is one, as far as the words go. A plural ("videos") keeps its words.
        """
        root = chain[-1] if chain else None
        if root is None or root.kind != "media" or root.name is None or not places:
            return chain
        words = fold(root.name).split()
        kind = next((word for word in words if word in _SINGLE_MEDIA), None)
        if kind is None:
            return chain
        shown = next((w for w in root.name.split() if fold(w) == kind), kind).lower()
        of, comma = ("من", "،") if "\u0600" <= kind[0] <= "\u06ff" else ("from", ",")
        name = f"{shown} {of} {places[0].name}"
        if times and times[0].precision == "day" and not times[0].partial:
            name += f"{comma} {times[0].from_}"
        if "another" in words and name in self.media_names:
            self.media_names[name] += 1
            name += f" ({self.media_names[name]})"
        self.media_names.setdefault(name, 1)
        del s
        return (*chain[:-1], replace(root, name=name))

    def tell(self, drafts: list[Draft]) -> None:
        """Remember the toll that a sentence gives; parts and increments do not replace it."""
        for draft in drafts:
            if draft.event in {"disappearance", "detention"} and draft.least:
                self.missing = draft
            first = self.figure is None or self.figure.sentence is not draft.sentence
            if first and draft.whole is None and _is_toll(draft):
                self.figure = draft

    def carried(self, s: Sentence) -> tuple[Link, ...]:
        """Return the chain of the sentence just before in this paragraph, marked as carried."""
        if self.spoken_in[0] != s.paragraph or self.spoken_in[1] < self.index - 1:
            return ()
        return tuple(replace(link, carried=True) for link in self.spoken)

    def quote(self, s: Sentence) -> None:
        """Remember whether a quotation is still open behind a sentence."""
        said = s.text[s.start : s.end]
        opened, closed = said.rfind("“"), said.rfind("”")
        if max(opened, closed) >= 0:
            self.quoting = opened > closed
        elif (said.count('"') - (self.quoting and said.startswith('"'))) % 2:
            self.quoting = not self.quoting
        elif self.quoted_in != s.paragraph:
            self.quoting = False
        self.quoted_in = s.paragraph

    def in_quote(self, s: Sentence) -> tuple[Link, ...]:
        """Return who speaks on in a quotation of several sentences or paragraphs, as carried."""
        near = s.paragraph - self.quoted_in
        opens = s.text[s.words[0].start : s.words[0].start + 1] in {"“", '"'}
        opens = opens or s.text[s.start : s.start + 1] in {"“", '"'}
        if near > 1 or not (self.quoting or (opens and near == 1)) or (near == 1 and not opens):
            return ()
        if self.spoken_in[0] < s.paragraph - 2:
            return ()
        return tuple(replace(link, carried=True) for link in self.spoken)

    def stage(
        self, s: Sentence, root: str | None, places: tuple[PlaceRef, ...], times: tuple[When, ...]
    ) -> None:
        """Remember where and when the last act of violence of this paragraph happened."""
        self.root = root
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
            if (
                ref.precision == "settlement"
                and known.precision != "settlement"
                and ref.relation == known.relation
            ):
                ref = replace(ref, precision=known.precision)
        if ref.relation == "in" and (known is None or (known.within is None and ref.within)):
            self.known[ref.name] = ref
        return ref


def _is_end_of(short: str, name: str) -> bool:
    """Say whether a name repeats the first or last words of a longer one ("Interior Ministry")."""
    return (
        len(short) < len(name)
        and " " in short
        and (name.startswith(short + " ") or name.endswith(" " + short))
    )


def _is_toll(draft: Draft) -> bool:
    if not draft.count:
        return False
    count = draft.count[0]
    return (
        count.unit in {"persons_killed", "bodies"}
        and count.binds in {"stated", "documented", "increment"}
        and draft.polarity == "affirmed"
        and count.min is not None
    )
