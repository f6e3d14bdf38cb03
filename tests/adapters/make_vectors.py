"""Write docs/format/vectors/proofs.json anew; run only when a format gets a new version.

The keys are published on purpose: what they sign proves nothing. It takes half a minute, until
a certificate is past its time.
"""

import base64
import hashlib
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.adapters.authority import make_stamper

from tawthiq.adapters.timestamp import ask
from tawthiq.adapters.timestamp.token import response_of, token_of
from tawthiq.base import digest, merkle
from tawthiq.ledger import cosign, inclusion, note

FOLDER = Path(__file__).parents[2] / "docs" / "format" / "vectors"
LOG_SEED = hashlib.sha256(b"tawthiq published test key of a log").digest()
WITNESS_SEED = hashlib.sha256(b"tawthiq published test key of a witness").digest()
SECONDS = 20


def base64_of(data: bytes) -> str:
    """Return bytes as base64."""
    return base64.b64encode(data).decode()


def logs() -> dict[str, Any]:
    """The log of ledger.json: receipts with and without the payload, a request, a cosigned head."""
    ledger = json.loads((FOLDER / "ledger.json").read_text("utf-8"))
    rows = [(row["header"].encode(), row["salt_hex"], row["payload"]) for row in ledger["rows"]]
    leaves = [merkle.leaf_hash(header) for header, _, _ in rows]
    key = Ed25519PrivateKey.from_private_bytes(LOG_SEED)
    origin = note.origin_of(ledger["case"], note.log_id(key.public_key().public_bytes_raw()))
    whole = len(leaves)
    head = note.sign_checkpoint(note.Checkpoint(origin, whole, merkle.root_of(leaves)), key)
    witness = Ed25519PrivateKey.from_private_bytes(WITNESS_SEED)
    named = cosign.VerifierKey("witness.example/vectors", cosign.WITNESS,
                               witness.public_key().public_bytes_raw())  # fmt: skip
    line = cosign.cosign(head, named.name, witness, 1_900_000_000)

    def subtree(lo: int, hi: int) -> bytes:
        return merkle.root_of(leaves[lo:hi])

    receipts = []
    for index in (0, whole - 1):
        header, salt, payload = rows[index]
        path = tuple(merkle.inclusion_proof(index, whole, subtree))
        opened = (bytes.fromhex(salt), payload.encode()) if index else None
        extra = inclusion.extra_of(header, opened)
        receipts.append(str(inclusion.Receipt(index, path, cosign.join(head, [line]), extra)))
    return {
        "log_seed": LOG_SEED.hex(),
        "witness_seed": WITNESS_SEED.hex(),
        "log_key": note.verifier_key(origin, key.public_key().public_bytes_raw()),
        "witness_key": str(named),
        "head": head,
        "request": str(inclusion.consistency(3, head, subtree)),
        "old_root": merkle.root_of(leaves[:3]).hex(),
        "time": 1_900_000_000,
        "cosigned": cosign.join(head, [line]),
        "receipts": receipts,
    }


def stamps(head: str) -> dict[str, Any]:
    """Stamps over the head: one from when its certificate was valid, one from after."""
    day = 24 * 3600
    with tempfile.TemporaryDirectory() as folder:
        one = make_stamper(Path(folder) / "authority", days=(-1, SECONDS / day))
        query, nonce = ask.make_query(head.encode())
        in_time = response_of(token_of(one.reply(query)))
        time.sleep(SECONDS + 2)
        late = response_of(token_of(one.reply(query)))
        return {
            "stamped_sha256": digest.sha256(head.encode()).hex(),
            "nonce": str(nonce),
            "roots": list(one.trusted.roots),
            "intermediates": list(one.trusted.intermediates),
            "in_time": base64_of(in_time),
            "after_its_certificate": base64_of(late),
        }


def main() -> None:
    """Write the file."""
    found = logs()
    found["stamps"] = stamps(found["head"])
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    (FOLDER / "proofs.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
