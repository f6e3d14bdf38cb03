"""Entries with their proofs as plain files: each step can be redone with openssl alone.

`entries/<id>/header.json` hashes to the entry's id; `salt.bin` and `payload.json` together
hash to the commitment in the header; `path.txt` leads from the id to the root in the head;
`entry.tlog-proof` is the same in the form of C2SP. `heads/<log>/` holds the signed head
taken apart for openssl. A payload that may not be told is left out with its salt: the proof
of the header stands without them.
"""

import base64
from collections.abc import Iterator, Mapping

from tawthiq.base import merkle
from tawthiq.ledger import inclusion, note
from tawthiq.record.handover import Proved

ROOT = "data/metadata"
_ED25519 = bytes.fromhex("302a300506032b6570032100")  # RFC 8410: SubjectPublicKeyInfo


def entry_files(entries: tuple[Proved, ...]) -> Mapping[str, bytes]:
    """Return path in the package -> bytes for all entries and the heads that cover them."""
    files: dict[str, bytes] = {}
    for each in entries:
        below = f"{ROOT}/entries/{each.id}"
        files[f"{below}/header.json"] = each.header
        files[f"{below}/path.txt"] = "".join(_steps(each)).encode()
        files[f"{below}/entry.tlog-proof"] = tlog_proof(each).encode()
        if each.salt is not None and each.payload is not None:
            files[f"{below}/salt.bin"] = each.salt
            files[f"{below}/payload.json"] = each.payload
        files |= head_files(each.checkpoint, each.key)
    return files


def tlog_proof(each: Proved) -> str:
    """Return the proof in the form of C2SP tlog-proof v1, as `prove --verify` reads it too."""
    told = each.salt is not None and each.payload is not None
    opened = (each.salt or b"", each.payload or b"") if told else None
    extra = inclusion.extra_of(each.header, opened)
    return str(inclusion.Receipt(each.index, each.steps, each.checkpoint, extra))


def size_of(checkpoint: str) -> int:
    """Return the number of entries that a checkpoint covers."""
    return int(checkpoint.split("\n")[1])


def pem(key: bytes) -> bytes:
    """Return an Ed25519 public key (32 bytes) as openssl reads it."""
    text = base64.b64encode(_ED25519 + key).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n".encode()


def _steps(each: Proved) -> Iterator[str]:
    """Yield the way to the root: on which side the other hash stands, and the hash in hex."""
    node, position, last = bytes.fromhex(each.id), each.index, size_of(each.checkpoint) - 1
    for sibling in each.steps:
        left = bool(position & 1) or position == last
        if left:
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        position, last = position >> 1, last >> 1
        node = merkle.node_hash(sibling, node) if left else merkle.node_hash(node, sibling)
        yield f"{'left' if left else 'right'} {sibling.hex()}\n"
    yield f"root {node.hex()}\n"


def head_files(checkpoint: str, key: bytes) -> dict[str, bytes]:
    """Return a signed head as it is, and taken apart for openssl."""
    body, signatures = checkpoint.split("\n\n", 1)
    origin = body.split("\n")[0]
    own = next(line for line in signatures.split("\n") if line.startswith(f"\u2014 {origin} "))
    below = f"{ROOT}/heads/{origin.rpartition('/')[2]}"
    return {
        f"{below}/checkpoint.txt": checkpoint.encode(),
        f"{below}/signed.txt": f"{body}\n".encode(),
        f"{below}/signature.bin": base64.b64decode(own.split(" ")[2])[4:],
        f"{below}/key.pem": pem(key),
        f"{below}/key.vkey": f"{note.verifier_key(origin, key)}\n".encode(),
    }
