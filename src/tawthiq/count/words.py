"""Certificates in words: from statements and weights to steps that open their claims (§7)."""

from collections.abc import Iterable

from tawthiq.count.certificate import Certificate as Proof
from tawthiq.count.certificate import Row
from tawthiq.count.compile import Compiled
from tawthiq.record.claim import Count, Share
from tawthiq.record.figure import Certificate, Step

RELAYS = frozenset({"outlet", "agency"})
_OPEN = frozenset({"lower_bound", "vague", "unquantified"})


def certificates(proof: Proof, compiled: Compiled) -> tuple[Certificate, ...]:
    """Return one certificate per group of statements that can share people."""
    return tuple(
        Certificate(
            value=part.value,
            at_most=part.k,
            total=part.total,
            steps=tuple(_step(row, times, compiled) for row, times in part.lines),
        )
        for part in proof.parts
    )


def _step(row: Row, times: int, compiled: Compiled) -> Step:
    origins = [compiled.origin[key] for key in row.claims]
    claims = tuple(dict.fromkeys(number.claim.id for number in origins))
    lead = next((n for n in origins if n.count.share is not None), origins[0])
    return Step(
        claim=lead.claim.id,
        times=times,
        least=row.least,
        why=_why(row, lead.count, [n.count for n in origins]),
        rests_on=claims,
    )


def _why(row: Row, lead: Count, counts: list[Count]) -> str | None:
    """Return the derivation in words, where the number is not the statement's own."""
    wholes = [count for count in counts if count is not lead]
    if lead.share is not None and wholes:
        whole = wholes[0]
        least = "at least " if whole.kind in _OPEN else ""
        share = share_words(lead.share)
        return f"{share} of {least}{whole.min:,} is at least {row.least:,}"
    if len(counts) > 1:
        said = " and ".join(f"“{count.phrase}”" for count in counts)
        return f"{said} of one source together give at least {row.least:,}"
    if lead.kind == "unquantified":
        return f"no number is stated; the words “{lead.phrase}” mean at least {row.least:,}"
    if lead.kind == "vague":
        return f"“{lead.phrase}” is read as at least {row.least:,}"
    return None


def share_words(share: Share) -> str:
    """Return a share as words: "more than half", "at least 2/3", "a third"."""
    names = {(1, 2): "half", (1, 3): "a third", (2, 3): "two thirds", (1, 4): "a quarter",
             (3, 4): "three quarters"}  # fmt: skip
    for form, before in (("over", "more than "), ("at_least", "at least "), ("exactly", "")):
        fraction = getattr(share, form)
        if fraction is not None:
            p, q = fraction
            return before + names.get((p, q), f"{p}/{q}")
    return "a part"


def verifiers(because: Iterable[str], compiled: Compiled) -> tuple[str, ...]:
    """Return who is said to have verified the statements that force a figure."""
    found = [compiled.origin[key].claim.verifier for key in because]
    return tuple(dict.fromkeys(link.name for link in found if link is not None and link.name))


def relays(because: Iterable[str], compiled: Compiled) -> tuple[str, ...]:
    """Return the outlets through which the statements that force a figure reached us."""
    found = []
    for key in because:
        claim = compiled.origin[key].claim
        outlet = compiled.outlets.get(claim.item)
        names = [outlet, *(link.name for link in claim.speakers if link.kind in RELAYS)]
        root = claim.root.name if claim.root is not None else None
        found += [name for name in names if name and name != root]
    return tuple(dict.fromkeys(found))
