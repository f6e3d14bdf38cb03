"""Words that must not stand in the project, and facts that are written twice."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from tests.shape.source import ROOT

import tawthiq

SUFFIXES = {".py", ".md", ".toml", ".yml", ".yaml", ".json", ".html", ".css", ".svg", ".sh", ""}
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
MACHINE = re.compile(r"(?<![\w.])/(" + "work|ro" + "ot|home/[a-z]|Users" + ")/")
REGISTRY = re.compile("|".join((r"py" + r"pi\.org", r"python" + r"hosted", r"registry\.npm")))


def project_files() -> list[Path]:
    """List the text files that git keeps; the lock is written by its tool."""
    done = subprocess.run(
        ["git", "-c", "safe.directory=*", "-C", str(ROOT), "ls-files", "-z"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("this is no git clone, so it cannot be told what belongs to the project")
    paths = [ROOT / name for name in done.stdout.split("\0") if name]
    return [p for p in paths if p.suffix in SUFFIXES and p.name != "uv.lock" and p.is_file()]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """List file:line of every line in the project that `pattern` finds."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in project_files()
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if pattern.search(line)
    ]


class TestTheProjectIsFinishedAndPlaceless:
    """A clone tells nothing of the machine it was written on."""

    def test_nothing_is_marked_unfinished(self) -> None:
        """What is open stands in an issue, not in a comment."""
        assert not lines_with(UNFINISHED)

    def test_no_path_of_a_machine(self) -> None:
        """A path of someone's machine helps nobody else."""
        assert not lines_with(MACHINE)

    def test_no_host_of_a_registry(self) -> None:
        """Packages are named; where they come from is the lock's business."""
        assert not lines_with(REGISTRY)


class TestFactsAgree:
    """What is said in two places is the same."""

    def test_every_public_name_is_there(self) -> None:
        """What the root promises, it loads."""
        assert all(getattr(tawthiq, name) for name in tawthiq.__all__)
        assert set(tawthiq.__all__) <= set(dir(tawthiq))

    def test_the_plain_install_needs_at_most_15_packages(self) -> None:
        """Every dependency is someone that a user has to trust."""
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        assert len(project["dependencies"]) <= 15

    def test_adrs_have_at_most_60_lines(self) -> None:
        """A decision that needs more has not been made."""
        records = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
        long = [p.name for p in records if len(p.read_text("utf-8").splitlines()) > 60]
        assert records
        assert not long
