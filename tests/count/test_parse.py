"""Problem files are read strictly, and what is wrong is said in one sentence."""

from typing import Any

import pytest

from tawthiq.base.errors import UsageError
from tawthiq.count.problem import Question, load_problem

CLAIM = {"id": "a", "root": "radio", "bind": "stated", "lo": 3, "hi": 3}
OTHER = {"id": "b", "root": "radio", "bind": "stated", "lo": 1, "of": "a"}


def problem(*claims: dict[str, Any], **keys: Any) -> dict[str, Any]:  # noqa: ANN401 - bad on purpose
    """Return a problem file's content."""
    content = {"atoms": ["Qasr", "Tell"], "dims": {"sex": ["woman", "man"]}}
    return content | {"claims": list(claims)} | keys


class TestGoodFiles:
    """What figures.md §14 allows."""

    def test_defaults(self) -> None:
        """Absent `at` is the whole case, absent `std` reported, no question the whole case."""
        read, asked = load_problem(problem(CLAIM))
        assert asked == (Question(),)
        assert read.statements[0].at is None
        assert read.statements[0].std == "reported"

    def test_questions_and_their_order(self) -> None:
        """`expect` first, then `ask`; what a question expects is not read."""
        expect = [{"at": ["Tell"], "floor": {"reported": 9}}]
        _, asked = load_problem(problem(CLAIM, expect=expect, ask=[{"who": {"sex": ["man"]}}]))
        assert asked == (
            Question(frozenset({"Tell"})),
            Question(None, {"sex": frozenset({"man"})}),
        )

    def test_null_is_absent(self) -> None:
        """A key without a value says nothing."""
        read, _ = load_problem(problem(CLAIM | {"at": None, "hi": None, "series": None}))
        assert read.statements[0].hi is None

    def test_every_key(self) -> None:
        """The format's keys and ours arrive where they belong."""
        rich = OTHER | {
            "bind": "fraction", "frac": [1, 2], "form": "exactly", "band": 2, "series": "q",
            "asof": 3, "cum": True, "vague": True, "std": "verified", "party": True,
            "denial": True, "against_interest": True, "held": "letter", "reach": ["Tell"],
            "at": ["Tell"], "who": {"sex": ["woman"]}, "rest_of": ["a"], "exhaustive": True,
            "note": "for people",
        }  # fmt: skip
        said = load_problem(problem(CLAIM, rich, title="for people"))[0].statements[1]
        assert (said.frac, said.form, said.band, said.rest_of) == ((1, 2), "exactly", 2, ("a",))
        assert (said.at, said.reach) == (frozenset({"Tell"}), frozenset({"Tell"}))


BAD: dict[str, Any] = {
    "no object": [],
    "no atoms": {"claims": []},
    "atoms empty": {"atoms": [], "claims": []},
    "atoms twice": problem(CLAIM, atoms=["Qasr", "Qasr"]),
    "atoms not names": problem(CLAIM, atoms=["Qasr", 3]),
    "dims no object": problem(CLAIM, dims=["sex"]),
    "dims empty": problem(CLAIM, dims={"sex": []}),
    "claims missing": {"atoms": ["Qasr"]},
    "claim no object": problem("a"),  # type: ignore[arg-type]
    "unknown key": problem(CLAIM | {"low": 3}),
    "no root": problem({"id": "a", "bind": "stated"}),
    "root a number": problem(CLAIM | {"root": 5}),
    "bind unknown": problem(CLAIM | {"bind": "said"}),
    "std unknown": problem(CLAIM | {"std": "true"}),
    "lo a text": problem(CLAIM | {"lo": "3"}),
    "lo true": problem(CLAIM | {"lo": True}),
    "lo negative": problem(CLAIM | {"lo": -1}),
    "lo huge": problem(CLAIM | {"lo": 2**60}),
    "lo a fraction": problem(CLAIM | {"lo": 2.5}),
    "hi below lo": problem(CLAIM | {"hi": 2}),
    "flag a number": problem(CLAIM | {"vague": 1}),
    "at unknown": problem(CLAIM | {"at": ["Wadi"]}),
    "at empty": problem(CLAIM | {"at": []}),
    "at a text": problem(CLAIM | {"at": "Qasr"}),
    "reach unknown": problem(CLAIM | {"reach": ["Wadi"]}),
    "who unknown": problem(CLAIM | {"who": {"age": ["child"]}}),
    "who value unknown": problem(CLAIM | {"who": {"sex": ["child"]}}),
    "who no object": problem(CLAIM | {"who": ["woman"]}),
    "two of one id": problem(CLAIM, CLAIM),
    "of unknown": problem(OTHER),
    "of itself": problem(CLAIM | {"of": "b"}, OTHER),
    "fraction of nothing": problem(CLAIM | {"bind": "fraction", "frac": [1, 2]}),
    "fraction without share": problem(CLAIM, OTHER | {"bind": "fraction"}),
    "share over one": problem(CLAIM, OTHER | {"bind": "fraction", "frac": [3, 2]}),
    "share of three": problem(CLAIM, OTHER | {"bind": "fraction", "frac": [1, 2, 3]}),
    "share of zero": problem(CLAIM, OTHER | {"bind": "fraction", "frac": [0, 0]}),
    "more than all": problem(CLAIM, OTHER | {"bind": "fraction", "frac": [1, 1]}),
    "ceiling without hi": problem({"id": "a", "root": "radio", "bind": "ceiling"}),
    "rest of nothing": problem(CLAIM | {"rest_of": ["b"]}, OTHER),
    "rest of an unknown": problem(CLAIM, OTHER | {"rest_of": ["c"]}),
    "question no object": problem(CLAIM, ask=["Tell"]),
    "question unknown place": problem(CLAIM, ask=[{"at": ["Wadi"]}]),
    "question unknown label": problem(CLAIM, ask=[{"who": {"age": ["old"]}}]),
    "ask no list": problem(CLAIM, ask={}),
}


class TestBadFiles:
    """One sentence, exit status 2, never a traceback."""

    @pytest.mark.parametrize("content", BAD.values(), ids=BAD)
    def test_is_refused(self, content: object) -> None:
        """The message is one sentence; its code names the part of the format."""
        with pytest.raises(UsageError) as caught:
            load_problem(content)
        assert caught.value.code.startswith("problem.")
        assert caught.value.message.endswith(".")
        assert "\n" not in caught.value.message
