"""Tasks for the tests of the cage: what a hostile file might make its reader do."""

import ctypes
import os
import signal
import socket
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tawthiq.kit.cage import Answer, UnfitError


def echo(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Give back the payload, the child's number and what the files hold."""
    contents = [path.read_bytes() for path in files]
    return Answer({"payload": payload, "pid": os.getpid()}, b"".join(contents))


def refuse(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Say that the file is not fit."""
    raise UnfitError("test.unfit", "it is not a list of ships")


def stumble(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Fail in a way that nobody thought of, with evidence in the message."""
    raise LookupError("the witness Salwa said")


def spin(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Never come to an end, at full speed."""
    while True:
        pass


def sleep(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Never come to an end, without working."""
    signal.pause()
    return Answer(None)


def hog(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Take memory without end."""
    held = []
    while True:
        held.append(bytearray(64 << 20))


def die(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Be killed by a signal from outside."""
    os.kill(os.getpid(), payload["signal"])
    return Answer(None)


def leave(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Leave without a word."""
    os._exit(payload["status"])


def chatter(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Print, then answer: the wire must not be disturbed."""
    print("a library prints")  # noqa: T201 - that is the point
    os.write(1, b"and writes to the descriptor\n")
    return Answer("clean")


def flood(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Answer with more than is taken."""
    return Answer("x" * payload["size"])


def forge(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Write nonsense to every descriptor, as a child that was taken over might."""
    junk = bytes.fromhex(payload["bytes"])
    for number in range(3, 20):
        try:
            os.write(number, junk)
        except OSError:
            continue
    os._exit(0)


def nest(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Go down until the stack ends."""
    return nest(payload, files)


def call_out(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Try to reach the network."""
    with socket.socket() as line:
        line.settimeout(2)
        line.connect(("127.0.0.1", payload["port"]))
    return Answer("reached")


def look(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Say which of some paths can be seen and which can be written."""
    seen = [path for path in payload["paths"] if Path(path).exists()]
    written = []
    for path in payload["write"]:
        try:
            Path(path).write_text("x", encoding="utf-8")
        except OSError:
            continue
        written.append(path)
    return Answer({"seen": seen, "written": written})


def spawn(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Try to start another program."""
    os.system("true")  # noqa: S605 - the attempt is the test
    return Answer("started")


def odd(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Answer with something that JSON does not know, or knows only escaped."""
    values = {"set": {1, 2}, "nan": float("nan"), "surrogate": "\ud800"}
    return Answer(values[payload["what"]])


def call_out_in_c(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Try to reach the network below Python, where no audit hook looks."""
    library = ctypes.CDLL(None, use_errno=True)
    line = library.socket(2, 1, 0)
    port = int(payload["port"]).to_bytes(2, "big")
    address = struct.pack("=H", 2) + port + bytes((127, 0, 0, 1)) + bytes(8)
    return Answer("reached" if library.connect(line, address, 16) == 0 else "refused")


def surroundings(payload: Mapping[str, Any], files: Sequence[Path]) -> Answer:
    """Say which variables of the environment are there."""
    return Answer(sorted(os.environ))
