"""Consent per purpose: what a person allowed, refused or took back, and what stands of it.

Nothing is granted by default: without an entry a purpose is "not asked". History is kept;
per purpose the latest entry stands, with two exceptions that err towards the person:

1. A grant lifts a refusal or withdrawal only if it `answers` it, that is, if whoever entered
   the grant had it before them. Of two copies that were apart, the one in which the person
   said no prevails after they meet, whatever the order of the entries.
2. What was refused for one item is lifted by a grant for that item alone; a grant for all
   items of a person leaves it.

Purposes: Ethical research code on witnesses, per-purpose consent (standards S-10, S-11).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

from tawthiq.base.errors import UsageError
from tawthiq.base.script import fold

State = Literal["granted", "refused", "withdrawn"]
Stands = Literal["not_asked", "granted", "refused", "withdrawn"]
Form = Literal["written", "oral", "recorded", "guardian"]
FORMS: Final[tuple[Form, ...]] = ("written", "oral", "recorded", "guardian")
SHARE: Final = "share_with:"
PURPOSES: Final = (
    "store", "analyse", "publish_anonymous", "publish_named", "media", "court", "archive",
    "contact_again",
)  # fmt: skip
GROUND: Final = ("store", "analyse")
"""Purposes without which an item is neither read nor counted, once they are refused."""
NEEDED: Final = ("form", "language", "date", "explained_by", "risks")
"""What a grant must say; an empty `risks` says that none were explained."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What one person said about one purpose.

    `subject` is an item's id, or the code name of a protected person for all their items.
    `words` are the person's own. `risks` says which risks were explained, by `explained_by`.
    `guardian` spoke for a child. `until` is the day on which it has to be looked at again.
    `answers` are the entries of refusal or withdrawal that a grant knew of and lifts.
    """

    subject: str
    purpose: str
    state: State
    form: Form | None = None
    language: str | None = None
    date: str | None = None
    explained_by: str | None = None
    risks: str | None = None
    child: bool = False
    guardian: str | None = None
    words: str | None = None
    note: str | None = None
    until: str | None = None
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold: the subject is kept although its day has passed; `why` says for whom.

    The latest one of a subject stands; one that `lifts` ends it.
    """

    subject: str
    hold: str
    lifts: bool = False
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """One consent as it stands in the record: the entry that holds it, and what it says."""

    entry: str
    consent: Consent


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands for one item and purpose, by which entry.

    `unheard` are grants that do not count, because who entered them did not know of a
    refusal or withdrawal: ask the person again.
    """

    purpose: str
    state: Stands = "not_asked"
    kept: Kept | None = None
    unheard: tuple[Kept, ...] = ()
    open: tuple[str, ...] = ()

    @property
    def is_no(self) -> bool:
        """Say whether the person said no, now or after a yes."""
        return self.state in ("refused", "withdrawn")


@dataclass(frozen=True)
class Consents:
    """Every consent and every hold of a case, in the order of the record."""

    kept: tuple[Kept, ...] = ()
    holds: tuple[Hold, ...] = ()

    @cached_property
    def _by_subject(self) -> dict[str, list[tuple[int, Kept]]]:
        table: dict[str, list[tuple[int, Kept]]] = {}
        for place, kept in enumerate(self.kept):
            table.setdefault(compared(kept.consent.subject), []).append((place, kept))
        return table

    def history(self, item: str | None, code: str | None) -> tuple[Kept, ...]:
        """Return what was entered for an item and for the person of this code, in order."""
        found = [
            one for key in (item, code) if key for one in self._by_subject.get(compared(key), ())
        ]
        return tuple(kept for _, kept in sorted(found, key=lambda one: one[0]))

    def standing(self, item: str | None, code: str | None, purpose: str) -> Standing:
        """Return what stands for a purpose; `item` None asks for the person alone."""
        wanted = compared(purpose)
        asked = [k for k in self.history(item, code) if compared(k.consent.purpose) == wanted]
        return _standing(asked, purpose, None if item is None else compared(item))

    def purposes(self, item: str | None, code: str | None) -> tuple[str, ...]:
        """Return every purpose, and those of sharing that were ever spoken of."""
        spoken = {compared(k.consent.purpose): k.consent.purpose for k in self.history(item, code)}
        shared = [name for key, name in spoken.items() if key.startswith(SHARE)]
        return (*PURPOSES[:2], *shared, *PURPOSES[2:])

    def stopped(self, item: str, code: str | None) -> Standing | None:
        """Return the no to keeping or analysing that takes an item out of every figure."""
        if not self.history(item, code):
            return None
        standings = (self.standing(item, code, purpose) for purpose in GROUND)
        return next((one for one in standings if one.is_no), None)

    def hold(self, item: str | None, code: str | None) -> Hold | None:
        """Return the legal hold on an item or on the person of this code."""
        keys = {compared(key) for key in (item, code) if key}
        latest = {
            compared(hold.subject): hold for hold in self.holds if compared(hold.subject) in keys
        }
        return next((hold for hold in latest.values() if not hold.lifts), None)


def purpose_named(text: str) -> str:
    """Return a purpose as typed; UsageError("consent.purpose") lists them for an unknown one."""
    name = text.strip()
    if name in PURPOSES:
        return name
    if name.startswith(SHARE) and name.removeprefix(SHARE).strip():
        return SHARE + name.removeprefix(SHARE).strip()
    listed = ", ".join((*PURPOSES[:2], f"{SHARE}BODY", *PURPOSES[2:]))
    raise UsageError("consent.purpose", f"the purposes are: {listed}")


def missing(consent: Consent) -> tuple[str, ...]:
    """Return what an entry of consent lacks: of a grant how it was given, of a child who spoke.

    An empty `risks` is there: it says that no risks were explained.
    """
    found = []
    if consent.state == "granted":
        found = [name for name in NEEDED if _is_absent(name, getattr(consent, name))]
    is_child = consent.child or consent.form == "guardian"
    if is_child and not (consent.guardian or "").strip():
        found.append("guardian")
    return tuple(found)


def warnings(consent: Consent) -> tuple[str, ...]:
    """Return what a person should know about an entry of consent that may be made."""
    if consent.state == "granted" and not (consent.risks or "").strip():
        return ("no risks were explained: a consent without them is not an informed one",)
    return ()


def overdue(consents: Consents, today: str) -> Iterator[Kept]:
    """Yield what stands of each subject and purpose and should have been looked at by today."""
    latest = {(compared(k.consent.subject), compared(k.consent.purpose)): k for k in consents.kept}
    for kept in latest.values():
        if kept.consent.until is not None and kept.consent.until < today:
            yield kept


def earlier(code: str, items: Iterable[tuple[str, str | None]]) -> tuple[str, ...]:
    """Return the items that the person of this code gave before, of (item id, its code).

    A second interview can harm a person and a case (standards S-13): where this is not
    empty, say so and ask what another one adds.
    """
    wanted = compared(code)
    return tuple(item for item, given in items if given is not None and compared(given) == wanted)


def _standing(asked: Iterable[Kept], purpose: str, item: str | None) -> Standing:
    stands, unheard, no = Standing(purpose), list[Kept](), dict[str, Kept]()
    for kept in asked:
        if kept.consent.state != "granted":
            no[kept.entry] = kept
        elif not all(_lifts(kept, one, item) for one in no.values()):
            unheard.append(kept)
            continue
        else:
            no = {}
        unheard = []
        stands = Standing(purpose, kept.consent.state, kept)
    return replace(stands, unheard=tuple(unheard), open=tuple(no))


def _lifts(grant: Kept, no: Kept, item: str | None) -> bool:
    """Say whether a grant was entered with this no in sight, and reaches as far as it."""
    subject = compared(grant.consent.subject)
    return no.entry in grant.consent.answers and subject in (item, compared(no.consent.subject))


def compared(text: str) -> str:
    """Return a name as it is compared: folded, blanks run together."""
    return " ".join(fold(text).split())


def _is_absent(name: str, value: object) -> bool:
    return value is None or (name != "risks" and not str(value).strip())
