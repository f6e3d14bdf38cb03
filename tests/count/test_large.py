"""Large covers: the solver's floats decide nothing that exact arithmetic has not checked."""

import random
from dataclasses import replace
from math import ceil

import pytest
from tests.count.oracle import certificate_holds, world_minimum

from tawthiq.count import floor
from tawthiq.count.certificate import Row
from tawthiq.count.core import Core
from tawthiq.count.problem import Answer, Problem, Question, Statement, answer

ATOMS = tuple(f"{place}{day}" for place in "ABCDEFGHIJ" for day in range(10))


def grid(seed: int, count: int = 110, pairs: int = 0) -> Problem:
    """Return statements on rectangles of places and days, and on pairs of atoms."""
    chance = random.Random(seed)
    said = []
    for number in range(count):
        if number < pairs:
            at = frozenset(chance.sample(ATOMS[:15], 2))
        else:
            first, width = chance.randrange(9), chance.randint(2, 4)
            start, days = chance.randrange(8), chance.randint(2, 5)
            at = frozenset(
                f"{place}{day}"
                for place in "ABCDEFGHIJ"[first : first + width]
                for day in range(start, min(10, start + days))
            )
        lo = 1 if number < pairs else chance.randint(2, 30)
        root, held = f"s{chance.randrange(30)}", f"item{chance.randrange(12)}"
        rung = chance.choice(("reported", "documented"))
        said.append(Statement(f"c{number:03d}", root, "stated", lo, None, at, std=rung, held=held))
    return Problem(ATOMS, {}, tuple(said))


def check(problem: Problem, given: Answer) -> None:
    """Compare floors with whole programmes, and follow the certificates."""
    relaxed = world_minimum(problem, Question(), whole=False)
    least = world_minimum(problem, Question())
    assert relaxed is not None
    assert least is not None
    assert ceil(relaxed - 1e-6) <= given.floor["reported"] <= round(least)
    assert certificate_holds(problem, Question(), given.certificates["reported"])


class TestLargeCovers:
    """More crossing rows than the exact method takes."""

    @pytest.mark.parametrize("seed", range(4))
    def test_floors_and_certificates(self, seed: int) -> None:
        """The floor is that of the programme; its proof holds by hand."""
        problem = grid(seed)
        check(problem, answer(problem, Question()))

    @pytest.mark.parametrize("seed", range(4))
    def test_where_weights_are_fractions(self, seed: int) -> None:
        """Odd rings of pairs inside a large cover."""
        problem = grid(seed, pairs=40)
        check(problem, answer(problem, Question()))

    @pytest.mark.parametrize("pairs", [0, 40])
    def test_sturdy_is_the_least_without_one_root_or_item(self, pairs: int) -> None:
        """A warm programme says what a new one would."""
        problem = grid(9, pairs=pairs)
        full = answer(problem, Question())

        def left(key: str) -> int:
            groups = {getattr(s, key) for s in problem.statements}
            kept = [tuple(s for s in problem.statements if getattr(s, key) != g) for g in groups]
            without = [answer(replace(problem, statements=some), Question()) for some in kept]
            return min(a.floor["reported"] for a in without)

        assert full.sturdy == left("root")
        assert full.sturdy_by_item == left("held")

    def test_two_regions_and_a_total(self) -> None:
        """Large covers side by side under one total: struck apart, each from its own state."""
        two = [grid(6, count=70), grid(7, count=70)]
        names = {atom: f"far {atom}" for atom in ATOMS}
        said = [replace(s, id=f"near {s.id}", root=f"near {s.root}") for s in two[0].statements]
        said += [
            replace(s, id=f"far {s.id}", at=frozenset(names[a] for a in s.at or ()))
            for s in two[1].statements
        ]
        said.append(Statement("total", "council", "stated", 9))
        problem = Problem((*ATOMS, *names.values()), {}, tuple(said))
        full = answer(problem, Question())
        parts = [answer(one, Question()) for one in two]
        assert full.floor["reported"] == sum(a.floor["reported"] for a in parts)
        lost = max(a.floor["reported"] - a.sturdy for a in parts)
        assert full.sturdy == full.floor["reported"] - lost
        assert certificate_holds(problem, Question(), full.certificates["reported"])

    def test_the_same_as_exactly(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The exact method, given time, agrees."""
        problem = grid(5, count=75, pairs=20)
        large = answer(problem, Question())
        monkeypatch.setattr(floor, "SMALL", 10**6)
        exact = answer(problem, Question())
        assert large.floor == exact.floor
        assert large.low == exact.low

    def test_weights_of_a_large_odd_ring(self) -> None:
        """One body in each pair of 71 places round a ring: 36, by halves."""
        rows = [Row(1 << i | 1 << (i + 1) % 71, 1, (f"c{i}",)) for i in range(71)]
        ranks = dict.fromkeys((f"c{i}" for i in range(71)), 0)
        (part,) = Core(rows).parts(ranks)
        assert (part.k, part.total, part.value) == (2, 71, 36)
        assert part.holds()
        assert Core(rows).value_of(rows) == 36
        assert Core(rows).value_of(rows[:-1]) == 35
