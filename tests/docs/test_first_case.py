"""The tutorial's commands do what the tutorial says, on the case that it plays."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.shape.source import ROOT

PAGE = (ROOT / "docs" / "tutorial" / "first-case.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
LOOK = next(block for block in BLOCKS if "tawthiq items" in block)
BREAK = next(block for block in BLOCKS if "conv=notrunc" in block)
PROGRAM = f'tawthiq() {{ "{Path(sys.executable).with_name("tawthiq")}" "$@"; }}\n'


def run(case: Path, script: str) -> str:
    """Run a block of the page in the case's folder and return what it prints."""
    done = subprocess.run(
        ["sh", "-c", PROGRAM + script], cwd=case, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Play the demonstration once, as step 1 does."""
    folder = tmp_path_factory.mktemp("first")
    patch = pytest.MonkeyPatch()
    patch.setenv("TAWTHIQ_HOME", str(tmp_path_factory.mktemp("device")))
    run(folder.parent, f"tawthiq demo --dir {folder}")
    patch.undo()
    return folder


class TestTheTutorialIsTrue:
    """Each step in its turn, on one case."""

    def test_the_case_lies_as_described(self, case: Path) -> None:
        """Every name of the listing is there, and no other."""
        listing = re.findall(r"^  ([\w.]+)/? ", PAGE, re.MULTILINE)
        assert sorted(path.name for path in case.iterdir()) == sorted(listing)
        assert (case / "dossier" / "index.html").is_file()

    @pytest.mark.parametrize("line", LOOK.splitlines())
    def test_every_look_shows_something(self, case: Path, line: str) -> None:
        """Items, claims, figures, the log, the check."""
        assert run(case, line).strip()

    def test_accepting_changes_what_figures_rest_on(self, case: Path) -> None:
        """From the first accepted claim on."""
        claims = [json.loads(line) for line in run(case, "tawthiq claims --json").splitlines()]
        killing = next(claim for claim in claims if claim["event"] == "killing")
        run(case, f"tawthiq accept {killing['id']}")
        figures = [json.loads(line) for line in run(case, "tawthiq figures --json").splitlines()]
        assert {figure["basis"] for figure in figures} == {"accepted"}

    def test_a_broken_byte_is_found(self, case: Path) -> None:
        """Clean before, named afterwards, exit 3."""
        said = run(case, BREAK)
        _, before, after = said.split("1. case.toml")
        assert "NOT OK" not in before
        assert "blob" in after
        assert said.rstrip().endswith("exit 3")
