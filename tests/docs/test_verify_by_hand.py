"""The page on verifying by hand does what it says, with the words that stand in it."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.shape.source import ROOT

from tawthiq.ledger.device import Device
from tawthiq.ledger.ledger import Ledger
from tawthiq.ledger.sqlite import SqliteStore
from tawthiq.ledger.vault import FolderVault
from tawthiq.record.entry import Draft

PAGE = (ROOT / "docs" / "howto" / "verify-by-hand.md").read_text("utf-8")
SCRIPT = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
OPENSSL = next(line for line in PAGE.splitlines() if line.startswith("openssl "))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Lay out what the page asks for: a ledger of eleven entries, its head, the script."""
    from_case, by_hand = tmp_path / "case", tmp_path / "by hand"
    from_case.mkdir()
    by_hand.mkdir()
    store = SqliteStore.create(from_case / "ledger.db")
    ledger = Ledger("c" * 32, store, FolderVault(from_case / "vault"), Device(tmp_path / "device"))
    for number in range(9):
        ledger.append([Draft("receipt", {"why": f"invented act {number}"})])
    (head,) = ledger.seal().values()
    store.close()
    shutil.copy(from_case / "ledger.db", by_hand)
    (by_hand / "head.txt").write_text(head + "\n", "utf-8")  # as `tawthiq seal` prints it
    (by_hand / "byhand.py").write_text(SCRIPT, "utf-8")
    return by_hand


def run(folder: Path, *command: str) -> str:
    """Run a command in `folder` and return all it says."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


class TestAHeadCanBeVerifiedWithoutTheProgram:
    """Python's standard library and OpenSSL are enough."""

    def test_a_whole_ledger_agrees(self, folder: Path) -> None:
        """The root, the payloads and the key are those that were signed."""
        said = run(folder, sys.executable, "-I", "byhand.py")
        assert said.splitlines() == [
            "entries: 11 of 11",
            "root: agrees",
            "payloads that differ: none",
            "payloads that are gone: 0",
            "key: is this log's",
        ]

    @pytest.mark.needs("openssl")
    def test_openssl_verifies_the_signature(self, folder: Path) -> None:
        """And refuses it for another text."""
        run(folder, sys.executable, "-I", "byhand.py")
        assert "Signature Verified Successfully" in run(folder, *shlex.split(OPENSSL))
        (folder / "signed.txt").write_text("another", "utf-8")
        assert "Failure" in run(folder, *shlex.split(OPENSSL))

    def test_a_changed_head_differs(self, folder: Path) -> None:
        """One entry less gives another root."""
        head = (folder / "head.txt").read_text("utf-8")
        (folder / "head.txt").write_text(head.replace("\n11\n", "\n10\n"), "utf-8")
        assert "root: DIFFERS" in run(folder, sys.executable, "-I", "byhand.py")
