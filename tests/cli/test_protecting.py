"""protect: identities come in a file, and what is odd about it ends in one sentence."""

import json
from pathlib import Path

import pytest

from tawthiq.cli.main import main


@pytest.fixture
def root(home: Path, tmp_path: Path) -> Path:
    """Return the folder of a new, unlocked case."""
    with pytest.raises(SystemExit):
        main(["init", str(tmp_path / "valley"), "--unlocked"])
    return tmp_path / "valley"


def stated(root: Path, content: str, capsys: pytest.CaptureFixture[str]) -> tuple[object, str]:
    """State an identity from a file; return status and message."""
    (root.parent / "who.json").write_text(content, "utf-8")
    given = ["protect", "Heron", "--identity", str(root.parent / "who.json"), "--case", str(root)]
    with pytest.raises(SystemExit) as stop:
        main(given)
    return stop.value.code or 0, capsys.readouterr().err


class TestIdentityFile:
    """Only a file that says who it is, and nothing that would be lost, is entered."""

    @pytest.mark.parametrize(
        "content",
        [
            "", "[]", "null", "{}", '"x"', '{"names": 5}', '{"names": []}', "[" * 100_000,
            '{"name": "Zorelle Ibroskane"}', '{"names": ["Zorelle Ibroskane"], "nots": "x"}',
            '{"code": "Egret", "names": ["Zorelle Ibroskane"]}', '{"names": ["a"], "note": NaN}',
        ],
    )  # fmt: skip
    def test_refused(self, root: Path, content: str, capsys: pytest.CaptureFixture[str]) -> None:
        """One sentence shows what the file should hold, and quotes nothing of it."""
        status, said = stated(root, content, capsys)
        assert status == 2
        assert '"names"' in said
        assert "Zorelle" not in said

    @pytest.mark.parametrize("names", ["Zorelle Ibroskane", ["Zorelle Ibroskane", "زغطور"]])
    def test_taken(self, root: Path, names: object, capsys: pytest.CaptureFixture[str]) -> None:
        """One name or several."""
        content = json.dumps({"names": names, "contact": "through the office"})
        assert stated(root, content, capsys) == (0, "")
