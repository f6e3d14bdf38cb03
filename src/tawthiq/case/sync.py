"""Sync as an attribute of a case: exchange with another copy in a folder or on a stick."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tawthiq.adapters.timestamp.judge import judge
from tawthiq.base import canon
from tawthiq.base.errors import Error, UntrustedError
from tawthiq.base.shape import to_plain
from tawthiq.case.parts import Parts
from tawthiq.case.progress import Advance
from tawthiq.ledger.exchange import copies, memory
from tawthiq.ledger.exchange.bring import Brought, bring
from tawthiq.ledger.exchange.careful import Careful
from tawthiq.ledger.exchange.copies import Copy
from tawthiq.ledger.exchange.peer import Fork, Offer, Peer, Refusal
from tawthiq.ledger.exchange.served import Served
from tawthiq.ledger.ledger import Ledger, read_entry
from tawthiq.ledger.sqlite import SqliteStore
from tawthiq.ledger.stamps import Stamp
from tawthiq.ledger.vault import FolderVault
from tawthiq.record.entry import Draft
from tawthiq.record.synced import Moved, Parted, Refused, RolledBack, Synced
from tawthiq.view import queries
from tawthiq.view.authorities import authorities

_OWN = (
    "it is this device's own log, so the device goes on in a new log; what only the other history"
    " holds must be entered again"
)
_OTHERS = "ask whoever writes it which history is theirs, and to go on in a new log"


@dataclass(frozen=True, slots=True)
class Syncing:
    """Exchange with other copies of the case; each side ends with what both held."""

    parts: Parts

    def __call__(self, other: str | Path) -> Synced:
        """Exchange with the copy in the folder `other`, or make a copy for exchange there.

        Forked logs are left alone on both sides and their heads kept as evidence; what is
        not what was signed is refused, each with its reason. Raises UsageError for what is
        no copy of this case, DamagedError where the other copy cannot be read at all.
        """
        folder, path = self.parts.folder, Path(other)
        made = copies.prepare(path, folder)
        copies.unmark(folder)
        if made:
            copies.begin(path, folder)
        copy = copies.open_copy(path, folder, self.parts.ledger.case)
        try:
            return self.exchange(copy, Careful(self._serving(copy)), made=made)
        finally:
            copy.store.close()

    def exchange(self, copy: Copy, peer: Peer, *, made: bool = False) -> Synced:
        """Exchange with an open copy that answers through `peer`."""
        ledger = self.parts.ledger
        try:
            offer = peer.offer()
        except Refusal as refusal:
            says = f"the other copy is refused as a whole: {refusal}"
            raise UntrustedError("sync.offer", says) from refusal
        back = self._rolled_back(copy, offer)
        with self.parts.progress("taking from the other copy", _beyond(ledger, offer)) as advance:
            came = self._take(peer, offer, advance)
        self._enter_evidence(came.forks, copy)
        went, differ = Brought(), False
        if not copy.is_read_only:
            ours = self._offered()
            with self.parts.progress("giving to it", _left(ours, offer)) as advance:
                went, differ = self._give(copy, ours, advance)
            memory.note_seen(ledger.device, ledger.case, copy.id, _held(copy.store))
        return Synced(
            _moved(came), _moved(went), (*_refused("here", came), *_refused("there", went)),
            tuple(self._explained(fork) for fork in came.forks), back, made, copy.is_read_only,
            keys_differ=differ,
        )  # fmt: skip

    def _serving(self, copy: Copy) -> Served:
        vault = FolderVault(copy.folder.vault)
        locked = copy.folder.is_locked
        return Served(self.parts.ledger.case, copy.store, vault, locked=locked, copy=copy.id)

    def _take(self, peer: Peer, offer: Offer, advance: Advance) -> Brought:
        ledger, views = self.parts.ledger, self.parts.views
        remembered = ledger.device.remembered(ledger.case)
        came = bring(ledger, peer, offer, remembered, views, self._judge, advance)
        memory.remember_heads(ledger.device, ledger.case, ledger.seal())
        copies.restate(ledger, self.parts.folder)
        if came.healed:
            views.rebuild()
        views.refresh()
        return came

    def _judge(self, stamp: Stamp, head: str) -> str:
        """Say what a stamp shows; raises an Error where it does not hold."""
        self.parts.views.refresh()  # the authorities may have come with the same exchange
        return judge(stamp, head, authorities(self.parts.views).values())

    def _give(self, copy: Copy, ours: Offer, advance: Advance) -> tuple[Brought, bool]:
        """Bring the other copy forward; what fails there is said, and undoes nothing here."""
        mine = self.parts.ledger
        vault = FolderVault(copy.folder.vault, getattr(mine.vault, "form", None))
        theirs = Ledger(mine.case, copy.store, vault, mine.device, keyring=mine.keyring)
        store, held = mine.store, mine.vault
        if not isinstance(store, SqliteStore) or not isinstance(held, FolderVault):
            return Brought(), False
        try:
            went = bring(theirs, Served(mine.case, store, held), ours, advance=advance)
            copies.restate(theirs, copy.folder)
            differ = bool(copies.give_keys(self.parts.folder, copy.folder))
        except Error as error:
            return Brought(refused_logs={"": error.message}), False
        return went, differ

    def _offered(self) -> Offer:
        ledger = self.parts.ledger
        return Offer(ledger.case, ledger.keyring is not None, ledger.seal())

    def _rolled_back(self, copy: Copy, offer: Offer) -> tuple[RolledBack, ...]:
        """Return logs of which signed entries were seen that are gone now."""
        ledger = self.parts.ledger
        seen = memory.seen_at(ledger.device, ledger.case, copy.id) if copy.id else {}
        found = {
            log: RolledBack(log, now, then, (
                f"this copy held {then} entries of log {log[:8]} at the last exchange and holds"
                f" {now} now: it was put back to an older state, or somebody took entries out;"
                    " what is held here was given to it again"))
            for log, (now, then) in memory.shortened(seen, offer.heads).items()
        }  # fmt: skip
        ours = ledger.store.logs()
        for log, text in ledger.device.remembered(ledger.case).items():
            then = memory.size_of(text)
            now = max(ours.get(log, 0), memory.size_of(offer.heads.get(log)))
            if now < then:
                found[log] = RolledBack(log, now, then, (
                    f"{then} entries of log {log[:8]} were signed, and neither copy holds more than"
                    f" {now}: both were put back; look for a copy that has the others"))  # fmt: skip
        return tuple(found[log] for log in sorted(found))

    def _enter_evidence(self, forks: tuple[Fork, ...], copy: Copy) -> None:
        """Enter each fork once, with both signed heads; and each copy for exchange once."""
        known = {canon.encode(dict(payload)) for payload in self._exchanges()}
        drafts = []
        for fork in forks:
            payload = {"what": "fork", **to_plain(fork)}
            if canon.encode(payload) not in known:
                opening = next(iter(self.parts.ledger.store.log_rows(fork.log)), None)
                causes = (opening.id.hex(),) if opening is not None else ()
                drafts.append(Draft("exchange", payload, causes))
        seen = {"what": "copy", "copy": copy.id}
        if copy.id and canon.encode(seen) not in known:
            drafts.append(Draft("exchange", seen))
        if drafts:
            if forks and self._is_ours(forks):
                self.parts.ledger.restart("another history of this device's log was found")
            self.parts.ledger.append(drafts)
            self.parts.views.refresh()

    def _is_ours(self, forks: tuple[Fork, ...]) -> bool:
        """Say whether one of the logs is the one that this device writes to now."""
        ledger = self.parts.ledger
        return list(ledger.device.logs(ledger.case))[-1:] in [[fork.log] for fork in forks]

    def _exchanges(self) -> list[Mapping[str, object]]:
        ledger = self.parts.ledger
        entries = [
            read_entry(row, ledger.keyring) for row in ledger.store.rows(kinds=("exchange",))
        ]
        return [entry.payload for entry in entries if entry.payload is not None]

    def _explained(self, fork: Fork) -> Parted:
        opening = next(iter(self.parts.ledger.store.log_rows(fork.log)), None)
        author = read_entry(opening).header.author if opening is not None else ""
        name = queries.people(self.parts.views).get(author) or ""
        whose = f"log {fork.log[:8]}" + (f", written by {name}" if name else "")
        ledger = self.parts.ledger
        own = fork.log in ledger.device.logs(ledger.case)
        says = (
            f"{whose}: {fork.says}. One key signed two histories: the device was cloned or put"
            " back and went on, or its key is in other hands. Nothing of this log was exchanged;"
            " both heads are kept as evidence; "
        ) + (_OWN if own else _OTHERS)
        return Parted(fork.log, name, fork.first, says)


def _beyond(ledger: Ledger, offer: Offer) -> int:
    held = ledger.store.logs()
    sizes = {log: memory.size_of(text) for log, text in offer.heads.items()}
    return sum(max(0, size - held.get(log, 0)) for log, size in sizes.items())


def _left(ours: Offer, theirs: Offer) -> int:
    sizes = {log: memory.size_of(text) for log, text in theirs.heads.items()}
    return sum(max(0, memory.size_of(text) - sizes.get(log, 0)) for log, text in ours.heads.items())


def _held(store: SqliteStore) -> dict[str, str]:
    return {log: store.newest_head(log) or "" for log in store.logs()}


def _moved(brought: Brought) -> Moved:
    return Moved(brought.entries, brought.blobs, brought.stamps, brought.erased)


def _refused(where: str, brought: Brought) -> tuple[Refused, ...]:
    forked = {fork.log for fork in brought.forks}
    logs = {log: why for log, why in brought.refused_logs.items() if log not in forked}
    return (
        *(
            Refused(where, f"log {log[:8]}" if log else "the copy", why)
            for log, why in logs.items()
        ),
        *(Refused(where, f"blob {n[:12]}", why) for n, why in brought.refused_blobs.items()),
        *(Refused(where, what, why) for what, why in brought.refused_stamps.items()),
    )
