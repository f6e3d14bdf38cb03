"""One value has one sequence of bytes, and no other sequence is read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base import canon
from tawthiq.base.errors import UsageError

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
KEYS = st.text("abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=6)
WHOLE = st.integers(-canon.GREATEST_INTEGER, canon.GREATEST_INTEGER)
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


class TestOneValueOneSpelling:
    """Encoding and decoding are each other's inverse."""

    @given(VALUES)
    def test_round_trip(self, value: object) -> None:
        """What was encoded comes back equal, and encodes to the same bytes again."""
        data = canon.encode(value)
        assert canon.decode(data) == value
        assert canon.encode(canon.decode(data)) == data

    @given(VALUES)
    def test_order_of_keys_is_not_seen(self, value: object) -> None:
        """The order in which a dict was filled leaves no trace."""
        turned = json.loads(json.dumps(value), object_pairs_hook=lambda p: dict(reversed(p)))
        assert canon.encode(turned) == canon.encode(value)

    @given(VALUES, st.data())
    def test_a_flipped_bit_is_another_value_or_refused(
        self, value: object, data: st.DataObject
    ) -> None:
        """No two sequences of bytes decode to one value."""
        good = canon.encode(value)
        bit = data.draw(st.integers(0, 8 * len(good) - 1))
        changed = bytearray(good)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            other = canon.decode(bytes(changed))
        except UsageError:
            return
        assert canon.encode(other) == bytes(changed) != good

    @given(VALUES)
    def test_any_other_layout_is_refused(self, value: object) -> None:
        """Spaces and escapes that JSON allows are not read."""
        for other in (json.dumps(value, indent=1), json.dumps(value, ensure_ascii=True)):
            if other.encode() != canon.encode(value):
                with pytest.raises(UsageError):
                    canon.decode(other.encode())


class TestForeignValuesAreRefused:
    """What has no one form is not written."""

    @pytest.mark.parametrize(
        "value",
        [1.0, float("nan"), 2**53, -(2**53), b"x", {1, 2}, object(), "\ud800", {"a": [0.5]}],
    )
    def test_values(self, value: object) -> None:
        """Floats, large integers, bytes, sets and lone surrogates."""
        with pytest.raises(UsageError) as caught:
            canon.encode(value)
        assert caught.value.code == "canon.value"

    @pytest.mark.parametrize("key", ["", "A", "é", "a b", "a-b", 1, None, "a\n"])
    def test_keys(self, key: object) -> None:
        """Only small letters, digits and the low line; what a user named goes into pairs."""
        with pytest.raises(UsageError) as caught:
            canon.encode({key: 1})
        assert caught.value.code == "canon.key"

    def test_many_keys_stay_checked(self) -> None:
        """The memory of good keys is bounded and never lets a bad one pass."""
        for number in range(5000):
            canon.encode({f"k{number}": number})
        with pytest.raises(UsageError):
            canon.encode({"K": 1})

    def test_depth_is_no_traceback(self) -> None:
        """Nesting beyond what the reader can hold is refused, not a crash."""
        with pytest.raises(UsageError):
            canon.decode(b"[" * 100_000 + b"]" * 100_000)
