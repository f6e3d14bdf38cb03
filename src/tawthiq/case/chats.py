"""Chats of a case: their messages, one by one, and the order of their dates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.parts import Parts
from tawthiq.preserve.chats import chat_entered, reordered
from tawthiq.record.chat import Chat, Message, Messages, Order, from_json
from tawthiq.record.claim import Span
from tawthiq.record.entry import Draft
from tawthiq.view import queries
from tawthiq.view.chats import beside, characters, chats


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that a message names; `item` is the one that came with the chat, if it did."""

    name: str
    missing: str | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One message as it is shown: places filled with what stands there.

    `time` rests on the order of day and month that the chat's facts give; `is_sure` is false
    where that order rests on nothing.
    """

    item: str
    number: int
    sender: str | None
    written: str
    time: str | None
    is_sure: bool
    words: Span
    id: str | None = None
    utc: str | None = None
    reply_to: str | None = None
    forwarded_from: str | None = None
    attachments: tuple[Attached, ...] = ()
    is_service: bool = False
    edited: bool = False
    conversation: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A chat: what is known of it, its messages, and what in it was not understood."""

    chat: Chat
    messages: tuple[Told, ...]
    others: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Chats:
    """The chats that a case holds."""

    parts: Parts

    def __call__(self) -> dict[str, Chat]:
        """Return what is known of each chat, by item."""
        return chats(self.parts.views)

    def messages(self, item: str) -> Listing:
        """Return the messages of the one chat whose id begins with `item`."""
        chat = self._chat(item)
        text, found = self._text(chat), messages_of(self.parts, chat)
        came = beside(self.parts.views, chat.item)
        numbered = enumerate(found.messages, 1)
        told = (_told(number, one, text, found, chat.item, came) for number, one in numbered)
        others = tuple(Span(text[start:end], start, end) for start, end in found.others)
        return Listing(chat, tuple(told), others)

    def reorder(self, item: str, order: Order) -> Chat:
        """Enter in which order day and month stand in the dates of a chat."""
        chat = self._chat(item)
        if chat.basis == "export":
            raise UsageError("chat.dates", "this export states its dates itself; nothing to decide")
        text = self._text(chat)
        found = reordered(messages_of(self.parts, chat), text, order)
        made = chat_entered(self.parts.ledger, chat.item, text, chat.text, found)
        self.parts.ledger.append([Draft("chat", to_plain(made), (chat.item,))], [made.sha256])
        self.parts.views.refresh()
        return made

    def _chat(self, prefix: str) -> Chat:
        items = [key for key in queries.items(self.parts.views) if key.startswith(prefix)]
        if len(items) != 1 or not prefix:
            raise UsageError("item.unknown", f"no one item has an id that begins with {prefix!r}")
        chat = chats(self.parts.views).get(items[0])
        if chat is None:
            says = (
                "this item is no chat whose messages are known; 'tawthiq messages' lists the chats"
            )
            raise UsageError("chat.none", says)
        return chat

    def _text(self, chat: Chat) -> str:
        with self.parts.ledger.vault.open(chat.text) as blob:
            return blob.read().decode("utf-8")


def messages_of(parts: Parts, chat: Chat) -> Messages:
    """Return the messages of a chat from the vault."""
    size = characters(parts.views, chat.item)
    with parts.ledger.vault.open(chat.sha256) as blob:
        return from_json(blob.read().decode("ascii", "replace"), size)


def all_messages(parts: Parts, items: Iterable[str]) -> dict[str, Messages]:
    """Return the messages of those of some items that are chats; damaged ones are left out."""
    known = chats(parts.views)
    found: dict[str, Messages] = {}
    for item in items:
        if item in known:
            try:
                found[item] = messages_of(parts, known[item])
            except DamagedError:
                continue
    return found


def _told(
    number: int, one: Message, text: str, found: Messages, item: str, came: Mapping[str, str]
) -> Told:
    def at(place: tuple[int, int] | None) -> str | None:
        return None if place is None else text[slice(*place)]

    titles = found.conversations
    title = titles[one.conversation][1] if one.conversation < len(titles) else None
    names = [(text[a.start : a.end].strip(), a.missing) for a in one.attachments]
    return Told(
        item=item,
        number=number,
        sender=at(one.sender),
        written=text[slice(*one.stamp)].strip("[]- \u200e\u200f"),
        time=one.at,
        is_sure=found.dates.is_sure,
        words=Span(text[slice(*one.words)], *one.words),
        id=one.id,
        utc=one.utc,
        reply_to=one.reply_to,
        forwarded_from=at(one.forwarded),
        attachments=tuple(
            Attached(name, missing, None if missing else came.get(name)) for name, missing in names
        ),
        is_service=one.is_service,
        edited=one.edited,
        conversation=at(title) if len(titles) > 1 else None,
    )
