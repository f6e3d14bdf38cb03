"""One child as its parent sees it: started, asked, and ended when it takes too much."""

import signal
import subprocess
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import BinaryIO, cast

from tawthiq.base.errors import DamagedError
from tawthiq.kit.cage import wire
from tawthiq.kit.cage.child import too_much
from tawthiq.kit.cage.limits import Limits
from tawthiq.kit.cage.outcome import Answer, Unreadable
from tawthiq.kit.cage.task import Task

_START_SECONDS = 60.0
_END_SECONDS = 10.0


class Cell:
    """One running child; after a call that ended it, `is_alive` is False."""

    def __init__(
        self,
        line: Sequence[str],
        environment: Mapping[str, str],
        tasks: Mapping[str, Task],
        limits: Limits,
    ) -> None:
        """Start the child and wait until it has confined itself."""
        self.limits = limits
        self.served = 0
        self.is_alive = True
        self._late = False
        self._process = subprocess.Popen(  # noqa: S603 - our own argument list
            line,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(environment),
            start_new_session=True,  # Ctrl-C is the parent's to handle
        )
        self._to = cast("BinaryIO", self._process.stdin)
        self._from = cast("BinaryIO", self._process.stdout)
        opening = {
            "limits": asdict(limits),
            "tasks": {name: asdict(task) for name, task in tasks.items()},
        }
        ready = self._exchange(lambda: wire.send(self._to, opening), _START_SECONDS)
        if not isinstance(ready, tuple) or "ready" not in ready[0]:
            self.end()
            raise DamagedError("cage.no-child", "the process that reads files does not start")

    def ask(
        self, request: Mapping[str, object], body: Iterable[bytes], size: int
    ) -> Answer | Unreadable:
        """Run one request; whatever happens to the child is an Unreadable, not an error."""
        self.served += 1
        came = self._exchange(
            lambda: wire.send(self._to, request, body, size), self.limits.wall_seconds
        )
        if isinstance(came, Unreadable):
            self.end()
            return came
        header, data = came
        outcome = _outcome(header, data)
        if isinstance(outcome, Unreadable) and outcome.code.startswith("cage."):
            self.end()  # out of memory or of depth: what it holds is no longer sure
        return outcome

    def is_running(self) -> bool:
        """Whether the child has not ended since its last call."""
        return self.is_alive and self._process.poll() is None

    def end(self) -> None:
        """End the child at once and wait until it is gone."""
        self.is_alive = False
        self._process.kill()
        for stream in (self._to, self._from):
            try:
                stream.close()
            except OSError:  # a request that was never taken is still in the buffer
                continue
        self._process.wait(_END_SECONDS)

    def _exchange(
        self, speak: Callable[[], None], seconds: float
    ) -> tuple[dict[str, object], bytes] | Unreadable:
        """Send and receive under the wall clock; the clock's only means is to kill."""
        self._late = False
        clock = threading.Timer(seconds, self._too_late)
        clock.daemon = True
        clock.start()
        try:
            speak()
            return wire.receive(self._from, body_limit=self.limits.output_bytes)
        except wire.TooLongError as long:
            return Unreadable("cage.output", too_much(long.size, self.limits))
        except (OSError, wire.BrokenWireError):
            return self._death(seconds)
        finally:
            clock.cancel()

    def _too_late(self) -> None:
        self._late = True
        self._process.kill()

    def _death(self, seconds: float) -> Unreadable:
        """Say why the wire broke, from the clock and from how the child ended."""
        try:
            status = self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            return Unreadable("cage.wire", "its reader answered nothing that can be understood")
        if self._late:
            return Unreadable("cage.wall", f"it took more than {seconds:g} seconds")
        number = -status if status < 0 else status - 128
        if number == getattr(signal, "SIGXCPU", None):
            cpu = self.limits.cpu_seconds
            return Unreadable("cage.cpu", f"it took more than {cpu} seconds of processor time")
        if number == getattr(signal, "SIGKILL", 9):
            return Unreadable("cage.killed", "its reader was killed by the system")
        if number in {s.value for s in signal.Signals}:
            name = signal.Signals(number).name
            return Unreadable("cage.crash", f"its reader crashed ({name})")
        return Unreadable("cage.ended", "its reader ended without an answer")


def _outcome(header: Mapping[str, object], data: bytes) -> Answer | Unreadable:
    """Take apart what a child sent; a child taken over may send anything."""
    nonsense = Unreadable("cage.wire", "its reader answered nothing that can be understood")
    if "reason" in header:
        return Unreadable(str(header.get("code", "cage.reader"))[:60], str(header["reason"])[:400])
    length = header.get("answer")
    if not isinstance(length, int) or not 0 <= length <= len(data):
        return nonsense
    try:
        value = wire.decode(data[:length])
    except wire.BrokenWireError:
        return nonsense
    return Answer(value, data[length:])
