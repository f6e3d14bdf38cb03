"""How far the reader's claims agree with the labels of a text, field by field.

A label is laid beside the found claim that agrees with it best; what is left over on either
side is a miss or a false figure.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, Final

from tests.read import agreement as say
from tests.read.texts import Result, Text

from tawthiq.count.killed import killed_in
from tawthiq.record.claim import Claim

_DEAD_UNITS: Final = frozenset({"persons_killed", "bodies"})
_DEAD_EVENTS: Final = frozenset({"killing", "execution", "bodies_found"})
_HARM: Final = frozenset(say.UNITS.values())


def score(text: Text, claims: Sequence[Claim]) -> Result:
    """Score the claims found in one text against its labels."""
    result = Result(text)
    events = {event for label in text.labels for event in label["event"].split("/")}
    found = [claim for claim in claims if claim.event in events or _victims(claim)]
    pairs = _pairs(text.labels, found)
    for at, label in enumerate(text.labels):
        if at in pairs:
            _compare(result, label, found[pairs[at]])
        elif not label.get("optional"):
            _miss(result, label)
    taken = set(pairs.values())
    for at, claim in enumerate(found):
        if at not in taken and _victims(claim):
            _false(result, claim)
    _dead(result, claims)
    return result


def _victims(claim: Claim) -> bool:
    """Say whether a claim gives a figure of victims as a fact, even one without a number."""
    first = claim.count[0] if claim.count else None
    return first is not None and first.unit in _HARM and first.binds != "context" and _holds(claim)


def _holds(claim: Claim) -> bool:
    return claim.polarity == "affirmed"


def _pairs(labels: Sequence[Mapping[str, Any]], found: Sequence[Claim]) -> dict[int, int]:
    """Lay labels beside claims, best agreement first; ties go to the order of the text."""
    grades = [
        (-_agreement(labels[i], found[j]), abs(i - j), i, j)
        for i, j in product(range(len(labels)), range(len(found)))
    ]
    pairs: dict[int, int] = {}
    for grade, _, i, j in sorted(grades):
        if grade < 0 and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _agreement(label: Mapping[str, Any], claim: Claim) -> int:
    """Return how well a claim fits a label; 0: it is about something else."""
    events = label["event"].split("/")
    if claim.event not in events and not (
        claim.event in _DEAD_EVENTS and _DEAD_EVENTS.intersection(events)
    ):
        return 0
    same = 8 * say.figure(label, claim) + 4 * (say.polarity(label) == claim.polarity)
    return 1 + same + 2 * say.place(label, claim) + (claim.event in events)


def _compare(result: Result, label: Mapping[str, Any], claim: Claim) -> None:
    if "figure" in label:
        right = say.figure(label, claim)
        _note(result, "figure", right, say.shown(claim))
        if _of_dead(label):
            _note(result, "dead", right, "")
        result.figures.extend((count.rule, right) for count in claim.count[:1])
    _note(result, "event", claim.event in label["event"].split("/"), claim.event)
    _note(result, "polarity", say.polarity(label) == claim.polarity, claim.polarity)
    status = label.get("status", "asserted")
    if status != say.OPEN:
        _note(result, "status", claim.status.value in status.split("/"), claim.status.value)
    if label.get("chain", ()) != say.OPEN or "verifier" in label:
        shown = " > ".join(f"{link.kind}:{link.name}:{link.role}" for link in claim.chain)
        _note(result, "chain", say.chain(label, claim), shown)
    if "figure" in label:
        _leaves(result, label, claim)


def _leaves(result: Result, label: Mapping[str, Any], claim: Claim) -> None:
    _leaf(
        result, "place", label, [place.name for place in claim.place[:1]], say.place(label, claim)
    )
    _leaf(result, "time", label, [say.window(claim)] if claim.time else [], say.time(label, claim))
    doers = [doer.name for doer in claim.perpetrator]
    _leaf(result, "doers", label, doers, say.named(label.get("doers", ""), doers))
    if label.get("who"):
        said = {status for victim in claim.victim for status in victim.status}
        _leaf(result, "who", label, sorted(said), said == set(label["who"].split(",")))


def _note(result: Result, name: str, right: bool, shown: str) -> None:  # noqa: FBT001 - the fact
    result.tally.note(name, labelled=True, claimed=True, hit=right)
    if not right and name != "dead":
        result.wrong.append(f"{name} {shown}".strip())


def _leaf(
    result: Result, name: str, label: Mapping[str, Any], found: Sequence[str], right: bool,  # noqa: FBT001
) -> None:  # fmt: skip
    """Count a field that may be absent: absent on both sides is nothing to count."""
    wanted = label.get(name, "")
    if wanted == say.OPEN:
        return
    hit = right and bool(wanted)
    result.tally.note(name, labelled=bool(wanted), claimed=bool(found), hit=hit)
    if (wanted or found) and not hit:
        result.wrong.append(f"{name} {', '.join(found) or '-'} for {wanted or '-'}")


def _miss(result: Result, label: Mapping[str, Any]) -> None:
    """A label that no claim answers: each of its fields was there to be found."""
    names = ["event", "polarity"]
    names += ["figure"] if "figure" in label else []
    names += ["dead"] if _of_dead(label) else []
    names += ["status"] if label.get("status") != say.OPEN else []
    names += ["chain"] if label.get("chain", ()) != say.OPEN or "verifier" in label else []
    leaves = ("place", "time", "doers", "who")
    names += [name for name in leaves if label.get(name, "") not in {"", say.OPEN}]
    for name in names:
        result.tally.note(name, labelled=True, claimed=False, hit=False)
    result.wrong.append(f"missed {label['event']} {label.get('figure', '')}".strip())


def _false(result: Result, claim: Claim) -> None:
    result.tally.note("figure", labelled=False, claimed=True, hit=False)
    if claim.count[0].unit in _DEAD_UNITS:
        result.tally.note("dead", labelled=False, claimed=True, hit=False)
    result.false.append(f"{claim.event} {say.shown(claim)}")
    result.figures.append((claim.count[0].rule, False))


def _dead(result: Result, claims: Sequence[Claim]) -> None:
    """Compare the new dead of the whole text."""
    wanted = result.text.dead
    if not wanted:
        return
    least, most = killed_in(claims)
    got = (least, -1 if most is None else most)[: len(wanted)]
    result.tally.note("killed", labelled=True, claimed=True, hit=got == wanted)
    if got != wanted:
        result.wrong.append(f"killed {got} for {wanted}")


def _of_dead(label: Mapping[str, Any]) -> bool:
    """Say whether a label is a figure of the dead: denied ones are scored by their polarity."""
    unit = label.get("figure", "none").split(" ")[0]
    return say.polarity(label) == "affirmed" and (
        unit in {"killed", "bodies"} or (unit == say.OPEN and "killing" in label["event"])
    )
