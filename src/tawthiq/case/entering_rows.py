"""What entering by hand looks at before it enters: held notes, sources, incidents, erasures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from tawthiq.base.digest import sha256
from tawthiq.base.errors import UsageError
from tawthiq.base.script import fold
from tawthiq.case.gazetteer import placing_of
from tawthiq.case.parts import Parts
from tawthiq.case.protecting import checked_code
from tawthiq.ledger import erasing
from tawthiq.ledger.header import decode_header
from tawthiq.preserve.intake import ERASED
from tawthiq.preserve.sheltering import sheltered_item
from tawthiq.read.form.note import Note, lay_out, sheltered
from tawthiq.read.form.values import when
from tawthiq.read.known_places import Placing
from tawthiq.read.stage import LINK_KINDS
from tawthiq.record.case_facts import Place
from tawthiq.record.claim import Claim, LinkKind
from tawthiq.record.form import Filled
from tawthiq.record.item import FileName, Item
from tawthiq.view import queries

Whence = tuple[str | None, str | None, str | None]
"""Source, code name of a protected one, channel: what one receipt is for."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row laid out as a note whose bytes have their digest.

    `hints` are the claims of the incident that it names.
    """

    at: str
    filled: Filled
    note: Note
    sha256: str
    whence: Whence
    hints: tuple[str, ...] = ()

    @property
    def code(self) -> str | None:
        """The code name of a protected source."""
        return self.whence[1]


@dataclass(frozen=True, slots=True)
class Sought:
    """What of the case entering looks at: held notes, finished ones, sources, incidents."""

    items: Mapping[str, str]
    done: frozenset[str]
    sources: Mapping[str, tuple[str, LinkKind]]
    incidents: Mapping[str, tuple[str, ...]]
    gone: frozenset[str]
    parts: Parts
    placing: Placing | None

    @classmethod
    def of(cls, parts: Parts) -> "Sought":
        """Look once, for all rows."""
        ledger, views = parts.ledger, parts.views
        return cls(
            items={item.sha256: key for key, item in reversed(queries.items(views).items())},
            done=frozenset(
                cause
                for row in ledger.store.rows(kinds=("record",))
                for cause in decode_header(row.header).causes.ids
            ),
            sources={
                fold(name).strip(): (source.name, cast("LinkKind", source.kind))
                for source in queries.sources(views)
                if source.kind in LINK_KINDS
                for name in (source.name, *source.aliases)
            },
            incidents={one.code.casefold(): one.claims for one in queries.incidents(views)},
            gone=erasing.blocked(ledger),
            parts=parts,
            placing=placing_of(views, queries.settings(views)),
        )

    def placed(self, claims: Sequence[Claim]) -> tuple[tuple[Claim, ...], tuple[Place, ...]]:
        """Return claims with their places looked up, and the places that are new to the case."""
        if self.placing is None:
            return tuple(claims), ()
        found = self.placing(claims)
        return found, self.placing.places(found)

    def row(self, at: str, filled: Filled) -> Row:
        """Lay a row out; refuses what was erased, and a code name or incident that is none."""
        told = sheltered(filled)
        note = lay_out(told)
        code, incident = told.get("protected") or None, told.get("incident").casefold()
        if code is not None:
            checked_code(code)
        if incident and incident not in self.incidents:
            says = "no incident of this case has that code; 'tawthiq match' suggests incidents"
            raise UsageError("form.incident", says)
        name = sha256(note.text.encode()).hex()
        vault = self.parts.ledger.vault
        if self.gone.intersection(vault.labels(name)) and name not in self.items:
            raise UsageError("form.erased", ERASED)
        whence = (filled.get("source") or None, code, filled.get("channel") or None)
        return Row(at, told, note, name, whence, self.incidents.get(incident, ()))


def item_of(row: Row, receipt: str) -> Item:
    """Return the item of a note: who speaks in it is its source."""
    source, code, _ = row.whence
    said = row.note.answers.get("heard_on")
    day = when("heard_on", said) if said else None
    item = Item(
        sha256=row.sha256,
        bytes=len(row.note.text.encode()),
        name=FileName(f"{row.filled.kind}-{row.sha256[:8]}.txt"),
        receipt=receipt,
        media_type="text/plain",
        dated=day.from_ if day is not None and day.from_ == day.to else None,
        speaker=source,
        protected=code,
    )
    return item if code is None else sheltered_item(item, code)
