"""What deserves a second look is listed with claims, words and a sentence; nothing is repaired."""

import dataclasses
import string

from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.base.shape import to_plain
from tawthiq.read.reader import read_claims
from tawthiq.read.twice import Known, look_twice
from tawthiq.record.claim import (
    Ages,
    Candidate,
    Claim,
    Count,
    Link,
    PlaceRef,
    Reader,
    Review,
    Span,
    Victim,
    When,
    Whole,
)
from tawthiq.record.twice import KINDS, Look, Page
from tawthiq.record.words import LANGS, words


def looks(text: str, dated: str | None = "2031-05-20", known: Known | None = None,
          outlet: str | None = "Valley Herald") -> list[Look]:  # fmt: skip
    """Return what a text, as the reader reads it, should be looked at twice for."""
    claims = read_claims(text, item="one", dated=dated, country=None)
    found = look_twice([Page("one", text, dated, outlet)], claims, known)
    for look in found:
        assert all(text[span.start : span.end] == span.text for span in look.words)
    return list(found)


def kinds(text: str, **more: object) -> list[str]:
    """Return the kinds of looks but relays, which most texts have."""
    return [look.kind for look in looks(text, **more) if look.kind != "relayed"]  # type: ignore[arg-type]


def toll(key: str, number: int, said: str, quote: str = "words", top: int | None = None) -> Claim:
    """Return a toll of one source for one place."""
    count = Count("persons_killed", number, top or number, "exact", "stated", f"{number} people", "x")  # fmt: skip
    return Claim(
        key, "one", Span(quote, 0, len(quote)), "killing", Reader("rules", "1"),
        chain=(Link("Sahl Monitor", "monitor"),), count=(count,), said=When(said, said, "day"),
        place=(PlaceRef("Tal Qamarin", "settlement"),),
        time=(When("2031-05-14", "2031-05-14", "day"),),
    )  # fmt: skip


class TestDates:
    """Dates that contradict one another."""

    def test_two_days(self) -> None:
        """One number of one place on two days."""
        text = (
            "12 people were killed in Tal Qamarin on 14 May 2031, a doctor said.\n\n"
            "12 people were killed in Tal Qamarin on 15 May 2031, a witness said."
        )
        (look,) = [x for x in looks(text) if x.kind == "two_days"]
        assert look.values["days"] == "2031-05-14, 2031-05-15"
        assert len(look.claims) == len(look.words) == 2
        assert "two_days" not in kinds(text.replace("15 May", "14 May"))

    def test_weekday(self) -> None:
        """A weekday that is not its date's, in both languages; a right one is passed over."""
        wrong = "On Friday, 14 May 2031, 9 people were killed in Tal Qamarin, a doctor said."
        (look,) = [x for x in looks(wrong) if x.kind == "weekday"]
        assert (look.values["is_"], look.words[0].text) == ("Wednesday", "Friday, 14 May 2031")
        assert kinds(wrong.replace("Friday", "Wednesday")) == []
        assert kinds("It burned on Friday, May 14th, 2031.") == ["weekday"]
        assert kinds("It burned on Friday, 14 May.") == ["weekday"]
        assert kinds("It burned on Friday, 14 May.", dated=None) == []
        assert kinds("It burned on Friday, 31 February 2031.") == []
        assert kinds("وقع ذلك يوم الجمعة 14 أيار/مايو 2031.") == ["weekday"]
        assert kinds("وقع ذلك يوم الأربعاء، ١٤ أيار ٢٠٣١.") == []

    def test_after_the_document(self) -> None:
        """Nobody tells of a day that is still to come."""
        text = "9 people were killed in Tal Qamarin on 24 May 2031, a doctor said."
        (look,) = [x for x in looks(text) if x.kind == "after_document"]
        assert look.values == {"day": "2031-05-24", "dated": "2031-05-20"}
        assert kinds(text, dated="2031-05-24") == []


