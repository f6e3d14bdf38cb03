"""Figures follow what people judge of incidents: only distinct ones are added (figures.md §4)."""

import dataclasses
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.count import claims as made

from tawthiq.count import events
from tawthiq.count.compile import Evidence
from tawthiq.count.ladder import ladder
from tawthiq.count.problem import answer_all, load_problem
from tawthiq.record.case_facts import Place
from tawthiq.record.claim import Claim
from tawthiq.record.figure import Figure, Scope
from tawthiq.record.incident import Doubt, Incident, Reason, Standing

MILL = made.claim("a", made.number(5, 5), place="Mill", day="2031-05-14")
FARM = made.claim("b", made.number(7, 7), "Hala", "witness", place="Farm", day="2031-05-14")
TWICE = made.claim("c", made.number(6, 6), "Hala", "witness", place="Mill", day="2031-05-14")
KNOWN = (Place("Mill", parent="Valley"), Place("Farm", parent="Valley"))


def incident(
    code: str, *claims: str, state: str = "suggested", **judged: Sequence[str]
) -> Standing:
    """Return an incident with what was judged of it."""
    own = Incident(code, None, None, None, None, claims, state)
    return Standing(own, **{key: tuple(value) for key, value in judged.items()})  # type: ignore[arg-type]


def reported(
    claims: Sequence[Claim],
    *incidents: Standing,
    scope: Scope | None = None,
    doubts: Sequence[Doubt] = (),
    places: Sequence[Place] = (),
) -> Figure:
    """Return the reported rung."""
    evidence = Evidence(claims, incidents=incidents, doubts=doubts, places=places)
    return ladder(evidence, scope or Scope(), "conservative", "suggested")[-1]


class TestDifferent:
    """A person's `different` is a licence to add."""

    def test_two_names_of_places(self) -> None:
        """Places that nothing tells apart add once their incidents are judged different."""
        assert reported([MILL, FARM]).floor == 7
        apart = incident("A", "a", different=["B"]), incident("B", "b", different=["A"])
        figure = reported([MILL, FARM], *apart)
        assert (figure.floor, figure.sturdy) == (12, 5)
        assert figure.certificates[0].total + sum(c.total for c in figure.certificates[1:]) == 12

    def test_two_events_of_one_day(self) -> None:
        """Two events in one place on one day add, and a toll of the place does not."""
        apart = incident("A", "a", different=["B"]), incident("B", "c", different=["A"])
        assert reported([MILL, TWICE]).floor == 6
        assert reported([MILL, TWICE], *apart).floor == 11
        whole = made.claim("w", made.number(9, 9), "Office", place="Mill", day="2031-05-14")
        assert reported([MILL, TWICE, whole], *apart).floor == 11
        assert reported([MILL, TWICE, whole], *apart, scope=Scope(places=("Mill",))).floor == 11

    def test_one_of_them_only(self) -> None:
        """A third incident, not judged, may be either: it does not add."""
        third = made.claim(
            "t", made.number(4, 4), "Sami", "witness", place="Hill", day="2031-05-14"
        )
        apart = incident("A", "a", different=["B"]), incident("B", "b", different=["A"])
        assert reported([MILL, FARM, third], *apart, incident("C", "t")).floor == 12

    def test_a_claim_of_both(self) -> None:
        """A claim that stands in both is held by either."""
        both = made.claim(
            "t", made.number(10, 10), "Sami", "witness", place="Mill", day="2031-05-14"
        )
        apart = incident("A", "a", "t", different=["B"]), incident("B", "c", "t", different=["A"])
        assert reported([MILL, TWICE, both], *apart).floor == 11


class TestUnsure:
    """What may be one event has a joint atom: a minimum counts it once."""

    def test_known_places(self) -> None:
        """Two places of the case's list add, until someone is unsure."""
        assert reported([MILL, FARM], places=KNOWN).floor == 12
        pair = incident("A", "a", unsure=["B"]), incident("B", "b", unsure=["A"])
        figure = reported([MILL, FARM], *pair, places=KNOWN)
        assert figure.floor == 7
        mill = reported([MILL, FARM], *pair, places=KNOWN, scope=Scope(places=("Mill",)))
        assert (mill.floor, mill.spread) == (5, (5, 5, "closed"))

    def test_days_apart(self) -> None:
        """Days apart add, until a machine's doubt or a merge says that they may be one."""
        later = made.claim(
            "b", made.number(5, 5), "Hala", "witness", place="Mill", day="2031-05-18"
        )
        pair = incident("A", "a"), incident("B", "b")
        assert reported([MILL, later], *pair).floor == 10
        doubt = Doubt("A", "B", (Reason("b", "number_again"),))
        assert reported([MILL, later], *pair, doubts=[doubt]).floor == 5
        merged = incident("A", "a", "b", state="accepted")
        assert reported([MILL, later], merged).floor == 5

    def test_three_of_them(self) -> None:
        """Three that may all be one count once, not one and a half times."""
        claims = [
            made.claim(
                f"c{n}",
                made.number(6, 6),
                f"Source {n}",
                "witness",
                place=f"P{n}",
                day="2031-05-14",
            )
            for n in range(3)
        ]
        places = [Place(f"P{n}", parent="Valley") for n in range(3)]
        codes = ["A", "B", "C"]
        three = [
            incident(code, f"c{n}", unsure=[c for c in codes if c != code])
            for n, code in enumerate(codes)
        ]
        assert reported(claims, places=places).floor == 18
        assert reported(claims, *three, places=places).floor == 6

    def test_different_wins(self) -> None:
        """A pair judged different is not joined by a machine's doubt."""
        apart = incident("A", "a", different=["B"]), incident("B", "b", different=["A"])
        doubt = Doubt("A", "B", (Reason("b", "number_again"),))
        assert reported([MILL, FARM], *apart, doubts=[doubt]).floor == 12


