"""That two people agree to a dossier before it leaves the team.

What they agree to is what the audience would see: the digest of every file of the dossier,
built without the three things that change by the agreement itself or by waiting for it, the
day it is made, the heads of the logs and the digest of the views.
"""

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
from tawthiq.view import queries

ACT = "publish"
MOST_QUOTES = 60  # so that all of them are listed as causes
_NO_DAY = "1970-01-01T00:00:00Z"


def agreed(parts: Parts, dossier: Facts, lang: Lang) -> tuple[Facts, tuple[str, ...]]:
    """Return the dossier with how many people agreed to it, and the entries that say so.

    Raises RefusedError where a second person is needed; the proposal is entered then. An
    internal dossier needs nobody.
    """
    if dossier.audience == "internal":
        return dossier, ()
    about = " ".join(filter(None, (dossier.audience, dossier.partner)))
    shown, quoted = _shown(dossier, lang)
    entries = queries.claim_entries(parts.views)
    approval = People(parts).require(
        ACT, lambda: content_digest(dossier, lang), f"publish the dossier ({about})",
        shown, about, tuple(entries[claim] for claim in quoted if claim in entries),
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


def _shown(dossier: Facts, lang: Lang) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Return what one needs to judge it, and the claims among it.

    That is each rung's numbers and the words they rest on, as the audience would see them,
    so nothing protected is among them.
    """
    seen = redacted(dossier) if dossier.audience == "public" else sheltered(dossier)
    rows = [(words(lang).say(f"rung.{f.standard}.title"), _numbers(f)) for f in seen.ladder]
    quotes = {claim.id: claim.quote.text for claim in seen.claims}
    resting = dict.fromkeys(claim for figure in seen.ladder for claim in supports(figure))
    held = tuple(claim for claim in resting if claim in quotes)
    rows += [(claim, quotes[claim]) for claim in held[:MOST_QUOTES]]
    if len(held) > MOST_QUOTES:
        rows.append(("…", f"+{len(held) - MOST_QUOTES:,}"))
    return tuple(rows), held[:MOST_QUOTES]


def _numbers(figure: Figure) -> str:
    if figure.high is None or figure.high == figure.low:
        return f"{figure.low:,}" if figure.high is not None else f"≥ {figure.low:,}"
    return f"{figure.low:,} – {figure.high:,}"
