"""What an archive holds besides the items: the whole record line by line, heads, read texts."""

from collections.abc import Collection, Iterator
from functools import partial
from io import BytesIO

from tawthiq.base import canon
from tawthiq.case.packing import log_keys, of_protected
from tawthiq.case.parts import Parts
from tawthiq.ledger import note
from tawthiq.ledger.header import decode_header
from tawthiq.ledger.ledger import plain_of
from tawthiq.ledger.store import Row
from tawthiq.publish.package.bag import Payload
from tawthiq.publish.package.entries import head_files
from tawthiq.publish.package.names import short_ids
from tawthiq.view import queries


def whole_ledger(parts: Parts, *, identities: bool) -> Iterator[Payload]:
    """Yield the files of an archive that hold the whole record: a line an entry, and the heads.

    Without `identities` the content of each entry that comes from a protected item is kept
    back; its header and the proof stand.
    """
    store = parts.ledger.store
    hidden = set() if identities else _hidden_entries(parts)
    keys = log_keys(parts, store.logs())
    for log, head in sorted(parts.ledger.seal().items()):
        size = note.parse_checkpoint(head)[0].size
        rows = [row for row in store.log_rows(log) if row.index < size]
        lines = b"".join(_line(parts, row, hidden) for row in rows)
        yield _bytes(f"data/metadata/ledger/{log}.jsonl", lines)
        for path, content in head_files(head, keys[log]).items():
            yield _bytes(path, content)


def _line(parts: Parts, row: Row, hidden: Collection[str]) -> bytes:
    plain = None
    if row.id.hex() not in hidden:
        plain = plain_of(row, decode_header(row.header), parts.ledger.keyring)
    salt, body = plain or (None, None)
    line = {
        "header": row.header.decode(),
        "payload": body.decode() if body is not None else None,
        "salt": salt.hex() if salt is not None else None,
    }
    return canon.encode(line) + b"\n"


def _hidden_entries(parts: Parts) -> frozenset[str]:
    """Return the entries that come from a protected item, in any number of steps.

    The receipts that brought one are hidden too; what else they brought is not.
    """
    hidden: set[str] = set()
    for entry in parts.ledger.entries():
        payload = entry.payload or {}
        causes = entry.header.causes.ids or tuple(payload.get("causes", ()))
        own = entry.header.kind in {"identity", "resolve"} or payload.get("protected") is not None
        if own or not hidden.isdisjoint(causes):
            hidden.add(entry.id)
    return of_protected(parts) | hidden


def text_views(parts: Parts, chosen: Collection[str]) -> Iterator[Payload]:
    """Yield the texts that claims quote, beside the items that they were read out of."""
    short = short_ids(tuple(chosen))
    for item, view in queries.text_views(parts.views).items():
        if item in short and view.sha256 is not None:
            opening = partial(parts.ledger.vault.open, view.sha256)
            yield Payload(f"data/derivatives/{short[item]}/text.txt", opening, view.sha256)


def _bytes(path: str, content: bytes) -> Payload:
    return Payload(path, partial(BytesIO, content))
