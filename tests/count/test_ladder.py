"""From claims to the ladder: the worked example, vintages, labels, places, and the words."""

import pytest
from tests.count import claims as made

from tawthiq.base.errors import UsageError
from tawthiq.count.compile import Evidence, compile_case
from tawthiq.count.killed import killed_in
from tawthiq.count.ladder import ladder, tables
from tawthiq.count.profile import load
from tawthiq.count.words import share_words
from tawthiq.record.case_facts import Actor, Place
from tawthiq.record.claim import Ages, Claim, Link, Series, Share, Whole
from tawthiq.record.figure import Figure, Scope


def reported(claims: list[Claim], scope: Scope | None = None, **more: object) -> Figure:
    """Return the reported rung of a question."""
    evidence = Evidence(claims, **more)  # type: ignore[arg-type]
    return ladder(evidence, scope or Scope(), "conservative", "suggested")[-1]


TOTAL = made.claim("total", made.number(1001, None, "lower_bound", phrase="over 1,000"))
HALF = made.claim(
    "half",
    made.number(501, None, "fraction", "part", share=Share(over=(1, 2)), whole=Whole("total"),
                phrase="more than half"),
    by="the Guard",
)  # fmt: skip
CIVIL = made.claim(
    "civil", made.number(595, 595, "exact", "part", whole=Whole("total")),
    who=("civilian", "hors_de_combat"),
)  # fmt: skip


class TestWorkedExample:
    """figures.md §12, from claims."""

    def test_ladder(self) -> None:
        """At least 1,001; by the Guard at least 501, by two statements of one source."""
        made_tables = tables(Evidence([TOTAL, HALF, CIVIL]), "conservative", "suggested")
        whole = made_tables.ladder[-1]
        assert (whole.floor, whole.low, whole.high, whole.sturdy) == (1001, 1001, 1001, 0)
        assert whole.spread == (1001, 1001, "open")
        guard = made_tables.by_perpetrator["the Guard"][-1]
        assert guard.floor == 501
        (certificate,) = guard.certificates
        assert certificate.steps[0].why == "more than half of at least 1,001 is at least 501"
        assert set(certificate.steps[0].rests_on) == {"total", "half"}
        civil = made_tables.by_status["civilian / hors_de_combat"][-1]
        assert (civil.floor, civil.spread) == (595, (595, 595, "closed"))

    def test_complement_is_nobody(self) -> None:
        """The rest of a total is never anybody's number."""
        scope = Scope(labels={"status": ("combatant",)})
        assert reported([TOTAL, CIVIL], scope).floor == 0


class TestVintages:
    """A source's later word on one scope replaces its earlier; sources never replace others."""

    def test_rises_and_falls(self) -> None:
        """7, then 12, then revised to 11: 11."""
        given = [
            made.claim(f"v{n}", made.number(n, n), place="Tal Qamarin", day="2031-05-14", said=said)
            for n, said in ((7, "2031-05-15"), (12, "2031-05-16"), (11, "2031-05-20"))
        ]
        figure = reported(given)
        assert (figure.floor, figure.spread) == (11, (11, 11, "closed"))
        assert figure.accounts[0].as_of == "2031-05-20"

    def test_increment_without_a_day(self) -> None:
        """'A further 2' continues the toll of the same place, though it names no day."""
        first = made.claim(
            "a", made.number(5, 5), place="Mill", day="2031-05-14", said="2031-05-15"
        )
        more = made.claim("b", made.number(2, 2, "increment", "increment"), place="Mill",
                          said="2031-05-24")  # fmt: skip
        assert reported([first, more]).floor == 7

    def test_update_without_a_day(self) -> None:
        """'The toll rose to 9' replaces the toll that it continues."""
        first = made.claim(
            "a", made.number(5, 5), place="Mill", day="2031-05-14", said="2031-05-15"
        )
        more = made.claim("b", made.number(9, 9), place="Mill", said="2031-05-15",
                          series=Series(key="toll"))  # fmt: skip
        assert reported([first, more]).spread == (9, 9, "closed")

    def test_two_sources(self) -> None:
        """Two sources of one event are a spread, never a sum."""
        given = [
            made.claim("a", made.number(13, 13), "Hala", "witness", place="Mill", day="2031-05-14"),
            made.claim("b", made.number(15, 15), place="Mill", day="2031-05-14"),
        ]
        figure = reported(given, Scope(places=("Mill",)))
        assert (figure.low, figure.floor, figure.high) == (13, 15, 15)
        assert figure.sturdy == 13


