"""The stages as attributes of a case: each verb one method, each method one sentence.

Every stage object holds the open case's parts and nothing of its own; what it returns are
frozen values.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from tawthiq.base import instant
from tawthiq.base.digest import sha256
from tawthiq.base.errors import RefusedError, UsageError
from tawthiq.base.script import show
from tawthiq.base.shape import to_plain
from tawthiq.case import facts
from tawthiq.case.agreeing import agreed
from tawthiq.case.events import picture
from tawthiq.case.foreign import CagedReading
from tawthiq.case.known import check_sides
from tawthiq.case.parts import Parts
from tawthiq.case.table import Table, table
from tawthiq.case.twice import Twice
from tawthiq.count import ladder as counting
from tawthiq.kit.cage import Cage, Unreadable
from tawthiq.match import incident
from tawthiq.preserve import intake
from tawthiq.preserve.capture import TASKS, recognise_all
from tawthiq.preserve.text import TASK
from tawthiq.preserve.walk import walk
from tawthiq.publish.dossier import build
from tawthiq.publish.policy import refusals
from tawthiq.publish.rested import rests_on
from tawthiq.publish.write import write
from tawthiq.record.capture import Capture
from tawthiq.record.chat import Order
from tawthiq.record.entry import Draft
from tawthiq.record.figure import Figure, Scope
from tawthiq.record.incident import Incident
from tawthiq.record.item import Item, Receipt
from tawthiq.record.release import Audience
from tawthiq.view import queries, search

Language = Literal["en", "ar"]


@dataclass(frozen=True, slots=True)
class Preserving:
    """Stage preserve."""

    parts: Parts

    def __call__(
        self,
        *paths: str | Path,
        giver: str | None = None,
        channel: str | None = None,
        why: str | None = None,
        promise: str | None = None,
        received_at: str | None = None,
        dated: str | None = None,
        outlet: str | None = None,
        speaker: str | None = None,
        protected: str | None = None,
        senders_open: bool = False,
        open_too: bool = False,
        date_order: Order | None = None,
    ) -> intake.Preserved:
        """Preserve files and folders with one receipt; see preserve.intake.run for errors.

        Senders in chats get code names in the text view; `senders_open` keeps them as they are.
        `open_too` takes what is held openly from a protected person, and the other way round.
        """
        places = [Path(path) for path in paths]
        files, _ = walk(places, protected)
        check_sides(self.parts.views, files, protected, open_too=open_too)
        if dated is not None:
            instant.parse_day(dated)
        total = sum(given.bytes for given in files)
        with Cage([TASK, *TASKS]) as cage, self.parts.progress("preserving", total) as advance:
            receipt = Receipt(
                received_at=received_at or instant.render_instant(instant.now()),
                giver=giver,
                channel=channel,
                why=why,
                promise=promise,
                captures=_captures(places, cage) if protected is None else (),
            )
            told = (receipt, dated, outlet, speaker, protected, senders_open, date_order)
            given, parts = intake.Stated(*told), self.parts
            return intake.run(parts.ledger, parts.views, CagedReading(cage), places, given, advance)

    def items(self) -> dict[str, Item]:
        """Return all items by id."""
        return queries.items(self.parts.views)

    def receipts(self) -> dict[str, Receipt]:
        """Return all receipts by id."""
        return queries.receipts(self.parts.views)

    def find(self, words: str, limit: int = 50) -> list[search.Hit]:
        """Return what holds all of `words`, in either script."""
        return search.find(self.parts.views, words, limit)


@dataclass(frozen=True, slots=True)
class Matching:
    """Stage match, so far: suggested incidents; people merge and split them (case.incidents)."""

    parts: Parts

    def __call__(self) -> Table[Incident]:
        """Suggest incidents for the claims that the case holds; return all of them."""
        incident.run(self.parts.ledger, self.parts.views)
        self.parts.views.refresh()
        return self.incidents()

    def incidents(self) -> Table[Incident]:
        """Return the incidents as they stand: suggested, or as people judged them."""
        return table(picture(self.parts.views).incidents())


@dataclass(frozen=True, slots=True)
class Counting:
    """Stage count: figures, computed when asked, never stored."""

    parts: Parts

    def __call__(
        self,
        scope: Scope | None = None,
        *,
        standard: str | None = None,
        profile: str | None = None,
        basis: Literal["accepted", "suggested"] | None = None,
        known_by: str | None = None,
        said_by: str | None = None,
        without: Sequence[str] = (),
    ) -> Table[Figure]:
        """Return the ladder for a scope (None: the whole case), one figure per rung."""
        asked = facts.evidence(
            self.parts.ledger, self.parts.views, known_by=known_by, said_by=said_by, without=without
        )
        settings = queries.settings(self.parts.views)
        chosen = basis or facts.default_basis(asked.claims)
        ladder = counting.ladder(asked, scope or Scope(), profile or settings.profile, chosen)
        return table(f for f in ladder if standard is None or f.standard == standard)

    def tables(
        self,
        profile: str | None = None,
        basis: Literal["accepted", "suggested"] | None = None,
        without_items: Collection[str] = (),
    ) -> counting.Tables:
        """Return the whole-case ladder with those by place, perpetrator and status."""
        asked = facts.evidence(self.parts.ledger, self.parts.views, without_items=without_items)
        settings = queries.settings(self.parts.views)
        chosen = basis or facts.default_basis(asked.claims)
        return counting.tables(asked, profile or settings.profile, chosen)


@dataclass(frozen=True, slots=True)
class Publishing:
    """Stage publish: the dossier. `names` gives protected people's names, to be masked."""

    parts: Parts
    names: Callable[[], tuple[str, ...]]

    def __call__(
        self,
        out: str | Path,
        audience: Audience = "internal",
        *,
        basis: Literal["accepted", "suggested"] | None = None,
        skipped: Mapping[str, str] | None = None,
        lang: Language = "en",
        partner: str | None = None,
        leave_out: bool = False,
    ) -> str:
        """Write the dossier into the empty folder `out`; return its first page's path.

        Both languages are written; `lang` is the one that opens first. `partner` is the body
        that a partner's dossier is for. With `leave_out`, testimonies that lack consent for
        the audience are in neither its pages nor its figures.

        Raises RefusedError (4) with the reasons where a rule of the audience refuses.
        """
        parts = self.parts
        if Path(out).absolute().is_relative_to(parts.folder.vault.absolute()):
            raise UsageError("publish.vault", "a dossier is never written into the vault")
        if parts.folder.is_locked and _is_inside(Path(out), parts.folder.root):
            says = "a dossier lies open, so it is not written into a locked case's folder"
            raise UsageError("publish.inside", says)
        out_of_it = facts.unconsented(parts.views, audience, partner) if leave_out else ()
        tables = Counting(parts).tables(basis=basis, without_items=out_of_it)
        dossier = facts.gather(
            parts.ledger, parts.views, tables, audience, skipped or {}, partner, out_of_it
        )
        if audience == "public":
            dossier = replace(dossier, protected_names=self.names())
        elif audience == "internal":
            dossier = replace(dossier, twice=tuple(Twice(parts)()))
        reasons = refusals(dossier)
        if reasons:
            raise RefusedError(
                "publish.refused", f"the {audience} dossier is refused", reasons=reasons
            )
        dossier, approved = agreed(parts, dossier, lang)
        files = build(dossier, lang=lang)
        write(files, Path(out))
        release = rests_on(dossier, _digest_of(files), sorted(out_of_it))
        causes = (*(release.items or ()), *approved)
        parts.ledger.append([Draft("release", to_plain(release), causes)])
        parts.views.refresh()
        return show(str((Path(out) / "index.html").absolute()))


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _digest_of(files: Mapping[str, bytes]) -> str:
    """Return SHA-256 over the dossier's checksum list: one digest for the whole release."""
    lines = [f"{sha256(data).hex()}  {name}\n" for name, data in sorted(files.items())]
    return sha256("".join(lines).encode()).hex()


def _captures(paths: Sequence[Path], cage: Cage) -> tuple[Capture, ...]:
    """Return the web captures among `paths`; one that cannot be described is still kept."""
    found: list[Capture] = []
    for path in paths:
        described = recognise_all(path, cage)
        if not isinstance(described, Unreadable):
            found += described
    return tuple(found)
