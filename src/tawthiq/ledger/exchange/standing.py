"""What is known of erasures before anything is taken: ours, and theirs with their proofs.

Tombstones travel first. An erasure of the other side counts only if its entry is proven to
stand in a log whose head we accept, and if who entered it may erase; so it is judged over
our entries and theirs together.
"""

import heapq
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import cast

from tawthiq.base import merkle
from tawthiq.base.errors import Error
from tawthiq.ledger import erasing
from tawthiq.ledger import header as headers
from tawthiq.ledger.exchange.meeting import Met
from tawthiq.ledger.exchange.peer import Peer, Proven, Refusal
from tawthiq.ledger.ledger import Ledger
from tawthiq.ledger.store import Position, Row, Store
from tawthiq.ledger.vault import is_name
from tawthiq.record.person import KINDS


@dataclass(frozen=True, slots=True)
class Erased:
    """Entries whose payload must not be taken, and names of blobs that must not."""

    entries: frozenset[str]
    blobs: frozenset[str]


class Joined:
    """Our rows of the kinds that bear on erasures, and the other side's proven ones."""

    def __init__(self, ledger: Ledger, theirs: Sequence[Row]) -> None:
        """Join them in the order in which views fold."""
        self._ledger = ledger
        self._theirs = sorted(theirs, key=attrgetter("position"))

    def rows(self, after: Position | None = None, kinds: Collection[str] = ()) -> Iterator[Row]:
        """Yield rows in fold order; of theirs only those after a position and of these kinds."""
        theirs = (row for row in self._theirs
                  if (after is None or row.position > after) and _is_of(row, kinds))  # fmt: skip
        ours = self._ledger.store.rows(after, kinds)
        return heapq.merge(ours, theirs, key=attrgetter("position"))


def erased(ledger: Ledger, peer: Peer, met: dict[str, Met], refused: dict[str, str]) -> Erased:
    """Return what standing erasures of both sides name; false proofs refuse their log."""
    since = {log: each.held for log, each in met.items() if each.newest.size > each.held}
    theirs = []
    for proven in peer.bearing(since, KINDS | {"device"}) if since else ():
        try:
            theirs.append(_checked(proven, met))
        except (Error, Refusal, merkle.Reject, TypeError):
            if met.pop(proven.row.log, None) is not None:
                refused[proven.row.log] = "an entry of it was shown with a proof that does not hold"
    theirs = [row for row in theirs if row.log in met]
    found = (
        erasing.erasures(ledger, cast("Store", Joined(ledger, theirs)))
        if theirs
        else erasing.erasures(ledger)
    )
    entries = {entry for each in found.values() for entry in each.entries}
    blobs = {name for each in found.values() for name in each.blobs}
    return Erased(frozenset(filter(is_name, entries)), frozenset(filter(is_name, blobs)))


def _checked(proven: Proven, met: dict[str, Met]) -> Row:
    """Return the row if it stands, as it is, in the newest head of its log."""
    row = proven.row
    if not row.is_typed or row.log not in met or headers.entry_id(row.header) != row.id:
        raise Refusal("it is no entry")
    head, newest = headers.decode_header(row.header), met[row.log].newest
    if (head.log, head.index, head.tick) != (row.log, row.index, row.tick):
        raise Refusal("it stands in another place")
    merkle.verify_inclusion(row.id, row.index, newest.size, proven.proof, newest.root)
    return row


def _is_of(row: Row, kinds: Collection[str]) -> bool:
    return not kinds or any(f'"kind":"{kind}"'.encode() in row.header for kind in kinds)
