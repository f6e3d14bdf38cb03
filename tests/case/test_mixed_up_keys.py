"""Keys lost, mixed up or slipped in: named, and nothing is ever written in the open."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.case.planted import hits

from tawthiq.base import canon, digest
from tawthiq.base.errors import DamagedError, Error, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.case import Case, init_case, open_case
from tawthiq.case.keeping import check
from tawthiq.case.opening import open_ledger, open_protected, unlock
from tawthiq.ledger import keyring
from tawthiq.ledger.folder import CaseFolder, render_toml
from tawthiq.record.entry import Draft

PASSPHRASE = "nine kites above the reservoir"
WORDS = "Four people were killed at the weir of Zorelle on 3 May 2031."


def make(root: Path, report: Path, *, locked: bool = True) -> bytes:
    """Make a case with one ordinary report in it; return its key."""
    report.write_text(WORDS, "utf-8")
    with init_case(root, "valley", unlocked=not locked, passphrase=PASSPHRASE) as case:
        case.preserve(report)
        return case.key if locked else b""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the folder of a locked case."""
    make(tmp_path / "case", tmp_path / "report.txt")
    return tmp_path / "case"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Return the folder of another locked case under the same passphrase."""
    make(tmp_path / "other", tmp_path / "report.txt")
    return tmp_path / "other"


def refused(root: Path, report: Path) -> str:
    """Open the case in every way; each must be refused, and write nothing; return what was said."""
    before = content(root)
    said = []
    ways: list[Callable[[], Case]] = [
        lambda: Case(root), lambda: open_case(root, passphrase=PASSPHRASE),
    ]  # fmt: skip
    for way in ways:
        with pytest.raises(Error) as caught, way() as case:
            case.preserve(report)
        said.append(caught.value.message)
    assert content(root) == before
    return said[-1]


def content(root: Path) -> dict[str, bytes]:
    """Return the bytes of every file but those that SQLite shares between processes."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*") if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }  # fmt: skip


def damages(root: Path, key: bytes | None = None) -> list[tuple[int, str]]:
    """Check with the key, or without; return (step, what) of all damage."""
    try:
        ledger = open_ledger(root, key=key, closed=key is None)
    except Error:
        ledger = None
    verdict = check(CaseFolder(root), ledger, None)
    if ledger is not None:
        ledger.store.close()
    return [(one.step, one.what) for one in verdict.found if one.level == "damaged"]


class TestLost:
    """A locked case without its wrapped keys is a locked case."""

    def test_the_folder(self, root: Path, tmp_path: Path) -> None:
        """keys/ deleted: refused, named with the backup as the way out, nothing lies open."""
        key = unlock(root, PASSPHRASE)[1]
        shutil.rmtree(root / "keys")
        assert "backup" in refused(root, tmp_path / "report.txt")
        with pytest.raises(DamagedError):
            Case(root, key=key)
        assert damages(root) == [(1, "keys")]
        assert hits(root, ["Zorelle"]) == []

    @pytest.mark.parametrize("settings", [{}, {"title": "valley", "locked": False}])
    def test_the_folder_and_what_case_toml_says(
        self, root: Path, tmp_path: Path, settings: dict[str, object]
    ) -> None:
        """With case.toml made to look like an unlocked case the ledger still tells."""
        folder = CaseFolder(root)
        folder.write_toml(folder.case_id(), settings)
        shutil.rmtree(root / "keys")
        with pytest.raises(DamagedError, match="locked"):
            Case(root)
        with pytest.raises(Error):
            open_case(root, passphrase=PASSPHRASE)
        assert (1, "keys") in damages(root)
        assert hits(root, ["Zorelle"]) == []

    @pytest.mark.parametrize("purpose", [keyring.CASE, keyring.PROTECTED])
    def test_one_of_two(self, root: Path, tmp_path: Path, purpose: str) -> None:
        """One key file missing: its purpose is named."""
        one = keyring.of_purpose(keyring.read_keys(root / "keys"), purpose)
        (root / "keys" / f"{one.id}.json").unlink()
        assert purpose in refused(root, tmp_path / "report.txt")
        assert damages(root) == [(1, "keys")]


class TestForeign:
    """Keys of another case open nothing and seal nothing."""

    def test_all_of_another(self, root: Path, other: Path, tmp_path: Path) -> None:
        """Even under the same passphrase."""
        shutil.rmtree(root / "keys")
        shutil.copytree(other / "keys", root / "keys")
        assert "made with" in refused(root, tmp_path / "report.txt")
        assert (1, "keys") in damages(root)

    def test_only_the_public_half(self, root: Path, other: Path, tmp_path: Path) -> None:
        """Else testimonies would from now on be sealed to whoever put it there."""
        key = unlock(root, PASSPHRASE)[1]
        for folder, act in ((root, Path.unlink), (other, lambda p: shutil.copy(p, root / "keys"))):
            one = keyring.of_purpose(keyring.read_keys(folder / "keys"), keyring.PROTECTED)
            act(folder / "keys" / f"{one.id}.json")
        assert "made with" in refused(root, tmp_path / "report.txt")
        with pytest.raises(DamagedError):
            Case(root, key=key)
        assert (1, "keys") in damages(root)

    def test_a_public_half_under_our_name(self, root: Path, other: Path, tmp_path: Path) -> None:
        """The file's id must follow from what is in it."""
        ours, theirs = (
            keyring.of_purpose(keyring.read_keys(at / "keys"), keyring.PROTECTED)
            for at in (root, other)
        )
        plain = to_plain(theirs) | {"id": ours.id}
        check_ = digest.sha256(canon.encode(plain)).hex()
        (root / "keys" / f"{ours.id}.json").write_bytes(canon.encode({**plain, "check": check_}))
        assert "key of its name" in refused(root, tmp_path / "report.txt")
        with pytest.raises(Error):
            open_protected(root, PASSPHRASE)
        assert (1, "keys") in damages(root)

    def test_besides_ours(self, root: Path, other: Path, tmp_path: Path) -> None:
        """Two case keys: nobody chooses between them."""
        for path in (other / "keys").iterdir():
            shutil.copy(path, root / "keys")
        assert "holds 2" in refused(root, tmp_path / "report.txt")
        assert damages(root) == [(1, "keys")]

    def test_the_key_of_another_case(self, root: Path, other: Path) -> None:
        """A key that an agent kept for another folder."""
        with pytest.raises(UsageError, match="not the one"):
            Case(root, key=unlock(other, PASSPHRASE)[1])
        with pytest.raises(UsageError, match="not the one"):
            Case(root, key=bytes(32))

    def test_an_unlocked_case(self, other: Path, tmp_path: Path) -> None:
        """keys/ added to an unlocked case."""
        report = tmp_path / "report.txt"
        make(tmp_path / "open", report, locked=False)
        shutil.copytree(other / "keys", tmp_path / "open" / "keys")
        assert "without a lock" in refused(tmp_path / "open", report)
        assert (1, "keys") in damages(tmp_path / "open")
        shutil.rmtree(tmp_path / "open" / "keys")
        with open_case(tmp_path / "open") as case:
            assert case.keep.check().status == 0


