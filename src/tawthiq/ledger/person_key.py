"""People's own keys: made, wrapped, used to sign; and whose key signed an entry.

The private half lies in the device's folder, never in a case: under an own passphrase, or
under a key of the locked case, or as it is in an unlocked one. The file holds no name.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tawthiq.base import canon, digest
from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.base.shape import from_plain, to_plain
from tawthiq.ledger import header as headers
from tawthiq.ledger import keyfile
from tawthiq.record.entry import Entry, Header, Signature
from tawthiq.record.person import KINDS, Act, Answer, Confirmation

PURPOSE = "person"
Ask = Callable[[], str]
"""Gives the person's own passphrase: a prompt, or a file that was read."""
Wrap = Literal["plain", "case", "own"]
_ANSWER = b"tawthiq answer 1\n"
_NONCE_BYTES = 12
_HEX = re.compile(r"[0-9a-f]+\Z")


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A person's key as the device keeps it: `key` is the public half, all texts are hex.

    `secret` is the private half as it is (plain) or sealed (case); `slot` holds it for an
    own passphrase (own).
    """

    key: str
    wrap: Wrap
    secret: str | None = None
    slot: keyfile.Slot | None = None
    format: Literal[1] = 1


def new_key() -> Ed25519PrivateKey:
    """Return a fresh key."""
    return Ed25519PrivateKey.generate()


def public_of(key: Ed25519PrivateKey) -> str:
    """Return the public half in hex."""
    return key.public_key().public_bytes_raw().hex()


def wrapped(key: Ed25519PrivateKey, case_key: bytes | None, own: str | None) -> str:
    """Return the file for a key: under the own passphrase, else the case's key, else plain."""
    public, private = public_of(key), key.private_bytes_raw()
    if own is not None:
        file = WrappedKey(public, "own", slot=keyfile.make_slot(private, own, PURPOSE))
    elif case_key is not None:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(case_key).encrypt(nonce, private, bytes.fromhex(public))
        file = WrappedKey(public, "case", (nonce + sealed).hex())
    else:
        file = WrappedKey(public, "plain", private.hex())
    return canon.encode(to_plain(file)).decode() + "\n"


def unwrapped(text: str, case_key: bytes | None, ask: Ask | None) -> Ed25519PrivateKey:
    """Return the key in a file; UsageError where a passphrase lacks or is wrong."""
    file = _parsed(text)
    if file.wrap == "own" and file.slot is not None:
        if ask is None:
            says = "this person's key has a passphrase of its own: give --own-passphrase-file FILE"
            raise UsageError("person.locked", says)
        private = keyfile.open_slot(file.slot, ask(), PURPOSE)
        if private is None:
            raise UsageError(
                "person.passphrase", "the person's own passphrase does not open the key"
            )
    elif file.wrap == "case":
        private = _unsealed(file, case_key)
    else:
        private = _bytes(file.secret)
    try:
        key = Ed25519PrivateKey.from_private_bytes(private)
    except ValueError:
        raise _damaged() from None
    if public_of(key) != file.key:
        raise _damaged()
    return key


def _parsed(text: str) -> WrappedKey:
    try:
        plain = canon.decode(text.removesuffix("\n").encode())
        file = from_plain(WrappedKey, plain)
    except UsageError:
        raise _damaged() from None
    if to_plain(file) != plain or not _HEX.match(file.key) or not _HEX.match(file.secret or "0"):
        raise _damaged()
    return file


def _unsealed(file: WrappedKey, case_key: bytes | None) -> bytes:
    if case_key is None:
        says = "this person's key is wrapped under the case's key: open the case first"
        raise UsageError("person.locked", says)
    data = _bytes(file.secret)
    try:
        associated = bytes.fromhex(file.key)
        return AESGCM(case_key).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], associated)
    except (InvalidTag, ValueError):
        raise _damaged() from None


def _bytes(text: str | None) -> bytes:
    try:
        return bytes.fromhex(text or "")
    except ValueError:
        raise _damaged() from None


def _damaged() -> DamagedError:
    return DamagedError("person.key", "the file of this person's key is damaged or of another key")


class Signer:
    """Signs the headers of one person's acts; the key is opened at the first of them."""

    def __init__(self, key: str, load: Callable[[], Ed25519PrivateKey]) -> None:
        """Sign by the key with this public half, which `load` gives."""
        self.key = key
        self._load = load
        self._held: Ed25519PrivateKey | None = None

    @property
    def private(self) -> Ed25519PrivateKey:
        """The key itself, opened."""
        if self._held is None:
            self._held = self._load()
        return self._held

    def __call__(self, header: Header) -> Signature:
        """Return the person's signature over a header."""
        return headers.sign_header(header, self.private)


def fingerprint(key: str) -> str:
    """Return a key as eight groups of four digits, to be read out over a telephone.

    106 bits of SHA-256 over the key, in decimal, which every language reads aloud: nobody
    finds a second key with the same groups.
    """
    number = int.from_bytes(digest.sha256(b"tawthiq fingerprint 1\n" + bytes.fromhex(key)), "big")
    digits = f"{number % 10**32:032}"
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def act_of(entry: Entry, case: str) -> Act | None:
    """Return an entry as an act with the key that verifiably signed it; None for other kinds."""
    head = entry.header
    if head.kind not in KINDS or entry.payload is None:
        return None
    signature = head.signature
    signer = signature.key if signature is not None and headers.is_signed(head) else None
    if head.kind == "confirmation" and entry.payload.get("answer") is not None:
        answered = _answered_by(entry, case)
        return Act(entry.id, head.kind, head.log, head.author, answered, entry.payload, signer)
    return Act(entry.id, head.kind, head.log, head.author, signer, entry.payload)


def acts(entries: Iterable[Entry], case: str) -> Iterator[Act]:
    """Yield the acts among entries, which come in the order of all entries."""
    return (act for entry in entries if (act := act_of(entry, case)) is not None)


def signed_answer(
    case: str, said: Confirmation, asked: str, at: str, key: Ed25519PrivateKey
) -> Confirmation:
    """Return an answer to the proposal `said.of` with its signature; `asked` is its digest."""
    bare = Answer(public_of(key), at, asked, "")
    signature = key.sign(_answer_bytes(case, said, bare))
    return replace(said, answer=replace(bare, signature=signature.hex()))


def is_answered(case: str, said: Confirmation) -> bool:
    """Say whether the detached signature is over exactly this answer, by the key it names."""
    if said.answer is None:
        return False
    message = _answer_bytes(case, said, said.answer)
    return verifies(said.answer.key, said.answer.signature, message)


def verifies(key: str, signature: str, message: bytes) -> bool:
    """Say whether an Ed25519 signature (hex) by a public key (hex) is over `message`.

    Only the one spelling in lower case is taken, so that no signature has two.
    """
    if not (_HEX.match(key) and _HEX.match(signature)):
        return False
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _answer_bytes(case: str, said: Confirmation, answer: Answer) -> bytes:
    plain = {
        "case": case, "of": said.of, "verdict": said.verdict, "why": said.why,
        "asked": answer.asked, "at": answer.at, "key": answer.key,
    }  # fmt: skip
    return _ANSWER + canon.encode(plain)


def _answered_by(entry: Entry, case: str) -> str | None:
    try:
        said = from_plain(Confirmation, entry.payload)
    except UsageError:
        return None
    return said.answer.key if said.answer is not None and is_answered(case, said) else None
