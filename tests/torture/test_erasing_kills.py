"""An erasure that is killed at any of its steps is finished at the next opening, or was not begun."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.case.planted import noise, plant

from tawthiq.case.case import init_case
from tawthiq.case.opening import unlock

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9 is POSIX")


PASSPHRASE = "seven lanterns over the mill"


def tried(folder: Path, share: int, *, locked: bool = False) -> dict[str, object]:
    """Erase a planted item with kills at `share` of its calls; return what came of it."""
    given = {"passphrase": PASSPHRASE} if locked else {"unlocked": True}
    with init_case(folder / "start", "valley", **given) as case:  # type: ignore[arg-type]
        noise(case, folder / "post")
        made = plant(case, folder / "given")
    key = unlock(folder / "start", PASSPHRASE)[1].hex() if locked else ""
    killer = str(Path(__file__).parent / "erasing_killer.py")
    arguments = [str(folder / "start"), made.item, json.dumps(made.names), str(share), *made.also]
    done = subprocess.run(
        [sys.executable, killer, *arguments],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "CASE_KEY": key},
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

    def test_some_steps_of_a_locked_case(self, tmp_path: Path) -> None:
        """The same where everything is ciphertext: read with the key, nothing is left."""
        result = tried(tmp_path, 8, locked=True)
        assert result["wrong"] == {}
        assert int(str(result["killed"])) >= 6

    @pytest.mark.torture
    def test_many_steps(self, tmp_path: Path) -> None:
        """Many more."""
        result = tried(tmp_path, 400)
        assert result["wrong"] == {}
        assert int(str(result["killed"])) > 390
