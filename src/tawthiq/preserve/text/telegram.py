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
from tawthiq.preserve.text.result import TextResult
from tawthiq.preserve.text.telegram_lines import Writer, line

READER, VERSION = "telegram", "1"
_HEX = re.compile(r"((?<!\\)(?:\\\\)*)\\x([0-9A-Fa-f]{2})")
_FILES = ("photo", "file")
_DEEPEST = 20


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
    facts = {"chats": len(chats), "left_out": ", ".join(left_out)}
    return writer.result(facts, READER, VERSION)


def _parsed(text: str) -> dict[str, Any]:
    try:
        try:
            root = json.loads(text, strict=False)
        except ValueError:
            root = json.loads(_HEX.sub(r"\1\\u00\2", text), strict=False)
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
        title = writer.name(name, user if chat.get("id") is not None else None)
    else:
        title = writer.put(line(name))
    writer.put("\n")
    writer.conversation(kind or "chat", title)
    for number, message in enumerate(chat["messages"], start=1):
        if isinstance(message, dict):
            _write_message(writer, message, kind)
        else:
            writer.not_understood(f"[entry {number} of this chat is no message]")


def _write_message(writer: Writer, message: Mapping[str, Any], kind: str) -> None:
    writer.begin(line(message.get("date")), message.get("id"), message.get("date_unixtime"))
    if message.get("type") == "service":
        writer.note(is_service=True)
        _write_service(writer, message, kind)
    else:
        _write_person(writer, message.get("from"), message.get("from_id"), kind, sends=True)
        writer.put(": ")
        _write_aside(writer, message, kind)
        start = len(writer.builder)
        _write_text(writer, message)
        writer.note(words=(start, len(writer.builder)), edited=bool(line(message.get("edited"))))
        _write_media(writer, message)
    writer.end()


def _write_person(
    writer: Writer, name: object, who: object, kind: str, *, sends: bool = False
) -> tuple[int, int]:
    """Write a name, marked unless it is the one of a channel in a public export."""
    is_channel = line(who).startswith("channel") and kind.startswith("public_")
    if not is_channel and (line(name) or line(who)):
        return writer.name(name, who, sends=sends)
    place = writer.put(line(name) if is_channel else "unknown")
    if sends:
        writer.sent(place, channel=is_channel)
    return place


def _write_aside(writer: Writer, message: Mapping[str, Any], kind: str) -> None:
    """Write what stands beside a text: whose it was before, what it answers, who signed."""
    for key, said in (("forwarded_from", "forwarded from"), ("saved_from", "saved from")):
        if line(message.get(key)):
            writer.put(f"[{said} ")
            place = _write_person(writer, message[key], message.get(f"{key}_id"), kind)
            writer.put("] ")
            if key == "forwarded_from":
                writer.note(forwarded=place)
    answers = line(message.get("reply_to_message_id"))
    if answers:
        writer.put(f"[in reply to message {answers}] ")
        writer.note(reply_to=answers)
    for key, said in (("author", "signed by"), ("via_bot", "by way of")):
        if line(message.get(key)):
            writer.put(f"[{said} ")
            writer.name(message[key])
            writer.put("] ")


def _write_text(writer: Writer, message: Mapping[str, Any]) -> None:
    text = message.get("text")
    if text in (None, "", []):
        text = message.get("text_entities")
    for piece in _pieces(text):
        if isinstance(piece, str):
            writer.put(piece)
            continue
        said, who = line(piece.get("text")), piece.get("user_id")
        if piece.get("type") == "mention_name" and who is not None:
            writer.name(said, f"user{line(who)}")
        elif piece.get("type") in ("mention", "phone"):
            writer.name(said)
        else:
            for inner in _pieces(piece.get("text")):
                writer.put(inner if isinstance(inner, str) else line(inner.get("text")))


def _pieces(text: object, depth: int = 0) -> Iterator[str | Mapping[str, Any]]:
    """Yield the strings and objects of a text, however the export nests them."""
    if isinstance(text, (str, dict)):
        yield text
    elif isinstance(text, list) and depth < _DEEPEST:
        for piece in text:
            yield from _pieces(piece, depth + 1)
    elif isinstance(text, (int, float)) and not isinstance(text, bool):
        yield str(text)


def _write_media(writer: Writer, message: Mapping[str, Any]) -> None:
    for key in _FILES:
        said = line(message.get(key))
        if said:
            writer.put(f" <{line(message.get('media_type')) or key}: ")
            writer.attach(writer.put(said), said)
            writer.put(">")
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
