"""Consent as an attribute of a case: entering it, what stands, what a withdrawal reaches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tawthiq.base import instant
from tawthiq.base.errors import UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case import facts
from tawthiq.case.parts import Parts
from tawthiq.count import ladder as counting
from tawthiq.publish import consented, rested
from tawthiq.publish.rested import Impact
from tawthiq.record import consent as rules
from tawthiq.record.consent import Consent, Consents, Hold, Kept, State
from tawthiq.record.entry import Draft
from tawthiq.record.figure import Figure, Scope
from tawthiq.record.release import Held
from tawthiq.record.words import Lang
from tawthiq.view import queries
from tawthiq.view.consents import GivenOut, acts, consents, handovers, releases

Row = dict[str, Any]
NO_FIGURES = frozenset({"media", "archive", "contact_again"})
"""Purposes that no figure rests on."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom an entry of consent is about: one item, or all items under a code name."""

    name: str
    item: str | None
    code: str | None
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What entering one consent did; `impact` is there where the answer was no."""

    entry: str
    consent: Consent
    warnings: tuple[str, ...] = ()
    impact: Impact | None = None


@dataclass(frozen=True, slots=True)
class Consenting:
    """Consent per purpose."""

    parts: Parts

    def __call__(self, subject: str, purpose: str, state: State, **said: Any) -> Recorded:  # noqa: ANN401 - the fields of Consent
        """Enter what a person said about one purpose; see record.consent.Consent for fields.

        `subject` is the beginning of an item's id, or a code name. Raises UsageError for an
        unknown subject or purpose, a wrong date, and a grant that lacks what it must say.
        """
        about = self.subject(subject)
        consent = Consent(about.name, rules.purpose_named(purpose), state, **said)
        _check(consent)
        given = consents(self.parts.views)
        standing = given.standing(about.item, about.code, consent.purpose)
        if state == "granted":
            consent = replace(consent, answers=standing.open)
        ladders = self._ladders(about, consent)
        before = [standing.kept.entry] if standing.kept is not None else []
        causes = tuple(dict.fromkeys((*about.items, *before, *consent.answers)))
        entry = self.parts.ledger.append([Draft("consent", to_plain(consent), causes)])[0]
        self.parts.views.refresh()
        reached = None if state == "granted" else self._impact(about, ladders)
        return Recorded(entry, consent, rules.warnings(consent), reached)

    def hold(self, subject: str, why: str, *, lift: bool = False, until: str | None = None) -> str:
        """Enter that something is kept for the law although its day has passed, or no longer."""
        if not why.strip():
            raise UsageError("consent.hold", "say for whom and why it is held, or held no longer")
        if until is not None:
            instant.parse_day(until)
        about = self.subject(subject)
        payload = to_plain(Hold(about.name, why, lift, until))
        entry = self.parts.ledger.append([Draft("consent", payload, about.items)])[0]
        self.parts.views.refresh()
        return entry

    def subject(self, text: str) -> Subject:
        """Return whom `text` names: a code name, or the beginning of one item's id."""
        items = queries.items(self.parts.views)
        coded = [k for k, i in items.items() if i.protected and _same(i.protected, text)]
        if coded:
            code = items[coded[0]].protected
            return Subject(code or "", None, code, tuple(coded))
        known = [k.consent.subject for k in consents(self.parts.views).kept]
        spoken = next((name for name in known if name not in items and _same(name, text)), None)
        if spoken is not None:  # a person of whom nothing is held, or nothing that may be seen
            return Subject(spoken, None, spoken, ())
        found = [key for key in items if text and key.startswith(text)]
        if len(found) != 1:
            says = "name one item by the beginning of its id, or a protected person by code name"
            raise UsageError("consent.subject", says)
        return Subject(found[0], found[0], items[found[0]].protected, (found[0],))

    def table(self, subject: str) -> list[Row]:
        """Return a row per purpose, also of those that nobody asked about, with its history."""
        about, given = self.subject(subject), consents(self.parts.views)
        codes = dict.fromkeys(about.items, about.code)
        return [
            self._row(about, given, purpose, codes)
            for purpose in given.purposes(about.item, about.code)
        ]

    def overdue(self, today: str | None = None) -> list[Row]:
        """Return what should have been looked at again before today (a day, YYYY-MM-DD)."""
        day = today or instant.render_instant(instant.now())[:10]
        instant.parse_day(day)
        given = consents(self.parts.views)
        rows = []
        for kept in rules.overdue(given, day):
            one = kept.consent
            hold = self._hold(given, one.subject)
            row = {"subject": one.subject, "purpose": one.purpose, "state": one.state}
            rows.append({**row, "until": one.until, "hold": hold, "entry": kept.entry})
        return rows

    def to_erase(self) -> list[Row]:
        """Return the items whose giver does not allow keeping them, with what holds them."""
        given, rows = consents(self.parts.views), []
        for key, item in queries.items(self.parts.views).items():
            standing = given.standing(key, item.protected, "store")
            if standing.is_no:
                held = given.hold(key, item.protected)
                why = held.hold if held is not None else None
                row = {"item": key, "code": item.protected, "state": standing.state}
                rows.append({**row, "hold": why})
        return rows

    def uncounted(self) -> tuple[str, ...]:
        """Return the items that are in no figure, because their giver does not allow it."""
        return tuple(sorted(facts.stopped(self.parts.views)))

    def releases(self) -> list[Row]:
        """Return every dossier that was written; what of it was withdrawn or erased since."""
        views = self.parts.views
        codes = {key: item.protected for key, item in queries.items(views).items()}
        touched = rested.withdrawn_since(acts(views), consents(views), codes)
        return [
            {
                "release": entry,
                "day": self._day(entry),
                "audience": release.audience,
                "partner": release.partner,
                "items": None if release.items is None else len(release.items),
                "withdrawn": list(touched.get(entry, ())),
                "erased": [item for item in release.items or () if item not in codes],
                "ladder": to_plain(release.ladder),
            }
            for entry, release in releases(views).items()
        ]

    def given_out(self) -> list[Row]:
        """Return every package that was handed over: to whom, when, and which items."""
        return [
            {"handover": one.entry, "day": self._day(one.entry), "to": one.to, "items": one.items}
            for one in handovers(self.parts.views)
        ]

    def lacking(self, items: Sequence[str], purpose: str, lang: Lang = "en") -> tuple[str, ...]:
        """Return a reason per item (full ids) whose giver has not agreed to `purpose`."""
        views, wanted = self.parts.views, set(items)
        held = [
            Held(key, item, (), None, None)
            for key, item in queries.items(views).items()
            if key in wanted
        ]
        known = queries.sources(views)
        return consented.lacking(held, purpose, known, consents(views), lang=lang)

    def earlier(self, code: str) -> tuple[str, ...]:
        """Return the items that the person of this code gave before (record.consent.earlier)."""
        items = queries.items(self.parts.views).items()
        return rules.earlier(code, ((key, item.protected) for key, item in items))

    def _row(
        self, about: Subject, given: Consents, purpose: str, codes: Mapping[str, str | None]
    ) -> Row:
        standing = given.standing(about.item, about.code, purpose)
        hold = given.hold(about.item, about.code)
        differ = [
            k for k, c in codes.items() if given.standing(k, c, purpose).state != standing.state
        ]
        history = [
            self._told(kept)
            for kept in given.history(about.item, about.code)
            if _same(kept.consent.purpose, purpose)
        ]
        return {
            "subject": about.name,
            "purpose": purpose,
            "state": standing.state,
            "until": standing.kept.consent.until if standing.kept is not None else None,
            "hold": hold.hold if hold is not None else None,
            "unheard": [kept.entry for kept in standing.unheard],
            "except": differ,
            "history": history,
        }

    def _told(self, kept: Kept) -> Row:
        head = self.parts.ledger.entry(kept.entry).header
        row: Row = to_plain(kept.consent)
        by = queries.people(self.parts.views).get(head.author)
        about = {"entry": kept.entry, "entered": head.time, "author": head.author, "by": by}
        return {**about, **row}

    def _hold(self, given: Consents, subject: str) -> str | None:
        item = queries.items(self.parts.views).get(subject)
        held = given.hold(subject, item.protected if item is not None else None)
        return held.hold if held is not None else None

    def _day(self, entry: str) -> str:
        return self.parts.ledger.entry(entry).header.time[:10]

    def _ladders(
        self, about: Subject, consent: Consent
    ) -> tuple[Sequence[Figure], Sequence[Figure]]:
        """Return the whole case's ladder with and without the items, or nothing for both."""
        if consent.state == "granted" or consent.purpose in NO_FIGURES:
            return (), ()
        ledger, views = self.parts.ledger, self.parts.views
        with self.parts.progress("counting", 2) as advance:
            full = facts.evidence(ledger, views)
            basis = facts.default_basis(full.claims)
            profile = queries.settings(views).profile
            before = counting.ladder(full, Scope(), profile, basis)
            advance(1)
            if not {claim.item for claim in full.claims} & set(about.items):
                return before, before
            part = facts.evidence(ledger, views, without_items=about.items)
            return before, counting.ladder(part, Scope(), profile, basis)

    def _impact(self, about: Subject, ladders: tuple[Sequence[Figure], Sequence[Figure]]) -> Impact:
        views = self.parts.views
        given: Sequence[GivenOut] = handovers(views)
        packages = {one.entry: one.items for one in given}
        return rested.impact(about.items, releases(views), packages, *ladders)


def _check(consent: Consent) -> None:
    """Raise UsageError where an entry of consent lacks something or a day is no day."""
    lacks = rules.missing(consent)
    if lacks:
        names = ", ".join(name.replace("_", " ") for name in lacks)
        raise UsageError("consent.incomplete", f"this consent lacks: {names}")
    for day in (consent.date, consent.until):
        if day is not None:
            instant.parse_day(day)


def _same(one: str, other: str) -> bool:
    return rules.compared(one) == rules.compared(other)
