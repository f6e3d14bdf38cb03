"""A proposal as a file for a colleague who has not the case, and the answer that comes back.

    question   {"asked_by", "content": {"case", "of", "proposal", "asker"}, "signature"}
    answer     {"case", "of", "said": a confirmation with its detached signature}

The asker's key signs the question, so the colleague sees who asks. The answer is bound to
the case, the proposal's entry and the digest of the proposal that was shown. Both are
canonical JSON; under a passphrase, each lies as a whole in a sealed envelope.
"""

import secrets
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tawthiq.base import canon
from tawthiq.base.errors import UntrustedError, UsageError
from tawthiq.base.shape import from_plain, to_plain
from tawthiq.ledger import keyfile, person_key
from tawthiq.record.person import Confirmation, Proposal

T = TypeVar("T")
GREATEST_FILE = 1 << 20
_CONTEXT = b"tawthiq question 1\n"
_PURPOSE = "question"
_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Content:
    """What is asked: the proposal with its entry id in a case, and what the asker is called."""

    case: str
    of: str
    proposal: Proposal
    asker: str


@dataclass(frozen=True, slots=True)
class Question:
    """A signed question; `asked_by` is the asker's public key, both texts are hex."""

    content: Content
    asked_by: str
    signature: str
    kind: Literal["question"] = "question"
    format: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer on its way back; `said.answer` carries its signature."""

    case: str
    of: str
    said: Confirmation
    kind: Literal["answer"] = "answer"
    format: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Envelope:
    """A file under a passphrase: the slot holds the key of `sealed`; texts are hex."""

    slot: keyfile.Slot
    nonce: str
    sealed: str
    kind: Literal["sealed"] = "sealed"
    format: Literal[1] = 1


def ask(content: Content, key: Ed25519PrivateKey) -> Question:
    """Return the question signed by who asks."""
    signature = key.sign(_CONTEXT + canon.encode(to_plain(content)))
    return Question(content, person_key.public_of(key), signature.hex())


def reply(question: Question, said: Confirmation, at: str, key: Ed25519PrivateKey) -> Reply:
    """Return the answer to a question, signed by who answers; `at` is an instant."""
    content = question.content
    bare = replace(said, of=content.of, answer=None)
    signed = person_key.signed_answer(content.case, bare, content.proposal.digest, at, key)
    return Reply(content.case, content.of, signed)


def write(file: Question | Reply, passphrase: str | None) -> bytes:
    """Return the bytes of a file, in an envelope where a passphrase is given."""
    data = canon.encode(to_plain(file))
    if passphrase is None:
        return data + b"\n"
    secret, nonce = secrets.token_bytes(32), secrets.token_bytes(_NONCE_BYTES)
    slot = keyfile.make_slot(secret, passphrase, _PURPOSE)
    envelope = Envelope(slot, nonce.hex(), AESGCM(secret).encrypt(nonce, data, None).hex())
    return canon.encode(to_plain(envelope)) + b"\n"


def is_sealed(data: bytes) -> bool:
    """Say whether a file needs a passphrase."""
    return _plain(data).get("kind") == "sealed"


def read_question(data: bytes, passphrase: str | None = None) -> Question:
    """Return the question in a file; UntrustedError where its signature does not verify."""
    question = _read(Question, data, passphrase)
    message = _CONTEXT + canon.encode(to_plain(question.content))
    if not person_key.verifies(question.asked_by, question.signature, message):
        raise UntrustedError("question.signature", "the question is not what its asker signed")
    return question


def read_reply(data: bytes, passphrase: str | None = None) -> Reply:
    """Return the answer in a file; UntrustedError where its signature does not verify."""
    found = _read(Reply, data, passphrase)
    if found.said.of != found.of or not person_key.is_answered(found.case, found.said):
        raise UntrustedError("answer.signature", "the answer is not what its signer signed")
    return found


def _read(cls: type[T], data: bytes, passphrase: str | None) -> T:
    plain = _plain(data)
    if plain.get("kind") == "sealed":
        plain = _plain(_opened(_exactly(Envelope, plain), passphrase) + b"\n")
    return _exactly(cls, plain)


def _opened(envelope: Envelope, passphrase: str | None) -> bytes:
    if passphrase is None:
        says = "this file has a passphrase: give it with --file-passphrase-file FILE"
        raise UsageError("question.locked", says)
    secret = keyfile.open_slot(envelope.slot, passphrase, _PURPOSE)
    try:
        sealed, nonce = bytes.fromhex(envelope.sealed), bytes.fromhex(envelope.nonce)
        return AESGCM(secret or bytes(32)).decrypt(nonce, sealed, None)
    except (InvalidTag, ValueError):
        says = "the passphrase does not open this file, or the file is damaged"
        raise UsageError("question.passphrase", says) from None


def _plain(data: bytes) -> dict[str, Any]:
    plain: object = None
    if len(data) <= GREATEST_FILE and data.endswith(b"\n"):
        try:
            plain = canon.decode(data[:-1])
        except UsageError:
            plain = None
    if not isinstance(plain, dict):
        raise UsageError("question.file", "this file is no question or answer, or it is damaged")
    return plain


def _exactly(cls: type[T], plain: dict[str, Any]) -> T:
    """Return a record that writes exactly what was read: no key too many, none left out."""
    try:
        found = from_plain(cls, plain)
    except UsageError:
        found = None
    if found is None or to_plain(found) != plain:
        raise UsageError("question.file", "this file is no question or answer, or it is damaged")
    return found
