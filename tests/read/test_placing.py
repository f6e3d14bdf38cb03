"""Placing names: the words decide, nothing that merely looks alike is chosen."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.gazetteer.made import gazetteer

from tawthiq.kit.gazetteer.lookup import GazetteerFile
from tawthiq.read.known_places import Placing
from tawthiq.read.placing import REASONS, place_claims
from tawthiq.read.reader import read_claims
from tawthiq.record.case_facts import Place
from tawthiq.record.claim import Claim, PlaceRef, Reader, Span


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GazetteerFile]:
    """Return the gazetteer of two invented countries."""
    found = gazetteer(tmp_path_factory.mktemp("gazetteer"))
    yield found
    found.close()


def claim(*places: PlaceRef) -> Claim:
    """Return a claim that names places."""
    quote = Span("x", 0, 1)
    return Claim("c", "item", quote, "killing", Reader("rules", "1", "ab"), place=places)


def placed(made: GazetteerFile, *places: PlaceRef, country: str | None = "ZZ") -> list[PlaceRef]:
    """Return the places of one text, looked up."""
    return [ref for one in place_claims([claim(*places)], made, country) for ref in one.place]


def reasons(ref: PlaceRef) -> set[str]:
    """Return the words of reason of the first candidate."""
    return set(ref.candidates[0].because)


class TestTheWordsDecide:
    """Container, country, kind, people: in this order."""

    def test_country_prior(self, made: GazetteerFile) -> None:
        """A small town at home goes before a great one abroad."""
        (ref,) = placed(made, PlaceRef("Marzahun", "settlement"))
        assert ref.chosen == "csv:marzahun"
        assert {"exact_name", "country_of_case", "kind_fits", "only_one"} <= reasons(ref)
        assert "abroad" in {word for c in ref.candidates for word in c.because}

    def test_feature_word(self, made: GazetteerFile) -> None:
        """A district is not its chief town."""
        (ref,) = placed(made, PlaceRef("Marzahun", "admin2"))
        assert ref.chosen == "csv:marzahun-d"
        (ref,) = placed(made, PlaceRef("Jabalin", "admin1"))
        assert ref.chosen == "csv:jabalin"
        (ref,) = placed(made, PlaceRef("Jabalin", "settlement"))
        assert ref.chosen == "csv:jabalin-village"

    @pytest.mark.parametrize(
        ("within", "chosen"),
        [("Jabalin", "csv:ayn-dulbat-2"), ("Sahl province", "csv:ayn-dulbat-1"),
         ("Marzahun", None), ("Nowhere", None), (None, None)],
    )  # fmt: skip
    def test_stated_container(
        self, made: GazetteerFile, within: str | None, chosen: str | None
    ) -> None:
        """Two villages of one name: what the words state decides, else it stays open."""
        (ref,) = placed(made, PlaceRef("Ayn Dulbat", "settlement", within))
        assert ref.chosen == chosen
        assert {c.id for c in ref.candidates} >= {"csv:ayn-dulbat-1", "csv:ayn-dulbat-2"}

    def test_stated_country(self, made: GazetteerFile) -> None:
        """A country that the words state goes before the case's own."""
        (ref,) = placed(made, PlaceRef("Marzahun", "settlement", "Outer Land"))
        assert ref.chosen == "csv:far-marzahun"

    def test_ten_times_the_people(self, made: GazetteerFile) -> None:
        """A town of 50,000 beside a village of 900 is meant; the reason says why."""
        (ref,) = placed(made, PlaceRef("Dayr Hazlun", "settlement"))
        assert ref.chosen == "csv:dayr-hazlun-1"
        assert "most_people_by_far" in reasons(ref)

    def test_what_the_text_states_elsewhere(self, made: GazetteerFile) -> None:
        """A container named once in a text holds for the other mentions."""
        first, second = placed(
            made,
            PlaceRef("Ayn Dulbat", "settlement", "Jabalin"),
            PlaceRef("Ayn Dulbat", "settlement"),
        )
        assert first.chosen == second.chosen == "csv:ayn-dulbat-2"
        assert "container_elsewhere_in_text" in reasons(second)
        assert second.within is None


class TestNothingIsGuessed:
    """What stays open shows what it may be."""

    def test_similar_names_are_shown_only(self, made: GazetteerFile) -> None:
        """One letter off is a candidate, never the answer."""
        (ref,) = placed(made, PlaceRef("Tall Qomarin", "settlement"))
        assert ref.chosen is None
        assert [c.id for c in ref.candidates] == ["csv:tal-qamarin"]
        assert "similar_name" in reasons(ref)

    def test_abroad_is_left_open(self, made: GazetteerFile) -> None:
        """A name that only another country has is no place of this case."""
        (ref,) = placed(made, PlaceRef("Lone Ford", "settlement"))
        assert ref.chosen is None
        assert "abroad" in reasons(ref)

    def test_without_a_country_only_great_cities(self, made: GazetteerFile) -> None:
        """No prior: one village of the world is not the village of the text."""
        village, city = placed(
            made, PlaceRef("Lone Ford", "settlement"), PlaceRef("Great Harbour", "settlement"),
            country=None,
        )  # fmt: skip
        assert village.chosen is None
        assert city.chosen == "csv:great-harbour"

    def test_a_place_outside_its_container(self, made: GazetteerFile) -> None:
        """The only one of its name lies elsewhere than the words say: open."""
        (ref,) = placed(made, PlaceRef("Bir Lamisan", "settlement", "Sahl province"))
        assert ref.chosen is None
        assert "outside_container" in reasons(ref)


