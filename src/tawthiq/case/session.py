"""The unlocked time of a locked case: its key is kept by an agent, so that not every verb asks.

The agent (`session_agent`) is one small process of this device. It is started when a key is
first kept, and ends when it holds none any more. A key goes after 15 minutes without use,
also when the machine slept meanwhile; TAWTHIQ_LOCK_MINUTES sets another time (0: keep
nothing, ask every time). See docs/howto/locking.md.
"""

import contextlib
import math
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import tawthiq
from tawthiq.base.errors import UsageError
from tawthiq.case import session_wire as wire
from tawthiq.case.opening import device_home
from tawthiq.case.session_keys import KEY_BYTES

MINUTES = 15.0
MOST_MINUTES = 24 * 60.0
_START_SECONDS = 30
_PASSED_ON = ("SYSTEMROOT", "XDG_RUNTIME_DIR", "TMPDIR", "TEMP", "TMP")
# What a connection that is not there raises; anything else is an agent that does not answer.
_ABSENT = (FileNotFoundError, ConnectionError, EOFError)


def keep(
    case_id: str, key: bytes, minutes: float | None = None, *, home: Path | None = None
) -> None:
    """Keep the key of a case (32 bytes) for `minutes` after each use.

    None takes the setting; 0 keeps nothing. Raises UsageError where no agent can be
    started or it is full: the case can still be worked in, with its passphrase each time.
    """
    seconds = 60 * checked(minutes)
    if len(key) != KEY_BYTES:
        raise ValueError("a case key has 32 bytes")
    if not seconds:
        return
    home, buffer = _home(home), bytearray(key)
    try:
        outcome = _kept(home, case_id, buffer, seconds)
    finally:
        wire.wipe(buffer)
    if outcome == "full":
        says = "too many cases are unlocked at once; lock some with 'tawthiq lock --all'"
        raise UsageError("session.full", says)
    if outcome != "kept":
        says = f"the case cannot be kept unlocked: no agent starts for {home}"
        raise UsageError("session.start", says)


def fetch(case_id: str, *, home: Path | None = None) -> bytes | None:
    """Return the key of a case and renew its time; None where it is not kept, never an error."""
    door = wire.read_door(_home(home))
    if door is None:
        return None
    key = bytearray(KEY_BYTES)
    try:
        with wire.connect(door) as connection:
            wire.send(connection, do="fetch", case=case_id)
            if not wire.receive(connection).get("is_held"):
                return None
            wire.receive_key(connection, key)
            return bytes(key)
    except wire.FAULTS:
        return None
    finally:
        wire.wipe(key)


def drop(case_id: str | None = None, *, home: Path | None = None) -> int:
    """Forget the key of one case, or of all; return how many were held.

    Raises UsageError where an agent is there and does not answer: then it may hold them yet.
    """
    dropped = _ask(home, do="drop", case=case_id).get("dropped")
    return len(dropped) if isinstance(dropped, list) else 0


def status(*, home: Path | None = None) -> list[tuple[str, float]]:
    """Return the cases that are kept open with the seconds that each has left."""
    left = _ask(home, do="status").get("left")
    return sorted(left.items()) if isinstance(left, dict) else []


def lines(*, home: Path | None = None) -> list[str]:
    """Return one sentence per case that is kept open, for `doctor`."""
    try:
        found = status(home=home)
    except UsageError as error:
        return [error.message]
    return [f"case {case[:12]} is unlocked for {_span(left)} more" for case, left in found]


def checked(minutes: float | None = None) -> float:
    """Return the minutes asked for, or that TAWTHIQ_LOCK_MINUTES states, or 15.

    Raises UsageError for what is no time up to a day.
    """
    stated = os.environ.get("TAWTHIQ_LOCK_MINUTES", "").strip()
    try:
        found = minutes if minutes is not None else float(stated) if stated else MINUTES
    except ValueError:
        says = f"TAWTHIQ_LOCK_MINUTES is no number of minutes: {stated}"
        raise UsageError("session.minutes", says) from None
    if not 0 <= found <= MOST_MINUTES:
        says = f"a case is kept unlocked for 0 to {MOST_MINUTES:.0f} minutes"
        raise UsageError("session.minutes", says)
    return found


def _kept(home: Path, case_id: str, key: bytearray, seconds: float) -> str:
    """Offer a key until an agent takes or refuses it, starting one where there is none."""
    begun, next_start = time.monotonic(), 0.0
    while (now := time.monotonic()) < begun + _START_SECONDS:
        outcome = _offered(home, case_id, key, seconds)
        if outcome in {"kept", "full"}:
            return outcome
        if now < next_start:
            time.sleep(0.02)
        elif not _start(home):
            break
        else:
            next_start = now + wire.PATIENCE
    return "absent"


def _offered(home: Path, case_id: str, key: bytearray, seconds: float) -> str:
    """Return the agent's answer, or "absent" where no agent listens."""
    door = wire.read_door(home)
    if door is None:
        return "absent"
    with contextlib.suppress(*wire.FAULTS), wire.connect(door) as connection:
        wire.send(connection, do="keep", case=case_id, seconds=seconds)
        wire.receive(connection)
        wire.send_key(connection, key)
        return str(wire.receive(connection).get("outcome"))
    return "absent"


def _ask(home: Path | None, **question: object) -> dict[str, Any]:
    """Return the agent's answer, {} where there is no agent."""
    door = wire.read_door(_home(home))
    if door is None:
        return {}
    try:
        with wire.connect(door) as connection:
            wire.send(connection, **question)
            return wire.receive(connection)
    except _ABSENT:
        return {}
    except wire.FAULTS as error:
        says = "the agent that keeps cases unlocked does not answer; end its process"
        raise UsageError("session.silent", says) from error


def _start(home: Path) -> bool:
    """Start an agent, detached from this process and what it has open; False where it fails."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment |= {
        "TAWTHIQ_HOME": str(home),
        "PYTHONPATH": str(Path(tawthiq.__file__).parents[1]),
    }
    flags = getattr(subprocess, "DETACHED_PROCESS", 0)
    flags |= getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    process = subprocess.Popen(
        [sys.executable, "-m", "tawthiq.case.session_agent"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=Path(sys.executable).anchor,
        env=environment,
        creationflags=flags,
    )
    if sys.platform == "win32":
        process.returncode = 0  # it goes on without us; nobody waits for it
        return True
    try:
        return process.wait(_START_SECONDS) == 0  # it leaves a child behind and ends
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False


def _home(home: Path | None) -> Path:
    return (home or device_home()).absolute()


def _span(seconds: float) -> str:
    if seconds < 60:
        return f"{math.ceil(seconds)} s"
    return f"{math.ceil(seconds / 60)} min"
