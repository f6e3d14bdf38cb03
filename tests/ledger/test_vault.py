"""Blobs lie under the digest of their bytes, whole, and are never lost to a sweep."""

import hashlib
import io
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.base.digest import SourceError
from tawthiq.base.errors import DamagedError
from tawthiq.ledger import vault as vaults
from tawthiq.ledger.vault import FolderVault, has_remains


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[FolderVault]:
    """Gives an empty vault."""
    found = FolderVault(tmp_path / "vault")
    yield found
    found.close()


def put(vault: FolderVault, data: bytes) -> str:
    """Keep bytes; return their name."""
    return vault.put(io.BytesIO(data))[0]


def files(vault: FolderVault) -> list[str]:
    """List every file of the vault."""
    return sorted(
        path.relative_to(vault.folder).as_posix()
        for path in vault.folder.rglob("*")
        if path.is_file()
    )


class TestPut:
    """What goes in is what comes out."""

    @settings(max_examples=25)
    @given(st.lists(st.binary(max_size=64), max_size=6))
    def test_round_trip(self, many: list[bytes]) -> None:
        """Every blob is there once, whatever the order and however often it came."""
        folder = Path(os.environ["HOME"]) / f"v{time.monotonic_ns()}"
        vault = FolderVault(folder)
        seen: set[bytes] = set()
        for data in many:
            name, size, known = vault.put(io.BytesIO(data))
            assert (name, size) == (hashlib.sha256(data).hexdigest(), len(data))
            assert known == (data in seen)
            seen.add(data)
        assert list(vault.names()) == sorted(hashlib.sha256(data).hexdigest() for data in seen)
        for data in seen:
            with vault.open(hashlib.sha256(data).hexdigest()) as file:
                assert file.read() == data
        vault.close()
        assert len(files(vault)) == len(seen)

    def test_blobs_are_read_only(self, vault: FolderVault) -> None:
        """An editor that opens one cannot write into it."""
        name = put(vault, b"abc")
        assert vault.path(name).stat().st_mode & 0o222 == 0

    def test_a_damaged_blob_is_set_aside_and_replaced(self, vault: FolderVault) -> None:
        """The bytes come again: the name is right afterwards, the damage is kept for a look."""
        name = put(vault, b"abc")
        vault.path(name).chmod(0o600)
        vault.path(name).write_bytes(b"abd")
        assert not vault.verify(name)
        assert vault.put(io.BytesIO(b"abc")) == (name, 3, False)
        assert vault.verify(name)
        (aside,) = (vault.folder / "damaged").iterdir()
        assert aside.read_bytes() == b"abd"
        assert list(vault.names()) == [name]

    def test_a_source_that_fails_leaves_nothing(self, vault: FolderVault) -> None:
        """A file that cannot be read to its end is not kept by half, and the vault is not blamed."""

        class Fails(io.BytesIO):
            def readinto(self, buffer: object) -> int:
                raise OSError(5, "Input/output error")

        with pytest.raises(SourceError, match="Input/output"):
            vault.put(Fails(b"abc"))
        vault.close()
        assert files(vault) == []

    def test_a_vault_that_cannot_be_written(self, tmp_path: Path) -> None:
        """A file where the folder should be."""
        (tmp_path / "v").write_text("a file")
        with pytest.raises(DamagedError):
            put(FolderVault(tmp_path / "v"), b"abc")

    def test_a_swept_working_folder_is_made_again(self, vault: FolderVault) -> None:
        """A process that was idle for long is not punished for it."""
        put(vault, b"abc")
        FolderVault(vault.folder).sweep(vault.names(), older_than=-1)
        assert put(vault, b"abd") in set(vault.names())

    def test_many_threads_one_blob(self, vault: FolderVault) -> None:
        """All come back with the name, and it is there once."""
        results: list[tuple[str, int, bool]] = []

        def work() -> None:
            mine = FolderVault(vault.folder)
            results.extend(mine.put(io.BytesIO(b"x" * 100_000)) for _ in range(20))
            mine.close()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len({name for name, _, _ in results}) == 1
        assert sum(not known for _, _, known in results) == 1
        assert len(files(vault)) == 1


