"""A filled form becomes a note and claims: every span exact, nothing concluded."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import from_plain, to_plain
from tawthiq.read.form.claims import Known, claims_of
from tawthiq.read.form.note import lay_out, sheltered
from tawthiq.record.claim import Ages, Claim, Count, Span
from tawthiq.record.form import FORMS, KINDS, QUESTIONS, Filled, FormKind

WHERE = {"source": "Mariam", "place": "Tal Qamarin", "event_date": "2031-05-14"}
FREE = [key for key, question in QUESTIONS.items() if question.answer in {"line", "text", "age"}]
ODD = st.text(st.characters(exclude_characters="\n\r", codec=None), max_size=30) | st.sampled_from(
    ["\u202eevil\u202c", "أ\u064b\u0651ب", "a\u0301\u0301", "\ud800", "x; y ؛ z", "\x00", "\ufeff"]
)


def read(kind: FormKind, answers: dict[str, str], lang: str = "en") -> tuple[Claim, ...]:
    """Return the claims of one form."""
    return claims_of(lay_out(Filled(kind, answers, lang)), kind, "item")  # type: ignore[arg-type]


def spans(value: object) -> list[Span]:
    """Return all spans inside a value."""
    if isinstance(value, Span):
        return [value]
    if isinstance(value, tuple):
        return [span for one in value for span in spans(one)]
    if dataclasses.is_dataclass(value):
        return [
            s for f in dataclasses.fields(value) for s in spans(getattr(value, f.name))
        ]  # fmt: skip
    return []


def number(text: str) -> Count:
    """Return how a number of killed people is read."""
    return read("incident", WHERE | {"killed": text})[0].count[0]


class TestSpansAreExact:
    """What a claim quotes stands in the note, letter by letter."""

    @given(
        kind=st.sampled_from(KINDS),
        lang=st.sampled_from(["en", "ar"]),
        answers=st.dictionaries(st.sampled_from(FREE), ODD),
        extra=st.lists(st.tuples(ODD, ODD), max_size=3),
    )
    def test_arbitrary_text(
        self,
        kind: FormKind,
        lang: str,
        answers: dict[str, str],
        extra: list[tuple[str, str]],
    ) -> None:
        """Whatever is typed, spans and cells are the note's own words, and it can be stored."""
        asked = {key: text for key, text in answers.items() if key in FORMS[kind]}
        needed = {"victim": "name", "incident": "happened", "statement": "words"}[kind]
        full = asked | {"source": "M", "place": "T", needed: "x", "killed": "at least 27"}
        if kind != "incident":
            del full["killed"]
        form = Filled(kind, full, lang, tuple(extra))  # type: ignore[arg-type]
        note = lay_out(form)
        note.text.encode()
        claims = claims_of(note, kind, "item")
        assert claims
        for span in [*spans(claims), *spans(tuple(note.spans.values()))]:
            assert note.text[span.start : span.end] == span.text
        for part in note.parts:
            assert 0 <= part.start < part.end <= len(note.text)
        for cell in (*note.cells(form), *note.extra):
            assert cell.start is None or note.text[cell.start : cell.end]
            to_plain(cell)

    @pytest.mark.parametrize("lang", ["en", "ar"])
    def test_claims_survive_as_json(self, lang: str) -> None:
        """A claim goes through its own JSON shape unchanged."""
        for claim in read("victim", WHERE | {"name": "Adham Zorani", "age": "34"}, lang):
            assert from_plain(Claim, to_plain(claim)) == claim

    def test_same_form_same_claims(self) -> None:
        """The same answers give the same ids."""
        answers = WHERE | {"killed": "12", "injured": "3"}
        assert read("incident", answers) == read("incident", answers)


class TestNumbers:
    """A number binds as it does when the reader meets it in a text."""

    @pytest.mark.parametrize(
        ("text", "least", "most", "kind"),
        [
            ("27", 27, 27, "exact"),
            ("at least 27", 27, None, "lower_bound"),
            ("more than 20", 21, None, "lower_bound"),
            ("10-12", 10, 12, "range"),
            ("10 to 12", 10, 12, "range"),
            ("dozens", 24, 99, "vague"),
            ("٢٧", 27, 27, "exact"),
            ("ما لا يقل عن 27", 27, None, "lower_bound"),
            ("نحو 40", 35, 45, "approximate"),
            ("من 10 إلى 12", 10, 12, "range"),
        ],
    )
    def test_words(self, text: str, least: int, most: int | None, kind: str) -> None:
        """Hedges and ranges of both languages."""
        found = number(text)
        assert (found.min, found.max, found.kind, found.phrase) == (least, most, kind, text)

    def test_a_ceiling_is_one(self) -> None:
        """Words such as "no more than" bind from above, and only they do."""
        assert number("no more than 5").binds == "ceiling"
        assert number("5").binds == "stated"

    def test_zero_is_a_denial(self) -> None:
        """Nobody killed is a statement of its own, never a floor."""
        claim = read("incident", WHERE | {"killed": "0"})[0]
        assert (claim.polarity, claim.count[0].max) == ("negated", 0)

    @pytest.mark.parametrize("text", ["many trucks", "27 women", "half", "-3", "1.5.2"])
    def test_what_is_none(self, text: str) -> None:
        """What the reader would not take for a number of people is asked again."""
        with pytest.raises(UsageError, match="Killed"):
            number(text)


