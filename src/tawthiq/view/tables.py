"""The tables of the views, and which rows one entry gives.

Every row is a plain insert: what an entry says is never changed by a later one here, so
the order of folding only decides which of two rows with one key stands. `FIRST` keeps the
earliest (claims, items), `LAST` the latest (settings, sources, places).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tawthiq.base import canon
from tawthiq.record.entry import Entry
from tawthiq.record.person import KINDS

VERSION = 4

SCHEMA = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE receipts(id TEXT NOT NULL PRIMARY KEY, tick INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE items(id TEXT NOT NULL PRIMARY KEY, tick INTEGER NOT NULL, sha256 TEXT NOT NULL,
  receipt TEXT NOT NULL, protected TEXT, body TEXT NOT NULL);
CREATE INDEX items_by_digest ON items(sha256);
CREATE INDEX items_protected ON items(id) WHERE protected IS NOT NULL;
CREATE TABLE holdings(id TEXT NOT NULL PRIMARY KEY, tick INTEGER NOT NULL, item TEXT NOT NULL,
  receipt TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE texts(id TEXT NOT NULL PRIMARY KEY, tick INTEGER NOT NULL, item TEXT NOT NULL,
  sha256 TEXT, body TEXT NOT NULL);
CREATE INDEX texts_by_item ON texts(item, tick);
CREATE TABLE claims(id TEXT NOT NULL PRIMARY KEY, tick INTEGER NOT NULL, item TEXT NOT NULL,
  event TEXT NOT NULL, entry TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX claims_by_item ON claims(item, tick);
CREATE TABLE reviews(id TEXT NOT NULL PRIMARY KEY, tick INTEGER NOT NULL, claim TEXT NOT NULL,
  verdict TEXT NOT NULL, author TEXT NOT NULL, time TEXT NOT NULL, why TEXT);
CREATE INDEX reviews_by_claim ON reviews(claim, tick, id);
CREATE TABLE facts(kind TEXT NOT NULL, key TEXT NOT NULL, tick INTEGER NOT NULL,
  entry TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY(kind, key)) WITHOUT ROWID;
CREATE TABLE acts(id TEXT NOT NULL PRIMARY KEY, tick INTEGER NOT NULL, log TEXT NOT NULL,
  idx INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE searchable(rowid INTEGER PRIMARY KEY, kind TEXT NOT NULL, ref TEXT NOT NULL,
  folded TEXT NOT NULL);
CREATE VIRTUAL TABLE search USING fts5(folded, content='searchable', content_rowid='rowid',
  tokenize="unicode61 remove_diacritics 2");
"""

KEYS = {
    "receipts": "id", "items": "id", "holdings": "id", "texts": "id", "claims": "id",
    "reviews": "id", "facts": "kind, key", "acts": "id", "searchable": "kind, ref, folded",
}  # fmt: skip

FIRST = {
    "receipts": "INSERT OR IGNORE INTO receipts VALUES(?, ?, ?)",
    "items": "INSERT OR IGNORE INTO items VALUES(?, ?, ?, ?, ?, ?)",
    "holdings": "INSERT OR IGNORE INTO holdings VALUES(?, ?, ?, ?, ?)",
    "texts": "INSERT OR IGNORE INTO texts VALUES(?, ?, ?, ?, ?)",
    "claims": "INSERT OR IGNORE INTO claims VALUES(?, ?, ?, ?, ?, ?)",
    "reviews": "INSERT OR IGNORE INTO reviews VALUES(?, ?, ?, ?, ?, ?, ?)",
    "acts": "INSERT OR IGNORE INTO acts VALUES(?, ?, ?, ?)",
}
LAST = {"facts": "INSERT OR REPLACE INTO facts VALUES(?, ?, ?, ?, ?)"}
INSERTS = {**FIRST, **LAST}

Rows = Iterator[tuple[str, tuple[Any, ...]]]
Payload = Mapping[str, Any]
_PLAIN = (str, int, type(None))


