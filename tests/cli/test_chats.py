"""messages and --date-order on the command line."""

import json
from pathlib import Path

import pytest
from tests.cli.test_verbs import Runner

CHAT = "".join(f"0{n}/0{n + 1}/2031, 05:06 - Vash Und: the road is closed\n" for n in (4, 5, 6))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], home: Path) -> Runner:
    """Return a runner with a device folder of its own."""
    return Runner(capsys)


class TestMessages:
    """A chat is listed message by message, and says what its days rest on."""

    def test_from_intake_to_listing(self, run: Runner, tmp_path: Path) -> None:
        """Intake says what to state; messages takes it; JSON lines are one per message."""
        path = tmp_path / "chat.txt"
        path.write_text("A note.\n" + CHAT, "utf-8")
        case = ("--case", tmp_path / "case")
        assert run("init", tmp_path / "case", "--unlocked")[0] == 0
        status, out, err = run("preserve", path, *case)
        assert status == 0
        assert "3 messages by 1 senders" in out + err
        assert "--date-order" in out + err
        rows = [json.loads(line) for line in run("messages", *case, "--json")[1].splitlines()]
        assert [(row["messages"], row["sure"], row["not_understood"]) for row in rows] == [
            (3, False, 1)
        ]
        item = rows[0]["item"]
        assert "?" in run("messages", item[:12], *case)[1]
        status, out, _ = run("messages", item, "--date-order", "mdy", *case, "--json")
        told = [json.loads(line) for line in out.splitlines()]
        assert [row.get("time") for row in told[:3]] == [
            f"2031-0{n}-0{n + 1}T05:06" for n in (4, 5, 6)
        ]
        assert told[3]["not_understood"]["text"] == "A note."
        assert "Vash" not in out

    def test_what_is_wrong(self, run: Runner, tmp_path: Path) -> None:
        """No such item, no chat named, no such order: one sentence each."""
        case = ("--case", tmp_path / "case")
        assert run("init", tmp_path / "case", "--unlocked")[0] == 0
        for arguments in (("abc",), ("--date-order", "dmy"), ("abc", "--date-order", "xyz")):
            status, _, err = run("messages", *arguments, *case)
            assert status == 2
            assert "Traceback" not in err
