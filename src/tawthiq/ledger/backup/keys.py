"""The key of one backup folder, who can open it, and what is derived from it (backup-1).

A folder has one random key. In a locked case it is sealed under a key of the case, whose
wrapped keys lie beside it, so the case's passphrase opens the backup too. Otherwise it is
wrapped under a passphrase of its own, or, where a person says so, lies open.
"""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tawthiq.base import canon, digest
from tawthiq.base.errors import DamagedError, Error, UsageError
from tawthiq.base.shape import from_plain, to_plain
from tawthiq.ledger import keyfile, keyring
from tawthiq.ledger.keyfile import Slot
from tawthiq.ledger.keyring import KeyFile, Keyring
from tawthiq.ledger.sealing import derive

TAG = 16
MOST_SLOTS = 4  # each costs a wrong passphrase a second; a foreign file may not ask for more
_NO_NONCE = bytes(12)  # each key below seals one text only
_WRONG = "this passphrase does not open the backup"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What `backup.json` holds: whose backup this is, and its key in exactly one of three forms.

    `lock` and `sealed`: under the key of a locked case; `slots`: under passphrases; `open`:
    as it is. All hex. `folder` and `case` are random ids.
    """

    folder: str
    case: str
    lock: str | None = None
    sealed: str | None = None
    slots: tuple[Slot, ...] = ()
    open: str | None = None
    format: int = 1

    @property
    def is_encrypted(self) -> bool:
        """Say whether anything secret is needed to read the backup."""
        return self.open is None


@dataclass(frozen=True, slots=True)
class BackupKeys:
    """Names and keys of the objects and snapshots of one backup folder."""

    secret: bytes = field(repr=False)
    _naming: bytes = field(init=False, repr=False)
    _sealing: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Derive what every object needs once."""
        object.__setattr__(self, "_naming", derive(self.secret, "backup names"))
        object.__setattr__(self, "_sealing", derive(self.secret, "backup objects"))

    def name(self, plain: bytes) -> str:
        """Return the name of the object with these bytes; only the key's holder can make it."""
        return self.name_of(digest.sha256(plain))

    def name_of(self, sha256: bytes) -> str:
        """Return the name of the object whose bytes have this digest."""
        return hmac.digest(self._naming, sha256, "sha256").hex()

    def seal(self, name: str, plain: bytes) -> bytes:
        """Encrypt an object. A name stands for one text, so its key never seals another."""
        return self._cipher(name).encrypt(_NO_NONCE, plain, name.encode())

    def open(self, name: str, sealed: bytes, *, is_hashed_later: bool = False) -> bytes:
        """Return an object's bytes; raises DamagedError where they are not those of its name.

        The cipher tells already what was not sealed under this name. The digest behind the
        name is checked too, unless the caller checks the digest of the whole file.
        """
        try:
            plain = self._cipher(name).decrypt(_NO_NONCE, sealed, name.encode())
        except InvalidTag:
            plain = None
        if plain is None or not (is_hashed_later or self.name(plain) == name):
            raise DamagedError("backup.object", f"object {name[:12]} is damaged")
        return plain

    def seal_snapshot(self, name: str, plain: bytes) -> bytes:
        """Encrypt a snapshot's head; `name` holds random digits and is used once."""
        return self._for_snapshot(name).encrypt(_NO_NONCE, plain, name.encode())

    def open_snapshot(self, name: str, sealed: bytes) -> bytes:
        """Return a snapshot's head; raises DamagedError where it is not the one of this name."""
        try:
            return self._for_snapshot(name).decrypt(_NO_NONCE, sealed, name.encode())
        except InvalidTag:
            raise DamagedError("backup.snapshot", f"snapshot {name} is damaged") from None

    def _cipher(self, name: str) -> AESGCM:
        return AESGCM(hmac.digest(self._sealing, name.encode(), "sha256"))

    def _for_snapshot(self, name: str) -> AESGCM:
        return AESGCM(derive(self.secret, f"backup snapshot {name}"))


def seal_for_case(folder: str, case: str, secret: bytes, ring: Keyring) -> Envelope:
    """Return the envelope of a locked case's backup."""
    nonce = secrets.token_bytes(12)
    sealed = AESGCM(ring.derive("backup")).encrypt(nonce, secret, folder.encode())
    return Envelope(folder, case, lock=ring.lock, sealed=(nonce + sealed).hex())


def seal_for_people(folder: str, case: str, secret: bytes, passphrase: str | None) -> Envelope:
    """Return the envelope of an open case's backup: under a passphrase, or open (None)."""
    if passphrase is None:
        return Envelope(folder, case, open=secret.hex())
    return Envelope(folder, case, slots=(keyfile.make_slot(secret, passphrase, _purpose(folder)),))


def open_for_case(envelope: Envelope, ring: Keyring) -> bytes:
    """Return the key with an open case's keys; raises UsageError where they are of another case."""
    try:
        sealed = bytes.fromhex(envelope.sealed or "")
        cipher = AESGCM(ring.derive("backup"))
        return cipher.decrypt(sealed[:12], sealed[12:], envelope.folder.encode())
    except (InvalidTag, ValueError):
        says = "this backup was begun under other keys; give another folder"
        raise UsageError("backup.keys", says) from None


def open_for_people(
    envelope: Envelope, files: Sequence[KeyFile], passphrase: str | None
) -> tuple[bytes, bytes | None]:
    """Return (the backup's key, the case's own key if it is locked).

    `files` are the wrapped case keys that lie in the backup. A wrong passphrase raises
    UsageError, in the same words whatever is wrong with it, after the same work.
    """
    if envelope.open is not None:
        return _open(envelope.open), None
    if passphrase is None:
        says = "this backup is encrypted; give its passphrase with --passphrase-file FILE"
        raise UsageError("backup.passphrase", says)
    if envelope.sealed is not None:
        return _through_case(envelope, files, passphrase)
    found = keyfile.open_any(envelope.slots, passphrase, _purpose(envelope.folder))
    if found is None:
        raise UsageError("backup.passphrase", _WRONG)
    return found, None


def _through_case(
    envelope: Envelope, files: Sequence[KeyFile], passphrase: str
) -> tuple[bytes, bytes]:
    try:
        case_key = keyring.open_case(files, passphrase)
    except UsageError:
        raise UsageError("backup.passphrase", _WRONG) from None
    return open_for_case(envelope, keyring.ring_of(files, case_key)), case_key


def _open(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise DamagedError("backup.key", "backup.json is damaged: its key is none") from None


def _purpose(folder: str) -> str:
    return f"backup {folder}"


def encode(envelope: Envelope) -> bytes:
    """Return the bytes of backup.json, with a digest that shows damage."""
    plain = to_plain(envelope)
    return canon.encode({**plain, "check": digest.sha256(canon.encode(plain)).hex()})


def decode(data: bytes) -> Envelope:
    """Return the envelope in backup.json; raises DamagedError, or UsageError for a newer format."""
    try:
        plain = canon.decode(data)
        check = plain.pop("check")
        envelope = from_plain(Envelope, plain)
    except (Error, KeyError, AttributeError, TypeError, ValueError):
        check, envelope = None, None
    is_one = envelope is not None and len(envelope.slots) <= MOST_SLOTS
    if envelope is None or not is_one or check != digest.sha256(canon.encode(plain)).hex():
        raise DamagedError("backup.key", "backup.json is damaged")
    if envelope.format != 1:
        says = f"this backup has format {envelope.format}; use a newer Tawthiq"
        raise UsageError("backup.newer", says)
    return envelope
