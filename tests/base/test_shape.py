"""Records become plain JSON and come back, strictly."""

from dataclasses import dataclass, field
from typing import Any, Literal

import pytest

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import from_plain, to_plain


@dataclass(frozen=True)
class Inner:
    """A part."""

    name: str
    count: int = 0


@dataclass(frozen=True)
class Outer:
    """All kinds of fields."""

    from_: str
    flag: bool
    kind: Literal["a", "b"]
    inner: Inner | None = None
    many: tuple[Inner, ...] = ()
    pair: tuple[int, int] | None = None
    table: dict[str, int] = field(default_factory=dict)
    either: int | str = 0
    free: Any = None


GOOD = Outer(
    "x", flag=True, kind="a", inner=Inner("i"), many=(Inner("m", 2),), pair=(1, 2),
    table={"k": 1}, either="text", free=[1],
)  # fmt: skip


class TestRoundTrip:
    """What was written is read as it was."""

    def test_all_kinds(self) -> None:
        """Nested records, tuples, maps, alternatives."""
        assert from_plain(Outer, to_plain(GOOD)) == GOOD

    def test_a_low_line_protects_words_of_the_language(self) -> None:
        """The field `from_` is the key "from"."""
        assert to_plain(GOOD)["from"] == "x"

    def test_sets_are_sorted_lists(self) -> None:
        """A set has one spelling."""
        assert to_plain(frozenset({"b", "a"})) == ["a", "b"]

    def test_missing_keys_take_their_defaults_and_unknown_ones_stay_out(self) -> None:
        """Older and newer writers are both read."""
        read = from_plain(Outer, {"from": "x", "flag": False, "kind": "b", "later": 1})
        assert read == Outer("x", flag=False, kind="b")


class TestWrongShapesAreNamed:
    """The sentence says where."""

    @pytest.mark.parametrize(
        ("change", "where"),
        [
            ({"flag": 1}, "Outer.flag"),
            ({"kind": "c"}, "Outer.kind"),
            ({"inner": 3}, "Outer.inner"),
            ({"inner": {"name": 3}}, "Inner.name"),
            ({"inner": {"name": "n", "count": True}}, "Inner.count"),
            ({"many": "text"}, "Outer.many"),
            ({"pair": [1]}, "Outer.pair"),
            ({"pair": [1, "x"]}, "Outer.pair"),
            ({"table": 1}, "Outer.table"),
            ({"table": {"k": "v"}}, "Outer.table"),
            ({"from": None}, "Outer.from_"),
            ({"either": []}, "Outer.either"),
        ],
    )
    def test_field(self, change: dict[str, Any], where: str) -> None:
        """A value of another kind is refused with the name of its field."""
        with pytest.raises(UsageError) as caught:
            from_plain(Outer, to_plain(GOOD) | change)
        assert caught.value.code == "shape.wrong"
        assert where in caught.value.message

    def test_missing_field(self) -> None:
        """What has no default must be there."""
        with pytest.raises(UsageError, match="flag"):
            from_plain(Outer, {"from": "x", "kind": "a"})

    def test_no_object(self) -> None:
        """A list is no record."""
        with pytest.raises(UsageError, match="Inner"):
            from_plain(Inner, [])
