"""Chats: people in a group are protected by default, by code names in the text view."""

from tawthiq.preserve.chats.covering import Covered
from tawthiq.preserve.chats.entering import (
    HEAD_BYTES,
    Chats,
    Renamed,
    begins_as_chat,
    chat_entered,
    enter_chats,
    entered,
    identities,
)
from tawthiq.preserve.chats.layout import reordered

__all__ = [
    "HEAD_BYTES",
    "Chats",
    "Covered",
    "Renamed",
    "begins_as_chat",
    "chat_entered",
    "enter_chats",
    "entered",
    "identities",
    "reordered",
]
