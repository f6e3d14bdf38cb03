"""An erasure that is killed at any of its steps is finished at the next opening, or was not begun."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.case.planted import noise, plant

from tawthiq.case.case import init_case

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9 is POSIX")


def tried(folder: Path, share: int) -> dict[str, object]:
    """Erase a planted item with kills at `share` of its calls; return what came of it."""
    with init_case(folder / "start", "valley", unlocked=True) as case:
        noise(case, folder / "post")
        made = plant(case, folder / "given")
    killer = str(Path(__file__).parent / "erasing_killer.py")
    arguments = [str(folder / "start"), made.item, json.dumps(made.names), str(share), *made.also]
    done = subprocess.run(
        [sys.executable, killer, *arguments],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    result: dict[str, object] = json.loads(done.stdout)
    return result


class TestKills:
    """Steps are tried from the moment at which the erasure is entered to its end."""

    def test_some_steps(self, tmp_path: Path) -> None:
        """A few, spread evenly."""
        result = tried(tmp_path, 12)
        assert result["wrong"] == {}
        assert int(str(result["killed"])) >= 10

    @pytest.mark.torture
    def test_many_steps(self, tmp_path: Path) -> None:
        """Many more."""
        result = tried(tmp_path, 400)
        assert result["wrong"] == {}
        assert int(str(result["killed"])) > 390
