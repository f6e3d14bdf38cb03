"""Cases in a temporary folder, with a device folder of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tawthiq.case.case import Case, init_case

REPORT = """Officials and residents spoke of a raid in the valley.

At least 12 people were killed in Tal Qamarin on 14 May 2031, the Sahl Monitor said.
Of the victims, 7 were civilians.

Two residents said that armed men came in three trucks. The ministry did not respond.
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return the device's own folder, outside every case."""
    return tmp_path / "device"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Return a short fictional report."""
    path = tmp_path / "report.txt"
    path.write_text(REPORT, "utf-8")
    return path


@pytest.fixture
def case(tmp_path: Path, home: Path) -> Iterator[Case]:
    """Return an open, unlocked, empty case."""
    with init_case(tmp_path / "case", "valley", unlocked=True) as opened:
        yield opened
