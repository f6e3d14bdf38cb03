"""Merkle trees of RFC 6962 §2.1: roots, inclusion and consistency proofs.

Everything is a pure function of bytes. Hashes are 32 bytes; `Reject` says why a proof
does not hold. Checked against the vectors of docs/format and the public ones.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()
HASH_BYTES = 32

Subtree = Callable[[int, int], bytes]
"""(lo, hi) -> hash of leaves lo..hi-1, where the range is one node of the tree."""


class Reject(Exception):  # noqa: N818 - a verdict on a proof, not a fault of the program
    """A proof does not show what it claims; the text says at which rule it fails."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one leaf (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """Return the largest power of two smaller than `size` (size >= 2)."""
    return 1 << (size - 1).bit_length() - 1


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes, level by level; the empty tree has SHA-256 of nothing."""
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(level) & ~1 :]
    return level[0]


class Frontier:
    """The roots of the full subtrees of a growing tree: enough to append and know the root."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        """Continue a tree of `size` leaves whose full subtrees, left to right, are `peaks`."""
        self.size = size
        self.peaks = list(peaks)

    def append(self, leaf: bytes, full: Callable[[int, int, bytes], None] | None = None) -> None:
        """Add one leaf hash; `full(level, index, hash)` hears each completed inner node."""
        node, size, level = leaf, self.size, 0
        while size & 1:
            node = node_hash(self.peaks.pop(), node)
            size >>= 1
            level += 1
            if full is not None:
                full(level, self.size >> level, node)
        self.peaks.append(node)
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root of the tree as it stands."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the audit path of leaf `index` in a tree of `size` leaves (RFC 6962 §2.1.1)."""
    lo, hi, path = 0, size, []
    while hi - lo > 1:
        middle = lo + split(hi - lo)
        if index < middle:
            path.append(subtree(middle, hi))
            hi = middle
        else:
            path.append(subtree(lo, middle))
            lo = middle
    return path[::-1]


def consistency_proof(old: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the proof that a tree of `size` leaves extends one of `old` (RFC 6962 §2.1.2)."""
    if not 0 < old < size:
        return []
    lo, hi, path = 0, size, []
    while old != hi:
        middle = lo + split(hi - lo)
        if old <= middle:
            path.append(subtree(middle, hi))
            hi = middle
        else:
            path.append(subtree(lo, middle))
            lo = middle
    if lo:
        path.append(subtree(lo, hi))
    return path[::-1]


def _whole(hashes: Iterable[bytes]) -> None:
    if any(len(item) != HASH_BYTES for item in hashes):
        raise Reject("a hash is not 32 bytes long")


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raise Reject unless `proof` places `leaf` at `index` of the tree (RFC 9162 §2.1.3.2)."""
    _whole((leaf, root, *proof))
    if not 0 <= index < size:
        raise Reject("the index lies outside the tree")
    node, position, last = leaf, index, size - 1
    for sibling in proof:
        if last == 0:
            raise Reject("the proof is too long")
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise Reject("the proof is too short")
    if node != root:
        raise Reject("the proof leads to another root")


def verify_consistency(
    old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes
) -> None:
    """Raise Reject unless `proof` shows that `old_root` is a prefix (RFC 9162 §2.1.4.2)."""
    if old == 0 or old > size:
        raise Reject("the older size must lie between 1 and the newer size")
    if old == size:
        if proof or old_root != root:
            raise Reject("trees of one size must have one root and an empty proof")
        return
    _whole((old_root, root, *proof))
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        raise Reject("the proof is empty")
    position, last = old - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    older = newer = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise Reject("the proof is too long")
        if position & 1 or position == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling)
        position, last = position >> 1, last >> 1
    if last or older != old_root or newer != root:
        raise Reject("the proof does not join the two roots")
