"""Places in a text before names were replaced, to places after it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from tawthiq.record.chat import Attachment, Message, Messages, Stretch


class Mover:
    """Places before some edits to places after them; an edge inside a name goes to its edge."""

    def __init__(self, edits: Sequence[tuple[int, int, str]]) -> None:
        """Take edits (start, end, what stands there from now on) in order."""
        self._starts = [start for start, _, _ in edits]
        self._ends = [end for _, end, _ in edits]
        self._lengths = [len(code) for _, _, code in edits]
        self._shifts = [0]
        for start, end, code in edits:
            self._shifts.append(self._shifts[-1] + len(code) - (end - start))

    def start(self, place: int) -> int:
        """Return where something that begins at `place` begins."""
        index = bisect_right(self._ends, place)
        if index < len(self._starts) and self._starts[index] < place:  # inside a name
            place = self._starts[index]
        return place + self._shifts[index]

    def end(self, place: int) -> int:
        """Return where something that ends at `place` ends."""
        index = bisect_right(self._ends, place)
        if index < len(self._starts) and self._starts[index] < place:
            return self._starts[index] + self._shifts[index] + self._lengths[index]
        return place + self._shifts[index]

    def stretch(self, pair: Stretch) -> Stretch:
        """Return where a stretch stands."""
        start = self.start(pair[0])
        return start, max(start, self.end(pair[1]))

    def moved(self, found: Messages) -> Messages:
        """Return messages where they stand after the edits."""
        return replace(
            found,
            messages=tuple(map(self._message, found.messages)),
            others=tuple(map(self.stretch, found.others)),
            conversations=tuple(
                (kind, title and self.stretch(title)) for kind, title in found.conversations
            ),
        )

    def _message(self, one: Message) -> Message:
        stretch = self.stretch
        start, end = stretch((one.start, one.end))
        attached = one.attachments
        return one._replace(
            start=start,
            end=end,
            words=stretch(one.words),
            stamp=stretch(one.stamp),
            sender=one.sender and stretch(one.sender),
            forwarded=one.forwarded and stretch(one.forwarded),
            attachments=attached
            and tuple(Attachment(*stretch((a, b)), why) for a, b, why in attached),
        )