class TestNumbers:
    """Numbers that do not fit."""

    def test_part_above_its_whole(self) -> None:
        """15 women of 12 people."""
        text = "12 people, including 15 women, were killed in Tal Qamarin, a doctor said."
        assert kinds(text) == ["part_exceeds"]
        assert kinds(text.replace("15", "5")) == []

    def test_parts_that_are_all(self) -> None:
        """5 men and 6 women are not 12 people, where they are said to be all."""
        whole = Count("persons_killed", 12, 12, "exact", "stated", "12 people", "x",
                      span=Span("12 people", 0, 9))  # fmt: skip
        text = "12 people were killed: 5 men and 6 women."
        parts = [
            dataclasses.replace(
                toll(key, n, "2031-05-15", text),
                count=(Count("persons_killed", n, n, "exact", "part", words_, "x",
                             whole=Whole("a"), span=Span(words_, at, at + len(words_))),),
            )
            for key, n, words_, at in (("b", 5, "5 men", 23), ("c", 6, "6 women", 33))
        ]  # fmt: skip
        holder = dataclasses.replace(toll("a", 12, "2031-05-15", text), count=(whole,))
        (look,) = look_twice([Page("one", text)], [holder, *parts], Known(held={"sahl monitor"}))
        assert (look.kind, look.values["total"]) == ("parts_short", "11")
        open_ = [
            dataclasses.replace(c, quote=Span(text.replace(":", ","), 0, len(text)))
            for c in (holder, *parts)
        ]
        assert look_twice([Page("one", text)], open_, Known(held={"sahl monitor"})) == ()

    def test_other_words(self) -> None:
        """27 men here, 27 civilians there; 27 killed here, 27 wounded there."""
        text = (
            "27 men were killed in Tal Qamarin on 14 May 2031, a doctor said.\n\n"
            "27 civilians were killed in Tal Qamarin on 14 May 2031, a witness said."
        )
        assert kinds(text) == ["other_unit"]
        assert kinds(text.replace("civilians were killed", "civilians were wounded")) == [
            "other_unit"
        ]
        assert kinds(text.replace("27 civilians", "26 civilians")) == []

    def test_other_places(self) -> None:
        """One number for two places; a quarter of the same town is none."""
        text = (
            "27 people were killed in Tal Qamarin on 14 May 2031, a doctor said.\n\n"
            "27 people were killed in Bir Lamisan on 14 May 2031, a witness said."
        )
        (look,) = [x for x in looks(text) if x.kind == "other_place"]
        assert look.values["places"] == "Tal Qamarin; Bir Lamisan"
        same = Known(names={"bir lamisan": "tal qamarin"})
        assert kinds(text, known=same) == []

    def test_toll_that_falls(self) -> None:
        """A lower number later, with no word that it was revised."""
        first, later = toll("a", 12, "2031-05-15"), toll("b", 8, "2031-05-18")
        held = Known(held={"sahl monitor"})
        (look,) = look_twice([Page("one", "")], [first, later], held)
        assert (look.kind, look.claims) == ("toll_falls", ("b", "a"))
        revised = toll("b", 8, "2031-05-18", "revised down to 8 people")
        assert look_twice([Page("one", "")], [first, revised], held) == ()
        assert look_twice([Page("one", "")], [later, toll("c", 12, "2031-05-20")], held) == ()

    def test_abroad(self) -> None:
        """A place that the case knows to lie elsewhere."""
        text = "9 people were killed in Tal Qamarin on 14 May 2031, a doctor said."
        assert kinds(text, known=Known(abroad={"tal qamarin": "NL"})) == ["abroad"]

    def test_abroad_by_the_gazetteer(self) -> None:
        """The place that was chosen lies in another country than the case's."""
        there = PlaceRef("Tal Qamarin", "settlement", chosen="g:1", candidates=(
            Candidate("g:1", "Tal Qamarin", "village", "NL"),
        ))  # fmt: skip
        for country, place in (("QQ", "NL"), ("NL", None), (None, None)):
            assert Known(country=country).beyond(there) == place


class TestPeople:
    """Ages, and one name with two fates."""

    def test_ages(self) -> None:
        """Nobody is 128 years old."""
        assert kinds("A 128-year-old man spoke.") == ["age"]
        assert kinds("A man aged 128 spoke, and a 100-year-old woman.") == ["age"]
        assert kinds("قال رجل عمره 128 عاماً.") == ["age"]
        old = dataclasses.replace(toll("a", 1, "2031-05-15"), victim=(Victim(age=Ages(130, 130)),))
        found = look_twice([Page("one", "")], [old], Known(held={"sahl monitor"}))
        assert [look.values["age"] for look in found] == ["130"]

    def test_fates(self) -> None:
        """Killed here, wounded there; or killed, and speaking as a witness."""
        dead = dataclasses.replace(
            toll("a", 1, "2031-05-15"), victim=(Victim("Samer al-Qamarini"),)
        )
        hurt = dataclasses.replace(dead, id="b", event="injury")
        held = Known(held={"sahl monitor"})
        (look,) = look_twice([Page("one", "")], [dead, hurt], held)
        assert look.values == {"name": "Samer al-Qamarini", "fates": "injured, killed"}
        speaks = dataclasses.replace(
            hurt, victim=(), chain=(Link("Samer  al-Qamarini", "witness"),)
        )
        (look,) = look_twice([Page("one", "")], [dead, speaks], held)
        assert look.values["fates"] == "killed, speaks"
        assert look_twice([Page("one", "")], [dead], held) == ()


