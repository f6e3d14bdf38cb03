"""Checking everything the ledger holds, in numbered steps, never stopping at the first.

 1. case.toml says what the entries say          5. each signed head matches its tree
 2. the ledger's file is whole, schema as made   6. people's signatures verify
 3. each header is well formed and in its place  7. heads known outside agree
 4. each payload keeps its commitment            8. each blob has the bytes of its name
(9, the views, is added by the layer that has them.)
"""

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

from tawthiq.base import canon, digest, merkle
from tawthiq.base.errors import DamagedError, Error
from tawthiq.ledger import header as headers
from tawthiq.ledger import inspect_blobs, inspect_heads, note, sqlite
from tawthiq.ledger.database import schema_of
from tawthiq.ledger.folder import CaseFolder, render_toml
from tawthiq.ledger.keyring import Keyring
from tawthiq.ledger.ledger import plain_of, stated_locks
from tawthiq.ledger.sealing import is_whole
from tawthiq.ledger.seen import Seen
from tawthiq.ledger.store import Row
from tawthiq.ledger.vault import is_name
from tawthiq.record.entry import IN_THE_OPEN, Header

_WRONG_TYPE = (TypeError, ValueError, AttributeError)
_PLACE = {"log": "text", "idx": "integer"}
_TYPES = {
    "entries": {**_PLACE, "tick": "integer", "id": "blob", "header": "blob"},
    "payloads": {**_PLACE, "salt": "blob", "body": "blob"},
    "nodes": {**_PLACE, "level": "integer", "hash": "blob"},
    "heads": {"log": "text", "size": "integer", "note": "text"},
    "stamps": {"log": "text", "size": "integer", "kind": "text", "body": "blob"},
}
_KEEP = frozenset({"case", "settings", "device", "person", "erasure"})


def inspect(
    folder: CaseFolder,
    remembered: Mapping[str, str],
    against: str | None = None,
    advance: Callable[[int], None] | None = None,
    keyring: Keyring | None = None,
) -> Seen:
    """Run steps 1 to 8; `remembered` are the device's heads, `against` heads from outside.

    Without its `keyring` a locked case is checked as far as it can be: headers, heads,
    proofs, and whether what is sealed lies as it was written.
    """
    seen = Seen(keyring=keyring, locked=folder.is_locked)
    known = [("this device's memory", text) for text in remembered.values()]
    given = note.split_notes(against) if against is not None else []
    known += [("the head that was given", text) for text in given]
    outside = inspect_heads.parse_outside(known, seen)
    store = _open(folder, seen)
    if store is not None:
        try:
            _guarded(seen, _file, store, seen)
            _guarded(seen, _rows, store, seen)
            _guarded(seen, inspect_heads.heads, store, seen)
            inspect_heads.people(seen)
            inspect_heads.outside(seen, outside)
        finally:
            store.close()
    _toml(folder, seen)
    inspect_blobs.key_files(folder, seen)
    inspect_blobs.blobs(folder, seen, advance)
    seen.found.sort(key=lambda item: item.step)
    return seen


def _guarded(seen: Seen, step: Callable[..., None], *arguments: object) -> None:
    """Run a step; where the file's own damage ends it, name that and let the next one run."""
    try:
        step(*arguments)
    except (sqlite3.Error, Error, *_WRONG_TYPE) as error:
        seen.say(2, "damaged", "ledger.db", f"the file cannot be read to its end: {error}")


def _open(folder: CaseFolder, seen: Seen) -> sqlite.SqliteStore | None:
    try:
        return sqlite.SqliteStore(folder.ledger, as_is=True)
    except Error as error:
        seen.say(2, "damaged", "ledger.db", error.message)
        return None


def _file(store: sqlite.SqliteStore, seen: Seen) -> None:
    if schema_of(store.connection) != sqlite.expected_schema():
        seen.say(2, "damaged", "ledger.db", "its schema is not the one it was made with")
    for (line,) in store.connection.execute("PRAGMA integrity_check(20)"):
        if line != "ok":
            seen.say(2, "damaged", "ledger.db", str(line))
    for table, columns in _TYPES.items():
        wrong = " OR ".join(f"typeof({name}) <> '{kind}'" for name, kind in columns.items())
        query = f"SELECT count(*) FROM {table} WHERE {wrong}"
        count = store.connection.execute(query).fetchone()[0]
        if count:
            seen.say(2, "damaged", f"table {table}", f"{count} rows hold values of another type")


def _rows(store: sqlite.SqliteStore, seen: Seen) -> None:
    seen.stated = stated_locks(store)
    for log in store.logs():
        seen.trees[log] = merkle.Frontier()
        _guarded(seen, _log, store, log, seen)
    query = "SELECT log, level, idx, hash FROM nodes"
    stored = {at[:3]: at[3] for at in store.connection.execute(query)}
    differing = [key for key in stored | seen.nodes if stored.get(key) != seen.nodes.get(key)]
    for log, level, index in sorted(differing, key=str):
        says = f"inner node {index} of level {level} is damaged"
        seen.say(5, "damaged", f"log {str(log)[:8]}", says)
    for what, tick, causes in seen.causes:
        if any(seen.ticks.get(cause, tick) >= tick for cause in causes):
            seen.say(3, "damaged", what, "an entry that it came from is missing or later")
    _stray(store, seen)


