"""A figure: what the evidence entails for one question at one standard (figures.md §6).

Documented counts, figures and estimates are separate types; none can be added to another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Rung = Literal["verified_by_us", "verified", "documented", "reported"]
RUNGS: tuple[Rung, ...] = ("verified_by_us", "verified", "documented", "reported")


@dataclass(frozen=True, slots=True)
class Scope:
    """The question: which places, which days, which labels; empty means all of the case."""

    places: tuple[str, ...] = ()
    from_: str | None = None
    to: str | None = None
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    event: str = "killed"


@dataclass(frozen=True, slots=True)
class Account:
    """One original source's own numbers for the question; `hi` None means open ("or more")."""

    root: str
    lo: int
    hi: int | None
    as_of: str | None = None
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a certificate: take this claim `times` times; it gives `least` people.

    `why` is the derivation in words where the claim's own number is not `least`
    ("more than half of at least 1,001 is at least 501"); `rests_on` are the claims it uses.
    """

    claim: str
    times: int
    least: int
    why: str | None = None
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """Why a floor holds: take the steps, nobody is counted more than `at_most` times.

    Together they count `total`, so at least ceil(total / at_most) people (figures.md §7),
    rounded up within each group of statements that can share people.
    """

    value: int
    at_most: int
    total: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A number that is shown but binds nothing, and why (figures.md §5)."""

    claim: str
    reason: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One rung of one question. `min` and `max` as figures.md §6 prints them."""

    scope: Scope
    standard: Rung
    basis: Literal["accepted", "suggested"]
    profile: str
    min: int
    max: int | None
    floor: int
    sturdy: int
    sturdy_by_item: int
    low: int
    high: int | None
    spread: tuple[int, int, Literal["open", "closed"]] | None
    accounts: tuple[Account, ...]
    because: tuple[str, ...]
    contradictions: tuple[str, ...]
    contested: tuple[str, ...]
    unquantified: tuple[str, ...]
    beside: tuple[Beside, ...]
    certificates: tuple[Certificate, ...] = ()
    carriers: tuple[str, ...] = ()
    verifiers: tuple[str, ...] = ()
    relayed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Degree:
    """The numbers of one rung as a release or a finding gave them."""

    standard: str
    basis: str
    floor: int
    low: int
    high: int | None = None
