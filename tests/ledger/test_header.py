"""Headers are small, strict, and signed by a person or not at all."""

import dataclasses

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.ledger import header as headers
from tawthiq.record.entry import KINDS, Causes, Header, Signature

HEX = "0123456789abcdef"
IDS = st.text(HEX, min_size=64, max_size=64)
HEADERS = st.builds(
    Header,
    log=st.text(HEX, min_size=32, max_size=32),
    index=st.integers(0, 2**40),
    tick=st.integers(2**40 + 1, 2**50),
    kind=st.sampled_from(sorted(KINDS)),
    time=st.just("2025-03-20T08:00:00Z"),
    author=st.text(HEX, min_size=32, max_size=32),
    causes=st.lists(IDS, max_size=70).map(tuple).map(headers.causes_of),
    commitment=IDS,
    lock=st.none() | st.text(HEX, min_size=32, max_size=32),
    signature=st.none(),
    format=st.just(1),
)
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


class TestHeaders:
    """Bytes and back, within limits."""

    @given(HEADERS)
    def test_round_trip(self, header: Header) -> None:
        """Every header comes back as it was, and never grows beyond 8 KiB."""
        data = headers.encode_header(header)
        assert headers.decode_header(data) == header
        assert len(data) <= 8192

    @given(HEADERS, st.sampled_from(["time", "author", "commitment", "lock", "index"]))
    def test_a_signature_covers_every_field(self, header: Header, name: str) -> None:
        """Signed, it verifies; with any field changed it does not."""
        signed = dataclasses.replace(header, signature=headers.sign_header(header, KEY))
        assert headers.is_signed(headers.decode_header(headers.encode_header(signed)))
        other = {"time": "2025-03-20T08:00:01Z", "author": "f" * 32, "commitment": "f" * 64,
                 "lock": "f" * 32, "index": header.index + 1}[name]  # fmt: skip
        changed = dataclasses.replace(signed, **{name: other})
        assert not headers.is_signed(changed) or changed == signed

    def test_unsigned_and_wrongly_signed(self) -> None:
        """No signature is no signature; nor is one by a key that is none."""
        header = Header(
            "a" * 32, 0, 1, "case", "2025-03-20T08:00:00Z", "b" * 32, Causes(), "c" * 64
        )
        assert not headers.is_signed(header)
        for key, value in (("f" * 64, "0" * 128), ("zz", "zz")):
            assert not headers.is_signed(
                dataclasses.replace(header, signature=Signature(key, value))
            )

    def test_a_header_beyond_its_limit(self) -> None:
        """Refused when made, and when read."""
        causes = Causes(tuple(str(n) * 200 for n in range(60)))
        header = Header("a" * 32, 0, 1, "case", "2025-03-20T08:00:00Z", "b" * 32, causes, "c" * 64)
        with pytest.raises(UsageError, match="8 KiB"):
            headers.encode_header(header)

    @pytest.mark.parametrize("data", [b"", b"null", b"[]", b"{}", b'{"causes":{"x":1}}', b"\xff"])
    def test_no_header(self, data: bytes) -> None:
        """One error for all that is none, strict and quick."""
        for decode in (headers.canon.decode, headers.canon.decode_known):
            with pytest.raises(DamagedError):
                headers.decode_header(data, decode)

    def test_a_causes_object_with_more_in_it(self) -> None:
        """Nothing can hide beside root and count."""
        plain = headers.encode_header(
            Header("a" * 32, 0, 1, "case", "2025-03-20T08:00:00Z", "b" * 32,
                   Causes((), "d" * 64, 65), "c" * 64)
        )  # fmt: skip
        assert headers.decode_header(plain).causes.count == 65
        with pytest.raises(DamagedError):
            headers.decode_header(plain.replace(b'"count":65', b'"count":65,"extra":1'))
