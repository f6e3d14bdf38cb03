"""Reading a text without a case: claims, and the number of the dead that it states."""

from collections.abc import Sequence

from tawthiq.base.instant import parse_day
from tawthiq.count.killed import killed_in
from tawthiq.read.reader import read_claims
from tawthiq.record.claim import Claim


def read_text(
    text: str,
    *,
    dated: str | None = None,
    country: str | None = None,
    language: str | None = None,
) -> tuple[Claim, ...]:
    """Return the claims that a text suggests; `dated` is its day, a wrong one is a UsageError."""
    if dated is not None:
        parse_day(str(dated)[:10])
    return read_claims(
        text,
        item="text",
        dated=str(dated)[:10] if dated is not None else None,
        country=country if isinstance(country, str) else None,
        language=language,
    )


def killed(claims: Sequence[Claim], profile: str = "acled-like") -> tuple[int, int | None]:
    """Return the low of one text and the highest number it states (None: open)."""
    return killed_in(claims, profile)
