"""One place as a gazetteer holds it, and what can go wrong with a row of an input."""

from dataclasses import dataclass, field
from typing import Final, Literal

Feature = Literal[
    "country", "admin1", "admin2", "admin3", "city", "village", "neighbourhood", "area"
]
FEATURES: Final = (
    "country", "admin1", "admin2", "admin3", "city", "village", "neighbourhood", "area",
)  # fmt: skip
NameKind = Literal["primary", "official", "alt"]


@dataclass(frozen=True, slots=True)
class PlaceName:
    """One spelling of a place; `lang` is "en" for Latin letters, "ar" for Arabic ones."""

    text: str
    lang: str
    kind: NameKind = "alt"


@dataclass(frozen=True, slots=True)
class Row:
    """One place of one source. Its id is `source:source_id`.

    Latitude and longitude are decimal strings in degrees (WGS 84) or None; `area` is the
    source's own code of the first-level area, which says that two places lie in the same
    one; `parent` is the id of the place that holds it. A row is `implied` where the input only
    names the place as holding another one; then it replaces nothing that is held.
    """

    source: str
    source_id: str
    name: str
    feature: Feature
    country: str | None = None
    names: tuple[PlaceName, ...] = ()
    parent: str | None = None
    area: str | None = None
    lat: str | None = None
    lon: str | None = None
    radius_m: int | None = None
    population: int | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    implied: bool = False

    @property
    def id(self) -> str:
        """The place's id in every claim and view."""
        return f"{self.source}:{self.source_id}"


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out: its number in the input, from 1, and why."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Sense:
    """One place that a name may mean, as the gazetteer answers it.

    `holders` are the ids of the places that hold it, the nearest first. `others` are ids of
    the same place in other sources.
    """

    id: str
    name: str
    feature: Feature
    country: str | None = None
    area: str | None = None
    lat: str | None = None
    lon: str | None = None
    population: int = 0
    holders: tuple[str, ...] = ()
    others: tuple[str, ...] = field(default=())
