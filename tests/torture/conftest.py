"""What the torture tests share: a small case to begin with, quick scratch space, one judge."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ledger import made

ROOT = Path(__file__).parents[2]
WORKER = [sys.executable, str(Path(__file__).parent / "worker.py")]
ENV = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def scratch() -> Iterator[Path]:
    """Gives a folder in memory where there is one: what is tested replays its own disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    base = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=base) as folder:
        yield Path(folder)


@pytest.fixture
def locked() -> bool:
    """Says that the case lies open; tests that want both parametrise it."""
    return False


@pytest.fixture
def start(scratch: Path, locked: bool) -> Path:  # noqa: FBT001 - a fixture
    """Gives a folder with a case of some 25 entries and the device's home."""
    place = scratch / "start"
    found = made.new_case(place / "case", place / "home", locked=locked)
    made.fill(found, 20)
    found.close()
    return scratch / "start"


def acknowledged(lines: list[str]) -> list[tuple[str, str]]:
    """Return (entry, blob) of each step that a worker acknowledged."""
    return [(word[1], word[2]) for line in lines if (word := line.split()) and word[0] == "ack"]


def judge(root: Path, acks: list[tuple[str, str]], *, go_on: bool = True) -> list[str]:
    """Say what is wrong with a case that was interrupted: nothing acknowledged may be lost.

    With `go_on` what was left behind is swept, and one more entry is made; then nothing at
    all may be found.
    """
    wrong: list[str] = []
    case = made.open_case(root / "case", root / "home")
    try:
        held = {row.id.hex() for row in case.store.rows()}
        wrong += [f"entry {entry[:12]} is lost" for entry, _ in acks if entry not in held]
        wrong += [f"blob {blob[:12]} is lost" for _, blob in acks if not case.vault.verify(blob)]
        wrong += [f"{f.what}: {f.says}" for f in made.findings(case, views=False)
                  if f.level != "note"]  # fmt: skip
        if go_on and not wrong:
            case.vault.sweep(made.named(case), older_than=-1)
            case.ledger.append([made.Draft("request", {"n": 1})])
            wrong += [f"after the sweep {f.what}: {f.says}" for f in made.findings(case)]
    finally:
        case.close()
    return wrong


def copy(start: Path, to: Path) -> Path:
    """Copy case and home."""
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(start, to))
