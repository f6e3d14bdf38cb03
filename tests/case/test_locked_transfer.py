"""A locked case as one file: nothing in it lies open, and it comes in with its keys or not at all."""

import hashlib
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.case.planted import hits

from tawthiq.base.errors import DamagedError, Error, UsageError
from tawthiq.case.case import init_case, open_case
from tawthiq.case.opening import open_protected, unlock
from tawthiq.case.transfer import import_case
from tawthiq.ledger import bundle

PASSPHRASE = "nine kites above the reservoir"
NAME = "Zorelle Ibroskane"


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """Return the exported file of a locked case with an ordinary and a protected item."""
    (tmp_path / "note.txt").write_text("Four people were killed at the weir.", "utf-8")
    (tmp_path / "said.txt").write_text(f"I am {NAME}.", "utf-8")
    with init_case(tmp_path / "case", "valley", passphrase=PASSPHRASE) as case:
        case.preserve(tmp_path / "note.txt")
        case.preserve(tmp_path / "said.txt", protected="Heron", giver=NAME)
        case.keep.export(tmp_path / "case.zip")
    for name in ("note.txt", "said.txt"):
        (tmp_path / name).unlink()
    return tmp_path / "case.zip"


def key_of(passphrase: str) -> Callable[[Path], bytes]:
    """Return what gives the key for a passphrase."""
    return lambda root: unlock(root, passphrase)[1]


def closed(_: Path) -> bytes | None:
    """Stand for nobody who could give the passphrase."""
    raise UsageError("case.locked", "this case is locked")


def rewritten(packed: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Return the file with members changed, and a manifest that agrees."""
    with zipfile.ZipFile(packed) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    members.pop(bundle.MANIFEST)
    lines = [f"{hashlib.sha256(d).hexdigest()}  {n}\n" for n, d in sorted(members.items())]
    members[bundle.MANIFEST] = "".join(lines).encode()
    target = packed.with_name("changed.zip")
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return target


class TestThere:
    """What is in the file is what lies in the case."""

    def test_nothing_lies_open(self, packed: Path) -> None:
        """The export holds no word of it, and both keys."""
        assert hits(packed.parent, [NAME, "weir", "killed"]) == []
        with zipfile.ZipFile(packed) as archive:
            keys = [name for name in archive.namelist() if name.startswith("keys/")]
        assert len(keys) == 2

    def test_with_the_passphrase(self, packed: Path, tmp_path: Path) -> None:
        """Taken in, said so in an entry, whole; protected people open too."""
        import_case(packed, tmp_path / "new", key_of=key_of(PASSPHRASE))
        with open_case(tmp_path / "new", passphrase=PASSPHRASE) as case:
            assert [e.header.kind for e in case.keep.log()][-1] == "import"
            assert case.keep.check().status == 0
            assert len(case.preserve.items()) == 2
        assert open_protected(tmp_path / "new", PASSPHRASE)
        assert hits(tmp_path / "new", [NAME, "weir"]) == []

    def test_without(self, packed: Path, tmp_path: Path) -> None:
        """Taken in as it is; whoever has the passphrase opens it later."""
        import_case(packed, tmp_path / "new", key_of=closed)
        with open_case(tmp_path / "new", passphrase=PASSPHRASE) as case:
            assert "import" not in [e.header.kind for e in case.keep.log()]
            assert case.keep.check().status == 0

    def test_a_wrong_one(self, packed: Path, tmp_path: Path) -> None:
        """Nothing is left, so that one can try again."""
        with pytest.raises(UsageError, match="passphrase"):
            import_case(packed, tmp_path / "new", key_of=key_of("wrong"))
        assert not (tmp_path / "new").exists()
        import_case(packed, tmp_path / "new", key_of=key_of(PASSPHRASE))


class TestHostile:
    """A file that was tampered with, its manifest too."""

    @pytest.mark.parametrize(
        "name",
        ["keys/../x", "keys/../../x.json", "keys/x.json", "keys\\x.json", "keys/",
         f"keys/{'a' * 32}.json/x", f"keys/{'A' * 32}.json", f"keys/./{'a' * 32}.json"],
    )  # fmt: skip
    def test_names(self, packed: Path, tmp_path: Path, name: str) -> None:
        """No other name below keys/ is ever written."""
        around = set(tmp_path.rglob("*"))
        changed = rewritten(packed, lambda m: m.update({name: b"{}"}))
        with pytest.raises(UsageError):
            import_case(changed, tmp_path / "new", key_of=closed)
        assert set(tmp_path.rglob("*")) - around == {changed}

    def test_without_keys(self, packed: Path, tmp_path: Path) -> None:
        """Nobody makes an unlocked case of it by leaving the keys out."""

        def drop(members: dict[str, bytes]) -> None:
            for name in [n for n in members if n.startswith(("keys/", "vault/"))]:
                del members[name]

        with pytest.raises(DamagedError):
            import_case(rewritten(packed, drop), tmp_path / "new", key_of=lambda _: None)
        assert not (tmp_path / "new").exists()

    def test_keys_of_another_case(self, packed: Path, tmp_path: Path) -> None:
        """Not even under the same passphrase."""
        init_case(tmp_path / "other", passphrase=PASSPHRASE).close()

        def swap(members: dict[str, bytes]) -> None:
            for name in [n for n in members if n.startswith("keys/")]:
                del members[name]
            for path in (tmp_path / "other" / "keys").iterdir():
                members[f"keys/{path.name}"] = path.read_bytes()

        with pytest.raises(DamagedError):
            import_case(rewritten(packed, swap), tmp_path / "new", key_of=key_of(PASSPHRASE))
        assert not (tmp_path / "new").exists()

    def test_a_plain_blob_among_sealed_ones(self, packed: Path, tmp_path: Path) -> None:
        """What lies open in the vault of a locked case is named."""

        def slip(members: dict[str, bytes]) -> None:
            name = hashlib.sha256(b"open").hexdigest()
            members[f"vault/{name[:2]}/{name[2:4]}/{name}"] = b"open"

        with pytest.raises(Error):
            import_case(rewritten(packed, slip), tmp_path / "new", key_of=key_of(PASSPHRASE))
        assert not (tmp_path / "new").exists()

    def test_an_export_without_its_case(self, packed: Path, tmp_path: Path) -> None:
        """A case that lost its keys is not exported as whole."""
        shutil.rmtree(tmp_path / "case" / "keys")
        with pytest.raises(Error), open_case(tmp_path / "case", passphrase=PASSPHRASE) as case:
            case.keep.export(tmp_path / "late.zip")
        assert not (tmp_path / "late.zip").exists()
        assert packed.exists()
