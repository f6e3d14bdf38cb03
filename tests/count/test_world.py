"""Floors never exceed the truth, whatever partial and late recorders say of it."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.count.world import World, questions, simulate

from tawthiq.count.problem import Answer, answer_all

seeds = st.integers(0, 10**9)


def numbers(given_answer: Answer) -> dict[str, int]:
    """Return all floors and what stands when a source is struck."""
    floors = {f"floor {rung}": n for rung, n in given_answer.floor.items()}
    return floors | {f"sturdy {r}": n for r, n in given_answer.sturdy_by_rung.items()}


class TestFloorsAreSound:
    """Every counted person is real and the unsure pair was left unsure."""

    @given(seeds)
    @settings(max_examples=150)
    def test_never_above_the_truth(self, seed: int) -> None:
        """Places, halves of the time and labels, when labels are right."""
        world = simulate(seed)
        for question, found in zip(
            questions(), answer_all(world.problem, questions()), strict=True
        ):
            assert max(numbers(found).values()) <= world.truth(question)

    @given(seeds, st.floats(0, 0.5))
    def test_wrong_labels_invent_nobody(self, seed: int, errors: float) -> None:
        """Without labels in the question, wrong labels do no harm."""
        world = simulate(seed, errors=errors)
        plain = [question for question in questions() if not question.who]
        for question, found in zip(plain, answer_all(world.problem, plain), strict=True):
            assert max(numbers(found).values()) <= world.truth(question)

    @given(seeds)
    def test_recorders_do_not_contradict_themselves(self, seed: int) -> None:
        """Each says what it counted, so every account adds up."""
        found = answer_all(simulate(seed).problem, questions())
        assert not [c for answer in found for c in answer.conflicts if c.kind == "account"]


class TestMoreIsNeverLess:
    """One statement after another, floors and sturdy only rise (updates aside)."""

    @given(seeds)
    def test_statement_by_statement(self, seed: int) -> None:
        """The order is that of the recorders; updates are left out."""
        world: World = simulate(seed, errors=0.2)
        lasting = [s for s in world.problem.statements if s.series is None]
        before: list[dict[str, int]] = [{} for _ in questions()]
        for upto in range(1, len(lasting) + 1):
            problem = replace(world.problem, statements=tuple(lasting[:upto]))
            after = [numbers(found) for found in answer_all(problem, questions())]
            for old, new in zip(before, after, strict=True):
                assert all(new[name] >= number for name, number in old.items())
            before = after
