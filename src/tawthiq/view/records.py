"""Questions about rows that lists and forms gave, as they were entered."""

from tawthiq.base import canon
from tawthiq.base.shape import from_plain
from tawthiq.record.form import Record
from tawthiq.view.fold import Views


def records(views: Views) -> dict[str, Record]:
    """Return all rows by the id of their entry, in the order they were entered.

    Rows of protected people in a locked case are sealed, and not among them.
    """
    query = "SELECT entry, body FROM facts WHERE kind = 'record' ORDER BY tick, key"
    return {key: from_plain(Record, canon.decode(body.encode())) for key, body in views.ask(query)}
