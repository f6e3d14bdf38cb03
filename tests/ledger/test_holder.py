"""Who holds a case: told by name, never by a note of a process that is gone."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger import made

from tawthiq.base.errors import UsageError
from tawthiq.ledger import database, holder
from tawthiq.ledger.device import Device
from tawthiq.record.entry import Draft

HOLD = """
import sys
from pathlib import Path
from tawthiq.ledger import holder
from tawthiq.ledger.device import Device
holder.announce("preserve")
with Device(Path(sys.argv[1])).signing("c1"):
    print("held", flush=True)
    sys.stdin.readline()
"""


HOLD_STORE = """
import sys
from pathlib import Path
from tawthiq.ledger import holder
from tawthiq.ledger.device import Device
from tawthiq.ledger.ledger import Ledger
from tawthiq.ledger.sqlite import SqliteStore
from tawthiq.ledger.vault import FolderVault
holder.announce("check")
root, case = Path(sys.argv[1]), sys.argv[2]
store, vault = SqliteStore(root / "case" / "ledger.db"), FolderVault(root / "case" / "vault")
with Ledger(case, store, vault, Device(root / "home")).writing():
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def held(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a process that signs until it is let go."""
    given = [sys.executable, "-c", HOLD, str(home)]
    with subprocess.Popen(
        given, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        if process.poll() is None:
            process.communicate("\n")


def notes(home: Path) -> list[Path]:
    """Return the notes that lie about."""
    folder = home / "cases" / "c1" / "holding"
    return sorted(folder.iterdir()) if folder.is_dir() else []


class TestSays:
    """Who waits in vain is told for whom."""

    def test_which_verb_which_process_since_when(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The sentence names the verb, the process and the time."""
        monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
        with held(tmp_path) as process:
            with pytest.raises(UsageError) as error, Device(tmp_path).signing("c1"):
                pass
            said = error.value.message
            assert error.value.code == "device.busy"
            assert f"another process is signing in this case: 'tawthiq preserve' (process {process.pid}, since " in said  # fmt: skip
            assert Device(tmp_path).holder("c2") is None
        assert Device(tmp_path).holder("c1") is None
        assert notes(tmp_path) == []

    def test_the_store_says_the_same(self, tmp_path: Path) -> None:
        """A busy store is explained by the same words, once."""
        device = Device(tmp_path)
        with held(tmp_path), pytest.raises(UsageError) as error, device.explained("c1"), device.explained("c1"):  # fmt: skip
            raise UsageError("store.busy", "ledger.db is held by another process")
        assert error.value.message.count("'tawthiq preserve'") == 1
        with held(tmp_path), pytest.raises(UsageError) as error, device.explained("c1"):
            raise UsageError("other", "something else")
        assert error.value.message == "something else"

    def test_killed(self, tmp_path: Path) -> None:
        """A note of a process that was killed is taken away, and the lock is free."""
        with held(tmp_path) as process:
            process.kill()
            process.wait()
        assert len(notes(tmp_path)) == 1
        assert Device(tmp_path).holder("c1") is None
        assert notes(tmp_path) == []
        with Device(tmp_path).signing("c1"):
            pass

    @pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads when it began")
    def test_a_number_given_again(self, tmp_path: Path) -> None:
        """A later process that has the number of the one that is gone holds nothing."""
        with held(tmp_path):
            path = notes(tmp_path)[0]
            note = json.loads(path.read_text())
            path.write_text(json.dumps(note | {"began": "1"}))
            assert Device(tmp_path).holder("c1") is None

    def test_itself_is_nobody_else(self, tmp_path: Path) -> None:
        """One's own note is no answer, and nested ones leave when the outer one does."""
        device = Device(tmp_path)
        with device.signing("c1"):
            with device.holding("c1"):
                pass
            assert len(notes(tmp_path)) == 1
            assert device.holder("c1") is None
        assert notes(tmp_path) == []

    def test_two(self, tmp_path: Path) -> None:
        """Several holders are all named, the longest first."""
        other = HOLD.replace(".signing(", ".holding(").replace("preserve", "replay")
        with held(tmp_path) as first:
            time.sleep(1.1)
            given = [sys.executable, "-c", other, str(tmp_path)]
            with subprocess.Popen(given, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as second:
                assert second.stdout is not None
                second.stdout.readline()
                said = Device(tmp_path).holder("c1") or ""
                second.communicate(b"\n")
        assert said.index(f"(process {first.pid}") < said.index(" and 'tawthiq replay' (process")


class TestNotes:
    """A note holds a verb, numbers and a time; anything else is no note."""

    def test_holds_nothing_else(self, tmp_path: Path) -> None:
        """No path, no content, no name."""
        with held(tmp_path):
            note = json.loads(notes(tmp_path)[0].read_text())
        assert set(note) == {"pid", "began", "verb", "since"}
        assert note["verb"] == "preserve"
        assert f"{note['began'] or 0}".isdigit()

    @given(
        st.binary(max_size=80)
        | st.fixed_dictionaries(
            {},
            optional={
                "pid": st.integers() | st.text(max_size=3) | st.just(os.getppid()),
                "began": st.text(max_size=5) | st.integers(),
                "verb": st.text(max_size=30) | st.none() | st.just("read"),
                "since": st.text(max_size=5) | st.just("2031-05-14T10:00:00Z"),
            },
        ).map(lambda note: json.dumps(note).encode())
    )
    def test_odd_notes(self, tmp_path_factory: pytest.TempPathFactory, odd: bytes) -> None:
        """Never an error, never a word that is no verb."""
        folder = tmp_path_factory.mktemp("odd")
        (folder / str(os.getppid())).write_bytes(odd)
        (folder / "a folder").mkdir()
        for said in holder.holders(folder):
            assert "'tawthiq " in said or "a program" in said

    @pytest.mark.parametrize("verb", ["a b", "/etc", "../x", "x" * 30, "قتل", "a'b", "1"])
    def test_no_verb(self, tmp_path: Path, verb: str) -> None:
        """What is no verb's name is not repeated."""
        pid = os.getppid()
        note = {"pid": pid, "began": holder._began(pid), "verb": verb, "since": "2031-05-14T10:00:00Z"}  # fmt: skip
        (tmp_path / str(pid)).write_text(json.dumps(note))
        assert holder.holders(tmp_path) == []

    def test_cannot_be_written(self, tmp_path: Path) -> None:
        """A note only explains: without it the work goes on."""
        (tmp_path / "file").write_text("a file")
        with holder.noted(tmp_path / "file" / "holding"):
            pass


class TestStore:
    """Whatever holds the store's lock says who it is."""

    def test_a_busy_store_names_the_verb(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A process that sweeps keeps another one from writing, and is named."""
        made.new_case(tmp_path / "case", tmp_path / "home").close()
        monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
        given = [sys.executable, "-c", HOLD_STORE, str(tmp_path), made.CASE]
        with subprocess.Popen(
            given, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            with (
                made.opened(tmp_path / "case", tmp_path / "home") as case,
                pytest.raises(UsageError) as error,
            ):
                case.ledger.append([Draft("settings", {})])
            process.communicate("\n")
        assert error.value.code == "store.busy"
        assert f"'tawthiq check' (process {process.pid}, since " in error.value.message
