"""Whatever the text: no exception, every span on its exact words, the same answer twice."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from tests.read.labelled import cases

from tawthiq.base.shape import from_plain, to_plain
from tawthiq.read.reader import read_claims
from tawthiq.record.claim import Claim, Span

WORDS = sorted(
    {word for language in ("en", "ar") for text, _ in cases(language) for word in text.split()}
)
SENTENCES = [text for language in ("en", "ar") for text, _ in cases(language)]
MIXED = st.lists(
    st.sampled_from([*WORDS, ",", ".", "“", "”", "(", ")", "\n", "\n\n", "—", "12", "٣", "ـ"]),
    max_size=60,
).map(" ".join)


def spans(claim: Claim) -> Iterator[Span]:
    """Yield every span of a claim."""
    yield claim.quote
    leaves = (
        *claim.chain, *claim.perpetrator, *claim.victim, *claim.means, *claim.count,
        *claim.place, *claim.time, claim.status,
    )  # fmt: skip
    for leaf in leaves:
        if leaf.span is not None:
            yield leaf.span
    if claim.said is not None and claim.said.span is not None:
        yield claim.said.span


def check(text: str, dated: str | None) -> None:
    """Read a text twice and look at every promise that holds for all texts."""
    claims = read_claims(text, item="any", dated=dated, country=None)
    assert claims == read_claims(text, item="any", dated=dated, country=None)
    ids = [claim.id for claim in claims]
    assert len(set(ids)) == len(ids)
    for claim in claims:
        for span in spans(claim):
            assert text[span.start : span.end] == span.text
        for count in claim.count:
            assert count.rule
            assert count.min is None or count.max is None or count.min <= count.max
            assert count.whole is None or count.whole.claim in ids
            assert count.whole is None or count.whole.claim != claim.id
        assert set(claim.caveats) <= set(ids)
        assert set(claim.same_event_hint) <= set(ids)
        assert from_plain(Claim, to_plain(claim)) == claim


class TestEveryText:
    """The reader stands any text."""

    @given(st.text(max_size=400))
    def test_random_characters(self, text: str) -> None:
        """Any characters at all."""
        check(text, None)

    @given(MIXED)
    def test_random_words_of_the_field(self, text: str) -> None:
        """Words that the rules know, in any order."""
        check(text, "2031-05-20")

    @given(st.lists(st.sampled_from(SENTENCES), max_size=8).map(" ".join))
    def test_random_sentences(self, text: str) -> None:
        """Whole sentences, in any order and both languages."""
        check(text, "2031-05-20")

    def test_long_lines(self) -> None:
        """A line without an end, a bracket that never closes, a word without a space."""
        for text in ("(" * 5000, "killed and " * 3000, "a" * 50_000, "ا" * 50_000, "1," * 20_000):
            check(text, None)
