"""Proofs about one entry or two heads as texts that others verify (C2SP tlog-proof, tlog-witness).

A receipt shows that one entry stands in a log; it brings the entry's header along, and, where
someone discloses it, the entry's payload. A request shows a witness that a log only grew.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tawthiq.base import canon, digest, merkle
from tawthiq.base.errors import DamagedError, Error, UntrustedError, UsageError
from tawthiq.ledger import cosign, note
from tawthiq.ledger import header as headers
from tawthiq.record.entry import Header

FIRST_LINE = "c2sp.org/tlog-proof@v1"
GREATEST = 4 << 20
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,15})")
_OLD = re.compile(r"old (0|[1-9][0-9]{0,15})")
_SALT = re.compile(rb"[0-9a-f]{64}")
_MOST_HASHES = 63


@dataclass(frozen=True, slots=True)
class Receipt:
    """A proof about one entry: its place, the way to the root, the signed head, and more.

    `extra` holds the entry's header, and where the payload is disclosed two more lines, the
    salt in hex and the payload.
    """

    index: int
    path: tuple[bytes, ...]
    head: str
    extra: bytes | None = None

    def __str__(self) -> str:
        """Return the text of a `.tlog-proof` file."""
        more = [] if self.extra is None else [f"extra {_base64(self.extra)}"]
        hashes = [_base64(item) for item in self.path]
        return "\n".join([FIRST_LINE, *more, f"index {self.index}", *hashes, "", self.head])


@dataclass(frozen=True, slots=True)
class Proven:
    """What a receipt shows: the entry, the head it is proved by, and who cosigned that.

    `payload` is None where it was not disclosed.
    """

    entry: str
    header: Header
    head: note.Checkpoint
    payload: dict[str, Any] | None
    cosigned: tuple[cosign.Cosignature, ...]


def extra_of(header: bytes, opened: tuple[bytes, bytes] | None) -> bytes:
    """Return what a receipt brings along: the header, and (salt, payload) where disclosed."""
    more = [] if opened is None else [opened[0].hex().encode(), opened[1]]
    return b"\n".join([header, *more])


def parse_receipt(data: bytes) -> Receipt:
    """Return the receipt in a file; anything but its one true form raises DamagedError."""
    try:
        text = data.decode()
        top, separator, head = text.partition("\n\n")
        first, *more = top.split("\n")
        extra = _bytes(more.pop(0).removeprefix("extra ")) if more[0][:6] == "extra " else None
        index = _INDEX.fullmatch(more[0])
        receipt = Receipt(int(index[1]) if index else -1, tuple(map(_bytes, more[1:])), head, extra)
        fine = first == FIRST_LINE and separator and index and str(receipt) == text
    except (ValueError, binascii.Error, IndexError):
        fine = False
    if not fine:
        says = "this is not a tlog-proof, or it is damaged; mail programs may change line ends"
        raise DamagedError("receipt.form", says)
    return receipt


def verify_receipt(
    receipt: Receipt, log: cosign.VerifierKey, witnesses: Iterable[cosign.VerifierKey] = ()
) -> Proven:
    """Return what a receipt shows; raises UntrustedError or DamagedError where it shows nothing.

    `log` is the key of the log, which its name commits to; each of `witnesses` must have
    cosigned the head.
    """
    head = note.open_checkpoint(receipt.head, cosign.log_key(log).public)
    if head.origin != log.name:
        raise UntrustedError("receipt.log", f"this is a receipt of the log {head.origin}")
    wanted = tuple(witnesses)
    cosigned = tuple(cosign.cosignatures(receipt.head, wanted))
    missing = {key.name for key in wanted} - {one.witness for one in cosigned}
    if missing:
        raise UntrustedError("receipt.witness", f"{min(missing)} did not cosign this head")
    header_bytes, salt, body = _brought(receipt)
    header = headers.decode_header(header_bytes)
    leaf = headers.entry_id(header_bytes)
    try:
        merkle.verify_inclusion(leaf, receipt.index, head.size, receipt.path, head.root)
    except merkle.Reject as reject:
        raise UntrustedError("receipt.path", f"the entry is not proved: {reject}") from None
    if (header.index, header.log) != (receipt.index, head.origin.rpartition("/")[2]):
        raise UntrustedError("receipt.place", "the entry says that it stands elsewhere")
    return Proven(leaf.hex(), header, head, _payload(header, salt, body), cosigned)


def _brought(receipt: Receipt) -> tuple[bytes, bytes | None, bytes | None]:
    header, *opened = (receipt.extra or b"").split(b"\n")
    if not opened:
        return header, None, None
    if len(opened) != 2 or not _SALT.fullmatch(opened[0]):
        raise DamagedError("receipt.extra", "the receipt's entry is damaged")
    return header, bytes.fromhex(opened[0].decode()), opened[1]


def _payload(header: Header, salt: bytes | None, body: bytes | None) -> dict[str, Any] | None:
    if salt is None or body is None:
        return None
    if digest.commitment(salt, body).hex() != header.commitment:
        says = "the disclosed payload is not the one that the entry commits to"
        raise UntrustedError("receipt.payload", says)
    payload: dict[str, Any] = canon.decode(body)
    return payload


@dataclass(frozen=True, slots=True)
class Request:
    """What a witness is asked to cosign: a head, and the proof that it extends an older one."""

    old: int
    path: tuple[bytes, ...]
    head: str

    def __str__(self) -> str:
        """Return the text that tlog-witness calls the body of `add-checkpoint`."""
        return "\n".join([f"old {self.old}", *map(_base64, self.path), "", self.head])


def parse_request(text: str) -> Request:
    """Return the request in a text; a head alone asks for a first cosignature.

    Raises DamagedError("request.form") for any other text.
    """
    if not text.startswith("old "):
        note.parse_checkpoint(text)
        return Request(0, (), text)
    try:
        top, _, head = text.partition("\n\n")
        first, *more = top.split("\n")
        old = _OLD.fullmatch(first)
        request = Request(int(old[1]) if old else -1, tuple(map(_bytes, more)), head)
        fine = old and len(more) <= _MOST_HASHES and str(request) == text
        note.parse_checkpoint(head)
    except (ValueError, binascii.Error, Error):
        fine = None
    if not fine:
        says = "this is neither a head nor a request that 'seal --consistency' printed"
        raise DamagedError("request.form", says)
    return request


def consistency(old: int, head: str, subtree: merkle.Subtree) -> Request:
    """Return the request to cosign `head` for a witness that saw `old` entries; 0 for none."""
    size = note.parse_checkpoint(head)[0].size
    if not 0 <= old <= size:
        raise UsageError("seal.size", f"the log has {size} entries, so none of {old} came before")
    return Request(old, tuple(merkle.consistency_proof(old, size, subtree)), head)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
