"""Builders of claims for the tests of count: fictional, as short as can be."""

from typing import Any

from tawthiq.record.claim import (
    Ages,
    Claim,
    Count,
    Link,
    Perpetrator,
    PlaceRef,
    Reader,
    Share,
    Span,
    Status,
    Victim,
    When,
    Whole,
)

READER = Reader("rules", "1")


def number(
    lo: int | None,
    hi: int | None,
    kind: str = "exact",
    binds: str = "stated",
    *,
    unit: str = "persons_killed",
    phrase: str | None = None,
    share: Share | None = None,
    whole: Whole | None = None,
) -> Count:
    """Return one count."""
    words = phrase or f"{lo} people"
    return Count(unit, lo, hi, kind, binds, words, "test", share, whole)  # type: ignore[arg-type]


def claim(
    key: str,
    count: Count | None,
    root: str | None = "Sahl Monitor",
    kind: str = "monitor",
    *,
    place: str | tuple[str, ...] = (),
    day: str | None = None,
    by: str | tuple[str, ...] = (),
    who: tuple[str, ...] = (),
    sex: str | None = None,
    age: Ages | None = None,
    said: str | None = None,
    item: str = "item one",
    **more: Any,  # noqa: ANN401 - any field of a claim
) -> Claim:
    """Return one claim with one count."""
    names = (place,) if isinstance(place, str) else place
    actors = (by,) if isinstance(by, str) else by
    labelled = who or sex or age
    fields: dict[str, Any] = {
        "chain": (Link(root, kind),) if root or kind else (),  # type: ignore[arg-type]
        "count": (count,) if count else (),
        "place": tuple(PlaceRef(name, "settlement") for name in names),
        "time": (When(day, day, "day"),) if day else (),
        "perpetrator": tuple(Perpetrator(name) for name in actors),
        "victim": (Victim(status=who, sex=sex, age=age),) if labelled else (),
        "said": When(said, said, "day") if said else None,
    }
    return Claim(key, item, Span(f"words of {key}", 0, 9), "killing", READER, **(fields | more))


def status_of(value: str) -> Status:
    """Return a status without its words."""
    return Status(value)  # type: ignore[arg-type]
