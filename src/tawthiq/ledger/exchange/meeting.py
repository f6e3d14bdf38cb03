"""Where two copies of one log meet: which of them is longer, and whether both are one history."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tawthiq.base import merkle
from tawthiq.base.errors import DamagedError, Error, UntrustedError
from tawthiq.ledger import header as headers
from tawthiq.ledger import note
from tawthiq.ledger.exchange.peer import GREATEST_NOTE, Fork, ForkFoundError, Peer, Refusal
from tawthiq.ledger.ledger import read_entry
from tawthiq.ledger.store import Store

_LOG = re.compile(r"[0-9a-f]{32}\Z")


@dataclass(frozen=True, slots=True)
class Met:
    """One log of the other side that may be taken: its key, its newest head, what we hold."""

    log: str
    origin: str
    key: bytes
    newest: note.Checkpoint
    held: int

    def opened(self, text: str, size: int) -> note.Checkpoint:
        """Return a head of this log if its key signed it for this size."""
        if len(text) > GREATEST_NOTE:
            raise UntrustedError("union.head", "a head of it is larger than a head can be")
        head = note.open_checkpoint(text, self.key)
        if (head.origin, head.size) != (self.origin, size):
            raise UntrustedError("union.origin", "it belongs to another case or another log")
        return head

    def joins(self, peer: Peer, old: int, root: bytes) -> bool:
        """Say whether the other side proves that its newest head extends `old` entries."""
        if old == self.newest.size:
            return root == self.newest.root
        proof = peer.proof(self.log, old, self.newest.size)
        try:
            merkle.verify_consistency(old, self.newest.size, proof, root, self.newest.root)
        except (merkle.Reject, TypeError):
            return False
        return True


def meet(
    case: str, log: str, text: str, held: int, ours: Store, peer: Peer, remembered: str | None = None
) -> Met:  # fmt: skip
    """Return what may be taken of a log, of which we hold `held` entries.

    Raises ForkFoundError where its history is not the one held, or not the one that this
    device remembers; Refusal or another Error where it is not what was signed.
    """
    if not _LOG.match(log):
        raise Refusal("its name is not that of a log")
    if not text:
        raise Refusal("it has no signed head")
    key = _key(log, held, ours, peer)
    origin = note.origin_of(case, log)
    if note.log_id(key) != log:
        raise Refusal("the entry that states its key is missing or forged")
    newest = note.open_checkpoint(text, key)
    if newest.origin != origin:
        raise Refusal("it belongs to another case or another log")
    met = Met(log, origin, key, newest, held)
    if held:
        _compare(met, text, ours, peer)
    if remembered is not None:
        _recall(met, text, ours, peer, remembered)
    return met


def _key(log: str, held: int, ours: Store, peer: Peer) -> bytes:
    try:
        opening = next(iter(ours.log_rows(log))) if held else peer.rows(log, 0, 1)[0]
        return bytes.fromhex((read_entry(opening, strict=True).payload or {})["log_key"])
    except (Error, KeyError, IndexError, TypeError, ValueError, StopIteration):
        return b""


def _compare(met: Met, text: str, ours: Store, peer: Peer) -> None:
    """Compare the part that both hold with ours."""
    common = min(met.held, met.newest.size)
    root = ours.subtree(met.log, 0, common)
    if common == met.newest.size:
        if root != met.newest.root:  # each side's head is signed: no more is needed to prove it
            walk = _walked(met, ours, peer, common)
            raise _fork(met, text, _ours(ours, met.log, common), walk, common)
    elif not met.joins(peer, common, root):
        _explain(met, text, (_ours(ours, met.log, common), common, root), ours, peer)


def _recall(met: Met, text: str, ours: Store, peer: Peer, remembered: str) -> None:
    """Compare with a head that this device remembers of entries that this copy does not hold."""
    try:
        head = note.open_checkpoint(remembered, met.key)
    except Error:
        return  # what is wrong with the device's own memory is said by `check`
    if met.held < head.size <= met.newest.size and not met.joins(peer, head.size, head.root):
        _explain(met, text, (remembered, head.size, head.root), ours, peer)


def _explain(met: Met, text: str, known: tuple[str, int, bytes], ours: Store, peer: Peer) -> None:
    """Raise for a proof that does not hold: a fork where their entries show one, else a lie.

    `known` is a signed head that we rest on, with the size and root that it must give.
    """
    says, size, root = known
    walk = _walked(met, ours, peer, size)
    if walk is None or walk.root in (None, root):
        raise UntrustedError("union.proof", "its proof does not join its head to what is held here")
    raise _fork(met, text, says, walk, size)


@dataclass(frozen=True, slots=True)
class _Walk:
    """What the other side's entries show: their root at a size, the first that is not ours."""

    root: bytes | None
    first: int | None


def _fork(met: Met, text: str, known: str, walk: _Walk | None, high: int) -> ForkFoundError:
    first = walk.first if walk is not None else None
    low = 0 if first is not None or walk is None or walk.root is None else min(met.held, high - 1)
    return ForkFoundError(Fork(met.log, known, text, first, low, high))


def _walked(met: Met, ours: Store, peer: Peer, size: int) -> _Walk | None:
    """Walk over their entries; None where they do not give the root that was signed."""
    frontier = merkle.Frontier()
    mine = (row.id for row in ours.log_rows(met.log))
    root, first = None, None
    try:
        for theirs in _ids(met, peer):
            own = next(mine, theirs)
            if first is None and own != theirs:
                first = frontier.size
            frontier.append(theirs)
            if frontier.size == size:
                root = frontier.root
    except (Error, Refusal):
        return None
    return _Walk(root, first) if frontier.root == met.newest.root else None


def _ids(met: Met, peer: Peer) -> Iterator[bytes]:
    at = 0
    while at < met.newest.size:
        chunk = peer.rows(met.log, at)[: met.newest.size - at]
        for index, row in enumerate(chunk, at):
            if not row.is_typed or headers.entry_id(row.header) != row.id or row.index != index:
                raise DamagedError("union.row", f"its entry {index} is damaged")
            yield row.id
        if not chunk:
            return
        at += len(chunk)


def _ours(ours: Store, log: str, size: int) -> str:
    """Return our first signed head that covers so many entries, else the newest."""
    heads = [text for at, text in ours.heads(log) if at >= size]
    return heads[0] if heads else ours.newest_head(log) or ""
