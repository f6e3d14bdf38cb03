"""The dead that an Arabic text only mentions: a war's toll, the reason of a protest or a trial."""

from typing import Final

from tawthiq.read.parsed import Parsed
from tawthiq.read.slots import Frame

# How many words may stand between the word that makes a killing an occasion and the killing.
_REACH: Final = {"occasion": 4, "revenge": 4, "legal": 10}


def is_long_toll(p: Parsed, frame: Frame) -> bool:
    """Say whether the number of a frame runs since the beginning of something, or over years."""
    later = [other.i for other in p.frames if other.i > frame.i and other.event == frame.event]
    end = min(later, default=len(p.s))
    if p.s.has("long_ago", frame.i, end) is not None:
        return True
    for at, mention in p.dates.items():
        years = mention.year is not None and mention.day is None
        if years and frame.i < at < end and "منذ" in {p.s.key(at - 1), p.s.key(at - 2)}:
            return True
    first = min(other.i for other in p.frames)
    return frame.i == first and p.s.has("long_ago", 0, first) is not None


def is_occasion(p: Parsed, frame: Frame) -> bool:
    """Say whether a frame names the reason of a protest, a revenge or a trial."""
    for kind, reach in _REACH.items():
        for k in range(max(frame.i - reach - 4, 0), frame.i):
            mark = p.s.at(kind, k)
            if mark is not None and 0 <= frame.i - mark.j <= reach:
                return True
    return False
