"""handover on the command line: statuses, JSON lines, one sentence for what is wrong."""

import json
from pathlib import Path

import pytest

from tawthiq.cli.main import main


class Runner:
    """Runs verbs in this process on one case; returns status, output and messages."""

    def __init__(self, capsys: pytest.CaptureFixture[str], root: Path) -> None:
        self._capsys, self.root = capsys, root

    def __call__(self, *arguments: str | Path) -> tuple[int, str, str]:
        """Run one verb."""
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main([*map(str, arguments), "--case", str(self.root)])
        said = self._capsys.readouterr()
        return int(stop.value.code or 0), said.out, said.err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path, report: Path) -> Runner:
    """Return a runner on a case that holds a report and a protected person's statement."""
    main_case = Runner(capsys, tmp_path / "valley")
    with pytest.raises(SystemExit):
        main(["init", str(main_case.root), "--unlocked"])
    main_case("preserve", report, "--from", "Sahl Monitor")
    (tmp_path / "statement.txt").write_text("nine by the well", "utf-8")
    main_case("preserve", tmp_path / "statement.txt", "--protected", "STONE")
    return main_case


def ids(run: Runner) -> list[str]:
    """Return the items' ids, the report first."""
    return [json.loads(line)["item"] for line in run("items", "--json")[1].splitlines()]


class TestHandover:
    """Out, back, in."""

    def test_out_back_and_in(self, run: Runner, tmp_path: Path) -> None:
        """Each step with its status and its row."""
        out = tmp_path / "pack"
        status, said, heard = run("handover", ids(run)[0], "--to", "Court", "--purpose", "court",
                                  "-o", out, "--json")  # fmt: skip
        row = json.loads(said)
        assert (status, row["to"], row["purpose"]) == (0, "Court", "court")
        assert "NOT encrypted" in heard
        listed = json.loads(run("handover", "--json")[1])
        assert listed["package"] == row["package"]
        status, said, _ = run("handover", "--receipt", out / "receipt-form.txt", "--json")
        assert status == 0
        assert json.loads(said)["compared"]["agrees"] == [row["objects"][0]["path"]]
        status, said, _ = run("handover", "--receive", out, "--json")
        assert status == 0
        assert json.loads(said)["proofs"]["verified"] == 3

    def test_a_mismatch_is_1_and_named(self, run: Runner, tmp_path: Path) -> None:
        """The path that differs is in the output."""
        run("handover", ids(run)[0], "--to", "Court", "--purpose", "court", "-o", tmp_path / "p")
        form = (tmp_path / "p" / "receipt-form.txt").read_text("utf-8")
        digest = next(line for line in form.splitlines() if "data/objects/" in line)[:64]
        (tmp_path / "back.txt").write_text(form.replace(digest, "0" * 64), "utf-8")
        status, said, _ = run("handover", "--receipt", tmp_path / "back.txt")
        assert status == 1
        assert "DIFFERS: data/objects/" in said

    def test_lacking_consent_is_4(self, run: Runner, tmp_path: Path) -> None:
        """With the reasons, by code name."""
        status, said, heard = run("handover", ids(run)[1], "--to", "Court", "--purpose", "court",
                                  "-o", tmp_path / "p", "--json")  # fmt: skip
        assert status == 4
        assert "STONE" in json.loads(said)["reasons"][0]
        assert "statement.txt" not in heard

    def test_a_damaged_bag_is_3(self, run: Runner, tmp_path: Path) -> None:
        """And what is missing is named."""
        run("handover", "--archive", "-o", tmp_path / "p")
        (tmp_path / "p" / "data" / "metadata" / "premis.xml").unlink()
        (tmp_path / "p" / "bag-info.txt").unlink()
        status, _, heard = run("handover", "--receive", tmp_path / "p")
        assert status == 3
        assert "missing" in heard

    def test_what_is_missing_on_the_line_is_2(self, run: Runner, tmp_path: Path) -> None:
        """To whom, where, one thing at a time, a bag that is none."""
        item = ids(run)[0]
        for given in (
            [item],
            [item, "--to", "Court"],
            [item, "--archive", "-o", "x"],
            ["--receive", tmp_path],
            ["--receipt", tmp_path / "none"],
        ):
            assert run("handover", *given)[0] == 2, given
