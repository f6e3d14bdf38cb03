"""Choosing claims by sentence, paragraph and rule; the order of work; how rules fare."""

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tawthiq.record import review
from tawthiq.record.claim import Claim, Count, Reader, Review, ReviewState, Span

TEXT = "One here.\nTwo there.\n\nThree people, أربعة.\n"


def claim(
    id_: str, words: str, number: int = 0, rule: str = "r", state: ReviewState = "suggested"
) -> Claim:
    """Return a claim that quotes words of the text."""
    start = TEXT.index(words)
    count = Count("persons_killed", number, number, "exact", "stated", "x", rule)
    return Claim(
        id_, "i", Span(words, start, start + len(words)), "killing", Reader("rules", "1"),
        count=(count,), review=Review(state),
    )  # fmt: skip


ONE, TWO = claim("c1", "One here.", 3, "a"), claim("c2", "Two there.", 9, "b")
THREE = claim("c3", "Three people, أربعة.", 9, "a")
ALL = [ONE, TWO, THREE]


class TestChoosing:
    """A sentence, a paragraph, a rule."""

    def test_by_sentence(self) -> None:
        """By its number or by words in it, in either script and letter case."""
        assert review.in_sentence(ALL, "2") == [TWO]
        assert review.in_sentence(ALL, "one HERE") == [ONE]
        assert review.in_sentence(ALL, "اربعه") == [THREE]
        assert review.in_sentence(ALL, "9") == review.in_sentence(ALL, " ") == []

    def test_by_paragraph(self) -> None:
        """Paragraphs lie between empty lines."""
        assert review.in_paragraph(ALL, TEXT, 1) == [ONE, TWO]
        assert review.in_paragraph(ALL, TEXT, 2) == [THREE]
        assert review.in_paragraph(ALL, TEXT, 0) == review.in_paragraph(ALL, TEXT, 3) == []

    def test_by_rule(self) -> None:
        """All that a rule had a part in."""
        assert review.by_rule(ALL, "a") == [ONE, THREE]

    @given(st.text(alphabet="ab \n\t\r"))
    def test_paragraphs_number_every_place_once(self, text: str) -> None:
        """Where a sentence begins lies in one paragraph or in none, and both ways agree."""
        blocks = review.paragraphs(text)
        assert all(a < b <= c for (a, b), (c, _) in itertools.pairwise(blocks))
        for at in range(len(text)):
            inside = [n for n, (a, b) in enumerate(blocks, 1) if a <= at < b]
            assert review.paragraph_of(blocks, Span("", at, at)) == (inside[0] if inside else None)


class TestOrder:
    """The most deaths first, then what rests on the least accepted rule."""

    def test_deaths_then_rules(self) -> None:
        """What somebody reviewed is not in the queue."""
        rates = review.rates([*ALL, replace(ONE, id="c4")], {"c4": "rejected"})
        assert [c.id for c in review.queue([*ALL, claim("c5", "One here.", 99, state="accepted")], rates)] == [
            "c3", "c2", "c1",
        ]  # fmt: skip


class TestRates:
    """Accepted of judged, per rule; what nobody judged has no rate."""

    def test_counted(self) -> None:
        """An edited reading was not accepted as it was."""
        found = {r.rule: r for r in review.rates(ALL, {"c1": "accepted", "c3": "edited"})}
        assert (found["a"].shown, found["a"].accepted, found["a"].edited) == (2, 1, 1)
        assert found["a"].percent == 50
        assert found["b"].percent is None
