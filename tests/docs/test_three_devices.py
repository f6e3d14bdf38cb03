"""The tutorial of three devices does what it says, block by block, in one shell."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.shape.source import ROOT

PAGE = (ROOT / "docs" / "tutorial" / "three-devices.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
PROGRAM = f'tawthiq() {{ "{Path(sys.executable).with_name("tawthiq")}" "$@"; }}\n'


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Play the whole page once; return the folder and what each block printed."""
    folder = tmp_path_factory.mktemp("tutorial")
    script = "set -e\n" + PROGRAM + "echo =====\n".join(BLOCKS)
    done = subprocess.run(
        ["sh", "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "three", done.stdout.split("=====\n")


class TestTheTutorialIsTrue:
    """Each block in its turn, on three devices."""

    def test_the_witness_is_a_code_name(self, said: tuple[Path, list[str]]) -> None:
        """Neither her name nor the neighbour's is shown where the page says so."""
        folder, shown = said
        assert "Heron" in shown[1]
        pages = "".join(path.read_text("utf-8") for path in (folder / "public").rglob("*.html"))
        assert "Reed Hollow" in pages
        assert not [name for name in ("Zorelle", "Quelundar", "Heron") if name in pages]

    def test_two_keys(self, said: tuple[Path, list[str]]) -> None:
        """Basil waits, is taken in, and without him nothing leaves or goes."""
        _, shown = said
        assert "Basil: waits for a lead" in shown[2]
        assert "refused, as it should be" in shown[4]
        assert "publish" in shown[4].rpartition("refused, as it should be")[2]
        assert "Dossier (public)" in shown[5]
        assert "waits for Basil" in shown[8]
        assert "Erased:" in shown[8]

    def test_the_package_is_whole(self, said: tuple[Path, list[str]]) -> None:
        """By sha256sum, and by the list that came back."""
        _, shown = said
        assert "whole\n" in shown[7]
        assert "files agree" in shown[7]

    def test_all_hold_the_same(self, said: tuple[Path, list[str]]) -> None:
        """What was told is gone on the third device, and three digests are one."""
        _, shown = said
        assert "verdict: whole" in shown[9]
        assert "told.txt" not in shown[9]
        assert len(set(shown[10].split("\n")) - {""}) == 1
