"""Bytes that are held already cannot change sides between open and protected in silence.

What is held openly lies in the index and in texts: a code name given later would hide
nothing of it. What is held for a protected person would get an open name beside it.
"""

from collections.abc import Sequence

from tawthiq.base import digest
from tawthiq.base.errors import RefusedError
from tawthiq.case.protecting import checked_code
from tawthiq.preserve.walk import Given
from tawthiq.record.item import Item
from tawthiq.view import queries
from tawthiq.view.fold import Views

_OPEN = "some of it is held openly already, where a code name hides nothing; nothing was kept"
_SHELTERED = "some of it is held for a protected person already; nothing was kept"
_OPEN_NEXT = "erase it first; or give --open-too: it stays open, only who gave it now is protected"
_SHELTERED_NEXT = (
    "give --protected with the code name; or give --open-too: it came openly too, under a name"
    " that everybody in the case may see"
)


def check_sides(
    views: Views, files: Sequence[Given], protected: str | None, *, open_too: bool = False
) -> None:
    """Refuse what is held on the other side, before anything is entered.

    Only files as long as a held item of that side are read. Raises RefusedError whose
    reasons name items, never files: a file's name may be the name of the person.
    """
    if protected is not None:
        checked_code(protected)
    if open_too:
        return
    other = {
        key: item
        for key, item in queries.items(views).items()
        if (item.protected is None) != (protected is None)
    }
    lengths = {item.bytes for item in other.values()}
    came = {_sha256(given) for given in files if given.bytes in lengths}
    again = [(key, item) for key, item in other.items() if item.sha256 in came]
    if again:
        says, then = (_SHELTERED, _SHELTERED_NEXT) if protected is None else (_OPEN, _OPEN_NEXT)
        reasons = [*(_reason(key, item) for key, item in again), then]
        raise RefusedError("preserve.known", says, reasons=reasons)


def _sha256(given: Given) -> str | None:
    """Return a file's digest, None for one that cannot be read: that is said later."""
    try:
        with given.path.open("rb", buffering=0) as source:
            return digest.copy_hashed(source, None)[0]
    except OSError:
        return None


def _reason(key: str, item: Item) -> str:
    what = f"item {key[:12]}, {item.bytes:,} bytes with the SHA-256 {item.sha256[:12]}…"
    return what if item.protected is None else f"{what}, of {item.protected}"