class TestQuarters:
    """A quarter lies in its stated town, or at that town's point; never in another town."""

    def test_in_its_town(self, made: GazetteerFile) -> None:
        """Two quarters of one name in two towns."""
        here, there = placed(
            made,
            PlaceRef("Al-Qasrin", "neighbourhood", "Marzahun"),
            PlaceRef("القصرين", "neighbourhood", "رسناوة"),
        )
        assert (here.chosen, there.chosen) == ("csv:qasr-1", "csv:qasr-2")

    def test_at_its_towns_point(self, made: GazetteerFile) -> None:
        """Not in the gazetteer there: the town's point, the quarter's own precision."""
        (ref,) = placed(made, PlaceRef("Mill Quarter", "neighbourhood", "Marzahun"))
        assert ref.chosen == "csv:marzahun"
        assert ref.precision == "neighbourhood"
        assert "point_of_container" in reasons(ref)

    def test_without_a_town(self, made: GazetteerFile) -> None:
        """The only quarter of its name in the country may still be another town's."""
        (ref,) = placed(made, PlaceRef("Harat Zayn", "neighbourhood"))
        assert ref.chosen is None
        assert [c.id for c in ref.candidates] == ["csv:harat-zayn"]

    def test_streets_and_squares(self, made: GazetteerFile) -> None:
        """A site takes its town's point as well."""
        (ref,) = placed(made, PlaceRef("Well Square", "exact_site", "Rasnawa"))
        assert (ref.chosen, ref.precision) == ("csv:rasnawa", "exact_site")


class TestSameInSameOut:
    """The same claims, country and gazetteer give the same candidates."""

    TEXT = "At least 12 people were killed in Tal Qamarin, Sahl province, on 14 May 2031."

    def test_digest_beside_the_rules(self, made: GazetteerFile) -> None:
        """A claim says which gazetteer placed it; spans and ids stay."""
        read = read_claims(self.TEXT, item="i", dated="2031-05-15", country="ZZ")
        done = place_claims(read, made, "Ghaymar Land")
        assert done == place_claims(read, made, "ZZ")
        assert [c.id for c in done] == [c.id for c in read]
        assert done[0].reader.gazetteer_sha256 == made.digest
        assert done[0].place[0].chosen == "csv:tal-qamarin"

    @given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=10))
    def test_any_names(self, made: GazetteerFile, name: str, within: str, country: str) -> None:
        """Nothing raises; what is chosen bears exactly the name or holds it."""
        for precision in ("settlement", "neighbourhood", "admin1", "country", "odd"):
            (ref,) = placed(made, PlaceRef(name, precision, within), country=country)
            assert set().union(*(c.because for c in ref.candidates)) <= set(REASONS)
            if ref.chosen is not None:
                first = ref.candidates[0]
                assert first.id == ref.chosen
                assert "exact_name" in first.because


class TestPlacesOfTheCase:
    """What claims chose becomes a place of the case, once, with what holds it."""

    def test_once_with_its_holders(self, made: GazetteerFile) -> None:
        """Village, district and province; the country holds everything and is left out."""
        placing = Placing(made, "ZZ", ())
        claims = placing([claim(PlaceRef("Tal Qamarin", "settlement"))])
        places = placing.places(claims)
        assert [p.id for p in places] == ["csv:sahl", "csv:marzahun-d", "csv:tal-qamarin"]
        assert places[2].parent == places[1].name
        assert places[2].ground == "gazetteer parent (csv)"
        assert (places[2].lat, places[2].reach_km) == ("35.24", 5)
        assert placing.places(claims) == ()
        assert Placing(made, "ZZ", places).places(claims) == ()

    def test_a_persons_place_stands(self, made: GazetteerFile) -> None:
        """Whoever named the place before knows better."""
        placing = Placing(made, "ZZ", [Place("Tal Qamarin", lat="1", lon="1")])
        assert placing.places(placing([claim(PlaceRef("Tal Qamarin", "settlement"))])) == ()

    def test_names_that_mean_no_other_place(self, made: GazetteerFile) -> None:
        """A spelling that two villages share stays with neither; titles differ."""
        placing = Placing(made, "ZZ", ())
        refs = [PlaceRef("Ayn Dulbat", "settlement", "Jabalin"), PlaceRef("Marzahun", "settlement")]
        places = {p.id: p for p in placing.places(placing([claim(*refs)]))}
        assert places["csv:ayn-dulbat-2"].names == ()
        assert "مرزهون" in places["csv:marzahun"].names
        assert len({p.name for p in places.values()}) == len(places)
