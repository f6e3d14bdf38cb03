"""What others said about heads, as the table `stamps` keeps it (docs/format/proofs-1.md)."""

import base64
from dataclasses import dataclass

from tawthiq.base import canon
from tawthiq.base.errors import DamagedError, Error

TOKEN, REQUEST, COSIGNATURE = "rfc3161", "rfc3161-request", "cosignature"


@dataclass(frozen=True, slots=True)
class Stamp:
    """One row: about the head of `size` entries of a log, of which kind, and its bytes."""

    log: str
    size: int
    kind: str
    body: bytes

    @property
    def is_typed(self) -> bool:
        """Say whether each value is of its type; a damaged file may hold others."""
        return (
            type(self.log) is type(self.kind) is str
            and type(self.size) is int
            and type(self.body) is bytes
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request for a time stamp that waits for the network.

    `authority` is the id of the entry that states the authority, `query` the bytes to send,
    `nonce` the number that the answer must repeat.
    """

    authority: str
    query: bytes
    nonce: int

    def encode(self) -> bytes:
        """Return the bytes of the row."""
        query = base64.b64encode(self.query).decode()
        plain = {"authority": self.authority, "nonce": str(self.nonce), "query": query}
        return canon.encode(plain)


def decode_waiting(body: bytes) -> Waiting:
    """Return the request in a row; other bytes raise DamagedError."""
    try:
        plain = canon.decode(body)
        query = base64.b64decode(plain["query"], validate=True)
        return Waiting(str(plain["authority"]), query, int(plain["nonce"]))
    except (Error, KeyError, TypeError, ValueError):
        raise DamagedError("stamp.request", "a waiting request for a stamp is damaged") from None
