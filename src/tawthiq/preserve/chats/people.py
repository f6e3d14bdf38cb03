"""People in chats: what tells one from another, and the code name that stands for each.

A code name is an HMAC under a key of the case, so that one sender has one code name in all
exports of a case, and nobody without that key can tell from a code name whose it is. Its
letters are consonants only: no word, no number, no name can come out of it.
"""

import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tawthiq.base.digest import sha256
from tawthiq.base.script import fold
from tawthiq.ledger.ledger import Ledger
from tawthiq.record.identity import SENDER_PREFIX

_ALPHABET = "bcdfghjkmnpqrstv"
LEAST_NUMBER, GREATEST_NUMBER = 7, 15
"""Digits of a telephone number (ITU-T E.164: at most 15)."""
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_NUMBER = re.compile(r"\+?[\d\s().\-/]+")
NOBODY = frozenset({
    "you", "me", "whatsapp", "telegram", "signal", "meta ai", "deleted account", "unknown",
    "system", "system message", "fictional", "انت", "انا", "حساب محذوف",
})  # fmt: skip
"""Whom an export calls so is no one in particular: the words stay, and so does a warning
that material is fictional."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Code names under one key."""

    key: bytes = field(repr=False)

    def of(self, person: str) -> str:
        """Return the code name for what identifies a person."""
        number = int.from_bytes(hmac.digest(self.key, person.encode(), "sha256")[:4])
        return SENDER_PREFIX + "".join(_ALPHABET[number >> 4 * place & 15] for place in range(8))


def codes_of(ledger: Ledger) -> Codes:
    """Return the code names of a case: under its key, or in an unlocked case under its id."""
    if ledger.keyring is not None:
        return Codes(ledger.keyring.derive("senders"))
    return Codes(sha256(f"tawthiq senders 1\n{ledger.case}".encode()))


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of a text that names a person, in code points; `id` where the export has one."""

    start: int
    end: int
    id: str | None = None
    sends: bool = True


@dataclass(slots=True)
class Person:
    """Somebody in one chat: code name, spellings, where they first stand (line from 1)."""

    code: str
    id: str | None = None
    names: dict[str, None] = field(default_factory=dict)
    first_line: int = 0
    messages: int = 0

    @property
    def numbers(self) -> Iterator[str]:
        """The names that are telephone numbers."""
        return (name for name in self.names if number_of(name) is not None)


def cleaned(name: str) -> str:
    """Return a name as people write it: without bidi marks and the sign of a push name."""
    kept = "".join(c if c.isprintable() or c.isspace() else "" for c in name)
    return " ".join(kept.split()).lstrip("~ ").strip() or " ".join(kept.split())


def is_nobody(name: str) -> bool:
    """Say whether an export's word for a sender means no person that it names."""
    key = " ".join(fold(name).split())
    return not key or key in NOBODY


def key_of(name: str) -> str:
    """Return what tells a person known by name or number from others: the same in all exports."""
    number = number_of(name)
    if number is not None:
        return f"number {number}"
    plain = cleaned(name)
    return f"name {' '.join(fold(plain).split()) or plain}"


def number_of(name: str) -> str | None:
    """Return the digits of a name that is a telephone number, without zeros before; else None."""
    plain = fold(cleaned(name)).strip()
    if not _NUMBER.fullmatch(plain):
        return None
    digits = digits_of(plain)
    return digits if LEAST_NUMBER <= len(digits) <= GREATEST_NUMBER else None


def digits_of(text: str) -> str:
    """Return the digits of a folded text, without the zeros before them."""
    return "".join(c for c in text if c.isdecimal()).lstrip("0")


def spellings(name: str) -> Iterator[str]:
    """Yield the ways in which others may write a name: whole, and without what is in brackets."""
    plain = cleaned(name)
    yield plain
    without = _BRACKETED.sub(" ", plain)
    if without != plain and any(c.isalpha() for c in without):
        yield " ".join(without.split())
