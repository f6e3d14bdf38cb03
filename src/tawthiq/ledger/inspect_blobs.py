"""The part of a check that concerns files beside ledger.db: wrapped keys, and the vault."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tawthiq.base import digest
from tawthiq.base.errors import DamagedError, Error
from tawthiq.ledger import keyring, sealing
from tawthiq.ledger.folder import CaseFolder
from tawthiq.ledger.form import Plain, Sealed
from tawthiq.ledger.seen import Seen
from tawthiq.ledger.vault import FolderVault

_SHARE = 32  # blobs that a worker takes at a time
Advance = Callable[[int], None]


def key_files(folder: CaseFolder, seen: Seen) -> None:
    """Part of step 1: the wrapped keys are there, as written, and those the case was made with."""
    if not folder.is_locked:
        if seen.stated:
            says = "keys/ is missing, and case.toml does not say that the case is locked"
            seen.say(1, "damaged", "keys", says)
        return
    try:
        files = keyring.read_keys(folder.keys)
        for purpose in (keyring.CASE, keyring.PROTECTED):
            seen.locks.add(keyring.of_purpose(files, purpose).id)
    except Error as error:
        seen.say(1, "damaged", "keys", error.message)
        return
    if seen.stated is not None and seen.locks != seen.stated:
        says = "keys/ does not hold the keys that this case was made with"
        seen.say(1, "damaged", "keys", says)


def blobs(folder: CaseFolder, seen: Seen, advance: Advance | None) -> None:
    """Step 8: each blob that an entry names has the bytes of its digest.

    In a locked case that is not open nobody can tell which blobs are named; then each file
    is looked at from outside.
    """
    vault = FolderVault(folder.vault, Sealed(seen.keyring) if seen.keyring else Plain())
    if seen.locked and seen.keyring is None:
        _outsides(vault, seen, advance)
        return
    names = sorted(seen.blobs)
    shares = [names[at : at + _SHARE] for at in range(0, len(names), _SHARE)]
    with ThreadPoolExecutor(2) as pool:  # hashing lets go of the interpreter lock
        for faults in pool.map(lambda share: [_blob(vault, n, advance) for n in share], shares):
            for name, fault in faults:
                if fault is not None:
                    seen.say(8, "damaged", f"blob {name[:12]}", fault)
    named = {label for sha256 in seen.blobs for label in vault.labels(sha256)}
    unnamed = [name for name in vault.names() if name not in named]
    if unnamed:
        says = f"{len(unnamed)} are named by no entry (left by an interrupted step)"
        seen.say(8, "note", "blobs", says)
    for path in sorted(vault.folder.glob("damaged/*")):
        seen.say(8, "note", f"blob {path.name[:12]}", "a damaged copy was set aside and replaced")


def _blob(vault: FolderVault, sha256: str, advance: Advance | None) -> tuple[str, str | None]:
    """Return the digest, and what is wrong with its blob or None."""
    path = vault.find(sha256)
    try:
        with vault.form.open(path) as file:
            found, size = digest.copy_hashed(file, None)
    except OSError as error:
        return sha256, f"it is missing or cannot be read: {error.strerror}"
    except DamagedError as error:
        return sha256, outside(path) if error.code == "vault.sealed" else error.message
    if advance is not None:
        advance(size)
    return sha256, None if found == sha256 else "its bytes are not those it was named for"


def _outsides(vault: FolderVault, seen: Seen, advance: Advance | None) -> None:
    for label in vault.names():
        fault = outside(vault.path(label), seen.locks or None)
        if fault is not None:
            seen.say(8, "damaged", f"object {label[:12]}", fault)
        if advance is not None:
            advance(1)
    says = "their bytes, and whether one is missing, show only when the case is open"
    seen.say(8, "note", "blobs", says)


def outside(path: Path, locks: set[str] | None = None) -> str | None:
    """Say what is wrong with an object as far as it shows without its key, or None."""
    try:
        with path.open("rb") as file:
            lock = sealing.lock_of(file)
        size = path.stat().st_size
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    except DamagedError as error:
        return error.message
    if locks is not None and lock not in locks:
        return "it is sealed under a key that this case does not have"
    return None if sealing.has_form(size) else "it was cut short"
