"""Bringing one copy forward by what another holds: tombstones first, then blobs and entries.

Every step is durable before the next one needs it, and none is undone by being done again:
a bring that was broken off, wherever, is finished by the next one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from tawthiq.base.errors import DamagedError, Error
from tawthiq.ledger import cosign, erasing
from tawthiq.ledger.exchange import standing, union
from tawthiq.ledger.exchange.blobs import Taking
from tawthiq.ledger.exchange.incoming import Blob, Terms
from tawthiq.ledger.exchange.meeting import Met
from tawthiq.ledger.exchange.peer import MOST_HEADS, Fork, Offer, Peer, Refusal
from tawthiq.ledger.exchange.shapes import demand_shape
from tawthiq.ledger.ledger import Ledger
from tawthiq.ledger.sqlite import SqliteStore
from tawthiq.ledger.stamps import COSIGNATURE, TOKEN, Stamp
from tawthiq.ledger.vault import FolderVault

Judge = Callable[[Stamp, str], object]


@dataclass(slots=True)
class Brought:
    """What one direction brought, and what was refused: logs and blobs with the reason."""

    entries: int = 0
    blobs: int = 0
    stamps: int = 0
    erased: int = 0
    healed: bool = False
    refused_logs: dict[str, str] = field(default_factory=dict)
    refused_blobs: dict[str, str] = field(default_factory=dict)
    refused_stamps: dict[str, str] = field(default_factory=dict)
    forks: tuple[Fork, ...] = ()


def bring(
    ledger: Ledger,
    peer: Peer,
    offer: Offer,
    remembered: Mapping[str, str] | None = None,
    views: erasing.Renewable | None = None,
    judge: Judge | None = None,
    advance: union.Advance | None = None,
) -> Brought:
    """Bring the copy behind `ledger` forward by what `peer` offers.

    `remembered` are the device's heads; `views` are those of this copy, if they are open.
    `judge` raises an Error for a stamp that does not hold over the head it is about.
    """
    store, vault = ledger.store, ledger.vault
    if not isinstance(store, SqliteStore) or not isinstance(vault, FolderVault):
        raise DamagedError("sync.store", "an exchange works on cases in folders so far")
    done = Brought()
    meetings = union.meet_all(ledger.case, store, peer, offer.heads, remembered)
    gone = standing.erased(ledger, peer, meetings.met, meetings.refused)
    taking = Taking(peer, vault, ledger.keyring, gone.blobs)
    terms = Terms(ledger.keyring, gone.entries, lambda entry: demand_shape(entry, ledger.case))
    done.entries = union.enter(store, peer, meetings, terms, taking.named, advance)
    done.erased = erasing.apply(ledger, views).payloads if gone.entries else 0
    taking.sealed_for_others()
    done.healed = _heal(ledger, vault, taking)
    done.stamps = _outside(store, peer, meetings, done.refused_stamps, judge)
    done.blobs = taking.taken
    done.refused_logs, done.refused_blobs = meetings.refused, taking.refused
    done.forks = tuple(meetings.forks)
    return done


def _heal(ledger: Ledger, vault: FolderVault, taking: Taking) -> bool:
    """Take blobs that entries held before name and this side lacks; say whether any came."""
    lacking = set(taking.offered) - set(vault.names()) - set(taking.refused)
    if not lacking:
        return False
    before = taking.taken
    for entry in ledger.entries():
        blob = _blob(entry.payload)
        if blob is not None and lacking.intersection(vault.labels(blob[0])):
            taking.named([blob])
    return taking.taken > before


def _blob(payload: Mapping[str, object] | None) -> Blob | None:
    sha256, size = (payload or {}).get("sha256"), (payload or {}).get("bytes")
    if not isinstance(sha256, str):
        return None
    return sha256, size if isinstance(size, int) else None


def _outside(
    store: SqliteStore,
    peer: Peer,
    meetings: union.Meetings,
    refused: dict[str, str],
    judge: Judge | None,
) -> int:
    """Take old heads, and stamps of logs that both hold; return how many stamps."""
    stamps = 0
    for log, met in meetings.met.items():
        try:
            held = dict(store.heads(log))
            new_notes = list(_notes(store, peer, met, held))
            new_stamps = [stamp for stamp in _stamps(store, peer, log)
                          if _holds(stamp, held, refused, judge)]  # fmt: skip
        except (Error, Refusal) as error:
            meetings.refused.setdefault(log, union.reason(error))
            continue
        if new_notes or new_stamps:
            with store.writing() as writer:
                for size, text in new_notes:
                    writer.add_head(log, size, text)
                for stamp in new_stamps:
                    writer.add_stamp(stamp)
        stamps += len(new_stamps)
    return stamps


def _holds(
    stamp: Stamp, held: Mapping[int, str], refused: dict[str, str], judge: Judge | None
) -> bool:
    if stamp.size not in held:
        return False
    try:
        if judge is not None:
            judge(stamp, held[stamp.size])
    except Error as error:
        refused[f"stamp on log {stamp.log[:8]}, head of {stamp.size} entries"] = error.message
        return False
    return True


def _notes(
    store: SqliteStore, peer: Peer, met: Met, held: Mapping[int, str]
) -> Iterable[tuple[int, str]]:
    """Yield signed heads of entries held that this side lacks."""
    size, top = 0, max(held, default=0)
    while heads := peer.heads(met.log, size):
        for size, text in heads:
            is_lacking = size <= top and size not in held
            if is_lacking and store.subtree(met.log, 0, size) == met.opened(text, size).root:
                yield size, cosign.bare(text)
        if len(heads) < MOST_HEADS:
            return


def _stamps(store: SqliteStore, peer: Peer, log: str) -> list[Stamp]:
    held = set(store.stamps(log))
    return [stamp for stamp in peer.stamps(log)
            if stamp not in held and stamp.kind in (TOKEN, COSIGNATURE)]  # fmt: skip
