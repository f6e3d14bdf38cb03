"""Many texts: in order, the same on one core as on several, bad lines named one by one."""

import json

import pytest

from tawthiq.case.bulk import CHUNK, read_lines

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


class TestBulk:
    """A batch is its lines, each read by itself."""

    def test_processes_change_nothing(self) -> None:
        """One process and two give the same rows in the same order."""
        given = lines(10 * CHUNK + 7)
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
         '{"id": 1, "text": "x", "dated": "yesterday"}'],
    )  # fmt: skip
    def test_bad_lines_are_named(self, line: str) -> None:
        """The others are read."""
        wrong, right = read_lines([(1, line), (2, lines(1)[0][1])], "acled-like")
        assert wrong["line"] == 1
        assert "line 1" in wrong["message"]
        assert right["killed"] == {"min": 3, "max": 3}

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
