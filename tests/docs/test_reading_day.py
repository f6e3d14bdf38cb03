"""The tutorial of a day of reading does what it says, block by block, in one shell."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.shape.source import ROOT

PAGE = (ROOT / "docs" / "tutorial" / "reading-day.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
PROGRAM = f'tawthiq() {{ "{Path(sys.executable).with_name("tawthiq")}" "$@"; }}\n'


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Play the whole page once; return the folder and what each block printed."""
    folder = tmp_path_factory.mktemp("day")
    script = "set -e\n" + PROGRAM + "echo =====\n".join(BLOCKS)
    done = subprocess.run(
        ["sh", "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, [" ".join(part.split()) for part in done.stdout.split("=====\n")]


class TestTheDayIsTrue:
    """Each block in its turn."""

    def test_the_statement(self, said: tuple[Path, list[str]]) -> None:
        """A toll, its part, a silence; all quoted in Arabic."""
        shown = said[1][1]
        assert "خمسة وعشرين مدنياً (المجلس المحلي; تل قمرين)" in shown
        assert "طفلتان (المجلس المحلي; تل قمرين)" in shown
        assert "no_response (المحافظ)" in shown

    def test_the_translation(self, said: tuple[Path, list[str]]) -> None:
        """Two sentences, no number differs, and it stands in the dossier."""
        assert "2 pairs, 0 with other numbers" in said[1][2]
        page = (said[0] / "dossier" / "claims.html").read_text("utf-8")
        assert "among them two girls" in page
        assert "not compared yet" in page

    def test_the_chat(self, said: tuple[Path, list[str]]) -> None:
        """Messages by code name, one of them quoted."""
        shown = said[1][3]
        assert "4 messages by 2 senders" in shown
        assert "3 bodies (sender-" in shown
        assert "Yusra" not in shown

    def test_the_figures(self, said: tuple[Path, list[str]]) -> None:
        """Nine until the statement was reviewed, then thirty-four with both sources."""
        _, shown = said
        assert "wait for review" in shown[5]
        assert "reported: at least 9" in shown[5]
        assert "reported: at least 34" in shown[6]
        assert "Dossier (internal)" in shown[7]
