"""Taking files in: receipt, bytes into the vault, items, then the text that claims quote.

What was preserved stays preserved: items are entered in batches as the bytes arrive, and
a file that cannot be read, or kills its parser, never stops the others.
"""

from collections.abc import Sequence
from pathlib import Path

from tawthiq.base.script import show
from tawthiq.base.shape import to_plain
from tawthiq.ledger import erasing
from tawthiq.ledger.ledger import Ledger
from tawthiq.preserve.chats import (
    HEAD_BYTES,
    Chats,
    Covered,
    Renamed,
    enter_chats,
    entered,
    identities,
)
from tawthiq.preserve.sheltering import identity_of, sheltered_item, sheltered_receipt
from tawthiq.preserve.taking import Advance, Kept, Preserved, Reading, Stated, Taken
from tawthiq.preserve.walk import Failure, Given, name_of, walk
from tawthiq.record.entry import Draft
from tawthiq.record.item import Holding, Item
from tawthiq.view import queries
from tawthiq.view.fold import Views

__all__ = ["Kept", "Preserved", "Reading", "Stated", "Taken", "make_texts", "run"]
BATCH_FILES = 128
BATCH_BYTES = 256 << 20
_SNIFFED_BYTES = 4096
ERASED = "these bytes were erased from this case; 'tawthiq log' shows the erasure"

def run(
    ledger: Ledger,
    views: Views,
    reading: Reading,
    paths: Sequence[Path],
    stated: Stated,
    advance: Advance | None = None,
) -> Preserved:
    """Preserve all files below `paths`, with one receipt; make the text views of the new ones.

    Raises UsageError for a path that does not exist and the error of the first file when
    nothing at all could be kept; everything else is listed in the result.
    """
    files, failures = walk(paths, stated.protected)
    preserved = Preserved(failures=failures)
    batch: list[Taken] = []
    chats = Chats.of(ledger, stay_open=stated.senders_open, order=stated.date_order)
    gone = erasing.blocked(ledger)
    for given in files:
        try:
            kept = _keep(ledger, reading, given, advance, None if stated.protected else chats)
            if gone and _is_erased(ledger, views, kept.sha256, gone):
                failures.append(Failure(_called(given, stated), ERASED))
            else:
                batch.append(kept)
        except OSError as error:
            failures.append(Failure(_called(given, stated), f"it cannot be read: {error.strerror}"))
        if len(batch) >= BATCH_FILES or sum(kept.bytes for kept in batch) >= BATCH_BYTES:
            _enter(ledger, views, batch, stated, chats, preserved)
            batch = []
    _enter(ledger, views, batch, stated, chats, preserved)
    make_texts(ledger, views, reading, chats, preserved)
    return preserved


def _called(given: Given, stated: Stated) -> str:
    """Return how a file is called on screen: what a protected person gave has no name there."""
    return stated.protected or show(str(given.path))


def _keep(
    ledger: Ledger, reading: Reading, given: Given, advance: Advance | None, chats: Chats | None
) -> Taken:
    """Put a file's bytes into the vault; without `chats` they are a protected person's."""
    with given.path.open("rb", buffering=0) as source:
        head = source.read(HEAD_BYTES)
        source.seek(0)
        sha256, size, _ = ledger.vault.put(source, advance, protected=chats is None)
    kind = reading.kind(head[:_SNIFFED_BYTES], given.path.name)
    if chats is None:
        return Taken(given, sha256, size, kind)
    chat = chats.early(head, kind, lambda: reading.text(ledger.vault.readable(sha256), kind))
    return Taken(given, sha256, size, kind, chat)


def _is_erased(ledger: Ledger, views: Views, sha256: str, gone: frozenset[str]) -> bool:
    """Say whether these bytes were erased and nothing else holds them; then they go again."""
    labels = gone.intersection(ledger.vault.labels(sha256))
    if not labels or queries.items_of_digest(views, sha256):
        return False
    erasing.unkeep(ledger, labels)
    return True


