"""Bags that somebody brought: whole ones, damaged ones, hostile ones."""

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest

from tawthiq.base.errors import DamagedError, Error, RefusedError, UsageError
from tawthiq.preserve.bag import examine


def sha(data: bytes) -> str:
    """Return a digest in hex."""
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a plain bag of two files, made by the reference program."""
    path = tmp_path / "bag"
    (path / "in").mkdir(parents=True)
    (path / "one.txt").write_bytes(b"one")
    (path / "in" / "two.txt").write_bytes(b"two")
    bagit.make_bag(str(path), {"Source-Organization": "Sahl Archive"}, checksums=["sha256"])
    return path


def remade(root: Path, lines: str) -> None:
    """Replace the manifest; the list of tag files goes, so that only this is examined."""
    (root / "manifest-sha256.txt").write_text(lines, "utf-8")
    (root / "tagmanifest-sha256.txt").unlink()


class TestWholeBags:
    """A bag of another program is read."""

    def test_plain(self, root: Path) -> None:
        """Files with their digests, and who gave them."""
        bag = examine(root)
        assert bag.payload == {"data/one.txt": sha(b"one"), "data/in/two.txt": sha(b"two")}
        assert bag.info["Source-Organization"] == "Sahl Archive"
        assert not bag.loose

    def test_progress(self, root: Path) -> None:
        """Every byte that is verified is told."""
        told: list[int] = []
        examine(root, told.append)
        assert sum(told) >= 6

    def test_other_digests(self, tmp_path: Path) -> None:
        """SHA-512 alone will do."""
        (tmp_path / "x").mkdir()
        (tmp_path / "x" / "a").write_bytes(b"a")
        bagit.make_bag(str(tmp_path / "x"), checksums=["sha512"])
        assert examine(tmp_path / "x").algorithm == "sha512"

    def test_what_nothing_covers_is_named(self, root: Path) -> None:
        """A file beside the bag's own lists."""
        (root / "note.txt").write_bytes(b"x")
        assert examine(root).loose == ("note.txt",)

    def test_a_name_in_two_spellings(self, root: Path) -> None:
        """A name that a disk decomposed on the way is the same name."""
        (root / "data" / "one.txt").rename(root / "data" / "e\u0301.txt")
        remade(root, f"{sha(b'one')}  data/\u00e9.txt\n{sha(b'two')}  data/in/two.txt\n")
        assert "data/e\u0301.txt" in examine(root).payload


class TestDamagedBags:
    """What is missing or differs is named."""

    @pytest.mark.parametrize(
        ("harm", "words"),
        [
            (lambda r: (r / "data" / "one.txt").write_bytes(b"One"), "data/one.txt"),
            (lambda r: (r / "data" / "one.txt").unlink(), "not whole"),
            (lambda r: (r / "data" / "more.txt").write_bytes(b""), "not whole"),
            (lambda r: (r / "bag-info.txt").write_bytes(b"Source-Organization: X\n"), "bag-info"),
            (lambda r: (r / "manifest-sha256.txt").unlink(), "no manifest"),
            (lambda r: (r / "bagit.txt").write_bytes(b"\xff\xfe"), "no sound bag"),
            (lambda r: (r / "bagit.txt").write_bytes(b""), "not whole"),
            (lambda r: (r / "manifest-sha256.txt").write_bytes(b"\xff\xff"), "as text"),
        ],
        ids=["changed", "gone", "added", "tag", "no list", "odd", "empty", "no text"],
    )
    def test_refused(self, root: Path, harm: Callable[[Path], object], words: str) -> None:
        """Nothing of it is taken."""
        harm(root)
        with pytest.raises(DamagedError) as caught:
            examine(root)
        assert words in caught.value.message

    def test_names_of_files(self, root: Path) -> None:
        """The sentence says which file is missing, and which differs."""
        (root / "data" / "one.txt").unlink()
        (root / "bag-info.txt").unlink()
        (root / "tagmanifest-sha256.txt").unlink()
        with pytest.raises(DamagedError, match=r"missing: data/one\.txt"):
            examine(root)

    def test_no_bag(self, tmp_path: Path) -> None:
        """A folder is no bag."""
        with pytest.raises(UsageError, match="no bag"):
            examine(tmp_path)


