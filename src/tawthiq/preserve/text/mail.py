"""EML by the standard library: the body as text, headers as facts, attachments by name.

Where a message carries its body twice, as plain text and as HTML, the plain text is the
view. Attached files are named, not read: each is preserved as an item of its own when it
is brought in.
"""

import email
import email.policy
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

from tawthiq.kit.cage import UnfitError, in_words
from tawthiq.preserve.text.page import decode_page, visible
from tawthiq.preserve.text.plain import Decoded, decode
from tawthiq.preserve.text.result import TextBuilder, TextResult

READER, VERSION = "mail", "1"
_HEADERS = (
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Bcc",
    "Date",
    "Subject",
    "Message-ID",
    "In-Reply-To",
    "References",
)
_MAX_MEMBERS = 2000


def read(path: Path) -> TextResult:
    """Read one message."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.compat32)
    if not message.keys():
        raise UnfitError("text.not-mail", "it is no e-mail: it has no headers")
    members = list(_members(message))
    attached = [one for one in members if _is_attachment(one)]
    bodies = _bodies([one for one in members if not _is_attachment(one)])
    builder = TextBuilder()
    facts: dict[str, object] = _headers(message)
    for number, (sort, body) in enumerate(bodies, start=1):
        builder.put("\n" if len(builder) else "")
        builder.put(body.text, f"body {number}")
        facts |= {f"body_{key}": value for key, value in body.facts.items()}
        facts["body"] = sort
    facts["attachments"] = "; ".join(map(_named, attached))
    return builder.result(facts, READER, VERSION)


def _members(message: Message) -> Iterator[Message]:
    """Give the leaves of a message in order; a message inside it is one leaf."""
    stack, count = [message], 0
    while stack:
        one = stack.pop()
        count += 1
        if count > _MAX_MEMBERS:
            raise UnfitError("text.members", f"it has more than {_MAX_MEMBERS} parts")
        inner = one.get_payload() if one.is_multipart() else None
        if isinstance(inner, list) and one.get_content_maintype() == "multipart":
            stack.extend(part for part in reversed(inner) if isinstance(part, Message))
        else:
            yield one


def _is_attachment(part: Message) -> bool:
    named = part.get_content_disposition() == "attachment" or part.get_filename() is not None
    return named or part.get_content_maintype() != "text"


def _bodies(parts: list[Message]) -> list[tuple[str, Decoded]]:
    """Return the plain bodies; where there are none, the text of the HTML ones."""
    plain = [part for part in parts if part.get_content_type() != "text/html"]
    if plain:
        return [("plain text", _decoded(part)) for part in plain]
    return [("text of the HTML", _shown(part)) for part in parts]


def _decoded(part: Message) -> Decoded:
    return decode(_bytes(part), _charset(part))


def _shown(part: Message) -> Decoded:
    data, charset = _bytes(part), _charset(part)
    decoded = decode(data, charset) if charset else decode_page(data)
    return Decoded("\n".join(visible(decoded.text)), decoded.facts)


def _bytes(part: Message) -> bytes:
    """Return a part's bytes with its transfer encoding undone."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (LookupError, ValueError):  # malformed RFC 2231 values
        return None


def _headers(message: Message) -> dict[str, object]:
    """Return the headers as facts, decoded; how often a message was passed on is counted."""
    facts: dict[str, object] = {}
    for name in _HEADERS:
        values = message.get_all(name) or []
        key = name.lower().replace("-", "_")
        facts[key] = "; ".join(_readable(value) for value in values)
    facts["received"] = len(message.get_all("Received") or []) or None
    return facts


def _readable(value: object) -> str:
    """Return a header with its encoded words decoded; as it stands where that fails."""
    try:
        return str(make_header(decode_header(str(value))))
    except (LookupError, ValueError, UnicodeError, email.errors.MessageError):
        return str(value)


def _named(part: Message) -> str:
    """Return an attachment as `name (media type, size)`."""
    try:
        name = part.get_filename()
    except (LookupError, ValueError):
        name = None
    shown = _readable(name) if name else "without a name"
    return f"{shown} ({part.get_content_type()}, {in_words(len(_bytes(part)))})"
