"""Short notes of incidents: how many dead each one states, from text to number."""

import tomllib
from pathlib import Path

import pytest

from tawthiq.count.killed import killed_in
from tawthiq.read.reader import read_claims

NOTES: list[tuple[str, int, int]] = tomllib.loads(
    Path(__file__).with_name("notes.toml").read_text(encoding="utf-8")
)["notes"]

NEW: list[tuple[int, str]] = tomllib.loads(
    Path(__file__).with_name("notes_new.toml").read_text(encoding="utf-8")
)["notes"]


def stated(text: str) -> tuple[int, int]:
    """Return least and greatest number of the dead in a note; -1 is open."""
    least, most = killed_in(read_claims(text, item="note", dated="2031-08-01", country=None))
    return least, -1 if most is None else most


class TestNotes:
    """Most notes give exactly the numbers that a careful coder would enter."""

    def test_numbers_are_exact(self) -> None:
        """Least and greatest number together, over all notes."""
        wrong = [text for text, least, most in NOTES if stated(text) != (least, most)]
        assert len(wrong) <= 0.13 * len(NOTES), wrong

    def test_least_numbers_are_exact(self) -> None:
        """The least number alone."""
        wrong = [text for text, least, _ in NOTES if stated(text)[0] != least]
        assert len(wrong) <= 0.07 * len(NOTES), wrong

    @pytest.mark.parametrize(
        ("text", "numbers"),
        [
            (
                "Fifteen people were killed. Of those 15, 11 were killed by the Valley Guard.",
                (15, 15),
            ),
            ("Seven were killed and 40 wounded. Of the 40 wounded, 3 have since died.", (10, 10)),
            ("A teacher was shot in the head and killed in Tell Warda.", (1, 1)),
            ("A family of five was killed in Tell Warda.", (5, 5)),
            ("A tax collector was kidnapped and later found dead.", (1, 1)),
            ("Two people, a trader and his son, were killed in Tell Warda.", (2, 2)),
            ("Nine were killed according to the police, 12 according to the mayor.", (9, 12)),
            ("One farmer was killed; the police reported no losses.", (1, 1)),
            ("Fatalities coded as 10.", (10, 10)),
            ("Half a dozen men were killed in Tell Warda.", (6, 6)),
            ("A farmer was killed. Later that day soldiers killed three militants.", (4, 4)),
            ("A man entered a bar and killed twelve people. He then killed himself.", (13, 13)),
            ("Five people, among which a young girl, were killed in Tell Warda.", (5, 5)),
            ("In Tell Warda, Orvane, a man was shot dead.", (1, 1)),
            ("The toll rose to 19 after two more victims died in hospital.", (19, 19)),
            ("Rescuers found the bodies of a woman and her two sons.", (3, 3)),
            ("Two more people died, bringing the toll to 19.", (19, 19)),
            ("Twelve soldiers, an officer among them, were killed near Dol.", (12, 12)),
            ("Gunmen beat nine men to death.", (9, 9)),
            ("Nine men were sentenced to death.", (0, 0)),
        ],
    )
    def test_shapes(self, text: str, numbers: tuple[int, int]) -> None:
        """One note for each shape."""
        assert stated(text) == numbers


class TestNewDead:
    """What a note reports as new is told from what it only mentions."""

    def test_least_numbers_are_exact(self) -> None:
        """The least number of the new dead, over all notes that name any."""
        fatal = [(least, text) for least, text in NEW if least]
        wrong = [text for least, text in fatal if stated(text)[0] != least]
        assert len(wrong) <= 0.03 * len(fatal), wrong

    def test_what_is_mentioned_is_not_new(self) -> None:
        """Protests over a killing, trials, memorials, threats and plain zeros count nobody."""
        quiet = [text for least, text in NEW if not least]
        wrong = [text for text in quiet if stated(text)[0]]
        assert len(wrong) <= 0.03 * len(quiet), wrong


FIRST_SIGHT = tomllib.loads(Path(__file__).with_name("first_sight.toml").read_text("utf-8"))


class TestFirstSight:
    """Notes from which no rule was written are read as well as they were the first time."""

    @pytest.mark.parametrize(("language", "right"), [("en", 35), ("ar", 18)])
    def test_as_many_are_exact(self, language: str, right: int) -> None:
        """Least and greatest number together."""
        notes = FIRST_SIGHT[language]
        assert sum(stated(text) == (least, most) for text, least, most in notes) >= right - 1
