"""Reading a text without a case: claims, and the number of the dead that it states."""

from collections.abc import Sequence
from typing import Final

from tawthiq.base.instant import parse_day
from tawthiq.case.gazetteer import at_hand
from tawthiq.count.killed import killed_in
from tawthiq.kit.lexicon.pack import LANGUAGES, Pack, load_pack
from tawthiq.kit.lexicon.tongue import tongues
from tawthiq.read import reader
from tawthiq.read.overlay import language_of
from tawthiq.read.placing import place_claims
from tawthiq.record.claim import Claim

_THREE_LETTERS: Final = {"eng": "en", "ara": "ar"}


def read_text(
    text: str,
    *,
    dated: str | None = None,
    country: str | None = None,
    language: str | None = None,
    overlays: Sequence[str] = (),
) -> tuple[Claim, ...]:
    """Return the claims that a text suggests; `dated` is its day, a wrong one is a UsageError.

    `language` is a code or an English name; one that is not understood is as none.
    `overlays` are documents of own rules, laid over the shipped packs. Places are looked up
    where this device has a gazetteer.
    """
    if dated is not None:
        parse_day(str(dated)[:10])
    country = country if isinstance(country, str) else None
    claims = reader.read_claims(
        text,
        item="text",
        dated=str(dated)[:10] if dated is not None else None,
        country=country,
        language=_language(language),
        packs=_packs(overlays),
    )
    gazetteer = at_hand()
    return place_claims(claims, gazetteer, country) if gazetteer is not None else claims


def unread(text: str, language: str | None = None) -> str | None:
    """Say in one sentence why nothing of a text is read; None where it is."""
    return reader.unread(text, _language(language))


def killed(claims: Sequence[Claim], profile: str = "acled-like") -> tuple[int, int | None]:
    """Return the low of one text and the highest number it states (None: open)."""
    return killed_in(claims, profile)


def _packs(overlays: Sequence[str]) -> tuple[Pack, ...]:
    laid: dict[str, tuple[str, ...]] = dict.fromkeys(LANGUAGES, ())
    for document in overlays:
        laid[language_of(document)] += (document,)
    return tuple(load_pack(name, documents) for name, documents in laid.items())


def _language(given: object) -> str | None:
    """Return the code of a stated language; None where none is stated that we understand."""
    if not isinstance(given, str):
        return None
    said = given.strip().casefold()
    said = _THREE_LETTERS.get(said, said.partition("-")[0])
    names = {tongue.name.casefold(): code for code, tongue in tongues().items()}
    code = names.get(said, said)
    return code if code in tongues() else None
