"""People: ages outside life, and one name with two fates."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from tawthiq.base.script import fold
from tawthiq.record.claim import Claim, Span
from tawthiq.record.twice import Look, Page

OLDEST: Final = 115
_AGE: Final = re.compile(
    r"\b(?:(?:aged|age of)[ \u00a0](?P<aged>\d{3,4})\b|(?P<old>\d{3,4})[- \u00a0]years?[- \u00a0]old\b)"
    r"|(?:عمره|عمرها|البالغ|البالغة|العمر)(?: من العمر)? (?P<ar>\d{3,4}) (?:عام|سنة|سنوات)",
    re.IGNORECASE,
)
_FATES: Final = {
    "killing": "killed", "execution": "killed", "bodies_found": "killed", "injury": "injured",
    "disappearance": "missing", "detention": "detained",
}  # fmt: skip
SPEAKS: Final = frozenset({"witness", "victim"})


def looks(pages: Sequence[Page], claims: Sequence[Claim]) -> Iterator[Look]:
    """Yield ages that nobody reaches, and names that are told of in two ways."""
    yield from _ages(pages, claims)
    yield from _fates(claims)


def _ages(pages: Sequence[Page], claims: Sequence[Claim]) -> Iterator[Look]:
    told: set[tuple[str, int]] = set()
    for page in pages:
        for found in _AGE.finditer(page.text):
            years = next(text for text in found.groups() if text)
            if int(years) > OLDEST:
                told.add((page.item, int(years)))
                span = Span(found[0], found.start(), found.end())
                yield Look("age", page.item, (), (span,), {"age": years})
    for claim in claims:
        for victim in claim.victim:
            age = victim.age
            if age is None:
                continue
            ends = [end for end in (age.min, age.max) if end is not None]
            is_turned = len(ends) == 2 and ends[0] > ends[1]
            wrong = [end for end in ends if not 0 <= end <= OLDEST] or (
                ends[:1] if is_turned else []
            )
            if wrong and (claim.item, wrong[0]) not in told:
                told.add((claim.item, wrong[0]))
                words = (victim.span or claim.quote,)
                yield Look("age", claim.item, (claim.id,), words, {"age": str(wrong[0])})


def _fates(claims: Sequence[Claim]) -> Iterator[Look]:
    """A name of at least two words that is killed here and something else there."""
    named: dict[str, dict[str, tuple[Claim, Span, str]]] = defaultdict(dict)
    for claim in claims:
        fate = _FATES.get(claim.event)
        for victim in claim.victim:
            if fate is not None and victim.name:
                told = fate if claim.polarity == "affirmed" else f"not {fate}"
                words = victim.span or claim.quote
                named[_key(victim.name)].setdefault(told, (claim, words, victim.name))
        for link in claim.speakers:
            if link.kind in SPEAKS and link.name:
                words = link.span or claim.quote
                named[_key(link.name)].setdefault("speaks", (claim, words, link.name))
    for key, fates in named.items():
        if len(key.split()) < 2 or not set(fates) - {"speaks"} or len(fates) < 2:
            continue
        if set(fates) <= {"speaks", "injured", "detained"}:
            continue  # who was hurt or held may well speak
        (first, _, name), *_ = fates.values()
        own = tuple(span for claim, span, _ in fates.values() if claim.item == first.item)
        ids = tuple(dict.fromkeys(claim.id for claim, _, _ in fates.values()))
        yield Look("fates", first.item, ids, own, {"name": name, "fates": ", ".join(sorted(fates))})


def _key(name: str) -> str:
    return " ".join(fold(name).split())
