"""The keys of a locked case: wrapped in its folder, open in a keyring (docs/format/locked-1.md).

    keys/<id>.json   the case key, 32 random bytes, wrapped under each passphrase
    keys/<id>.json   the private half of the key for protected people, wrapped likewise

Everything ordinary is sealed under keys derived from the case key. What concerns protected
people is sealed to the public half of the second key: anybody in the case can put a
testimony in, and only who gives the passphrase of that key can read it again. So a session
that holds the case key alone holds nothing of theirs.
"""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from tawthiq.base import canon, digest
from tawthiq.base.errors import DamagedError, Error, UsageError
from tawthiq.base.shape import from_plain, to_plain
from tawthiq.ledger import keyfile
from tawthiq.ledger.durable import make_folders, write_durably
from tawthiq.ledger.keyfile import Slot
from tawthiq.ledger.sealing import ObjectKeys, derive

CASE, PROTECTED = "case", "protected"
_SECRET = 32
_GREATEST_FILE = 1 << 16
_MOST_SLOTS = 8  # a wrong passphrase is tried on each: a foreign file may not ask for more


@dataclass(frozen=True, slots=True)
class KeyFile:
    """One wrapped key of a case; `public` is the public half of a key for protected people."""

    id: str
    purpose: str
    slots: tuple[Slot, ...]
    public: str | None = None
    format: int = 1


@dataclass(frozen=True, slots=True)
class CaseKeys(ObjectKeys):
    """Keys derived from the case key and a random seed."""

    secret: bytes = field(repr=False)

    def seal_key(self, purpose: str) -> tuple[bytes, bytes]:
        """Return a random seed and its key."""
        seed = secrets.token_bytes(32)
        return seed, derive(self.secret, purpose, seed)

    def open_key(self, seed: bytes, purpose: str) -> bytes | None:
        """Return the key of a seed."""
        return derive(self.secret, purpose, seed)


@dataclass(frozen=True, slots=True)
class ProtectedKeys(ObjectKeys):
    """Keys agreed with a public key (X25519, RFC 7748): sealed by anyone, opened by its holder."""

    public: bytes
    private: bytes | None = field(default=None, repr=False)

    def seal_key(self, purpose: str) -> tuple[bytes, bytes]:
        """Return a fresh public key as the seed, and the key agreed with it."""
        fresh = X25519PrivateKey.generate()
        seed = fresh.public_key().public_bytes_raw()
        shared = fresh.exchange(X25519PublicKey.from_public_bytes(self.public))
        return seed, derive(shared, purpose, seed + self.public)

    def open_key(self, seed: bytes, purpose: str) -> bytes | None:
        """Return the agreed key; None without the private half."""
        if self.private is None:
            return None
        try:
            private = X25519PrivateKey.from_private_bytes(self.private)
            shared = private.exchange(X25519PublicKey.from_public_bytes(seed))
        except ValueError:
            raise DamagedError("ledger.sealed", "a sealed thing's seed is damaged") from None
        return derive(shared, purpose, seed + self.public)


class Keyring:
    """The keys of one case that are open. `lock` and `protected` are the ids headers state."""

    def __init__(self, case_key: bytes, protected_public: bytes, private: bytes | None = None) -> None:  # fmt: skip
        """Derive what the case key gives; `private` opens what is sealed for protected people."""
        self.case_key = case_key
        self.lock = lock_id(case_key)
        self.protected = lock_id(protected_public)
        self._keys: dict[str, ObjectKeys] = {
            self.lock: CaseKeys(self.derive("seal")),
            self.protected: ProtectedKeys(protected_public, private),
        }

    def __repr__(self) -> str:
        """Show the id alone: a keyring may stand in a traceback."""
        return f"Keyring({self.lock})"

    def derive(self, purpose: str) -> bytes:
        """Return the 32-byte key of the case for one purpose."""
        return derive(self.case_key, purpose)

    def keys(self, lock: str) -> ObjectKeys:
        """Return the keys of a lock; an unknown one raises DamagedError."""
        if lock not in self._keys:
            raise DamagedError("ledger.lock", f"no key of this case has the id {lock[:12]}")
        return self._keys[lock]

    def label(self, sha256: str, *, protected: bool = False) -> str:
        """Return the name in the vault of a blob's digest: an HMAC that nobody else can make."""
        name = f"{'protected ' if protected else ''}{sha256}".encode()
        return hmac.digest(self.derive("names"), name, "sha256").hex()