class TestRelays:
    """What is passed on should be held too."""

    TEXT = "9 people were killed in Tal Qamarin on 14 May 2031, the Sahl Monitor told Nuqta Wire."

    def test_not_held(self) -> None:
        """Each source once per text, with all its claims."""
        found = [look for look in looks(self.TEXT) if look.kind == "relayed"]
        assert {look.values["source"] for look in found} == {"Sahl Monitor", "Nuqta Wire"}

    def test_held(self) -> None:
        """Not where the case holds an item of it, nor for the text's own outlet."""
        held = Known(held={"sahl monitor"})
        assert looks(self.TEXT, known=held, outlet="Nuqta Wire") == []


_TEXT = st.text(
    st.sampled_from(string.ascii_letters + "كتابيوم 14٢٠3/-:،,.\u200f\u0301"), max_size=24
)
_INT = st.none() | st.integers(-5, 200)
_DAY = st.sampled_from(["2031-05-14", "2031-05-15", "--05-14", "", "2031-13-99", "9999-12-31", "x"])
_COUNT = st.builds(
    Count, st.sampled_from(["persons_killed", "persons_injured", "bodies", "other"]), _INT, _INT,
    st.sampled_from(["exact", "vague", "lower_bound", "range"]), st.sampled_from(["stated", "part"]),
    _TEXT, st.just("r"), whole=st.none() | st.builds(Whole, st.sampled_from("abc"), st.integers(-2, 3)),
    span=st.none() | st.builds(Span, _TEXT, st.integers(0, 9), st.integers(0, 30)),
)  # fmt: skip
_CLAIM = st.builds(
    Claim, st.sampled_from("abc"), st.sampled_from(["one", "two", "gone"]),
    st.builds(Span, _TEXT, st.integers(0, 9), st.integers(0, 30)),
    st.sampled_from(["killing", "injury", "other"]), st.just(Reader("rules", "1")),
    polarity=st.sampled_from(["affirmed", "denied"]),
    chain=st.lists(st.builds(Link, st.none() | _TEXT, st.sampled_from(["outlet", "witness", "monitor"])), max_size=2).map(tuple),
    victim=st.lists(st.builds(Victim, st.none() | _TEXT, age=st.none() | st.builds(Ages, _INT, _INT)), max_size=2).map(tuple),
    count=st.lists(_COUNT, max_size=3).map(tuple),
    place=st.lists(st.builds(PlaceRef, _TEXT, st.just("settlement"), st.none() | _TEXT), max_size=2).map(tuple),
    time=st.lists(st.builds(When, _DAY, _DAY, st.just("day")), max_size=2).map(tuple),
    said=st.none() | st.builds(When, _DAY, _DAY, st.just("day")), as_of=st.none() | _DAY,
    same_event_hint=st.lists(st.sampled_from("abcd"), max_size=2).map(tuple),
    review=st.sampled_from([Review(), Review("rejected")]),
)  # fmt: skip


class TestAnything:
    """It never raises, and its order does not depend on the order of the claims."""

    @given(st.lists(_CLAIM, max_size=8), _TEXT, _DAY)
    @settings(max_examples=150, deadline=None)
    def test_any_claims(self, claims: list[Claim], text: str, dated: str) -> None:
        """Whatever the claims are, every look has a sentence in both languages."""
        pages = [Page("one", text, dated), Page("two", text[::-1], None)]
        found = look_twice(pages, claims)
        assert found == look_twice(pages, claims)
        for look in found:
            assert look.kind in KINDS
            assert look.item in {"one", "two"}
            for lang in LANGS:
                assert words(lang).say(f"twice.{look.kind}", **look.values)
        items = [look.item for look in found]
        assert items == sorted(items)
        to_plain(found)

    @given(st.text(max_size=300))
    @settings(max_examples=80, deadline=None)
    def test_any_text(self, text: str) -> None:
        """Spans are the text's own words."""
        for look in look_twice([Page("one", text, "2031-05-20")], ()):
            assert all(text[s.start : s.end] == s.text for s in look.words)

    def test_long_lines(self) -> None:
        """Time is linear in the text: a million letters without a line end are no trouble."""
        text = "Friday, " * 60_000 + "الجمعة " * 60_000 + "aged " * 60_000
        assert look_twice([Page("one", text, "2031-05-20")], ()) == ()
