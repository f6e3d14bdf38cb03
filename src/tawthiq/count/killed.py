"""The number of the dead that one text states (figures.md §13): for batches without a case.

`min` is the low of the text, `max` the highest number it states for the same question. The
question is the whole text; where every number in it bears the same labels ("3 soldiers
according to A, 5 according to B"), it is asked of those labels.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from tawthiq.base.script import fold
from tawthiq.count.answer import Answer, answer
from tawthiq.count.compile import Evidence, compile_case
from tawthiq.count.profile import load
from tawthiq.count.statement import Question, Statement
from tawthiq.record.claim import Claim, Victim

_UNION = "persons_killed_or_injured"
_UNITS = frozenset({"persons_killed", "bodies", _UNION})
_BINDING = frozenset({"stated", "documented", "increment"})


# What a text mentions and does not report as new (`kit.lexicon`, `read.background`).
_CODED: Final = ".count.coded"
_ANYBODY: Final = (".plain", ".victim", ".kin", ".family")
_OWN_HAND: Final = frozenset({"himself", "herself", "نفسه", "نفسها"})
_MENTIONED: Final = (".count.background", ".count.war")


def killed_in(claims: Sequence[Claim], profile: str = "acled-like") -> tuple[int, int | None]:
    """Return (min, max) of one text; None: open. Nothing said of new deaths is (0, 0)."""
    counting = _reported(c for c in claims if any(count.unit in _UNITS for count in c.count))
    coded = [c.count[0] for c in counting if c.count[0].rule.endswith(_CODED)]
    if coded:  # the note says itself how many it stands for
        return coded[-1].min or 0, coded[-1].max
    if not counting:
        return 0, 0
    own = [claim for claim in counting if _is_own_hand(claim)]
    if own and len(own) < len(counting):  # "killed twelve people and then himself"
        least, most = killed_in([c for c in counting if c not in own], profile)
        return least + 1, None if most is None else most + 1
    counting = _told_apart(counting)
    union = [c.count[0].max for c in counting if c.count[0].unit == _UNION]
    counting = [c for c in counting if c.count[0].unit != _UNION]
    if union:  # "nine killed and wounded": nobody must be dead, all may be
        least, most = killed_in(counting, profile) if counting else (0, 0)
        ends = [most, *union]
        return least, None if None in ends else max(end or 0 for end in ends)
    problem = compile_case(Evidence(counting), load(profile), "suggested").problem
    totals = [s for s in problem.statements if s.of is None and s.admitted and s.bind in _BINDING]
    if not totals:
        return 0, 0
    given = answer(problem, Question(None, _common_labels(totals)))
    return given.low, _most(given, {s.id: s for s in totals})


def _is_own_hand(claim: Claim) -> bool:
    """Say whether the one dead of a claim is who did it: he is not among those he killed."""
    count = claim.count[0]
    spans = [victim.span for victim in claim.victim if victim.span is not None]
    is_one = count.min == count.max == 1 and claim.polarity == "affirmed"
    return is_one and any(fold(span.text) in _OWN_HAND for span in spans)


def _told_apart(claims: Sequence[Claim]) -> list[Claim]:
    """Let whom a note calls by what they do ("a farmer") stand beside its fighters.

    Only here: a coder who reads one note adds them. In a case a source that does not say
    "civilian" is not made to say it.
    """
    if not any("combatant" in victim.status for claim in claims for victim in claim.victim):
        return list(claims)
    return [
        replace(claim, victim=tuple(map(_as_civilian, claim.victim)))
        if claim.count[0].binds != "part" and claim.polarity == "affirmed"
        else claim
        for claim in claims
    ]


def _as_civilian(victim: Victim) -> Victim:
    rule = victim.span.rule if victim.span is not None else None
    is_specific = rule is not None and (".person." in rule or ".actor.civilian" in rule)
    if victim.status or victim.group or rule is None or rule.endswith(_ANYBODY) or not is_specific:
        return victim
    return replace(victim, status=("civilian",))


def _reported(claims: Iterable[Claim]) -> list[Claim]:
    """Leave out the dead that are only mentioned, with their parts."""
    kept: list[Claim] = []
    gone: set[str] = set()
    for claim in claims:
        first = claim.count[0]
        whole = first.whole.claim if first.whole is not None else None
        if first.rule.endswith(_MENTIONED) or whole in gone:
            gone.add(claim.id)
        else:
            kept.append(claim)
    return kept


def _common_labels(totals: Sequence[Statement]) -> Mapping[str, frozenset[str]]:
    first = dict(totals[0].who)
    return first if all(dict(statement.who) == first for statement in totals) else {}


def _most(given: Answer, totals: Mapping[str, Statement]) -> int | None:
    """Return the highest number stated: of the versions, of the sum that forces, of any one."""
    most: int | None = given.low
    if given.spread is not None:
        most = None if given.spread[2] == "open" else max(given.spread[1], given.low)
    else:
        summed = _sum(given, totals)
        most = None if summed is None else max(summed, given.low)
    for statement in totals.values():
        if most is None:
            return None
        low, high = statement.lo or 0, statement.hi
        if high is not None and high > most:
            most = high
        elif high is None and low > most:
            return None
    return most


def _sum(given: Answer, totals: Mapping[str, Statement]) -> int | None:
    """Return what the statements that force the floor allow together; None: open."""
    certificate = given.certificates["reported"]
    highs = []
    for part in certificate.parts:
        for row, times in part.lines:
            named = [totals[key] for key in row.claims if key in totals]
            if part.k > 1 or any(s.hi is None for s in named) or not named:
                return None
            highs.append(times * sum(s.hi or 0 for s in named))
    return sum(highs)