class TestNames:
    """Only a digest is a name."""

    @pytest.mark.parametrize("name", ["", "ab", "../../etc/passwd", "AB" * 32, "ab" * 32 + "\n"])
    def test_other_names(self, vault: FolderVault, name: str) -> None:
        """A hostile entry cannot make the vault look elsewhere."""
        for ask in (vault.path, vault.open, vault.has, vault.verify):
            with pytest.raises(DamagedError):
                ask(name)

    def test_strangers_in_the_folder(self, vault: FolderVault) -> None:
        """Files that systems leave about are no blobs, and no sweep's business."""
        name = put(vault, b"abc")
        vault.close()
        for stray in (".DS_Store", f"{name[:2]}/.DS_Store", f"{name[:2]}/{name[2:4]}/Thumbs.db"):
            (vault.folder / stray).write_bytes(b"")
        (vault.folder / "00").mkdir(exist_ok=True)
        (vault.folder / "00" / "11").write_bytes(b"")
        assert list(vault.names()) == [name]
        assert vault.sweep({name}, older_than=-1) == 0
        assert len(files(vault)) == 5

    def test_missing(self, vault: FolderVault) -> None:
        """A blob that is gone is damage."""
        name = put(vault, b"abc")
        vault.path(name).unlink()
        assert not vault.has(name)
        assert not vault.verify(name)
        with pytest.raises(DamagedError, match="missing"):
            vault.open(name)


class TestSweep:
    """What crashes left goes, what is named or young stays."""

    def test_leftovers(self, vault: FolderVault) -> None:
        """Old working folders and unnamed blobs; nothing else."""
        named, unnamed = put(vault, b"named"), put(vault, b"unnamed")
        left = vault.folder / "tmp" / "crashed"
        left.mkdir()
        (left / "half").write_bytes(b"half")
        assert not has_remains(vault.folder)
        assert has_remains(vault.folder, older_than=-1)
        assert vault.sweep({named}) == 0
        assert vault.sweep({named}, older_than=-1) == 2
        assert list(vault.names()) == [named]
        assert not left.exists()
        assert unnamed not in files(vault)

    def test_a_long_copy_is_young(self, vault: FolderVault) -> None:
        """A folder counts by its youngest file, not by when it was made."""
        busy = vault.folder / "tmp" / "busy"
        busy.mkdir(parents=True)
        (busy / "growing").write_bytes(b"")
        os.utime(busy, (0, 0))
        assert vault.sweep(set()) == 0
        os.utime(busy / "growing", (0, 0))
        os.utime(busy, (0, 0))
        assert vault.sweep(set()) == 1

    def test_a_blob_that_comes_again_is_young(self, vault: FolderVault) -> None:
        """An old leftover that someone puts again waits for its entry like a new one."""
        name = put(vault, b"abc")
        os.utime(vault.path(name), (0, 0))
        assert put(vault, b"abc") == name
        assert vault.sweep(set()) == 0
        assert vault.has(name)

    def test_swept_at_this_moment(
        self, vault: FolderVault, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A sweep between looking and renewing: the name is given again."""
        name = put(vault, b"abc")
        verify = FolderVault._holds

        def sweeps(self: FolderVault, path: Path, sha256: str) -> bool:
            found = verify(self, path, sha256)
            monkeypatch.setattr(FolderVault, "_holds", verify)
            assert vaults.FolderVault(self.folder).sweep(set(), older_than=-1) > 0
            (self._session or self.folder).mkdir(exist_ok=True)
            return found

        monkeypatch.setattr(FolderVault, "_holds", sweeps)
        source = vault._temporary()
        source.write_bytes(b"abc")
        original = vaults.link_new
        monkeypatch.setattr(
            vaults, "link_new", lambda a, b: (a.write_bytes(b"abc"), original(a, b))[1]
        )
        vault._name(source, name, name)
        assert vault.verify(name)

    def test_renewed_at_this_moment(
        self, vault: FolderVault, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A blob made young between the look and the removal is given back."""
        name = put(vault, b"abc")
        os.utime(vault.path(name), (0, 0))
        age = vaults._age

        def renews(path: Path) -> float:
            found = age(path)
            if path.name == name:
                os.utime(path)
            return found

        monkeypatch.setattr(vaults, "_age", renews)
        assert vault.sweep(set()) == 0
        assert vault.verify(name)
