"""The proofs in a package that somebody brought: does their record stand behind the files?

Pure but for reading the bag's files. Everything found wrong is named; nothing found wrong
keeps the files from being preserved.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from tawthiq.base import canon, digest, merkle
from tawthiq.base.errors import Error
from tawthiq.ledger import cosign, inclusion, note
from tawthiq.ledger import header as headers
from tawthiq.preserve.bag import Bag
from tawthiq.record.handover import Proofs

_ENTRIES = "data/metadata/entries/"
_HEADS = "data/metadata/heads/"
_LINES = "data/metadata/ledger/"
_MOST = 1 << 20
_ED25519 = bytes.fromhex("302a300506032b6570032100")  # RFC 8410, what a PEM key begins with


class _WrongError(Exception):
    """A proof does not show what it should; the text says how."""


_ODD = (
    _WrongError, Error, merkle.Reject, OSError, ValueError, KeyError, TypeError, AttributeError,
    RecursionError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Line:
    kind: str
    payload: Mapping[str, object] | None


def verify(bag: Bag, objects: Mapping[str, str]) -> Proofs:
    """Verify every entry in the bag; `objects` are SHA-256 by the giver's item id."""
    ids = dict.fromkeys(
        path.removeprefix(_ENTRIES).partition("/")[0]
        for path in bag.payload
        if path.startswith(_ENTRIES)
    )
    failed: list[str] = []
    lines: dict[str, _Line] = {}
    for key in ids:
        try:
            lines[key] = _entry(bag, key)
        except _ODD as error:
            failed.append(f"entry {key[:12]}: {_words(error)}")
    for path in bag.payload:
        if path.startswith(_LINES) and path.endswith(".jsonl"):
            try:
                lines |= _log(bag, path)
            except _ODD as error:
                failed.append(f"log {path.removeprefix(_LINES)[:12]}: {_words(error)}")
    failed += _against(objects, lines)
    withheld = sum(line.payload is None for line in lines.values())
    return Proofs(len(lines), withheld, tuple(failed))


def _words(error: Exception) -> str:
    if isinstance(error, (_WrongError, Error, merkle.Reject)):
        return str(error)
    return "it cannot be read"


def _against(objects: Mapping[str, str], lines: Mapping[str, _Line]) -> list[str]:
    """Return which objects the giver's record does not stand behind, where it was given."""
    if not lines:
        return []
    wrong = []
    for item, sha256 in objects.items():
        line = lines.get(item)
        if line is None or line.kind != "item":
            wrong.append(f"item {item[:12]}: the giver's record has no proved line for it")
        elif line.payload is not None and line.payload.get("sha256") != sha256:
            wrong.append(f"item {item[:12]}: the giver's record states other bytes")
    return wrong


def _entry(bag: Bag, key: str) -> _Line:
    """Verify one entry: its files must say what its receipt brings along, and nothing else."""
    below = f"{_ENTRIES}{key}"
    header = bag.read(f"{below}/header.json", _MOST)
    opened = None
    if f"{below}/payload.json" in bag.payload:
        opened = (bag.read(f"{below}/salt.bin", _MOST), bag.read(f"{below}/payload.json"))
    receipt = inclusion.parse_receipt(bag.read(f"{below}/entry.tlog-proof"))
    if receipt.extra != inclusion.extra_of(header, opened):
        raise _WrongError("its files are not what its proof is about")
    head = note.parse_checkpoint(receipt.head)[0]
    log_key = _key(bag, head.origin.rpartition("/")[2])
    proven = inclusion.verify_receipt(receipt, cosign.VerifierKey(head.origin, 1, log_key))
    if proven.entry != key:
        raise _WrongError("the header is another entry's")
    return _Line(proven.header.kind, proven.payload)


def _opened(salt: bytes, body: bytes, commitment: str) -> Mapping[str, object]:
    if digest.commitment(salt, body).hex() != commitment:
        raise _WrongError("its content is not what the header commits to")
    payload = canon.decode(body)
    if not isinstance(payload, dict):
        raise _WrongError("its content is no payload")
    return payload


def _key(bag: Bag, log: str) -> bytes:
    """Return the public key of a log, whose name commits to it."""
    frame, spelt, *rest = bag.read(f"{_HEADS}{log}/key.pem", _MOST).decode("ascii").split("\n")
    der = base64.b64decode(spelt, validate=True)
    framed = ["-----BEGIN PUBLIC KEY-----", base64.b64encode(der).decode()]
    if [frame, spelt, *rest] != [*framed, "-----END PUBLIC KEY-----", ""]:
        raise _WrongError("the key is not in its one true form")
    key = der.removeprefix(_ED25519)
    if len(key) != 32 or note.log_id(key) != log:
        raise _WrongError("the key is another log's")
    return key


def _log(bag: Bag, path: str) -> dict[str, _Line]:
    """Verify a whole log: its lines in order give the root that its head signs."""
    log = path.removeprefix(_LINES).removesuffix(".jsonl")
    text = bag.read(f"{_HEADS}{log}/checkpoint.txt", _MOST).decode("utf-8")
    head = note.open_checkpoint(text, _key(bag, log))
    if head.origin.rpartition("/")[2] != log:
        raise _WrongError("the head is another log's")
    leaves, found = [], {}
    for row in bag.read(path, 4 << 30).decode("utf-8").split("\n"):
        if not row:
            continue
        plain = canon.decode(row.encode())
        data = plain["header"].encode()
        leaf = headers.entry_id(data)
        header, payload = headers.decode_header(data), None
        if plain["payload"] is not None:
            salt = bytes.fromhex(plain["salt"])
            payload = _opened(salt, plain["payload"].encode(), header.commitment)
        leaves.append(leaf)
        found[leaf.hex()] = _Line(header.kind, payload)
    if len(leaves) != head.size or merkle.root_of(leaves) != head.root:
        raise _WrongError("its lines are not those that its head was signed for")
    return found
