"""The simplex method in whole numbers against HiGHS, and its own proofs."""

from typing import Any

import highspy
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.count.exact import maximise

Programme = tuple[list[int], list[list[int]], list[int]]


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Draw gain, rows and room; room may be negative, so that zero is no solution."""
    columns, rows = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    numbers = st.sampled_from((0, 0, 1, 1, 2, -1, -3))
    gain = draw(st.lists(st.integers(-3, 6), min_size=columns, max_size=columns))
    row = st.lists(numbers, min_size=columns, max_size=columns)
    matrix = draw(st.lists(row, min_size=rows, max_size=rows))
    room = draw(st.lists(st.integers(-4, 8), min_size=rows, max_size=rows))
    return gain, matrix, room


def by_highs(gain: list[int], rows: list[list[int]], room: list[int]) -> float | None:
    """Return the optimum by HiGHS, None where there is none."""
    solver: Any = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    for cost in gain:
        solver.addCol(-cost, 0, highspy.kHighsInf, 0, [], [])
    for row, limit in zip(rows, room, strict=True):
        solver.addRow(-highspy.kHighsInf, limit, len(row), list(range(len(row))), row)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return -float(solver.getInfo().objective_function_value)


def dot(one: Any, two: Any) -> Any:  # noqa: ANN401 - numbers of several kinds
    """Return the sum of products."""
    return sum(a * b for a, b in zip(one, two, strict=True))


class TestMaximise:
    """Every status comes with its own proof."""

    @given(programmes())
    @settings(max_examples=300)
    def test_optima_are_those_of_highs_and_prices_prove_them(self, given_one: Programme) -> None:
        """Feasible, paid for by the prices, and equal on both sides."""
        gain, rows, room = given_one
        solved = maximise(gain, rows, room)
        other = by_highs(gain, rows, room)
        assert (solved.status == "optimal") == (other is not None)
        if other is None:
            return
        assert abs(float(solved.value) - other) < 1e-6
        assert min(solved.y) >= 0
        assert all(dot(row, solved.y) <= limit for row, limit in zip(rows, room, strict=True))
        assert not solved.price or min(solved.price) >= 0
        columns = zip(*rows, strict=True)
        assert all(dot(c, solved.price) >= g for c, g in zip(columns, gain, strict=True))
        assert dot(gain, solved.y) == dot(solved.price, room) == solved.value

    @given(programmes())
    def test_an_unbounded_direction_shows_itself(self, given_one: Programme) -> None:
        """Along it every row keeps its room and the gain grows."""
        gain, rows, room = given_one
        solved = maximise(gain, rows, room)
        if solved.status == "unbounded":
            assert min(solved.y) >= 0
            assert dot(gain, solved.y) > 0
            assert all(dot(row, solved.y) <= 0 for row in rows)

    def test_an_impossible_programme_says_so(self) -> None:
        """At least three and at most two."""
        assert maximise([1], [[-1], [1]], [-3, 2]).status == "infeasible"

    def test_a_degenerate_one_ends(self) -> None:
        """Beale's example, on which careless rules go round for ever."""
        gain = [75, -15000, 2, -600]
        rows = [[25, -6000, -4, 900], [50, -9000, -2, 300], [0, 0, 1, 0]]
        assert maximise(gain, rows, [0, 0, 1]).value == 5
