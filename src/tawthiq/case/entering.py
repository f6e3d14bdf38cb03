"""Entering by hand: what people were told becomes a preserved note, a record, and claims.

Who enters the note also reads it: that the source says this is their own act, so the claims
are accepted by its author at once, and signed where the author has a key. Nobody has checked
them: a case with one such person says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Literal

from tawthiq.base import instant
from tawthiq.base.errors import Error, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.entering_files import read_file, written
from tawthiq.case.entering_rows import Row, Sought, Whence, item_of
from tawthiq.case.parts import Parts
from tawthiq.preserve.sheltering import identity_of, sheltered_receipt
from tawthiq.read.form.claims import Known, claims_of
from tawthiq.record.entry import Draft
from tawthiq.record.form import FORM, Filled, FormKind, Record
from tawthiq.record.item import Receipt, TextView
from tawthiq.view import queries
from tawthiq.view.records import records

BATCH = 200
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
    """What entering several rows gave; `left_out` are headings that are no fields of persons."""

    entered: list[Entered] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    left_out: tuple[str, ...] = ()


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
        self.parts.views.refresh()
        found, taken = Entries(), list[Row]()
        sought = Sought.of(self.parts)
        for at, filled in rows.items():
            try:
                taken.append(sought.row(at, filled))
            except Error as error:
                found.refused.append(Refused(at, error.message))
        self._enter(taken, sought, found)
        self.parts.views.refresh()
        return found

    def file(self, path: str | Path, kind: FormKind | None = None) -> Entries:
        """Enter what a filled XLSX, CSV, JSON or HTML form holds; wrong rows are listed.

        `kind` where the file does not say it. The same file again enters nothing again.
        Raises UsageError for a file that is no form at all.
        """
        country = queries.settings(self.parts.views).country
        read = read_file(Path(path), kind, country)
        found = self.several(read.forms)
        found.refused[:0] = [Refused(at, says) for at, says in read.refused]
        found.left_out = tuple(read.left_out)
        return found

    def blank(
        self, path: str | Path, lang: Literal["en", "ar"] = "en", kind: FormKind | None = None
    ) -> Path:
        """Write an empty form as XLSX or as a page to print (HTML) to the new file `path`."""
        return written(Path(path), lang, kind)

    def preview(self, filled: Filled) -> str:
        """Return the note that a form becomes, without entering anything.

        Raises UsageError for whatever entering it would.
        """
        return Sought.of(self.parts).row("", filled).note.text

    def records(self) -> dict[str, Record]:
        """Return the rows entered so far, by the id of their entry."""
        return records(self.parts.views)

    def _enter(self, rows: Sequence[Row], sought: Sought, found: Entries) -> None:
        """Enter rows in batches: items first, since an item's id is that of its entry."""
        items, done = dict(sought.items), set(sought.done)
        with self.parts.progress("entering", len(rows)) as advance:
            for start in range(0, len(rows), BATCH):
                batch = rows[start : start + BATCH]
                first = {row.sha256: row for row in reversed(batch)}
                fresh = [row for row in batch if first[row.sha256] is row]
                unheld = [row for row in fresh if row.sha256 not in items]
                new = self._items(unheld)
                items |= {row.sha256: one for row, one in zip(unheld, new, strict=True)}
                todo = [row for row in fresh if items[row.sha256] not in done]
                done |= {items[row.sha256] for row in todo}
                made = self._made([(row, items[row.sha256]) for row in todo], sought)
                by_row = dict(zip(map(id, todo), made, strict=True))
                for row in batch:
                    held = Entered(items[row.sha256], row.filled.kind, known=True, row=row.at)
                    found.entered.append(by_row.get(id(row), held))
                advance(len(batch))

    def _items(self, rows: Sequence[Row]) -> list[str]:
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
        items = [item_of(row, receipts[row.whence]) for row in rows]
        drafts = [Draft("item", to_plain(item), (item.receipt,)) for item in items]
        entered = ledger.append(drafts, [row.sha256 for row in rows])
        self._apart(rows, entered, dict(zip(whences, given, strict=True)), receipts)
        return list(entered)

    def _apart(
        self,
        rows: Sequence[Row],
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

    def _made(self, rows: Sequence[tuple[Row, str]], sought: Sought) -> list[Entered]:
        """Enter text, record and claims of each item, then that who entered them says so."""
        drafts: list[Draft] = []
        made: list[tuple[Row, str, tuple[str, ...], int]] = []
        for row, item in rows:
            note, sealed = row.note, row.code is not None
            said = claims_of(note, row.filled.kind, item, Known(sought.sources, row.hints))
            claims, places = sought.placed(said)
            view = TextView(item, FORM, row.sha256, len(note.text), parts=note.parts)
            record = Record(
                item, row.filled.kind, FORM, note.cells(row.filled), row.filled.lang, note.extra
            )
            made.append((row, item, tuple(claim.id for claim in claims), len(drafts)))
            kinds = [("text", view), ("record", record), *(("claim", claim) for claim in claims)]
            kinds += [("place", place) for place in places]
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
