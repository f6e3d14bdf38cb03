"""A claim: a source says something, at an exact place in an item (design §6).

One JSON shape for the reader, the hand-entry form, the review screen and the exports.
Spans count code points of the stored text view, end exclusive. What the words do not
say is None or empty: no default perpetrator, no inferred sex, no invented year.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Polarity = Literal["affirmed", "negated", "denied", "averted", "unclear"]
Bind = Literal["stated", "documented", "ceiling", "increment", "part", "context"]
CountKind = Literal[
    "exact", "lower_bound", "upper_bound", "range", "approximate", "vague",
    "fraction", "remainder", "increment", "unquantified",
]  # fmt: skip
StatusValue = Literal[
    "asserted", "alleged", "estimated", "documented", "verified", "found",
    "official_claim", "admitted", "unverified", "unclear",
]  # fmt: skip
LinkKind = Literal[
    "outlet", "agency", "monitor", "un", "official", "party",
    "witness", "relative", "victim", "media", "unnamed",
]  # fmt: skip
ReviewState = Literal["suggested", "accepted", "edited", "rejected"]


@dataclass(frozen=True, slots=True)
class Span:
    """Exact words: `view[start:end] == text`.

    `rule` is the id of the lexicon rule that found them, or that opened the place they stand
    in; None for words that no rule found.
    """

    text: str
    start: int
    end: int
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """How the source holds what it says, with the words that show it."""

    value: StatusValue = "asserted"
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain; outermost first, the root (original source) last.

    A link with role `verifier` stands in the chain but is not a speaker. `carried` marks
    a source taken over from an earlier sentence.
    """

    name: str | None
    kind: LinkKind
    role: Literal["speaker", "verifier", "relayed_by"] = "speaker"
    carried: bool = False
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Perpetrator:
    """Who is said to have done it; several entries are one set (A or B or both)."""

    name: str
    actor: str | None = None
    kind: str | None = None
    hedge: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Ages:
    """Age in whole years, both ends included; None where the words leave it open."""

    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True)
class Victim:
    """Who was harmed, as the source labels them; `status` and `role` are sets."""

    name: str | None = None
    status: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    sex: str | None = None
    age: Ages | None = None
    group: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """By what means, and whether the text states it or it was concluded."""

    value: str
    stated: bool = True
    hedge: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a whole: more than p/q, at least p/q, or exactly p/q."""

    over: tuple[int, int] | None = None
    at_least: tuple[int, int] | None = None
    exactly: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """The count that a part, fraction or remainder belongs to."""

    claim: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Count:
    """One quantity as the words give it.

    `min` is the least whole number the words allow, `max` the greatest or None.
    `binds` says what the number may bind (figures.md §2).
    """

    unit: str
    min: int | None
    max: int | None
    kind: CountKind
    binds: Bind
    phrase: str
    rule: str
    share: Share | None = None
    whole: Whole | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place of the gazetteer that a name may mean, and the words of reason for and against it.

    `lat` and `lon` are decimal texts in degrees; the words of `because` are those of
    read/placing.py.
    """

    id: str
    name: str
    feature: str
    country: str | None = None
    lat: str | None = None
    lon: str | None = None
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A place as named; `within` is the container that the words themselves state.

    `chosen` is the id of one of `candidates`, once a rule or a person chose it. Where the
    candidate is wider than `precision`, its point stands for a place inside it.
    """

    name: str
    precision: str
    within: str | None = None
    relation: Literal["in", "near"] = "in"
    chosen: str | None = None
    candidates: tuple[Candidate, ...] = ()
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class When:
    """A time window; dates are YYYY-MM-DD, or --MM-DD with `partial` where no year is known."""

    from_: str
    to: str
    precision: str
    part_of_day: str | None = None
    partial: bool = False
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Which running toll this number continues; `replaces` is an earlier claim's id."""

    key: str | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who read the words: rules, a person, or a model; and which gazetteer placed the names."""

    name: Literal["rules", "person", "llm"]
    version: str
    rules_sha256: str | None = None
    gazetteer_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """Where the review of the reading stands."""

    state: ReviewState = "suggested"
    by: str | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One event by one perpetrator set on one victim set in one place set and time."""

    id: str
    item: str
    quote: Span
    event: str
    reader: Reader
    polarity: Polarity = "affirmed"
    status: Status = field(default_factory=Status)
    aspects: Mapping[str, str] = field(default_factory=dict)
    chain: tuple[Link, ...] = ()
    perpetrator: tuple[Perpetrator, ...] = ()
    victim: tuple[Victim, ...] = ()
    means: tuple[Means, ...] = ()
    count: tuple[Count, ...] = ()
    place: tuple[PlaceRef, ...] = ()
    time: tuple[When, ...] = ()
    said: When | None = None
    as_of: str | None = None
    series: Series = field(default_factory=Series)
    same_event_hint: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    review: Review = field(default_factory=Review)

    @property
    def speakers(self) -> tuple[Link, ...]:
        """The chain without its verifiers: outermost first, root last."""
        return tuple(link for link in self.chain if link.role != "verifier")

    @property
    def root(self) -> Link | None:
        """The original source: the last speaker of the chain, or None."""
        speakers = self.speakers
        return speakers[-1] if speakers else None

    @property
    def verifier(self) -> Link | None:
        """Who is said to have verified it, or None."""
        return next((link for link in self.chain if link.role == "verifier"), None)
