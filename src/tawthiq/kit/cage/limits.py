"""The limits of a child: time, memory, what comes in, what goes out.

The child sets its own limits before it sees a foreign byte (`confine`) and renews its
allowance of processor time before each call (`allow`). Where the system has no `resource`
module (Windows) only the wall clock, kept by the parent, binds.
"""

import sys
import time
from dataclasses import dataclass

if sys.platform != "win32":
    import resource


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may take; a child that takes more is ended and only its file is lost.

    `calls` is how many files a child serves before a fresh one takes its place: the fewer,
    the less a file that took its child over could do to the files after it.
    """

    cpu_seconds: int = 20
    wall_seconds: float = 60.0
    memory_bytes: int = 1 << 30
    input_bytes: int = 4 << 30
    output_bytes: int = 32 << 20
    calls: int = 100


def confine(limits: Limits) -> bool:
    """Set the limits that hold for the whole child; False where the system has none."""
    if sys.platform == "win32":
        return False
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_AS, limits.memory_bytes)
    _lower(resource.RLIMIT_FSIZE, limits.memory_bytes)
    _lower(resource.RLIMIT_NOFILE, 128)
    _lower(resource.RLIMIT_NPROC, 1)
    return True


def allow(cpu_seconds: int) -> None:
    """Grant this process `cpu_seconds` of processor time from now on, then SIGXCPU."""
    if sys.platform == "win32":
        return
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(time.process_time()) + 1 + cpu_seconds
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _lower(what: int, to: int) -> None:
    """Lower one limit, soft and hard, never raising what the system already set lower."""
    if sys.platform == "win32":
        return
    hard = resource.getrlimit(what)[1]
    value = to if hard == resource.RLIM_INFINITY else min(to, hard)
    try:
        resource.setrlimit(what, (value, value))
    except (OSError, ValueError):  # macOS knows RLIMIT_AS but does not take it
        return
