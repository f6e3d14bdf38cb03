"""The child: waits for a request, runs the task it names, answers, waits again.

Started by `tawthiq.kit.cage.cell` as `python -I -S -c START roots...`. Its standard input
and output are the wire; what libraries print goes nowhere. It ends when the wire ends.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import gettempdir
from typing import Any, BinaryIO, Self

from tawthiq.kit.cage import wire
from tawthiq.kit.cage.limits import Limits, allow, confine
from tawthiq.kit.cage.outcome import Answer, UnfitError, Unreadable, in_words
from tawthiq.kit.cage.task import Function, Task, load

START = "import sys;sys.path+=sys.argv[1:];from tawthiq.kit.cage.child import main;main()"

_CHUNK = 1 << 20
_REFUSED_EVENTS = frozenset(
    {
        "socket.connect",
        "socket.bind",
        "socket.sendto",
        "socket.getaddrinfo",
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.posix_spawn",
        "os.spawn",
        "os.fork",
        "os.startfile",
    }
)


def main() -> None:
    """Serve requests until the parent closes the wire."""
    inward, outward = _take_pipes()
    opening, _ = wire.receive(inward, body_limit=0)
    limits = Limits(**opening["limits"])
    tasks = {name: Task(**task) for name, task in opening["tasks"].items()}
    confined = confine(limits)
    sys.addaudithook(_refuse)
    wire.send(outward, {"ready": True, "confined": confined})
    loaded: dict[str, Function] = {}
    while True:
        try:
            request, size = wire.receive_header(inward, body_limit=limits.input_bytes)
        except wire.BrokenWireError:
            return
        allow(limits.cpu_seconds)
        with _Files(inward, request["files"], size) as files:
            outcome = _run(tasks, loaded, request, files.paths)
        _answer(outward, outcome, limits)


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the wire for ourselves; give libraries an empty input and a void output."""
    inward = os.fdopen(os.dup(0), "rb")
    outward = os.fdopen(os.dup(1), "wb")
    void = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(void, number)
    return inward, outward


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    """Refuse network and new processes to Python code; the enclosure does it for the rest."""
    if event in _REFUSED_EVENTS:
        raise PermissionError(f"{event} is not for readers")


class _Files:
    """The files of one request: paths of the parent's, or spooled from the wire."""

    def __init__(self, inward: BinaryIO, described: Sequence[Mapping[str, Any]], size: int) -> None:
        self.paths: list[Path] = []
        self._spooled: list[Path] = []
        for number, one in enumerate(described):
            if "path" in one:
                self.paths.append(Path(one["path"]))
                continue
            path = Path(gettempdir()) / f"{os.getpid()}-{number}"
            self._spooled.append(path)
            self.paths.append(path)
            size -= one["size"]
            with path.open("wb") as out:
                out.writelines(_chunks(inward, one["size"]))
        if size:
            raise wire.BrokenWireError("the files do not fill the body")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for path in self._spooled:
            path.unlink(missing_ok=True)


def _chunks(inward: BinaryIO, size: int) -> Iterator[bytes]:
    while size:
        chunk = wire.exactly(inward, min(size, _CHUNK))
        size -= len(chunk)
        yield chunk


def _run(
    tasks: Mapping[str, Task],
    loaded: dict[str, Function],
    request: Mapping[str, Any],
    files: Sequence[Path],
) -> Answer | Unreadable:
    """Run one task; whatever it raises becomes one clause about this one file."""
    name = request["task"]
    try:
        if name not in loaded:
            loaded[name] = load(tasks[name])
        return loaded[name](request["payload"], files)
    except UnfitError as unfit:
        return Unreadable(unfit.code, unfit.reason)
    except MemoryError:
        return Unreadable("cage.memory", "it needs more memory than a reader is given")
    except RecursionError:
        return Unreadable("cage.depth", "its parts are nested too deeply")
    except Exception as error:  # noqa: BLE001 - a reader's failure must not end the child
        return Unreadable("cage.reader", f"its reader failed ({type(error).__name__})")


def _answer(outward: BinaryIO, outcome: Answer | Unreadable, limits: Limits) -> None:
    """Send the outcome; an answer that is too long is refused here already."""
    if isinstance(outcome, Answer):
        try:
            value = wire.encode(outcome.value)
        except (MemoryError, RecursionError, ValueError, TypeError):
            outcome = Unreadable("cage.answer", "its reader gave an answer that cannot be sent")
        else:
            size = len(value) + len(outcome.blob)
            if size <= limits.output_bytes:
                header = {"answer": len(value)}
                wire.send(outward, header, [value, outcome.blob], size)
                return
            outcome = Unreadable("cage.output", too_much(size, limits))
    wire.send(outward, {"code": outcome.code, "reason": outcome.reason})


def too_much(size: int, limits: Limits) -> str:
    """Return the clause for an answer that is longer than the limit."""
    return f"it gives {in_words(size)} of text, more than the {in_words(limits.output_bytes)} taken"
