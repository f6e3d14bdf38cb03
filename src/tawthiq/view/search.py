"""Full-text search over quotes, names and text views, in either script.

Keys are folded the same way on both sides (base.script), so spelling variants of alef,
hamza, yeh, teh marbuta, diacritics and digits meet. Protected items are not in the index.
"""

from dataclasses import dataclass

from tawthiq.base.script import fold
from tawthiq.view.fold import Views


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is (claim, item, text) and its id."""

    kind: str
    ref: str


def find(views: Views, words: str, limit: int = 50) -> list[Hit]:
    """Return what holds all of `words`, best first; quotes and operators are plain text."""
    plain = words.encode("utf-8", "replace").decode().replace('"', " ").replace("\0", " ")
    terms = [f'"{term}"' for term in fold(plain).split()]
    if not terms:
        return []
    query = (
        "SELECT s.kind, s.ref FROM search JOIN searchable s ON s.rowid = search.rowid"
        " WHERE search MATCH ? ORDER BY rank, s.kind, s.ref LIMIT ?"
    )
    rows = views.ask(query, (" ".join(terms), limit))
    return list(dict.fromkeys(Hit(kind, ref) for kind, ref in rows))
