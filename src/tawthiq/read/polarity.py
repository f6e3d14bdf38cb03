"""Whether the words affirm, negate, deny, avert or leave open what a trigger says."""

from typing import Final

from tawthiq.read.items import Item
from tawthiq.read.sentence import Sentence
from tawthiq.read.slots import Frame
from tawthiq.read.voice import Voice
from tawthiq.record.claim import Polarity

_PRESENT: Final = frozenset("يتن")
_CAVEAT: Final = "verification_caveat"
_BOUNDARY: Final = frozenset({"stop", "cue", "according", "stance"})


def polarity_of(s: Sentence, items: list[Item], frame: Frame, voice: Voice | None) -> Polarity:
    """Return the polarity of a frame under the voice that speaks it."""
    own = frame.mark.rule.text("polarity")
    if own == "negated":
        return "negated"
    if any(noun.zero for noun in frame.patients.nouns):
        return "denied" if voice is not None and voice.polarity == "denied" else "negated"
    if _is_open(s, items, frame):
        return "unclear"
    turned = _turned(s, items, frame)
    if voice is not None and voice.polarity == "denied" and turned != "negated":
        return "denied"
    return turned or "affirmed"


def _is_open(s: Sentence, items: list[Item], frame: Frame) -> bool:
    """Say whether "unclear whether" or "if" stands before the trigger in its clause."""
    near = frame.event != _CAVEAT
    for index in range(frame.at - 1, -1, -1):
        item = items[index]
        if item.kind == "stop":
            return False
        if item.kind == "unclear":
            return True
        if item.kind in {"comma", "and"}:
            near = False
        if near and item.mark is not None and item.mark.rule.text("event") == _CAVEAT:
            return True  # "could not verify who killed them"
        if item.kind == "conditional" and s.key(item.i) != "whether":
            return True
    return False


def _turned(s: Sentence, items: list[Item], frame: Frame) -> Polarity | None:
    passed_trigger = False
    for index in range(frame.at - 1, max(frame.at - 9, -1), -1):
        item = items[index]
        if item.kind in _BOUNDARY or (item.kind == "comma" and index < frame.at - 5):
            return None
        if item.kind == "comma":
            passed_trigger = True  # "he escaped, but his wife was killed"
        if item.kind == "resulting":
            return None  # what was tried led to this
        if item.key == "قد" and s.key(frame.i)[:1] in _PRESENT and not passed_trigger:
            return "unclear"  # «قد يموتون»: they may die
        if item.kind == "averted" and not passed_trigger and not _is_would_be(items, index, frame):
            return "averted"
        if item.kind == "other" and not passed_trigger and s.at("barely", item.i) is not None:
            return "averted"  # "nearly lynched a preacher"
        if item.kind == "negation" and not passed_trigger and _near(items, index, frame.at):
            return "negated"
        if item.kind == "modal" and not passed_trigger and _near(items, index, frame.at):
            return "unclear"
        if item.kind == "trigger":
            passed_trigger = True
        if item.kind == "subordinator" and passed_trigger:
            return None
    return None


def _is_would_be(items: list[Item], index: int, frame: Frame) -> bool:
    """Say whether a word only says what the one struck had meant to do ("a would-be bomber")."""
    behind = items[index + 1].noun
    return items[index].key == "would-be" and behind in frame.patients.nouns


def _near(items: list[Item], index: int, at: int) -> bool:
    """Say whether only small words stand between a negation and its verb."""
    return all(
        items[k].kind in {"adverb", "auxiliary", "perfect", "do", "modal", "negation", "reportedly"}
        for k in range(index + 1, at)
    )
