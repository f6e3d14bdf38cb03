"""The source's own words inside a note: what of an entered statement the rules may read.

A victim's or an incident's form says in its answers what the source says; there the words are
not read again. A statement's words are all that there is.
"""

from tawthiq.read.form.note import STATEMENT
from tawthiq.record.form import FORM
from tawthiq.record.release import Held


def is_entered(held: Held) -> bool:
    """Say whether a person entered the item by hand: its claims were entered with it."""
    return held.view is not None and held.view.reader == FORM


def spoken(held: Held) -> tuple[int, str] | None:
    """Return where the words to read begin in an item's text, and the words; None for none.

    Of an item that came otherwise these are the whole text; a protected source's words are
    never read by rules: what they suggest would lie open.
    """
    if held.text is None or held.view is None or not is_entered(held):
        return None if held.text is None else (0, held.text)
    if held.item.protected is not None:
        return None
    for part in held.view.parts:
        if part.label == STATEMENT:
            return part.start, held.text[part.start : part.end]
    return None
