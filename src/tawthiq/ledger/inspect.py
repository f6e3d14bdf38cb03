"""Checking everything the ledger holds, in numbered steps, never stopping at the first.

 1. case.toml says what the entries say          5. each signed head matches its tree
 2. the ledger's file is whole, schema as made   6. people's signatures verify
 3. each header is well formed and in its place  7. heads known outside agree
 4. each payload keeps its commitment            8. each blob has the bytes of its name
(9, the views, is added by the layer that has them.)
"""

import hashlib
import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tawthiq.base import canon, digest, merkle
from tawthiq.base.errors import DamagedError, Error
from tawthiq.ledger import header as headers
from tawthiq.ledger import inspect_heads, sqlite
from tawthiq.ledger.folder import CaseFolder, render_toml
from tawthiq.ledger.seen import Seen
from tawthiq.ledger.store import Row
from tawthiq.ledger.vault import FolderVault
from tawthiq.record.entry import Header

_KEEP = frozenset({"case", "settings", "device", "person", "erasure"})


def inspect(
    folder: CaseFolder,
    remembered: Mapping[str, str],
    against: str | None = None,
    advance: Callable[[int], None] | None = None,
) -> Seen:
    """Run steps 1 to 8; `remembered` are the device's heads, `against` one head from outside."""
    seen = Seen()
    store = _open(folder, seen)
    if store is not None:
        try:
            _file(store, seen)
            _rows(store, seen)
            inspect_heads.heads(store, seen)
            inspect_heads.people(seen)
            inspect_heads.outside(seen, remembered, against)
        except (sqlite3.Error, Error) as error:
            seen.say(2, "damaged", "ledger.db", f"the file cannot be read to its end: {error}")
        finally:
            store.close()
    _toml(folder, seen)
    _blobs(FolderVault(folder.vault), seen, advance)
    seen.found.sort(key=lambda item: item.step)
    return seen


def _open(folder: CaseFolder, seen: Seen) -> sqlite.SqliteStore | None:
    try:
        return sqlite.SqliteStore(folder.ledger)
    except Error as error:
        seen.say(2, "damaged", "ledger.db", error.message)
        return None


def _file(store: sqlite.SqliteStore, seen: Seen) -> None:
    for (line,) in store.connection.execute("PRAGMA integrity_check(20)"):
        if line != "ok":
            seen.say(2, "damaged", "ledger.db", str(line))
    made = sqlite3.connect(":memory:")
    made.executescript(sqlite.SCHEMA)
    if sqlite.schema_of(store.connection) != sqlite.schema_of(made):
        seen.say(2, "damaged", "ledger.db", "its schema is not the one it was made with")
    made.close()


def _rows(store: sqlite.SqliteStore, seen: Seen) -> None:
    wanted: set[tuple[str, int]] = set()
    for log in store.logs():
        wanted = {(log, size) for size, _ in store.heads(log)}
        tree = seen.trees[log] = merkle.Frontier()
        last_tick = 0
        for row in store.log_rows(log):
            last_tick = _row(row, tree.size, last_tick, seen)
            tree.append(row.id, lambda *at, log=log: seen.nodes.update({(log, *at[:2]): at[2]}))
            if (log, tree.size) in wanted:
                seen.roots[log, tree.size] = tree.root
    query = "SELECT log, level, idx, hash FROM nodes"
    stored = {(log, level, idx): bytes(h) for log, level, idx, h in store.connection.execute(query)}
    right = {key: h for key, h in seen.nodes.items() if key[1] >= sqlite.LEAST_LEVEL}
    for log, level, index in sorted(k for k in stored | right if stored.get(k) != right.get(k)):
        seen.say(5, "damaged", f"log {log[:8]}", f"inner node {index} of level {level} is damaged")
    for what, tick, causes in seen.causes:
        if any(seen.ticks.get(cause, tick) >= tick for cause in causes):
            seen.say(3, "damaged", what, "an entry that it came from is missing or later")
    _stray(store, seen)


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
        if digest.commitment(row.salt, row.body).hex() != head.commitment:
            raise DamagedError("ledger.payload", "its payload is not the one it committed to")
        payload = canon.decode(row.body)
    except Error as error:
        seen.say(4, "damaged", what, error.message)
        return
    if isinstance(payload.get("sha256"), str):
        seen.blobs.add(payload["sha256"])
    if head.kind in _KEEP:
        seen.kept.append((head, payload))


def _toml(folder: CaseFolder, seen: Seen) -> None:
    case = next((payload["case"] for _, payload in seen.payloads("case")), None)
    settings: Mapping[str, Any] = {}
    for _, payload in sorted(seen.payloads("settings"), key=lambda pair: pair[0].tick):
        settings = payload
    try:
        data = folder.toml.read_bytes()
    except OSError as error:
        seen.say(1, "damaged", "case.toml", f"it cannot be read: {error.strerror}")
        return
    if case is not None and data != render_toml(case, settings):
        seen.say(1, "damaged", "case.toml", "it differs from the settings in the ledger")


def _blobs(vault: FolderVault, seen: Seen, advance: Callable[[int], None] | None) -> None:
    with ThreadPoolExecutor(2) as pool:  # hashing lets go of the interpreter lock
        for name, fault in pool.map(lambda name: _blob(vault, name, advance), sorted(seen.blobs)):
            if fault is not None:
                seen.say(8, "damaged", f"blob {name[:12]}", fault)
    if not vault.folder.is_dir():
        return
    unnamed = [name for name in vault.names() if name not in seen.blobs]
    if unnamed:
        says = f"{len(unnamed)} are named by no entry (left by an interrupted step)"
        seen.say(8, "note", "blobs", says)
    for path in sorted(vault.folder.glob("damaged/*")):
        seen.say(8, "note", f"blob {path.name[:12]}", "a damaged copy was set aside and replaced")


def _blob(
    vault: FolderVault, name: str, advance: Callable[[int], None] | None
) -> tuple[str, str | None]:
    path: Path = vault.path(name)
    try:
        with path.open("rb", buffering=0) as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except OSError as error:
        return name, f"it is missing or cannot be read: {error.strerror}"
    if advance is not None:
        advance(size)
    return name, None if found == name else "its bytes are not those it was named for"
