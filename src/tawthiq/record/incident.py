"""An incident: harm alleged at one time and place; it holds claims, never numbers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Incident:
    """A suggestion that these claims speak of one place and one day.

    `code` is short and stable; `place` and the dates are as the claims state them, None
    where no claim does; `claims` are claim ids in order.
    """

    code: str
    place: str | None
    within: str | None
    from_: str | None
    to: str | None
    claims: tuple[str, ...]
    state: str = "suggested"
