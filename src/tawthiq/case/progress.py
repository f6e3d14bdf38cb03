"""How long work reports how far it is: shells draw it, libraries stay silent."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

Advance = Callable[[int], None]
Progress = Callable[[str, int], AbstractContextManager[Advance]]
"""(label, total) -> a context whose value is called with each amount done."""


@contextmanager
def silent(_label: str, _total: int) -> Iterator[Advance]:
    """Report to nobody."""
    yield lambda _amount: None
