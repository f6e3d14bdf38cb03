"""Sealed payloads and blobs: what was put in comes out, and nothing else ever does."""

import hashlib
import io
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base.digest import SourceError, commitment
from tawthiq.base.errors import DamagedError
from tawthiq.ledger import sealing
from tawthiq.ledger.keyring import CaseKeys, ProtectedKeys, lock_id, make_keys
from tawthiq.ledger.sealing import PIECE

CASE = CaseKeys(b"c" * 32)
LOCK = "ab" * 16
RING, _ = make_keys("a passphrase of a test")


def sealed(data: bytes) -> bytes:
    """Return `data` as a sealed object."""
    target = io.BytesIO()
    digest, size = sealing.seal_stream(io.BytesIO(data), target, LOCK, CASE)
    assert (digest, size) == (hashlib.sha256(data).hexdigest(), len(data))
    return target.getvalue()


def opened(data: bytes, keys: CaseKeys = CASE) -> bytes:
    """Return the plain bytes of a sealed object."""
    return sealing.Opened(io.BytesIO(data), keys).readall()


class TestPayloads:
    """A payload opens with its key, for its header, and whole."""

    @given(st.binary(max_size=600))
    def test_round_trip(self, body: bytes) -> None:
        """Any payload comes back with its salt; the length shows in steps only."""
        salt = secrets.token_bytes(32)
        bound = commitment(salt, body)
        seed, lies = sealing.seal_payload(CASE, salt, body, bound)
        assert sealing.open_payload(CASE, seed, lies, bound) == (salt, body)
        assert sealing.is_whole(seed, lies)
        assert (len(lies) - 16 - sealing.CHECK) % sealing.PADDING == 0
        assert not body or len(body) < 8 or body not in lies

    def test_every_bit_matters(self) -> None:
        """No changed bit opens; each shows without the key too."""
        salt, body = b"s" * 32, b'{"a":1}'
        bound = commitment(salt, body)
        seed, lies = sealing.seal_payload(CASE, salt, body, bound)
        for at in range(8 * (len(lies) - sealing.CHECK)):
            changed = bytearray(lies)
            changed[at // 8] ^= 1 << at % 8
            assert not sealing.is_whole(seed, bytes(changed))
            with pytest.raises(DamagedError):
                sealing.open_payload(CASE, seed, bytes(changed), bound)

    def test_another_entry_another_key(self) -> None:
        """A payload moved to another header, or opened with another key, does not open."""
        bound = commitment(b"s" * 32, b"{}")
        seed, lies = sealing.seal_payload(CASE, b"s" * 32, b"{}", bound)
        for keys, against in ((CASE, b"x" * 32), (CaseKeys(b"d" * 32), bound)):
            with pytest.raises(DamagedError):
                sealing.open_payload(keys, seed, lies, against)

    @pytest.mark.parametrize("junk", [b"", b"x", bytes(30), bytes(200)])
    def test_junk(self, junk: bytes) -> None:
        """What is no sealed payload is damage, never a traceback."""
        assert not sealing.is_whole(b"s" * 32, junk)
        with pytest.raises(DamagedError):
            sealing.open_payload(CASE, b"s" * 32, junk, b"b" * 32)


class TestProtected:
    """What is sealed to the public half opens with the private one only."""

    def test_in_without_the_private_half(self) -> None:
        """Whoever has the public half can put in, and then not read it."""
        private = RING.keys(RING.protected)
        assert isinstance(private, ProtectedKeys)
        public = ProtectedKeys(private.public)
        bound = commitment(b"s" * 32, b"{}")
        seed, lies = sealing.seal_payload(public, b"s" * 32, b"{}", bound)
        assert sealing.open_payload(public, seed, lies, bound) is None
        assert sealing.open_payload(private, seed, lies, bound) == (b"s" * 32, b"{}")

    def test_a_seed_that_is_no_key(self) -> None:
        """A seed of the wrong length, or a point of small order, is damage."""
        private = RING.keys(RING.protected)
        for seed in (b"", b"x" * 31, bytes(32)):
            with pytest.raises(DamagedError):
                private.open_key(seed, "payload")

    def test_the_id_gives_nothing_away(self) -> None:
        """The id of the case key is not a plain digest of it."""
        assert RING.lock != hashlib.sha256(RING.case_key).hexdigest()[:32]
        assert RING.lock == lock_id(RING.case_key)
        assert RING.case_key.hex() not in repr(RING)


SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7)


class TestObjects:
    """A blob is read from any place, and no piece of it can be moved, cut or added."""

    @pytest.mark.parametrize("size", SIZES)
    def test_round_trip(self, size: int) -> None:
        """Blobs around the size of a piece come back."""
        data = secrets.token_bytes(size)
        assert opened(sealed(data)) == data
        assert sealing.has_form(len(sealed(data)))

    @pytest.mark.parametrize("size", SIZES[1:])
    def test_seek(self, size: int) -> None:
        """Reading from a place gives what stands there."""
        data = secrets.token_bytes(size)
        file = io.BufferedReader(sealing.Opened(io.BytesIO(sealed(data)), CASE))
        assert file.seek(0, io.SEEK_END) == size
        for at in (0, size // 2, size - 1, max(0, size - PIECE - 3), size + 5):
            file.seek(at)
            assert file.read(50) == data[at : at + 50]

    def test_pieces_stay_where_they_are(self) -> None:
        """Swapped, doubled, missing pieces, a cut end, an added end: all refused."""
        data = sealed(secrets.token_bytes(3 * PIECE))
        head, step = data[: sealing.HEADER], PIECE + sealing.TAG
        one, two, three = (data[sealing.HEADER + n * step :][:step] for n in range(3))
        for pieces in (
            [two, one, three], [one, one, three], [one, three], [one, two], [one],
            [one, two, three, three], [], [three],
        ):  # fmt: skip
            with pytest.raises(DamagedError):
                opened(head + b"".join(pieces))

    def test_every_byte_matters(self) -> None:
        """No changed byte of an object gives anything."""
        data = sealed(b"a short testimony")
        for at in range(len(data)):
            changed = bytearray(data)
            changed[at] ^= 1
            with pytest.raises(DamagedError):
                opened(bytes(changed))
        for end in range(len(data)):
            with pytest.raises(DamagedError):
                opened(data[:end])

    def test_the_same_blob_twice_looks_different(self) -> None:
        """Nobody can see that two objects hold the same bytes."""
        assert sealed(b"x" * 100)[sealing.HEADER :] != sealed(b"x" * 100)[sealing.HEADER :]

    def test_a_source_that_fails(self) -> None:
        """A source that cannot be read is told from a target that cannot be written."""

        class Failing(io.RawIOBase):
            def read(self, size: int = -1) -> bytes:
                raise OSError(5, "no")

        with pytest.raises(SourceError):
            sealing.seal_stream(Failing(), io.BytesIO(), LOCK, CASE)  # type: ignore[arg-type]
