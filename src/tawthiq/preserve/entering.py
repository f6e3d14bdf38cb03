"""Entering what came: the receipt with the first batch, items, holdings, who was named."""

from tawthiq.base.shape import to_plain
from tawthiq.ledger.ledger import Ledger
from tawthiq.preserve.chats import Chats, Covered, Renamed, enter_chats
from tawthiq.preserve.sheltering import identity_of, sheltered_item, sheltered_receipt
from tawthiq.preserve.taking import Kept, Preserved, Stated, Taken
from tawthiq.preserve.walk import name_of
from tawthiq.record.entry import Draft
from tawthiq.record.item import Holding, Item
from tawthiq.view import queries
from tawthiq.view.fold import Views


def enter_batch(
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
            item, was = chats.renamed(item, taken.chat or taken.beside)
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
        causes = (preserved.receipt, *([taken.within] if taken.within else ()))
        drafts.append(Draft("item", to_plain(item), causes))
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
