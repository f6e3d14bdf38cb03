"""Chats: people in a group are protected by default, by code names in the text view."""

from tawthiq.preserve.chats.covering import Covered
from tawthiq.preserve.chats.entering import (
    HEAD_BYTES,
    Chats,
    Renamed,
    enter_chats,
    entered,
    identities,
)

__all__ = ["HEAD_BYTES", "Chats", "Covered", "Renamed", "enter_chats", "entered", "identities"]
