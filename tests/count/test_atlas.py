"""A gazetteer in figures: floors rise only where two places are shown to lie apart."""

from dataclasses import replace

from tests.count import claims as made

from tawthiq.count import ladder
from tawthiq.count.compile import Evidence
from tawthiq.count.places import Places, gather
from tawthiq.record.case_facts import Place
from tawthiq.record.claim import Candidate, Claim, PlaceRef, Span
from tawthiq.record.figure import Scope

FIVE = made.number(5, 5)
GROUND = "gazetteer parent (csv)"
SAHL = Place("Sahl", ("السهل",), None, "admin1", id="g:sahl", ground="gazetteer (csv)")
TAL = Place("Tal Qamarin", ("تل قمرين", "Tal Qamarin"), "Sahl", lat="35.24", lon="36.12",
            ground=GROUND, id="g:tal", reach_km=5)  # fmt: skip
NEAR = Place("Umm Sabil", ("Umm Sabil",), None, lat="35.28", lon="36.12", id="g:umm", reach_km=5)
FAR = Place("Bir Lamisan", ("Bir Lamisan",), None, lat="35.95", lon="36.90", id="g:bir", reach_km=5)
CHIEF = Place("Rasnawa", ("Rasnawa",), None, lat="35.90", lon="36.70", id="g:ras", reach_km=120)
LISTED = (SAHL, TAL, NEAR, FAR, CHIEF)


def ref(name: str, chosen: str | None = None, precision: str = "settlement",
        within: str | None = None, *, is_open: bool = False) -> PlaceRef:  # fmt: skip
    """Return a place as a claim names it; one that was looked up has candidates."""
    listed = (Candidate(chosen or "g:other", name, "village"),) if chosen or is_open else ()
    return PlaceRef(name, precision, within, "in", chosen, listed, Span(name, 0, len(name)))


def claim(key: str, place: PlaceRef) -> Claim:
    """Return a claim of five dead at a place, by a source of its own."""
    return replace(made.claim(key, FIVE, place=()), place=(place,))


def related(a: PlaceRef, b: PlaceRef, known: tuple[Place, ...] = LISTED) -> tuple[str, str]:
    """Return how two places of two claims relate, and why."""
    found: Places = gather([claim("a", a), claim("b", b)], known, ())
    one, other = found.key(a), found.key(b)
    assert one is not None
    assert other is not None
    return found.relation(one, other)


def floor(a: PlaceRef, b: PlaceRef) -> int:
    """Return the floor of what two claims report."""
    evidence = Evidence(claims=[claim("a", a), claim("b", b)], places=LISTED)
    return ladder.ladder(evidence, Scope(), "acled-like", "suggested")[-1].floor


class TestLyingApart:
    """Disjoint needs two chosen settlements, farther apart than their names reach."""

    def test_far_apart(self) -> None:
        """Their dead add; the ground gives the distance."""
        relation, why = related(ref("Tal Qamarin", "g:tal"), ref("Bir Lamisan", "g:bir"))
        assert relation == "disjoint"
        assert why.startswith("105 km between their points")
        assert floor(ref("Tal Qamarin", "g:tal"), ref("Bir Lamisan", "g:bir")) == 10

    def test_near_one_another(self) -> None:
        """Villages four kilometres apart may be named for the same event."""
        assert related(ref("Tal Qamarin", "g:tal"), ref("Umm Sabil", "g:umm"))[0] == "unknown"
        assert floor(ref("Tal Qamarin", "g:tal"), ref("Umm Sabil", "g:umm")) == 5

    def test_a_chief_town_may_mean_its_province(self) -> None:
        """A name that reaches as far as its province keeps nothing of it apart."""
        assert related(ref("Rasnawa", "g:ras"), ref("Tal Qamarin", "g:tal"))[0] == "unknown"
        assert floor(ref("Rasnawa", "g:ras"), ref("Tal Qamarin", "g:tal")) == 5

    def test_one_left_open(self) -> None:
        """A name that was looked up and not decided is apart from nothing, and the same as none."""
        is_open = ref("Tal Qamarin", is_open=True)
        assert related(is_open, ref("Bir Lamisan", "g:bir"))[0] == "unknown"
        assert related(is_open, ref("Tal Qamarin", "g:tal"))[0] == "unknown"
        assert floor(is_open, ref("Bir Lamisan", "g:bir")) == 5

    def test_areas_are_not_kept_apart_by_points(self) -> None:
        """Two provinces have no extent here."""
        other = replace(SAHL, name="Jabalin", names=(), id="g:jab", lat="30", lon="30")
        pair = ref("Sahl", "g:sahl", "admin1"), ref("Jabalin", "g:jab", "admin1")
        assert related(*pair, (*LISTED, other))[0] == "unknown"

    def test_a_village_in_a_district(self) -> None:
        """What lies "in Bir Lamisan" may lie in its district: the town's point does not place it."""
        village = ref("Harat Zayn", within="Bir Lamisan")
        assert related(village, ref("Tal Qamarin", "g:tal"))[0] == "unknown"


