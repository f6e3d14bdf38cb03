"""The append rule, pure: drafts and the state of a log in, rows and a new tree out.

Salts, the time and the author are passed in; nothing here reads a clock or a disk.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from tawthiq.base import canon, digest, merkle
from tawthiq.ledger import header as headers
from tawthiq.ledger.keyring import Keyring
from tawthiq.ledger.sealing import seal_payload
from tawthiq.ledger.store import Row
from tawthiq.record.entry import ACTS, IN_THE_OPEN, Draft, Header, Signature

Node = tuple[str, int, int, bytes]


@dataclass(frozen=True, slots=True)
class Context:
    """What all entries of one append share; `sign` makes the author's own signature.

    `keyring` holds the keys that a locked case's payloads are sealed under.
    """

    log: str
    author: str
    time: str
    sign: Callable[[Header], Signature] | None = None
    keyring: Keyring | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """New rows, the inner nodes they complete, and the size and root that they lead to."""

    rows: list[Row]
    nodes: list[Node]
    size: int
    root: bytes


def build(
    drafts: Sequence[Draft],
    context: Context,
    frontier: merkle.Frontier,
    tick: int,
    salts: Iterable[bytes],
) -> Batch:
    """Return the rows for `drafts` after `frontier.size` entries; `tick` is the greatest held.

    `frontier` is advanced in place; each salt is 32 random bytes.
    """
    rows: list[Row] = []
    nodes: list[Node] = []
    log = context.log

    def keep(level: int, index: int, node: bytes) -> None:
        nodes.append((log, level, index, node))

    for draft, salt in zip(drafts, salts, strict=False):
        tick += 1
        row = _row(draft, context, frontier.size, tick, salt)
        frontier.append(row.id, keep)
        rows.append(row)
    return Batch(rows, nodes, frontier.size, frontier.root)


def _row(draft: Draft, context: Context, index: int, tick: int, salt: bytes) -> Row:
    causes = headers.causes_of(draft.causes)
    payload = dict(draft.payload)
    if causes.root is not None:
        payload["causes"] = sorted(draft.causes)
    body = canon.encode(payload)
    commitment = digest.commitment(salt, body)
    lock = _lock(draft, context.keyring)
    header = Header(
        log=context.log,
        index=index,
        tick=tick,
        kind=draft.kind,
        time=context.time,
        author=context.author,
        causes=causes,
        commitment=commitment.hex(),
        lock=lock,
    )
    if context.sign is not None and draft.kind in ACTS:
        header = replace(header, signature=context.sign(header))
    head = headers.encode_header(header)
    if lock is not None and context.keyring is not None:
        salt, body = seal_payload(context.keyring.keys(lock), salt, body, commitment)
    return Row(context.log, index, tick, headers.entry_id(head), head, salt, body)


def _lock(draft: Draft, keyring: Keyring | None) -> str | None:
    """Return the id of the key that a draft's payload is sealed under; None for an open one."""
    if keyring is None or draft.kind in IN_THE_OPEN:
        return None
    return keyring.protected if draft.protected else keyring.lock
