"""That two people agree to a dossier before it leaves the team.

What they agree to is what the audience would see: the digest of every file of the dossier,
built without the three things that change by the agreement itself or by waiting for it, the
day it is made, the heads of the logs and the digest of the views.
"""

from collections.abc import Iterator
from dataclasses import replace

from tawthiq.base import canon
from tawthiq.base.digest import sha256
from tawthiq.case.parts import Parts
from tawthiq.case.team import People
from tawthiq.publish.dossier import build
from tawthiq.publish.redact import redacted
from tawthiq.publish.register import supports
from tawthiq.publish.shelter import sheltered
from tawthiq.record.figure import Figure
from tawthiq.record.release import Facts
from tawthiq.record.words import Lang, words

ACT = "publish"
MOST_QUOTES = 100
_NO_DAY = "1970-01-01T00:00:00Z"


def agreed(parts: Parts, dossier: Facts, lang: Lang) -> tuple[Facts, tuple[str, ...]]:
    """Return the dossier with how many people agreed to it, and the entries that say so.

    Raises RefusedError where a second person is needed; the proposal is entered then. An
    internal dossier needs nobody.
    """
    if dossier.audience == "internal":
        return dossier, ()
    about = " ".join(filter(None, (dossier.audience, dossier.partner)))
    approval = People(parts).require(
        ACT, lambda: content_digest(dossier, lang), f"publish the dossier ({about})",
        tuple(_shown(dossier, lang)), about,
    )  # fmt: skip
    return replace(dossier, checked_by=approval.checked_by), approval.causes


def content_digest(dossier: Facts, lang: Lang) -> str:
    """Return SHA-256, in hex, over what the audience would see, whenever it is made."""
    timeless = replace(
        dossier, made_at=_NO_DAY, heads=(), view_digest="", software={}, checked_by=None
    )
    files = {name: sha256(data).hex() for name, data in build(timeless, lang=lang).items()}
    plain = {
        "audience": dossier.audience, "partner": dossier.partner, "lang": lang,
        "files": sorted(map(list, files.items())),
    }  # fmt: skip
    return sha256(canon.encode(plain)).hex()


def _shown(dossier: Facts, lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield what one needs to judge it: each rung's numbers, and the words they rest on.

    The words are those that the audience would see, so nothing protected is among them.
    """
    seen = redacted(dossier) if dossier.audience == "public" else sheltered(dossier)
    for figure in seen.ladder:
        yield words(lang).say(f"rung.{figure.standard}.title"), _numbers(figure)
    quotes = {claim.id: claim.quote.text for claim in seen.claims}
    resting = dict.fromkeys(claim for figure in seen.ladder for claim in supports(figure))
    held = [claim for claim in resting if claim in quotes]
    for claim in held[:MOST_QUOTES]:
        yield claim, quotes[claim]
    if len(held) > MOST_QUOTES:
        yield "…", f"+{len(held) - MOST_QUOTES:,}"


def _numbers(figure: Figure) -> str:
    if figure.high is None or figure.high == figure.low:
        return f"{figure.low:,}" if figure.high is not None else f"≥ {figure.low:,}"
    return f"{figure.low:,} – {figure.high:,}"
