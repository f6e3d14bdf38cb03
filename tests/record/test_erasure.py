"""What two people agree to in an erasure is exactly its set and its ground."""

import hashlib
import json

from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base.shape import from_plain, to_plain
from tawthiq.record.erasure import Blob, Erasing, Erasure, Reached, what_of

ids = st.lists(st.text("0123456789abcdef", min_size=64, max_size=64), max_size=4)


class TestWhat:
    """The digest is over both lists, sorted, and the class of reason; nothing else."""

    @given(ids, ids)
    def test_by_hand(self, entries: list[str], blobs: list[str]) -> None:
        """As docs/format/erasure-1.md says it, with the standard library alone."""
        plain = {"blobs": sorted(blobs), "entries": sorted(entries), "reason": "law"}
        text = json.dumps(plain, separators=(",", ":"), sort_keys=True)
        expected = hashlib.sha256(b"tawthiq erasure 1\n" + text.encode()).hexdigest()
        assert what_of(entries, blobs, "law") == expected
        assert what_of(reversed(entries), reversed(blobs), "law") == expected
        assert what_of(entries, blobs, "asked") != expected

    def test_an_earlier_one_is_taken_over(self) -> None:
        """What it named is named by the one that takes its place, and agreed to."""
        first = Erasure(("aa",), "x", ("bb",), ("aa",))
        gone = (Reached("cc", "erasure", "its reason"),)
        plan = Erasing(gone, (), (), (Blob("dd", 1),), before=(first,))
        stated = plan.stated("because")
        assert set(stated.entries) == {"aa", "cc"}
        assert set(stated.blobs) == {"bb", "dd"}
        assert stated.items == ("aa",)
        assert stated.is_itself
        assert stated.what == plan.what
        assert from_plain(Erasure, to_plain(stated)) == stated
