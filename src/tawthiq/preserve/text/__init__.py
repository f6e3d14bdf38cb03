"""Text views: what a file says, letter by letter, with the place of every piece."""

from pathlib import Path

from tawthiq.kit.cage import Cage, Unreadable
from tawthiq.ledger.form import Readable
from tawthiq.preserve.text.kind import HEAD_BYTES, Kind, sniff
from tawthiq.preserve.text.result import ShapeError, TextResult, from_wire
from tawthiq.preserve.text.tasks import READERS, TASK, extract

__all__ = [
    "HEAD_BYTES",
    "TASK",
    "Kind",
    "TextResult",
    "extract",
    "extract_in_cage",
    "has_reader",
    "sniff",
]


def has_reader(media_type: str) -> bool:
    """Whether a text view of this media type can be made at all."""
    return media_type in READERS


def extract_in_cage(cage: Cage, path: Path | Readable, media_type: str) -> TextResult | Unreadable:
    """Read the text of one file in a child of `cage`, which must know `TASK`.

    Returns:
        The text with its parts and facts; or why it could not be read, in one clause.
    """
    outcome = cage.call(TASK.name, {"media_type": media_type}, [path])
    if isinstance(outcome, Unreadable):
        return outcome
    try:
        return from_wire(outcome.value)
    except ShapeError:
        return Unreadable("cage.wire", "its reader answered nothing that can be understood")