class TestAsTheFixturesHaveIt:
    """The same numbers as a problem file with V, W and V&W."""

    @pytest.mark.parametrize(("verdict", "atoms"), [("different", ["V", "W"]), ("unsure", ["V", "W", "V&W"])])  # fmt: skip
    @given(v=st.integers(1, 30), w=st.integers(1, 30))
    @settings(max_examples=15, deadline=None)
    def test_floor(self, verdict: str, atoms: list[str], v: int, w: int) -> None:
        """A joint atom of a problem is what `unsure` makes, its absence what `different` makes."""
        problem = {
            "atoms": atoms,
            "dims": {},
            "claims": [
                {"id": "a", "root": "r1", "bind": "stated", "lo": v, "hi": v,
                 "at": [a for a in atoms if "V" in a]},
                {"id": "b", "root": "r2", "bind": "stated", "lo": w, "hi": w,
                 "at": [a for a in atoms if "W" in a]},
            ],
            "ask": [{"at": None}],
        }  # fmt: skip
        (answer,) = answer_all(*load_problem(problem))
        claims = [
            dataclasses.replace(MILL, count=(made.number(v, v),)),
            dataclasses.replace(FARM, count=(made.number(w, w),)),
        ]
        pair = incident("A", "a", **{verdict: ["B"]}), incident("B", "b", **{verdict: ["A"]})
        assert reported(claims, *pair, places=KNOWN).floor == answer.floor["reported"]


class TestNeverMoreThanTheTruth:
    """Judgements that are right never lift a floor above the dead there were."""

    @given(
        st.lists(st.tuples(st.integers(1, 9), st.integers(0, 2), st.integers(0, 3)), min_size=1, max_size=4),
        st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=8),
        st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), max_size=5),
    )  # fmt: skip
    @settings(max_examples=60, deadline=None)
    def test_a_world(
        self,
        world: list[tuple[int, int, int]],
        told: list[tuple[int, int]],
        judged: list[tuple[int, int, bool]],
    ) -> None:
        """Events have their dead; sources count some of them; people judge pairs rightly."""
        claims, held = [], dict[int, list[str]]()
        for n, (event, count) in enumerate(told):
            dead, place, day = world[event % len(world)]
            number = min(count, dead)
            if number:
                key = f"c{n}"
                claims.append(
                    made.claim(key, made.number(number, None, "lower_bound"), f"S{n}", "witness",
                               place=f"P{place}", day=f"2031-05-{10 + day:02}")
                )  # fmt: skip
                held.setdefault(event % len(world), []).append(key)
        apart: dict[int, set[str]] = {n: set() for n in held}
        unsure: dict[int, set[str]] = {n: set() for n in held}
        for one, two, is_sure in judged:
            a, b = one % len(world), two % len(world)
            if a != b and a in held and b in held:
                (apart if is_sure else unsure)[a].add(f"I{b}")
                (apart if is_sure else unsure)[b].add(f"I{a}")
        incidents = [
            incident(
                f"I{n}", *keys, different=sorted(apart[n]), unsure=sorted(unsure[n] - apart[n])
            )
            for n, keys in held.items()
        ]
        assert reported(claims, *incidents).floor <= sum(dead for dead, _, _ in world)


class TestCells:
    """Cells are cut by what differs and joined by what may be one."""

    def test_cut(self) -> None:
        """A cell holds incidents that differ one at a time."""
        different = frozenset({frozenset({"A", "B"})})
        tagged = [(0b01, frozenset({"A"})), (0b10, frozenset({"B"}))]
        assert events.apart({0b111}, tagged, different) == {0b100, 0b101, 0b110}
        assert 0b111 in events.apart({0b111}, tagged, frozenset())

    def test_narrow_ones_too(self) -> None:
        """A source that counts both exactly does not lift the floor of what may be one."""
        claims = [
            made.claim("a", made.number(30, 30), place="Mill", day="2031-05-01"),
            made.claim("b", made.number(30, 30), "Hala", "witness", place="Mill", day="2031-05-04"),
            made.claim("c", made.number(4, 4), place="Farm", day="2031-05-01"),
            made.claim("d", made.number(4, 4), "Hala", "witness", place="Farm", day="2031-05-04"),
        ]
        doubts = [Doubt("A", "B", ()), Doubt("C", "D", ())]
        incidents = [incident(code, code.lower()) for code in "ABCD"]
        assert reported(claims, *incidents, doubts=doubts).floor == 30
        assert reported(claims, *incidents, doubts=doubts[1:]).floor == 56

    def test_too_many(self) -> None:
        """Beyond the limit the narrowest are combined, and one cell holds them all."""
        cells = {1 << n for n in range(60)}
        masks = [sum(1 << n for n in range(k, 60, 3)) for k in range(3)]
        found = events.joined(cells, masks, [], frozenset())
        assert (1 << 60) - 1 in found
        assert len(found) <= 2 * events.MOST_COMBINED + 1
        assert events.joined(cells, [1 << 61], [], frozenset()) == set()
