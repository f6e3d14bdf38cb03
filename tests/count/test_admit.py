"""Admission follows the decision table of figures.md §5, row by row."""

from typing import Literal

import pytest
from tests.count import claims as made

from tawthiq.count.admit import Standing, admit
from tawthiq.count.profile import load, names
from tawthiq.count.standing import Sources
from tawthiq.record.case_facts import Source
from tawthiq.record.claim import Claim, Link, Review

SOURCES = Sources.of([
    Source("Interior Ministry", "official", "belligerent", ("the ministry",), side="Valley Guard"),
    Source("Health Office", "official", "civil_authority"),
    Source("Captain", "party", "belligerent", side="Valley Guard"),
    Source("Sahl Monitor", "monitor", aliases=("مرصد السهل",)),
])  # fmt: skip


def decide(
    claim: Claim,
    basis: Literal["accepted", "suggested"] = "suggested",
    profile: str = "conservative",
    **more: object,
) -> tuple[list[str], list[str]]:
    """Return the rungs a claim reaches and the reasons for what stays aside."""
    standing = Standing(SOURCES, load(profile), basis, **more)  # type: ignore[arg-type]
    admitted, aside = admit(claim, standing)
    return [number.rung for number in admitted], [left.reason for left in aside]


class TestRows:
    """Each row of the table decides as it is written."""

    def test_row_1_rejected_and_retracted(self) -> None:
        """What a person rejected, or its source withdrew, goes nowhere."""
        rejected = made.claim("a", made.number(3, 3), review=Review("rejected"))
        assert decide(rejected) == ([], ["a person found that the source does not say this"])
        kept = made.claim("a", made.number(3, 3))
        assert decide(kept, retracted={"a": "withdrawn"}) == ([], ["retracted: withdrawn"])
        assert decide(kept, retracted={"item one": "withdrawn"})[0] == []

    def test_row_2_denial_and_zero(self) -> None:
        """A party's denial is listed; a zero of another is an account of 0."""
        zero = made.number(0, 0)
        denied = made.claim("a", zero, "Interior Ministry", "official", polarity="denied")
        assert decide(denied)[1] == ["denial"]
        nobody = made.claim("b", zero, polarity="negated")
        assert decide(nobody) == (["reported"], [])
        averted = made.claim("c", made.number(None, None), polarity="averted")
        assert decide(averted)[1] == ["averted: nobody was harmed"]
        unclear = made.claim("d", made.number(2, 2), polarity="unclear")
        assert "unclear" in decide(unclear)[1][0]

    def test_row_3_other_units(self) -> None:
        """Attackers, vehicles and messages are never victims."""
        assert decide(made.claim("a", made.number(40, 40, unit="attackers")))[0] == []

    def test_row_4_unreviewed(self) -> None:
        """A machine's reading is in drafts only."""
        claim = made.claim("a", made.number(3, 3))
        assert decide(claim, basis="accepted") == ([], ["nobody has reviewed this reading yet"])
        read = made.claim("a", made.number(3, 3), review=Review("accepted"))
        assert decide(read, basis="accepted")[0] == ["reported"]

    def test_rows_6_and_7_verified(self) -> None:
        """Verified by a named body that is no party, for the aspects named; else as unverified."""
        chain = (Link("Lantern Desk", "media"), Link("Lantern Desk", "media", "verifier"))
        count = made.number(9, None, "lower_bound", "documented")
        more = {"status": made.status_of("verified"), "aspects": {"number": "verified"}}
        assert decide(made.claim("a", count, chain=chain, **more))[0][0] == "verified"
        other = {"status": made.status_of("verified"), "aspects": {"place": "verified"}}
        assert "verified" not in decide(made.claim("b", count, chain=chain, **other))[0]
        party = (Link("Sahl Monitor", "monitor"), Link("the ministry", "official", "verifier"))
        assert decide(made.claim("c", count, chain=party, **more))[0] == ["reported"]
        unnamed = (Link("Sahl Monitor", "monitor"), Link(None, "unnamed", "verifier"))
        assert decide(made.claim("d", count, chain=unnamed, **more))[0] == ["reported"]

    def test_row_9_described_footage(self) -> None:
        """One described video is documented, not held."""
        count = made.number(6, None, "lower_bound", "documented")
        assert decide(made.claim("a", count, "One video", "media"))[0] == ["documented"]

    def test_rows_10_and_11(self) -> None:
        """A body that says it documented N reaches reported, as a named witness does."""
        count = made.number(10, 10, "exact", "documented")
        assert decide(made.claim("a", count))[0] == ["reported"]
        assert decide(made.claim("b", made.number(3, 3), None, "witness"))[0] == ["reported"]

    def test_row_13_unnamed(self) -> None:
        """'Reports say' stays beside, unless the profile takes it."""
        claim = made.claim("a", made.number(3, 3), None, "unnamed")
        assert decide(claim) == ([], ["its source is unnamed and without a role"])
        assert decide(claim, profile="acled-like")[0] == ["reported"]

    def test_row_14_parties(self) -> None:
        """A party's own losses stay beside; an admission and a civil authority count."""
        losses = made.claim("a", made.number(11, 11), "the ministry", "official")
        assert decide(losses)[0] == []
        assert decide(losses, profile="acled-like")[0] == ["reported"]
        assert decide(made.claim("b", made.number(4, 4), "Health Office", "official"))[0]
        own = made.claim("c", made.number(4, None, "lower_bound"), "Captain", "party",
                         by="Valley Guard")  # fmt: skip
        assert decide(own)[0] == ["reported"]
        said = made.claim("d", made.number(4, 4), "Colonel", "party")
        assert decide(said)[0] == []

    def test_row_15_unverified(self) -> None:
        """What is said to be unverified stays beside."""
        marked = made.claim("a", made.number(3, 3), status=made.status_of("unverified"))
        assert decide(marked) == ([], ["said to be unverified or unclear"])

    def test_context(self) -> None:
        """An aggregate binds no incident."""
        month = made.claim("a", made.number(250, 250, binds="context"))
        assert "context" in decide(month)[1][0]


class TestProfiles:
    """Profiles read words as their tables say."""

    @pytest.mark.parametrize(
        ("profile", "lo", "kind", "phrase", "least"),
        [
            ("conservative", 24, "vague", "dozens", 24),
            ("acled-like", 24, "vague", "dozens", 12),
            ("acled-like", 200, "vague", "hundreds", 100),
            ("conservative", 1001, "lower_bound", "over 1,000", 1001),
            ("acled-like", 1001, "lower_bound", "over 1,000", 1000),
            ("acled-like", 12, "lower_bound", "at least 12", 12),
            ("conservative", None, "unquantified", "civilians", 2),
            ("acled-like", None, "unquantified", "civilians", 3),
            ("acled-like", 7, "vague", "some words", 7),
        ],
    )
    def test_words(self, profile: str, lo: int | None, kind: str, phrase: str, least: int) -> None:
        """The least number of a phrase under a profile."""
        assert load(profile).least(made.number(lo, None, kind, phrase=phrase)) == least

    def test_names(self) -> None:
        """The word tables are no profiles."""
        assert names() == ["conservative", "acled-like"]
