"""What people state about a case besides claims: sources, places, requests, settings."""

from dataclasses import dataclass
from typing import Literal

Party = Literal["belligerent", "aligned", "civil_authority", "none"]
Relation = Literal["same", "inside", "disjoint", "unknown"]


@dataclass(frozen=True, slots=True)
class Source:
    """Who speaks. `party` as figures.md §5 reads it; `aliases` are other spellings.

    `side` names the armed group that a party speaks for.
    """

    name: str
    kind: str
    party: Party = "none"
    aliases: tuple[str, ...] = ()
    reliability: str | None = None
    private: bool = False
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """An armed or organised group, with other spellings and the body it belongs to."""

    name: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place known to the case; `parent` is the name of the place that holds it.

    Latitude and longitude are decimal strings in degrees (WGS 84), or None. A place that a
    gazetteer gave has its `id`; then `names` are the spellings that no other place of its
    country shares, and what is said of its name may have happened `reach_km` from its point.
    """

    name: str
    names: tuple[str, ...] = ()
    parent: str | None = None
    precision: str = "settlement"
    lat: str | None = None
    lon: str | None = None
    country: str | None = None
    ground: str | None = None
    id: str | None = None
    reach_km: int | None = None


@dataclass(frozen=True, slots=True)
class PlaceRelation:
    """How two named places relate, with the ground for it (figures.md §13)."""

    a: str
    b: str
    relation: Relation
    ground: str


@dataclass(frozen=True, slots=True)
class Request:
    """A question put to a party, with the answer or silence.

    `about` is an incident's code or words. What came back is told by later entries too
    (record.request): `declined` are the words of a refusal, `silent_on` the day on which
    somebody noted that nothing came, `not_awaited` why the team does not wait,
    `answer_item` the item that holds the answer as it came.
    """

    party: str
    words: str
    asked_on: str
    channel: str
    deadline: str | None = None
    answer: str | None = None
    answered_on: str | None = None
    about: str | None = None
    declined: str | None = None
    silent_on: str | None = None
    not_awaited: str | None = None
    answer_item: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The case's own settings.

    `finest_public_place` limits what a public map may draw; `territory` is the place that
    holds the whole case, so that a number for it is a number for all of the case; `masked`
    are names, in every spelling, that no public dossier shows.
    """

    title: str
    country: str | None = None
    fictional: bool = False
    locked: bool = False
    profile: str = "conservative"
    finest_public_place: str = "settlement"
    territory: str | None = None
    title_ar: str | None = None
    masked: tuple[str, ...] = ()
