"""Erasure as an attribute of a case: the set computed and shown, then done for good."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from tawthiq.base.errors import RefusedError, UsageError
from tawthiq.base.script import fold
from tawthiq.base.shape import to_plain
from tawthiq.case import beyond, facts
from tawthiq.case.parts import Parts
from tawthiq.case.protecting import identities
from tawthiq.case.stages import Counting
from tawthiq.ledger import erasing
from tawthiq.ledger.vault import FolderVault, is_name
from tawthiq.match import incident
from tawthiq.publish.rested import Change, degree
from tawthiq.record.entry import Draft, Entry
from tawthiq.record.erasure import REASONS, Blob, Done, Erasing, Reached, Reason
from tawthiq.record.figure import Degree
from tawthiq.record.person import Approval
from tawthiq.view import derived, judged, queries
from tawthiq.view.consents import consents, releases
from tawthiq.view.derived import Material, Reach
from tawthiq.view.erased import left_behind
from tawthiq.view.wording import ERASED

LEAST_PREFIX = 4
MOST_CAUSES = 32
Basis = Literal["accepted", "suggested"]
MOST_SHOWN = 50
NAMED, DECIDED = "it was named", "a person decided on it"
_COUNTED = frozenset({"claim", "review", "retraction", "source", "actor", "place"})
_KEYS = {"source": "name", "actor": "name", "place": "name", "settings": None}


class Requiring(Protocol):
    """What gives, or refuses, the approval of an act that takes two people."""

    def require(
        self, act: str, what: str, summary: str, shown: tuple[tuple[str, str], ...] = (),
        about: str = "",
    ) -> Approval:  # fmt: skip
        """Return the approval, or raise RefusedError after entering the proposal."""


@dataclass(frozen=True, slots=True)
class Erased:
    """One erasure that was done: its entry, the set, what was taken away, each rung after it."""

    entry: str
    plan: Erasing
    done: Done
    checked_by: int
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Erase:
    """Erasure of an item, claim, receipt, source or protected person with all that follows."""

    parts: Parts
    team: Requiring

    def plan(
        self,
        *ids: str,
        also: Sequence[str] = (),
        reason: Reason = "other",
        names: Sequence[str] = (),
    ) -> Erasing:
        """Return what erasing `ids` reaches; nothing is changed.

        An id is the beginning of an entry's or a claim's id, the name of a source, or the
        code name of a protected person. `also` adds what a person decided on; `names` are
        looked for beside those that the entries state.
        """
        return self._plan(ids, also, reason, names)[0]

    def __call__(
        self,
        *ids: str,
        why: str,
        also: Sequence[str] = (),
        reason: Reason = "other",
        names: Sequence[str] = (),
    ) -> Erased:
        """Erase `ids` for good, with all that the plan shows.

        Raises UsageError where `why` holds what is to be erased, RefusedError where a legal
        hold or the lack of a second person forbids it.
        """
        if not why.strip():
            raise UsageError("erase.why", "say why, in words that do not hold what is erased")
        plan, found, entries = self._plan(ids, also, reason, names)
        if found.wording.is_in(why):
            says = "the reason holds words that are to be erased; say it without names"
            raise UsageError("erase.why", says)
        self._not_held(plan)
        summary = f"erase {_count(plan)}; reason: {reason}"
        shown = tuple((one.kind, one.entry) for one in plan.gone[:MOST_SHOWN])
        approval = self.team.require("erase", plan.what, summary, shown, plan.gone[0].entry)
        stated = plan.stated(why.strip(), approval.checked_by)
        causes = dict.fromkeys([*approval.causes, *stated.entries[:MOST_CAUSES]])
        drafts = [
            Draft("erasure", to_plain(stated), tuple(causes)),
            *self._anew(plan, found, entries),
        ]
        ledger, views = self.parts.ledger, self.parts.views
        basis = facts.default_basis(queries.claims(views))
        before = self._ladder(plan, basis)
        entry = ledger.append(drafts)[0]
        total = sum(ledger.store.logs().values())
        # The right to sign is held so that no opening of the case finishes it meanwhile.
        with self.parts.progress("erasing", total), ledger.device.signing(ledger.case):
            done = erasing.apply(ledger, views)
        if any(one.kind in {"incident", "claim"} for one in plan.gone):
            incident.run(ledger, views)
        views.refresh()
        after = self._ladder(plan, basis)
        changes = tuple(
            Change(one.standard, one, other) for one, other in zip(before, after, strict=True)
        )
        return Erased(entry, plan, done, approval.checked_by, changes)

    def _ladder(self, plan: Erasing, basis: Basis) -> list[Degree]:
        """Return the numbers of the whole case; none where no figure can change."""
        if not any(one.kind in _COUNTED for one in plan.gone):
            return []
        return [degree(figure) for figure in Counting(self.parts)(basis=basis)]

    def _plan(
        self, ids: Sequence[str], also: Sequence[str], reason: Reason, names: Sequence[str]
    ) -> tuple[Erasing, Reach, dict[str, Entry]]:
        if reason not in REASONS:
            raise UsageError("erase.reason", f"a reason is one of: {', '.join(REASONS)}")
        ledger, views = self.parts.ledger, self.parts.views
        before = erasing.tombstones(ledger)
        entries = {e.id: e for e in ledger.entries() if e.id not in before}
        seeds: dict[str, str] = {}
        for name in ids:
            seeds |= dict.fromkeys(self._named(name, entries, before), NAMED)
        for name in also:
            seeds |= dict.fromkeys(self._named(name, entries, before), DECIDED)
        rows = views.ask("SELECT ref, folded FROM searchable WHERE kind = 'text'")
        with self.parts.progress("looking through", len(entries)):
            found = derived.reach(Material(entries, self._text, dict(rows)), seeds, names)
        gone = tuple(one for key, one in found.gone.items() if key in entries)
        plan = Erasing(
            gone=gone,
            stays=tuple(found.stays.values()),
            undecided=tuple(found.undecided.values()),
            blobs=self._blobs(found, entries),
            items=tuple(one.entry for one in gone if one.kind == "item"),
            releases=self._releases(gone, entries),
            beyond=tuple(beyond.out_of_reach(self.parts, found, entries)),
            reason=reason,
            before=tuple(e for k, e in erasing.erasures(ledger).items() if k in found.gone),
        )
        return plan, found, entries

    def _named(self, name: str, entries: dict[str, Entry], before: Mapping[str, str]) -> list[str]:
        """Return the entries that a name means; UsageError for none, several, or untouchable."""
        text, key = name.strip(), fold(name).strip()
        claims = queries.claim_entries(self.parts.views)
        found = {e for c, e in claims.items() if c.startswith(text)} if text else set()
        found |= {e for e in entries if e.startswith(text)}
        if len(text) >= LEAST_PREFIX and len(found) == 1:
            return [self._erasable(entry, entries) for entry in found]
        coded = [
            e.id for e in entries.values()
            if e.payload is not None and key
            and fold(str(e.payload.get("protected") or e.payload.get("code") or "")) == key
            and e.header.kind in {"item", "identity"}
        ]  # fmt: skip
        coded = coded or [e for e, one in identities(self.parts) if key and fold(one.code) == key]
        sources = [
            e.id for e in entries.values()
            if e.header.kind == "source" and e.payload is not None
            and key and fold(str(e.payload.get("name", ""))).strip() == key
        ]  # fmt: skip
        if not coded and not sources:
            if len(text) >= LEAST_PREFIX and any(one.startswith(text) for one in before):
                return _left(text, entries, before)
            says = "several entries have ids that begin so" if found else "nothing has this id"
            says += ": give the beginning of an id, a source's name or a code name"
            raise UsageError("erase.unknown", says)
        return coded or sources

    def _erasable(self, key: str, entries: dict[str, Entry]) -> str:
        entry, ring = entries[key], self.parts.ledger.keyring
        if entry.header.kind in derived.NEVER | {"erasure"}:
            says = f"an entry of kind {entry.header.kind} cannot be erased: rights rest on it"
            raise UsageError("erase.kind", says)
        if entry.payload is None and ring is not None:
            says = f"entry {key[:12]} is sealed for protected people: open the case with their key"
            raise RefusedError(
                "erase.sealed", says, reasons=["its blob cannot be found without it"]
            )
        return key

    def _text(self, sha256: str) -> str:
        if not self.parts.ledger.vault.has(sha256):
            return ""
        with self.parts.ledger.vault.open(sha256) as blob:
            return blob.read().decode("utf-8", "replace")

    def _blobs(self, found: Reach, entries: dict[str, Entry]) -> tuple[Blob, ...]:
        """Return the files of the vault that only the set holds."""
        ledger = self.parts.ledger
        gone: dict[str, None] = {}
        living: set[str] = set()
        for key, entry in entries.items():
            blob = (entry.payload or {}).get("sha256")
            if isinstance(blob, str) and is_name(blob):
                label = erasing.label_of(ledger, entry, blob)
                if key in found.gone:
                    gone |= {label: None, **dict.fromkeys(self._more(blob))}
                else:
                    living.add(label)
        return tuple(Blob(label, self._size(label)) for label in gone if label not in living)

    def _more(self, sha256: str) -> list[str]:
        """Return the names under which the same bytes lie too, sealed or not."""
        labels = self.parts.ledger.vault.labels(sha256)
        return [label for label in labels if self._size(label)]

    def _size(self, label: str) -> int:
        vault = self.parts.ledger.vault
        path = vault.path(label) if isinstance(vault, FolderVault) else None
        return path.stat().st_size if path is not None and path.is_file() else 0

    def _releases(self, gone: Sequence[Reached], entries: dict[str, Entry]) -> tuple[str, ...]:
        ids = {one.entry for one in gone}
        ids |= {str((entries[one.entry].payload or {}).get("id", "")) for one in gone}
        return tuple(
            entry
            for entry, release in releases(self.parts.views).items()
            if ids & {*(release.items or ()), *release.claims}
        )

    def _not_held(self, plan: Erasing) -> None:
        given, items = consents(self.parts.views), queries.items(self.parts.views)
        held = [
            f"item {key[:12]}: {hold.hold}"
            for key in plan.items
            if key in items and (hold := given.hold(key, items[key].protected)) is not None
        ]
        if held:
            says = "a legal hold forbids this erasure; 'tawthiq consent' shows and lifts holds"
            raise RefusedError("erase.held", says, reasons=held)

    def _anew(self, plan: Erasing, found: Reach, entries: dict[str, Entry]) -> Iterator[Draft]:
        """Yield what of the set is needed again, without the erased words."""
        ring = self.parts.ledger.keyring
        for entry in self._latest(plan, entries):
            payload = found.wording.taken_out(judged.told(self.parts.views, entry))
            key = _KEYS.get(entry.header.kind)
            if key is not None and ERASED in str(payload.get(key)):
                continue
            causes = tuple(c for c in entry.header.causes.ids if c not in found.gone)
            is_protected = ring is not None and entry.header.lock == ring.protected
            payload.pop("causes", None)
            yield Draft(entry.header.kind, payload, causes, protected=is_protected)

    def _latest(self, plan: Erasing, entries: dict[str, Entry]) -> list[Entry]:
        """Return those of the set that have to be entered again: the last statement of each key."""
        wanted = {
            one.entry
            for one in plan.gone
            if one.anew and (one.reason != NAMED or one.kind == "settings")
        }
        latest: dict[tuple[str, str], Entry] = {}
        for entry in entries.values():
            kind = entry.header.kind
            if entry.payload is not None and kind in derived.ANEW:
                name = (
                    entry.id if kind not in _KEYS else str(entry.payload.get(_KEYS[kind] or "", ""))
                )
                latest[kind, name] = entry
        return [entry for entry in latest.values() if entry.id in wanted]


def _left(text: str, entries: Mapping[str, Entry], before: Mapping[str, str]) -> list[str]:
    """Return what was made from something erased and came, or was entered, afterwards."""
    erasures = {key for one, key in before.items() if one.startswith(text)}
    together = {one for one, key in before.items() if key in erasures}
    left = left_behind(entries.values(), together)
    if not left:
        raise UsageError("erase.gone", f"entry {text[:12]} was erased already")
    return left


def _count(plan: Erasing) -> str:
    kinds: dict[str, int] = {}
    for one in plan.gone:
        kinds[one.kind] = kinds.get(one.kind, 0) + 1
    listed = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
    return f"{len(plan.gone)} entries ({listed}) and {len(plan.blobs)} blobs"