def _public(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def lock_id(public: bytes) -> str:
    """Return the id of a key, of the case's own through what cannot lead back to it."""
    return digest.sha256(b"tawthiq lock 1\n" + derive(public, "id")).hex()[:32]


def make_keys(passphrase: str, recovery: str | None = None) -> tuple[Keyring, list[KeyFile]]:
    """Return the keyring of a new case, and its files wrapped under the passphrase given.

    The second, if given, is a recovery code that opens the same.
    """
    case_key, private = secrets.token_bytes(32), X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    ring = Keyring(case_key, public, private.private_bytes_raw())
    given = [("passphrase", passphrase), *([("recovery", recovery)] if recovery else [])]
    half = private.private_bytes_raw()
    wanted = [(case_key, f"{CASE} {ring.lock}"), (half, f"{PROTECTED} {ring.protected}")]
    pairs = [keyfile.make_slots(wanted, text, kind=kind) for kind, text in given]
    own, others = zip(*pairs, strict=True)
    files = [
        KeyFile(ring.lock, CASE, own),
        KeyFile(ring.protected, PROTECTED, others, public.hex()),
    ]
    return ring, files


def open_case(files: Sequence[KeyFile], passphrase: str) -> bytes:
    """Return the case key; a wrong passphrase raises UsageError after every slot was tried."""
    one = of_purpose(files, CASE)
    key = keyfile.open_any(one.slots, passphrase, f"{CASE} {one.id}")
    if key is None or lock_id(key) != one.id:
        raise UsageError("case.passphrase", "this passphrase does not open the case")
    return key


def open_protected(files: Sequence[KeyFile], passphrase: str) -> bytes:
    """Return the private key for protected people; a wrong passphrase raises UsageError."""
    one = of_purpose(files, PROTECTED)
    key = keyfile.open_any(one.slots, passphrase, f"{PROTECTED} {one.id}")
    if key is None or len(key) != _SECRET or lock_id(_public(key)) != one.id:
        raise UsageError("case.passphrase", "this passphrase does not open protected identities")
    return key


def rewrap(one: KeyFile, secret: bytes, passphrase: str, *, kind: str = "passphrase") -> KeyFile:
    """Return the file with the slots of one kind replaced by one for another passphrase."""
    slot = keyfile.make_slot(secret, passphrase, f"{one.purpose} {one.id}", kind=kind)
    return replace(one, slots=(slot, *(old for old in one.slots if old.kind != kind)))


def ring_of(files: Sequence[KeyFile], case_key: bytes, private: bytes | None = None) -> Keyring:
    """Return the keyring that a case key and the files give; they must belong together.

    What testimonies will be sealed to is a public half that anybody could put in the place
    of the case's own. Its id was made sure of when it was read; whoever opens the case sees
    to it that this is the one the case was made with.
    """
    if lock_id(case_key) != of_purpose(files, CASE).id:
        raise UsageError("case.key", "this key is not the one that lies wrapped in keys/")
    return Keyring(case_key, bytes.fromhex(of_purpose(files, PROTECTED).public or ""), private)


def of_purpose(files: Sequence[KeyFile], purpose: str) -> KeyFile:
    """Return the file of a purpose; a case without it cannot be opened."""
    found = [one for one in files if one.purpose == purpose]
    if len(found) == 1:
        return found[0]
    says = f"the wrapped {purpose} key is missing from keys/; take it from a backup"
    if found:
        says = f"keys/ holds {len(found)} wrapped {purpose} keys; all but one are of other cases"
    raise DamagedError("case.keys", says)


def write_key(folder: Path, one: KeyFile) -> None:
    """Write one wrapped key durably, with a digest over it that shows damage."""
    make_folders(folder, 0o700)
    plain = to_plain(one)
    data = canon.encode({**plain, "check": digest.sha256(canon.encode(plain)).hex()})
    write_durably(folder / f"{one.id}.json", data)


def read_keys(folder: Path) -> list[KeyFile]:
    """Return the wrapped keys in `folder`; a damaged one raises DamagedError naming it."""
    return [_read(path) for path in sorted(folder.glob("*.json"))]


def _read(path: Path) -> KeyFile:
    says = f"keys/{path.name[:12]}… is damaged; take it from a backup"
    if not path.is_file():
        raise DamagedError("case.keys", says, path=str(path))
    try:
        with path.open("rb") as file:
            plain = canon.decode(file.read(_GREATEST_FILE))
        check = plain.pop("check")
        one = from_plain(KeyFile, plain)
        bytes.fromhex(one.public or "")
    except (OSError, Error, KeyError, AttributeError, TypeError, ValueError):
        raise DamagedError("case.keys", says, path=str(path)) from None
    whole = check == digest.sha256(canon.encode(plain)).hex() and path.stem == one.id
    if not whole or len(one.slots) > _MOST_SLOTS:
        raise DamagedError("case.keys", says, path=str(path))
    public = bytes.fromhex(one.public or "")
    if one.purpose == PROTECTED and (len(public) != _SECRET or lock_id(public) != one.id):
        says = f"keys/{path.name[:12]}… does not hold the key of its name"
        raise DamagedError("case.keys", says, path=str(path))
    return one
