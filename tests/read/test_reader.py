"""What the reader promises beyond figures: sources, status, places, dates, roles of blocks."""

from tawthiq.read.reader import VERSION, read_claims
from tawthiq.record.claim import Claim, Link

NEWS = """THE SAHL COURIER

Villagers killed in raid on Tell Qamar

MARZAHUN (Nour Wire) - At least 12 people were killed in Tell Qamar on 14 May, the Sahl Observatory told Nour Wire.

Four more were killed on the road, residents said. Nour Wire could not independently verify their accounts.

The Valley Guard did not respond to a request for comment.

Related Articles

40 killed in another war
"""


def read(text: str, dated: str | None = None) -> tuple[Claim, ...]:
    """Read an invented text."""
    return read_claims(text, item="item-1", dated=dated, country=None)


def first(text: str, dated: str | None = None) -> Claim:
    """Return the first claim that counts people."""
    return next(claim for claim in read(text, dated) if claim.count)


def chain(claim: Claim) -> list[tuple[str | None, str, str]]:
    """Return a chain as names, kinds and roles."""
    return [(link.name, link.kind, link.role) for link in claim.chain]


class TestSources:
    """Who says it, and how it came here."""

    def test_told_an_agency(self) -> None:
        """The agency stands before the one who told it; the root is last."""
        claim = first("A farmer told Nour Agency that nine villagers were killed in Tell Qamar.")
        assert chain(claim) == [
            ("Nour Agency", "agency", "relayed_by"),
            ("A farmer", "witness", "speaker"),
        ]

    def test_according_to(self) -> None:
        """The source may stand before or behind."""
        for text in (
            "According to the Sahl Observatory, nine people were killed.",
            "Nine people were killed, according to the Sahl Observatory.",
            "Nine people were killed, the Sahl Observatory said on Sunday.",
        ):
            assert chain(first(text)) == [("Sahl Observatory", "monitor", "speaker")]

    def test_a_verifier_is_no_speaker(self) -> None:
        """Who verified a video stands in the chain; the video is the root."""
        text = "In one video, verified by Nour Agency, nine bodies are seen in Tell Qamar."
        claim = first(text)
        assert claim.root is not None
        assert claim.root.kind == "media"
        assert claim.verifier is not None
        assert claim.verifier.name == "Nour Agency"
        assert claim.aspects == {"number": "verified"}

    def test_the_named_one_of_a_group(self) -> None:
        """A named source wins over the group that it stands in."""
        text = "Rights groups, including the Sahl Network for Human Rights, said nine people died."
        assert first(text).root == Link(
            "Sahl Network for Human Rights", "monitor", span=first(text).chain[0].span
        )

    def test_pronouns_are_resolved_and_marked(self) -> None:
        """A pronoun is the one who spoke before, carried over."""
        text = (
            "The mayor of Tell Qamar wept. Salim Wardani, the mayor, spoke. He said nine men died."
        )
        text = "Salim Wardani, a farmer, said the army came. He said nine men were killed."
        claim = first(text)
        assert chain(claim) == [("Salim Wardani", "witness", "speaker")]
        assert claim.chain[0].carried

    def test_short_names_are_the_same_source(self) -> None:
        """A surname or an acronym that the text explained is the full name."""
        text = (
            "The Sahl Relief Society (SRS) met. Captain Omar Wardani said nine men were killed."
            " Wardani said four women were killed. The SRS said six children were killed."
        )
        roots = [claim.root.name for claim in read(text) if claim.count and claim.root]
        assert roots == ["Captain Omar Wardani", "Captain Omar Wardani", "Sahl Relief Society"]

    def test_own_voice(self) -> None:
        """Without an attribution the outlet speaks, or the witness whose testimony it is."""
        assert chain(first("Nine people were killed.")) == [(None, "outlet", "speaker")]
        testimony = "Witness: Salim Wardani, survivor\n\nNine people were killed in Tell Qamar."
        assert chain(first(testimony)) == [("Salim Wardani", "witness", "speaker")]
        report = "Nine people were killed.\n\nSahl Radio - Nine people were killed in Tell Qamar."
        assert chain(first(report)) == [("Sahl Radio", "outlet", "speaker")]

    def test_denial_and_admission(self) -> None:
        """A denial is not an affirmation, an admission has its own status."""
        assert first("The army denied that anyone was killed in Tell Qamar.").polarity == "denied"
        assert first("The army denied that anyone was killed.").count[0].max == 0
        claim = first("An officer admitted that soldiers killed four men in Tell Qamar.")
        assert (claim.status.value, claim.polarity) == ("admitted", "affirmed")


