"""acts-1, recomputed by hand: fingerprints, the digest of a proposal, both signatures."""

import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tawthiq.ledger import question
from tawthiq.ledger.person_key import fingerprint

VECTORS = Path(__file__).parents[2] / "docs" / "format" / "vectors" / "acts.json"


def canonical(value: object) -> bytes:
    """Return canonical JSON, as the page says, by the standard library alone."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@pytest.fixture(scope="module")
def given() -> dict[str, str]:
    """Return the vectors."""
    found: dict[str, str] = json.loads(VECTORS.read_text("utf-8"))
    return found


class TestByHand:
    """What the page says is what the program does."""

    @pytest.mark.parametrize("who", ["asker", "colleague"])
    def test_fingerprint(self, given: dict[str, str], who: str) -> None:
        """The last 32 decimal digits of a digest."""
        key = bytes.fromhex(given[f"{who}_key"])
        number = int(hashlib.sha256(b"tawthiq fingerprint 1\n" + key).hexdigest(), 16)
        digits = str(number)[-32:]
        by_hand = " ".join(digits[at : at + 4] for at in range(0, 32, 4))
        assert by_hand == given[f"{who}_fingerprint"] == fingerprint(key.hex())

    def test_question(self, given: dict[str, str]) -> None:
        """Signed by the asker, over the canonical content."""
        plain = json.loads(given["question"])
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(given["asker_seed"]))
        signature = key.sign(b"tawthiq question 1\n" + canonical(plain["content"]))
        assert plain["signature"] == signature.hex()
        assert plain["asked_by"] == given["asker_key"] == key.public_key().public_bytes_raw().hex()
        digest = hashlib.sha256(canonical(plain["content"]["proposal"])).hexdigest()
        assert digest == given["proposal_digest"]
        assert canonical(plain) + b"\n" == given["question"].encode()

    def test_answer(self, given: dict[str, str]) -> None:
        """Signed by the colleague, bound to case, entry, verdict and the words shown."""
        plain = json.loads(given["answer"])
        said = plain["said"]
        message = {
            "asked": given["proposal_digest"], "at": said["answer"]["at"], "case": plain["case"],
            "key": given["colleague_key"], "of": plain["of"], "verdict": "yes",
            "why": "numbers seen",
        }  # fmt: skip
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(given["colleague_seed"]))
        signature = key.sign(b"tawthiq answer 1\n" + canonical(message))
        assert said["answer"]["signature"] == signature.hex()
        assert canonical(plain) + b"\n" == given["answer"].encode()

    def test_the_program_writes_these_bytes(self, given: dict[str, str]) -> None:
        """Read and written again, both are the same."""
        asked = question.read_question(given["question"].encode())
        answered = question.read_reply(given["answer"].encode())
        assert question.write(asked, None).decode() == given["question"]
        assert question.write(answered, None).decode() == given["answer"]
