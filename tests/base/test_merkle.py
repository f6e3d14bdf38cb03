"""Merkle trees and proofs keep the promises of RFC 6962."""

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base import merkle

VECTORS = Path(__file__).parents[3] / "shared" / "material" / "vectors" / "merkle"


def _bytes(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def _accepts(case: dict[str, object]) -> bool:
    proof = [_bytes(item) for item in case["proof"] or []]
    try:
        if "leafIdx" in case:
            merkle.verify_inclusion(
                _bytes(case["leafHash"]), case["leafIdx"], case["treeSize"], proof,
                _bytes(case["root"]),
            )  # fmt: skip
        else:
            merkle.verify_consistency(
                case["size1"], case["size2"], proof, _bytes(case["root1"]), _bytes(case["root2"])
            )
    except merkle.Reject:
        return False
    return True


class TestPublicVectors:
    """The vectors of transparency-dev/merkle, where they lie beside the project."""

    def test_all_196(self) -> None:
        """Each good proof is accepted, each corrupt one refused."""
        if not VECTORS.is_dir():
            pytest.skip("the public Merkle vectors are not beside the project")
        files = sorted(VECTORS.rglob("*.json"))
        wrong = [
            str(path)
            for path in files
            if (case := json.loads(path.read_text())) and _accepts(case) == case["wantErr"]
        ]
        assert len(files) == 196
        assert wrong == []


def _tree(size: int) -> tuple[list[bytes], merkle.Subtree]:
    leaves = [merkle.leaf_hash(str(i).encode()) for i in range(size)]
    return leaves, lambda lo, hi: merkle.root_of(leaves[lo:hi])


class TestProofs:
    """Every proof made is accepted, and no changed proof is."""

    def test_every_inclusion_up_to_64(self) -> None:
        """For every size up to 64, each leaf is shown to be in the tree, alone at its place."""
        for size in range(1, 65):
            leaves, subtree = _tree(size)
            for index in range(size):
                proof = merkle.inclusion_proof(index, size, subtree)
                merkle.verify_inclusion(leaves[index], index, size, proof, subtree(0, size))
                with pytest.raises(merkle.Reject):
                    merkle.verify_inclusion(leaves[index], index + 1, size, proof, subtree(0, size))

    def test_every_consistency_up_to_64(self) -> None:
        """For every pair of sizes up to 64, the older head is shown to be a prefix."""
        for size in range(1, 65):
            _, subtree = _tree(size)
            for old in range(1, size + 1):
                proof = merkle.consistency_proof(old, size, subtree)
                merkle.verify_consistency(old, size, proof, subtree(0, old), subtree(0, size))

    @given(st.data())
    def test_changed_byte_is_refused(self, data: st.DataObject) -> None:
        """One flipped bit anywhere in a proof is refused."""
        size = data.draw(st.integers(2, 64))
        index = data.draw(st.integers(0, size - 1))
        leaves, subtree = _tree(size)
        proof = merkle.inclusion_proof(index, size, subtree)
        at = data.draw(st.integers(0, len(proof) - 1))
        bit = data.draw(st.integers(0, 255))
        changed = bytearray(proof[at])
        changed[bit // 8] ^= 1 << bit % 8
        proof[at] = bytes(changed)
        with pytest.raises(merkle.Reject):
            merkle.verify_inclusion(leaves[index], index, size, proof, subtree(0, size))


class TestFrontier:
    """The growing tree agrees with the tree computed at once."""

    def test_root_and_nodes(self) -> None:
        """After each leaf the root is right, and each full node is announced with its place."""
        leaves, subtree = _tree(70)
        frontier, nodes = merkle.Frontier(), {}
        for size, leaf in enumerate(leaves, 1):
            frontier.append(leaf, lambda level, index, node: nodes.update({(level, index): node}))
            assert frontier.root == subtree(0, size)
        for (level, index), node in nodes.items():
            assert node == subtree(index << level, (index + 1) << level)
        assert len(nodes) == sum(70 >> level for level in range(1, 7))
