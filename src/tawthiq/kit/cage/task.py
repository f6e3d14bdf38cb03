"""Tasks: the named functions that a child may run, and nothing else.

A stage declares its tasks as a table of `Task`; the parent hands the table to each child
when it starts, and a request names a task of that table. The function takes the payload
(JSON) and the files, and returns an Answer or raises UnfitError.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from tawthiq.kit.cage.outcome import Answer

Function = Callable[[Mapping[str, Any], Sequence[Path]], Answer]


@dataclass(frozen=True, slots=True)
class Task:
    """One function that children may run: its name in requests, and where it lives."""

    name: str
    module: str
    function: str


def table(tasks: Iterable[Task]) -> dict[str, Task]:
    """Return the tasks by name; a name that stands twice is a mistake of ours."""
    found: dict[str, Task] = {}
    for task in tasks:
        if found.setdefault(task.name, task) != task:
            raise ValueError(f"two tasks are called {task.name}")
    return found


def load(task: Task) -> Function:
    """Import the task's function; called in the child only, on its first use there."""
    return cast("Function", getattr(importlib.import_module(task.module), task.function))
