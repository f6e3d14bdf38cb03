"""The ledger of one open case: append, read, prove.

An append is acknowledged only when its rows and the signed head are durable in the store
and the head is remembered in the device's own folder.
"""

import contextlib
import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tawthiq.base import canon, digest, ident, instant, merkle
from tawthiq.base.errors import DamagedError, Error, UsageError
from tawthiq.ledger import append, note
from tawthiq.ledger import header as headers
from tawthiq.ledger.device import Device
from tawthiq.ledger.keyring import Keyring
from tawthiq.ledger.sealing import open_payload
from tawthiq.ledger.store import Position, Row, Store, Writer
from tawthiq.ledger.vault import Vault
from tawthiq.record.entry import IN_THE_OPEN, Draft, Entry, Header, Signature


class Ledger:
    """Entries and blobs of one case, written through this device's own log."""

    def __init__(
        self,
        case: str,
        store: Store,
        vault: Vault,
        device: Device,
        clock: Callable[[], datetime] = instant.now,
        keyring: Keyring | None = None,
    ) -> None:
        """Join the case's store and vault with the device that will sign.

        `keyring` holds a locked case's keys; without it such a case can only be checked.
        """
        self.case = case
        self.store = store
        self.vault = vault
        self.device = device
        self.keyring = keyring
        self.sign: Callable[[Header], Signature] | None = None
        self._clock = clock
        self._settled: tuple[str, Ed25519PrivateKey] | None = None
        self._restart: str | None = None

    def append(self, drafts: Sequence[Draft], blobs: Collection[str] = ()) -> tuple[str, ...]:
        """Enter `drafts` in one batch; return their ids once they are durable.

        `blobs` are the vault digests that the batch names: they are looked for under the
        lock, so that no sweep can take one before its entry. Raises DamagedError when one
        is gone or the disk refuses; then nothing of the batch is entered.
        """
        if not drafts:
            return ()
        self.vault.settle()
        with self.device.signing(self.case):
            author = self._author()
            with self.writing() as writer:
                missing = [name for name in blobs if not self.vault.has(name)]
                if missing:
                    raise DamagedError("vault.missing", f"blob {missing[0][:12]} is missing")
                log, key, opening = self._log(writer, author)
                ids, head = self._write(writer, log, key, [*opening, *drafts], author)
            self.device.remember(self.case, log, head)
        self._settled = (log, key)
        return ids[len(opening) :]

    @contextlib.contextmanager
    def writing(self) -> Iterator[Writer]:
        """Hold the store's lock as `Store.writing` does; who waits in vain is told for whom."""
        with (
            self.device.explained(self.case),
            self.store.writing() as writer,
            self.device.holding(self.case),
        ):
            yield writer

    def _write(
        self,
        writer: Writer,
        log: str,
        key: Ed25519PrivateKey,
        drafts: Sequence[Draft],
        author: str,
    ) -> tuple[tuple[str, ...], str]:
        size = writer.size(log)
        frontier = merkle.Frontier(size, writer.peaks(log, size))
        context = append.Context(
            log, author, instant.render_instant(self._clock()), self.sign, self.keyring
        )
        salts = (secrets.token_bytes(32) for _ in drafts)
        batch = append.build(drafts, context, frontier, writer.greatest_tick(), salts)
        checkpoint = note.Checkpoint(note.origin_of(self.case, log), batch.size, batch.root)
        head = note.sign_checkpoint(checkpoint, key)
        writer.add(batch.rows, batch.nodes)
        writer.add_head(log, batch.size, head)
        return tuple(row.id.hex() for row in batch.rows), head

    def _author(self) -> str:
        author = self.device.author(self.case)
        if author is None:
            author = ident.random_id()
            self.device.set_author(self.case, author)
        return author

    def restart(self, why: str) -> None:
        """Begin a log of its own with the next append: this is a copy of the case.

        Two copies on one device would otherwise both go on signing the same log.
        """
        self._settled = None
        self._restart = why

    def _log(self, writer: Writer, author: str) -> tuple[str, Ed25519PrivateKey, list[Draft]]:
        """Return the log to write to, and the entries that must open it if it is new."""
        own = dict([self._settled]) if self._settled else self.device.logs(self.case)
        why = "first log of this device in this case"
        if self._restart is not None:
            own, why = {}, self._restart
            self._restart = None
        for log, key in reversed(own.items()):
            if writer.size(log):
                fault = self._fault(writer, log, key)
                if fault is None:
                    return log, key, []
                why = fault
        if self._settled:  # it failed since: look through all of this device's logs
            self._settled = None
            return self._log(writer, author)
        log, key = self.device.new_log(self.case)
        public = key.public_key().public_bytes_raw().hex()
        opening = [Draft("device", {"device": self.device.id, "log_key": public, "why": why})]
        if not self._knows(author):
            opening.append(Draft("person", {"author": author, "name": "", "key": None}))
        return log, key, opening

    def _knows(self, author: str) -> bool:
        """Say whether a person entry names this author; what is damaged names nobody."""
        for row in self.store.rows():
            with contextlib.suppress(Error):
                entry = read_entry(row, self.keyring)
                if entry.header.kind == "person" and (entry.payload or {}).get("author") == author:
                    return True
        return False

    def _fault(self, writer: Writer, log: str, key: Ed25519PrivateKey) -> str | None:
        """Say why this device must not go on signing `log`, or None.

        What it signs next covers everything before, so the log must lead to the newest
        head held, that head must be this device's own, and it must extend the remembered one.
        """
        remembered, newest = self.device.remembered(self.case).get(log), self.store.newest_head(log)
        if newest is None:
            return "the case's log has lost its signed head"
        try:
            for text in dict.fromkeys((remembered or newest, newest)):
                head = note.open_checkpoint(text, key.public_key().public_bytes_raw())
                if head.size > writer.size(log):
                    return "the case is older than what this device remembers: a copy was restored"
                if self.store.subtree(log, 0, head.size) != head.root:
                    return "the case's log differs from what this device signed: it was forked"
                if text == newest and head.size != writer.size(log):
                    return "the case's log holds entries that this device never signed"
        except Error as error:
            return f"this device's log cannot be continued: {error.message}"
        return None

    def entries(self, after: Position | None = None) -> Iterator[Entry]:
        """Yield entries in fold order, each payload checked against its commitment."""
        for row in self.store.rows(after):
            yield read_entry(row, self.keyring)

    def entry(self, prefix: str) -> Entry:
        """Return the entry whose id begins with `prefix`; UsageError if none or several do."""
        if not prefix or any(char not in "0123456789abcdef" for char in prefix):
            raise UsageError("ledger.id", f"{prefix!r} is not the beginning of an entry's id")
        found = self.store.find(prefix[:64])
        if len(found) != 1:
            how = "no entry" if not found else "more than one entry"
            raise UsageError("ledger.id", f"{how} has an id that begins with {prefix}")
        return read_entry(found[0], self.keyring)

    def seal(self) -> dict[str, str]:
        """Return the newest signed head of every log."""
        heads = {log: self.store.newest_head(log) for log in self.store.logs()}
        return {log: head for log, head in heads.items() if head is not None}

    def prove(self, entry_id: str) -> tuple[list[bytes], str]:
        """Return the inclusion proof of an entry in the newest head of its log, and the head."""
        found = self.store.find(entry_id)
        head = self.store.newest_head(found[0].log) if len(found) == 1 else None
        if head is None:
            raise UsageError("ledger.id", f"no signed head covers an entry {entry_id[:12]}")
        row, size = found[0], note.parse_checkpoint(head)[0].size

        def subtree(lo: int, hi: int) -> bytes:
            return self.store.subtree(row.log, lo, hi)

        return merkle.inclusion_proof(row.index, size, subtree), head


