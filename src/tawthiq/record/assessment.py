"""Assessments: a person judges the event element by element, never the reading.

A claim's review says whether the source says it; an assessment says whether it happened so.
Nobody's word is the default: what no one has assessed is "not examined".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

Element = Literal["who", "where", "when", "how_many", "by_whom", "what"]
Outcome = Literal["confirmed", "inconclusive", "rejected", "not_examined"]
Proof = Literal[
    "reasonable_suspicion", "prima_facie", "reasonable_grounds", "balance_of_probabilities",
    "clear_and_convincing", "beyond_reasonable_doubt",
]  # fmt: skip
ELEMENTS: Final[tuple[Element, ...]] = get_args(Element)
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
PROOFS: Final[tuple[Proof, ...]] = get_args(Proof)
CONCLUSIONS: Final = frozenset({"confirmed", "rejected"})
"""Outcomes that conclude, and so need a standard of proof (standards.md F-08)."""
ASPECTS: Final[Mapping[str, str]] = {
    "how_many": "number", "where": "place", "when": "time", "by_whom": "perpetrator",
    "who": "status",
}  # fmt: skip
"""Which aspect of a claim's number (figures.md §5) an element speaks to."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The payload of an `assessment`: one element of an incident or of what a claim says.

    `subject` is an incident's code or a claim's id. `rests_on` are ids of claims, items,
    incidents and other entries.
    """

    subject: str
    element: Element
    outcome: Outcome
    why: str
    standard: Proof | None = None
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessed:
    """An assessment as it was entered: by whom (author id) and when.

    `key` is the key of a person of the case that verifiably signed it, None without one.
    """

    entry: str
    said: Assessment
    author: str
    at: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Elements:
    """What stands of one element of one subject: the latest word of each person, in order."""

    subject: str
    element: Element
    standing: tuple[Assessed, ...]

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes that stand, each once; "not examined" where nobody said anything."""
        said = dict.fromkeys(one.said.outcome for one in self.standing)
        examined = tuple(outcome for outcome in said if outcome != "not_examined")
        return examined or ("not_examined",)

    @property
    def is_disputed(self) -> bool:
        """Say whether two people who examined it disagree."""
        return len(self.outcomes) > 1


def standing(assessed: Iterable[Assessed]) -> tuple[Elements, ...]:
    """Return what stands, by subject and element; `assessed` come in the order of entries.

    The latest word of each person on one element counts; earlier ones are history.
    """
    latest: dict[tuple[str, Element], dict[str, Assessed]] = {}
    for one in assessed:
        by_person = latest.setdefault((one.said.subject, one.said.element), {})
        by_person.pop(one.author, None)
        by_person[one.author] = one
    subjects = list(dict.fromkeys(subject for subject, _ in latest))
    return tuple(
        Elements(subject, element, tuple(latest[subject, element].values()))
        for subject in subjects
        for element in ELEMENTS
        if (subject, element) in latest
    )


def checked(
    found: Iterable[Elements],
    items_of: Mapping[str, str],
    held: Iterable[str],
    pairs: Iterable[tuple[str, str]],
) -> dict[str, frozenset[str]]:
    """Return which aspects of which claims this team has verified (figures.md §5 row 5).

    `items_of` gives the item that each claim quotes, `held` the items that are held, `pairs`
    (first, second) the people, by author id, of whom one may confirm the work of the other.
    An aspect is verified where two such people confirmed the element with their own keys,
    each resting on an item that is held and that is not the one that the claim quotes (a text
    does not verify itself), and where nobody who examined it came to another outcome.
    """
    able, allowed = frozenset(held), frozenset(pairs)
    verified: dict[str, set[str]] = {}
    for one in found:
        aspect, quoted = ASPECTS.get(one.element), items_of.get(one.subject)
        if aspect is None or quoted is None or one.outcomes != ("confirmed",):
            continue
        people = [a for a in _confirming(one) if (set(a.said.rests_on) - {quoted}) & able]
        if any(_are_two(a, b) and (a.author, b.author) in allowed for a in people for b in people):
            verified.setdefault(one.subject, set()).add(aspect)
    return {claim: frozenset(aspects) for claim, aspects in verified.items()}


def _confirming(one: Elements) -> Iterator[Assessed]:
    return (a for a in one.standing if a.said.outcome == "confirmed" and a.key is not None)


def _are_two(a: Assessed, b: Assessed) -> bool:
    return a.author != b.author and a.key != b.key


def of_subject(found: Sequence[Elements], subject: str) -> tuple[Elements, ...]:
    """Return all six elements of one subject, those that nobody examined too."""
    held = {one.element: one for one in found if one.subject == subject}
    return tuple(held.get(element, Elements(subject, element, ())) for element in ELEMENTS)
