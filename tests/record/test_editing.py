"""A person's own reading: fields set one by one, every word still in the preserved text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import to_plain
from tawthiq.record.claim import Claim, Count, Link, PlaceRef, Reader, Span
from tawthiq.record.editing import changes, edited

TEXT = "Before. At least 12 people were killed in Tal Qamarin, the Monitor said. After in Rasnawa."
QUOTE = "At least 12 people were killed in Tal Qamarin, the Monitor said."


def span(words: str) -> Span:
    """Return where words stand in the text."""
    start = TEXT.index(words)
    return Span(words, start, start + len(words))


CLAIM = Claim(
    id="c1",
    item="i1",
    quote=span(QUOTE),
    event="killing",
    reader=Reader("rules", "1"),
    chain=(Link("the Monitor", "monitor", span=span("the Monitor")),),
    count=(
        Count(
            "persons_killed", 12, None, "lower_bound", "stated", "At least 12 people", "r",
            span=span("At least 12 people"),
        ),
    ),
    place=(PlaceRef("Tal Qamarin", "settlement", span=span("Tal Qamarin")),),
)  # fmt: skip


def spans(value: object) -> list[dict[str, object]]:
    """Return every span below a plain value."""
    if isinstance(value, dict):
        own = [value] if set(value) >= {"text", "start", "end"} else []
        return own + [one for part in value.values() for one in spans(part)]
    return [one for part in value for one in spans(part)] if isinstance(value, list) else []


class TestFields:
    """A field is set by its path; what was said before stays beside it."""

    def test_a_number(self) -> None:
        """The number changes, the words do not, and a person read it."""
        done = edited(CLAIM, TEXT, [("count.0.min", "13"), ("count.0.max", "13")])
        assert (done.count[0].min, done.count[0].max, done.count[0].rule) == (13, 13, "person")
        assert done.count[0].phrase == CLAIM.count[0].phrase
        assert done.reader.name == "person"
        assert changes(CLAIM, done) == (
            ("count.0.min", "12", "13"), ("count.0.max", "null", "13"), ("count.0.rule", "r", "person"),
        )  # fmt: skip

    def test_words_bring_their_span(self) -> None:
        """A phrase or a name that the sentence has is found there."""
        done = edited(CLAIM, TEXT, [("count.0.phrase", "12"), ("place.0.name", "Qamarin")])
        assert done.count[0].span == span("12")
        assert done.place[0].span == span("Qamarin")

    def test_a_leaf_is_added_and_taken_out(self) -> None:
        """A plus adds one, an empty value clears one."""
        done = edited(CLAIM, TEXT, [("place.+.name", "Rasnawa"), ("chain.0", "")])
        assert [place.name for place in done.place] == ["Tal Qamarin", "Rasnawa"]
        assert done.chain == ()
        done = edited(CLAIM, TEXT, [("place.1.name", "the mill"), ("place.1.span", "Rasnawa")])
        assert done.place[1].span == span("Rasnawa")

    def test_a_day_is_added(self) -> None:
        """One day is given once."""
        when = edited(CLAIM, TEXT, [("time.+.from", "2031-05-14")]).time[0]
        assert (when.from_, when.to, when.precision) == ("2031-05-14", "2031-05-14", "day")

    def test_whole_values(self) -> None:
        """A leaf can be given whole, as JSON."""
        when = {"from": "2031-05-14", "to": "2031-05-14", "precision": "day"}
        done = edited(CLAIM, TEXT, [("time.0", json.dumps(when)), ("polarity", "denied")])
        assert done.time[0].from_ == "2031-05-14"
        assert done.polarity == "denied"

    @pytest.mark.parametrize(
        ("path", "value", "says"),
        [
            ("item", "other", "no field"),
            ("review", "{}", "no field"),
            ("count.7.min", "3", "no number 7"),
            ("count.0.phrase", "at most 3", "does not hold the words"),
            ("count.0.min", "many", "count.min: expected a whole number, found words"),
            ("count.0.max", "3", "no number of people"),
            ("count.0.unit", "unicorns", "nothing that a claim can count"),
            ("event", "picnic", "no event"),
            ("polarity", "perhaps", "no claim any more"),
            ("place.0.span", '{"text": "x", "start": 0, "end": 1}', "does not hold the words"),
            ("quote", "", "no claim any more"),
            ("place.0.name", "", "no claim any more"),
            ("event.deep.er", "x", "nothing to set"),
            ("count.0.min", "12", "nothing was changed"),
            ("place.0.span.start", "3", "do not stand at 3"),
            ("place.0.span.text", "Rasnawa", "do not stand at"),
            ("time.+", '{"from": "2031-99-99", "to": "2031-05-14", "precision": "day"}', "no day"),
            ("time.+", '{"from": "2031-05-15", "to": "2031-05-14", "precision": "day"}', "before"),
            ("time.+", '{"from": "2031-05-14", "to": "2031-05-14", "precision": "x"}', "no prec"),
            ("time.+.from", "2031-05-40", "no day"),
            ("as_of", "yesterday", "no day"),
            ("count.0.min", "-13", "from -13 to open"),
            ("count.0.min", "9" * 30, "no number of people"),
            ("count.0.share", '{"exactly": [1, 0]}', "no share"),
            (
                "count.0",
                (
                    '{"unit": "persons_killed", "min": 1, "max": 1, "kind": "exact",'
                    ' "binds": "stated", "phrase": "nine", "rule": "x"}'
                ),
                "does not hold the words",
            ),
            ("victim.+.age", '{"min": -3, "max": 4}', "no age"),
            ("place.0.name", "Tal\nQamarin", "one line"),
            ("perpetrator.+.name", "\x1b[31mguards", "one line"),
            ("event", "[" * 5000, r"\[…' is no event"),
        ],
    )
    def test_what_cannot_be(self, path: str, value: str, says: str) -> None:
        """One sentence says what is wrong."""
        with pytest.raises(UsageError, match=says):
            edited(CLAIM, TEXT, [(path, value)])


class TestNothingUngrounded:
    """Whatever is typed, every span is the text's, or one sentence refuses it."""

    @given(
        st.sampled_from([
            "quote", "count.0.span", "count.0.phrase", "place.0.name", "place.+.name", "time.+.from",
            "status", "status.span", "victim.+", "chain.0.span", "said", "aspects", "count", "means.0",
        ]),
        st.one_of(st.text(), st.integers().map(str), st.just(QUOTE), st.just("Qamarin"),
                  st.recursive(st.none() | st.integers() | st.text(),
                               lambda part: st.lists(part) | st.dictionaries(
                                   st.sampled_from(["text", "start", "end", "span", "name"]), part,
                               )).map(json.dumps)),
    )  # fmt: skip
    def test_any_value(self, path: str, value: str) -> None:
        """No other exception, and no span that is not in the text."""
        try:
            done = edited(CLAIM, TEXT, [(path, value)])
        except UsageError:
            return
        for one in spans(to_plain(done)):
            assert TEXT[one["start"] : one["end"]] == one["text"]  # type: ignore[misc]
        assert (done.id, done.item) == (CLAIM.id, CLAIM.item)