class TestVictim:
    """One person, as the source labels them."""

    def test_one_person(self) -> None:
        """A name counts one, as a name in that source's file."""
        (claim,) = read("victim", WHERE | {"name": "Adham Zorani", "age": "about 30", "sex": "man"})
        (count,) = claim.count
        (victim,) = claim.victim
        assert (count.unit, count.min, count.max, count.binds) == (
            "persons_killed", 1, 1, "documented",
        )  # fmt: skip
        assert (victim.name, victim.sex, victim.age) == ("Adham Zorani", "man", Ages(25, 35))
        assert (claim.event, claim.reader.name) == ("killing", "person")

    def test_name_put_together(self) -> None:
        """Given, father's and family name stand as one name, each findable too."""
        parts = {"given": "Adham", "father": "Zahi", "family": "Zorani", "mother": "Nuha"}
        note = lay_out(Filled("victim", WHERE | parts))
        (claim,) = claims_of(note, "victim", "item")
        assert claim.victim[0].name == "Adham Zahi Zorani"
        assert note.spans["father"].text == "Zahi"

    def test_what_identifies_relatives_is_not_quoted(self) -> None:
        """Parents, origin and occupation stand outside what a dossier may quote."""
        more = {"mother": "Nuha", "origin": "Wadi Sarab", "occupation": "miller"}
        (claim,) = read("victim", WHERE | {"name": "Adham"} | more)
        assert not any(text in claim.quote.text for text in more.values())

    def test_nothing_is_concluded(self) -> None:
        """No sex, no status, no perpetrator, no day of the event from the day of death."""
        answers = {"source": "Mariam", "teknonym": "Abu Zahi", "place": "Tal Qamarin",
                   "death_date": "2031-05-16"}  # fmt: skip
        (claim,) = read("victim", answers)
        assert (claim.time, claim.perpetrator, claim.victim[0].sex) == ((), (), None)
        assert (claim.victim[0].status, claim.victim[0].name) == ((), "Abu Zahi")

    def test_without_a_name(self) -> None:
        """A description is an unidentified victim, never a name."""
        (claim,) = read("victim", WHERE | {"description": "a woman, about 30"})
        assert claim.victim[0].name is None
        assert claim.count[0].phrase == "a woman, about 30"

    @pytest.mark.parametrize(
        ("text", "age"),
        [("34", Ages(34, 34)), ("30 to 35", Ages(30, 35)), ("child", Ages(0, 17)),
         ("طفل", Ages(0, 17)), ("under 18", Ages(0, 17)), ("دون سن 18", Ages(0, 17)),
         ("adult", Ages(18, None)), ("young", None), ("900", None)],
    )  # fmt: skip
    def test_ages(self, text: str, age: Ages | None) -> None:
        """An age that is no number stays words."""
        assert read("victim", WHERE | {"name": "Adham", "age": text})[0].victim[0].age == age


class TestWhoSaysSo:
    """The chain ends at who spoke first."""

    def test_hearsay_has_no_named_root(self) -> None:
        """Whoever was told by somebody unnamed is not the original source."""
        (claim,) = read("victim", WHERE | {"name": "Adham", "how": "second_hand"})
        assert [(link.name, link.kind) for link in claim.chain] == [
            ("Mariam", "witness"), (None, "unnamed"),
        ]  # fmt: skip

    def test_chain(self) -> None:
        """Who told whom, first speaker last."""
        answers = WHERE | {"name": "Adham", "told_by": "her brother; Rima", "how": "second_hand"}
        (claim,) = read("victim", answers)
        assert [link.name for link in claim.chain] == ["Mariam", "her brother", "Rima"]

    def test_a_named_document(self) -> None:
        """A document that the source describes is the root, and what it says is documented."""
        answers = WHERE | {"killed": "9", "told_by": "the burial register", "how": "document"}
        (claim,) = read("incident", answers)
        assert (claim.chain[-1].kind, claim.count[0].binds) == ("media", "documented")

    def test_relative(self) -> None:
        """How the source knows makes it a relative or a victim."""
        assert (
            read("victim", WHERE | {"name": "A", "how": "relative"})[0].chain[0].kind == "relative"
        )

    def test_known_source(self) -> None:
        """A source that the case knows goes by its own name and kind."""
        note = lay_out(Filled("incident", WHERE | {"source": "the monitor", "killed": "3"}))
        known = Known({"the monitor": ("Sahl Monitor", "monitor")})
        (claim,) = claims_of(note, "incident", "item", known)
        assert (claim.chain[0].name, claim.chain[0].kind) == ("Sahl Monitor", "monitor")


