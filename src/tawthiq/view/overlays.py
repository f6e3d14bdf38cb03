"""The case's own rules for the reader, as last stated."""

from tawthiq.base import canon
from tawthiq.base.errors import UsageError
from tawthiq.base.shape import from_plain
from tawthiq.record.lexicon import Overlay
from tawthiq.view.fold import Views


def overlays(views: Views) -> list[Overlay]:
    """Return the latest statement on each overlay, in the order of those statements."""
    found = []
    for (body,) in views.ask("SELECT body FROM facts WHERE kind = 'lexicon' ORDER BY tick, key"):
        try:
            found.append(from_plain(Overlay, canon.decode(body.encode())))
        except UsageError:  # not the shape of its kind: it came from elsewhere
            continue
    return found
