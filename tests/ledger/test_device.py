"""The device's folder: keys and heads, durable, private, outside every case."""

import os
import stat
from pathlib import Path

import pytest
from tests.ledger import made

from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.ledger import database, note
from tawthiq.ledger.device import Device
from tawthiq.ledger.durable import link_new, make_folders, write_durably


class TestMemory:
    """What a device keeps, it finds again."""

    def test_id_stays(self, tmp_path: Path) -> None:
        """Random, made once, no name of host or user in it."""
        first = Device(tmp_path / "a" / "home").id
        assert first == Device(tmp_path / "a" / "home").id
        assert first != Device(tmp_path / "b").id
        assert len(bytes.fromhex(first)) == 16

    def test_keys_by_log(self, tmp_path: Path) -> None:
        """A log's id is the digest of its key; a case sees its own keys only."""
        found = Device(tmp_path)
        assert found.logs("c1") == {}
        log, key = found.new_log("c1")
        assert log == note.log_id(key.public_key().public_bytes_raw())
        assert list(Device(tmp_path).logs("c1")) == [log]
        assert found.logs("c2") == {}

    def test_heads_and_author(self, tmp_path: Path) -> None:
        """The newest head of each log, and who writes."""
        found = Device(tmp_path)
        assert (found.remembered("c1"), found.author("c1")) == ({}, None)
        found.remember("c1", "aa", "head 1\n")
        found.remember("c1", "aa", "head 2\n")
        found.set_author("c1", "ff" * 16)
        assert Device(tmp_path).remembered("c1") == {"aa": "head 2\n"}
        assert Device(tmp_path).author("c1") == "ff" * 16

    @pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
    def test_nobody_else_may_read(self, tmp_path: Path) -> None:
        """Folders are the owner's alone, and so is every key."""
        found = Device(tmp_path / "home")
        found.new_log("c1")
        for path in (tmp_path / "home").rglob("*"):
            wanted = 0o700 if path.is_dir() else 0o600
            assert stat.S_IMODE(path.stat().st_mode) == wanted

    def test_nothing_of_it_lies_in_the_case(self, tmp_path: Path) -> None:
        """A case that is handed over carries no private key."""
        case = made.new_case(tmp_path / "case", tmp_path / "home")
        key = next(iter(case.device.logs(made.CASE).values())).private_bytes_raw()
        case.close()
        for path in (tmp_path / "case").rglob("*"):
            if path.is_file():
                assert key not in path.read_bytes()
                assert key.hex().encode() not in path.read_bytes()


class TestDamage:
    """A damaged folder is said, never a traceback."""

    def test_a_damaged_key(self, tmp_path: Path) -> None:
        """A file that holds no key."""
        found = Device(tmp_path)
        log, _ = found.new_log("c1")
        (tmp_path / "cases" / "c1" / f"{log}.key").write_bytes(b"\xff\xfe")
        with pytest.raises(DamagedError, match="key"):
            found.logs("c1")

    def test_a_damaged_head_is_a_finding_of_check(self, tmp_path: Path) -> None:
        """Memory that is not a head is named, as untrusted."""
        case = made.new_case(tmp_path / "case", tmp_path / "home")
        for damage in (b"\xff\xfe", b"", b"nothing\n"):
            log = next(iter(case.store.logs()))
            (tmp_path / "home" / "cases" / made.CASE / f"{log}.head").write_bytes(damage)
            found = made.findings(case)
            assert made.status(found) == 1
            assert "memory" in found[0].what
        case.close()

    def test_a_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        """A file where a folder should be."""
        (tmp_path / "home").write_text("a file")
        found = Device(tmp_path / "home")
        with pytest.raises(DamagedError):
            found.remember("c1", "aa", "head")
        with pytest.raises(DamagedError), found.signing("c1"):
            pass

    def test_unreadable(self, tmp_path: Path) -> None:
        """A folder in a file's place."""
        (tmp_path / "cases" / "c1" / "author").mkdir(parents=True)
        with pytest.raises(DamagedError):
            Device(tmp_path).author("c1")

    def test_one_signs_at_a_time(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A second hand waits, and is told when it waits in vain."""
        monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
        with (
            Device(tmp_path).signing("c1"),
            pytest.raises(UsageError, match="another process"),
            Device(tmp_path).signing("c1"),
        ):
            pass
        with Device(tmp_path).signing("c1"), Device(tmp_path).signing("c2"):
            pass


class TestDurable:
    """The writing that everything here rests on."""

    def test_replaces_whole(self, tmp_path: Path) -> None:
        """Old bytes or new ones; nothing is left beside them."""
        write_durably(tmp_path / "f", b"old")
        write_durably(tmp_path / "f", b"new")
        assert (tmp_path / "f").read_bytes() == b"new"
        assert [path.name for path in tmp_path.iterdir() if "f" in path.name] == ["f"]

    def test_refusal_leaves_nothing(self, tmp_path: Path) -> None:
        """A name that is a folder."""
        (tmp_path / "f").mkdir()
        (tmp_path / "f" / "inner").touch()
        with pytest.raises(DamagedError):
            write_durably(tmp_path / "f", b"new")
        assert [path.name for path in tmp_path.iterdir() if "f" in path.name] == ["f"]

    def test_folders(self, tmp_path: Path) -> None:
        """All that is missing is made; what is there stays."""
        make_folders(tmp_path / "a" / "b" / "c")
        make_folders(tmp_path / "a" / "b" / "c")
        assert (tmp_path / "a" / "b" / "c").is_dir()

    def test_a_name_is_never_taken_twice(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """With hard links and without them."""
        for name in "abc":
            (tmp_path / name).write_text(name)
        assert link_new(tmp_path / "a", tmp_path / "t")
        assert not link_new(tmp_path / "b", tmp_path / "t")

        def no_links(*_: object) -> None:
            raise PermissionError

        monkeypatch.setattr(os, "link", no_links)
        assert not link_new(tmp_path / "b", tmp_path / "t")
        assert link_new(tmp_path / "c", tmp_path / "u")
        assert ((tmp_path / "t").read_text(), (tmp_path / "u").read_text()) == ("a", "c")
