"""Which voice speaks a frame, and what chain, status and aspects follow from it."""

from dataclasses import dataclass, field, replace
from typing import Final

from tawthiq.kit.lexicon.numbers import read_number
from tawthiq.read.discourse import Discourse
from tawthiq.read.sentence import Sentence
from tawthiq.read.slots import Frame
from tawthiq.read.sources import asked_party
from tawthiq.read.voice import Voice
from tawthiq.record.claim import Link, Status, StatusValue

_OPENING: Final = frozenset('“«"')
_APART: Final = frozenset({";", "while", "whereas", "but", "however", "بينما", "فيما", "لكن"})
_CITING: Final = frozenset({"citing", "quoting", "نقلا"})
_PASSIVE: Final = frozenset({"passive", "of", "head", "toll", "found"})


@dataclass(slots=True)
class Speech:
    """The attribution of one frame."""

    chain: tuple[Link, ...]
    status: Status
    aspects: dict[str, str] = field(default_factory=dict)
    voice: Voice | None = None
    rules: set[str] = field(default_factory=set)

    @property
    def root_kind(self) -> str | None:
        """The kind of the original source."""
        speakers = [link for link in self.chain if link.role != "verifier"]
        return speakers[-1].kind if speakers else None


def speech_for(s: Sentence, voices: list[Voice], frame: Frame, talk: Discourse) -> Speech:
    """Return who says what a frame says."""
    speaking = [voice for voice in voices if not voice.verifier and voice.links]
    speaking = [voice for voice in speaking if not voice.stance or voice.speaks]
    verifying = [voice for voice in voices if voice.verifier]
    if frame.mark.rule.kind == "stance":
        return _stance(s, voices, frame, talk)
    if frame.event == "verification_caveat":
        return _caveat(s, frame, talk)
    voice = _governing(speaking, frame)
    if voice is None and any(v.stance and v.links and v.i < frame.i for v in voices):
        speech = Speech(talk.own, Status("asserted"))  # who is silent or condemns tells nothing
    else:
        speech = _unspoken(s, frame, talk) if voice is None else _spoken(s, voice, speaking)
    for verifier in verifying:
        _verify(s, speech, verifier)
    return speech


def _governing(voices: list[Voice], frame: Frame) -> Voice | None:
    """Choose the nearest voice whose reach covers the frame; an outer one only if none does."""
    own = [v for v in voices if v.i <= frame.i < v.j and v.links[-1].kind != "unnamed"]
    if own:
        return own[-1]
    inner = [
        v for v in voices if v.reach == "after" and v.j <= frame.i and v.links[-1].kind != "unnamed"
    ]
    if inner:
        return max(inner, key=lambda voice: voice.i)
    around = [v for v in voices if v.reach == "all" and v.links[-1].kind != "unnamed"]
    if around:
        return around[0]
    behind = [v for v in voices if v.reach == "before" and v.i >= frame.j - 1]
    if behind:
        return min(behind, key=lambda voice: voice.i)
    vague = [v for v in voices if v.reach == "all" or (v.reach == "after" and v.j <= frame.i)]
    if vague:
        return vague[-1]
    # The cue may be the frame's own verb ("denied", "accused"), or stand right on it.
    near = [v for v in voices if v.reach == "after" and v.i <= frame.j and v.begin <= frame.i]
    return near[-1] if near else None