class TestNews:
    """A whole article: masthead, dateline, caveat, silence, boilerplate."""

    def test_what_is_read(self) -> None:
        """Title, body and silence are read; what follows "related articles" is not."""
        claims = read(NEWS, "2031-05-15")
        numbers = [claim.count[0].min for claim in claims if claim.count]
        assert 12 in numbers
        assert 40 not in numbers or all(
            claim.quote.start < NEWS.index("Related") for claim in claims
        )
        asked = [claim for claim in claims if claim.event == "no_response"]
        assert [claim.root.name for claim in asked if claim.root] == ["Valley Guard"]

    def test_dates_and_said(self) -> None:
        """A date without a year is the latest before the document's; said is the document's day."""
        claim = next(c for c in read(NEWS, "2031-05-15") if c.count and c.count[0].min == 12)
        assert [(when.from_, when.partial) for when in claim.time] == [("2031-05-14", False)]
        assert claim.said is not None
        assert (claim.said.to, claim.said.span) == ("2031-05-15", None)

    def test_the_caveat_hangs_on_the_residents(self) -> None:
        """Only the accounts that could not be verified carry the caveat."""
        claims = read(NEWS, "2031-05-15")
        caveat = next(claim for claim in claims if claim.event == "verification_caveat")
        held = [claim for claim in claims if caveat.id in claim.caveats]
        assert held
        assert all(claim.root is not None and claim.root.kind == "witness" for claim in held)


class TestDates:
    """A date is never sharper than its words."""

    def test_without_a_document_date(self) -> None:
        """No year is invented; a weekday says nothing."""
        (when,) = first("Nine people were killed on 7 March.").time
        assert (when.from_, when.to, when.partial) == ("--03-07", "--03-07", True)
        assert first("Nine people were killed on Sunday.").time == ()

    def test_resolved_by_the_document(self) -> None:
        """The latest such day that is not after the document's."""
        for words, day in {
            "on 7 March": "2031-03-07",
            "on 24 December": "2030-12-24",
            "yesterday": "2031-05-19",
            "on Sunday": "2031-05-18",
            "on 14/5/2031": "2031-05-14",
        }.items():
            assert [
                w.from_ for w in first(f"Nine people were killed {words}.", "2031-05-20").time
            ] == [day]

    def test_arabic_months(self) -> None:
        """Levantine, Gulf and doubled month names, and ordinals."""
        for words in ("7 آذار", "7 مارس", "٧ آذار/مارس", "السابع من آذار"):
            claim = first(f"قُتل تسعة أشخاص في {words}.", "2031-05-20")
            assert [when.from_ for when in claim.time] == ["2031-03-07"]

    def test_ranges_and_months(self) -> None:
        """A range has two ends, a month all its days."""
        (when,) = first("Nine people were killed on 6-9 May 2031.").time
        assert (when.from_, when.to) == ("2031-05-06", "2031-05-09")
        (when,) = first("Nine people were killed in February 2032.").time
        assert (when.from_, when.to, when.precision) == ("2032-02-01", "2032-02-29", "month")

    def test_as_of_is_no_event_time(self) -> None:
        """The state of knowledge is kept apart."""
        claim = first("As of 24 May 2031, 30 people had been killed, the Sahl Observatory said.")
        assert (claim.as_of, claim.time) == ("2031-05-24", ())


class TestPlaces:
    """A place has the container that the words state, and no other."""

    def test_containers(self) -> None:
        """X in Y, X neighbourhood of Y, X, Y province."""
        for words, name, precision, within in (
            ("in Qasaba in Marzahun", "Qasaba", "settlement", "Marzahun"),
            ("in the Qasaba neighbourhood of Marzahun", "Qasaba", "neighbourhood", "Marzahun"),
            ("in Marzahun, Sahl province", "Marzahun", "settlement", "Sahl"),
            ("near Marzahun", "Marzahun", "near_settlement", None),
            ("in Sahl province", "Sahl", "admin1", None),
            ("in the Mill Quarter of Marzahun", "Mill Quarter", "neighbourhood", "Marzahun"),
        ):
            (place,) = first(f"Nine people were killed {words}.").place
            assert (place.name, place.precision, place.within) == (name, precision, within)

    def test_lists_are_sets(self) -> None:
        """Villages and provinces named in one breath are one set."""
        claim = first("Nine people were killed in the provinces of Sahl and Nahr.")
        assert [(p.name, p.precision) for p in claim.place] == [
            ("Sahl", "admin1"),
            ("Nahr", "admin1"),
        ]

    def test_origins_are_no_places_of_death(self) -> None:
        """Where a speaker lives, and where somebody came from, is not where it happened."""
        text = "Salim Wardani, now living in Sudan, said nine men from Nahr were killed."
        assert first(text).place == ()


class TestIdentity:
    """Ids come from the words, so that reading again gives the same ones."""

    def test_ids(self) -> None:
        """Same text and item: same ids; another item: others."""
        text = "Nine people, including four women, were killed."
        one, two = read(text), read(text)
        assert [claim.id for claim in one] == [claim.id for claim in two]
        other = read_claims(text, item="item-2", dated=None, country=None)
        assert not {claim.id for claim in one} & {claim.id for claim in other}

    def test_the_reader_names_itself(self) -> None:
        """Rules, their version and their digest stand on every claim."""
        reader = first("Nine people were killed.").reader
        assert (reader.name, reader.version) == ("rules", VERSION)
        assert reader.rules_sha256 is not None
        assert len(reader.rules_sha256) == 64

    def test_a_forced_language(self) -> None:
        """A caller may choose the pack; nothing is found with the wrong one."""
        text = "قُتل تسعة أشخاص."
        assert read(text)
        assert not read_claims(text, item="x", dated=None, country=None, language="en")
