"""A list of hashes covers what it names, and says nothing of the rest."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base.errors import UsageError
from tawthiq.preserve.proof.hashes import algorithms, coverage, parse_hashes

ONE, TWO, THREE = (hashlib.sha256(name).hexdigest() for name in (b"1", b"2", b"3"))


class TestCoverage:
    """Which files a time stamp over the list is about."""

    def test_what_is_covered_and_what_is_not(self) -> None:
        """A preview stands in no list."""
        digests = parse_hashes(f"{ONE}\n{TWO.upper()}\n".encode())
        found = coverage(digests, {"photo.jpg": [ONE], "thumbnail_0.jpg": [THREE]})
        assert found.covered == ("photo.jpg",)
        assert found.not_covered == ("thumbnail_0.jpg",)
        assert found.without_file == (TWO,)

    def test_by_the_algorithms_that_the_tool_knows(self) -> None:
        """SHA-256, and SHA3-512 where that was chosen."""
        assert algorithms([ONE]) == ("sha256",)
        assert algorithms([hashlib.sha3_512(b"").hexdigest()]) == ("sha3_512", "sha512")

    @given(st.dictionaries(st.text(max_size=5), st.lists(st.sampled_from([ONE, TWO, THREE]))),
           st.lists(st.sampled_from([ONE, TWO, THREE]), min_size=1))  # fmt: skip
    def test_every_file_is_on_one_side(
        self, files: dict[str, list[str]], digests: list[str]
    ) -> None:
        """Covered or not, never both, never neither."""
        found = coverage(digests, files)
        assert sorted([*found.covered, *found.not_covered]) == sorted(files)
        assert set(found.without_file) <= set(digests)

    @pytest.mark.parametrize("data", [b"", b"\n", b"a photo", b"\xff", ONE.encode() + b" x",
                                      ONE[:-33].encode()])  # fmt: skip
    def test_other_texts_are_no_list(self, data: bytes) -> None:
        """One sentence."""
        with pytest.raises(UsageError):
            parse_hashes(data)
