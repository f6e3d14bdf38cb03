"""A release: something published for an audience, and all that a dossier rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tawthiq.record.assessment import Elements
from tawthiq.record.case_facts import Place, Request, Settings, Source
from tawthiq.record.claim import Claim
from tawthiq.record.consent import Consents
from tawthiq.record.erasure import Tombstone
from tawthiq.record.figure import Degree, Figure
from tawthiq.record.finding import Concluded
from tawthiq.record.incident import Incident
from tawthiq.record.item import Item, Receipt, TextView
from tawthiq.record.request import State, state_of
from tawthiq.record.translation import Translated
from tawthiq.record.twice import Look

Audience = Literal["internal", "partner", "court", "public"]


@dataclass(frozen=True, slots=True)
class Held:
    """One item with its id, its receipts, its text view and the text itself (None: no text)."""

    id: str
    item: Item
    receipts: tuple[Receipt, ...]
    view: TextView | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Head:
    """The signed head of one log, as text to be checked by hand, and its public key."""

    log: str
    size: int
    checkpoint: str
    public_key: str


@dataclass(frozen=True, slots=True)
class Release:
    """One dossier that was written, and what it rested on (the payload of its entry).

    `items` are those that it shows or that its figures rest on, `claims` those that its
    figures rest on, `ladder` the whole case's numbers in it. Releases of versions before
    0.3 lack all three: `items` is None then, and nobody can say what they used.
    """

    audience: Audience
    files_sha256: str
    view: str
    partner: str | None = None
    items: tuple[str, ...] | None = None
    claims: tuple[str, ...] = ()
    ladder: tuple[Degree, ...] = ()
    left_out: tuple[str, ...] = ()
    checked_by: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a dossier shows, read from the views; the dossier is a pure function of it.

    `ladder` is the whole case, one figure per rung; `by_place` and others hold ladders of
    narrower questions under the words of their scope; `placed` is the ladder of all places
    that have a number of their own, taken together. `places_of` maps a place as named by
    a claim to the case's place, where one is known. `skipped` names stages not built yet.
    `checked_by` tells how many people agreed to a dossier that leaves the team (None: not asked).
    `consents` are what people allowed; `partner` is the body that a partner's dossier is for;
    `erased` are items that were taken out and leave a page that says so; `silenced` are items
    whose giver refused or withdrew consent to reading them. `request_states` say where each
    request stands; `people` are the team's names by author id, `translations` what stands beside
    originals, `twice` what to look at twice: all for the team's own dossier.
    """

    settings: Settings
    case_id: str
    audience: Audience
    made_at: str
    items: tuple[Held, ...]
    claims: tuple[Claim, ...]
    incidents: tuple[Incident, ...]
    ladder: tuple[Figure, ...]
    by_place: Mapping[str, tuple[Figure, ...]]
    by_perpetrator: Mapping[str, tuple[Figure, ...]]
    by_status: Mapping[str, tuple[Figure, ...]]
    sources: tuple[Source, ...]
    places: tuple[Place, ...]
    places_of: Mapping[str, str]
    requests: tuple[Request, ...]
    heads: tuple[Head, ...]
    view_digest: str
    software: Mapping[str, str] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    retracted: Mapping[str, str] = field(default_factory=dict)
    placed: tuple[Figure, ...] = ()
    protected_names: tuple[str, ...] = ()
    consents: Consents = field(default_factory=Consents)
    partner: str | None = None
    erased: tuple[Tombstone, ...] = ()
    checked_by: int | None = None
    silenced: frozenset[str] = frozenset()
    assessed: tuple[Elements, ...] = ()
    findings: tuple[Concluded, ...] = ()
    request_states: tuple[State, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    translations: tuple[Translated, ...] = ()
    twice: tuple[Look, ...] = ()

    def requests_standing(self) -> tuple[tuple[Request, State], ...]:
        """Return each request with where it stands; where nobody said, on the day of `made_at`."""
        states = self.request_states or [state_of(r, self.made_at[:10]) for r in self.requests]
        return tuple(zip(self.requests, states, strict=True))
