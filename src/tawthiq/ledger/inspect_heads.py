"""The part of a check that concerns signatures: heads, people, and heads known outside."""

import contextlib

from tawthiq.base import merkle
from tawthiq.base.errors import Error
from tawthiq.ledger import header as headers
from tawthiq.ledger import note, sqlite
from tawthiq.ledger.seen import Seen


def heads(store: sqlite.SqliteStore, seen: Seen) -> None:
    """Step 5: each signed head against the tree of its log, and payloads nobody erased."""
    case = seen.case() or ""
    sizes = store.logs()
    query = "SELECT DISTINCT log FROM heads"
    for log in sorted({row[0] for row in store.connection.execute(query)} | set(sizes)):
        what = f"log {log[:8]}"
        signed = store.heads(log)
        if not signed or signed[-1][0] != sizes.get(log, 0):
            seen.say(5, "damaged", what, _gap(signed, sizes.get(log, 0)))
        key = _key(seen, log)
        if key is None:
            seen.say(5, "damaged", what, "the entry that states its key is damaged or missing")
            continue
        for size, text in signed:
            fault = _fault(text, size, key, note.origin_of(case, log), seen.roots.get((log, size)))
            if fault:
                seen.say(5, "damaged", f"{what}, head of {size} entries", fault)
    _missing(seen)


def _missing(seen: Seen) -> None:
    """Name payloads that are gone without an erasure; what is sealed may hold the erasure."""
    unexplained = _unexplained(seen)
    if seen.locked and seen.keyring is None and unexplained:
        says = f"{len(unexplained)} are gone; whether by an erasure shows when the case is open"
        seen.say(4, "note", "payloads", says)
        return
    for entry in unexplained:
        seen.say(4, "damaged", f"entry {entry[:12]}", "its payload is missing")


def _key(seen: Seen, log: str) -> bytes | None:
    """Return the public key of a log, as its first entry states it."""
    for head, payload in seen.payloads("device"):
        with contextlib.suppress(KeyError, TypeError, ValueError):
            key = bytes.fromhex(payload["log_key"])
            if head.log == log == note.log_id(key):
                return key
    return None


def _gap(signed: list[tuple[int, str]], size: int) -> str:
    covered = signed[-1][0] if signed else 0
    return f"its last signed head covers {covered} entries, but {size} are held"


def _fault(text: str, size: int, key: bytes, origin: str, root: bytes | None) -> str | None:
    try:
        checkpoint = note.open_checkpoint(text, key)
    except Error as error:
        return error.message
    if checkpoint.origin != origin or checkpoint.size != size:
        return "it was signed for another log or size"
    return None if checkpoint.root == root else "its entries do not give the root that was signed"


def _unexplained(seen: Seen) -> list[str]:
    erased = {
        entry for _, payload in seen.payloads("erasure") for entry in payload.get("entries", ())
    }
    return [entry for entry in seen.without_payload if entry not in erased]


def people(seen: Seen) -> None:
    """Step 6: people's own signatures, by keys that they stated."""
    keys = {(payload.get("author"), payload.get("key")) for _, payload in seen.payloads("person")}
    for what, head in seen.signed:
        key = head.signature.key if head.signature else ""
        if not headers.is_signed(head):
            seen.say(6, "untrusted", what, "its person's signature does not verify")
        elif not (seen.locked and seen.keyring is None) and (head.author, key) not in keys:
            seen.say(6, "untrusted", what, "its person never stated the key that signed it")


Outside = list[tuple[str, str, note.Checkpoint]]
"""Heads that are known outside the case: who knows it, its text, what it says."""


def parse_outside(known: list[tuple[str, str]], seen: Seen) -> Outside:
    """Return the heads among `known`, and ask the walk for the roots they speak of."""
    heads = []
    for whose, text in known:
        try:
            checkpoint = note.parse_checkpoint(text)[0]
        except Error as error:
            seen.say(7, "untrusted", whose, error.message)
            continue
        seen.asked.add((_log_of(checkpoint), checkpoint.size))
        heads.append((whose, text, checkpoint))
    return heads


def _log_of(checkpoint: note.Checkpoint) -> str:
    return checkpoint.origin.rpartition("/")[2]


def outside(seen: Seen, heads: Outside) -> None:
    """Step 7: heads that are known outside the case: this device's, and one that was given."""
    for whose, text, checkpoint in heads:
        fault = _disagreement(seen, text, checkpoint)
        if fault is not None:
            seen.say(7, "untrusted", f"log {_log_of(checkpoint)[:8]} against {whose}", fault)


def _disagreement(seen: Seen, text: str, checkpoint: note.Checkpoint) -> str | None:
    log, case = _log_of(checkpoint), seen.case()
    if case is not None and checkpoint.origin != note.origin_of(case, log):
        return "it is the head of another case"
    key = _key(seen, log)
    if key is not None:
        try:
            note.open_checkpoint(text, key)
        except Error as error:
            return error.message
    held = seen.trees[log].size if log in seen.trees else 0
    if not held:
        signed = f"{checkpoint.size} entries were signed in a log that this copy does not hold"
        return f"{signed}: it was rolled back, or they lie in another copy of the case"
    if held < checkpoint.size:
        return f"{checkpoint.size} entries were signed, {held} are held: it was rolled back"
    root = seen.roots.get((log, checkpoint.size), merkle.EMPTY_ROOT)
    if root != checkpoint.root:
        return f"its first {checkpoint.size} entries are not those that were signed: a fork"
    return None
