"""A chat at intake: is it one, what is entered of it openly, and what is sealed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from tawthiq.base.shape import to_plain
from tawthiq.ledger.ledger import Ledger
from tawthiq.preserve.chats.covering import (
    Covered,
    cover,
    covered_folder,
    covered_name,
    titled,
    told_open,
)
from tawthiq.preserve.chats.heads import recognise
from tawthiq.preserve.chats.people import Codes, Person, cleaned, codes_of, key_of
from tawthiq.record.chat import Chat, Messages, Order, chat_of, to_json
from tawthiq.record.entry import Draft
from tawthiq.record.identity import HeldAs, Identity
from tawthiq.record.item import FileName, Item, TextView

HEAD_BYTES = 1 << 16
Made = tuple[TextView, str, Messages | None]
"""A text view, its text, and its messages where its format has a reader of its own."""
_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_PAGE = b"chat_page"


@dataclass(frozen=True, slots=True)
class Renamed:
    """What a chat's file was called, beside the item that no longer says so."""

    chat: Covered | None
    codes: Codes
    name: FileName
    folder: str
    modified_at: str | None


@dataclass(frozen=True, slots=True)
class Chats:
    """How the chats of one act of receiving are taken; with `codes` None senders stay open.

    `order` is the order of day and month in their dates, where a person states it.
    """

    codes: Codes | None
    order: Order | None = None

    @classmethod
    def of(cls, ledger: Ledger, *, stay_open: bool, order: Order | None = None) -> "Chats":
        """Return how a case takes chats."""
        return cls(None if stay_open else codes_of(ledger), order)

    def early(
        self, head: bytes, media_type: str, read: Callable[[], Made | None]
    ) -> Covered | None:
        """Return the chat of a file that begins as one, before its item is entered."""
        if self.codes is None or not begins_as_chat(head, media_type):
            return None
        made = read()
        if made is None or made[0].unreadable:
            return None
        view, text, messages = made
        return cover(view, text, self.codes, messages, self.order)

    def told(self, made: Made) -> tuple[Made, tuple[Person, ...]]:
        """Return view, text and messages as they are entered, and who the code names are."""
        view, text, messages = made
        if view.unreadable is not None:
            return made, ()
        if self.codes is None:
            view, messages = told_open(view, text, messages, self.order)
            return (view, text, messages), ()
        chat = cover(view, text, self.codes, messages, self.order)
        return (made, ()) if chat is None else ((chat.view, chat.text, chat.messages), chat.people)

    def renamed(self, item: Item, chat: Covered | None) -> tuple[Item, Renamed | None]:
        """Return an item without its people's names in its file's name, and what it was."""
        if self.codes is None or (chat is None and titled(item.name.text) is None):
            return item, None
        name = covered_name(item.name, chat, self.codes)
        folder = item.folder if chat is None else covered_folder(item.folder, chat)
        if (name, folder) == (item.name, item.folder):
            return item, None
        was = Renamed(chat, self.codes, item.name, item.folder, item.modified_at)
        return replace(item, name=name, folder=folder), was


def entered(
    ledger: Ledger, item: str, view: TextView, text: str, messages: Messages | None = None
) -> tuple[list[Draft], Chat | None]:
    """Put a text and the messages in it into the vault; return their entries, and the chat."""
    sha256 = ledger.vault.put(BytesIO(text.encode()))[0]
    payload = {**to_plain(view), "item": item, "sha256": sha256, "characters": len(text)}
    drafts = [Draft("text", payload, (item,))]
    if messages is None:
        return drafts, None
    chat = chat_entered(ledger, item, text, sha256, messages)
    return [*drafts, Draft("chat", to_plain(chat), (item,))], chat


def chat_entered(ledger: Ledger, item: str, text: str, of: str, messages: Messages) -> Chat:
    """Put the messages of a text into the vault; return what is entered of them."""
    blob = ledger.vault.put(BytesIO(to_json(messages).encode()))[0]
    return chat_of(messages, text, item=item, of=of, sha256=blob)


def enter_chats(
    ledger: Ledger,
    came: Sequence[tuple[str, Covered | None, Renamed | None]],
    items: Mapping[str, str],
    fresh: set[str],
) -> dict[str, Chat | None]:
    """Enter the chats that came (digest, chat, what was renamed); return items told so.

    `items` gives the item of each digest; only those in `fresh` get a text.
    """
    told: dict[str, Chat | None] = {}
    for sha256, chat, renamed in came:
        item = items[sha256]
        new = chat if item in fresh and item not in told else None
        chat_held = _enter_chat(ledger, item, new, renamed)
        if new is not None:
            told[item] = chat_held
    return told


def _enter_chat(
    ledger: Ledger, item: str, chat: Covered | None, renamed: Renamed | None
) -> Chat | None:
    """Enter a chat's text, and sealed, whom its code names and its file's name stand for."""
    drafts: list[Draft] = []
    found: Chat | None = None
    if chat is not None:
        drafts, found = entered(ledger, item, chat.view, chat.text, chat.messages)
    blobs = [draft.payload["sha256"] for draft in drafts]
    people = chat.people if chat is not None else ()
    ledger.append([*drafts, *identities(people, item, renamed)], blobs)
    return found


def identities(
    people: tuple[Person, ...], item: str, renamed: Renamed | None = None
) -> list[Draft]:
    """Return a sealed entry for each person, so that each can be erased alone."""
    causes = (item,)
    held: dict[str, HeldAs] = {}
    if renamed is not None:
        was = HeldAs(item, renamed.name, renamed.folder, renamed.modified_at)
        held = dict.fromkeys(_named_by(renamed), was)
    drafts = []
    for person in people:
        items = (held.pop(person.code),) if person.code in held else ()
        payload = to_plain(_identity(person, item, items))
        drafts.append(Draft("identity", payload, causes, protected=True))
    title = titled(renamed.name.text) if renamed is not None else None
    for code, was in held.items():
        names = (cleaned(title),) if title is not None else ()
        alone = Identity(code=code, names=names, note="a chat export was named so", items=(was,))
        drafts.append(Draft("identity", to_plain(alone), causes, protected=True))
    return drafts


def _identity(person: Person, item: str, items: tuple[HeldAs, ...]) -> Identity:
    did = f"wrote {person.messages} message(s)" if person.messages else "named, wrote nothing"
    known = f"; {person.id}" if person.id else ""
    return Identity(
        code=person.code,
        names=tuple(person.names),
        contact=next(iter(person.numbers), None),
        note=f"chat {item[:12]}: {did}; first in line {person.first_line}{known}",
        items=items,
    )


def _named_by(renamed: Renamed) -> list[str]:
    """Return the code names of the people whom a file's name and folder named."""
    found: list[str] = []
    if renamed.chat is not None:
        for text in (renamed.name.text, *renamed.folder.split("/")):
            found += [code for _, _, code in renamed.chat.mentions.find(text)]
    title = titled(renamed.name.text)
    if title is not None and not found:
        found.append(renamed.codes.of(key_of(title)))
    return found


def begins_as_chat(head: bytes, media_type: str) -> bool:
    """Say whether a file begins as a chat export does; stamps are ASCII in every code page."""
    if "telegram" in media_type or (media_type == "text/html" and _PAGE in head):
        return True
    if not media_type.startswith("text/"):
        return False
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8")
    return recognise(head.decode(encoding, "replace")) is not None
