"""Incidents are suggested from place, time, kind and sides, the same on every machine."""

import dataclasses
import random

from hypothesis import given
from hypothesis import strategies as st
from tests.match.made import claim

from tawthiq.match.incident import Material, Suggested, suggest
from tawthiq.record.case_facts import Actor, Place, PlaceRelation
from tawthiq.record.claim import Claim, Means, PlaceRef, When
from tawthiq.record.incident import Incident


def groups(*claims: Claim, **known: object) -> list[tuple[str, ...]]:
    """Return the claims of each incident suggested."""
    return [i.claims for i in made(*claims, **known).incidents]


def made(*claims: Claim, **known: object) -> Suggested:
    """Return what the claims suggest."""
    return suggest(Material(claims, **known))  # type: ignore[arg-type]


class TestPlaceAndDay:
    """One suggestion per place and day; nothing is invented."""

    def test_same_place_and_day(self) -> None:
        """Two claims of one place and day are one incident, whatever the spelling."""
        here = [claim("a"), claim("b", "تل قمرين"), claim("c", "Bir Lamisan")]
        places = [Place("Tal Qamarin", ("تل قمرين",))]
        found = made(*here, places=places).incidents
        assert [(i.place, i.claims) for i in found] == [
            ("Bir Lamisan", ("c",)),
            ("Tal Qamarin", ("a", "b")),
        ]
        related = [PlaceRelation("Tal Qamarin", "تل قمرين", "same", "a person")]
        assert groups(*here[:2], relations=related) == [("a", "b")]

    def test_left_out(self) -> None:
        """What names no day, no place or a long time stands in none, and is listed."""
        partial = dataclasses.replace(
            claim("e"), time=(When("--05-14", "--05-14", "day", partial=True),)
        )
        wide = dataclasses.replace(claim("f"), place=(PlaceRef("Ghaymar", "country"),))
        found = made(
            claim("a", day=None),
            claim("b", event="looting_of_votes"),
            claim("c", polarity="denied"),
            claim("d", until="2031-07-01"),
            partial,
            wide,
            claim("g", None),
            claim("h", day="2031-02-30"),
            claim("i", item="kept"),
            closed={"kept"},
        )
        assert found.incidents == ()
        assert {one.claim: one.lacks for one in found.unplaced} == {
            "a": "day", "d": "period", "e": "day", "f": "place", "g": "place", "h": "day",
            "i": "protected",
        }  # fmt: skip

    def test_several_places(self) -> None:
        """A claim over two places stands in both."""
        both = dataclasses.replace(
            claim("a"), place=(PlaceRef("Mill", "settlement"), PlaceRef("Farm", "settlement"))
        )
        assert groups(both) == [("a",), ("a",)]


class TestPrecision:
    """Times and places join only where one thing fits."""

    def test_a_week_that_holds_one_day(self) -> None:
        """A claim for several days joins the one day that lies in them."""
        week = claim("b", day="2031-05-12", until="2031-05-18")
        assert groups(claim("a"), week) == [("a", "b")]

    def test_a_week_that_holds_two(self) -> None:
        """Where two fit, it stands alone, in doubt with both."""
        week = claim("b", day="2031-05-12", until="2031-05-18")
        found = made(claim("a"), week, claim("c", day="2031-05-17"))
        assert [i.claims for i in found.incidents] == [("b",), ("a",), ("c",)]
        assert [len(group.fits) for group in found.groups] == [2, 0, 0]

    def test_other_sides_speak_against(self) -> None:
        """A claim for several days does not join what another side is said to have done."""
        week = claim("b", day="2031-05-12", until="2031-05-18", by="Brigade")
        assert groups(claim("a", by="Valley Guard"), week) == [("b",), ("a",)]
        guard = claim("b", day="2031-05-12", until="2031-05-18", by="the Guard")
        actors = [Actor("Valley Guard", ("the Guard",))]
        assert groups(claim("a", by="Valley Guard"), guard, actors=actors) == [("a", "b")]

    def test_two_versions_of_one_day(self) -> None:
        """Who did it is contested in many events: one place and day stay together."""
        assert groups(claim("a", by="Valley Guard"), claim("b", by="Brigade")) == [("a", "b")]

    def test_a_quarter_of_a_town(self) -> None:
        """One quarter joins its town; of two quarters neither does."""
        town, mill = claim("a", "Marzahun"), claim("b", "Mill Quarter", within="Marzahun")
        assert groups(town, mill) == [("a", "b")]
        farm = claim("c", "Farm Quarter", within="Marzahun")
        assert sorted(groups(town, mill, farm)) == [("a",), ("b",), ("c",)]

    def test_a_village_of_a_district(self) -> None:
        """A district's violence is not one village's."""
        district = dataclasses.replace(claim("a"), place=(PlaceRef("Sahl", "admin2"),))
        assert len(groups(district, claim("b", within="Sahl"))) == 2

    def test_shelling_beside_executions(self) -> None:
        """Kinds that one event can have stay together; shelling beside executions does not."""
        assert groups(claim("a", event="attack"), claim("b")) == [("a", "b")]
        assert groups(claim("a", event="shelling"), claim("b")) == [("a", "b")]
        shells = claim("c", means=(Means("heavy_weapons_explosive"),))
        found = groups(claim("a", event="execution"), claim("b"), shells)
        assert sorted(found) == [("a", "b"), ("c",)]


class TestCodes:
    """A code given once stays with its incident."""

    def test_from_place_and_day(self) -> None:
        """The code follows from place and day, on every machine."""
        first, again = made(claim("a")).incidents[0], made(claim("z")).incidents[0]
        assert first.code == again.code == "IN-ZKQ6GD"

    def test_claims_come_and_go(self) -> None:
        """New and lost claims, and a new day for most of them, change no code."""
        old = made(claim("a"), claim("b"), claim("c")).incidents[0]
        known = {old.code: old}
        moved = made(claim("b", day="2031-05-13"), claim("c", day="2031-05-13"),
                     claim("d"), known=known)  # fmt: skip
        codes = {i.claims: i.code for i in moved.incidents}
        assert codes["b", "c"] == old.code
        assert codes["d",] != old.code

    def test_a_new_reader(self) -> None:
        """Claims with other ids in the same place on the same day keep the code."""
        old = made(claim("a")).incidents[0]
        assert made(claim("new"), known={old.code: old}).incidents[0].code == old.code

    @given(st.lists(st.tuples(st.sampled_from("PQR"), st.integers(1, 9), st.booleans()), max_size=12),
           st.integers(0, 9))  # fmt: skip
    def test_order_of_runs(self, drawn: list[tuple[str, int, bool]], seed: int) -> None:
        """A second run over the same claims, in any order, changes no code and no group."""
        claims = [
            claim(f"c{n}", place, f"2031-05-0{day}", until="2031-05-10" if longer else None)
            for n, (place, day, longer) in enumerate(drawn)
        ]
        first = made(*claims).incidents
        known = {i.code: i for i in first}
        assert len(known) == len(first)
        assert made(*claims, known=known).incidents == first
        random.Random(seed).shuffle(claims)
        shuffled = made(*claims).incidents
        assert {(i.code, frozenset(i.claims)) for i in shuffled} == {
            (i.code, frozenset(i.claims)) for i in first
        }

    def test_many_claims(self) -> None:
        """Thousands of incidents have codes of their own."""
        claims = [claim(f"c{n}", f"Village {n}") for n in range(3000)]
        found: tuple[Incident, ...] = made(*claims).incidents
        assert len({i.code for i in found}) == 3000
