"""An entry: one immutable line of the ledger, a header and its payload (docs/format/ledger-1.md).

The header is readable in a locked case too and carries no content; the payload is bound
to it by a salted commitment. An entry's id is the RFC 6962 leaf hash of its header.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FORMAT = 1
GREATEST_HEADER = 8192
MOST_CAUSES = 64

KINDS = frozenset({
    "case", "settings", "device", "person", "source", "actor", "place", "place_relation",
    "receipt", "item", "holding", "text", "claim", "review", "retraction", "incident", "request",
    "release", "import", "erasure", "consent", "judgement", "assessment", "finding", "identity",
    "resolve", "proposal", "confirmation", "handover", "copy", "authority", "exchange",
    "record", "grade", "answer", "translation", "chat", "lexicon",
})  # fmt: skip
ACTS = frozenset({
    "person", "review", "retraction", "judgement", "assessment", "finding", "consent", "erasure",
    "release", "resolve", "proposal", "confirmation", "handover", "record", "grade", "answer",
    "translation",
})  # fmt: skip
"""Kinds by which a person acts: such an entry carries the person's own signature, if a key is
known."""
IN_THE_OPEN = frozenset({"device", "case"})
"""Kinds whose payload a locked case keeps readable: ids and keys, so that heads verify."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a stage wants entered: kind, payload, and the ids of the entries it came from.

    In a locked case a `protected` payload is sealed for who may know protected people.
    """

    kind: str
    payload: Mapping[str, Any]
    causes: tuple[str, ...] = ()
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """A person's own signature over the header without this field; hex, Ed25519."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Causes:
    """The ids this entry came from: listed up to 64, beyond that as a Merkle root."""

    ids: tuple[str, ...] = ()
    root: str | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Header:
    """The readable part of an entry. `log` and `author` are 32 hex digits, hashes are 64."""

    log: str
    index: int
    tick: int
    kind: str
    time: str
    author: str
    causes: Causes
    commitment: str
    lock: str | None = None
    signature: Signature | None = None
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Entry:
    """A header with its id and its decoded payload.

    The payload is None where it was erased, and where it is sealed under a key that is not
    open. `body` are the payload's bytes as they were entered.
    """

    id: str
    header: Header
    payload: Mapping[str, Any] | None
    body: bytes | None = field(default=None, repr=False, compare=False)
