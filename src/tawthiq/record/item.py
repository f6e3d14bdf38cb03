"""What is preserved: receipts, items, derivatives and the text views made of them.

A receipt is one act of receiving; it holds one or more items. An item is bytes plus the
receipts that brought them. A derivative is made from an item by named operations; the
text view is the derivative that claims quote.
"""

from dataclasses import dataclass

from tawthiq.record.capture import Capture


@dataclass(frozen=True, slots=True)
class FileName:
    """A name as it came: shown text, and the bytes in hex where they were not UTF-8."""

    text: str
    bytes_hex: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """From whom or where, through which channel, when, why, under which promise."""

    received_at: str
    giver: str | None = None
    channel: str | None = None
    why: str | None = None
    promise: str | None = None
    note: str | None = None
    captures: tuple[Capture, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """Something preserved; `sha256` names its bytes in the vault.

    The path is the one below the folder that was given, with `/` between its parts;
    `modified_at` is the file's own time stamp, kept verbatim and never taken for truth.
    What the item says in its own voice is said by `outlet`, or by `speaker` where it is one
    source's own statement or testimony. `protected` is the code name of a protected giver.
    """

    sha256: str
    bytes: int
    name: FileName
    receipt: str
    media_type: str
    folder: str = ""
    modified_at: str | None = None
    dated: str | None = None
    outlet: str | None = None
    speaker: str | None = None
    protected: str | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """The same bytes came again: which item, with which receipt, under which name."""

    item: str
    receipt: str
    name: FileName
    folder: str = ""
    modified_at: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A named stretch of a text view, in code points: a page, a paragraph, a cell."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class TextView:
    """The text that claims quote: made from `item` by `reader`, kept in the vault.

    Decoded strictly, errors to U+FFFD, line ends kept, no normalisation. A file that
    could not be read has no text and says why in `unreadable`.
    """

    item: str
    reader: str
    sha256: str | None = None
    characters: int = 0
    unreadable: str | None = None
    parts: tuple[Part, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
