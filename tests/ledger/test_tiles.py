"""Tiles: the layout of C2SP, and from the files alone the root that was signed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger import made

from tawthiq.base import merkle
from tawthiq.base.errors import UsageError
from tawthiq.ledger import note, tiles
from tawthiq.record.entry import Draft


class TestTheLayoutIsThatOfC2sp:
    """Full tiles of 256, partial ones last, none empty."""

    def test_paths(self) -> None:
        """Three digits, an x before all but the last."""
        assert tiles.tile_path(0, 0) == "tile/0/000"
        assert tiles.tile_path(0, 1234067) == "tile/0/x001/x234/067"
        assert tiles.tile_path(1, 0, 1) == "tile/1/000.p/1"
        assert tiles.tile_path("entries", 273, 112) == "tile/entries/273.p/112"

    def test_a_tree_of_256(self) -> None:
        """A full tile, and one hash above."""
        assert list(tiles.tiles_of(256)) == [(0, 0, 256), (1, 0, 1)]

    def test_a_tree_of_70000(self) -> None:
        """273 full and 112; one full and 17; one."""
        found = list(tiles.tiles_of(70000))
        assert [t for t in found if t[0] == 0] == [
            *((0, n, 256) for n in range(273)), (0, 273, 112),
        ]  # fmt: skip
        assert [t for t in found if t[0]] == [(1, 0, 256), (1, 1, 17), (2, 0, 1)]

    @given(st.integers(1, 1 << 40))
    def test_widths_of_partials(self, size: int) -> None:
        """The remainder of each level, as the specification has it."""
        level = 0
        while size >> 8 * level > 0:
            if size < 1 << 22:
                widths = [w for at, _, w in tiles.tiles_of(size) if at == level]
                partial = (size >> 8 * level) % 256
                assert widths == [256] * (size >> 8 * level + 8) + ([partial] if partial else [])
            level += 1


def root_from(folder: Path, size: int) -> bytes:
    """Work out the root from bundles of entries and compare every tile on the way."""
    leaves = []
    for index in range((size + 255) // 256):
        width = min(256, size - 256 * index)
        data = (folder / tiles.tile_path("entries", index, width)).read_bytes()
        while data:
            length = int.from_bytes(data[:2], "big")
            leaves.append(merkle.leaf_hash(data[2 : 2 + length]))
            data = data[2 + length :]
    for level, index, width in tiles.tiles_of(size):
        data = (folder / tiles.tile_path(level, index, width)).read_bytes()
        step = 1 << 8 * level
        starts = [(index * 256 + at) * step for at in range(width)]
        assert data == b"".join(merkle.root_of(leaves[s : s + step]) for s in starts)
    return merkle.root_of(leaves)


class TestWhatIsWrittenIsTheLog:
    """Read by nothing but hashes."""

    @pytest.mark.parametrize("size", [3, 255, 256, 257, 600])
    def test_a_log_of_some_size(self, tmp_path: Path, home: Path, size: int) -> None:
        """The files lead to the signed root; nothing else is there."""
        case = made.new_case(tmp_path / "case", home)
        held = sum(case.store.logs().values())
        case.ledger.append(
            [Draft("receipt", {"why": f"act {n}"}) for n in range(size - held)] or []
        )
        (head,) = case.ledger.seal().values()
        covered = note.parse_checkpoint(head)[0]
        count = tiles.write_tiles(case.store, head, tmp_path / "out")
        files = [p for p in (tmp_path / "out").rglob("*") if p.is_file()]
        assert len(files) == count
        assert (tmp_path / "out" / "checkpoint").read_text("utf-8") == head
        assert root_from(tmp_path / "out", covered.size) == covered.root
        with pytest.raises(UsageError, match="empty"):
            tiles.write_tiles(case.store, head, tmp_path / "out")
        case.close()
