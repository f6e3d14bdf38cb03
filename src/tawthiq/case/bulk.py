"""Reading many texts without a case: one JSON line each, in order, on all cores.

Every line is read by itself, so that the answer does not depend on how many processes
share the work. Small batches are read in this process: a new one takes half a second.
"""

import json
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context
from typing import Any, Final

from tawthiq.base.errors import Error
from tawthiq.base.shape import to_plain
from tawthiq.case.texts import killed, read_text, unread

CHUNK: Final = 100
_WORTH_A_POOL: Final = 10 * CHUNK
_AHEAD: Final = 3

Numbered = tuple[int, str]
Row = dict[str, Any]


def read_lines(
    lines: Iterable[Numbered],
    profile: str,
    overlays: tuple[str, ...] = (),
    workers: int | None = None,
) -> Iterator[Row]:
    """Yield one row per (number, JSON line), in their order, lazily.

    A row has id, claims, killed and profile (design §8), and `unread` where the language
    is not read; or error, message and line. `workers`: None for all cores.
    """
    read = partial(_read_chunk, profile=profile, overlays=overlays)
    source = iter(lines)
    first = list(islice(source, _WORTH_A_POOL))
    cores = workers or os.cpu_count() or 1
    if cores == 1 or len(first) < _WORTH_A_POOL:
        for one in chain(first, source):
            yield from read([one])
        return
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[list[Row]]] = deque()
        for chunk in _chunks(chain(first, source)):
            waiting.append(pool.submit(read, chunk))
            if len(waiting) > _AHEAD * cores:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _chunks(lines: Iterator[Numbered]) -> Iterator[list[Numbered]]:
    while chunk := list(islice(lines, CHUNK)):
        yield chunk


def _read_chunk(chunk: list[Numbered], profile: str, overlays: tuple[str, ...]) -> list[Row]:
    return [_row(number, line, profile, overlays) for number, line in chunk]


def _row(number: int, line: str, profile: str, overlays: tuple[str, ...]) -> Row:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict) or not isinstance(given.get("text"), str) or "id" not in given:
        says = f"line {number} is no JSON object with id and text"
        return {"error": "batch.line", "message": says, "line": number}
    stated = {key: given.get(key) for key in ("dated", "country", "language")}
    try:
        claims = read_text(given["text"], **stated, overlays=overlays)
        least, most = killed(claims, profile)
    except Error as error:
        says = f"line {number}: {error.message}"
        return {"error": error.code, "message": says, "line": number}
    row: Row = {"id": given["id"], "claims": to_plain(claims)}
    row |= {"killed": {"min": least, "max": most}, "profile": profile}
    why = None if claims else unread(given["text"], given.get("language"))
    return row | ({"unread": why} if why else {})
