"""Admission: which number of which claim goes to which rung, aspect by aspect (figures.md §5).

The first matching row of the decision table decides; each function names its rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tawthiq.count.profile import Profile
from tawthiq.count.standing import Sources, is_anonymous, is_coded, is_named_or_has_role
from tawthiq.record.claim import Claim, Count
from tawthiq.record.figure import Rung

UNITS: Mapping[str, frozenset[str]] = {
    "killed": frozenset({"persons_killed", "bodies"}),
    "injured": frozenset({"persons_injured"}),
    "missing": frozenset({"persons_missing"}),
    "detained": frozenset({"persons_detained"}),
    "displaced": frozenset({"persons_displaced"}),
}
Aspect = Literal["place", "time", "status", "perpetrator"]
ALL: frozenset[Aspect] = frozenset({"place", "time", "status", "perpetrator"})
UNNAMED = "its source is unnamed and without a role"


@dataclass(frozen=True, slots=True)
class Standing:
    """What admission looks at besides the claim itself.

    `checked` are the aspects of claims that two people of this team verified; `credibility`
    the grades of claims (1 to 6).
    """

    sources: Sources
    profile: Profile
    basis: Literal["accepted", "suggested"]
    event: str = "killed"
    retracted: Mapping[str, str] = field(default_factory=dict)
    checked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    credibility: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Admitted:
    """A number that goes to a rung with the aspects that reach it; others are widened."""

    claim: Claim
    index: int
    rung: Rung
    aspects: frozenset[Aspect] = ALL
    tag: str | None = None
    voice: bool = False
    denial: bool = False
    party: bool = False
    against_interest: bool = False

    @property
    def count(self) -> Count:
        """The quantity itself."""
        return self.claim.count[self.index]


@dataclass(frozen=True, slots=True)
class Aside:
    """A number that goes nowhere, or beside, with the reason in words."""

    claim: Claim
    index: int
    reason: str
    is_shown: bool = True


Decision = tuple[list[Admitted], list[Aside]]


def admit(claim: Claim, standing: Standing) -> Decision:
    """Return what of a claim is admitted, and what stays beside with the reason."""
    decided: list[Admitted] = []
    aside: list[Aside] = []
    for index, count in enumerate(claim.count):
        reason = _nowhere(claim, count, standing)
        if reason is not None:
            aside.append(Aside(claim, index, reason, is_shown=False))
            continue
        admitted, why = _place(claim, index, standing)
        decided += admitted
        if why is not None:
            aside.append(Aside(claim, index, why))
    return decided, aside


def _nowhere(claim: Claim, count: Count, standing: Standing) -> str | None:
    """Rows 1, 3 and 4: rejected, retracted, another unit, not yet reviewed."""
    if claim.review.state == "rejected":
        return "a person found that the source does not say this"
    if claim.id in standing.retracted or claim.item in standing.retracted:
        why = standing.retracted.get(claim.id) or standing.retracted.get(claim.item)
        return f"retracted: {why}"
    if count.unit not in UNITS.get(standing.event, frozenset()):
        return "it does not count these persons"
    if standing.basis == "accepted" and claim.review.state == "suggested":
        return "nobody has reviewed this reading yet"
    return None


def _place(claim: Claim, index: int, standing: Standing) -> tuple[list[Admitted], str | None]:
    party = _is_party(claim, standing)
    if claim.polarity != "affirmed":
        if is_coded(claim.root) and standing.sources.find(claim.root) is None:
            return [], UNNAMED  # row 13: somebody in a chat, of whom only a code name is known
        return _denied(claim, index, party=party)
    if claim.count[index].binds == "context":
        return [], "context: an aggregate or background number binds no incident"
    verified = _ours(claim, index, standing) + _verified(claim, index, standing)
    if claim.id in standing.credibility and standing.credibility[claim.id] == "5":
        return verified, None if verified else "this team grades it as improbable (5)"
    lower, why = _reported(claim, index, standing, party=party)
    return verified + lower, why if not verified else None


def _denied(claim: Claim, index: int, *, party: bool) -> tuple[list[Admitted], str | None]:
    """Row 2: an explicit zero by a non-party is an account of 0; all else stands beside."""
    is_zero = claim.count[index].max == 0
    if claim.polarity == "negated" and is_zero and not party:
        return [Admitted(claim, index, "reported", voice=_is_voice(claim))], None
    listed = Admitted(claim, index, "reported", denial=True, party=party)
    words = {"denied": "denial", "negated": "denial", "averted": "averted: nobody was harmed"}
    return [listed], words.get(claim.polarity, "unclear whether it is said to have happened")


def _ours(claim: Claim, index: int, standing: Standing) -> list[Admitted]:
    """Row 5: our own checks passed for the number, by two people, on material that we hold."""
    aspects = standing.checked.get(claim.id, frozenset())
    if "number" not in aspects:
        return []
    reached = frozenset(aspect for aspect in ALL if aspect in aspects)
    return [Admitted(claim, index, "verified_by_us", reached)]


def _verified(claim: Claim, index: int, standing: Standing) -> list[Admitted]:
    """Rows 6 and 7: verified by a named body that is no party, only the aspects it names."""
    verifier = claim.verifier
    if claim.status.value != "verified" or verifier is None or not verifier.name:
        return []
    is_party = standing.sources.party(verifier) in {"belligerent", "aligned"}
    if is_party or standing.sources.is_discredited(verifier):
        return []
    named = claim.aspects or {"number": "verified"}
    if named.get("number") != "verified":
        return []
    aspects = frozenset(aspect for aspect in ALL if named.get(aspect) == "verified")
    return [Admitted(claim, index, "verified", aspects, f"verified by {verifier.name}")]


def _reported(
    claim: Claim, index: int, standing: Standing, *, party: bool
) -> tuple[list[Admitted], str | None]:
    """Rows 9 to 15, for the full scope of the claim."""
    root, status, profile = claim.root, claim.status.value, standing.profile
    documented = claim.count[index].binds == "documented"
    if party and (status == "admitted" or standing.sources.admits_own(claim)):
        admission = Admitted(claim, index, "reported", tag="admission", against_interest=True,
                             party=True)  # fmt: skip
        return [admission], None
    if party and profile.party_claims == "beside":
        name = root.name if root and root.name else "a party"
        return (
            [],
            f"said by a party to the conflict ({name}) of the other side or of its own losses",
        )
    if standing.sources.is_discredited(root):
        return [], "its source is graded E: what it says has been found invalid before"
    if status in {"unverified", "unclear"} and profile.unverified == "beside":
        return [], "said to be unverified or unclear"
    if documented and root is not None and root.kind == "media":
        return [Admitted(claim, index, "documented", tag="described, not held")], None
    is_known = standing.sources.find(root) is not None
    if is_anonymous(root) and not is_known and profile.unnamed_sources == "beside":
        return [], UNNAMED
    if _is_voice(claim):
        return [Admitted(claim, index, "reported", voice=True)], None
    named = root is not None and is_named_or_has_role(root)
    tag = f"documented by {root.name}" if root is not None and documented and named else None
    return [Admitted(claim, index, "reported", tag=tag)], None


def _is_voice(claim: Claim) -> bool:
    """Say whether an outlet speaks in its own voice."""
    root = claim.root
    return root is None or (root.kind == "outlet" and len(claim.speakers) == 1)


def _is_party(claim: Claim, standing: Standing) -> bool:
    party = standing.sources.party(claim.root)
    if party == "civil_authority":
        return standing.profile.civil_authority == "beside"
    return party in {"belligerent", "aligned"}