def _spoken(s: Sentence, voice: Voice, voices: list[Voice]) -> Speech:
    links = list(voice.links)
    outer = [
        v
        for v in voices
        if v is not voice
        and v.reach == "after"
        and v.j <= voice.begin
        and v.j <= voice.i
        and not any(s.key(k) in _APART for k in range(v.j, voice.begin))
    ]
    if outer and outer[-1].links and outer[-1].links[-1].name != links[-1].name:
        links = [*outer[-1].links, *links]
    later = [v for v in voices if v.reach == voice.reach == "before" and v.i > voice.i and v.links]
    if later and read_number(s.keys, later[0].i - 1) is not None:
        later = []  # "12 according to A, 15 according to B": each has its own number
    if later and s.key(later[0].i) not in _CITING:
        links = [*(replace(link, role="relayed_by") for link in later[0].links), *links]
    citing = [v for v in voices if v is not voice and v.reach == "before" and s.key(v.i) in _CITING]
    if citing:
        links = [*links, *citing[0].links]
    status = Status(_status(voice), voice.span)
    speech = Speech(tuple(_unique(links)), status, {}, voice, set(voice.rules))
    if status.value == "verified":
        root = speech.chain[-1]
        speech.chain = (replace(root, role="verifier"), *speech.chain)
        speech.aspects = {"number": "verified", "place": "verified"}
    if s.has("geolocation", 0, len(s)):
        speech.rules.add(f"{s.pack.language}.word.geolocation")
    return speech


def _unique(links: list[Link]) -> list[Link]:
    kept: list[Link] = []
    for link in links:
        if not any(link.name == other.name and link.role == other.role for other in kept):
            kept.append(link)
    return kept


def _status(voice: Voice) -> StatusValue:
    value = voice.status
    root = voice.links[-1]
    if value == "asserted" and root.kind == "party":
        value = "official_claim"
    return value  # type: ignore[return-value]


def _unspoken(s: Sentence, frame: Frame, talk: Discourse) -> Speech:
    """A frame without a voice: carried from the sentence before, else the outlet's own."""
    spoken = talk.in_quote(s)
    if spoken:
        return Speech(spoken, Status("asserted"))
    carried = talk.carried(s)
    quoted = s.key(0)[:1] in _OPENING or (s.words and s.text[s.words[0].start] in _OPENING)
    whole = any(noun.partitive or noun.remainder for noun in frame.patients.nouns)
    passive = (frame.voice in _PASSIVE and frame.counts) or s.key(frame.i - 1) in {"was", "were"}
    if carried and (quoted or whole or passive):
        return Speech(carried, Status("asserted"))
    return Speech(talk.own, Status("asserted"))


def _stance(s: Sentence, voices: list[Voice], frame: Frame, talk: Discourse) -> Speech:
    """Whoever condemns, declines or does not answer is the root of that claim."""
    own = [voice for voice in voices if voice.i <= frame.i < voice.j and voice.links]
    other = [voice for voice in voices if voice.links and not voice.verifier]
    voice = own[0] if own else (other[-1] if other else None)
    if voice is None:
        return Speech(talk.carried(s) or talk.own, Status("asserted"))
    span = s.span(frame.i, frame.j)
    asked = asked_party(s, frame.i) if voice.pronoun is not None else None
    links = [*voice.links[:-1], asked] if asked is not None else voice.links
    return Speech(tuple(_unique(links)), Status("asserted", span), {}, voice, set(voice.rules))


def _caveat(s: Sentence, frame: Frame, talk: Discourse) -> Speech:
    """Whoever could not verify speaks the caveat."""
    mark = s.has("source", 0, frame.i)
    span = s.span(frame.i, frame.j)
    if mark is None:
        return Speech(talk.own, Status("unverified", span))
    start = mark.i - 1 if s.capital(mark.i - 1) and s.capital(mark.i) and mark.i > 0 else mark.i
    who = s.span(start, mark.j)
    kind = mark.rule.text("kind") or "unnamed"
    link = Link(who.text, kind, span=who)  # type: ignore[arg-type]
    return Speech((link,), Status("unverified", span), rules={mark.rule.id})


def _verify(s: Sentence, speech: Speech, verifier: Voice) -> None:
    """Put a verifier into the chain, before the root; what it checked is the number."""
    link = verifier.links[-1]
    speech.chain = (*speech.chain[:-1], link, *speech.chain[-1:])
    speech.status = Status("verified", verifier.span)
    speech.aspects = {"number": "verified"}
    if s.has("geolocation", 0, len(s)):
        speech.aspects["place"] = "verified"
    speech.rules.update(verifier.rules)