class TestSlippedIn:
    """One payload of the wrong form is named where it lies, by a check with the key or without."""

    def enter(self, root: Path, key: bytes | None, ring: keyring.Keyring | None) -> None:
        """Enter one claim as a program without our rules would, sealed with `ring` or open."""
        ledger = open_ledger(root, key=key)
        ledger.keyring = ring
        ledger.append([Draft("request", {"n": 1})])
        ledger.store.close()

    def test_open_in_a_locked_case(self, root: Path) -> None:
        """Named, and the case is not read as if it were ours."""
        key = unlock(root, PASSPHRASE)[1]
        self.enter(root, key, None)
        for given in (None, key):
            assert [step for step, _ in damages(root, given)] == [4]
        with pytest.raises(DamagedError, match="open in a locked case"):
            Case(root, key=key)

    def test_sealed_in_an_unlocked_case(self, tmp_path: Path) -> None:
        """Named; nobody of this case can read it."""
        make(tmp_path / "open", tmp_path / "report.txt", locked=False)
        ring, _ = keyring.make_keys(PASSPHRASE)
        self.enter(tmp_path / "open", None, ring)
        assert [step for step, _ in damages(tmp_path / "open")] == [4]

    def test_sealed_under_a_foreign_key(self, root: Path) -> None:
        """Named with the key and without."""
        key = unlock(root, PASSPHRASE)[1]
        ring, _ = keyring.make_keys(PASSPHRASE)
        self.enter(root, key, ring)
        for given in (None, key):
            assert [step for step, _ in damages(root, given)] == [4]

    def test_by_sql(self, root: Path) -> None:
        """A row's ciphertext replaced by plain bytes, or by that of another row."""
        key = unlock(root, PASSPHRASE)[1]
        with sqlite3.connect(root / "ledger.db") as raw:
            run = raw.execute
            rows = run(
                "SELECT log, idx, salt, body FROM payloads WHERE idx > 3 ORDER BY idx"
            ).fetchall()
            for new in ((bytes(32), b"{}"), rows[1][2:]):
                run("UPDATE payloads SET salt = ?, body = ? WHERE log = ? AND idx = ?",
                    (*new, *rows[0][:2]))  # fmt: skip
                raw.commit()
                assert [step for step, _ in damages(root, key)] == [4]
        raw.close()


class TestHalfMade:
    """What an interrupted init leaves says so."""

    @pytest.mark.parametrize("gone", [["case.toml"], ["case.toml", "ledger.db"]])
    def test_said(self, root: Path, gone: list[str]) -> None:
        """Neither "make one" alone, nor a traceback."""
        for name in gone:
            (root / name).unlink()
        for way in (lambda: Case(root), lambda: unlock(root, PASSPHRASE)):
            with pytest.raises(UsageError, match="interrupted"):
                way()
        with pytest.raises(UsageError, match="not an empty folder"):
            init_case(root, passphrase=PASSPHRASE)


class TestHostileKeyFiles:
    """What lies in keys/ may come from anywhere."""

    @pytest.mark.skipif(os.name == "nt", reason="named pipes are POSIX")
    def test_a_pipe(self, root: Path, tmp_path: Path) -> None:
        """Nothing waits for what nobody will write."""
        os.mkfifo(root / "keys" / f"{'0' * 32}.json")
        assert "damaged" in refused(root, tmp_path / "report.txt")

    def test_many_slots(self, root: Path) -> None:
        """Each costs a wrong passphrase its time: nine are refused."""
        path = next((root / "keys").iterdir())
        plain = json.loads(path.read_text())
        plain.pop("check")
        plain["slots"] *= 9
        check_ = digest.sha256(canon.encode(plain)).hex()
        path.write_bytes(canon.encode({**plain, "check": check_}))
        with pytest.raises(DamagedError):
            unlock(root, PASSPHRASE)

    def test_case_toml_says_too_little(self, root: Path) -> None:
        """A case.toml that names another case, or nothing, never unlocks anything."""
        folder = CaseFolder(root)
        for text in (b"format = 1\n", render_toml("ab" * 16, {"locked": False})):
            folder.toml.write_bytes(text)
            with pytest.raises(Error):
                Case(root)