def read_entry(row: Row, keyring: Keyring | None = None, *, strict: bool = False) -> Entry:
    """Return a row as an entry; one that breaks its id or its commitment raises DamagedError.

    `strict` also refuses bytes that are not canonical, for rows that come from elsewhere.
    What is sealed under a key that `keyring` does not hold is returned without its payload.
    """
    decode = canon.decode if strict else canon.decode_known
    if not row.is_typed:
        raise DamagedError("ledger.row", f"an entry of log {row.log!s:.8} is damaged")
    if headers.entry_id(row.header) != row.id:
        raise DamagedError("ledger.header", f"the header of entry {row.id.hex()[:12]} is damaged")
    header = headers.decode_header(row.header, decode)
    plain = plain_of(row, header, keyring)
    if plain is None:
        return Entry(row.id.hex(), header, None)
    salt, body = plain
    payload = None
    if digest.commitment(salt, body).hex() == header.commitment:
        payload = _decoded(body, decode)
    if not isinstance(payload, dict):
        raise DamagedError("ledger.payload", f"the payload of entry {row.id.hex()[:12]} is damaged")
    return Entry(row.id.hex(), header, payload, body)


def plain_of(row: Row, header: Header, keyring: Keyring | None) -> tuple[bytes, bytes] | None:
    """Return (salt, body) of a row; None where they were erased or their key is not open.

    An open payload in a locked case, but for the kinds that may be, was never entered by us.
    """
    if row.salt is None or row.body is None:
        return None
    if header.lock is not None:
        if keyring is None:
            return None
        commitment = bytes.fromhex(header.commitment)
        return open_payload(keyring.keys(header.lock), row.salt, row.body, commitment)
    if keyring is not None and header.kind not in IN_THE_OPEN:
        raise DamagedError("ledger.open", f"entry {row.id.hex()[:12]} lies open in a locked case")
    return row.salt, row.body


def stated_locks(store: Store) -> frozenset[str] | None:
    """Return the ids of the keys that the case was made with, none for an unlocked case.

    They stand in the open payload of the `case` entry, which heads cover. None where that
    entry is not there or damaged.
    """
    with contextlib.suppress(Error, ValueError):
        for row in store.rows(kinds=("case",)):
            payload = read_entry(row).payload
            locks = payload.get("locks", []) if payload is not None else None
            return frozenset(map(str, locks)) if isinstance(locks, list) else None
    return None


def _decoded(body: bytes, decode: Callable[[bytes], object]) -> object:
    try:
        return decode(body)
    except UsageError:
        return None