class TestPlacesAndDays:
    """People of different incidents add only when nothing says that they are the same."""

    def test_disjoint_places_add(self) -> None:
        """Places of the case's own list add; unknown places do not."""
        given = [
            made.claim("a", made.number(5, 5), place="Mill", day="2031-05-14"),
            made.claim("b", made.number(7, 7), "Hala", "witness", place="Farm", day="2031-05-14"),
        ]
        assert reported(given).floor == 7
        known = [Place("Mill", parent="Valley"), Place("Farm", parent="Valley")]
        assert reported(given, places=known).floor == 12
        assert reported(given, places=known).sturdy == 5

    def test_question_of_days(self) -> None:
        """A question of days counts what was harmed on them."""
        given = [
            made.claim("a", made.number(5, 5), place="Mill", day="2031-05-14"),
            made.claim("b", made.number(7, 7), place="Mill", day="2031-05-20"),
        ]
        scope = Scope(places=("Mill",), from_="2031-05-20", to="2031-05-20")
        assert reported(given, scope).floor == 7
        assert reported(given).floor == 12
        assert reported(given, Scope(from_="2031-05-16")).floor == 7
        with pytest.raises(UsageError, match="write it as"):
            reported(given, Scope(from_="May"))

    def test_bodies_bind_acts_before(self) -> None:
        """Bodies found on a day bind deaths up to it, not on it."""
        count = made.number(6, 6, "exact", "documented", unit="bodies")
        found = made.claim("a", count, "One video", "media", place="Mill", day="2031-05-14")
        on_the_day = Scope(places=("Mill",), from_="2031-05-14", to="2031-05-14")
        assert reported([found], on_the_day).floor == 0
        assert reported([found], Scope(places=("Mill",))).floor == 6

    def test_partial_dates(self) -> None:
        """A date without a year separates nothing."""
        a = made.claim("a", made.number(5, 5), place="Mill", day="--05-14")
        b = made.claim("b", made.number(7, 7), "Hala", "witness", place="Mill", day="2031-05-20")
        assert reported([a, b]).floor == 7

    def test_table_of_places(self) -> None:
        """Each place named has a row; the territory is the whole case."""
        known = [Place("Valley"), Place("Mill", parent="Valley")]
        evidence = Evidence(
            [
                made.claim("a", made.number(5, 5), place="Mill", day="2031-05-14"),
                made.claim("b", made.number(9, 9), "Hala", "witness", place="Valley"),
            ],
            places=known,
            territory="Valley",
        )
        found = tables(evidence, "conservative", "suggested")
        assert list(found.by_place) == ["Mill"]
        assert found.by_place["Mill"][-1].spread == (5, 5, "closed")
        assert found.ladder[-1].spread == (9, 9, "closed")
        assert found.places_of == {"Mill": "Mill"}


class TestLabels:
    """Labels stay according to the source."""

    def test_a_or_b(self) -> None:
        """'A or B' satisfies no question about A; actors keep one name in all spellings."""
        either = made.claim("a", made.number(30, 30), by=("Guard", "Brigade"))
        guard = made.claim("b", made.number(12, 12), by="حرس الوادي")
        actors = [Actor("Valley Guard", ("Guard", "حرس الوادي")), Actor("Brigade")]
        found = tables(Evidence([either, guard], actors=actors), "conservative", "suggested")
        assert found.by_perpetrator["Valley Guard"][-1].floor == 12
        assert reported([either, guard], Scope(labels={"perp": ("Brigade",)})).floor == 0
        assert found.ladder[-1].floor == 30

    def test_sex_and_age(self) -> None:
        """Women and children of a toll are parts of it."""
        total = made.claim("a", made.number(12, 12))
        women = made.claim("b", made.number(4, 4, binds="part", whole=Whole("a")), sex="woman")
        child = made.claim("c", made.number(2, 2, binds="part", whole=Whole("a")), age=Ages(0, 17))
        adult = made.claim("d", made.number(3, 3), age=Ages(18, None))
        given = [total, women, child, adult]
        assert reported(given, Scope(labels={"sex": ("woman",)})).floor == 4
        assert reported(given, Scope(labels={"age": ("child",)})).floor == 2
        assert reported(given).floor == 12

    def test_part_without_a_label(self) -> None:
        """'One of them' says no more than that there was one."""
        total = made.claim("a", made.number(13, 13), "Hala", "witness")
        one = made.claim("b", made.number(1, 1, binds="part", whole=Whole("a")), "Hala", "witness")
        figure = reported([total, one])
        assert (figure.floor, figure.contradictions) == (13, ())

    def test_remainder(self) -> None:
        """'Others by B' are apart from the part by A, and never the difference."""
        total = made.claim("a", made.number(30, 30))
        part = made.claim("b", made.number(12, 12, binds="part", whole=Whole("a")), by="A")
        rest = made.claim(
            "c", made.number(None, None, "remainder", "part", whole=Whole("a")), by="B"
        )
        figure = reported([total, part, rest], Scope(labels={"perp": ("B",)}))
        assert figure.floor in {1, 2}

    def test_contest(self) -> None:
        """The same people under two labels are contested."""
        given = [
            made.claim("a", made.number(21, 21), place="Mill", who=("civilian",)),
            made.claim("b", made.number(18, 18), "Hala", "witness", place="Mill",
                       who=("combatant",)),
        ]  # fmt: skip
        assert reported(given).contested == ("a", "b")


