"""gazetteer build, import, find on the command line; read with it."""

import json
from pathlib import Path

import pytest
from tests.kit.gazetteer.made import ROWS

from tawthiq.cli.main import main
from tawthiq.kit.gazetteer import cache

TEXT = "At least 12 people were killed in Tal Qamarin on 14 May 2031, the Sahl Monitor said."


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> object:
    """Return a runner of verbs that need no case."""

    def one(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return int(stop.value.code or 0), captured.out, captured.err

    return one


class TestTheVerbs:
    """What each prints, and how it ends."""

    def test_import_find_read(self, run, tmp_path: Path) -> None:  # noqa: ANN001 - the fixture above
        """From a table of one's own to a claim that says where it was."""
        status, out, _ = run("gazetteer", "import", ROWS)
        assert (status, "30 places (csv), 0 left out" in out) == (0, True)
        status, out, _ = run("gazetteer", "find", "تل قمرين", "--country", "ZZ", "--json")
        (row,) = [json.loads(line) for line in out.splitlines()]
        assert (row["id"], row["match"], row["lat"]) == ("csv:tal-qamarin", "exact", "35.24")
        path = tmp_path / "report.txt"
        path.write_text(TEXT, "utf-8")
        _, out, _ = run("read", "--text", path, "--country", "ZZ", "--json")
        (place,) = json.loads(out.splitlines()[0])["place"]
        assert place["chosen"] == "csv:tal-qamarin"
        assert "country_of_case" in place["candidates"][0]["because"]
        _, out, _ = run("gazetteer", "find", "Nothing Like It")
        assert "bears the name" in out

    def test_bad_rows_are_named(self, run, tmp_path: Path) -> None:  # noqa: ANN001
        """Good rows are kept, the end is 5, each bad row is a line."""
        path = tmp_path / "mine.csv"
        path.write_text("name,lat,lon\nOld Ford,35,36\nLost,200,36\n", "utf-8")
        status, out, _ = run("gazetteer", "import", path, "--json")
        rows = [json.loads(line) for line in out.splitlines()]
        assert status == 5
        assert rows[0] == {
            "error": "gazetteer.row", "row": 3, "message": "it has no coordinates that can be",
        }  # fmt: skip
        assert rows[1] == {"kind": "csv", "places": 1, "left_out": 1}

    def test_no_country(self, run, tmp_path: Path) -> None:  # noqa: ANN001
        """A word that is no ISO code would stand at every place of the file."""
        path = tmp_path / "mine.csv"
        path.write_text("name,lat,lon\nOld Ford,35,36\n", "utf-8")
        status, _, err = run("gazetteer", "import", path, "--country", "Sahl")
        assert (status, "ISO code" in err) == (2, True)

    def test_what_is_missing(self, run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN001
        """No file, no gazetteer, no package: one sentence each, exit 2."""
        monkeypatch.setattr(cache, "find_spec", lambda _: None)
        for arguments, says in (
            (("import", tmp_path / "no.csv"), "there is no file"),
            (("find", "Marzahun"), "tawthiq gazetteer build"),
            (("build",), "tawthiq[gazetteer]"),
        ):
            status, _, err = run("gazetteer", *arguments)
            assert status == 2
            assert says in err
