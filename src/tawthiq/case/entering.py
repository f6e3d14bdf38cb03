"""Entering by hand: what people were told becomes a preserved note, a record, and claims.

Who enters the note also reads it: that the source says this is their own act, so the claims
are accepted by its author at once, and signed where the author has a key. Nobody has checked
them: a case with one such person says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Literal, cast

from tawthiq.base import instant
from tawthiq.base.digest import sha256
from tawthiq.base.errors import Error, UsageError
from tawthiq.base.script import fold
from tawthiq.base.shape import to_plain
from tawthiq.case.parts import Parts
from tawthiq.case.protecting import checked_code
from tawthiq.ledger import erasing
from tawthiq.ledger.header import decode_header
from tawthiq.preserve.intake import ERASED
from tawthiq.preserve.sheltering import identity_of, sheltered_item, sheltered_receipt
from tawthiq.read.form.claims import Known, claims_of
from tawthiq.read.form.note import Note, lay_out, sheltered
from tawthiq.read.form.values import when
from tawthiq.read.stage import LINK_KINDS
from tawthiq.record.claim import LinkKind
from tawthiq.record.entry import Draft
from tawthiq.record.form import FORM, Filled, FormKind, Record
from tawthiq.record.item import FileName, Item, Receipt, TextView
from tawthiq.view import queries
from tawthiq.view.records import records

Whence = tuple[str | None, str | None, str | None]
WHY = "entered by hand"
_REVIEW = "entered by hand: who took it down says so"


@dataclass(frozen=True, slots=True)
class Entered:
    """One row that stands in the case: its item, and whether it was there before.

    `row` says where in a file it stood; claims and record are those entered now.
    """

    item: str
    kind: FormKind
    claims: tuple[str, ...] = ()
    record: str | None = None
    known: bool = False
    row: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """One row that was not entered, and why, in one sentence."""

    row: str
    says: str


@dataclass(slots=True)
class Entries:
    """What entering several rows gave."""

    entered: list[Entered] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row laid out as a note whose bytes have their digest.

    `whence` (source, code name, channel) is what one receipt is for; `hints` are the claims of
    the incident that it names.
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
class Entering:
    """What people enter by hand."""

    parts: Parts

    def __call__(
        self,
        kind: FormKind,
        answers: Mapping[str, str],
        lang: Literal["en", "ar"] = "en",
    ) -> Entered:
        """Enter one victim, incident or statement; raises UsageError for what it lacks."""
        given = self.several({"": Filled(kind, answers, lang)})
        if given.refused:
            raise UsageError("form.row", given.refused[0].says)
        return given.entered[0]

    def several(self, rows: Mapping[str, Filled]) -> Entries:
        """Enter rows by where they stood; a wrong one is listed and stops nothing."""
        found, taken = Entries(), list[_Row]()
        sought = _Sought.of(self.parts)
        for at, filled in rows.items():
            try:
                taken.append(sought.row(at, filled))
            except Error as error:
                found.refused.append(Refused(at, error.message))
        self._enter(taken, sought, found)
        self.parts.views.refresh()
        return found

    def preview(self, filled: Filled) -> str:
        """Return the note that a form becomes, without entering anything."""
        return lay_out(sheltered(filled)).text

    def records(self) -> dict[str, Record]:
        """Return the rows entered so far, by the id of their entry."""
        return records(self.parts.views)

    def _enter(self, rows: Sequence[_Row], sought: "_Sought", found: Entries) -> None:
        """Enter items first, then what is made of them: an item's id is that of its entry."""
        fresh, seen = list[_Row](), dict[str, Entered]()
        again: list[tuple[_Row, str]] = []
        for row in rows:
            before = sought.items.get(row.sha256)
            if before is None and row.sha256 not in seen:
                seen[row.sha256] = Entered("", row.filled.kind)
                fresh.append(row)
            else:
                again.append((row, before or ""))
        with self.parts.progress("entering", len(rows)) as advance:
            items = self._items(fresh)
            unfinished = [(r, item) for r, item in again if item and item not in sought.done]
            made = self._made([*zip(fresh, items, strict=True), *unfinished], sought)
            advance(len(rows))
        found.entered += made
        ids = {row.sha256: one for row, one in zip(fresh, items, strict=True)}
        finished = {one.item for one in made}
        for row, item in again:
            held = item or ids[row.sha256]
            if item not in finished:
                found.entered.append(Entered(held, row.filled.kind, known=True, row=row.at))

    def _items(self, rows: Sequence[_Row]) -> list[str]:
        """Preserve the notes, with one receipt for each source and channel; return their ids."""
        ledger = self.parts.ledger
        whences = list(dict.fromkeys(row.whence for row in rows))
        now = instant.render_instant(instant.now())
        given = [Receipt(now, source or code, channel, WHY) for source, code, channel in whences]
        open_ = [
            receipt if code is None else sheltered_receipt(receipt, code)
            for receipt, (_, code, _) in zip(given, whences, strict=True)
        ]
        ids = ledger.append([Draft("receipt", to_plain(receipt)) for receipt in open_])
        receipts = dict(zip(whences, ids, strict=True))
        for row in rows:
            ledger.vault.put(BytesIO(row.note.text.encode()), protected=row.code is not None)
        items = [_item(row, receipts[row.whence]) for row in rows]
        drafts = [Draft("item", to_plain(item), (item.receipt,)) for item in items]
        entered = ledger.append(drafts, [row.sha256 for row in rows])
        self._apart(rows, entered, dict(zip(whences, given, strict=True)), receipts)
        return list(entered)

    def _apart(
        self,
        rows: Sequence[_Row],
        items: Sequence[str],
        given: Mapping[Whence, Receipt],
        receipts: Mapping[Whence, str],
    ) -> None:
        """Enter what was taken off a protected source's receipts, sealed."""
        drafts = []
        for whence, receipt in given.items():
            source, code, _ = whence
            held = [i for row, i in zip(rows, items, strict=True) if row.whence == whence]
            if code is not None:
                apart = identity_of(code, receipt, None, source, ())
                causes = (receipts[whence], *held)
                drafts.append(Draft("identity", to_plain(apart), causes, protected=True))
        self.parts.ledger.append(drafts)

    def _made(self, rows: Sequence[tuple[_Row, str]], sought: "_Sought") -> list[Entered]:
        """Enter text, record and claims of each item, then that who entered them says so."""
        drafts: list[Draft] = []
        made: list[tuple[_Row, str, tuple[str, ...], int]] = []
        for row, item in rows:
            note, sealed = row.note, row.code is not None
            claims = claims_of(note, row.filled.kind, item, Known(sought.sources, row.hints))
            view = TextView(item, FORM, row.sha256, len(note.text), parts=note.parts)
            record = Record(
                item, row.filled.kind, FORM, note.cells(row.filled), row.filled.lang, note.extra
            )
            made.append((row, item, tuple(claim.id for claim in claims), len(drafts)))
            kinds = [("text", view), ("record", record), *(("claim", claim) for claim in claims)]
            drafts += [Draft(kind, to_plain(value), (item,), sealed) for kind, value in kinds]
        ids = self.parts.ledger.append(drafts, [row.sha256 for row, _ in rows])
        reviews = [
            Draft("review", {"claim": claim, "verdict": "accepted", "why": _REVIEW},
                  (ids[at + 2 + number],), row.code is not None)
            for row, _, claims, at in made
            for number, claim in enumerate(claims)
        ]  # fmt: skip
        self.parts.ledger.append(reviews)
        return [
            Entered(item, row.filled.kind, claims, ids[at + 1], row=row.at)
            for row, item, claims, at in made
        ]


@dataclass(frozen=True, slots=True)
class _Sought:
    """What of the case entering looks at: held notes, finished ones, sources, incidents."""

    items: Mapping[str, str]
    done: frozenset[str]
    sources: Mapping[str, tuple[str, LinkKind]]
    incidents: Mapping[str, tuple[str, ...]]
    gone: frozenset[str]
    parts: Parts

    @classmethod
    def of(cls, parts: Parts) -> "_Sought":
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
        )

    def row(self, at: str, filled: Filled) -> _Row:
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
        return _Row(at, told, note, name, whence, self.incidents.get(incident, ()))


def _item(row: _Row, receipt: str) -> Item:
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
