"""Assessments, grades and requests as pure rules over what people entered."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.record.assessment import (
    ELEMENTS,
    OUTCOMES,
    Assessed,
    Assessment,
    Element,
    Outcome,
    checked,
    of_subject,
    standing,
)
from tawthiq.record.case_facts import Request
from tawthiq.record.grade import Grade, Graded, in_force
from tawthiq.record.request import Answer, answered, state_of

numbers = itertools.count()


def said(
    author: str, outcome: Outcome = "confirmed", element: Element = "how_many",
    rests_on: tuple[str, ...] = ("video",), key: str | None = "",
) -> Assessed:  # fmt: skip
    """Return one person's word on an element of claim c."""
    one = Assessment("c", element, outcome, "why", "reasonable_grounds", rests_on)
    signed = f"key of {author}" if key == "" else key
    return Assessed(f"e{next(numbers)}", one, author, "2031-06-01T00:00:00Z", signed)


PAIRS = (("amina", "basil"),)


def verified(*words: Assessed, held: tuple[str, ...] = ("video", "text")) -> frozenset[str]:
    """Return the aspects of claim c, which quotes the item text, that the team verified."""
    return checked(standing(words), {"c": "text"}, held, PAIRS).get("c", frozenset())


class TestStanding:
    """The latest word of each person stands; others stay beside it."""

    def test_the_latest_word_counts(self) -> None:
        """A person who changes their mind does not disagree with themselves."""
        (one,) = standing([said("amina", "rejected"), said("amina")])
        assert one.outcomes == ("confirmed",)
        assert not one.is_disputed

    def test_two_people_may_disagree(self) -> None:
        """Both are kept, and it is said."""
        (one,) = standing([said("amina"), said("basil", "inconclusive")])
        assert one.is_disputed
        assert one.outcomes == ("confirmed", "inconclusive")

    def test_not_examined_is_the_default_and_no_disagreement(self) -> None:
        """Who did not look does not contradict who did."""
        found = standing([said("amina"), said("basil", "not_examined")])
        assert not found[0].is_disputed
        assert [one.outcomes for one in of_subject(found, "c")].count(("not_examined",)) == 5


class TestVerifiedByUs:
    """Row 5: two people with their own keys, on material that is held, and nobody against it."""

    def test_two_people(self) -> None:
        """Each element is an aspect of the number."""
        words = [said(p, element=e) for p in ("amina", "basil") for e in ("how_many", "where")]  # type: ignore[arg-type]
        assert verified(*words) == {"number", "place"}

    @pytest.mark.parametrize(
        "words",
        [
            [said("amina")],
            [said("amina"), said("amina")],
            [said("amina"), said("carim")],
            [said("amina"), said("basil", key=None)],
            [said("amina"), said("basil", key="key of amina")],
            [said("amina"), said("basil", rests_on=())],
            [said("amina"), said("basil", rests_on=("text",))],
            [said("amina"), said("basil", rests_on=("gone",))],
            [said("amina"), said("basil"), said("carim", "inconclusive")],
            [said("amina"), said("basil", "rejected")],
            [said("amina"), said("basil"), said("basil", "not_examined")],
            [said("amina", element="what"), said("basil", element="what")],
        ],
    )
    def test_what_does_not_do(self, words: list[Assessed]) -> None:
        """One person, one key, nobody who may, nothing held, the text itself, a doubt."""
        assert verified(*words) == frozenset()

    @given(st.lists(st.tuples(
        st.sampled_from(["amina", "basil"]), st.sampled_from(OUTCOMES), st.sampled_from(ELEMENTS))))  # fmt: skip
    def test_one_person_alone_never_verifies(
        self, drawn: list[tuple[str, Outcome, Element]]
    ) -> None:
        """Whatever one of the two says, and however often."""
        words = [said("amina", o, e) for _, o, e in drawn]
        assert verified(*words) == frozenset()


class TestGrades:
    """A grade holds from its day until a later one; the scales never meet."""

    def test_in_force(self) -> None:
        """Earlier days keep the grade that held then."""
        given_ = [
            Graded("e1", Grade("reliability", "Monitor", "B", "w"), "a", "2031-05-01T08:00:00Z"),
            Graded("e2", Grade("reliability", "Monitor", "D", "w", "2031-06-01"), "a", "2031-06-09T08:00:00Z"),
            Graded("e3", Grade("credibility", "Monitor", "5", "w"), "a", "2031-06-09T08:00:00Z"),
        ]  # fmt: skip
        for day, grade in (("2031-04-30", None), ("2031-05-31", "B"), ("2031-06-01", "D")):
            held = in_force(given_, "reliability", day).get("Monitor")
            assert (held.grade.value if held else None) == grade

    def test_entered_late_about_an_earlier_day(self) -> None:
        """What was dated before does not replace what holds since."""
        given_ = [
            Graded("e1", Grade("reliability", "M", "D", "w", "2031-06-01"), "a", "2031-06-01T00:00:00Z"),
            Graded("e2", Grade("reliability", "M", "A", "w", "2031-01-01"), "a", "2031-06-02T00:00:00Z"),
        ]  # fmt: skip
        assert in_force(given_, "reliability", "2031-07-01")["M"].grade.value == "D"
        assert in_force(given_, "reliability", "2031-03-01")["M"].grade.value == "A"


ASKED = Request("the council", "Why?", "2031-05-01", "letter", "2031-05-10")


class TestRequests:
    """Where a request stands follows from what came back and from the day."""

    @pytest.mark.parametrize(
        ("answers", "day", "state"),
        [
            ([], "2031-05-10", "open"),
            ([], "2031-05-11", "silent"),
            ([("words", "Because.")], "2031-05-02", "answered"),
            ([("item", "letter.pdf")], "2031-06-02", "answered"),
            ([("refused", None)], "2031-05-02", "declined"),
            ([("refused", None), ("words", "After all.")], "2031-05-02", "answered"),
            ([("silence", None)], "2031-05-02", "silent"),
            ([("silence", None), ("words", "Late.")], "2031-07-02", "answered"),
            ([("not_awaited", None)], "2031-05-02", "not_awaited"),
            ([("not_awaited", None)], "2031-05-12", "silent"),
        ],
    )
    def test_states(self, answers: list[tuple[str, str | None]], day: str, state: str) -> None:
        """A late answer is an answer; a deadline passes by itself."""
        given_ = [Answer("r", how, "2031-05-02", words, why="w") for how, words in answers]  # type: ignore[arg-type]
        assert state_of(answered(ASKED, given_), day) == state

    def test_without_a_deadline_it_stays_open(self) -> None:
        """Until somebody notes the silence."""
        asked = Request("the council", "Why?", "2031-05-01", "letter")
        assert state_of(asked, "2099-01-01") == "open"
