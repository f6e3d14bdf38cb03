"""Labels that a claim gives to the people it counts: who did it, status, sex, age, group.

Labels stay "according to the source": they are dimensions of accounts, never of the world
(figures.md §1). "A or B" is the set {A, B, A&B}, "by A" the set {A, A&B} (§2).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from tawthiq.base.script import fold
from tawthiq.count.admit import Admitted
from tawthiq.record.case_facts import Actor
from tawthiq.record.claim import Claim, Victim

GREATEST_CHILD_AGE = 17


@dataclass(slots=True)
class Labels:
    """The values that occur in a case, by dimension, and the names to show for them."""

    actors: Mapping[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    values: dict[str, set[str]] = field(default_factory=dict)
    joint: set[tuple[str, str]] = field(default_factory=set)

    def of(self, admitted: Admitted) -> dict[str, frozenset[str]]:
        """Return the labels of a number, of the aspects that reached its rung only."""
        claim, labels = admitted.claim, {}
        if "perpetrator" in admitted.aspects and claim.perpetrator:
            labels["perp"] = self._actors(
                {self.actor(p.actor or p.name) for p in claim.perpetrator}
            )
        if "status" in admitted.aspects:
            labels |= _victims(claim.victim)
        return {key: frozenset(found) for key, found in labels.items() if found}

    def actor(self, name: str) -> str:
        """Return the key of an actor by any known spelling."""
        key = fold(name).strip()
        key = self.actors.get(key, key)
        self.shown.setdefault(key, name)
        return key

    def _actors(self, keys: set[str]) -> set[str]:
        touched = {pair for pair in self.joint if set(pair) & keys}
        return keys | {"&".join(pair) for pair in touched}

    def note(self, claims: Iterable[Claim]) -> None:
        """Take in which actors occur, and which are named together."""
        for claim in claims:
            keys = sorted({self.actor(p.actor or p.name) for p in claim.perpetrator})
            self.joint |= set(combinations(keys, 2))

    def question(self, dimension: str, value: str) -> frozenset[str]:
        """Return the label set of a question about one value ("by A" = {A, A&B})."""
        if dimension == "perp":
            return frozenset(self._actors({self.actor(value)}))
        return frozenset({value})


def gather(actors: Sequence[Actor], claims: Iterable[Claim]) -> Labels:
    """Return the labels of a case's claims."""
    spellings = {
        fold(name).strip(): fold(actor.name).strip()
        for actor in actors
        for name in (actor.name, *actor.aliases)
    }
    labels = Labels(spellings, {fold(a.name).strip(): a.name for a in actors})
    labels.note(claims)
    return labels


def _victims(victims: Sequence[Victim]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"status": set(), "sex": set(), "age": set(), "group": set()}
    for victim in victims:
        found["status"] |= set(victim.status)
        found["sex"] |= {victim.sex} if victim.sex else set()
        found["group"] |= {fold(victim.group).strip()} if victim.group else set()
        found["age"] |= _age(victim)
    stated_by_all = {
        "status": all(v.status for v in victims),
        "sex": all(v.sex for v in victims),
        "group": all(v.group for v in victims),
        "age": all(_age(v) for v in victims),
    }
    return {key: values for key, values in found.items() if values and stated_by_all[key]}


def _age(victim: Victim) -> set[str]:
    if victim.age is None:
        return set()
    if victim.age.max is not None and victim.age.max <= GREATEST_CHILD_AGE:
        return {"child"}
    if victim.age.min is not None and victim.age.min > GREATEST_CHILD_AGE:
        return {"adult"}
    return set()
