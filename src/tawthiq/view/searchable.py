"""What a search may find in an entry: quotes, names, text views; protected items never."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tawthiq.base.script import fold
from tawthiq.ledger.vault import Vault, is_name
from tawthiq.record.entry import Entry

_INSERT = "INSERT INTO searchable(kind, ref, folded) VALUES(?, ?, ?)"
_INDEX_NEW = (
    "INSERT INTO search(rowid, folded) SELECT rowid, folded FROM searchable WHERE rowid > ?"
)


def index(connection: sqlite3.Connection, vault: Vault, chunk: Iterable[Entry]) -> None:
    """Add what `chunk` lets a search find; its items must stand in the tables already."""
    before = connection.execute("SELECT coalesce(max(rowid), 0) FROM searchable").fetchone()[0]
    connection.executemany(_INSERT, _texts(connection, vault, chunk))
    connection.execute(_INDEX_NEW, (before,))


def _texts(
    connection: sqlite3.Connection, vault: Vault, chunk: Iterable[Entry]
) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, ref, folded text)."""
    query = "SELECT id FROM items WHERE protected IS NOT NULL"
    protected = {row[0] for row in connection.execute(query)}
    for entry in chunk:
        payload = entry.payload
        if payload is None or payload.get("item", entry.id) in protected:
            continue
        try:
            text = _text(entry, payload, vault)
        except (KeyError, TypeError):  # not the shape of its kind, as in the tables
            continue
        if text is not None:
            yield text


def _text(entry: Entry, payload: Mapping[str, Any], vault: Vault) -> tuple[str, str, str] | None:
    kind = entry.header.kind
    if kind == "claim":
        return kind, payload["id"], fold(payload["quote"]["text"])
    if kind == "item":
        return kind, entry.id, fold(payload["name"]["text"])
    if kind == "text" and is_name(payload["sha256"] or "") and vault.has(payload["sha256"]):
        with vault.open(payload["sha256"]) as file:
            text = file.read().decode("utf-8", "replace")
        return kind, payload["item"], fold(text)
    return None
