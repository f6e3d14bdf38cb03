"""Dead who are only mentioned, told again, or counted together with the wounded."""

import pytest

from tawthiq.count.killed import killed_in
from tawthiq.read.reader import read_claims
from tawthiq.record.claim import Claim


def read(text: str) -> tuple[Claim, ...]:
    """Read a text of July 2031."""
    return read_claims(text, item="note", dated="2031-07-20", country=None)


def dead(text: str) -> list[Claim]:
    """Return the claims that count the dead."""
    units = {"persons_killed", "bodies"}
    return [claim for claim in read(text) if claim.count and claim.count[0].unit in units]


class TestMentioned:
    """What is only mentioned stays a claim under a rule that says so, and is no new death."""

    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("Students protested in Basso against the killing of a teacher.", "background"),
            ("Mourners attended the funeral of four villagers killed on Sunday.", "background"),
            ("Police arrested a man suspected of killing two traders in Hamura.", "background"),
            ("The village was attacked in 2029, when 12 people were killed.", "background"),
            ("The war has killed over 9,000 people.", "war"),
        ],
    )
    def test_rule(self, text: str, rule: str) -> None:
        """The claim stands, with its number, and nobody is new."""
        (claim,) = dead(text)
        assert claim.count[0].rule == f"en.count.{rule}"
        assert claim.polarity == "affirmed"
        assert killed_in(read(text)) == (0, 0)

    def test_what_happened_at_a_protest_is_new(self) -> None:
        """A death in the protest itself counts."""
        text = "Two demonstrators were killed when a protest in Basso turned violent."
        assert killed_in(read(text)) == (2, 2)

    def test_parts_go_with_what_is_mentioned(self) -> None:
        """The parts of a toll that is only mentioned are not new either."""
        text = "Students protested against the killing of nine villagers, including two women."
        assert killed_in(read(text)) == (0, 0)

    def test_the_note_says_itself_how_many(self) -> None:
        """A coder's own number goes before those it rests on."""
        text = "7-15 policemen were killed. Fatalities coded as 0 (VL reported 7-15 fatalities)."
        assert killed_in(read(text)) == (0, 0)


class TestToldAgain:
    """The same dead told again are a part of the toll before."""

    @pytest.mark.parametrize(
        "text",
        [
            "Gunmen killed a trader in Basso. The victim was shot at home and killed.",
            "Salim Wardani was killed in Basso. Shells hit his car, leaving Wardani dead.",
            "Nine people died in a drone strike that killed a rebel spokesman.",
        ],
    )
    def test_adds_nobody(self, text: str) -> None:
        """The second telling hangs on the first."""
        first, second = dead(text)
        assert second.count[0].whole is not None
        assert second.count[0].whole.claim == first.id

    @pytest.mark.parametrize(
        ("text", "least"),
        [
            ("Two policemen were killed in Basso. A third policeman died in hospital.", 3),
            ("Three people were killed in Basso and four others died later.", 7),
            ("Gunmen killed 2 traders in Basso and 3 in Hamura.", 5),
            ("Clans clashed in Mbelo. One killed on each side.", 2),
        ],
    )
    def test_others_add(self, text: str, least: int) -> None:
        """Others than those counted add up."""
        assert killed_in(read(text))[0] == least


class TestTogether:
    """Killed and wounded in one number says of neither how many."""

    @pytest.mark.parametrize("joined", ["killed and wounded", "killed or injured"])
    def test_a_unit_of_its_own(self, joined: str) -> None:
        """One claim, exact for both together; nobody need be dead."""
        text = f"Nine people were {joined} in Basso."
        (claim,) = read(text)
        count = claim.count[0]
        assert (count.unit, count.min, count.max) == ("persons_killed_or_injured", 9, 9)
        assert killed_in(read(text)) == (0, 9)


class TestNoSoldiers:
    """A zero for some is no zero for all."""

    def test_of_a_kind(self) -> None:
        """No soldiers died, and 17 rebels did."""
        assert killed_in(read("17 rebels were killed. No soldiers died.")) == (17, 17)

    def test_nobody(self) -> None:
        """Nobody is everybody's zero."""
        assert killed_in(read("Shells hit a field. Nobody was killed.")) == (0, 0)


class TestNoWordOfTheirs:
    """Whom others accuse has said nothing."""

    def test_accused(self) -> None:
        """The accused is the doer, the accuser unnamed."""
        (claim,) = dead("The Sahl Brigade was accused of killing nine villagers.")
        assert [link.kind for link in claim.chain] == ["unnamed"]
        assert [doer.name for doer in claim.perpetrator] == ["Sahl Brigade"]

    def test_what_cannot_be_verified_is_open(self) -> None:
        """Who "killed them" is not affirmed where it could not be verified."""
        text = "Nour Agency saw nine bodies but could not verify who killed them."
        assert all(claim.polarity == "unclear" for claim in dead(text) if claim.event == "killing")
