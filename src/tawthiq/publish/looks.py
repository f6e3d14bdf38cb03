"""What the team's own dossier lists to look at twice; no other audience sees it."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from tawthiq.publish.site import Folio
from tawthiq.publish.statements import Statement
from tawthiq.record.twice import spoken

MOST_LOOKS, MOST_STATEMENTS = 100, 4
"""More of them are listed by the verb `twice`."""
_DAYS = ("day", "dated", "before", "after")


@dataclass(frozen=True, slots=True)
class LookRow:
    """One thing to look at twice: its document, the sentence, some of its statements."""

    document: Markup
    sentence: Markup
    statements: tuple[Statement, ...]


def look_rows(folio: Folio) -> Iterator[LookRow]:
    """Yield the rows, in the order of the documents."""
    voice = folio.voice
    files = {held.id: held.item.name.text for held in folio.facts.items}
    for look in folio.facts.twice:
        if look.item not in files or not set(look.claims) <= set(folio.register.claims):
            continue
        told = spoken(look, voice.words)
        values: dict[str, object] = {key: voice.name(value) for key, value in told.items()}
        values |= {key: voice.day(told[key]) for key in _DAYS if key in told}
        if "days" in told:
            values["days"] = voice.listed([voice.day(d) for d in told["days"].split(", ")])
        yield LookRow(
            voice.filed(files[look.item]),
            voice.say(f"twice.{look.kind}", None, **values),
            folio.statements.rows(look.claims[:MOST_STATEMENTS]),
        )
