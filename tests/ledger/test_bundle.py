"""A whole case as one file: complete, verified, and harmless to open."""

import hashlib
import os
import random
import resource
import shutil
import signal
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.ledger import made

from tawthiq.base.errors import DamagedError, Error, UsageError
from tawthiq.ledger import bundle
from tawthiq.ledger.folder import CaseFolder
from tawthiq.ledger.inspect import inspect


@pytest.fixture(scope="module", params=[False, True], ids=["open", "locked"])
def original(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Makes a case of 30 entries with blobs, and packs it, once."""
    folder = tmp_path_factory.mktemp("original")
    found = made.new_case(folder / "case", folder / "home", locked=request.param)
    made.fill(found, 30)
    found.close()
    bundle.pack(CaseFolder(folder / "case"), folder / "case.zip")
    return folder


@pytest.fixture
def case(original: Path, tmp_path: Path) -> Iterator[made.Made]:
    """Gives a copy of the case, open."""
    for name in ("case", "home"):
        shutil.copytree(original / name, tmp_path / name)
    with made.opened(tmp_path / "case", tmp_path / "home") as found:
        yield found


@pytest.fixture
def packed(original: Path, tmp_path: Path) -> Path:
    """Gives the case as one file."""
    return Path(shutil.copy(original / "case.zip", tmp_path / "case.zip"))


def rewrite(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write a bundle anew with changed members."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target


def refused(source: Path, root: Path) -> Error:
    """Unpack what must be refused; nothing may be left, inside or outside the folder."""
    around = set(root.parent.rglob("*"))
    with pytest.raises(Error) as caught:
        bundle.unpack(source, CaseFolder(root))
    assert set(root.parent.rglob("*")) == around
    return caught.value


class TestRoundTrip:
    """What is exported is what is imported."""

    def test_the_same_case(self, case: made.Made, packed: Path, tmp_path: Path) -> None:
        """Entries, heads, blobs, settings and views; and it checks clean."""
        heard: list[int] = []
        count = bundle.unpack(packed, CaseFolder(tmp_path / "new"), heard.append)
        assert count == 2 + len(list(case.vault.names())) + 2 * case.folder.is_locked
        with made.opened(tmp_path / "new", tmp_path / "home") as new:
            assert list(new.store.rows()) == list(case.store.rows())
            assert new.ledger.seal() == case.ledger.seal()
            ours, theirs = made.views_of(case), made.views_of(new)
            assert ours.digest() == theirs.digest()
            ours.close()
            theirs.close()
            assert made.findings(new) == []
        assert sum(heard) > 0

    def test_while_the_case_is_open_and_written(self, case: made.Made, tmp_path: Path) -> None:
        """What the write-ahead log holds is exported too."""
        case.ledger.append([made.Draft("request", {"n": 1})])
        bundle.pack(case.folder, tmp_path / "late.zip")
        bundle.unpack(tmp_path / "late.zip", CaseFolder(tmp_path / "new"))
        with made.opened(tmp_path / "new", tmp_path / "other") as new:
            assert list(new.store.rows()) == list(case.store.rows())

    def test_twice_the_same_bytes(self, case: made.Made, packed: Path, tmp_path: Path) -> None:
        """No clock and no name of this machine gets into the file."""
        bundle.pack(case.folder, tmp_path / "again.zip")
        assert packed.read_bytes() == (tmp_path / "again.zip").read_bytes()
        assert str(tmp_path).encode() not in packed.read_bytes()

    def test_manifest_verifies_with_sha256sum_lines(self, packed: Path) -> None:
        """Each line is the digest of the member that it names."""
        with zipfile.ZipFile(packed) as archive:
            lines = archive.read(bundle.MANIFEST).decode().splitlines()
            for line in lines:
                expected, name = line.split("  ")
                assert hashlib.sha256(archive.read(name)).hexdigest() == expected
            assert "views.db" not in archive.namelist()


class TestRefusals:
    """What is not an exported case, whole, leaves nothing behind."""

    def test_every_kind_of_damage(self, packed: Path, tmp_path: Path) -> None:
        """Each member cut, changed, emptied, taken out, doubled, or swapped with another."""
        with zipfile.ZipFile(packed) as archive:
            names = archive.namelist()
        changes: list[Callable[[dict[str, bytes]], None]] = []
        for name in names:
            changes += [
                lambda m, n=name: m.update({n: m[n][:-1]}),
                lambda m, n=name: m.update({n: m[n] + b"x"}),
                lambda m, n=name: m.update({n: bytes([m[n][0] ^ 1]) + m[n][1:]}),
                lambda m, n=name: m.update({n: b""}),
                lambda m, n=name: m.pop(n),
            ]
        changes.append(lambda m: m.update({names[0]: m[names[1]], names[1]: m[names[0]]}))
        for change in changes:
            changed = rewrite(packed, tmp_path / "changed.zip", change)
            refused(changed, tmp_path / "new")

    @pytest.mark.parametrize(
        "name",
        ["../evil", "/evil", "..\\evil", "vault/../../evil", "C:\\evil", "views.db",
         "vault/00/11/evil", "case.toml/../../evil", "CASE.TOML", "vault/"],
    )  # fmt: skip
    def test_names_that_lead_elsewhere(self, packed: Path, tmp_path: Path, name: str) -> None:
        """With and without a line in the manifest."""

        def listed(members: dict[str, bytes]) -> None:
            members[name] = b"evil"
            line = f"{hashlib.sha256(b'evil').hexdigest()}  {name}\n"
            members[bundle.MANIFEST] += line.encode()

        for change in (listed, lambda m: m.update({name: b"evil"})):
            assert (
                refused(rewrite(packed, tmp_path / "c.zip", change), tmp_path / "new").status == 2
            )

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_a_name_twice(self, packed: Path, tmp_path: Path) -> None:
        """A second member under a good name could be what another tool reads."""
        shutil.copy(packed, tmp_path / "c.zip")
        with zipfile.ZipFile(tmp_path / "c.zip", "a") as archive:
            archive.writestr("case.toml", b"other")
        refused(tmp_path / "c.zip", tmp_path / "new")

    def test_bombs(self, packed: Path, tmp_path: Path) -> None:
        """Nothing compressed is taken, so nothing is larger inside than the file."""
        with zipfile.ZipFile(packed) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        members[bundle.MANIFEST] = bytes(50_000_000)
        with zipfile.ZipFile(tmp_path / "c.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        assert (tmp_path / "c.zip").stat().st_size < 1_000_000
        refused(tmp_path / "c.zip", tmp_path / "new")

    def test_a_blob_under_another_blobs_name(
        self, case: made.Made, packed: Path, tmp_path: Path
    ) -> None:
        """A manifest that agrees does not help: a blob's name is its digest."""

        def other(members: dict[str, bytes]) -> None:
            name = next(each for each in members if each.startswith("vault/"))
            was = hashlib.sha256(members[name]).hexdigest()
            members[name] = b"other"
            now = hashlib.sha256(b"other").hexdigest()
            members[bundle.MANIFEST] = members[bundle.MANIFEST].replace(
                f"{was}  ".encode(), f"{now}  ".encode()
            )

        changed = rewrite(packed, tmp_path / "c.zip", other)
        if not case.folder.is_locked:
            assert refused(changed, tmp_path / "new").status == 3
            return
        bundle.unpack(changed, CaseFolder(tmp_path / "new"))  # there a check of the case tells
        assert made.status(inspect(CaseFolder(tmp_path / "new"), {}).found) == 3

    def test_bytes_at_random(self, packed: Path, tmp_path: Path) -> None:
        """Any flipped bit is refused, or the case that comes out is the same."""
        data, chance = packed.read_bytes(), random.Random(5)
        bundle.unpack(packed, CaseFolder(tmp_path / "right"))
        right = self._contents(tmp_path / "right")
        for number in range(80):
            changed = bytearray(data)
            at = chance.randrange(len(data)) if number % 2 else -chance.randrange(1, 3000)
            changed[at] ^= 1 << chance.randrange(8)
            (tmp_path / "c.zip").write_bytes(changed)
            root = tmp_path / "new"
            try:
                bundle.unpack(tmp_path / "c.zip", CaseFolder(root))
            except Error:
                assert not root.exists() or not any(root.iterdir())
                continue
            assert self._contents(root) == right
            shutil.rmtree(root)

    def _contents(self, root: Path) -> dict[str, bytes]:
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in root.rglob("*")
            if path.is_file()
        }

    def test_bytes_that_belong_to_no_member(self, packed: Path, tmp_path: Path) -> None:
        """Before, between and behind the members nothing can be hidden."""
        data = packed.read_bytes()
        with zipfile.ZipFile(packed) as archive:
            second = archive.infolist()[1].header_offset
        changed = tmp_path / "c.zip"
        ways = [data + b"x", data + bytes(100_000), b"MZ" + data]
        ways.append(data[:second] + b"between" + data[second:])
        for way in ways:
            changed.write_bytes(way)
            assert refused(changed, tmp_path / "new").code == "import.form"
        shutil.copy(packed, changed)
        with zipfile.ZipFile(changed, "a") as archive:
            archive.comment = b"a comment"
        refused(changed, tmp_path / "new")

    def test_a_folder_that_was_there_stays(self, packed: Path, tmp_path: Path) -> None:
        """Only what was made for the import is removed."""
        (tmp_path / "new").mkdir()
        packed.write_bytes(packed.read_bytes()[:-1])
        refused(packed, tmp_path / "new")
        assert not any((tmp_path / "new").iterdir())

    @pytest.mark.parametrize("length", [0, 1, 1000, 4000])
    def test_cut_off(self, packed: Path, tmp_path: Path, length: int) -> None:
        """A file that ends too early."""
        (tmp_path / "c.zip").write_bytes(packed.read_bytes()[:length])
        assert refused(tmp_path / "c.zip", tmp_path / "new").code == "import.form"

    def test_wrong_places(self, case: made.Made, packed: Path, tmp_path: Path) -> None:
        """A file that is not there, a target that is not empty, an export that exists."""
        with pytest.raises(UsageError, match="no file"):
            bundle.unpack(tmp_path / "none.zip", CaseFolder(tmp_path / "new"))
        for taken in (tmp_path / "case", packed):
            with pytest.raises(UsageError, match="not an empty folder"):
                bundle.unpack(packed, CaseFolder(taken))
        with pytest.raises(UsageError, match="exists"):
            bundle.pack(case.folder, packed)
        with pytest.raises(DamagedError, match="cannot write"):
            bundle.pack(case.folder, tmp_path / "no" / "where.zip")
        (tmp_path / "file").write_text("")
        with pytest.raises(DamagedError):
            bundle.unpack(packed, CaseFolder(tmp_path / "file" / "below"))

    def test_a_damaged_case_is_not_exported_as_whole(self, case: made.Made, tmp_path: Path) -> None:
        """One wrong blob, or a ledger that cannot be read, and there is no file."""
        name = next(iter(case.vault.names()))
        case.vault.path(name).chmod(0o600)
        case.vault.path(name).write_bytes(b"other")
        with pytest.raises(DamagedError, match=name[:12]):
            bundle.pack(case.folder, tmp_path / "e.zip")
        case.folder.ledger.write_bytes(b"x" * 5000)
        with pytest.raises(DamagedError):
            bundle.pack(case.folder, tmp_path / "e.zip")
        assert not list(tmp_path.glob("*.zip"))
        assert not list(tmp_path.glob(".*partial"))


