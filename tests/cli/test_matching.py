"""incidents, incident, judge, twice on the command line."""

import json
from pathlib import Path

import pytest
from tests.cli.test_erasing import Runner

from tawthiq.case.case import init_case

ONE = "12 people were killed in Tal Qamarin on 14 May 2031, the Sahl Monitor said."
TWO = "7 people were killed in Bir Lamisan on Friday, 14 May 2031, a doctor said."
NEXT = "5 people were killed in Tal Qamarin on 15 May 2031, a witness said."


@pytest.fixture
def run(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    """Return a runner on a case with three incidents."""
    with init_case(tmp_path / "valley", unlocked=True) as case:
        for number, text in enumerate((ONE, TWO, NEXT)):
            path = tmp_path / f"bulletin {number}.txt"
            path.write_text(text, "utf-8")
            case.preserve(path, dated="2031-05-20", outlet="Valley Herald")
        case.read()
        case.match()
    return Runner(tmp_path / "valley", capsys)


def rows(run: Runner, *arguments: str) -> list[dict[str, object]]:
    """Return the rows of a verb."""
    status, out, _ = run("--json", *arguments)
    assert status == 0
    return [json.loads(line) for line in out.splitlines()]


class TestIncidents:
    """Lists, one in full, and what people make of them."""

    def test_list(self, run: Runner) -> None:
        """One line per incident; with --json its own keys beside what people made of it."""
        found = rows(run, "incidents")
        assert [row["place"] for row in found] == ["Bir Lamisan", "Tal Qamarin", "Tal Qamarin"]
        assert set(found[0]) == {
            "code", "place", "within", "from", "to", "claims", "state", "name", "came_from",
            "replaced_by", "different", "unsure",
        }  # fmt: skip
        _, out, _ = run("incidents")
        assert "Bir Lamisan, 2031-05-14: 1 claim" in out

    def test_one(self, run: Runner) -> None:
        """Claims with reasons, and what is unsure."""
        code = str(rows(run, "incidents")[1]["code"])
        _, out, _ = run("incident", code.lower())
        assert "because: same place and day (2031-05-14)" in out
        assert "unsure: may be the same as" in out
        assert "one place, on the same day or the next" in out
        assert rows(run, "incident", code)[0]["doubts"]

    def test_acts(self, run: Runner) -> None:
        """Merge, name, undo; and the old code says where it went."""
        _, a, b = (str(row["code"]) for row in rows(run, "incidents"))
        assert run("incident", "merge", a, b, "--why", "one night")[0] == 0
        assert run("incident", "name", a, "The", "long", "night")[0] == 0
        _, out, _ = run("incidents")
        assert "“The long night”  [judged by a person]" in out
        _, out, _ = run("incident", b)
        assert f"{b}  went into {a}" in out
        assert "judged the same" in out
        _, out, _ = run("incident", "undo")
        assert "undone: named “The long night”" in out
        _, out, _ = run("incidents", "--all")
        assert f"{b}  went into {a}" in out
        claim = str(rows(run, "incident", a)[0]["claims"][0])  # type: ignore[index]
        assert run("incident", "split", a, "--claims", claim, "--why", "two nights")[0] == 0
        assert run("incident", "move", claim, "--to", a, "--why", "one night")[0] == 0

    def test_judge_and_queue(self, run: Runner) -> None:
        """The queue names both, what hangs on it, and is shorter after a judgement."""
        (row,) = rows(run, "incidents", "--unsure")
        assert row["moves"] == 5
        _, out, _ = run("incidents", "--unsure")
        assert "the least number reported falls by 5" in out
        a, b = str(row["a"]), str(row["b"])
        assert run("judge", a, b, "different", "--why", "two raids")[0] == 0
        assert rows(run, "incidents", "--unsure") == []
        assert run("incidents", "--unplaced")[:2] == (0, "")

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("incident", "merge", "IN-A", "IN-B"), "write: tawthiq incident merge A B --why WHY"),
            (("incident", "split", "IN-A", "--why", "x"), "--claims C1,C2"),
            (("incident", "move", "c1", "--why", "x"), "--to CODE"),
            (("incident", "join", "IN-A", "IN-B"), "is none of: merge, split"),
            (("incident", "IN-ZZZZ"), "no incident has a code that begins"),
            (("judge", "IN-A", "IN-B", "same"), "--why"),
            (("twice", "zz"), "no one item"),
        ],
    )
    def test_mistakes(self, run: Runner, arguments: tuple[str, ...], says: str) -> None:
        """One sentence that says what to type, and status 2."""
        status, _, messages = run(*arguments)
        assert status == 2
        assert says in messages
        assert "Traceback" not in messages


class TestTwice:
    """The list on a terminal and as rows."""

    def test_lines(self, run: Runner) -> None:
        """The document, the sentence, the exact words, the claims."""
        _, out, _ = run("twice")
        assert "says “Friday” of 2031-05-14, which was a Wednesday" in out
        assert "“Friday, 14 May 2031” (" in out
        assert "passes on what Sahl Monitor published" in out
        _, out, _ = run("--lang", "ar", "twice")
        assert "والأصل ليس في الملف" in out

    def test_rows(self, run: Runner) -> None:
        """Each row has its sentence."""
        found = rows(run, "twice")
        assert {row["kind"] for row in found} >= {"weekday", "relayed"}
        assert all(row["sentence"] for row in found)