class TestIncident:
    """One claim per number, one place, one time."""

    def test_a_claim_for_each(self) -> None:
        """Killed, injured, missing and detained are claims of their own."""
        answers = WHERE | {"killed": "9", "injured": "3", "people_missing": "2", "detained": "4"}
        found = {claim.event: claim.count[0].unit for claim in read("incident", answers)}
        assert found == {
            "killing": "persons_killed", "injury": "persons_injured",
            "disappearance": "persons_missing", "detention": "persons_detained",
        }  # fmt: skip

    def test_the_event_itself(self) -> None:
        """A shelling that killed is said to be both."""
        events = {c.event for c in read("incident", WHERE | {"event": "shelling", "killed": "9"})}
        assert events == {"shelling", "killing"}

    def test_sides(self) -> None:
        """Several sides are one set, with how sure the source is."""
        answers = WHERE | {"killed": "9", "by": "Sahl Guard; River Brigade", "hedge": "believed"}
        (claim,) = read("incident", answers)
        assert [p.name for p in claim.perpetrator] == ["Sahl Guard", "River Brigade"]
        assert {p.hedge for p in claim.perpetrator} == {"believes so"}

    @pytest.mark.parametrize(
        ("text", "window"),
        [("2031-05-14", ("2031-05-14", "2031-05-14", "day")),
         ("2031-5", ("2031-05-01", "2031-05-31", "month")),
         ("٢٠٣١", ("2031-01-01", "2031-12-31", "year")),
         ("2031-05-14 to 2031-05-16", ("2031-05-14", "2031-05-16", "day")),
         ("2031-05-14 إلى 2031-05-16", ("2031-05-14", "2031-05-16", "day"))],
    )  # fmt: skip
    def test_dates(self, text: str, window: tuple[str, str, str]) -> None:
        """A date is as sharp as it was typed."""
        (claim,) = read("incident", WHERE | {"killed": "9", "event_date": text})
        (when,) = claim.time
        assert (when.from_, when.to, when.precision) == window

    @pytest.mark.parametrize(
        "text", ["14/05/2031", "yesterday", "2031-02-30", "2031-05-16 to 2031-05-14", "0000"]
    )
    def test_no_date_is_guessed(self, text: str) -> None:
        """Day or month first cannot be told apart, so it is asked again."""
        with pytest.raises(UsageError, match="When it happened"):
            read("incident", WHERE | {"killed": "9", "event_date": text})

    def test_nobody_tells_before_it_happened(self) -> None:
        """One of the two days is mistyped; where both may be one day, nothing is refused."""
        days = {"heard_on": "2031-05", "event_date": "2031-05-20"}
        assert read("incident", WHERE | days | {"killed": "9"})
        with pytest.raises(UsageError, match="later than “When we heard it”"):
            read("incident", WHERE | days | {"killed": "9", "heard_on": "2031-05-19"})

    def test_only_a_province(self) -> None:
        """A province alone is no sharper than that."""
        answers = {"source": "Mariam", "killed": "9", "within": "Sahl"}
        assert read("incident", answers)[0].place[0].precision == "admin1"


class TestWhatIsNeeded:
    """One identifier, an incident, a source; the error says which is missing."""

    @pytest.mark.parametrize(
        ("left_out", "says"),
        [("source", "a source"), ("name", "an identifier"), ("place", "an incident")],
    )
    def test_each(self, left_out: str, says: str) -> None:
        """One missing thing is named alone."""
        answers = {"source": "Mariam", "name": "Adham", "place": "Tal Qamarin"}
        del answers[left_out]
        with pytest.raises(UsageError, match=f"lacks {says}") as fault:
            read("victim", answers)
        assert " and an" not in fault.value.message

    def test_nothing_else(self) -> None:
        """These three are enough."""
        assert read("victim", {"source": "M", "nickname": "Ibn", "event_date": "2031"})
        assert read("statement", {"protected": "Heron", "words": "They came at dawn."})

    def test_errors_do_not_quote(self) -> None:
        """What was typed may be a protected person's: it is in no message."""
        with pytest.raises(UsageError) as fault:
            read("incident", WHERE | {"killed": "Zorelle Ibroskane"})
        assert "Zorelle" not in fault.value.message

    @pytest.mark.parametrize("word", ["sect", "ethnic", "relig", "health"])
    def test_never_asked(self, word: str) -> None:
        """There is no question of sect, ethnicity, religion or health."""
        assert not [key for key in QUESTIONS if word in key]


class TestSheltered:
    """A protected source's note holds the code name alone."""

    def test_name_and_channel_are_left_out(self) -> None:
        """What leads to the person is not laid out."""
        answers = WHERE | {"protected": "Heron", "channel": "her phone", "killed": "9"}
        text = lay_out(sheltered(Filled("incident", answers))).text
        assert "Heron" in text
        assert "Mariam" not in text
        assert "phone" not in text
