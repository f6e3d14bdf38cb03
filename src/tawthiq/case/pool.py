"""Sharing independent work among all cores: answers come in the order of the tasks, lazily.

What a task gives never depends on how many processes there are. Little work is done in this
process: a new one takes half a second to start.
"""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from itertools import chain
from multiprocessing import get_context
from typing import Final, TypeVar

SHARE: Final = 40_000
WORTH_A_POOL: Final = 10 * SHARE
_AHEAD: Final = 3

Task = TypeVar("Task")
Answer = TypeVar("Answer")


def in_order(
    work: Callable[[list[Task]], list[Answer]],
    tasks: Iterable[Task],
    size: Callable[[Task], int],
    workers: int | None = None,
) -> Iterator[Answer]:
    """Yield what `work` answers to each task; `size` gives a task's characters.

    `work` has to be a function of a module, or a partial of one. `workers`: None for all
    cores. At most a few shares of tasks are held at once.
    """
    source = iter(tasks)
    first, held = [], 0
    for task in source:
        first.append(task)
        held += size(task)
        if held >= WORTH_A_POOL:
            break
    cores = workers or os.cpu_count() or 1
    if cores == 1 or held < WORTH_A_POOL:
        for task in chain(first, source):
            yield from work([task])
        return
    with _pool(cores) as pool:
        waiting: deque[Future[list[Answer]]] = deque()
        for share in _shares(chain(first, source), size):
            with nullcontext() if waiting else _undisturbed():  # the first starts the processes
                waiting.append(pool.submit(work, share))
            if len(waiting) > _AHEAD * cores:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


@contextmanager
def _pool(cores: int) -> Iterator[ProcessPoolExecutor]:
    """Give processes that leave it to this one to be interrupted, and drop what waits then.

    Raises MemoryError where the system ended one: it has no other reason to.
    """
    pool = ProcessPoolExecutor(cores, mp_context=get_context("spawn"), initializer=_ignore)
    try:
        yield pool
    except BrokenProcessPool:
        raise MemoryError from None
    finally:
        pool.shutdown(cancel_futures=True)


def _ignore() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let new processes begin with Ctrl-C ignored, which they inherit from this one."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _shares(tasks: Iterable[Task], size: Callable[[Task], int]) -> Iterator[list[Task]]:
    share: list[Task] = []
    held = 0
    for task in tasks:
        share.append(task)
        held += size(task)
        if held >= SHARE:
            yield share
            share, held = [], 0
    if share:
        yield share
