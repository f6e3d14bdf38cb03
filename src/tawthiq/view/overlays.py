"""The case's own rules for the reader, as last stated."""

from tawthiq.base import canon
from tawthiq.base.shape import from_plain
from tawthiq.record.lexicon import Overlay
from tawthiq.view.fold import Views


def overlays(views: Views) -> list[Overlay]:
    """Return the latest statement on each overlay, in the order of those statements."""
    rows = views.ask("SELECT body FROM facts WHERE kind = 'lexicon' ORDER BY tick, key")
    return [from_plain(Overlay, canon.decode(body.encode())) for (body,) in rows]
