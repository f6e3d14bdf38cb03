"""Whatever the text: no exception, every span on its exact words, the same answer twice."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st
from tests.read import texts
from tests.read.labelled import cases

from tawthiq.base.canon import encode
from tawthiq.base.shape import from_plain, to_plain
from tawthiq.count.killed import killed_in
from tawthiq.kit.lexicon.pack import FORMS, LANGUAGES, load_pack
from tawthiq.read.reader import read_claims
from tawthiq.record.claim import Claim, Span

SENTENCES: Final = [
    text for language in ("en", "ar") for text, _ in cases(language)
] + [text.text for language in ("en", "ar") for text in texts.load(language)]  # fmt: skip
WORDS: Final = sorted({word for text in SENTENCES for word in text.split()})
PHRASES: Final = sorted(
    phrase
    for language in LANGUAGES
    for rule in load_pack(language).rules.values()
    for form in FORMS
    for phrase in rule.forms.get(form, ())
)
# What reorders, hides or joins letters: bidi marks, zero-width signs, marks that combine,
# a byte order mark, line ends of four kinds, signs beyond the first plane.
UNSEEN: Final = [
    *"\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c",
    *"\u200b\u200c\u200d\u2060\ufeff\u00ad\u0300\u0301\u0327\u064b\u0651\u0670\u0640",
    *"\u2028\u2029\x85\x0b\x0c\x00\u00a0\u202f\u3000\u1680\U000e0001\U0001f56f\ufffd",
]
DIGITS: Final = [
    chr(zero + n) for zero in (0x30, 0x660, 0x6F0, 0x966, 0xFF10, 0x1D7CE) for n in (1, 7)
]
SIGNS: Final = [*",.;:?!“”«»()[]—–-،؛؟٬٫%/\n\r\t'’\"", "\n\n", "...", "\r\n"]
GAPS: Final = ["", " ", " ", " ", "\u00a0", "\u200f", "\n"]
LETTERS: Final = st.lists(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from([*UNSEEN, *DIGITS, *SIGNS]),
        st.characters(min_codepoint=0x600, max_codepoint=0x6FF),
    ),
    max_size=300,
).map("".join)
PIECES: Final = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(PHRASES),
    st.sampled_from([*UNSEEN, *DIGITS, *SIGNS]),
    st.integers(0, 10**6).map(str),
)


def spans(value: Any) -> Iterator[Span]:  # noqa: ANN401 - any leaf of a claim
    """Yield every span anywhere in a value, however deep."""
    if isinstance(value, Span):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from spans(getattr(value, part.name))
    elif isinstance(value, Mapping):
        yield from spans(list(value.values()))
    elif isinstance(value, Iterable) and not isinstance(value, str):
        for part in value:
            yield from spans(part)


def read(text: str, dated: str | None) -> tuple[Claim, ...]:
    """Read a text."""
    return read_claims(text, item="any", dated=dated, country=None)


def check(text: str, dated: str | None) -> None:
    """Read a text twice and look at every promise that holds for all texts."""
    claims = read(text, dated)
    assert encode(to_plain(claims)) == encode(to_plain(read(text, dated)))
    ids = [claim.id for claim in claims]
    assert len(set(ids)) == len(ids)
    for claim in claims:
        for span in spans(claim):
            assert 0 <= span.start < span.end <= len(text)
            assert text[span.start : span.end] == span.text
        grounded(claim)
        for count in claim.count:
            assert count.rule
            assert count.min is None or count.min >= 0
            assert count.min is None or count.max is None or count.min <= count.max
            assert count.whole is None or count.whole.claim in ids
            assert count.whole is None or count.whole.claim != claim.id
        for when in claim.time:
            assert when.partial or when.from_ <= when.to
        assert set(claim.caveats) <= set(ids)
        assert set(claim.same_event_hint) <= set(ids)
        assert claim.review.state == "suggested"
        assert from_plain(Claim, to_plain(claim)) == claim
    least, most = killed_in(claims)
    assert least >= 0
    assert most is None or least <= most


def grounded(claim: Claim) -> None:
    """Every leaf that says something in words of the text has the words it comes from."""
    assert claim.quote.text
    for count in claim.count:
        assert count.span is not None
    for doer in claim.perpetrator:
        assert doer.span is not None
    for means in claim.means:
        assert means.span is not None
    for place in claim.place:
        assert place.span is not None
    for when in claim.time:
        assert when.span is not None
    for victim in claim.victim:
        assert victim.span is not None
    assert claim.status.span is not None or claim.status.value == "asserted"
    for link in claim.chain:
        assert link.span is not None or link.name is None


class TestEveryText:
    """The reader stands any text."""

    @given(LETTERS)
    def test_random_characters(self, text: str) -> None:
        """Any characters at all, of any script, with marks that nobody sees."""
        check(text, None)

    @given(st.lists(st.tuples(PIECES, st.sampled_from(GAPS)), max_size=60))
    def test_random_words_of_the_rules(self, pieces: list[tuple[str, str]]) -> None:
        """Words of the lexicons and of the field, in any order, with anything in between."""
        check("".join(word + gap for word, gap in pieces), texts.DATED)

    @given(st.lists(st.sampled_from(SENTENCES), max_size=8).map(" ".join))
    def test_random_sentences(self, text: str) -> None:
        """Whole sentences, in any order and both languages."""
        check(text, texts.DATED)

    @given(
        st.sampled_from(SENTENCES),
        st.lists(
            st.tuples(st.integers(0, 400), st.sampled_from([*UNSEEN, *DIGITS, *SIGNS])), max_size=12
        ),
    )
    def test_sentences_with_something_inside(
        self, sentence: str, put: list[tuple[int, str]]
    ) -> None:
        """A sentence of the field, with signs dropped anywhere, inside words too."""
        for at, sign in put:
            at_most = min(at, len(sentence))
            sentence = sentence[:at_most] + sign + sentence[at_most:]
        check(sentence, None)

    @given(st.sampled_from(SENTENCES), st.integers(0, 400), st.integers(0, 400))
    def test_sentences_torn_off(self, sentence: str, start: int, end: int) -> None:
        """Any piece of a sentence, torn inside words, brackets and numbers."""
        check(sentence[start:end], texts.DATED)

    @given(st.sampled_from(SENTENCES), st.sampled_from(DIGITS))
    def test_digits_of_every_script(self, sentence: str, digit: str) -> None:
        """A number in any script of digits is read or left alone, never wrongly placed."""
        check("".join(digit if sign.isdigit() else sign for sign in sentence), None)


class TestLongTexts:
    """Length alone breaks nothing; that the time grows no faster is the bench's to show."""

    def test_long_lines(self) -> None:
        """A line without an end, a bracket that never closes, a word without a space."""
        for text in ("(" * 5000, "killed and " * 3000, "a" * 50_000, "ا" * 50_000, "1," * 20_000):
            check(text, None)

    def test_long_runs_of_what_nobody_sees(self) -> None:
        """Marks that combine, joiners, bidi marks, line ends, spaces."""
        for sign in ("\u0301", "\u0651", "\u200d", "\u202e", "\n", " ", "\u00a0", "\u2028"):
            check(f"killed{sign * 20_000}nine", None)

    def test_a_long_text_without_a_line_end(self) -> None:
        """All sentences of both languages in one line, many times over."""
        line = " ".join(SENTENCES)
        text = line * (200_000 // len(line) + 1)
        claims = read(text, None)
        assert len(claims) > 100
        for claim in claims:
            for span in spans(claim):
                assert text[span.start : span.end] == span.text
