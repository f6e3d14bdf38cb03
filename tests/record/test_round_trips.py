"""Every record is written as plain JSON and read back as it was."""

import dataclasses
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tawthiq.base import canon
from tawthiq.base.shape import from_plain, to_plain
from tawthiq.record import capture, case_facts, claim, figure, incident, item, release

st.register_type_strategy(int, st.integers(-(2**53) + 1, 2**53 - 1))
RECORDS = [
    item.Receipt, item.Item, item.Holding, item.TextView, capture.Capture, claim.Claim,
    case_facts.Source, case_facts.Place, case_facts.PlaceRelation, case_facts.Request,
    case_facts.Settings, case_facts.Actor, incident.Incident, figure.Figure, release.Head, release.Held,
]  # fmt: skip


@pytest.mark.parametrize("cls", RECORDS, ids=lambda c: c.__name__)
class TestRoundTrips:
    """Through plain values and through bytes."""

    @settings(
        max_examples=15,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(data=st.data())
    def test_any_record(self, cls: type[Any], data: st.DataObject) -> None:
        """Whatever its fields hold."""
        record = data.draw(st.builds(cls))
        plain = to_plain(record)
        assert from_plain(cls, plain) == record
        try:
            written = canon.encode(plain)
        except canon.UsageError:
            return  # keys that a person chose do not go into entries as keys
        assert from_plain(cls, canon.decode(written)) == record

    def test_records_are_frozen(self, cls: type[Any]) -> None:
        """A record is a value."""
        assert cls.__dataclass_params__.frozen
        assert all(field.name.strip("_") for field in dataclasses.fields(cls))


class TestClaim:
    """Who speaks, who verified, who said it first."""

    def link(self, name: str, role: str = "speaker") -> claim.Link:
        """Return one link of a chain."""
        return claim.Link(name, "monitor", role)  # type: ignore[arg-type]

    def test_root_and_verifier(self) -> None:
        """The last speaker is the root; a verifier is none."""
        span = claim.Span("x", 0, 1)
        chain = (self.link("Outlet"), self.link("Checker", "verifier"), self.link("Witness"))
        said = claim.Claim("c", "i", span, "killing", claim.Reader("person", "1"), chain=chain)
        assert [link.name for link in said.speakers] == ["Outlet", "Witness"]
        assert (said.root and said.root.name, said.verifier and said.verifier.name) == (
            "Witness",
            "Checker",
        )

    def test_nobody(self) -> None:
        """A claim without a chain has no root, and says so."""
        span = claim.Span("x", 0, 1)
        said = claim.Claim("c", "i", span, "killing", claim.Reader("person", "1"))
        assert (said.root, said.verifier, said.speakers) == (None, None, ())


class TestCapture:
    """What a web capture holds and lacks, in words."""

    def test_verdicts(self) -> None:
        """Whole, below the minimum, empty."""
        whole = capture.Capture("saved page", holds=("url", "html", "picture"))
        below = dataclasses.replace(whole, holds=("url",), lacks=("html", "picture"))
        empty = dataclasses.replace(whole, empty="a log-in page")
        assert whole.verdict == (capture.MEETS_MINIMUM,)
        assert below.verdict == (capture.BELOW_MINIMUM,)
        assert empty.verdict == (capture.EMPTY, capture.BELOW_MINIMUM)
        assert below.missing == "HTML source, dated full-page picture"
        assert whole.missing == ""
