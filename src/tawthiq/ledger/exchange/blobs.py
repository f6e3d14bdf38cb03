"""Blobs of an exchange: copied as they lie, kept only when their bytes are what they ought to be.

In a locked case they stay sealed. One that can be opened here is judged by the digest of
what is in it; one that is sealed for protected people, by its form and by whom it is
sealed to, which is all that can be known without their key.
"""

import contextlib
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tawthiq.base import digest
from tawthiq.base.errors import DamagedError, Error
from tawthiq.ledger import sealing
from tawthiq.ledger.durable import link_new, make_folders, sync_folder
from tawthiq.ledger.exchange.incoming import Blob
from tawthiq.ledger.exchange.peer import MOST_NAMES, Peer, Refusal
from tawthiq.ledger.form import Sealed
from tawthiq.ledger.keyring import Keyring
from tawthiq.ledger.vault import FolderVault, is_name

ERASED = "its bytes were erased, but another entry names them; erase that entry too"
Advance = Callable[[int], None]


class Taking:
    """Takes blobs from a peer into one vault; notes what came and what was refused, and why."""

    def __init__(
        self,
        peer: Peer,
        vault: FolderVault,
        keyring: Keyring | None = None,
        blocked: frozenset[str] = frozenset(),
        advance: Advance | None = None,
    ) -> None:
        """Take into `vault`, never a name that is `blocked` because it was erased."""
        self._peer, self._vault, self._keyring = peer, vault, keyring
        self._blocked, self._advance = blocked, advance
        self._offered: Mapping[str, int] | None = None
        self.taken = 0
        self.refused: dict[str, str] = {}

    @property
    def offered(self) -> Mapping[str, int]:
        """The names that the other side holds, with their size on disk; asked for once."""
        if self._offered is None:
            self._offered = dict(_names(self._peer))
        return self._offered

    def named(self, blobs: Sequence[Blob]) -> None:
        """Take what entries name and this side lacks; each is durable when this returns."""
        for sha256, size in blobs:
            if not is_name(sha256):
                continue  # `check` names an entry with such a digest
            labels = self._vault.labels(sha256)
            if any(self._vault.path(label).is_file() for label in labels):
                continue
            if self._blocked.intersection(labels):
                self.refused[labels[0]] = ERASED
                continue
            held = [label for label in labels if label in self.offered]
            for label in held[:1]:
                self._attempt(label, sha256, size)
            if not held:
                self.refused[labels[0]] = "an entry names it, but the other copy does not hold it"

    def sealed_for_others(self) -> None:
        """Take what is sealed for protected people; which entry names it can only they tell."""
        if self._keyring is None:
            return
        for label in self.offered:
            path = self._vault.path(label)
            if label in self._blocked or label in self.refused or path.is_file():
                continue
            with contextlib.suppress(Error, Refusal):
                start = self._peer.piece(label, 0)[: sealing.HEADER]
                if start[len(sealing.MAGIC) :][:16].hex() == self._keyring.protected:
                    self._attempt(label, None, None)

    def _attempt(self, label: str, sha256: str | None, size: int | None) -> None:
        try:
            self._take(label, sha256, size)
            self.taken += 1
        except (Error, Refusal) as error:
            self.refused[label] = error.message if isinstance(error, Error) else str(error)

    def _take(self, label: str, sha256: str | None, size: int | None) -> None:
        weight = self.offered[label]
        if size is not None and weight != self._lies(size):
            raise Refusal("it has another size than the entry says that names it")
        scratch = self._vault.folder / "tmp" / secrets.token_hex(8)
        try:
            make_folders(scratch)
            temporary = scratch / "blob"
            with temporary.open("xb") as file:
                found = hashlib.sha256()
                for piece in _pieces(self._peer, label, weight):
                    found.update(piece)
                    file.write(piece)
                    if self._advance is not None:
                        self._advance(len(piece))
                file.flush()
                os.fsync(file.fileno())
            self._judge(temporary, label, sha256, found.hexdigest())
            temporary.chmod(0o444)
            target = self._vault.path(label)
            make_folders(target.parent)
            link_new(temporary, target)
            sync_folder(target.parent)
        except OSError as error:
            raise DamagedError("vault.write", f"the vault: {error.strerror}") from error
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _lies(self, size: int) -> int:
        """Return how many bytes a blob of this size takes on disk."""
        if self._keyring is None:
            return size
        pieces = max(1, -(-size // sealing.PIECE))
        return sealing.HEADER + size + sealing.TAG * pieces

    def _judge(self, path: Path, label: str, sha256: str | None, found: str) -> None:
        """Refuse bytes that are not what the name, and the entry that names it, say."""
        if self._keyring is None:
            if found != label:
                raise Refusal("its bytes are not those it is named for")
            return
        with path.open("rb") as file:
            lock = sealing.lock_of(file)
        if not sealing.has_form(path.stat().st_size):
            raise Refusal("it is no sealed object")
        if lock == self._keyring.protected and not self._opens(path):
            return
        with Sealed(self._keyring).open(path) as plain:
            inside = digest.copy_hashed(plain, None)[0]
        protected = lock == self._keyring.protected
        if self._keyring.label(inside, protected=protected) != label or inside != (
            sha256 or inside
        ):
            raise Refusal("its bytes are not those it is named for")

    def _opens(self, path: Path) -> bool:
        if self._keyring is None:
            return False
        try:
            Sealed(self._keyring).open(path).close()
        except DamagedError as error:
            return error.code != "vault.sealed"
        return True


def _names(peer: Peer) -> Iterator[tuple[str, int]]:
    after = ""
    while found := peer.names(after):
        yield from ((name, size) for name, size in found if is_name(name) and size >= 0)
        after = found[-1][0]
        if len(found) < MOST_NAMES // 2:
            return


def _pieces(peer: Peer, label: str, weight: int) -> Iterator[bytes]:
    at = 0
    while at < weight:
        piece = peer.piece(label, at)[: weight - at]
        if not piece:
            raise Refusal("it ends before its size")
        yield piece
        at += len(piece)
    if weight == 0:
        yield b""
