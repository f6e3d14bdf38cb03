"""The device's own folder: log keys and remembered heads, never inside a case.

HOME/cases/<case>/<log>.key   private key of this device's log of that case (raw, hex)
HOME/cases/<case>/<log>.head  the last head this device signed or saw of a log
HOME/cases/<case>/author      the random author id that this device writes under
HOME/device                   a random id; no host name, no user name
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tawthiq.base import ident
from tawthiq.base.errors import DamagedError
from tawthiq.ledger import note


def write_durably(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Replace `path` by `data` in one step that survives a power cut."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise DamagedError("device.write", f"cannot write {path}: {error.strerror}") from error


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Device:
    """One device's folder: its id, and per case its log keys and what it remembers."""

    def __init__(self, home: Path) -> None:
        """Use `home`, which is made at the first write."""
        self.home = home

    @property
    def id(self) -> str:
        """This device's random id, made at the first call."""
        path = self.home / "device"
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_durably(path, ident.random_id().encode())
        return path.read_text("ascii").strip()

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
        folder = self._folder(case)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_durably(folder / f"{log}.key", key.private_bytes_raw().hex().encode())
        return log, key

    def remember(self, case: str, log: str, head: str) -> None:
        """Keep the head of a log; called before an append is acknowledged."""
        folder = self._folder(case)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_durably(folder / f"{log}.head", head.encode())

    def remembered(self, case: str) -> dict[str, str]:
        """Return the heads this device remembers of `case`, by log."""
        folder = self._folder(case)
        if not folder.is_dir():
            return {}
        return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.head"))}

    def author(self, case: str) -> str | None:
        """Return the author id that this device writes under in `case`, or None."""
        path = self._folder(case) / "author"
        return path.read_text("ascii").strip() if path.exists() else None

    def set_author(self, case: str, author: str) -> None:
        """Keep the author id of this device in `case`."""
        folder = self._folder(case)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_durably(folder / "author", author.encode())

    def _folder(self, case: str) -> Path:
        return self.home / "cases" / case


def _load(path: Path) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text("ascii").strip()))
    except ValueError:
        raise DamagedError("device.key", f"{path} does not hold a key", path=str(path)) from None
