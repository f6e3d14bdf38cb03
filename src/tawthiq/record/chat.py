"""Messages of a chat: where each stands in the text view, and when it was sent.

Only places and times, never names: who sent a message is what stands at its `sender` in
the text view, a code name there. All places are code points, end exclusive.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeVar, get_args

from tawthiq.base.errors import DamagedError

T = TypeVar("T")
FORMAT = 1
Order = Literal["dmy", "mdy", "ymd"]
ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")
Basis = Literal[
    "asked", "export", "year_first", "above_twelve", "forward", "dots", "same", "mixed", "nothing"
]
"""What the order of day and month rests on; with `mixed` and `nothing` it rests on nothing."""
Stretch = tuple[int, int]
BASES: tuple[Basis, ...] = get_args(Basis)
_UNSURE = frozenset({"mixed", "nothing"})


@dataclass(frozen=True, slots=True)
class DateOrder:
    """In which order the dates are written, and what that rests on; `line` (from 1) decided."""

    order: Order | None = None
    basis: Basis = "export"
    line: int | None = None

    @property
    def is_sure(self) -> bool:
        """Say whether days may be relied on."""
        return self.basis not in _UNSURE


class Attachment(NamedTuple):
    """A file that a message names, or the words in its place; `missing` says why it is not there."""

    start: int
    end: int
    missing: str | None = None


class Message(NamedTuple):
    """One message, or a line of the program's own (`service`).

    `start` to `end` is all of it, `words` is what was written, `stamp` the time as written.
    `at` is that time as YYYY-MM-DDTHH:MM[:SS] of an unknown zone, `utc` the instant where the
    export states it. `channel` says that its sender is a public channel and not a person.
    """

    start: int
    end: int
    words: Stretch
    stamp: Stretch
    sender: Stretch | None = None
    at: str | None = None
    utc: str | None = None
    id: str | None = None
    reply_to: str | None = None
    forwarded: Stretch | None = None
    attachments: tuple[Attachment, ...] = ()
    is_service: bool = False
    edited: bool = False
    channel: bool = False
    conversation: int = 0

    @property
    def day(self) -> str | None:
        """The day on which it was sent, YYYY-MM-DD."""
        return self.at[:10] if self.at is not None else None


@dataclass(frozen=True, slots=True)
class Messages:
    """All messages of a text view in its order, and the `others`: stretches not understood.

    `conversations` are the chats of one export, each as (kind, where its title stands).
    Messages and others together hold every character that is no white space, except titles.
    """

    messages: tuple[Message, ...]
    others: tuple[Stretch, ...] = ()
    conversations: tuple[tuple[str, Stretch | None], ...] = ()
    dates: DateOrder = field(default_factory=DateOrder)


@dataclass(frozen=True, slots=True)
class Chat:
    """What an entry says of a chat: payload of kind `chat`.

    `text` is the digest of the text view that the places count in, `sha256` that of the
    messages' own file in the vault.
    """

    item: str
    text: str
    sha256: str
    messages: int
    service: int = 0
    senders: int = 0
    conversations: int = 1
    attachments: int = 0
    undated: int = 0
    not_understood: int = 0
    order: str | None = None
    basis: str = "export"
    line: int | None = None


def chat_of(found: Messages, text: str, *, item: str, of: str, sha256: str) -> Chat:
    """Return what is entered of the messages of a text."""
    told = [one for one in found.messages if not one.is_service]
    return Chat(
        item=item,
        text=of,
        sha256=sha256,
        messages=len(told),
        service=len(found.messages) - len(told),
        senders=len({text[slice(*one.sender)] for one in told if one.sender is not None}),
        conversations=max(len(found.conversations), 1),
        attachments=sum(len(one.attachments) for one in told),
        undated=sum(one.at is None for one in found.messages),
        not_understood=lines_in(text, found.others),
        order=found.dates.order,
        basis=found.dates.basis,
        line=found.dates.line,
    )


def lines_in(text: str, stretches: Iterable[Stretch]) -> int:
    """Return how many lines that are not blank stand in some stretches."""
    return sum(
        bool(line.strip()) for start, end in stretches for line in text[start:end].splitlines()
    )


def to_json(found: Messages) -> str:
    """Return the messages as one JSON object, a row for each (docs/format/chat-1.md)."""
    made = {
        "format": FORMAT,
        "dates": [found.dates.order, found.dates.basis, found.dates.line],
        "conversations": found.conversations,
        "others": found.others,
        "messages": found.messages,
    }
    return json.dumps(made, ensure_ascii=True, separators=(",", ":"))


def from_json(data: str, size: int) -> Messages:
    """Return the messages of a text of `size` characters.

    Raises DamagedError where it is no such object or a place lies outside the text.
    """
    try:
        made = json.loads(data)
        _one_of(made["format"], (FORMAT,), must=True)
        order, basis, line = made["dates"]
        return Messages(
            tuple(_messages(made["messages"], size)),
            tuple(_within(one, size) for one in made["others"]),
            tuple((_text(kind), _maybe(title, size)) for kind, title in made["conversations"]),
            DateOrder(_one_of(order, ORDERS), _one_of(basis, BASES) or "nothing", _number(line)),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        raise DamagedError("chat.shape", "the messages of a chat are damaged") from None


def _messages(rows: Iterable[list[Any]], size: int) -> Iterator[Message]:
    for row in rows:
        start, end, words, stamp, sender, at, utc, key, answers, whose, attached, *flags, of = row
        service, edited, channel = map(bool, flags)
        yield Message(
            *_within((start, end), size),
            _within(words, size),
            _within(stamp, size),
            sender and _within(sender, size),
            at and _text(at),
            utc and _text(utc),
            key and _text(key),
            answers and _text(answers),
            whose and _within(whose, size),
            tuple(Attachment(*_within((s, e), size), _optional(why)) for s, e, why in attached),
            service,
            edited,
            channel,
            _number(of) or 0,
        )


def _within(pair: Iterable[object], size: int) -> Stretch:
    start, end = pair
    if type(start) is int and type(end) is int and 0 <= start <= end <= size:
        return start, end
    raise ValueError(pair)


def _maybe(pair: Iterable[object] | None, size: int) -> Stretch | None:
    return None if pair is None else _within(pair, size)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(value)


def _one_of(value: object, known: tuple[T, ...], *, must: bool = False) -> T | None:
    if must and value not in known:
        raise ValueError(value)
    return next((one for one in known if one == value), None)


def _optional(value: object) -> str | None:
    return None if value is None else _text(value)


def _number(value: object) -> int | None:
    if value is None or type(value) is int:
        return value
    raise ValueError(value)
