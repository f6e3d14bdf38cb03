"""The shape that payloads of a kind must have, so that no entry can break who takes it.

Views load these kinds strictly: one entry of another shape would stop every figure, and an
entry is for ever. So an exchange asks for the shape before it takes one.
"""

from collections.abc import Mapping

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import from_plain
from tawthiq.ledger.exchange.peer import Refusal
from tawthiq.ledger.vault import is_name
from tawthiq.record.case_facts import Actor, Place, PlaceRelation, Request, Settings, Source
from tawthiq.record.chat import Chat
from tawthiq.record.claim import Claim
from tawthiq.record.entry import Entry
from tawthiq.record.form import Record
from tawthiq.record.incident import Incident
from tawthiq.record.item import Holding, Item, Receipt, TextView
from tawthiq.record.lexicon import Overlay
from tawthiq.record.person import Stated
from tawthiq.record.translation import Translation

RECORDS: Mapping[str, type] = {
    "settings": Settings,
    "person": Stated,
    "source": Source,
    "actor": Actor,
    "place": Place,
    "place_relation": PlaceRelation,
    "request": Request,
    "receipt": Receipt,
    "item": Item,
    "holding": Holding,
    "text": TextView,
    "chat": Chat,
    "claim": Claim,
    "incident": Incident,
    "record": Record,
    "translation": Translation,
    "lexicon": Overlay,
}
_TEXTS = {
    "review": ("claim", "verdict", "why"),
    "retraction": ("claim", "verdict", "why"),
    "device": ("log_key", "device", "why"),
}


def demand_shape(entry: Entry, case: str) -> None:
    """Raise Refusal where a payload has not the shape of its kind, or names another case."""
    payload, kind = entry.payload, entry.header.kind
    if payload is None:
        return
    sound = all(payload.get(key) is None or isinstance(payload[key], str)
                for key in _TEXTS.get(kind, ()))  # fmt: skip
    blob = payload.get("sha256")
    sound = sound and (blob is None or (isinstance(blob, str) and is_name(blob)))
    if kind == "case":
        sound = sound and payload.get("case") == case
    try:
        if kind in RECORDS:
            from_plain(RECORDS[kind], payload)
    except (UsageError, TypeError, ValueError):
        sound = False
    if not sound:
        says = f"its entry {entry.header.index} has not the shape of its kind ({kind})"
        raise Refusal(says)
