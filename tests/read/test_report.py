"""The real report beside the repository: read as design/figures.md §12 works it out.

Nothing of it is quoted here; the test looks at numbers, units and kinds only.
"""

from pathlib import Path

import pytest

from tawthiq.read.reader import read_claims
from tawthiq.record.claim import Claim, Count

REPORT = Path(__file__).parents[3] / "shared" / "material" / "report.txt"
pytestmark = pytest.mark.skipif(not REPORT.exists(), reason="shared/material/report.txt is absent")


@pytest.fixture(scope="module")
def claims() -> tuple[Claim, ...]:
    """Return the claims of the report, dated as the main job dates it."""
    text = REPORT.read_bytes().decode("utf-8")
    return read_claims(text, item="report", dated="2025-03-20", country="SY")


def one(claims: tuple[Claim, ...], least: int | None, unit: str = "persons_killed") -> Claim:
    """Return the only claim whose first count has this least number."""
    (claim,) = [c for c in claims if c.count and (c.count[0].min, c.count[0].unit) == (least, unit)]
    return claim


def counted(claims: tuple[Claim, ...]) -> list[tuple[Claim, Count]]:
    """Return every count of the dead that may bind."""
    return [
        (claim, count)
        for claim in claims
        for count in claim.count
        if count.unit in {"persons_killed", "bodies"} and count.binds != "context"
    ]


class TestReport:
    """Figures, parts, sources and places of the kind of document the main job starts from."""

    def test_the_monitor_and_its_parts(self, claims: tuple[Claim, ...]) -> None:
        """Over 1,000 is 1,001; more than half of it is 501; 595 is a part; others a remainder."""
        toll, half, part = one(claims, 1001), one(claims, 501), one(claims, 595)
        assert toll.root is not None
        assert (toll.root.kind, toll.count[0].max, toll.count[0].binds) == (
            "monitor",
            None,
            "stated",
        )
        assert not toll.perpetrator
        assert half.count[0].share is not None
        assert half.count[0].share.over == (1, 2)
        assert len(half.perpetrator) == 1
        assert (part.count[0].binds, part.count[0].max) == ("part", 595)
        assert {s for victim in part.victim for s in victim.status} == {
            "civilian",
            "hors_de_combat",
        }
        assert part.root is not None
        assert part.root.carried
        for claim in (half, part):
            assert claim.count[0].whole is not None
            assert claim.count[0].whole.claim == toll.id
        (rest,) = [c for c in claims if c.count and c.count[0].kind == "remainder"]
        assert (rest.count[0].min, rest.count[0].whole.claim) == (None, toll.id)  # type: ignore[union-attr]

    def test_the_agency_verified_number_and_place(self, claims: tuple[Claim, ...]) -> None:
        """More than 120 bodies at six locations in two provinces, verified by a named agency."""
        claim = one(claims, 121, "bodies")
        assert claim.verifier is not None
        assert claim.verifier.kind == "agency"
        assert dict(claim.aspects) == {"number": "verified", "place": "verified"}
        assert [place.precision for place in claim.place] == ["admin1", "admin1"]
        assert [(c.unit, c.min, c.binds) for c in claim.count[1:]] == [("sites", 6, "context")]

    def test_two_videos_are_two_sources(self, claims: tuple[Claim, ...]) -> None:
        """At least 27 men on one day in one village, 10 bodies in another."""
        men, bodies = one(claims, 27, "bodies"), one(claims, 10, "bodies")
        roots = [men.root, bodies.root]
        assert all(root is not None and root.kind == "media" for root in roots)
        assert men.root != bodies.root
        assert [c.count[0].binds for c in (men, bodies)] == ["documented", "documented"]
        assert [w.from_ for w in men.time] == ["2025-03-07"]
        assert not bodies.time

    def test_a_family_is_counted_by_its_members(self, claims: tuple[Claim, ...]) -> None:
        """Parents, brother, sister and her two children are six, in a quarter of a town."""
        claim = one(claims, 6)
        assert (claim.count[0].max, claim.count[0].kind) == (6, "exact")
        assert claim.root is not None
        assert claim.root.kind == "relative"
        assert [(p.precision, p.within is not None) for p in claim.place] == [
            ("neighbourhood", True)
        ]

    def test_a_party_speaks_of_its_own_losses(self, claims: tuple[Claim, ...]) -> None:
        """Thirteen of its men, said by the government."""
        claim = one(claims, 13)
        assert claim.root is not None
        assert claim.root.kind == "party"
        assert claim.victim[0].status == ("combatant",)
        assert len(claim.perpetrator) == 1

    def test_nothing_else_counts_the_dead(self, claims: tuple[Claim, ...]) -> None:
        """Messages, trucks, survivors, waves, ages, shares and years are never victims."""
        numbers = sorted(
            count.min
            for claim, count in counted(claims)
            if count.min and claim.polarity == "affirmed"
        )
        assert numbers == [1, 1, 6, 10, 13, 27, 121, 200, 200, 298, 501, 595, 1001]
        units = {(count.unit, count.min) for claim in claims for count in claim.count}
        assert {
            ("messages", 24),
            ("vehicles", 200),
            ("interviewees", 26),
            ("attackers", 13),
        } <= units

    def test_who_was_asked_and_did_not_answer(self, claims: tuple[Claim, ...]) -> None:
        """One declined, two did not answer; the caveat hangs on the accounts it speaks of."""
        events = [claim.event for claim in claims]
        assert (events.count("no_comment"), events.count("no_response")) == (1, 2)
        (caveat,) = [claim for claim in claims if claim.event == "verification_caveat"]
        assert sum(caveat.id in claim.caveats for claim in claims) >= 5