def _enter(
    ledger: Ledger,
    views: Views,
    batch: list[Taken],
    stated: Stated,
    chats: Chats,
    preserved: Preserved,
) -> None:
    """Enter a batch: the receipt with the first, then items, and holdings for known bytes."""
    if not batch:
        return
    if not preserved.receipt:
        preserved.receipt = _enter_receipt(ledger, stated)
    views.refresh()
    held: dict[str, str] = {}
    drafts: list[Draft] = []
    renamed: list[tuple[str, Covered | None, Renamed | None]] = []
    known: list[tuple[Holding, Item]] = []
    fresh: list[Item] = []
    came: list[Item] = []
    for taken in batch:
        item = _item(taken, stated, preserved.receipt)
        came.append(item)
        if stated.protected is not None:
            item = sheltered_item(item, stated.protected)
        else:
            item, was = chats.renamed(item, taken.chat)
            if was is not None or taken.chat is not None:
                renamed.append((item.sha256, taken.chat, was))
        before = queries.items_of_digest(views, item.sha256)
        if before or item.sha256 in held:
            name = (item.name, item.folder, item.modified_at)
            first = before[0] if before else item.sha256
            known.append((Holding(first, item.receipt, *name), item))
            continue
        held[item.sha256] = ""
        fresh.append(item)
        drafts.append(Draft("item", to_plain(item), (preserved.receipt,)))
    ids = ledger.append(drafts, [item.sha256 for item in fresh])
    held = {item.sha256: key for key, item in zip(ids, fresh, strict=True)}
    preserved.kept += [Kept(key, item, known=False) for key, item in zip(ids, fresh, strict=True)]
    _enter_holdings(ledger, known, held, preserved)
    _enter_identity(ledger, stated, came, preserved)
    by_digest = {kept.item.sha256: kept.id for kept in preserved.kept[-len(came) :]}
    told = enter_chats(ledger, renamed, by_digest, set(ids))
    preserved.told |= set(told)
    preserved.chats |= {item: chat for item, chat in told.items() if chat is not None}


def _enter_receipt(ledger: Ledger, stated: Stated) -> str:
    receipt = stated.receipt
    if stated.protected is not None:
        receipt = sheltered_receipt(receipt, stated.protected)
    return ledger.append([Draft("receipt", to_plain(receipt))])[0]


def _enter_identity(ledger: Ledger, stated: Stated, came: list[Item], preserved: Preserved) -> None:
    """Enter what was taken off a protected person's receipt and items, sealed."""
    if stated.protected is None:
        return
    by_digest = {kept.item.sha256: kept.id for kept in preserved.kept[-len(came) :]}
    apart = identity_of(
        stated.protected,
        stated.receipt,
        stated.outlet,
        stated.speaker,
        [(by_digest[item.sha256], item) for item in came],
    )
    causes = tuple(dict.fromkeys([preserved.receipt, *by_digest.values()]))
    ledger.append([Draft("identity", to_plain(apart), causes, protected=True)])


def _enter_holdings(
    ledger: Ledger,
    known: list[tuple[Holding, Item]],
    held: dict[str, str],
    preserved: Preserved,
) -> None:
    drafts = []
    for holding, item in known:
        key = held.get(holding.item, holding.item)
        payload = {**to_plain(holding), "item": key}
        drafts.append(Draft("holding", payload, (key, holding.receipt)))
        preserved.kept.append(Kept(key, item, known=True))
    ledger.append(drafts, [item.sha256 for _, item in known])


def _item(taken: Taken, stated: Stated, receipt: str) -> Item:
    given = taken.given
    return Item(
        sha256=taken.sha256,
        bytes=taken.bytes,
        name=name_of(given.path),
        receipt=receipt,
        media_type=taken.media_type,
        folder=given.folder,
        modified_at=given.modified_at,
        dated=stated.dated,
        outlet=stated.outlet,
        speaker=stated.speaker,
        protected=stated.protected,
    )


def make_texts(
    ledger: Ledger, views: Views, reading: Reading, chats: Chats, preserved: Preserved
) -> None:
    """Make and enter the text view of each new item that has text; protected ones never."""
    open_items = [
        kept for kept in preserved.new
        if kept.item.protected is None and kept.id not in preserved.told
    ]  # fmt: skip
    for start in range(0, len(open_items), BATCH_FILES):
        drafts: list[Draft] = []
        blobs: list[str] = []
        for kept in open_items[start : start + BATCH_FILES]:
            made = _text(ledger, reading, chats, kept, preserved)
            drafts += made
            blobs += [d.payload["sha256"] for d in made if d.payload.get("sha256")]
        ledger.append(drafts, blobs)
    views.refresh()


def _text(
    ledger: Ledger, reading: Reading, chats: Chats, kept: Kept, preserved: Preserved
) -> list[Draft]:
    """Return an item's text entry, and the sealed ones of its people; the text is in the vault."""
    made = reading.text(ledger.vault.readable(kept.item.sha256), kept.item.media_type)
    if made is None:
        return []
    (view, text, messages), people = chats.told(made)
    if view.unreadable is not None:
        reason = f"could not be read: {view.unreadable}"
        preserved.unreadable.append(Failure(show(kept.item.name.text), reason))
        return [Draft("text", {**to_plain(view), "item": kept.id}, (kept.id,))]
    drafts, chat = entered(ledger, kept.id, view, text, messages)
    if chat is not None:
        preserved.chats[kept.id] = chat
    return [*drafts, *identities(people, kept.id)]
