r"""Telegram's own export as JSON: one line per message, with its people marked.

The shape is that of Telegram Desktop (export_output_json.cpp): one chat, or an account with
a list of chats. Contacts, sessions and the exporter's own profile are not messages: they
are left out, and the facts say so. Where an export is no JSON because of `\x0C`, a known
fault of the exporter, it is repaired.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tawthiq.kit.cage import UnfitError
from tawthiq.preserve.text.result import MAX_PARTS, PERSON, SENDER, TextBuilder, TextResult

READER, VERSION = "telegram", "1"
_HEX = re.compile(r"\\x([0-9A-Fa-f]{2})")
MOST_LISTED = 100_000
"""Messages that become parts of their own; further ones are found by their line."""
_FILES = ("photo", "file")


def read(path: Path) -> TextResult:
    """Read the messages of a `result.json`."""
    text = path.read_bytes().decode("utf-8-sig", "replace")
    root = _parsed(text)
    chats = [root] if isinstance(root.get("messages"), list) else list(_listed(root))
    if not chats:
        raise UnfitError("text.no-chat", "it is a Telegram export that holds no messages")
    writer = Writer()
    for chat in chats:
        _write_chat(writer, chat)
    left_out = [key for key in ("contacts", "personal_information", "sessions") if key in root]
    facts = {"chats": len(chats), "messages": writer.messages, "left_out": ", ".join(left_out)}
    return writer.builder.result(facts, READER, VERSION)


class Writer:
    """Lines of messages, put together with the places of names."""

    def __init__(self) -> None:
        """Begin empty."""
        self.builder = TextBuilder()
        self.messages = 0

    def put(self, text: object) -> None:
        """Append what is no name."""
        self.builder.put(str(text))

    def name(self, name: object, who: object = None, *, sends: bool = False) -> None:
        """Append the name of a person; `who` identifies them in the export.

        Raises UnfitError where a name could not be marked any more: none may stay unmarked.
        """
        if len(self.builder.parts) >= MAX_PARTS:
            raise UnfitError("text.too-long", "it holds more messages than can be read at once")
        shown = line(name) or (f"user {line(who)}" if who else "")
        key = f"telegram {line(who)}" if who else ""
        self.builder.put(shown, (SENDER if sends else PERSON) + key)

    def end(self, start: int, number: object) -> None:
        """End the message that began at `start`."""
        if self.messages < MOST_LISTED:
            self.builder.part(start, f"message {line(number)}")
        self.builder.put("\n")
        self.messages += 1


def line(value: object) -> str:
    """Return a value as text on one line."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    return " ".join(str(value).split())


def _parsed(text: str) -> dict[str, Any]:
    try:
        try:
            root = json.loads(text, strict=False)
        except ValueError:
            root = json.loads(_HEX.sub(r"\\u00\1", text), strict=False)
    except (ValueError, RecursionError):
        raise UnfitError("text.json", "it is no JSON that can be read") from None
    if not isinstance(root, dict):
        raise UnfitError("text.no-chat", "it holds no Telegram chat")
    return root


def _listed(root: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for key in ("chats", "left_chats"):
        held = root.get(key)
        chats = held.get("list") if isinstance(held, dict) else None
        for chat in chats if isinstance(chats, list) else ():
            if isinstance(chat, dict) and isinstance(chat.get("messages"), list):
                yield chat


def _write_chat(writer: Writer, chat: Mapping[str, Any]) -> None:
    kind, name = line(chat.get("type")), chat.get("name")
    writer.put(f"Telegram {kind.replace('_', ' ')}: ")
    if kind in ("personal_chat", "bot_chat"):
        user = f"user{line(chat.get('id'))}"
        writer.name(name, user if chat.get("id") is not None else None)
    else:
        writer.put(line(name))
    writer.put("\n")
    for message in chat["messages"]:
        if isinstance(message, dict):
            _write_message(writer, message, kind)


def _write_message(writer: Writer, message: Mapping[str, Any], kind: str) -> None:
    start = len(writer.builder)
    writer.put(f"[{line(message.get('date')).replace('T', ' ')}] ")
    if message.get("type") == "service":
        _write_service(writer, message, kind)
    else:
        _write_person(writer, message.get("from"), message.get("from_id"), kind, sends=True)
        writer.put(": ")
        _write_aside(writer, message, kind)
        _write_text(writer, message)
        _write_media(writer, message)
    writer.end(start, message.get("id"))


def _write_person(
    writer: Writer, name: object, who: object, kind: str, *, sends: bool = False
) -> None:
    """Write a name, marked unless it is the one of a channel in a public export."""
    if line(who).startswith("channel") and kind.startswith("public_"):
        writer.put(line(name))
    elif not line(name) and not line(who):
        writer.put("unknown")
    else:
        writer.name(name, who, sends=sends)


def _write_aside(writer: Writer, message: Mapping[str, Any], kind: str) -> None:
    """Write what stands beside a text: whose it was before, what it answers, who signed."""
    for key, said in (("forwarded_from", "forwarded from"), ("saved_from", "saved from")):
        if line(message.get(key)):
            writer.put(f"[{said} ")
            _write_person(writer, message[key], message.get(f"{key}_id"), kind)
            writer.put("] ")
    if message.get("reply_to_message_id") is not None:
        writer.put(f"[in reply to message {line(message['reply_to_message_id'])}] ")
    for key, said in (("author", "signed by"), ("via_bot", "by way of")):
        if line(message.get(key)):
            writer.put(f"[{said} ")
            writer.name(message[key])
            writer.put("] ")


def _write_text(writer: Writer, message: Mapping[str, Any]) -> None:
    text = message.get("text")
    for piece in text if isinstance(text, list) else (text,):
        if isinstance(piece, str):
            writer.put(piece)
        elif isinstance(piece, dict):
            said, who = line(piece.get("text")), piece.get("user_id")
            if piece.get("type") == "mention_name" and who is not None:
                writer.name(said, f"user{line(who)}")
            elif piece.get("type") in ("mention", "phone"):
                writer.name(said)
            else:
                writer.put(piece["text"] if isinstance(piece.get("text"), str) else said)


def _write_media(writer: Writer, message: Mapping[str, Any]) -> None:
    for key in _FILES:
        if line(message.get(key)):
            writer.put(f" <{line(message.get('media_type')) or key}: {line(message[key])}>")
    contact = message.get("contact_information")
    if isinstance(contact, dict):
        name = f"{line(contact.get('first_name'))} {line(contact.get('last_name'))}".strip()
        writer.put(" <contact: ")
        for one in (name, line(contact.get("phone_number"))):
            if one:
                writer.name(one)
                writer.put(" ")
        writer.put(">")
    poll = message.get("poll")
    if isinstance(poll, dict):
        writer.put(f" <poll: {line(poll.get('question'))}>")
    place = message.get("location_information")
    if isinstance(place, dict):
        writer.put(f" <location: {line(place.get('latitude'))}, {line(place.get('longitude'))}>")


def _write_service(writer: Writer, message: Mapping[str, Any], kind: str) -> None:
    _write_person(writer, message.get("actor"), message.get("actor_id"), kind)
    writer.put(f" ({line(message.get('action')).replace('_', ' ')})")
    if line(message.get("title")):
        writer.put(f" {line(message['title'])}")
    members = message.get("members")
    for member in members if isinstance(members, list) else ():
        if line(member):
            writer.put(" ")
            writer.name(member)
