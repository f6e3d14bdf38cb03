"""Digests, ids, instants and errors do the one thing that their names say."""

import hashlib
import io
import os
import resource
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base import digest, errors, ident, instant


class Drops(io.RawIOBase):
    """A file that takes at most 7 bytes at a time, as a raw file may."""

    def __init__(self) -> None:
        super().__init__()
        self.kept = bytearray()

    def writable(self) -> bool:
        """It takes bytes."""
        return True

    def write(self, data: "memoryview") -> int:
        """Take a little."""
        self.kept += data[:7]
        return len(data[:7])


class TestCopyHashed:
    """Bytes are hashed while they are copied, and all of them arrive."""

    @given(st.binary(max_size=300))
    def test_digest_size_and_copy(self, data: bytes) -> None:
        """The digest is that of the bytes, whatever the target takes at a time."""
        target, heard = Drops(), []
        found = digest.copy_hashed(io.BytesIO(data), target, heard.append)
        assert found == (hashlib.sha256(data).hexdigest(), len(data))
        assert bytes(target.kept) == data
        assert sum(heard) == len(data)
        assert digest.copy_hashed(io.BytesIO(data), None) == found

    @pytest.mark.skipif(os.name == "nt", reason="resource limits are POSIX")
    def test_a_disk_that_fills_in_the_last_chunk_is_noticed(self, tmp_path: Path) -> None:
        """A write that took only a part must not count as written."""
        code = (
            "import resource, signal, sys, io; from tawthiq.base import digest\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
            "with open(sys.argv[1], 'wb', buffering=0) as f:\n"
            "    digest.copy_hashed(io.BytesIO(bytes(1500)), f)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "f")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert "File too large" in done.stderr
        assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 1000

    def test_commitment_is_over_salt_and_payload(self) -> None:
        """SHA-256 of the one behind the other."""
        assert digest.commitment(b"s", b"p") == digest.sha256(b"sp")


class TestInstants:
    """UTC to the second, one spelling."""

    @given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1000, 1, 1)))  # noqa: DTZ001
    def test_render_is_an_instant(self, moment: datetime) -> None:
        """Every rendered moment is read as an instant."""
        assert instant.is_instant(instant.render_instant(moment))

    def test_other_zones_are_turned_to_utc(self) -> None:
        """10:00 at +3 is 07:00Z."""
        moment = datetime(2025, 3, 7, 10, tzinfo=timezone(timedelta(hours=3)))
        assert instant.render_instant(moment) == "2025-03-07T07:00:00Z"

    @pytest.mark.parametrize(
        "text",
        ["", "2025-03-07", "2025-03-07T10:00:00", "2025-02-30T10:00:00Z", "2025-03-07T25:00:00Z",
         "2025-03-07t10:00:00z", "2025-03-07T10:00:00Z\n", "٢٠٢٥-03-07T10:00:00Z"],
    )  # fmt: skip
    def test_other_spellings_are_none(self, text: str) -> None:
        """No other length, zone, case or digits."""
        assert not instant.is_instant(text)

    def test_now_is_aware(self) -> None:
        """The one clock gives UTC."""
        assert instant.now().tzinfo is UTC

    def test_days(self) -> None:
        """A day is read in one form only."""
        assert instant.parse_day("2025-03-07") == date(2025, 3, 7)
        for wrong in ("20250307", "2025-3-7", "2025-02-30", "7 March", "2025-W10-5"):
            with pytest.raises(errors.UsageError):
                instant.parse_day(wrong)

    @given(st.dates(min_value=date(1, 1, 1), max_value=date(9998, 12, 31)))
    def test_month_end(self, day: date) -> None:
        """The next day opens another month."""
        end = instant.month_end(day.year, day.month)
        assert (end.year, end.month) == (day.year, day.month)
        assert (end + timedelta(days=1)).day == 1


class TestIds:
    """Random where they must not be guessed, derived where they must repeat."""

    def test_random(self) -> None:
        """128 bits, never twice."""
        found = {ident.random_id() for _ in range(100)}
        assert len(found) == 100
        assert {len(each) for each in found} == {32}

    @given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=3))
    def test_derived(self, parts: list[str]) -> None:
        """The same parts give the same id, in letters that survive any file system."""
        found = ident.derived_id("inc", *parts)
        assert found == ident.derived_id("inc", *parts)
        assert len(found) == 19
        assert found == found.lower()


class TestErrors:
    """Each error knows its code, its sentence and its exit status."""

    def test_statuses(self) -> None:
        """As design §8 lists them."""
        kinds = (errors.UntrustedError, errors.UsageError, errors.DamagedError)
        assert [kind("a.b", "One sentence.").status for kind in kinds] == [1, 2, 3]
        refused = errors.RefusedError("a.b", "No.", reasons=["because"])
        assert (refused.status, refused.reasons, str(refused)) == (4, ("because",), "No.")
