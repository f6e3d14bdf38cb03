"""Reviewing, assessing, grading, asking and concluding at the command line, on two devices."""

import json
from pathlib import Path

import pytest

from tawthiq.cli.main import main

TEXT = """At least 12 people were killed in Tal Qamarin on 14 May 2031, the Sahl Monitor said.

The Harbour Gazette said 30 people were killed in Rasnawa on 16 May 2031.
"""
Row = dict[str, object]


class Device:
    """A device with its own folder; verbs speak JSON unless told otherwise."""

    def __init__(
        self, home: Path, case: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch
    ) -> None:
        self.home, self.case, self._capsys, self._patch = home, case, capsys, patch

    def __call__(self, *arguments: str | Path, status: int = 0) -> list[Row]:
        """Run one verb, which must end with `status`; return its rows."""
        return [json.loads(line) for line in self.run(*arguments, "--json", status=status)]

    def run(self, *arguments: str | Path, status: int = 0) -> list[str]:
        """Run one verb; return the lines that it prints."""
        self._patch.setenv("TAWTHIQ_HOME", str(self.home))
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main([*map(str, arguments), "--case", str(self.case)])
        captured = self._capsys.readouterr()
        assert (stop.value.code or 0) == status, captured.err
        return captured.out.splitlines()


@pytest.fixture
def amina(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Device:
    """Return the founder's device with a report that was read, and a video."""
    device = Device(tmp_path / "home-a", tmp_path / "a", capsys, monkeypatch)
    (tmp_path / "report.txt").write_text(TEXT, "utf-8")
    (tmp_path / "clip.bin").write_bytes(b"\x00\x01 frames")
    device("init", tmp_path / "a", "--unlocked")
    device("preserve", tmp_path / "report.txt", "--dated", "2031-05-21")
    device("preserve", tmp_path / "clip.bin")
    device("read")
    device("match")
    return device


def item(device: Device, name: str) -> str:
    """Return the id of the item that came under a name."""
    return next(str(row["item"]) for row in device("items") if row["name"] == name)


def claim(device: Device, phrase: str) -> str:
    """Return the claim whose sentence holds these words."""
    return next(str(r["id"]) for r in device("claims") if phrase in str(r["quote"]))


class TestReview:
    """How many and which is said before many are changed."""

    def test_without_a_terminal_nothing_is_asked(self, amina: Device) -> None:
        """It takes --yes, and says that nothing was changed."""
        report = item(amina, "report.txt")
        (fault,) = amina("accept", "--item", report, "--sentence", "1", status=2)
        assert "Nothing was changed" in str(fault["message"])
        done = amina("accept", "--item", report, "--sentence", "Tal Qamarin", "--yes")
        assert {row["review"]["state"] for row in done} == {"accepted"}  # type: ignore[index]
        (fault,) = amina("accept", "--item", report, "--sentence", "1", "--yes", status=2)
        assert "waits for review" in str(fault["message"])

    def test_bulk_rejects_need_a_reason(self, amina: Device) -> None:
        """One does not."""
        ids = [str(row["id"]) for row in amina("claims")]
        amina("reject", *ids, "--yes", status=2)
        amina("reject", ids[0])
        amina("reject", *ids, "--yes", "--why", "satire")
        assert amina("claims", "--by", "figure") == []
        assert len(amina("claims", "--state", "rejected")) == len(ids)

    def test_one_claim_in_its_place(self, amina: Device) -> None:
        """Words marked, fields named as edit takes them, each step with its reason."""
        one = claim(amina, "Tal Qamarin")
        amina("edit", one, "--set", "count.0.min=13", "--why", "the page says so")
        text = "\n".join(amina.run("claims", one))
        assert "> At least 12 people" in text or "> [At least 12 people]" in text
        assert "count.0.min: 12 → 13" in text
        assert "the page says so" in text
        (row,) = amina("claims", one)
        assert (row["sentence"], row["paragraph"]) == (1, 1)
        assert row["rules"]
        amina("edit", one, "--set", "count.0.min", "--why", "x", status=2)

    def test_rules(self, amina: Device) -> None:
        """Accepted of shown, for each rule."""
        amina("accept", claim(amina, "Tal Qamarin"))
        assert any(
            row["accepted"] == 1 and row["percent"] == 100 for row in amina("claims", "--rules")
        )
        assert any("100 % accepted" in line for line in amina.run("claims", "--rules"))


@pytest.fixture
def basil(
    amina: Device, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Device:  # fmt: skip
    """Return a colleague's device with a copy of the case; he is a reviewer."""
    device = Device(tmp_path / "home-b", tmp_path / "b", capsys, monkeypatch)
    amina("user", "add", "Amina")
    amina("export", tmp_path / "case.tawthiq")
    device("import", tmp_path / "case.tawthiq", tmp_path / "b")
    (row,) = device("user", "add", "Basil")
    meet(amina, device)
    amina("user", "add", "Basil", "--key", str(row["asks"]), "--role", "reviewer")
    return device


def meet(amina: Device, basil: Device) -> None:
    """Bring both copies of the case to the same entries."""
    amina("sync", basil.case)


class TestTwoPeople:
    """What two people checked, and what they sign."""

    def test_verified_by_us(self, amina: Device, basil: Device) -> None:
        """The number reaches the highest degree when two confirm it on held material."""
        amina("match")
        one, clip = claim(amina, "Tal Qamarin"), item(amina, "clip.bin")
        meet(amina, basil)
        said = ("assess", one, "--element", "how_many", "--verdict", "confirmed", "--standard",
                "reasonable_grounds", "--why", "counted in the clip", "--rests-on", clip)  # fmt: skip
        rungs = []
        for device in (amina, basil):
            device(*said)
            meet(amina, basil)
            rungs.append({r["standard"]: r["min"] for r in amina("figures")}["verified_by_us"])
        assert rungs == [0, 12]
        basil(
            "assess", one, "--element", "how_many", "--verdict", "inconclusive", "--why", "blurred"
        )
        meet(amina, basil)
        assert {r["standard"]: r["min"] for r in amina("figures")}["verified_by_us"] == 0
        assert "DISAGREEMENT" in "\n".join(amina.run("assess", one))

    def test_a_finding_waits_for_the_second(self, amina: Device, basil: Device) -> None:
        """He agrees by `confirm`; then it stands."""
        meet(amina, basil)
        one = claim(amina, "Tal Qamarin")
        (row,) = amina(
            "finding", "--words", "Armed men killed people.", "--standard", "reasonable_grounds",
            "--rests-on", one, "--against", "the council denies it", "--why-not", "it was away",
        )  # fmt: skip
        assert (row["signed"], row["stands"]) == ("waiting", False)
        assert any("tawthiq confirm" in line for line in amina.run("findings"))
        meet(amina, basil)
        basil("confirm", str(row["proposals"][0])[:8])  # type: ignore[index]
        meet(amina, basil)
        (row,) = amina("findings")
        assert (row["signed"], row["stands"]) == ("confirmed", True)
        assert any("agreed to by Basil" in line for line in amina.run("findings"))


class TestGradesAndRequests:
    """What is listed, and what is refused in one sentence."""

    def test_grades(self, amina: Device) -> None:
        """A source by its letter, a claim by its number, each with its history."""
        amina("grade", "Sahl Monitor", "b", "--why", "mostly right", "--dated", "2031-01-01")
        rows = {row["name"]: row for row in amina("sources")}
        assert rows["Sahl Monitor"]["grade"] is None, "it holds from a later day"
        (row,) = amina("sources", "monitor", "--on", "2031-02-01")
        assert row["grade"]["grade"]["value"] == "B"  # type: ignore[index]
        one = claim(amina, "Tal Qamarin")
        amina("grade", one, "--credibility", "3", "--why", "possible")
        assert [r["grade"]["value"] for r in amina("grade", one)] == ["3"]  # type: ignore[index]
        assert [r["grade"]["value"] for r in amina("grade", "Sahl Monitor")] == ["B"]  # type: ignore[index]
        amina("grade", "Sahl Monitor", "B", "--credibility", "3", "--why", "x", status=2)
        amina("grade", "nobody", "B", "--why", "x", status=2)
        amina("sources", "Sahl Monitor", "--party", "aligned")
        assert "aligned" in "\n".join(amina.run("sources"))

    def test_requests(self, amina: Device, tmp_path: Path) -> None:
        """Asked with a file, answered with one; silence by itself once the deadline passed."""
        (tmp_path / "q.txt").write_text("Who gave the order?", "utf-8")
        (row,) = amina("ask", "The council", "--file", tmp_path / "q.txt", "--channel", "letter",
                       "--deadline", "2026-01-05", "--on", "2026-01-01")  # fmt: skip
        assert row["state"] == "silent"
        assert amina("requests", "--on", "2026-01-05")[0]["state"] == "open"
        (tmp_path / "a.txt").write_text("Nobody.", "utf-8")
        (row,) = amina("answer", str(row["request"])[:8], "--file", tmp_path / "a.txt")
        assert row["state"] == "answered"
        assert row["answer_item"] == item(amina, "a.txt")
        amina("answer", str(row["request"])[:8], "--words", "x", "--silence", status=2)
        amina("ask", "The council", "--channel", "letter", status=2)
        (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\x00")
        amina("ask", "X", "--file", tmp_path / "bad.txt", "--channel", "letter", status=2)
        amina("ask", "X", "--file", tmp_path, "--channel", "letter", status=2)
