"""The receiver's list of digests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.publish.package.returned import compare, parse
from tawthiq.record.handover import Given, Handed

A, B = "data/objects/aa/تقرير one.txt", "data/objects/bb/two.txt"
ONE, TWO, LIST = "1" * 64, "2" * 64, "3" * 64
GIVEN = Given(
    "p", "Court", "court", "2031-06-01T10:00:00Z", LIST, ("a", "b"),
    (Handed("a", A, ONE, 1), Handed("b", B, TWO, 1)),
)  # fmt: skip


class TestForms:
    """What programs and people write."""

    @pytest.mark.parametrize(
        "text",
        [
            f"{ONE}  {A}\n{TWO}  {B}\n",
            f"{ONE} *{A}\r\n{TWO.upper()} *{B}\r\n",
            f"SHA256 ({A}) = {ONE}\nSHA2-256({B})= {TWO}\n",
            f"{ONE}  ./{A}\n{TWO}  /media/stick/pack/{B}\n",
            f"{ONE}  C:\\pack\\{A.replace('/', chr(92))}\n{TWO}  {B}\n",
            f"\ufeffReceived by: A. Clerk\nhello\n  {ONE}  {A}  \n{TWO}  {B}\n{LIST}  manifest-sha256.txt\n",
        ],
    )
    def test_all_agree(self, text: str) -> None:
        """Each form says the same."""
        found = compare(GIVEN, parse(text))
        assert found.agrees == (A, B)
        assert found.is_whole

    def test_fields_of_the_form(self) -> None:
        """Who received it, when, and which package."""
        found = parse("Package: p1\nReceived by: \nReceived by: later\nDate: 2031-06-02\n")
        assert (found.package, found.by, found.on) == ("p1", None, "2031-06-02")


class TestDisagreement:
    """What is not as it was given."""

    def test_differs_missing_beside(self) -> None:
        """Each is named."""
        found = compare(GIVEN, parse(f"{TWO}  {A}\n{ONE}  data/other\n"))
        assert (found.differs, found.missing, found.beside) == ((A,), (B,), ("data/other",))
        assert not found.is_whole

    def test_said_twice_in_two_ways(self) -> None:
        """A list that contradicts itself agrees with nothing."""
        assert compare(GIVEN, parse(f"{ONE}  {A}\n{TWO}  {A}\n")).differs == (A,)

    def test_another_manifest(self) -> None:
        """All objects may agree and the list still be another package's."""
        found = compare(GIVEN, parse(f"{ONE}  {A}\n{TWO}  {B}\n{ONE}  manifest-sha256.txt\n"))
        assert found.manifest is False
        assert not found.is_whole

    @given(st.text(max_size=300))
    def test_any_text(self, text: str) -> None:
        """Words that are no list are no list, never an error."""
        found = compare(GIVEN, parse(text))
        assert set(found.agrees) | set(found.differs) | set(found.missing) == {A, B}
