"""Every byte of every proof in a package counts."""

from dataclasses import replace
from pathlib import Path

import pytest

from tawthiq.case.case import Case
from tawthiq.preserve.bag import Bag, examine
from tawthiq.preserve.given_proofs import verify


@pytest.fixture
def bag(case: Case, report: Path, tmp_path: Path) -> tuple[Bag, dict[str, str]]:
    """Return a package of one item, and the digest of the item."""
    key = case.preserve(report, giver="Sahl Monitor").kept[0].id
    case.hand_over([key], "Court", tmp_path / "out", purpose="court")
    return examine(tmp_path / "out"), {key: case.preserve.items()[key].sha256}


class TestEveryByte:
    """One bit in any file of a proof, and the proof is refused or says the same."""

    def test_whole(self, bag: tuple[Bag, dict[str, str]]) -> None:
        """As it was written it verifies."""
        proofs = verify(*bag)
        assert proofs.verified == 3
        assert not proofs.failed

    @pytest.mark.parametrize(
        "name", ["header.json", "salt.bin", "payload.json", "entry.tlog-proof"]
    )
    def test_of_an_entry(self, bag: tuple[Bag, dict[str, str]], name: str) -> None:
        """Header, salt, content, proof with its signed head."""
        held, objects = bag
        key = next(iter(objects))
        own = {path: value for path, value in held.payload.items() if key in path}
        held = replace(held, payload=own)  # the other entries' proofs are not asked again
        path = held.root / "data" / "metadata" / "entries" / key / name
        data = path.read_bytes()
        for place in range(len(data)):
            changed = bytearray(data)
            changed[place] ^= 1
            path.write_bytes(bytes(changed))
            assert verify(held, objects).failed, (name, place, data[place : place + 9])

    def test_of_the_key(self, bag: tuple[Bag, dict[str, str]]) -> None:
        """Its letters and its frame."""
        held, objects = bag
        path = next(held.root.glob("data/metadata/heads/*/key.pem"))
        data = path.read_bytes()
        for place in range(len(data)):
            changed = bytearray(data)
            changed[place] ^= 2
            path.write_bytes(bytes(changed))
            assert verify(held, objects).failed, place

    def test_taken_out(self, bag: tuple[Bag, dict[str, str]]) -> None:
        """An object without a line in the record, where others have one, is named."""
        held, objects = bag
        key = next(iter(objects))
        rest = {path: value for path, value in held.payload.items() if key not in path}
        assert verify(replace(held, payload=rest), objects).failed
