"""Receipts: what they show can be shown again without us, and no byte of them can change."""

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.shape.source import ROOT

from tawthiq.base.errors import DamagedError, Error, UntrustedError
from tawthiq.ledger import cosign, inclusion

VECTORS = json.loads((ROOT / "docs/format/vectors/proofs.json").read_text("utf-8"))
LEDGER = json.loads((ROOT / "docs/format/vectors/ledger.json").read_text("utf-8"))
LOG, WITNESS = (cosign.parse_key(VECTORS[name]) for name in ("log_key", "witness_key"))
PLAIN, OPENED = (text.encode() for text in VECTORS["receipts"])


def shown(data: bytes) -> inclusion.Proven:
    """Verify a receipt with both keys."""
    return inclusion.verify_receipt(inclusion.parse_receipt(data), LOG, [WITNESS])


class TestReceiptsShowWhatTheyBring:
    """The entry, and its content where someone disclosed it."""

    def test_without_the_content(self) -> None:
        """The first entry of the vector's log."""
        found = shown(PLAIN)
        assert found.entry == LEDGER["rows"][0]["id"]
        assert found.header.kind == "device"
        assert found.payload is None
        assert [one.witness for one in found.cosigned] == [WITNESS.name]

    def test_with_the_content(self) -> None:
        """Salt and payload fit the commitment in the header."""
        found = shown(OPENED)
        assert found.entry == LEDGER["rows"][-1]["id"]
        assert found.payload == json.loads(LEDGER["rows"][-1]["payload"])

    def test_written_as_read(self) -> None:
        """There is one form."""
        for data in (PLAIN, OPENED):
            assert str(inclusion.parse_receipt(data)).encode() == data


class TestNothingElseIsShown:
    """Each reason has its sentence."""

    def test_of_another_log(self) -> None:
        """The key of the log decides."""
        public = bytes(31) + b"\x01"
        name = f"tawthiq/{'0' * 32}/{cosign.note.log_id(public)}"
        with pytest.raises(UntrustedError):
            inclusion.verify_receipt(
                inclusion.parse_receipt(PLAIN), cosign.VerifierKey(name, cosign.LOG, public)
            )

    def test_not_cosigned_by_who_had_to(self) -> None:
        """Every witness that is asked for must have signed."""
        bare = inclusion.parse_receipt(PLAIN)
        bare = inclusion.Receipt(bare.index, bare.path, VECTORS["head"], bare.extra)
        inclusion.verify_receipt(bare, LOG)
        with pytest.raises(UntrustedError, match="did not cosign"):
            inclusion.verify_receipt(bare, LOG, [WITNESS])

    def test_another_payload(self) -> None:
        """What was not committed to is refused, though the entry is proved."""
        receipt = inclusion.parse_receipt(OPENED)
        header, salt, _ = (receipt.extra or b"").split(b"\n")
        other = inclusion.Receipt(
            receipt.index, receipt.path, receipt.head, b"\n".join([header, salt, b"{}"])
        )
        with pytest.raises(UntrustedError, match="commits"):
            inclusion.verify_receipt(other, LOG)

    def test_another_entry_at_that_place(self) -> None:
        """The header of one, the way of another."""
        first, last = (inclusion.parse_receipt(data) for data in (PLAIN, OPENED))
        mixed = inclusion.Receipt(last.index, last.path, last.head, first.extra)
        with pytest.raises(UntrustedError, match="not proved"):
            inclusion.verify_receipt(mixed, LOG)

    @pytest.mark.parametrize(
        "data",
        [b"", b"c2sp.org/tlog-proof@v1", b"c2sp.org/tlog-proof@v1\n\n", b"\xff\xfe", b"\n" * 50,
         PLAIN.replace(b"index 0", b"index 00"), PLAIN.replace(b"@v1", b"@v2"),
         PLAIN.replace(b"\n", b"\r\n"), PLAIN + b"\n", b"\n" + PLAIN],
    )  # fmt: skip
    def test_other_texts(self, data: bytes) -> None:
        """In one sentence."""
        with pytest.raises(DamagedError):
            shown(data)


class TestNoByteCanChange:
    """With the keys of the log and of the witness."""

    @pytest.mark.parametrize("data", [PLAIN, OPENED], ids=["plain", "disclosed"])
    @pytest.mark.parametrize("mask", [0x01, 0x02, 0x04, 0x20, 0x80])
    def test_each_byte(self, data: bytes, mask: int) -> None:
        """Every byte of text, extra, hashes, head and signatures."""
        shown(data)
        for at in range(len(data)):
            with pytest.raises(Error):
                shown(data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :])

    @given(st.data())
    @settings(max_examples=300)
    def test_bytes_put_in_or_left_out(self, data: st.DataObject) -> None:
        """At any place."""
        at = data.draw(st.integers(0, len(OPENED)))
        gone, new = data.draw(st.integers(0, 60)), data.draw(st.binary(max_size=5))
        other = OPENED[:at] + new + OPENED[at + gone :]
        if other != OPENED:
            with pytest.raises(Error):
                shown(other)

    @given(st.integers(0, 10**15), st.lists(st.binary(min_size=32, max_size=32), max_size=8),
           st.one_of(st.none(), st.binary(max_size=200)))  # fmt: skip
    def test_any_receipt_comes_back_as_it_was(
        self, index: int, path: list[bytes], extra: bytes | None
    ) -> None:
        """Text and record are one to one."""
        made = inclusion.Receipt(index, tuple(path), VECTORS["head"], extra)
        assert inclusion.parse_receipt(str(made).encode()) == made

    def test_base64_has_one_spelling(self) -> None:
        """Bits that say nothing must be zero."""
        receipt = inclusion.parse_receipt(OPENED)
        one = base64.b64encode(receipt.path[0]).decode()
        assert one.endswith("=")
        at = len(one) - 2
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        other = one[:at] + letters[letters.index(one[at]) + 1] + "="
        assert base64.b64decode(other) == receipt.path[0]
        with pytest.raises(DamagedError):
            shown(OPENED.replace(one.encode(), other.encode()))
