"""The agent: holds the keys of opened cases for a while, so that not every verb asks.

Started by `tawthiq.case.session` as `python -m tawthiq.case.session_agent`, with the
device's own folder in TAWTHIQ_HOME. One per device's folder: it holds HOME/session/alive
locked. It sees keys and the ids of cases, never a passphrase and never content. It ends
when it holds nothing any more, at SIGTERM, and when the login session's folder or the
device's folder goes away; then every key is overwritten.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

from tawthiq.case import session_wire as wire
from tawthiq.case.hardening import harden
from tawthiq.case.session_keys import KEY_BYTES, Keys, waking_clock
from tawthiq.ledger.durable import make_folders, write_durably

FIRST_SECONDS = 20  # that it waits for the first key
WATCH_SECONDS = 1  # between looks at the clock: also how long a key may outlive its time unseen
MOST_PEERS = 64
_LONGEST_ADDRESS = 100  # bytes; Linux takes 107, macOS 103
_SHORT = "tawthiq-"
Accept = Callable[[], Connection]


class Agent:
    """Answers verbs of this device, each in a thread of its own."""

    def __init__(self, home: Path, keys: Keys) -> None:
        """Hold `keys` for the device whose own folder is `home`."""
        self._home, self._keys = home, keys
        self._secret = secrets.token_bytes(wire.SECRET_BYTES)
        self._places = threading.BoundedSemaphore(MOST_PEERS)
        self._runtime = _login_folder()

    def run(self) -> None:
        """Listen until there is nothing to hold any more; then overwrite and leave no trace."""
        door = wire.folder(self._home) / "door"
        _tidy(self._home)
        with _listening(_address(self._home)) as (address, accept):
            write_durably(door, self._secret + os.fsencode(address))
            threading.Thread(target=self._listen, args=(accept,), daemon=True).start()
            try:
                self._watch(door)
            finally:
                for number in _ends():
                    signal.signal(number, signal.SIG_IGN)
                self._keys.close()
                if self._is_ours(door):
                    door.unlink(missing_ok=True)

    def _watch(self, door: Path) -> None:
        """Return when the agent is not wanted any more."""
        first = waking_clock() + FIRST_SECONDS
        while self._is_ours(door) and (self._runtime is None or self._runtime.is_dir()):
            left = self._keys.sweep()
            is_over = left is None and (self._keys.was_used or waking_clock() > first)
            if is_over and self._keys.close(only_empty=True):
                return
            time.sleep(WATCH_SECONDS if left is None else min(left, WATCH_SECONDS))

    def _is_ours(self, door: Path) -> bool:
        with contextlib.suppress(OSError):
            return door.read_bytes()[: wire.SECRET_BYTES] == self._secret
        return False

    def _listen(self, accept: Accept) -> None:
        while True:
            try:
                connection = accept()
            except OSError:
                time.sleep(0.01)
                continue
            self._places.acquire()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: Connection) -> None:
        try:
            with contextlib.suppress(*wire.FAULTS), contextlib.closing(connection):
                wire.be_patient(connection)
                if wire.is_own(connection) and wire.admit(connection, self._secret):
                    self._answer(connection, wire.receive(connection))
        finally:
            self._places.release()

    def _answer(self, connection: Connection, asked: dict[str, Any]) -> None:
        case, act = asked.get("case"), asked.get("do")
        if not (case is None or (isinstance(case, str) and 0 < len(case) <= 64)):
            return
        if act == "keep" and case and _is_time(asked.get("seconds")):
            wire.send(connection, is_ready=True)
            key = bytearray(KEY_BYTES)
            wire.receive_key(connection, key)
            outcome = self._keys.keep(case, key, asked["seconds"])
            wire.wipe(key)
            wire.send(connection, outcome=outcome)
        elif act == "fetch" and case:
            key = bytearray(KEY_BYTES)
            is_held = self._keys.fetch(case, key)
            wire.send(connection, is_held=is_held)
            if is_held:
                wire.send_key(connection, key)
            wire.wipe(key)
        elif act == "drop":
            wire.send(connection, dropped=self._keys.drop(case))
        elif act == "status":
            wire.send(connection, left=self._keys.status())


def _is_time(seconds: object) -> bool:
    return isinstance(seconds, int | float) and 0 < seconds <= 86_400


def _ends() -> list[signal.Signals]:
    names = ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK")
    return [getattr(signal, name) for name in names if hasattr(signal, name)]


def _login_folder() -> Path | None:
    """Return the folder that the system removes when this user logs out, if there is one."""
    named = os.environ.get("XDG_RUNTIME_DIR")
    path = Path(named) if named else None
    return path if path is not None and path.is_dir() else None


def _address(home: Path) -> str:
    """Return an address below `home`, or in a new private folder where that is too long."""
    if sys.platform == "win32":
        return rf"\\.\pipe\tawthiq-{secrets.token_hex(16)}"
    address = str(wire.folder(home) / "socket")
    if len(os.fsencode(address)) <= _LONGEST_ADDRESS:
        return address
    for place in (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp"):  # noqa: S108 - mkdtemp makes a private one in it
        if place and len(os.fsencode(place)) < _LONGEST_ADDRESS - 24 and Path(place).is_dir():
            return str(Path(tempfile.mkdtemp(prefix=_SHORT, dir=place)) / "s")
    return address


def _tidy(home: Path) -> None:
    """Remove what an agent that was killed left: its door and its socket."""
    door = wire.read_door(home)
    if door is None or sys.platform == "win32":
        return
    socket_path = Path(door.address)
    with contextlib.suppress(OSError):
        (wire.folder(home) / "door").unlink()
        _remove(socket_path)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
    if path.parent.name.startswith(_SHORT):
        shutil.rmtree(path.parent, ignore_errors=True)


@contextmanager
def _listening(address: str) -> Iterator[tuple[str, Accept]]:
    """Listen at `address`; yield it with a function that waits for the next peer."""
    if sys.platform == "win32":
        with Listener(address, "AF_PIPE") as pipe:
            yield address, pipe.accept
        return
    path = Path(address)
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as unix:
        unix.bind(address)
        path.chmod(0o600)
        unix.listen(MOST_PEERS)
        try:
            yield address, lambda: Connection(unix.accept()[0].detach())
        finally:
            _remove(path)


@contextmanager
def _alone(home: Path) -> Iterator[bool]:
    """Hold the one place of an agent in `home`; False where another one serves."""
    with (wire.folder(home) / "alive").open("ab") as file:
        while not (held := _lock(file.fileno())) and not _is_served(home):
            time.sleep(0.02)
        yield held


def _is_served(home: Path) -> bool:
    door = wire.read_door(home)
    if door is None:
        return False
    try:
        wire.connect(door).close()
    except wire.FAULTS:
        return False
    return True


def _lock(handle: int) -> bool:
    """Lock an open file until this process ends; False where another one has it."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - on Windows only

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - not on Windows

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _detach() -> None:
    """Leave the terminal and the process that started this one."""
    if sys.platform != "win32":
        if os.fork():
            os._exit(0)
        os.setsid()


def _end(*_: object) -> None:
    raise SystemExit(0)


def main() -> None:
    """Be the agent of the device's folder in TAWTHIQ_HOME."""
    harden()
    home = Path(os.environ["TAWTHIQ_HOME"])
    make_folders(wire.folder(home), 0o700)
    wire.folder(home).chmod(0o700)
    _detach()
    for number in _ends():
        signal.signal(number, _end)
    with _alone(home) as is_alone:
        if is_alone:
            Agent(home, Keys()).run()


if __name__ == "__main__":
    main()
