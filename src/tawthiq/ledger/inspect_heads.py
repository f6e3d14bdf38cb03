"""The part of a check that concerns signatures: heads, people, and heads known outside."""

from collections.abc import Mapping

from tawthiq.base import merkle
from tawthiq.base.errors import Error
from tawthiq.ledger import header as headers
from tawthiq.ledger import note, sqlite
from tawthiq.ledger.seen import Seen


def heads(store: sqlite.SqliteStore, seen: Seen) -> None:
    """Step 5: each signed head against the tree of its log, and payloads nobody erased."""
    keys = {head.log: payload["log_key"] for head, payload in seen.payloads("device")}
    case = next((payload["case"] for _, payload in seen.payloads("case")), "")
    sizes = store.logs()
    query = "SELECT DISTINCT log FROM heads"
    for log in sorted({row[0] for row in store.connection.execute(query)} | set(sizes)):
        what = f"log {log[:8]}"
        signed = store.heads(log)
        if not signed or signed[-1][0] != sizes.get(log, 0):
            seen.say(5, "damaged", what, _gap(signed, sizes.get(log, 0)))
        key = bytes.fromhex(keys.get(log, ""))
        if note.log_id(key) != log:
            seen.say(5, "damaged", what, "the entry that states its key is damaged or missing")
            continue
        for size, text in signed:
            fault = _fault(text, size, key, note.origin_of(case, log), seen.roots.get((log, size)))
            if fault:
                seen.say(5, "damaged", f"{what}, head of {size} entries", fault)
    for entry in _unexplained(seen):
        seen.say(4, "damaged", f"entry {entry[:12]}", "its payload is missing")


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
    erased = {entry for _, payload in seen.payloads("erasure") for entry in payload["entries"]}
    return [entry for entry in seen.without_payload if entry not in erased]


def people(seen: Seen) -> None:
    """Step 6: people's own signatures, by keys that they stated."""
    keys = {(payload["author"], payload["key"]) for _, payload in seen.payloads("person")}
    for what, head in seen.signed:
        key = head.signature.key if head.signature else ""
        if not headers.is_signed(head):
            seen.say(6, "untrusted", what, "its person's signature does not verify")
        elif (head.author, key) not in keys:
            seen.say(6, "untrusted", what, "its person never stated the key that signed it")


def outside(seen: Seen, remembered: Mapping[str, str], against: str | None) -> None:
    """Step 7: heads that are known outside the case: this device's, and one that was given."""
    known = [("this device's memory", text) for text in remembered.values()]
    known += [("the head that was given", against)] if against is not None else []
    for whose, text in known:
        try:
            checkpoint = note.parse_checkpoint(text)[0]
        except Error as error:
            seen.say(7, "untrusted", whose, error.message)
            continue
        log = checkpoint.origin.rpartition("/")[2]
        held = seen.trees[log].size if log in seen.trees else 0
        what = f"log {log[:8]} against {whose}"
        if held < checkpoint.size:
            says = f"{checkpoint.size} entries were signed, {held} are held: it was rolled back"
            seen.say(7, "untrusted", what, says)
        elif _root_at(seen, log, checkpoint.size) != checkpoint.root:
            says = f"its first {checkpoint.size} entries are not those that were signed: a fork"
            seen.say(7, "untrusted", what, says)


def _root_at(seen: Seen, log: str, size: int) -> bytes | None:
    """Return the root at a size that the walk kept or at the end; other sizes are refolded."""
    if seen.trees[log].size == size:
        return seen.trees[log].root
    if (log, size) in seen.roots or size == 0:
        return seen.roots.get((log, size), merkle.EMPTY_ROOT)
    return None
