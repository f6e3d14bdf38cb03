"""What people judged of incidents, as entered; who did it and when."""

from dataclasses import dataclass

from tawthiq.base import canon
from tawthiq.base.errors import UsageError
from tawthiq.base.shape import from_plain
from tawthiq.record.incident import IncidentAct
from tawthiq.view.fold import Views

_QUERY = "SELECT entry, body FROM facts WHERE kind = 'judgement' ORDER BY tick, key"


@dataclass(frozen=True, slots=True)
class Entered:
    """One act on incidents with its entry."""

    entry: str
    act: IncidentAct


def acts(views: Views) -> list[Entered]:
    """Return people's acts on incidents in the order in which they were entered.

    A judgement of another kind, or one that is not understood, is left out.
    """
    found = []
    for entry, body in views.ask(_QUERY):
        payload = canon.decode(body.encode())
        if isinstance(payload, dict) and payload.get("about") == "incidents":
            try:
                act = from_plain(IncidentAct, payload)
            except UsageError:
                continue
            if act.codes or act.act == "undo":
                found.append(Entered(entry, act))
    return found
