"""The device's own folder: log keys and remembered heads, never inside a case.

HOME/cases/<case>/<log>.key   private key of this device's log of that case (raw, hex)
HOME/cases/<case>/<log>.head  the last head this device signed or saw of a log
HOME/cases/<case>/author      the random author id that this device writes under
HOME/cases/<case>/people/     keys of people (ledger/person_folder.py)
HOME/cases/<case>/signing     an empty SQLite file: whoever locks it may sign
HOME/cases/<case>/holding/    who holds the case now (ledger/holder.py)
HOME/device                   a random id; no host name, no user name
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tawthiq.base import ident
from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.ledger import holder, note
from tawthiq.ledger.database import begin
from tawthiq.ledger.durable import make_folders, write_durably

_BUSY = frozenset({"device.busy", "store.busy"})


class Device:
    """One device's folder: its id, and per case its log keys and what it remembers."""

    def __init__(self, home: Path) -> None:
        """Use `home`, which is made at the first write."""
        self.home = home
        self._acting: dict[str, str] = {}

    @property
    def id(self) -> str:
        """This device's random id, made at the first call."""
        path = self.home / "device"
        if not path.exists():
            _keep(path, ident.random_id())
        return _read(path).strip()

    def logs(self, case: str) -> dict[str, Ed25519PrivateKey]:
        """Return the keys of this device's logs of `case`, oldest file first."""
        folder = self._folder(case)
        if not folder.is_dir():
            return {}
        files = sorted(folder.glob("*.key"), key=lambda path: (path.stat().st_mtime_ns, path.name))
        return {path.stem: _load(path) for path in files}

    def new_log(self, case: str) -> tuple[str, Ed25519PrivateKey]:
        """Make and keep the key of a new log; return its id and key."""
        key = Ed25519PrivateKey.generate()
        log = note.log_id(key.public_key().public_bytes_raw())
        _keep(self._folder(case) / f"{log}.key", key.private_bytes_raw().hex())
        return log, key

    @contextmanager
    def signing(self, case: str) -> Iterator[None]:
        """Hold this device's one right to sign in `case`, whatever copies of it are open.

        Two copies of a case have two stores, so the store's lock cannot keep them from
        signing two different heads of one size. SQLite's file lock is used because it
        works on every system and ends with the process that holds it.
        """
        path = self._folder(case) / "signing"
        _make(path.parent)
        with self.explained(case), closing(_locked(path)), self.holding(case):
            yield

    @contextmanager
    def holding(self, case: str) -> Iterator[None]:
        """Note that this process holds `case`, so that others can say whom they wait for."""
        with holder.noted(self._folder(case) / "holding"):
            yield

    def holder(self, case: str) -> str | None:
        """Say which other processes of this device hold `case`, with verb and time, or None."""
        return " and ".join(holder.holders(self._folder(case) / "holding")) or None

    @contextmanager
    def explained(self, case: str) -> Iterator[None]:
        """Add to a sentence about a case that is held by another process which one it is."""
        try:
            yield
        except UsageError as error:
            who = self.holder(case) if error.code in _BUSY else None
            if who is None or who in error.message:
                raise
            raise UsageError(error.code, f"{error.message}: {who}", path=error.path) from error

    def remember(self, case: str, log: str, head: str) -> None:
        """Keep the head of a log; called before an append is acknowledged."""
        _keep(self._folder(case) / f"{log}.head", head)

    def remembered(self, case: str) -> dict[str, str]:
        """Return the heads this device remembers of `case`, by log."""
        folder = self._folder(case)
        if not folder.is_dir():
            return {}
        return {path.stem: _read(path) for path in sorted(folder.glob("*.head"))}

    def author(self, case: str) -> str | None:
        """Return the author id that this device writes under in `case`, or None."""
        if case in self._acting:
            return self._acting[case]
        path = self._folder(case) / "author"
        return _read(path).strip() if path.exists() else None

    def set_author(self, case: str, author: str) -> None:
        """Keep the author id of this device in `case`."""
        _keep(self._folder(case) / "author", author)

    def act_as(self, case: str, author: str) -> None:
        """Write under another author id in `case`, as long as this object is used."""
        self._acting[case] = author

    def _folder(self, case: str) -> Path:
        return self.home / "cases" / case


def _locked(path: Path) -> sqlite3.Connection:
    """Return a connection that holds the lock of `path` until it is closed."""
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA journal_mode=MEMORY")  # so that a lock writes nothing
        begin(connection, "BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        if "locked" in str(error):
            raise UsageError("device.busy", "another process is signing in this case") from error
        raise DamagedError("device.write", f"cannot lock {path}: {error}") from error
    return connection


def _make(folder: Path) -> None:
    try:
        make_folders(folder, 0o700)
    except OSError as error:
        raise DamagedError("device.write", f"cannot make {folder}: {error.strerror}") from error


def _keep(path: Path, text: str) -> None:
    _make(path.parent)
    write_durably(path, text.encode())


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise DamagedError("device.read", f"cannot read {path}: {error.strerror}") from error


def _load(path: Path) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(_read(path).strip()))
    except ValueError:
        raise DamagedError("device.key", f"{path} does not hold a key", path=str(path)) from None
