"""The adapter that gives stage preserve its foreign formats: sniffing, and the cage."""

import dataclasses

from tawthiq.kit.cage import Cage, Unreadable
from tawthiq.ledger.form import Readable
from tawthiq.preserve.text import extract_in_cage, has_reader, sniff
from tawthiq.record.chat import Messages
from tawthiq.record.item import TextView


class CagedReading:
    """Kinds by content and name; texts made by warm children with limits."""

    def __init__(self, cage: Cage) -> None:
        """Use `cage` for every parse."""
        self._cage = cage

    def kind(self, head: bytes, name: str) -> str:
        """Return the media type by first bytes and name."""
        return sniff(head, name).media_type

    def text(self, file: Readable, media_type: str) -> tuple[TextView, str, Messages | None] | None:
        """Return the text view, its text and its messages; None where the kind has no text."""
        if not has_reader(media_type):
            return None
        result = extract_in_cage(self._cage, file, media_type)
        if isinstance(result, Unreadable):
            return TextView(item="", reader="none", unreadable=result.reason), "", None
        view = TextView(
            item="",
            reader=result.reader,
            parts=tuple(result.parts),
            facts=tuple(sorted(dict(result.facts).items())),
        )
        view = dataclasses.replace(view, characters=len(result.text))
        return view, result.text, result.messages