class TestAside:
    """What binds nothing is listed with its reason."""

    def test_outlet_voice(self) -> None:
        """A headline is no second source where somebody is quoted."""
        headline = made.claim("a", made.number(200, 999, "vague"), "Courier", "outlet")
        quoted = made.claim("b", made.number(30, 30))
        figure = reported([headline, quoted])
        assert figure.floor == 30
        assert "own voice" in figure.beside[0].reason
        assert reported([headline]).floor == 200

    def test_ceiling(self) -> None:
        """An explicit 'no more than' is the maximum, and is listed against a higher floor."""
        top = made.claim("a", made.number(None, 33, "upper_bound", "ceiling"))
        over = made.claim("b", made.number(40, 40), "Hala", "witness")
        figure = reported([top, over])
        assert (figure.max, figure.contradictions) == (33, ("a",))

    def test_up_to(self) -> None:
        """'Up to N' binds nothing from below."""
        assert reported([made.claim("a", made.number(0, 9, "upper_bound"))]).floor == 0

    def test_party_and_unquantified(self) -> None:
        """A party's toll stands beside; civilians without a number are 2 at least."""
        party = made.claim("a", made.number(11, 11), "Ministry", "party")
        some = made.claim("b", made.number(None, None, "unquantified", phrase="civilians"))
        figure = reported([party, some])
        assert figure.floor == 2
        assert figure.unquantified == ("b",)
        assert figure.beside[0].claim == "a"
        assert figure.certificates[0].steps[0].why is not None

    def test_verified_and_relayed(self) -> None:
        """A verified figure names its verifier and the way it reached us."""
        chain = (
            Link("Courier", "outlet"),
            Link("Desk", "media"),
            Link("Desk", "media", "verifier"),
        )
        count = made.number(9, None, "lower_bound", "documented", unit="bodies")
        given = made.claim("a", count, chain=chain, place="Mill", status=made.status_of("verified"),
                           aspects={"number": "verified", "place": "verified"})  # fmt: skip
        rungs = ladder(Evidence([given]), Scope(), "conservative", "suggested")
        assert [figure.floor for figure in rungs] == [0, 9, 9, 9]
        assert rungs[1].verifiers == ("Desk",)
        assert rungs[1].relayed_by == ("Courier",)


class TestKilled:
    """One text's own number, for batches."""

    @pytest.mark.parametrize(
        ("claims", "expected"),
        [
            ([], (0, 0)),
            ([made.claim("a", made.number(10, 10), place="Mill", day="2031-05-14")], (10, 10)),
            (
                [made.claim("a", made.number(13, None, "lower_bound", phrase="at least 13"))],
                (13, None),
            ),
            ([made.claim("a", made.number(24, 99, "vague", phrase="dozens"))], (12, None)),
            ([made.claim("a", made.number(0, 0), polarity="negated")], (0, 0)),
            ([made.claim("a", made.number(None, None, "unquantified"))], (3, None)),
        ],
    )
    def test_texts(self, claims: list[Claim], expected: tuple[int, int | None]) -> None:
        """The low of the text, and the highest number it states."""
        assert killed_in(claims) == expected

    def test_shares_in_words(self) -> None:
        """Shares read as people say them."""
        assert share_words(Share(over=(1, 2))) == "more than half"
        assert share_words(Share(at_least=(2, 3))) == "at least two thirds"
        assert share_words(Share(exactly=(1, 5))) == "1/5"
        assert share_words(Share()) == "a part"

    def test_compiled_ids(self) -> None:
        """Several counts of one claim are several statements."""
        one = made.claim("a", made.number(5, 5))
        two = Claim(**{
            **{f: getattr(one, f) for f in Claim.__dataclass_fields__},
            "count": (made.number(5, 5), made.number(2, 2)),
        })  # fmt: skip
        compiled = compile_case(Evidence([two]), load("conservative"), "suggested")
        assert [s.id for s in compiled.problem.statements] == ["a", "a.1"]
