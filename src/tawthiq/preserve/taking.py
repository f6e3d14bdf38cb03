"""What one act of receiving takes, and what it gave: facts that intake passes on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from tawthiq.ledger.form import Readable
from tawthiq.preserve.chats import Covered
from tawthiq.preserve.walk import Failure, Given
from tawthiq.record.chat import Chat, Messages, Order
from tawthiq.record.item import Item, Receipt, TextView

Advance = Callable[[int], None]


class Reading(Protocol):
    """How foreign bytes become a kind and a text; given by the case."""

    def kind(self, head: bytes, name: str) -> str:
        """Return the media type by first bytes and name."""

    def text(self, file: Readable, media_type: str) -> tuple[TextView, str, Messages | None] | None:
        """Return the text view (without item and digest), its text, and messages if it has any.

        None for what has no text.
        """


@dataclass(frozen=True, slots=True)
class Stated:
    """What the person who hands files over states of all of them."""

    receipt: Receipt
    dated: str | None = None
    outlet: str | None = None
    speaker: str | None = None
    protected: str | None = None
    senders_open: bool = False
    date_order: Order | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """One file whose bytes lie in the vault; `chat` is what a chat export says.

    What came inside an archive has the archive's item as `within`, and the chat whose people
    its name may name as `beside`.
    """

    given: Given
    sha256: str
    bytes: int
    media_type: str
    chat: Covered | None = None
    within: str | None = None
    beside: Covered | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """One preserved file: its item, and whether its bytes were held before."""

    id: str
    item: Item
    known: bool


@dataclass(slots=True)
class Preserved:
    """What one act of receiving gave; `told` are the chats whose text is entered already.

    `chats` says of the new chats, by item, what was found in them.
    """

    receipt: str = ""
    kept: list[Kept] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    unreadable: list[Failure] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    chats: dict[str, Chat] = field(default_factory=dict)

    @property
    def new(self) -> list[Kept]:
        """Those whose bytes were not held before."""
        return [item for item in self.kept if not item.known]
