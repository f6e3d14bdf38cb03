"""The dead that an Arabic text only mentions: a war's toll, the reason of a protest or a trial."""

from typing import Final

from tawthiq.read.parsed import Parsed
from tawthiq.read.slots import Frame

# How many words may stand between the word that makes a killing an occasion and the killing.
_REACH: Final = {"occasion": 4, "revenge": 4, "legal": 10, "funeral": 9}
_RELATIVES: Final = frozenset({"الذي", "التي", "الذين"})


def is_long_toll(p: Parsed, frame: Frame) -> bool:
    """Say whether the number of a frame runs since the beginning of something, or over years."""
    later = [other.i for other in p.frames if other.i > frame.i and other.event == frame.event]
    end = _clause_end(p, frame, min(later, default=len(p.s)))
    if p.s.has("long_ago", frame.i, end) is not None:
        return True
    for at, mention in p.dates.items():
        years = mention.year is not None and mention.day is None
        if years and frame.i < at < end and "منذ" in {p.s.key(at - 1), p.s.key(at - 2)}:
            return True
    earlier = [f.j for f in p.frames if f.i < frame.i and _counts_people(f)]
    return p.s.has("long_ago", max(earlier, default=0), frame.i) is not None


def _counts_people(frame: Frame) -> bool:
    """Say whether a frame has a number of its own, which a time before it belongs to."""
    return any(n.amount is not None or n.form != "plural" for n in frame.patients.nouns)


def _clause_end(p: Parsed, frame: Frame, end: int) -> int:
    """Return the word where a relative clause begins: what it says is of something else."""
    last = max((noun.j for noun in frame.patients.nouns), default=frame.j)
    for item in p.items:
        if last <= item.i < end and item.kind == "subordinator" and item.key in _RELATIVES:
            return item.i
    return end


def is_occasion(p: Parsed, frame: Frame) -> bool:
    """Say whether a frame names the reason of a protest, a revenge or a trial."""
    for kind, reach in _REACH.items():
        for k in range(max(frame.i - reach - 4, 0), frame.i):
            mark = p.s.at(kind, k)
            if mark is not None and 0 <= frame.i - mark.j <= reach:
                return True
    return False
