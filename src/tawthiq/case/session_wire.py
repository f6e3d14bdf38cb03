"""How a verb and the agent find and trust each other, and what they say.

HOME/session/door    32 random bytes that prove who may ask, then the address; mode 0600
HOME/session/alive   locked by the agent as long as it lives

Both sides prove that they read the door (HMAC-SHA256 over both sides' nonces), so neither
a stranger on the socket nor a stranger's socket learns a key. Then one question and one
answer, each a JSON object of at most 4 KiB; a key goes as 32 raw bytes from one buffer
into another, so that no copy of it is left in memory.
"""

import hmac
import json
import os
import secrets
import socket
import struct
import sys
from dataclasses import dataclass
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any

SECRET_BYTES = 32
GREATEST_MESSAGE = 4096
PATIENCE = 5  # seconds that either side waits for the other
FAULTS = (OSError, EOFError, ValueError)
_PEER = struct.Struct("3i")


@dataclass(frozen=True, slots=True)
class Door:
    """Where the agent listens, and the secret that it opens to."""

    secret: bytes
    address: str


def folder(home: Path) -> Path:
    """Return the session's folder in a device's own one."""
    return home / "session"


def read_door(home: Path) -> Door | None:
    """Return the door as the agent left it, or None where there is none."""
    try:
        data = (folder(home) / "door").read_bytes()
    except OSError:
        return None
    if len(data) <= SECRET_BYTES:
        return None
    return Door(data[:SECRET_BYTES], os.fsdecode(data[SECRET_BYTES:]))


def connect(door: Door) -> Connection:
    """Return a connection to the agent, mutually proven; raises one of FAULTS."""
    connection = _dial(door.address)
    try:
        be_patient(connection)
        _introduce(connection, door.secret)
    except BaseException:
        connection.close()
        raise
    return connection


def _dial(address: str) -> Connection:
    if sys.platform == "win32":
        return Client(address, "AF_PIPE")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as unix:
        unix.settimeout(PATIENCE)
        unix.connect(address)
        unix.setblocking(True)
        return Connection(unix.detach())


def be_patient(connection: Connection) -> None:
    """Let reading and writing fail after a while instead of waiting for ever."""
    if sys.platform != "win32":
        span = struct.pack("ll", int(PATIENCE), int(PATIENCE % 1 * 1e6))
        with _socket_of(connection) as unix:
            for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                unix.setsockopt(socket.SOL_SOCKET, option, span)


def is_own(connection: Connection) -> bool:
    """Say whether the peer runs as this user, where the system tells."""
    return sys.platform != "linux" or _peer(connection)[1] == os.getuid()


def _peer(connection: Connection) -> tuple[int, int, int]:
    """Return process, user and group of the peer, on Linux."""
    with _socket_of(connection) as unix:
        pid, user, group = _PEER.unpack(
            unix.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
        )
    return pid, user, group


def _socket_of(connection: Connection) -> socket.socket:
    """Return the socket below a connection, under a handle of its own."""
    handle = os.dup(connection.fileno())
    return socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=handle)


def admit(connection: Connection, secret: bytes) -> bool:
    """Prove the agent's side and ask for the peer's; False for whoever does not know the door."""
    ours = secrets.token_bytes(SECRET_BYTES)
    connection.send_bytes(ours)
    theirs, proof = _halves(connection)
    if not hmac.compare_digest(proof, _proof(secret, b"verb", ours, theirs)):
        return False
    connection.send_bytes(_proof(secret, b"agent", ours, theirs))
    return True


def _introduce(connection: Connection, secret: bytes) -> None:
    theirs, ours = connection.recv_bytes(SECRET_BYTES), secrets.token_bytes(SECRET_BYTES)
    connection.send_bytes(ours + _proof(secret, b"verb", theirs, ours))
    proof = connection.recv_bytes(SECRET_BYTES)
    if not (
        is_own(connection) and hmac.compare_digest(proof, _proof(secret, b"agent", theirs, ours))
    ):
        raise PermissionError("this is not the agent that was asked for")


def _halves(connection: Connection) -> tuple[bytes, bytes]:
    both = connection.recv_bytes(2 * SECRET_BYTES)
    return both[:SECRET_BYTES], both[SECRET_BYTES:]


def _proof(secret: bytes, who: bytes, first: bytes, second: bytes) -> bytes:
    return hmac.digest(secret, b"tawthiq session 1\n" + who + b"\n" + first + second, "sha256")


def send(connection: Connection, **message: object) -> None:
    """Send one object."""
    connection.send_bytes(json.dumps(message).encode())


def receive(connection: Connection) -> dict[str, Any]:
    """Return one object; anything else raises one of FAULTS."""
    try:
        message = json.loads(connection.recv_bytes(GREATEST_MESSAGE))
    except RecursionError:
        raise ValueError("not an object") from None
    if not isinstance(message, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one of FAULTS
    return message


def send_key(connection: Connection, key: bytearray) -> None:
    """Send a key from its buffer, past every other one."""
    if sys.platform == "win32":
        connection.send_bytes(key)
    elif os.write(connection.fileno(), key) != len(key):
        raise EOFError


def receive_key(connection: Connection, into: bytearray) -> None:
    """Receive a key into a buffer, past every other one."""
    if sys.platform == "win32":
        connection.recv_bytes_into(into)
        return
    with memoryview(into) as view:
        done = 0
        while done < len(into):
            count = os.readv(connection.fileno(), [view[done:]])
            if not count:
                raise EOFError
            done += count


def wipe(buffer: bytearray) -> None:
    """Overwrite a buffer."""
    buffer[:] = bytes(len(buffer))
