"""Chats as the views hold them: what is known of each, and which items its messages attach."""

from collections.abc import Iterator, Mapping

from tawthiq.base import canon
from tawthiq.base.errors import UsageError
from tawthiq.base.shape import from_plain
from tawthiq.record.chat import Chat
from tawthiq.view import queries
from tawthiq.view.fold import Views


def chats(views: Views) -> dict[str, Chat]:
    """Return what is known of the messages of each chat, by item.

    An entry of another shape, or about another text view than the latest, says nothing.
    """
    rows = views.ask("SELECT body FROM facts WHERE kind = 'chat' ORDER BY tick, key")
    if not rows:
        return {}
    texts = dict(views.ask("SELECT item, sha256 FROM texts ORDER BY tick, id"))
    known = _read(body for (body,) in rows)
    return {one.item: one for one in known if texts.get(one.item) == one.text}


def _read(bodies: Iterator[str]) -> Iterator[Chat]:
    for body in bodies:
        try:
            yield from_plain(Chat, canon.decode(body.encode()))
        except UsageError:
            continue


def characters(views: Views, item: str) -> int:
    """Return the length of the latest text view of an item, in code points."""
    query = "SELECT body FROM texts WHERE item = ? ORDER BY tick DESC, id DESC LIMIT 1"
    rows = views.ask(query, (item,))
    size = canon.decode(rows[0][0].encode()).get("characters") if rows else None
    return size if isinstance(size, int) else 0


def beside(views: Views, item: str) -> Mapping[str, str]:
    """Return the items that came with an item, by their path below its folder.

    They are those of its receipts; each stands under its file's name alone, too.
    """
    items, holdings = queries.items(views), queries.holdings(views)
    chat = items[item]
    receipts = {chat.receipt, *(one.receipt for one in holdings if one.item == item)}
    came = [(key, one.folder, one.name.text, one.receipt) for key, one in items.items()]
    came += [(one.item, one.folder, one.name.text, one.receipt) for one in holdings]
    found: dict[str, str] = {}
    for key, folder, name, receipt in came:
        other = items.get(key)
        if receipt in receipts and key != item and other is not None and other.protected is None:
            path = f"{folder}/{name}" if folder else name
            found.setdefault(path.removeprefix(f"{chat.folder}/"), key)
    for path, key in list(found.items()):
        found.setdefault(path.rpartition("/")[2], key)
    return found
