"""Cases in a temporary folder, with a device folder of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tawthiq.case.case import Case, init_case


@pytest.fixture
def case(tmp_path: Path, home: Path) -> Iterator[Case]:
    """Return an open, unlocked, empty case."""
    with init_case(tmp_path / "case", "valley", unlocked=True) as opened:
        yield opened
