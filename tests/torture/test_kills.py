"""`kill -9` at any moment loses no acknowledged entry, no blob, and leaves nothing but sweepings."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.torture.conftest import ENV, acknowledged, judge

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9 is POSIX")


def kill_often(start: Path, kills: int, seed: int) -> int:
    """Kill workers on one case, in a row; return how many steps they had acknowledged."""
    command = [sys.executable, str(Path(__file__).parent / "killer.py")]
    arguments = [str(start / "case"), str(start / "home"), str(kills), str(seed)]
    done = subprocess.run(
        [*command, *arguments], env=ENV, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["killed"] == kills, (result["said"][-3:], done.stderr)
    acks = acknowledged(result["said"])
    assert judge(start, acks) == []
    return len(acks)


class TestKills:
    """One case, many processes that die in it one after the other."""

    @pytest.mark.parametrize("locked", [False, True], ids=["open", "locked"])
    def test_nothing_acknowledged_is_lost(self, start: Path) -> None:
        """Two rows of kills; after each the case is judged, swept and written again."""
        acks = [kill_often(start, 40, seed) for seed in range(2)]
        assert sum(acks) > 80

    @pytest.mark.torture
    def test_long(self, start: Path) -> None:
        """Many more."""
        for seed in range(30):
            assert kill_often(start, 60, 100 + seed)
