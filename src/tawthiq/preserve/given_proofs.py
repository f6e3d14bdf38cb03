"""The proofs in a package that somebody brought: does their record stand behind the files?

Pure but for reading the bag's files. Everything found wrong is named; nothing found wrong
keeps the files from being preserved.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from tawthiq.base import canon, digest, merkle
from tawthiq.base.errors import Error
from tawthiq.ledger import header as headers
from tawthiq.ledger import note
from tawthiq.preserve.bag import Bag
from tawthiq.record.handover import Proofs

_ENTRIES = "data/metadata/entries/"
_HEADS = "data/metadata/heads/"
_LINES = "data/metadata/ledger/"
_MOST = 1 << 20
_ED25519 = bytes.fromhex("302a300506032b6570032100")  # RFC 8410, what a PEM key begins with
_PREFIX = "c2sp.org/tlog-proof@v1\n"


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
    below = f"{_ENTRIES}{key}"
    data = bag.read(f"{below}/header.json", _MOST)
    if headers.entry_id(data).hex() != key:
        raise _WrongError("the header is another entry's")
    header = headers.decode_header(data)
    index, steps, text = _proof(bag.read(f"{below}/entry.tlog-proof", _MOST).decode("utf-8"))
    head = _head(bag, header.log, text)
    if index != header.index:
        raise _WrongError("the proof is for another place in the log")
    merkle.verify_inclusion(bytes.fromhex(key), index, head.size, steps, head.root)
    if f"{below}/payload.json" not in bag.payload:
        return _Line(header.kind, None)
    salt, body = (bag.read(f"{below}/{name}") for name in ("salt.bin", "payload.json"))
    return _Line(header.kind, _opened(salt, body, header.commitment))


def _opened(salt: bytes, body: bytes, commitment: str) -> Mapping[str, object]:
    if digest.commitment(salt, body).hex() != commitment:
        raise _WrongError("its content is not what the header commits to")
    payload = canon.decode(body)
    if not isinstance(payload, dict):
        raise _WrongError("its content is no payload")
    return payload


def _proof(text: str) -> tuple[int, list[bytes], str]:
    if not text.startswith(_PREFIX):
        raise _WrongError("the proof has another form")
    lines, _, checkpoint = text.removeprefix(_PREFIX).partition("\n\n")
    first, *rest = lines.split("\n")
    steps = [_hash(step) for step in rest]
    if first != f"index {first[6:]}" or not first[6:].isascii() or not first[6:].isdecimal():
        raise _WrongError("the proof has another form")
    if first[6:] != str(int(first[6:])):
        raise _WrongError("the proof has another form")
    return int(first[6:]), steps, checkpoint


def _hash(text: str) -> bytes:
    """Return the hash that a line spells, in its one true spelling."""
    try:
        value = base64.b64decode(text, validate=True)
    except binascii.Error:
        value = b""
    if base64.b64encode(value).decode() != text or not value:
        raise _WrongError("the proof has another form")
    return value


def _head(bag: Bag, log: str, text: str) -> note.Checkpoint:
    _, text_of_key, *_ = pem = bag.read(f"{_HEADS}{log}/key.pem", _MOST).decode("ascii").split("\n")
    der = base64.b64decode(text_of_key, validate=True)
    key = der.removeprefix(_ED25519)
    framed = ["-----BEGIN PUBLIC KEY-----", base64.b64encode(der).decode()]
    if pem != [*framed, "-----END PUBLIC KEY-----", ""]:
        raise _WrongError("the key is not in its one true form")
    if len(key) != 32 or note.log_id(key) != log:
        raise _WrongError("the key is another log's")
    head = note.open_checkpoint(text, key)
    if head.origin.rpartition("/")[2] != log:
        raise _WrongError("the head is another log's")
    return head


def _log(bag: Bag, path: str) -> dict[str, _Line]:
    """Verify a whole log: its lines in order give the root that its head signs."""
    log = path.removeprefix(_LINES).removesuffix(".jsonl")
    head = _head(bag, log, bag.read(f"{_HEADS}{log}/checkpoint.txt", _MOST).decode("utf-8"))
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
