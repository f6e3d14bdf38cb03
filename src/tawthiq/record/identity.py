"""Who a protected person is: kept apart from what they said, under their code name.

Items and receipts of a protected person carry the code name alone; everything that leads
to them stands here, sealed in a locked case, and each look at it is an entry (standards
S-09: only who needs to know, and every resolve is recorded).
"""

import re
from dataclasses import dataclass

from tawthiq.record.item import FileName

SENDER_PREFIX = "sender-"
CODE_OF_SENDER = re.compile(SENDER_PREFIX + "[bcdfghjkmnpqrstv]{8}")
"""The code name of somebody in a chat: consonants only, so that it is no word and no number."""

LONGEST_CODE = 64


def is_code(text: str) -> bool:
    """Say whether a text can be a code name: one short line that looks the same everywhere."""
    return (
        0 < len(text) <= LONGEST_CODE
        and text == text.strip()
        and text.isprintable()
        and not set(text) & set("/\\")
    )


@dataclass(frozen=True, slots=True)
class HeldAs:
    """How a protected item came: its name and folder, which its item does not say."""

    item: str
    name: FileName
    folder: str = ""
    modified_at: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """What leads to the person behind a code name.

    `names` are the person's names in every spelling known; they are masked in what is
    published. `giver` to `speaker` are what a receipt and its items would say openly.
    """

    code: str
    names: tuple[str, ...] = ()
    contact: str | None = None
    note: str | None = None
    giver: str | None = None
    channel: str | None = None
    why: str | None = None
    promise: str | None = None
    outlet: str | None = None
    speaker: str | None = None
    items: tuple[HeldAs, ...] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        """The names by which anybody may find the person, each once."""
        given = (*self.names, self.giver, self.speaker)
        return tuple(dict.fromkeys(name for name in given if name))


@dataclass(frozen=True, slots=True)
class Resolve:
    """One look at who somebody is, or at their own words: for which code name, and why."""

    code: str
    why: str
    what: str = "identity"
