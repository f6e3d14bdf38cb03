"""What the record says of copies elsewhere: one row per backup that was entered."""

from tawthiq.base import canon
from tawthiq.base.errors import UsageError
from tawthiq.base.shape import from_plain
from tawthiq.record.copies import Copy
from tawthiq.view.fold import Views


def copies(views: Views) -> tuple[Copy, ...]:
    """Return all backups in the order of their entries; one of another form is passed over."""
    query = "SELECT body FROM facts WHERE kind = 'copy' ORDER BY tick, key"
    found = []
    for (body,) in views.ask(query):
        try:
            found.append(from_plain(Copy, canon.decode_known(body.encode())))
        except UsageError:
            continue
    return tuple(found)
