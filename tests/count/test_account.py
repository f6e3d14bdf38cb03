"""One source with much to say: closed forms, programmes, and what is too large for both."""

import random
from dataclasses import replace
from math import ceil
from typing import Any

import pytest
from tests.count.oracle import certificate_holds, world_minimum

from tawthiq.count.problem import Answer, Problem, Question, Statement, answer

ATOMS = tuple(f"{place}{day}" for place in "ABCDE" for day in range(4))
DIMS = {
    "status": ("civilian", "fighter", "police"),
    "perp": ("north", "south", "east"),
}
FRACTION = {"bind": "fraction", "frac": (1, 2)}


def wordy(seed: int, count: int, *, upper: float = 0.0, shares: int = 0) -> Problem:
    """Return `count` statements of one root and three of another."""
    chance = random.Random(seed)
    said: list[Statement] = []
    for number in range(count):
        places = chance.sample("ABCDE", chance.choice((1, 1, 2, 5)))
        days = range(chance.randint(0, 2), chance.randint(3, 4))
        who = {
            dim: frozenset(chance.sample(values, chance.choice((1, 1, 2))))
            for dim, values in DIMS.items()
            if chance.random() < 0.5
        }
        lo = chance.randint(1, 12)
        hi = lo + chance.randint(0, 40) if chance.random() < upper else None
        at = frozenset(place + str(day) for place in places for day in days)
        said.append(Statement(f"c{number:02d}", "monitor", "stated", lo, hi, at, who))
    for number in range(shares):
        facts: dict[str, Any] = FRACTION | {"of": chance.choice(said[:count]).id}
        who = {"perp": frozenset({chance.choice(DIMS["perp"])})}
        said.append(Statement(f"f{number}", "monitor", who=who, **facts))
    for number in range(3):
        at = frozenset(chance.sample(ATOMS, 6))
        said.append(Statement(f"x{number}", "radio", "stated", 3 * number + 2, at=at))
    return Problem(ATOMS, DIMS, tuple(said))


def asked() -> list[Question]:
    """Return questions about everything, a place and a status."""
    place = frozenset(atom for atom in ATOMS if atom[0] in "AB")
    return [Question(), Question(place), Question(None, {"status": frozenset({"civilian"})})]


class TestLargeAccounts:
    """Weaker where they must be, never wrong."""

    @pytest.mark.parametrize("count", [8, 14, 30, 45])
    @pytest.mark.parametrize("upper", [0.0, 0.3])
    @pytest.mark.parametrize("shares", [0, 2])
    def test_floors_are_sound(self, count: int, upper: float, shares: int) -> None:
        """No floor is above the least world; small accounts are exact."""
        problem = wordy(count, count, upper=upper, shares=shares)
        for question in asked():
            given = answer(problem, question)
            least = world_minimum(problem, question)
            relaxed = world_minimum(problem, question, whole=False)
            if least is None or relaxed is None:
                continue
            floor = given.floor["reported"]
            assert floor <= round(least)
            if count <= 8:
                assert floor >= ceil(relaxed - 1e-6)
            assert certificate_holds(problem, question, given.certificates["reported"])
            assert given.sturdy <= floor
            assert given.sturdy_by_item <= floor

    def test_ends_of_a_large_account(self) -> None:
        """The total closes it; the parts lift it."""
        problem = wordy(3, 30, shares=1)
        total = Statement("t", "monitor", "stated", 400, 410)
        whole = replace(problem, statements=(*problem.statements, total))
        (account,) = answer(whole, Question()).accounts
        assert (account.root, account.lo, account.hi) == ("monitor", 400, 410)

    def test_one_item_of_a_large_account_is_struck(self) -> None:
        """What is left of its rows stands."""
        problem = wordy(4, 45)
        held = tuple(replace(s, held=f"item{n % 9}") for n, s in enumerate(problem.statements))
        given = answer(replace(problem, statements=held), Question())
        assert 0 < given.sturdy_by_item < given.floor["reported"]


def says(*facts: dict[str, Any]) -> Answer:
    """Answer the whole case of statements of one root at one place."""
    said = [
        Statement(**({"id": f"c{n}", "root": "radio", "bind": "stated"} | fact))
        for n, fact in enumerate(facts)
    ]
    return answer(Problem(("Qasr",), DIMS, tuple(said)), Question())


