"""Many texts: in order, the same on one core as on several, bad lines named one by one."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tawthiq.base.errors import UsageError
from tawthiq.case import pool
from tawthiq.case.bulk import read_lines
from tawthiq.case.case import Case, init_case

NOTES = [
    "Gunmen killed {n} villagers in Tell Warda.",
    "No casualties were reported in Tell Warda on day {n}.",
    "قتل {n} مدنيين في قصف على بلدة تل وردة.",
    "Des hommes armés ont attaqué le village et {n} civils ont été tués dans la nuit.",
]


def lines(count: int) -> list[tuple[int, str]]:
    """Return numbered JSON lines."""
    made = (NOTES[n % len(NOTES)].format(n=3 + n % 7) for n in range(count))
    return [(n, json.dumps({"id": n, "text": text})) for n, text in enumerate(made)]


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has little work shared among processes."""
    monkeypatch.setattr(pool, "SHARE", 500)
    monkeypatch.setattr(pool, "WORTH_A_POOL", 2000)
    monkeypatch.setattr(pool.os, "cpu_count", lambda: 2)


class TestBulk:
    """A batch is its lines, each read by itself."""

    @pytest.mark.usefixtures("shared")
    def test_processes_change_nothing(self) -> None:
        """One process and two give the same rows in the same order."""
        given = lines(107)
        alone, shared = (list(read_lines(given, "acled-like", workers=n)) for n in (1, 2))
        assert alone == shared
        assert [row["id"] for row in shared] == list(range(len(given)))
        assert [row["killed"] for row in shared[:4]] == [
            {"min": 3, "max": 3},
            {"min": 0, "max": 0},
            {"min": 5, "max": 5},
            {"min": 0, "max": 0},
        ]
        assert "French" in shared[3]["unread"]
        assert "unread" not in shared[1]

    @pytest.mark.parametrize(
        "line",
        ["{", "[]", "3", '{"id": 1}', '{"text": "x"}', '{"id": 1, "text": 5}', "[" * 100_000,
         '{"id": 1, "text": "x", "dated": "yesterday"}', '{"id": 1e999, "text": "x"}',
         '{"id": {"a": 1}, "text": "x"}'],
    )  # fmt: skip
    def test_bad_lines_are_named(self, line: str) -> None:
        """The others are read."""
        wrong, right = read_lines([(1, line), (2, lines(1)[0][1])], "acled-like")
        assert wrong["line"] == 1
        assert "line 1" in wrong["message"]
        assert right["killed"] == {"min": 3, "max": 3}

    def test_a_mark_before_the_first_line(self) -> None:
        """Editors of Windows put a byte order mark there: the line is read all the same."""
        (row,) = read_lines([(1, "\ufeff" + lines(1)[0][1] + "\r\n")], "acled-like")
        assert row["killed"] == {"min": 3, "max": 3}

    def test_no_such_profile(self) -> None:
        """It is said once, before anything is read."""
        with pytest.raises(UsageError, match="no profile"):
            next(read_lines(lines(3), "hopeful"))

    @pytest.mark.parametrize("language", ["en", "EN", "eng", "English", "en-GB", "?", None, 7])
    def test_languages_by_any_name(self, language: object) -> None:
        """A code, a name, or what is not understood: never an error."""
        line = json.dumps({"id": 1, "text": "Gunmen killed nine men.", "language": language})
        (row,) = read_lines([(1, line)], "acled-like")
        assert row["killed"] == {"min": 9, "max": 9}

    def test_a_language_without_a_pack(self) -> None:
        """It is said, not guessed."""
        line = json.dumps({"id": 1, "text": "Gunmen killed nine men.", "language": "French"})
        (row,) = read_lines([(1, line)], "acled-like")
        assert row["claims"] == []
        assert "French" in row["unread"]


class TestInterrupted:
    """Ctrl-C is one sentence, whatever the processes were at."""

    @pytest.mark.parametrize("seconds", [0.3, 3])
    def test_no_process_complains(self, seconds: float, tmp_path: Path) -> None:
        """Nothing but the sentence is printed, and no process stays."""
        path = tmp_path / "batch.jsonl"
        text = "At least 12 people were killed in Tal Qamarin, the Sahl Monitor said. " * 200
        path.write_text("".join(f'{{"id": {n}, "text": "{text}"}}\n' for n in range(600)))
        command = [sys.executable, "-m", "tawthiq.cli", "read", "--batch", str(path)]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        ) as run:
            assert run.stderr is not None
            assert run.stderr.read(7) == b"reading"
            time.sleep(seconds)
            os.killpg(run.pid, signal.SIGINT)
            told = run.communicate(timeout=120)[1].decode()
        assert run.returncode == 130
        assert "Traceback" not in told
        assert "interrupted" in told


class TestCase:
    """A case of many texts is read as one of few, by several processes, a batch at a time."""

    def read(self, folder: Path, home: Path) -> dict[str, str]:
        """Return each claim's figure by its words, read in a new case over `folder`."""
        with init_case(folder.with_name(home.name), unlocked=True, home=home) as case:
            case.preserve(folder)
            found = {f"{claim.quote.text}{claim.event}": str(claim.count) for claim in case.read()}
            assert {claim.id for claim in case.read()} == {claim.id for claim in case.read.claims()}
        with Case(folder.with_name(home.name), home=home) as case:
            assert len(case.read.claims()) == len(found)
            (why,) = case.read.unread().values()
            assert "French" in why
        return found

    def test_processes_change_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The same claims, whether this process reads or two others do."""
        folder = tmp_path / "notes"
        folder.mkdir()
        for number in range(60):
            text = NOTES[number % 3].format(n=number + 3)
            (folder / f"note{number}.txt").write_text(text, "utf-8")
        (folder / "autre.txt").write_text(NOTES[3].format(n=5), "utf-8")
        alone = self.read(folder, tmp_path / "alone")
        monkeypatch.setattr(pool, "SHARE", 500)
        monkeypatch.setattr(pool, "WORTH_A_POOL", 1000)
        monkeypatch.setattr(pool.os, "cpu_count", lambda: 2)
        assert self.read(folder, tmp_path / "several") == alone
        assert len(alone) >= 60
