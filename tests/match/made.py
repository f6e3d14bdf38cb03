"""Invented claims of harm, for what suggests and judges incidents."""

from tawthiq.record.claim import Claim, Count, Link, Perpetrator, PlaceRef, Reader, Span, When


def claim(
    key: str,
    place: str | None = "Tal Qamarin",
    day: str | None = "2031-05-14",
    event: str = "killing",
    *,
    until: str | None = None,
    within: str | None = None,
    item: str | None = None,
    dead: int | None = None,
    by: str | None = None,
    root: str | None = None,
    **more: object,
) -> Claim:
    """Return a claim of harm at a place on a day, or until another."""
    time = (When(day, until or day, "days" if until else "day"),) if day else ()
    ref = (PlaceRef(place, "settlement", within),) if place else ()
    counts = ()
    if dead is not None:
        counts = (Count("persons_killed", dead, dead, "exact", "stated", f"{dead} people", "x"),)
    return Claim(
        key, item or f"item-{key}", Span("words", 0, 5), event, Reader("rules", "1"),
        place=ref, time=time, count=counts,
        perpetrator=(Perpetrator(by),) if by else (),
        chain=(Link(root, "monitor"),) if root else (),
        **more,  # type: ignore[arg-type]
    )  # fmt: skip
