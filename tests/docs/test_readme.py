"""The README's example runs as it stands, and the README stays two screens long."""

import re
import subprocess
import sys
from pathlib import Path

from tests.shape.source import ROOT

README = (ROOT / "README.md").read_text("utf-8")
EXAMPLE = re.findall(r"```python\n(.*?)```", README, re.DOTALL)[0]


class TestTheReadmeIsTrue:
    """What a newcomer tries first works."""

    def test_the_example_runs(self, tmp_path: Path) -> None:
        """In a fresh interpreter, beside an invented report."""
        report = "Twelve villagers were killed in Tal Qamarin on 14 May 2031, a monitor said.\n"
        (tmp_path / "report.txt").write_text(report, "utf-8")
        command = [sys.executable, "-W", "error", "-c", EXAMPLE]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "killing" in done.stdout
        assert "12" in done.stdout

    def test_it_has_two_screens(self) -> None:
        """Whoever needs more finds the links."""
        assert len(README.splitlines()) <= 90

    def test_its_links_lead_somewhere(self) -> None:
        """Inside the repository."""
        links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
        assert links
        assert [link for link in links if not (ROOT / link).exists()] == []
