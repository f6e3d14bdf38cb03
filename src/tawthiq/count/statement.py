"""Statements and questions: what a problem of figures is made of (figures.md §14).

A statement is one number that one original source gives for one scope; the words of its
claim have been turned into bounds before (figures.md §2). Beyond the keys of the format:

- `form`, `band`: how `frac` reads, "over p/q" (the format's own), "at least p/q" or
  "p/q, give or take `band` persons";
- `rest_of`: ids of the parts that this remainder is disjoint from inside its account;
  with `exhaustive` the parts and the remainder are all of `of` ("the rest", "the others
  were all ..."), otherwise the remainder is only known not to be in the parts;
- `reach`: for a toll with a cut-off, the atoms it would speak of without the cut-off; it
  then addresses only questions between `at` and `reach` (absent: any that holds `at`);
- `held`: the held item through which the root is known, for sturdiness by item.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tawthiq.record.figure import RUNGS, Rung

Bind = Literal["stated", "documented", "ceiling", "increment", "fraction", "none"]
Form = Literal["over", "at_least", "exactly"]

# How far up the ladder a standard carries: a statement stands on its rung and all below.
RANK: dict[Rung, int] = {rung: len(RUNGS) - 1 - place for place, rung in enumerate(RUNGS)}


@dataclass(frozen=True, slots=True)
class Statement:
    """One number of one original source.

    `lo` and `hi` are whole numbers of persons (None: says nothing on that side), `at` the
    atoms it speaks of (None: the whole case), `who` its labels by dimension, `of` the
    statement that it is a part or share of (and whose `at` and `who` it inherits), `frac`
    the share (p, q), `series` and `asof` its place in a row of updates (`asof` only
    orders), `cum` that `at` ends where knowledge ended, `std` the highest rung it reaches.
    """

    id: str
    root: str
    bind: Bind
    lo: int | None = None
    hi: int | None = None
    at: frozenset[str] | None = None
    who: Mapping[str, frozenset[str]] = field(default_factory=dict)
    of: str | None = None
    frac: tuple[int, int] | None = None
    series: str | None = None
    asof: int | None = None
    cum: bool = False
    vague: bool = False
    std: Rung = "reported"
    party: bool = False
    denial: bool = False
    against_interest: bool = False
    held: str | None = None
    form: Form = "over"
    band: int = 1
    rest_of: tuple[str, ...] = ()
    exhaustive: bool = False
    reach: frozenset[str] | None = None

    @property
    def denies(self) -> bool:
        """A denial, or a party's "nobody died", which is one (figures.md §2)."""
        return self.denial or (
            self.party and not self.against_interest and self.bind == "stated" and self.hi == 0
        )

    @property
    def admitted(self) -> bool:
        """Whether it binds anything: no context, no denial, no party in its own cause."""
        beside = self.party and not self.against_interest
        return self.bind != "none" and not self.denies and not beside


@dataclass(frozen=True, slots=True)
class Problem:
    """Atoms of the world (distinct places or incidents), label dimensions, statements."""

    atoms: tuple[str, ...]
    dims: Mapping[str, tuple[str, ...]]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """How many people at `at` (None: in the whole case) with these labels (none: any)."""

    at: frozenset[str] | None = None
    who: Mapping[str, frozenset[str]] = field(default_factory=dict)
