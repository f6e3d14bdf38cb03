"""Claims of a stretch of a text as claims of the whole text: their spans moved, nothing else."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

from tawthiq.record.claim import Span


def shifted(value: Any, by: int) -> Any:  # noqa: ANN401 - a claim, or any part of one
    """Return a claim, or a part of one, whose spans stand `by` code points later.

    What holds no span is returned as it is, not copied.
    """
    if not by:
        return value
    if isinstance(value, Span):
        return replace(value, start=value.start + by, end=value.end + by)
    if isinstance(value, tuple):
        made = tuple(shifted(one, by) for one in value)
        return made if any(a is not b for a, b in zip(made, value, strict=True)) else value
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            f.name: new
            for f in fields(value)
            if (new := shifted(old := getattr(value, f.name), by)) is not old
        }
        return replace(value, **changed) if changed else value
    return value
