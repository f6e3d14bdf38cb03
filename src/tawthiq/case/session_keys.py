"""The keys of opened cases in one page of memory, each with the time at which it goes.

Keys lie in the page and nowhere else: they are copied in from a buffer and out into one,
and overwritten when they are dropped. Times are seconds of a clock that is passed in.
"""

import mmap
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tawthiq.case.hardening import pin

KEY_BYTES = 32
MOST_KEYS = 128
Clock = Callable[[], float]


def waking_clock() -> float:
    """Return seconds on a clock that runs on while the machine sleeps, where there is one."""
    # On macOS the monotonic clock of the system does, Python's own does not; on Windows
    # Python's does.
    name = next((n for n in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC") if hasattr(time, n)), None)
    return time.monotonic() if name is None else time.clock_gettime(getattr(time, name))


@dataclass(slots=True)
class _Place:
    """Where a key lies, how long it is kept after each use, and when it goes."""

    slot: int
    seconds: float
    until: float


class Keys:
    """Keys by case. `closed` once the page is given up: nothing is taken any more."""

    def __init__(self, clock: Clock = waking_clock) -> None:
        """Make the page, kept out of swap and dumps where the system lets us."""
        self._clock = clock
        self._page = mmap.mmap(-1, KEY_BYTES * MOST_KEYS)
        self.is_pinned = pin(self._page)
        self._places: dict[str, _Place] = {}
        self._lock = threading.RLock()
        self.closed = self.was_used = False

    def keep(self, case: str, key: bytearray, seconds: float) -> str:
        """Keep a copy of `key` (32 bytes); return "kept", or "full" or "closed" where it is not."""
        with self._lock:
            self.sweep()
            if self.closed:
                return "closed"
            place = self._places.get(case)
            slot = self._free() if place is None else place.slot
            if slot is None:
                return "full"
            self._page[slot * KEY_BYTES : (slot + 1) * KEY_BYTES] = key
            self._places[case] = _Place(slot, seconds, self._clock() + seconds)
            self.was_used = True
            return "kept"

    def fetch(self, case: str, into: bytearray) -> bool:
        """Copy the key of `case` into a buffer and renew its time; False where it is not held."""
        with self._lock:
            self.sweep()
            place = self._places.get(case)
            if place is None:
                return False
            place.until = self._clock() + place.seconds
            with memoryview(self._page) as page:
                into[:] = page[place.slot * KEY_BYTES : (place.slot + 1) * KEY_BYTES]
            return True

    def drop(self, case: str | None = None) -> list[str]:
        """Overwrite and forget the key of one case, or all; return the cases that were held."""
        with self._lock:
            self.sweep()
            found = [name for name in self._places if case in {None, name}]
            for name in found:
                self._forget(name)
            return found

    def status(self) -> dict[str, float]:
        """Return the seconds left by case."""
        with self._lock:
            self.sweep()
            now = self._clock()
            return {case: place.until - now for case, place in self._places.items()}

    def sweep(self) -> float | None:
        """Overwrite keys whose time is over; return seconds to the next end, None if none."""
        with self._lock:
            now = self._clock()
            for case in [name for name, place in self._places.items() if place.until <= now]:
                self._forget(case)
            return min((place.until - now for place in self._places.values()), default=None)

    def close(self, *, only_empty: bool = False) -> bool:
        """Overwrite everything and take nothing more; with `only_empty` not while keys are held."""
        with self._lock:
            if only_empty and self.sweep() is not None:
                return False
            self.drop()
            self.closed = True
            return True

    def _free(self) -> int | None:
        taken = {place.slot for place in self._places.values()}
        return next((slot for slot in range(MOST_KEYS) if slot not in taken), None)

    def _forget(self, case: str) -> None:
        slot = self._places.pop(case).slot
        self._page[slot * KEY_BYTES : (slot + 1) * KEY_BYTES] = bytes(KEY_BYTES)