def part(value: str, **facts: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of a statement
    """Return a statement about one status."""
    return {"who": {"status": frozenset({value})}, **facts}


class TestAccountsThatDoNotAddUp:
    """The smallest consistent reading counts, and what clashes is named."""

    def test_many_numbers_for_one_thing(self) -> None:
        """Seven exact numbers: the least, every other is in conflict with it."""
        given = says(*({"lo": n, "hi": n} for n in (9, 4, 7, 11, 5, 8, 6)))
        assert given.floor["reported"] == 4
        assert given.contradictions == tuple(f"c{n}" for n in range(7))
        assert [(a.lo, a.hi) for a in given.accounts] == [(4, 11)]

    def test_more_parts_than_can_all_be_tried(self) -> None:
        """Where consistent parts are too many, what is in no conflict stands."""
        given = says(
            {"lo": 5, "hi": 5},
            *(part(value, lo=4 + n, hi=4 + n) for n in range(4) for value in DIMS["status"]),
            part("police", lo=1, who={"perp": frozenset({"east"})}),
        )
        assert given.floor["reported"] <= 5
        assert {c.kind for c in given.conflicts} == {"account"}

    def test_ceilings_give_way_in_a_large_account(self) -> None:
        """A source that exceeds its own ceiling keeps its floor, however much it says."""
        many = [part("civilian", lo=n) for n in range(1, 13)]
        given = says({"lo": 20}, *many, {"bind": "ceiling", "lo": None, "hi": 9})
        assert given.floor["reported"] == 20
        assert given.contradictions == ("c13",)

    def test_a_large_account_leaves_out_what_exceeds_its_totals(self) -> None:
        """Thirteen statements and more: the total stands, the excess is named."""
        many = [part("civilian", lo=n) for n in range(1, 13)]
        given = says({"lo": 10, "hi": 10}, *many)
        assert given.floor["reported"] == 10
        assert set(given.contradictions) == {"c0", "c11", "c12"}

    def test_halves_of_odd_numbers(self) -> None:
        """No whole people are exactly half of 25; of 26 they are 13."""
        half = {"of": "c0", "bind": "fraction", "frac": (1, 2), "form": "exactly", "band": 0}
        odd = says({"lo": 25, "hi": 25}, part("civilian", **half))
        assert odd.contradictions == ("c0", "c1")
        even = says({"lo": 26, "hi": 26}, part("civilian", **half), part("fighter", lo=13))
        assert even.contradictions == ()
        assert even.floor["reported"] == 26


class TestUpdates:
    """Vintages that are struck, replaced or of another day."""

    def test_a_share_of_a_share_of_a_replaced_toll(self) -> None:
        """Each is worth what it was worth on its day."""
        given = says(
            {"lo": 100, "hi": 100, "series": "q", "asof": 1},
            part("civilian", of="c0", **FRACTION),
            {"of": "c1", "who": {"perp": frozenset({"north"})}, **FRACTION},
            {"lo": 120, "hi": 120, "series": "q", "asof": 4},
        )
        assert given.floor["reported"] == 120
        problem = Problem(
            ("Qasr",),
            DIMS,
            (
                Statement("c0", "radio", "stated", 100, 100, series="q", asof=1),
                Statement("c1", "radio", of="c0", who={"status": frozenset({"police"})}, **FRACTION),
                Statement("c2", "radio", of="c1", who={"perp": frozenset({"east"})}, **FRACTION),
                Statement("c3", "radio", "stated", 120, 120, series="q", asof=4),
            ),
        )  # fmt: skip
        east = answer(problem, Question(None, {"perp": frozenset({"east"})}))
        assert east.floor["reported"] == 26

    def test_a_share_of_an_account_that_has_grown_since(self) -> None:
        """Later knowledge lifts the total, not the share; the share lifts its own day's."""
        given = says(
            {"lo": 10, "asof": 1},
            part("civilian", of="c0", **FRACTION),
            part("fighter", lo=9, asof=1),
            {"lo": 60, "asof": 3},
        )
        civilians = Question(None, {"status": frozenset({"civilian"})})
        assert given.floor["reported"] == 60
        said = (
            Statement("c0", "radio", "stated", 10, asof=1),
            Statement("c1", "radio", of="c0", who={"status": frozenset({"civilian"})}, **FRACTION),
            Statement("c2", "radio", "stated", 9, who={"status": frozenset({"fighter"})}, asof=1),
            Statement("c3", "radio", "stated", 60, asof=3),
        )
        assert answer(Problem(("Qasr",), DIMS, said), civilians).floor["reported"] == 10

    def test_increments_of_one_day_and_of_two_places(self) -> None:
        """A further number elsewhere makes a number for both places, and one for each."""
        said = (
            Statement("a", "clinic", "stated", 4, 4, frozenset({"Qasr"}), series="q", asof=1),
            Statement("b", "clinic", "increment", 3, 3, frozenset({"Tell"}), series="q", asof=1),
            Statement("d", "clinic", "increment", 2, 2, frozenset({"Tell"}), series="q", asof=2),
        )
        problem = Problem(("Qasr", "Tell", "Wadi"), {}, said)
        places = ({"Qasr", "Tell"}, {"Qasr"}, {"Tell"}, {"Wadi"})
        found = [answer(problem, Question(frozenset(at))).floor["reported"] for at in places]
        assert found == [9, 4, 5, 0]

    def test_tolls_of_one_day_stand_together(self) -> None:
        """A total and a part said on one day of one series do not replace one another."""
        given = says(
            {"lo": 9, "series": "q", "asof": 2},
            part("civilian", lo=4, series="q", asof=2),
            {"lo": 7, "series": "q", "asof": 1},
            {"lo": 30, "series": "q"},
        )
        assert given.floor["reported"] == 9
        assert given.because["reported"] == ("c0",)