@pytest.mark.skipif(os.name == "nt", reason="resource limits are POSIX")
class TestFullDisk:
    """A disk that fills up is status 3, and nothing is left by half."""

    def limited(self, limit: int, work: Callable[[], None]) -> None:
        """Let no file grow beyond `limit` bytes while `work` runs."""
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
        try:
            with pytest.raises(DamagedError) as caught:
                work()
            assert caught.value.status == 3
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, handler)

    @pytest.mark.parametrize("limit", [0, 1000, 20_000, 60_000])
    def test_export(self, case: made.Made, tmp_path: Path, limit: int) -> None:
        """No half export stands under the name that was asked for."""
        self.limited(limit, lambda: bundle.pack(case.folder, tmp_path / "e.zip") and None)
        assert not list(tmp_path.glob("*.zip"))
        assert not list(tmp_path.glob(".*partial"))
        bundle.pack(case.folder, tmp_path / "e.zip")

    @pytest.mark.parametrize("limit", [0, 10, 20_000])
    def test_import(self, packed: Path, tmp_path: Path, limit: int) -> None:
        """The folder is gone again."""
        root = tmp_path / "far" / "new"
        self.limited(limit, lambda: bundle.unpack(packed, CaseFolder(root)) and None)
        assert not root.parent.exists()
        bundle.unpack(packed, CaseFolder(root))

    @pytest.mark.parametrize("limit", [0, 4096, 100_000])
    def test_append_and_put(self, case: made.Made, limit: int) -> None:
        """What is not acknowledged is not there; what was acknowledged stays."""
        before = list(case.store.rows())
        drafts = [made.Draft("request", {"words": "w" * 2000})] * 200
        self.limited(limit, lambda: case.ledger.append(drafts) and None)
        self.limited(limit, lambda: case.put(bytes(200_000)) and None)
        assert list(case.store.rows()) == before
        assert made.findings(case) == []
        case.ledger.append(drafts)
        assert made.findings(case) == []


def test_an_export_is_readable_by_plain_tools(packed: Path, tmp_path: Path) -> None:
    """A zip of files, a database that opens by itself, without a write-ahead log."""
    with zipfile.ZipFile(packed) as archive:
        archive.extract("ledger.db", tmp_path / "plain")
    found = sqlite3.connect(f"file:{tmp_path}/plain/ledger.db?immutable=1", uri=True)
    assert found.execute("SELECT count(*) FROM entries").fetchone()[0] > 30
    found.close()