class TestHostileBags:
    """A bag cannot make us read, write or fetch anything but itself."""

    @pytest.mark.parametrize(
        "path",
        [
            "../outside", "data/../../outside", "/etc/passwd", "~/x", "data//x", "data/./x",
            "data/a\\..\\b", "C:/x", "bag-info.txt", "../bag-evil/secret", "data/x\0y", "",
        ],
    )  # fmt: skip
    def test_paths_that_lead_elsewhere(self, root: Path, path: str) -> None:
        """Also a neighbour whose name begins as the bag's does, which bagit lets pass."""
        evil = root.with_name("bag-evil")
        evil.mkdir()
        (evil / "secret").write_bytes(b"s")
        remade(root, f"{sha(b'one')}  data/one.txt\n{sha(b's')}  {path}\n")
        with pytest.raises(RefusedError):
            examine(root)

    def test_links(self, root: Path) -> None:
        """A link to a file, and to a folder."""
        (root / "data" / "link").symlink_to("/etc/passwd")
        with pytest.raises(RefusedError, match="a link"):
            examine(root)
        (root / "data" / "link").unlink()
        (root / "data" / "folder").symlink_to(root.parent)
        with pytest.raises(RefusedError, match="a link"):
            examine(root)

    def test_bagit_txt_that_is_a_link(self, root: Path) -> None:
        """The declaration is looked at like every other file."""
        (root / "bagit.txt").rename(root.with_name("kept"))
        (root / "bagit.txt").symlink_to(root.with_name("kept"))
        with pytest.raises(RefusedError, match="a link"):
            examine(root)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
    def test_pipes(self, root: Path) -> None:
        """A pipe would be waited for without end."""
        os.mkfifo(root / "data" / "pipe")
        with pytest.raises(RefusedError, match="neither"):
            examine(root)

    def test_nothing_is_fetched(self, root: Path) -> None:
        """A list of addresses is refused, not followed."""
        (root / "fetch.txt").write_text("http://192.0.2.1/x 1 data/x\n")
        with pytest.raises(RefusedError, match="fetched"):
            examine(root)

    def test_a_file_listed_twice(self, root: Path) -> None:
        """Even with the same digest."""
        line = f"{sha(b'one')}  data/one.txt\n"
        remade(root, f"{line}{line}{sha(b'two')}  data/in/two.txt\n")
        with pytest.raises(RefusedError, match="twice"):
            examine(root)

    def test_names_that_differ_only_in_encoding(self, root: Path) -> None:
        """The validator cannot tell them apart."""
        for name in ("\u00e9", "e\u0301"):
            (root / "data" / name).write_bytes(b"")
        with pytest.raises(RefusedError, match="differ only"):
            examine(root)

    def test_too_long_lists(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Huge manifests and numbers of files end before they are read."""
        monkeypatch.setattr("tawthiq.preserve.bag.GREATEST_TAG", 10)
        with pytest.raises(RefusedError, match="too large"):
            examine(root)
        monkeypatch.setattr("tawthiq.preserve.bag.MOST_FILES", 2)
        with pytest.raises(RefusedError, match="more files"):
            examine(root)

    @pytest.mark.parametrize("text", ["x", "Payload-Oxum: many\n", "Payload-Oxum: 1\n", ": \n", ""])
    def test_odd_bag_info(self, root: Path, text: str) -> None:
        """Nonsense is a sentence, never a traceback."""
        (root / "tagmanifest-sha256.txt").unlink()
        (root / "bag-info.txt").write_text(text)
        with contextlib.suppress(Error):
            examine(root)