def _log(store: sqlite.SqliteStore, log: str, seen: Seen) -> None:
    """Walk over one log: each row, the inner nodes of its tree, and its roots that matter."""
    wanted = {size for size, _ in store.heads(log)} | {size for at, size in seen.asked if at == log}
    tree, last_tick = seen.trees[log], 0

    def keep(level: int, index: int, node: bytes) -> None:
        if level >= sqlite.LEAST_LEVEL:
            seen.nodes[log, level, index] = node

    for row in store.log_rows(log):
        last_tick = _row(row, tree.size, last_tick, seen)
        tree.append(row.id, keep)
        if tree.size in wanted:
            seen.roots[log, tree.size] = tree.root


def _stray(store: sqlite.SqliteStore, seen: Seen) -> None:
    query = (
        "SELECT log, idx FROM payloads p WHERE NOT EXISTS"
        " (SELECT 1 FROM entries e WHERE e.log = p.log AND e.idx = p.idx)"
    )
    for log, index in store.connection.execute(query):
        seen.say(4, "damaged", f"entry {index} of log {str(log)[:8]}", "a payload without a header")


def _row(row: Row, index: int, last_tick: int, seen: Seen) -> int:
    """Check one row against its place; return its tick."""
    seen.entries += 1
    what = f"entry {row.index} of log {row.log[:8]} ({row.id.hex()[:12]})"
    try:
        head = headers.decode_header(row.header)
    except DamagedError as error:
        seen.say(3, "damaged", what, error.message)
        return row.tick
    if headers.entry_id(row.header) != row.id:
        seen.say(3, "damaged", what, "its header does not have this id")
    if (head.log, head.index, head.tick) != (row.log, row.index, row.tick):
        seen.say(3, "damaged", what, "it stands in another place than its header says")
    if row.index != index:
        seen.say(3, "damaged", what, f"entry {index} is missing before it")
    if head.tick <= last_tick:
        seen.say(3, "damaged", what, "its tick does not rise")
    seen.ticks[row.id.hex()] = head.tick
    seen.causes.append((what, head.tick, head.causes.ids))
    _payload(row, head, what, seen)
    if head.signature is not None:
        seen.signed.append((what, head))
    return head.tick


def _payload(row: Row, head: Header, what: str, seen: Seen) -> None:
    if row.salt is None or row.body is None:
        seen.without_payload.append(row.id.hex())
        return
    try:
        _demand_lock(head, seen.stated)
        if head.lock is not None and not is_whole(row.salt, row.body):
            raise DamagedError("ledger.sealed", "its sealed payload is damaged")
        plain = plain_of(row, head, seen.keyring)
        if plain is None:
            seen.sealed += 1
            return
        salt, body = plain
        if digest.commitment(salt, body).hex() != head.commitment:
            raise DamagedError("ledger.payload", "its payload is not the one it committed to")
        payload = canon.decode(body)
        if not isinstance(payload, dict):
            raise DamagedError("ledger.payload", "its payload is not an object")
    except Error as error:
        seen.say(4, "damaged", what, error.message)
        return
    blob = payload.get("sha256")
    if isinstance(blob, str) and is_name(blob):
        seen.blobs.add(blob)
    elif blob is not None:
        seen.say(8, "damaged", what, "it names a blob by what is not a digest")
    if head.kind in _KEEP:
        seen.kept.append((head, payload))


def _demand_lock(head: Header, stated: frozenset[str] | None) -> None:
    """Raise DamagedError where a payload is open or sealed, and by the case's own keys should not be."""
    if head.lock is not None and (head.kind in IN_THE_OPEN or stated == frozenset()):
        raise DamagedError("ledger.lock", "it is sealed, though it should lie open")
    if head.lock is not None and stated is not None and head.lock not in stated:
        raise DamagedError("ledger.lock", "it is sealed under a key that this case does not have")
    if head.lock is None and stated and head.kind not in IN_THE_OPEN:
        raise DamagedError("ledger.open", "it lies open in a locked case")


def _toml(folder: CaseFolder, seen: Seen) -> None:
    case = seen.case()
    settings: Mapping[str, Any] = {"locked": True} if seen.locked else {}
    for _, payload in sorted(seen.payloads("settings"), key=lambda pair: pair[0].tick):
        settings = payload
    try:
        data = folder.toml.read_bytes()
    except OSError as error:
        seen.say(1, "damaged", "case.toml", f"it cannot be read: {error.strerror}")
        return
    if case is not None and data != render_toml(case, settings):
        seen.say(1, "damaged", "case.toml", "it differs from the settings in the ledger")
