"""Floors against a second reckoning, and what must hold of every answer."""

from dataclasses import replace
from math import ceil

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.count.oracle import certificate_holds, world_minimum
from tests.count.problems import problems, questions, statements

from tawthiq.count.problem import Answer, Problem, Question, answer
from tawthiq.record.figure import RUNGS


def adds_up(given: Answer) -> bool:
    """Whether no account contradicts itself."""
    return not any(c.kind == "account" for c in given.conflicts)


class TestFloorsAreExact:
    """The floor is what the whole programme says, world and accounts laid out at once."""

    @given(problems(), questions)
    @settings(max_examples=200)
    def test_never_above_the_least_world_and_not_weaker_than_its_programme(
        self, problem: Problem, question: Question
    ) -> None:
        """A floor is true of every world that the statements allow."""
        relaxed = world_minimum(problem, question, whole=False)
        least = world_minimum(problem, question)
        assume(relaxed is not None and least is not None)
        floor = answer(problem, question).floor["reported"]
        assert ceil((relaxed or 0) - 1e-6) <= floor <= round(least or 0)

    @given(problems(), questions)
    def test_certificates_follow_from_the_words(self, problem: Problem, question: Question) -> None:
        """Each rung's proof holds when followed by hand, and gives the floor."""
        given_answer = answer(problem, question)
        for rung in RUNGS:
            proof = given_answer.certificates[rung]
            assert certificate_holds(problem, question, proof)
            assert proof.value == given_answer.floor[rung]

    @given(problems(), questions)
    def test_no_statement_of_a_certificate_can_be_left_out(
        self, problem: Problem, question: Question
    ) -> None:
        """Without any one of its statements a certificate would force less."""
        full = answer(problem, question)
        assume(adds_up(full))
        used = full.because["reported"]
        for name in used:
            rest = tuple(s for s in problem.statements if s.id in used and s.id != name)
            assume(all(s.of is None or s.of in used for s in rest))
            assume(not any(s.of == name for s in rest))
            less = answer(replace(problem, statements=rest), question)
            assert less.floor["reported"] < full.floor["reported"]


class TestLaddersAreOrdered:
    """What is printed beside a floor never contradicts it."""

    @given(problems(), questions)
    def test_rungs_are_nested(self, problem: Problem, question: Question) -> None:
        """Verified <= documented <= reported, also where an account does not add up."""
        given_answer = answer(problem, question)
        floors = [given_answer.floor[rung] for rung in RUNGS]
        assert floors == sorted(floors)

    @given(problems(), questions)
    def test_low_and_high_keep_their_order(self, problem: Problem, question: Question) -> None:
        """Documented <= low <= floor; high is never below low."""
        a = answer(problem, question)
        assert a.floor["documented"] <= a.low <= a.floor["reported"]
        assert a.high is None or a.high >= a.low
        assert (a.high is None) == (not a.accounts)
        assert a.sturdy <= a.floor["reported"]

    @given(problems(), questions)
    def test_a_narrower_question_is_no_greater(self, problem: Problem, question: Question) -> None:
        """People of some places or labels are among all."""
        whole = answer(problem, Question())
        assume(adds_up(whole))
        assert answer(problem, question).floor["reported"] <= whole.floor["reported"]


class TestSturdy:
    """What stands, whichever source is wrong."""

    @given(problems(most=6), questions)
    def test_is_the_least_floor_without_one_root(
        self, problem: Problem, question: Question
    ) -> None:
        """Striking every root in turn gives the same number."""
        full = answer(problem, question)
        left = [
            answer(
                replace(problem, statements=tuple(s for s in problem.statements if s.root != root)),
                question,
            ).floor["reported"]
            for root in {s.root for s in problem.statements}
        ]
        assert full.sturdy == min(left)

    @given(problems(most=6), questions, st.data())
    def test_by_item_is_the_least_floor_without_one_item(
        self, problem: Problem, question: Question, data: st.DataObject
    ) -> None:
        """Items may hold statements of several roots, and roots stand in several items."""
        items = [data.draw(st.sampled_from("ABC")) for _ in problem.statements]
        pairs = zip(problem.statements, items, strict=True)
        held = tuple(replace(s, held=item) for s, item in pairs)
        assume(all(s.of is None for s in held))
        left = [
            answer(replace(problem, statements=kept), question).floor["reported"]
            for item in set(items)
            if (kept := tuple(s for s in held if s.held != item))
        ]
        full = answer(replace(problem, statements=held), question)
        struck = min(left if len(left) == len(set(items)) else [0])
        assert full.sturdy_by_item == min(struck, full.floor["reported"])


class TestNothingIsLostByKnowingMore:
    """figures.md §9."""

    @given(problems(most=6), questions, st.data())
    def test_a_statement_never_lowers_floor_or_sturdy(
        self, problem: Problem, question: Question, data: st.DataObject
    ) -> None:
        """Unless it makes a source contradict itself."""
        new = data.draw(statements("new", 5, list(problem.statements)))
        assume(new.bind != "ceiling")
        before = answer(problem, question)
        after = answer(replace(problem, statements=(*problem.statements, new)), question)
        assume(adds_up(before) and adds_up(after))
        for rung in RUNGS:
            assert after.floor[rung] >= before.floor[rung]
            assert after.sturdy_by_rung[rung] >= before.sturdy_by_rung[rung]
