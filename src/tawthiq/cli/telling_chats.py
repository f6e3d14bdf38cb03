"""A chat in one line: how much is in it, what its dates rest on, what was not understood."""

from typing import Any

from tawthiq.base.shape import to_plain
from tawthiq.record.chat import Chat

_ORDERS = {"dmy": "day before month", "mdy": "month before day", "ymd": "year first"}
_BASES = {
    "asked": "as stated",
    "export": "as the export states them",
    "year_first": "the year stands first",
    "above_twelve": "line {line} shows it",
    "forward": "the messages run forward in this order only",
    "dots": "they are written with dots",
    "same": "both orders give the same days",
    "mixed": "line {line} contradicts earlier ones",
    "nothing": "nothing in the export shows it",
}
UNSURE = frozenset({"mixed", "nothing"})


def chat_row(chat: Chat) -> dict[str, Any]:
    """Return a chat as a row."""
    row: dict[str, Any] = to_plain(chat)
    return {key: value for key, value in row.items() if key not in {"text", "sha256"}} | {
        "sure": chat.basis not in UNSURE
    }


def chat_line(chat: Chat) -> str:
    """Return a chat as a line; where its dates rest on nothing, it says what to do."""
    parts = [f"chat: {chat.messages:,} messages by {chat.senders:,} senders"]
    if chat.conversations > 1:
        parts[0] += f" in {chat.conversations:,} chats"
    if chat.not_understood:
        parts.append(f"{chat.not_understood:,} lines not understood")
    if chat.undated:
        parts.append(f"{chat.undated:,} whose time is not understood")
    if chat.order is not None:
        why = _BASES.get(chat.basis, chat.basis).format(line=chat.line)
        verb = "assumed" if chat.basis in UNSURE else "read"
        parts.append(f"dates {verb} {_ORDERS.get(chat.order, chat.order)} ({why})")
    line = "; ".join(parts)
    if chat.basis in UNSURE:
        line += (
            f"; before reading it, state the order: tawthiq messages {chat.item[:12]}"
            " --date-order dmy|mdy|ymd"
        )
    return line
