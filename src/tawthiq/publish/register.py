"""Look-ups over a dossier's facts: claims, items, sources and questions by their names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from tawthiq.base.script import fold
from tawthiq.record.case_facts import Place, Source
from tawthiq.record.claim import Claim
from tawthiq.record.figure import Figure
from tawthiq.record.release import Facts, Held

Kind = Literal["case", "placed", "place", "perpetrator", "status"]
HARM = frozenset({"killing", "execution", "bodies_found"})

UNTOLD = frozenset({"no_comment", "no_response", "verification_caveat"})
"""Events that say neither that something happened nor that it did not."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its ladder of figures; `words` is its scope as the case words it."""

    slug: str
    kind: Kind
    words: str
    ladder: tuple[Figure, ...]

    def rung(self, standard: str) -> Figure | None:
        """Return the figure of one rung, or None where it was not asked."""
        return next((f for f in self.ladder if f.standard == standard), None)


class Register:
    """Everything in `facts` under the key that pages look it up by."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.claims: Mapping[str, Claim] = {claim.id: claim for claim in facts.claims}
        self.numbers: Mapping[str, int] = {c.id: n for n, c in enumerate(facts.claims, 1)}
        self.held: Mapping[str, Held] = {held.id: held for held in facts.items}
        self.questions: tuple[Question, ...] = tuple(_questions(facts))
        self._sources = {
            fold(name): source
            for source in facts.sources
            for name in (source.name, *source.aliases)
        }
        self._places = {
            fold(name): place for place in facts.places for name in (place.name, *place.names)
        }

    def source(self, name: str | None) -> Source | None:
        """Return the source that goes by `name` or by one of its other spellings."""
        return self._sources.get(fold(name)) if name else None

    def place(self, name: str | None) -> Place | None:
        """Return the case's place for a name as a claim words it, or None."""
        if not name:
            return None
        known = self.facts.places_of.get(name, name)
        return self._places.get(fold(known))

    def spellings(self, *, arabic: bool) -> dict[str, str]:
        """Return how one script writes each source and place that has a name in it."""
        groups = [(source.name, *source.aliases) for source in self.facts.sources]
        groups += [(place.name, *place.names) for place in self.facts.places]
        table = {}
        for names in groups:
            fitting = [name for name in names if is_arabic(name) == arabic]
            table.update({fold(name): fitting[0] for name in names if fitting})
        return table

    def is_used(self, claim: Claim) -> bool:
        """Say whether a claim stands: not rejected and not retracted."""
        gone = self.facts.retracted
        return claim.review.state != "rejected" and not {claim.id, claim.item} & set(gone)

    def used(self) -> tuple[Claim, ...]:
        """Return the claims that stand, in the order of the case."""
        return tuple(claim for claim in self.facts.claims if self.is_used(claim))

    def set_aside(self) -> tuple[Claim, ...]:
        """Return the claims that were rejected or retracted."""
        return tuple(claim for claim in self.facts.claims if not self.is_used(claim))

    def of(self, kind: Kind) -> tuple[Question, ...]:
        """Return the questions of one kind."""
        return tuple(question for question in self.questions if question.kind == kind)

    def figures(self) -> Iterator[Figure]:
        """Yield every figure of the dossier."""
        for question in self.questions:
            yield from question.ladder


def is_arabic(text: str) -> bool:
    """Say whether most letters of a text are Arabic."""
    letters = [character for character in text if character.isalpha()]
    return 2 * sum("\u0600" <= letter <= "\u06ff" for letter in letters) > len(letters)


def supports(figure: Figure) -> tuple[str, ...]:
    """Return the claims that a figure rests on, each once: certificates, accounts, because."""
    named = dict.fromkeys(figure.because)
    for certificate in figure.certificates:
        for step in certificate.steps:
            named.update(dict.fromkeys((step.claim, *step.rests_on)))
    for account in figure.accounts:
        named.update(dict.fromkeys(account.claims))
    return tuple(named)


def _questions(facts: Facts) -> Iterator[Question]:
    yield Question("all", "case", "", facts.ladder)
    if facts.placed:
        yield Question("placed", "placed", "", facts.placed)
    tables: tuple[tuple[Kind, Mapping[str, tuple[Figure, ...]]], ...] = (
        ("place", facts.by_place),
        ("perpetrator", facts.by_perpetrator),
        ("status", facts.by_status),
    )
    for kind, table in tables:
        for number, (words, ladder) in enumerate(table.items(), 1):
            yield Question(f"{kind}-{number:03d}", kind, words, ladder)
