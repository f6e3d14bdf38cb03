"""The problem file of the demonstration case says what its truth says."""

from tests.demo.problem import FILE, problem, written


def test_the_file_is_made_from_the_truth() -> None:
    """`python -m tests.demo.problem` writes it anew after a change."""
    assert FILE.read_text("utf-8") == written()


def test_questions_are_answered_from_its_own_claims() -> None:
    """Every atom, whole and label that is named is there."""
    made = problem()
    names = {claim["id"] for claim in made["claims"]}
    assert len(names) == len(made["claims"])
    assert {claim["of"] for claim in made["claims"] if "of" in claim} <= names
    asked = {place for row in (*made["claims"], *made["expect"]) for place in row.get("at", [])}
    assert asked <= set(made["atoms"])
    for row in (*made["claims"], *made["expect"]):
        for dim, labels in row.get("who", {}).items():
            assert set(labels) <= set(made["dims"][dim])
