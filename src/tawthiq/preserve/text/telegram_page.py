"""Telegram's own export as pages: one line per message, with its people marked.

A page does not say what kind of chat it is, nor who is behind a name, so every name is
marked as a person's. The pages are those of Telegram Desktop (export_output_html.cpp).
"""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from tawthiq.base.instant import render_instant
from tawthiq.preserve.text.page import decode_page, parsed, visible_in
from tawthiq.preserve.text.result import TextResult
from tawthiq.preserve.text.telegram_lines import Writer, line

READER, VERSION = "telegram page", "1"
_DATE = re.compile(r"(\d{2})\.(\d{2})\.(\d{4}) (\d{2}:\d{2}:\d{2})(.*)")
_ZONED = re.compile(r"(\d{2})\.(\d{2})\.(\d{4}) (\d{2}:\d{2}:\d{2}) UTC([+-]\d{2}:\d{2})", re.ASCII)
_ACTS = re.compile(
    r"(.{1,100}?) (?:invited|removed|joined|left|added|pinned|changed|created|converted|started)\b"
)
_INVITED = re.compile(r"(?:invited|removed|added) (.+)")


def read(path: Path) -> TextResult:
    """Read the messages of a `messages.html`."""
    decoded = decode_page(path.read_bytes())
    tree = parsed(decoded.text)
    writer = Writer()
    if tree is not None:
        _write_title(writer, tree)
        sender = ""
        for message in tree.xpath('//div[contains(concat(" ", @class, " "), " message ")]'):
            sender = _write_message(writer, message, sender)
    return writer.result(dict(decoded.facts), READER, VERSION)


def _of(element: Any, kind: str) -> list[Any]:  # noqa: ANN401 - lxml ships no types
    """Return the elements below of one class, but those of what was forwarded or is quoted."""
    path = f'.//*[contains(concat(" ", @class, " "), " {kind} ")]'
    return list(element.xpath(path))


def _write_title(writer: Writer, tree: Any) -> None:  # noqa: ANN401 - lxml ships no types
    heads = _of(tree, "page_header")
    titles = _of(heads[0], "bold") if heads else []
    if titles:
        writer.put("Telegram chat: ")
        writer.conversation("chat", writer.name(titles[0].text_content()))
        writer.put("\n")


def _write_message(writer: Writer, message: Any, before: str) -> str:  # noqa: ANN401
    """Write one message; return who wrote it, since a page names a sender only once in a row."""
    number = line(message.get("id")).removeprefix("message")
    if "service" in line(message.get("class")).split():
        writer.begin("", number, dated=False)
        writer.note(is_service=True)
        _write_service(writer, " ".join(visible_in(message)))
        writer.end()
        return before
    dates = [line(one.get("title")) for one in _of(message, "date") if one.get("title")]
    names = _of(message, "from_name")
    aside = {id(one) for part in _of(message, "forwarded") for one in _of(part, "from_name")}
    own = [line(one.text_content()) for one in names if id(one) not in aside]
    sender = own[0] if own else before
    writer.begin(_DATE.sub(r"\3-\2-\1 \4\5", dates[0]) if dates else "", number)
    writer.note(utc=_instant(dates[0]) if dates else None)
    writer.name(sender or "unknown", sends=True)
    writer.put(": ")
    _write_aside(writer, message)
    start = len(writer.builder)
    writer.put("\n".join("\n".join(visible_in(one)) for one in _of(message, "text")))
    writer.note(words=(start, len(writer.builder)))
    for one in _of(message, "media_wrap") or _of(message, "media"):
        _write_media(writer, one)
    writer.end()
    return sender


def _write_aside(writer: Writer, message: Any) -> None:  # noqa: ANN401 - lxml ships no types
    """Write whose a message was before, and which one it answers."""
    for part in _of(message, "forwarded"):
        for one in _of(part, "from_name")[:1]:
            writer.put("[forwarded from ")
            writer.note(forwarded=writer.name(line(one.text or one.text_content())))
            writer.put("] ")
    links = [line(href) for one in _of(message, "reply_to") for href in one.xpath(".//a/@href")]
    answers = next((h.rpartition("message")[2] for h in links if "message" in h), "")
    if answers:
        writer.put(f"[in reply to message {answers}] ")
        writer.note(reply_to=answers)


def _instant(title: str) -> str | None:
    """Return the instant of a date whose zone the page states (UTC+03:00)."""
    found = _ZONED.fullmatch(title)
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat("{2}-{1}-{0}T{3}{4}".format(*found.groups()))
        return render_instant(moment)
    except (ValueError, OverflowError):
        return None


def _write_media(writer: Writer, media: Any) -> None:  # noqa: ANN401 - lxml ships no types
    is_contact = "contact" in line(" ".join(media.xpath("descendant-or-self::*/@class")))
    for href in media.xpath("descendant-or-self::a/@href")[:1]:
        if not line(href).lower().startswith(("http", "#", "tg:", "mailto:")):
            writer.put(" <file: ")
            said = line(href)
            writer.attach(writer.put(said), said)
            writer.put(">")
    for kind in ("title", "status"):
        for one in _of(media, kind):
            writer.put(" <")
            said = line(one.text_content())
            if is_contact:
                writer.name(said)
            else:
                writer.put(said)
            writer.put(">")


def _write_service(writer: Writer, said: str) -> None:
    """Write a line of the program's own: who did it, and to whom."""
    acts, invited = _ACTS.match(said), _INVITED.search(said)
    at = 0
    if acts is not None:
        writer.name(acts[1])
        at = acts.end(1)
    if invited is not None and invited.start(1) >= at:
        writer.put(said[at : invited.start(1)])
        names = re.split(r"(, | and )", invited[1])
        for number, name in enumerate(names):
            if number % 2:
                writer.put(name)
            else:
                writer.name(name)
    else:
        writer.put(said[at:])
