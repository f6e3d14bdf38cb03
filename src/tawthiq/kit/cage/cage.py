"""The cage: a few warm children that read foreign formats, one file at a time each.

    with Cage(TASKS) as cage:
        outcome = cage.call("text", {"media_type": "application/pdf"}, [path])

A child serves many files and is then replaced; one that dies, hangs or takes too much
costs its own file only. Small files go to a child over its wire; a large one is shown,
read-only, to a child of its own.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from tawthiq.kit.cage import enclosure as walls
from tawthiq.kit.cage.cell import Cell
from tawthiq.kit.cage.limits import Limits
from tawthiq.kit.cage.outcome import Answer, Unreadable, in_words
from tawthiq.kit.cage.task import Task, table
from tawthiq.ledger.form import Plain, Readable

_CHUNK = 1 << 20
_NOT_ENCLOSED = (
    "it lies in a locked case, and on this machine readers cannot be enclosed: none gets it"
)
_WIRE_BYTES = 32 << 20
"""What goes over the wire; a larger file is shown to a child of its own."""


class Cage:
    """Children for one table of tasks; may be called from several threads at once.

    Args:
        tasks: what children may run.
        limits: what one call may take.
        size: how many children work at the same time.
        roots: folders beside ours from which tasks are imported.
        enclosure: how children are enclosed; None takes the strongest that there is.
    """

    def __init__(
        self,
        tasks: Iterable[Task],
        *,
        limits: Limits | None = None,
        size: int = 1,
        roots: Iterable[Path] = (),
        enclosure: walls.Enclosure | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.enclosure = enclosure or walls.probe()
        self._tasks = table(tasks)
        self._roots = walls.import_roots(roots)
        self._room = threading.Semaphore(size)
        self._idle: list[Cell] = []
        # The kernel ends a child when the *thread* that started it ends: one thread, which
        # lives as long as the cage, starts them all.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="cage")

    def call(
        self, task: str, payload: Mapping[str, object], files: Sequence[Path | Readable] = ()
    ) -> Answer | Unreadable:
        """Run one task on some files in a child.

        Blobs of a locked case are decrypted on the way to an enclosed child, which holds
        them in memory; where none can be enclosed, they are not handed over.

        Returns:
            The task's answer; or why these files could not be read, in one clause.

        Raises:
            KeyError: no task of that name.
            DamagedError: no child can be started on this machine.
        """
        if task not in self._tasks:
            raise KeyError(task)
        try:
            given = [f if isinstance(f, Readable) else Readable(f, Plain()) for f in files]
            sizes = [one.bytes for one in given]
        except OSError as error:
            return Unreadable("cage.no-file", f"it cannot be opened ({error.strerror})")
        paths = [one.path for one in given if one.path is not None]
        sealed = len(paths) < len(given)
        if sum(sizes) > self.limits.input_bytes:
            most = in_words(self.limits.input_bytes)
            return Unreadable("cage.input", f"it has {in_words(sum(sizes))}, more than {most}")
        with self._room:
            if not self.enclosure.is_closed:
                if sealed:
                    return Unreadable("cage.sealed", _NOT_ENCLOSED)
                return self._by_path(task, payload, paths)
            if sum(sizes) > _WIRE_BYTES and not sealed:
                return self._shown(task, payload, paths)
            return self._by_wire(task, payload, given)

    def describe(self) -> str:
        """Say in one sentence how readers are enclosed on this machine."""
        return self.enclosure.describe()

    def close(self) -> None:
        """End all children."""
        while self._idle:
            self._idle.pop().end()
        self._starter.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _by_wire(
        self, task: str, payload: Mapping[str, object], files: Sequence[Readable]
    ) -> Answer | Unreadable:
        """Send the files' bytes to a warm child."""
        with ExitStack() as opened:
            try:
                streams = [opened.enter_context(one.open()) for one in files]
            except OSError as error:
                return Unreadable("cage.no-file", f"it cannot be opened ({error.strerror})")
            sizes = [stream.seek(0, 2) for stream in streams]
            for stream in streams:
                stream.seek(0)
            described = [{"size": size} for size in sizes]
            request = {"task": task, "payload": payload, "files": described}
            body = (chunk for stream in streams for chunk in iter(lambda: stream.read(_CHUNK), b""))  # noqa: B023
            with self._child() as cell:
                return cell.ask(request, body, sum(sizes))

    def _by_path(
        self, task: str, payload: Mapping[str, object], files: Sequence[Path]
    ) -> Answer | Unreadable:
        """Name the files to a warm child that is not enclosed and can open them."""
        with self._child() as cell:
            return cell.ask(_by_name(task, payload, files), (), 0)

    def _shown(
        self, task: str, payload: Mapping[str, object], files: Sequence[Path]
    ) -> Answer | Unreadable:
        """Start a child that sees these files, read-only, and end it after this call."""
        real = [path.resolve() for path in files]
        cell = self._started(real)
        try:
            return cell.ask(_by_name(task, payload, real), (), 0)
        finally:
            cell.end()

    @contextmanager
    def _child(self) -> Iterator[Cell]:
        """Lend a warm child; take it back unless it is dead, spent, or was interrupted."""
        cell = self._warm() or self._started()
        try:
            yield cell
        except BaseException:
            cell.end()
            raise
        if cell.is_alive and cell.served < self.limits.calls:
            self._idle.append(cell)
        elif cell.is_alive:
            cell.end()

    def _warm(self) -> Cell | None:
        """Take a warm child that still runs: one that died idle must not cost a file."""
        while self._idle:
            cell = self._idle.pop()
            if cell.is_running():
                return cell
            cell.end()
        return None

    def _started(self, shown: Sequence[Path] = ()) -> Cell:
        """Start a child on the thread that starts them all."""
        line = walls.command(self.enclosure, self._roots, shown) + walls.start(self._roots)
        environment = walls.environment(self.enclosure)
        start = self._starter.submit(Cell, line, environment, self._tasks, self.limits)
        return start.result()


def _by_name(task: str, payload: Mapping[str, object], files: Sequence[Path]) -> dict[str, object]:
    described = [{"path": str(path.absolute())} for path in files]
    return {"task": task, "payload": payload, "files": described}
