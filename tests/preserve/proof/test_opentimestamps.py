"""OpenTimestamps proofs are read as their own library reads them; odd ones are refused."""

import hashlib
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentimestamps.core import notary, op
from opentimestamps.core.serialize import BytesSerializationContext, StreamDeserializationContext
from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp

from tawthiq.base.errors import DamagedError
from tawthiq.preserve.proof.opentimestamps import MAGIC, Attestation, parse_proof

DIGEST = hashlib.sha256(b"an invented photograph").digest()
CALENDAR = "https://calendar.example/one"


def written(stamp: Timestamp, hashed: op.CryptOp | None = None) -> bytes:
    """Return a proof as the library writes it."""
    context = BytesSerializationContext()
    DetachedTimestampFile(op.OpSHA256() if hashed is None else hashed, stamp).serialize(context)
    data: bytes = context.getbytes()
    return data


def example() -> bytes:
    """Return a proof with two branches: a promise, and a block."""
    stamp = Timestamp(DIGEST)
    first = stamp.ops.add(op.OpAppend(b"nonce")).ops.add(op.OpSHA256())
    first.attestations.add(notary.PendingAttestation(CALENDAR))
    second = first.ops.add(op.OpPrepend(b"\x01" * 20)).ops.add(op.OpSHA256())
    second.attestations.add(notary.BitcoinBlockHeaderAttestation(812345))
    return written(stamp)


def library(data: bytes) -> tuple[bytes, set[Attestation]]:
    """Return what the library reads."""
    read = DetachedTimestampFile.deserialize(StreamDeserializationContext(BytesIO(data)))
    found = set()
    for message, one in read.timestamp.all_attestations():
        if isinstance(one, notary.PendingAttestation):
            found.add(Attestation("pending", message, calendar=one.uri))
        elif isinstance(one, notary.BitcoinBlockHeaderAttestation):
            found.add(Attestation("bitcoin", message, height=one.height))
        elif isinstance(one, notary.LitecoinBlockHeaderAttestation):
            found.add(Attestation("litecoin", message, height=one.height))
        else:
            found.add(Attestation(f"unknown {one.TAG.hex()}", message))
    return read.file_digest, found


class TestWhatAProofSays:
    """The digest that it starts from, and where it leads."""

    def test_a_promise_and_a_block(self) -> None:
        """With the Merkle root that the block must have."""
        found = parse_proof(example())
        assert (found.algorithm, found.digest) == ("sha256", DIGEST)
        inner = hashlib.sha256(DIGEST + b"nonce").digest()
        root = hashlib.sha256(b"\x01" * 20 + inner).digest()
        assert set(found.attestations) == {
            Attestation("pending", inner, calendar=CALENDAR),
            Attestation("bitcoin", root, height=812345),
        }

    @given(st.data())
    @settings(max_examples=150)
    def test_as_the_library_reads_it(self, data: st.DataObject) -> None:
        """Any tree of operations and attestations."""
        stamp = Timestamp(DIGEST)
        _grow(stamp, data, 0)
        whole = written(stamp)
        digest, ends = library(whole)
        found = parse_proof(whole)
        assert found.digest == digest
        assert set(found.attestations) == ends

    def test_other_digests_of_the_file(self) -> None:
        """SHA-1, as old proofs have it."""
        stamp = Timestamp(hashlib.sha1(b"old", usedforsecurity=False).digest())
        stamp.attestations.add(notary.PendingAttestation(CALENDAR))
        assert parse_proof(written(stamp, op.OpSHA1())).algorithm == "sha1"


def _grow(stamp: Timestamp, data: st.DataObject, depth: int) -> None:
    """Add operations and attestations as drawn."""
    ends: list[Any] = [
        notary.PendingAttestation(CALENDAR), notary.BitcoinBlockHeaderAttestation(7),
        notary.LitecoinBlockHeaderAttestation(300), notary.UnknownAttestation(b"12345678", b"xy"),
    ]  # fmt: skip
    operations: list[Any] = [
        op.OpSHA256(), op.OpSHA1(), op.OpAppend(b"a"), op.OpPrepend(b"bc" * 40), op.OpHexlify(),
    ]  # fmt: skip
    for end in data.draw(st.lists(st.sampled_from(ends), max_size=2, unique_by=id)):
        stamp.attestations.add(end)
    chosen = data.draw(st.lists(st.sampled_from(operations), max_size=2, unique_by=id))
    for one in chosen if depth < 3 else []:
        _grow(stamp.ops.add(one), data, depth + 1)
    if not stamp.attestations and not stamp.ops:
        stamp.attestations.add(ends[0])


class TestOddProofsAreRefused:
    """A whole proof, or one sentence."""

    @pytest.mark.parametrize(
        "data",
        [
            b"", MAGIC, MAGIC + b"\x01\x08", MAGIC + b"\x02\x08" + bytes(32),
            MAGIC + b"\x01\x67" + bytes(32), MAGIC + b"\x01\x08" + DIGEST + b"\x99",
            MAGIC + b"\x01\x08" + DIGEST + b"\x08" * 400, MAGIC + b"\x01\x08" + DIGEST + b"\xff" * 9,
            MAGIC + b"\x01\x08" + DIGEST + b"\xf0\x00\x00",
            MAGIC + b"\x01\x08" + DIGEST + b"\xf3" * 20 + b"\x00" + bytes(8) + b"\x00",
            MAGIC + b"\x01\x08" + DIGEST + b"\x00" + bytes(8) + b"\xff\xff\xff\xff\x7f",
            MAGIC + b"\x81\x00\x08" + DIGEST, example()[:-1], example() + b"\x00",
        ],
    )  # fmt: skip
    def test_by_one_sentence(self, data: bytes) -> None:
        """Cut off, too deep, too long, bytes after the end."""
        with pytest.raises(DamagedError):
            parse_proof(data)

    @given(st.binary(max_size=200))
    def test_any_bytes(self, data: bytes) -> None:
        """Never a traceback."""
        try:
            parse_proof(MAGIC + b"\x01\x08" + DIGEST + data)
        except DamagedError:
            return


class TestNoByteCanChange:
    """A changed proof is refused, or says something else."""

    @pytest.mark.parametrize("mask", [0x01, 0x20, 0x80, 0xFF])
    def test_each_byte(self, mask: int) -> None:
        """No changed byte leaves what is said as it was."""
        data = example()
        said = parse_proof(data)
        for at in range(len(data)):
            try:
                other = parse_proof(data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :])
            except DamagedError:
                continue
            assert other != said, at