def rows_of(entry: Entry) -> list[tuple[str, tuple[Any, ...]]]:
    """Return (table, values) for one entry.

    An erased entry gives nothing, and neither does one whose payload lacks what its kind
    needs: such an entry can only come from elsewhere, and must not keep a case from opening.
    """
    rule = _RULES.get(entry.header.kind)
    if rule is None or entry.payload is None:
        return []
    try:
        rows = list(rule(entry, entry.payload))
    except (KeyError, TypeError):
        return []
    if entry.header.kind in KINDS:
        head = entry.header
        rows.append(("acts", (entry.id, head.tick, head.log, head.index)))
    return [row for row in rows if all(isinstance(value, _PLAIN) for value in row[1])]


def _body(entry: Entry) -> str:
    """Return the payload as it was entered: it is canonical, so nothing is encoded again."""
    return entry.body.decode() if entry.body is not None else canon.encode(entry.payload).decode()


def _receipt(entry: Entry, _: Payload) -> Rows:
    yield "receipts", (entry.id, entry.header.tick, _body(entry))


def _item(entry: Entry, payload: Payload) -> Rows:
    keys = (payload["sha256"], payload["receipt"], payload.get("protected"))
    yield "items", (entry.id, entry.header.tick, *keys, _body(entry))


def _holding(entry: Entry, payload: Payload) -> Rows:
    keys = (payload["item"], payload["receipt"])
    yield "holdings", (entry.id, entry.header.tick, *keys, _body(entry))


def _text(entry: Entry, payload: Payload) -> Rows:
    values = (entry.id, entry.header.tick, payload["item"], payload["sha256"], _body(entry))
    yield "texts", values


def _claim(entry: Entry, payload: Payload) -> Rows:
    yield (
        "claims",
        (payload["id"], entry.header.tick, payload["item"], payload["event"], entry.id,
         _body(entry)),
    )  # fmt: skip


def _review(entry: Entry, payload: Payload) -> Rows:
    head = entry.header
    verdict = payload.get("verdict", "retracted")
    values = (entry.id, head.tick, payload["claim"], verdict, head.author, head.time)
    yield "reviews", (*values, payload.get("why"))
    if verdict == "edited":
        yield "facts", ("reading", entry.id, head.tick, entry.id, _body(entry))


def _fact(key: str) -> Callable[[Entry, Payload], Rows]:
    """Return the rule for kinds whose latest statement per key stands."""

    def rule(entry: Entry, payload: Payload) -> Rows:
        head = entry.header
        name = str(payload[key]) if key else ""
        yield "facts", (head.kind, name, head.tick, entry.id, _body(entry))

    return rule


def _place(entry: Entry, payload: Payload) -> Rows:
    """A gazetteer's place stands under its id, so that it is never over one that a person named."""
    key = str(payload.get("id") or payload["name"])
    yield "facts", ("place", key, entry.header.tick, entry.id, _body(entry))


def _relation(entry: Entry, payload: Payload) -> Rows:
    pair = "\x1f".join(sorted((payload["a"], payload["b"])))
    yield "facts", ("place_relation", pair, entry.header.tick, entry.id, _body(entry))


def _each(entry: Entry, _: Payload) -> Rows:
    yield "facts", (entry.header.kind, entry.id, entry.header.tick, entry.id, _body(entry))


_RULES: dict[str, Callable[[Entry, Payload], Rows]] = {
    "receipt": _receipt,
    "item": _item,
    "holding": _holding,
    "text": _text,
    "claim": _claim,
    "review": _review,
    "retraction": _review,
    "settings": _fact(""),
    "case": _fact(""),
    "person": _fact("author"),
    "source": _fact("name"),
    "actor": _fact("name"),
    "place": _place,
    "place_relation": _relation,
    "lexicon": _fact("name"),
    "incident": _fact("code"),
    "request": _each,
    "release": _each,
    "device": _each,
    "import": _each,
    "erasure": _each,
    "consent": _each,
    "identity": _each,
    "resolve": _each,
    "proposal": _each,
    "confirmation": _each,
    "handover": _each,
    "copy": _each,
    "authority": _each,
    "exchange": _each,
    "record": _each,
    "grade": _each,
    "answer": _each,
    "translation": _each,
    "chat": _fact("item"),
    "judgement": _each,
    "assessment": _each,
    "finding": _each,
}
