"""Keeping a process that holds keys out of core dumps, debuggers and other people's files.

What this cannot do: whoever is root, or has the machine while a case is open, reads the
memory of a running process. Swap and hibernation write memory to disk; only what `pin`
held is kept out of swap, nothing is kept out of hibernation: encrypt the disk. Python
copies what it works on, so plain text and keys of a verb that runs may lie in several
places of its memory until it ends. On Windows and macOS fewer of these means exist, and
what is missing is left out without a word.
"""

import contextlib
import ctypes
import mmap
import os
import sys

_PR_SET_DUMPABLE = 4


def harden() -> None:
    """Make this process leave no core dump and take no debugger, and its files private.

    Called once before a key is in memory; calling it again changes nothing. Programs that
    this process starts inherit the limit and the mask, not the ban on debuggers.
    """
    os.umask(0o077)
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def pin(page: mmap.mmap) -> bool:
    """Keep anonymous memory out of swap, dumps and child processes; say whether swap is shut."""
    for name in ("MADV_DONTDUMP", "MADV_DONTFORK"):
        advice = getattr(mmap, name, None)
        if advice is not None:
            with contextlib.suppress(OSError):
                page.madvise(advice)
    if sys.platform == "win32":
        return False
    address = ctypes.c_char.from_buffer(page)  # lets go of the page at the end of this function
    with contextlib.suppress(OSError, AttributeError):
        lock = ctypes.CDLL(None).mlock
        lock.argtypes = (ctypes.c_void_p, ctypes.c_size_t)
        return bool(lock(ctypes.addressof(address), len(page)) == 0)
    return False