class TestLyingInside:
    """What holds a chosen place holds its dead."""

    def test_by_the_gazetteer(self) -> None:
        """The ground names it."""
        found = related(ref("Tal Qamarin", "g:tal"), ref("Sahl", "g:sahl", "admin1"))
        assert found == ("inside", GROUND)
        assert floor(ref("Tal Qamarin", "g:tal"), ref("Sahl", "g:sahl", "admin1")) == 5

    def test_a_quarter_at_its_towns_point(self) -> None:
        """It lies inside the town, and apart from what lies apart from the town."""
        quarter = ref("Mill Quarter", "g:tal", "neighbourhood", "Tal Qamarin")
        assert related(quarter, ref("Tal Qamarin", "g:tal"))[0] == "inside"
        assert related(quarter, ref("Bir Lamisan", "g:bir"))[0] == "disjoint"

    def test_quarters_of_one_name(self) -> None:
        """Two towns' quarters are two places."""
        pair = [
            ref("Mill Quarter", "g:tal", "neighbourhood", "Tal Qamarin"),
            ref("Mill Quarter", "g:bir", "neighbourhood", "Bir Lamisan"),
        ]
        assert related(*pair)[0] == "disjoint"
        assert floor(*pair) == 10


class TestOneName:
    """Spellings and scripts meet in the chosen place; a person's place stands over it."""

    def test_two_scripts(self) -> None:
        """A place chosen twice is one, and so is one that was never looked up but is unmistakable."""
        assert related(ref("تل قمرين", "g:tal"), ref("Tal Qamarin", "g:tal"))[0] == "same"
        assert related(ref("تل قمرين"), ref("Tal Qamarin", "g:tal"))[0] == "same"

    def test_a_persons_place(self) -> None:
        """A name that a person placed means that place, whatever was chosen."""
        mine = Place("Tal Qamarin", lat="1", lon="1")
        found = gather([claim("a", ref("Tal Qamarin", "g:tal"))], (*LISTED, mine), ())
        assert found.key(ref("Tal Qamarin", "g:tal")) == "tal qamarin"

    def test_tables_by_place(self) -> None:
        """Each place has its row under its own name, with its own number."""
        claims = [
            claim("a", ref("Tal Qamarin", "g:tal")),
            claim("b", ref("Bir Lamisan", "g:bir")),
            claim("c", ref("Tal Qamarin", is_open=True)),
        ]
        rows = ladder.tables(Evidence(claims=claims, places=LISTED), "acled-like", "suggested")
        floors = {name: found[-1].floor for name, found in rows.by_place.items()}
        assert floors["Tal Qamarin"] == floors["Bir Lamisan"] == floors["Sahl"] == 5
        assert floors["Tal Qamarin (which one is open)"] == 5
