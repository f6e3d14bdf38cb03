"""A certificate that has been altered does not hold."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tawthiq.base.errors import UsageError
from tawthiq.count.certificate import Bound, Certificate, Derivation, Part, Row, scaled, single
from tawthiq.count.problem import Problem, Question, Statement, answer, answer_all
from tawthiq.count.universe import Scope

PLACES = ("Qasr", "Tell", "Wadi")


def ring() -> Certificate:
    """Return the proof that one body in each pair of three places are two people."""
    pairs = (("Qasr", "Tell"), ("Tell", "Wadi"), ("Qasr", "Wadi"))
    said = tuple(
        Statement(f"p{n}", f"s{n}", "stated", 1, at=frozenset(pair)) for n, pair in enumerate(pairs)
    )
    return answer(Problem(PLACES, {}, said), Question()).certificates["reported"]


def share() -> Certificate:
    """Return the proof that more than half of at least 1,001 are 501."""
    said = (
        Statement("a", "radio", "stated", 1001),
        Statement(
            "f", "radio", "fraction", of="a", frac=(1, 2), who={"perp": frozenset({"north"})}
        ),
    )
    problem = Problem(PLACES, {"perp": ("north", "south")}, said)
    asked = Question(None, {"perp": frozenset({"north"})})
    return answer(problem, asked).certificates["reported"]


class TestPartsAreChecked:
    """Weights, counts per person, sums."""

    def test_the_words_of_a_ring(self) -> None:
        """Each once, nobody more than twice, together three: so two."""
        (part,) = ring().parts
        assert (part.k, part.total, part.value) == (2, 3, 2)
        assert [times for _, times in part.lines] == [1, 1, 1]
        assert ring().claims == ("p0", "p1", "p2")

    @pytest.mark.parametrize(
        "change", [{"k": 1}, {"total": 4}], ids=["counted too often", "a wrong sum"]
    )
    def test_altered_numbers(self, change: dict[str, int]) -> None:
        """What does not follow is not accepted."""
        (part,) = ring().parts
        assert part.holds()
        assert not replace(part, **change).holds()

    def test_weights_are_positive(self) -> None:
        """Nothing is taken zero times or less."""
        row = Row(1, 5, ("a",))
        assert not Part(((row, 0),), 1, 0).holds()
        assert not Part(((row, 1), (row, -1)), 1, 0).holds()

    def test_parts_share_nobody(self) -> None:
        """Two parts on one place would count its people twice."""
        part = single(Row(1, 5, ("a",)))
        assert Certificate((part,)).holds()
        assert not Certificate((part, part)).holds()

    def test_weights_become_whole(self) -> None:
        """Halves and thirds are taken over six; what has no weight is left out."""
        rows = [Row(1, 5, ("a",)), Row(2, 4, ("b",)), Row(4, 9, ("c",))]
        part = scaled(rows, [Fraction(1, 2), Fraction(1, 3), Fraction(0)])
        assert (part.k, part.total, [w for _, w in part.lines]) == (6, 23, [3, 2])


class TestDerivationsAreChecked:
    """A number that is no statement's own is followed down to statements."""

    def test_the_line_of_a_share(self) -> None:
        """Two statements of one source."""
        ((row, times),) = share().parts[0].lines
        assert (row.least, times, row.claims) == (501, 1, ("a", "f"))
        assert row.derivation is not None
        assert row.derivation.holds()

    def test_altered_derivations(self) -> None:
        """More people, a wrong weight, another place or no proof within: refused."""
        (part,) = share().parts
        ((row, _),) = part.lines
        assert row.derivation is not None
        derivation = row.derivation
        (bound, times), *others = derivation.uses
        assert not replace(derivation, least=502).holds()
        assert not replace(derivation, uses=((bound, 2 * times), *others)).holds()
        assert not replace(derivation, uses=((bound, -times), *others)).holds()
        moved = row._replace(derivation=replace(derivation, target=Scope(1, (-1,))))
        assert not Part(((moved, 1),), 1, 501).holds()
        more = row._replace(least=502)
        assert not Part(((more, 1),), 1, 502).holds()

    def test_a_bound_that_was_derived_itself(self) -> None:
        """A false inner derivation makes the outer one false."""
        scope = Scope(1, ())
        own = Bound("least", ("a",), ((1, scope),), 4)
        inner = Derivation(scope, ((own, Fraction(1)),), 5)
        bound = Bound("derived", ("a",), ((1, scope),), 5, inner)
        assert not inner.holds()
        assert not Derivation(scope, ((bound, Fraction(1)),), 5).holds()


class TestProblemsMadeInCode:
    """Not only files are read with care."""

    def test_a_part_of_itself(self) -> None:
        """A circle of parts is refused."""
        said = (
            Statement("a", "s", "stated", 1, of="b"),
            Statement("b", "s", "stated", 1, of="a"),
        )
        with pytest.raises(UsageError) as caught:
            answer(Problem(PLACES, {}, said), Question())
        assert caught.value.code == "problem.circle"

    def test_an_unknown_place_in_a_question(self) -> None:
        """A question about what is not here is refused."""
        with pytest.raises(UsageError) as caught:
            answer_all(Problem(PLACES, {}, ()), [Question(frozenset({"Ayn"}))])
        assert caught.value.code == "problem.atom"

    def test_no_statement(self) -> None:
        """Nothing said: at least nobody, no account, nothing to strike."""
        a = answer(Problem(PLACES, {}, ()), Question())
        assert (a.floor["reported"], a.sturdy, a.low, a.high, a.spread) == (0, 0, 0, None, None)
