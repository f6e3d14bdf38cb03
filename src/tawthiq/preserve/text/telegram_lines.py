"""Telegram's messages as lines of a text, with their people marked and their places kept."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from tawthiq.base.instant import render_instant
from tawthiq.kit.cage import UnfitError
from tawthiq.preserve.text.result import MAX_PARTS, PERSON, SENDER, TextBuilder, TextResult
from tawthiq.record.chat import Attachment, DateOrder, Message, Messages, Stretch

MOST_LISTED = 100_000
"""Messages that become parts of their own; further ones are found by their line."""
MOST_ATTACHED = 10
_LOCAL = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)")
_LONGEST_ID = 40
_LATEST = 1 << 32
_MISSING = re.compile(r"\((?:file |not included|exceeds)|\((?:الملف|لم )", re.IGNORECASE)


@dataclass
class Writer:
    """Lines of messages, put together with the places of names and of what was written."""

    builder: TextBuilder = field(default_factory=TextBuilder)
    messages: int = 0
    _done: list[Message] = field(default_factory=list)
    _others: list[Stretch] = field(default_factory=list)
    _conversations: list[tuple[str, Stretch | None]] = field(default_factory=list)
    _now: dict[str, Any] = field(default_factory=dict)

    def put(self, text: object) -> Stretch:
        """Append what is no name; return where it stands."""
        start = len(self.builder)
        self.builder.put(str(text))
        return start, len(self.builder)

    def name(self, name: object, who: object = None, *, sends: bool = False) -> Stretch:
        """Append the name of a person and return its place; `who` identifies them in the export.

        Raises UnfitError where a name could not be marked any more: none may stay unmarked.
        """
        if len(self.builder.parts) >= MAX_PARTS:
            raise UnfitError("text.too-long", "it holds more messages than can be read at once")
        shown = line(name) or (f"user {line(who)}" if who else "")
        key = f"telegram {line(who)}" if who else ""
        start = len(self.builder)
        self.builder.put(shown, (SENDER if sends else PERSON) + key)
        if sends:
            self.sent((start, len(self.builder)))
        return start, len(self.builder)

    def conversation(self, kind: str, title: Stretch | None) -> None:
        """Begin the messages of another chat of the same export."""
        self._conversations.append((kind, title))

    def begin(
        self, date: str, key: object = None, unix: object = None, *, dated: bool = True
    ) -> None:
        """Begin a message with its stamp, as the export has it; a line may have none."""
        start = len(self.builder)
        shown = date[:10] + date[10:11].replace("T", " ") + date[11:]
        stamp = self.put(f"[{shown}] " if dated else "")
        self._now = {
            "start": start,
            "stamp": (stamp[0], max(stamp[0], stamp[1] - 1)),
            "at": _local(date),
            "utc": _instant(unix),
            "id": line(key)[:_LONGEST_ID] or None,
            "conversation": max(len(self._conversations) - 1, 0),
        }

    def sent(self, place: Stretch, *, channel: bool = False) -> None:
        """Note where the sender stands."""
        self._now |= {"sender": place if place[0] < place[1] else None, "channel": channel}

    def note(self, **known: object) -> None:
        """Note facts of the message: reply_to, forwarded, edited, is_service, words."""
        self._now |= known

    def attach(self, place: Stretch, said: str) -> None:
        """Note a file that the message names, or the exporter's words in its place."""
        one = Attachment(*place, said[:200] if _MISSING.match(said) else None)
        before = self._now.get("attachments", ())
        if len(before) < MOST_ATTACHED:
            self._now["attachments"] = (*before, one)

    def end(self) -> None:
        """End the message."""
        end = len(self.builder)
        if self.messages < MOST_LISTED:
            self.builder.part(self._now["start"], f"message {self._now['id'] or ''}")
        self._done.append(Message(**{"words": (end, end), **self._now}, end=end))
        self.builder.put("\n")
        self.messages += 1

    def not_understood(self, what: str) -> None:
        """Keep the place of what is no message, so that it is counted and seen."""
        self._others.append(self.put(what))
        self.builder.put("\n")

    def result(self, facts: dict[str, object], reader: str, version: str) -> TextResult:
        """Return what was put together."""
        found = Messages(
            tuple(self._done),
            tuple(self._others),
            tuple(self._conversations),
            DateOrder(None, "export"),
        )
        if self._others:
            facts = {**facts, "not_understood": len(self._others)}
        result = self.builder.result({**facts, "messages": self.messages}, reader, version)
        return replace(result, messages=found)


def line(value: object) -> str:
    """Return a value as text on one line."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    return " ".join(str(value).split())


def _local(date: str) -> str | None:
    """Return a time of the export, which names no zone; None where it is none."""
    found = _LOCAL.fullmatch(date.strip()[:19])
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2]}").isoformat() if found else None
    except ValueError:
        return None


def _instant(unix: object) -> str | None:
    said = line(unix)
    if not (said.isascii() and said.isdecimal() and 0 < int(said[:12]) < _LATEST):
        return None
    return render_instant(datetime.fromtimestamp(int(said[:12]), UTC))
