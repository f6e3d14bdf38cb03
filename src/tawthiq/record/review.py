"""Reviewing readings: choosing claims by sentence, paragraph or rule, and how rules fare."""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tawthiq.base.script import fold
from tawthiq.base.shape import to_plain
from tawthiq.record.claim import Claim, ReviewState, Span

_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?![ \t\r]*\n)[^\n]+)*")
_RULES = frozenset({"rule", "rules"})
DEATHS = frozenset({"persons_killed", "bodies"})


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One step in a claim's life: the verdict, by whom (author id), when and why.

    `reading` is there where a person edited the claim: the reading that holds from then on.
    """

    entry: str
    verdict: str
    author: str
    at: str
    why: str | None = None
    reading: Claim | None = None


@dataclass(frozen=True, slots=True)
class RuleRate:
    """How one rule's readings fared: shown to people, accepted as they were, edited, rejected."""

    rule: str
    shown: int = 0
    accepted: int = 0
    edited: int = 0
    rejected: int = 0

    @property
    def judged(self) -> int:
        """How many of its readings a person has judged."""
        return self.accepted + self.edited + self.rejected

    @property
    def percent(self) -> int | None:
        """Accepted as they were, of those judged, in whole percent; None where none was judged."""
        return 100 * self.accepted // self.judged if self.judged else None


def rules_of(claim: Claim) -> tuple[str, ...]:
    """Return the ids of the rules that made a claim's fields, each once."""
    return tuple(dict.fromkeys(_rules(to_plain(claim))))


def _rules(value: Any, key: str = "") -> Iterable[str]:  # noqa: ANN401 - walks JSON values
    if isinstance(value, str):
        if key in _RULES and value:
            yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _rules(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from _rules(part, key)


def rates(first: Iterable[Claim], states: Mapping[str, ReviewState]) -> tuple[RuleRate, ...]:
    """Return how each rule fared, the least accepted first; `first` are readings as suggested.

    `states` gives the state of each claim by id. It is shown to people and feeds nothing.
    """
    counted: dict[str, dict[str, int]] = {}
    for claim in first:
        for rule in rules_of(claim):
            row = counted.setdefault(rule, {})
            state = states.get(claim.id, "suggested")
            row["shown"] = row.get("shown", 0) + 1
            if state != "suggested":
                row[state] = row.get(state, 0) + 1
    found = (RuleRate(rule, **row) for rule, row in counted.items())
    return tuple(sorted(found, key=lambda r: (_rank(r), -r.shown, r.rule)))


def _rank(rate: RuleRate) -> int:
    return 101 if rate.percent is None else rate.percent


def queue(claims: Sequence[Claim], rules: Iterable[RuleRate]) -> list[Claim]:
    """Return what a person should look at first.

    Nobody reviewed it, the most deaths first, then what rests on the least accepted rule.
    """
    rank = {rate.rule: _rank(rate) for rate in rules}
    waiting = [claim for claim in claims if claim.review.state == "suggested"]
    return sorted(
        waiting, key=lambda c: (-_deaths(c), min((rank[r] for r in rules_of(c)), default=101))
    )


def _deaths(claim: Claim) -> int:
    return max((n.min or n.max or 0 for n in claim.count if n.unit in DEATHS), default=0)


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return where the paragraphs of a text view lie: runs of lines between empty ones."""
    return [match.span() for match in _PARAGRAPH.finditer(text)]


def paragraph_of(blocks: Sequence[tuple[int, int]], quote: Span) -> int | None:
    """Return the number, from 1, of the paragraph in which a sentence begins."""
    at = bisect_right(blocks, (quote.start, sys.maxsize)) - 1
    return at + 1 if at >= 0 and quote.start < blocks[at][1] else None


def sentences(claims: Iterable[Claim]) -> list[Span]:
    """Return the quoted sentences of one item in reading order, each once."""
    return sorted({claim.quote for claim in claims}, key=lambda quote: (quote.start, quote.end))


def in_sentence(claims: Sequence[Claim], wanted: str) -> list[Claim]:
    """Return the claims of one item's sentence: its number from 1, or words that stand in it."""
    if wanted.isdecimal():
        number = int(wanted)
        chosen = [q for n, q in enumerate(sentences(claims), 1) if n == number]
    else:
        words = fold(" ".join(wanted.split()))
        chosen = [q for q in sentences(claims) if words and words in fold(" ".join(q.text.split()))]
    return [claim for claim in claims if claim.quote in chosen]


def in_paragraph(claims: Iterable[Claim], text: str, number: int) -> list[Claim]:
    """Return the claims whose sentence begins in the paragraph of this number, from 1."""
    found = paragraphs(text)
    if not 1 <= number <= len(found):
        return []
    start, end = found[number - 1]
    return [claim for claim in claims if start <= claim.quote.start < end]


def by_rule(claims: Iterable[Claim], rule: str) -> list[Claim]:
    """Return the claims that a rule had a part in."""
    return [claim for claim in claims if rule in rules_of(claim)]
