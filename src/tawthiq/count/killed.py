"""The number of the dead that one text states (figures.md §13): for batches without a case."""

from collections.abc import Sequence

from tawthiq.count.compile import Evidence
from tawthiq.count.ladder import ladder
from tawthiq.record.claim import Claim
from tawthiq.record.figure import Scope

_UNITS = frozenset({"persons_killed", "bodies"})


def killed_in(claims: Sequence[Claim], profile: str = "acled-like") -> tuple[int, int | None]:
    """Return (min, max): the low of the text, and the highest number it states; None: open.

    Nothing said of new deaths is (0, 0).
    """
    counting = [c for c in claims if any(count.unit in _UNITS for count in c.count)]
    if not counting:
        return 0, 0
    figure = ladder(Evidence(counting), Scope(), profile, "suggested")[-1]
    if figure.spread is None:
        return figure.low, None if _is_open(counting, figure.because) else figure.low
    _, highest, end = figure.spread
    return figure.low, None if end == "open" else max(highest, figure.low)


def _is_open(claims: Sequence[Claim], because: Sequence[str]) -> bool:
    """Say whether a number that forces the floor has no upper end in its words."""
    return any(
        count.max is None
        for claim in claims
        if claim.id in set(because)
        for count in claim.count
        if count.unit in _UNITS
    )
