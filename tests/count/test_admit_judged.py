"""What people judged, in the table of admission: our own checks, and grades E and 5."""

import pytest
from tests.count.claims import claim, number

from tawthiq.count.compile import Evidence
from tawthiq.count.ladder import ladder
from tawthiq.record.case_facts import Source
from tawthiq.record.claim import Link, Status
from tawthiq.record.figure import Scope

NUMBER = frozenset({"number"})
TWELVE = claim("a", number(12, 12), place="Tal Qamarin", day="2031-05-14")


def rungs(evidence: Evidence, **scope: object) -> dict[str, int]:
    """Return the least number at each rung."""
    found = ladder(evidence, Scope(**scope), "conservative", "suggested")  # type: ignore[arg-type]
    return {figure.standard: figure.min for figure in found}


class TestVerifiedByUs:
    """Row 5: the number reaches the highest rung with the aspects that were checked."""

    def test_every_rung_below_holds_it(self) -> None:
        """Verified by us is verified, documented and reported."""
        found = rungs(Evidence([TWELVE], checked={"a": NUMBER}))
        assert set(found.values()) == {12}

    def test_an_aspect_that_was_not_checked_is_widened(self) -> None:
        """The number holds for the whole case; for the place only where that was checked too."""
        only = rungs(Evidence([TWELVE], checked={"a": NUMBER}), places=("Tal Qamarin",))
        both = rungs(Evidence([TWELVE], checked={"a": NUMBER | {"place"}}), places=("Tal Qamarin",))
        assert (only["verified_by_us"], both["verified_by_us"]) == (0, 12)
        assert only["reported"] == both["reported"] == 12

    def test_a_checked_place_without_the_number_gives_none(self) -> None:
        """Nobody is counted because a place was found."""
        found = rungs(Evidence([TWELVE], checked={"a": frozenset({"place"})}))
        assert found["verified_by_us"] == 0

    def test_a_party_that_we_checked_counts(self) -> None:
        """Row 5 comes before what a party says of the other side."""
        said = claim("a", number(12, 12), "The Guard", "party")
        assert rungs(Evidence([said]))["reported"] == 0
        assert rungs(Evidence([said], checked={"a": NUMBER}))["reported"] == 12

    def test_what_was_rejected_stays_out(self) -> None:
        """Row 1 comes before row 5."""
        evidence = Evidence([TWELVE], checked={"a": NUMBER}, retracted={"a": "withdrawn"})
        assert set(rungs(evidence).values()) == {0}

    def test_it_is_never_added_to_what_it_confirms(self) -> None:
        """The number at two rungs is one number."""
        other = claim("b", number(5, 5), "Rasnawa Relief", place="Rasnawa", day="2031-05-16")
        found = rungs(Evidence([TWELVE, other], checked={"a": NUMBER | {"place", "time"}}))
        assert (found["verified_by_us"], found["reported"]) == (12, 17)


class TestGrades:
    """E and 5 stand beside, with the reason; every other grade changes nothing."""

    @pytest.mark.parametrize("grade", "ABCDF")
    def test_other_grades(self, grade: str) -> None:
        """F is no bad grade: nobody can judge it."""
        assert rungs(Evidence([TWELVE], reliability={"Sahl Monitor": grade}))["reported"] == 12

    @pytest.mark.parametrize(
        "more",
        [
            {"reliability": {"sahl monitor": "E"}},
            {"sources": [Source("Sahl Monitor", "monitor", reliability="E")]},
            {
                "sources": [Source("Monitor of the Plain", "monitor", aliases=("Sahl Monitor",))],
                "reliability": {"Monitor of the Plain": "E"},
            },
            {"credibility": {"a": "5"}},
        ],
    )
    def test_beside(self, more: dict[str, object]) -> None:
        """By any spelling, as graded or as first stated."""
        evidence = Evidence([TWELVE], **more)  # type: ignore[arg-type]
        found = ladder(evidence, Scope(), "conservative", "suggested")[-1]
        assert found.low == 0
        assert [beside.claim for beside in found.beside] == ["a"]

    def test_a_better_grade_takes_the_place_of_what_was_first_stated(self) -> None:
        """The grade in force decides, not the worst one."""
        stated = [Source("Sahl Monitor", "monitor", reliability="E")]
        evidence = Evidence([TWELVE], stated, reliability={"Sahl Monitor": "B"})
        assert rungs(evidence)["reported"] == 12

    def test_a_discredited_verifier_verifies_nothing(self) -> None:
        """The number stays where its speaker puts it."""
        link = Link("Lantern Desk", "media", "verifier")
        told = claim("a", number(12, 12), status=Status("verified"), aspects={"number": "verified"})
        told = claim(
            "a", number(12, 12), status=Status("verified"), aspects={"number": "verified"},
            chain=(*told.chain, link),
        )  # fmt: skip
        assert rungs(Evidence([told]))["verified"] == 12
        assert rungs(Evidence([told], reliability={"Lantern Desk": "E"}))["verified"] == 0
