"""Witnesses: a cosignature is right or refused, and a witness never signs a fork."""

import base64
import contextlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.shape.source import ROOT

from tawthiq.base import merkle
from tawthiq.base.errors import DamagedError, Error, UntrustedError, UsageError
from tawthiq.ledger import cosign, inclusion, note
from tawthiq.ledger.witness import Witness

VECTORS = json.loads((ROOT / "docs/format/vectors/proofs.json").read_text("utf-8"))
CASE = "0123456789abcdef0123456789abcdef"
LOG = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTORS["log_seed"]))
LOG_KEY = cosign.parse_key(VECTORS["log_key"])
KEY = cosign.parse_key(VECTORS["witness_key"])
LEAVES = [merkle.leaf_hash(bytes([number])) for number in range(40)]


def subtree(lo: int, hi: int) -> bytes:
    """Return the hash over leaves of the log that grows as it should."""
    return merkle.root_of(LEAVES[lo:hi])


def head(size: int, root: bytes | None = None) -> str:
    """Return a head that the log signed, of its own leaves or with another root."""
    checkpoint = note.Checkpoint(LOG_KEY.name, size, root or subtree(0, size))
    return note.sign_checkpoint(checkpoint, LOG)


def request(old: int, size: int) -> str:
    """Return the request to a witness that saw `old` entries."""
    return str(inclusion.consistency(old, head(size), subtree))


class TestTheVectorsAreOurs:
    """What the page on the format prints is what the code makes."""

    def test_keys(self) -> None:
        """Both have their one form."""
        public = LOG.public_key().public_bytes_raw()
        assert str(LOG_KEY) == note.verifier_key(LOG_KEY.name, public) == VECTORS["log_key"]
        assert str(KEY) == VECTORS["witness_key"]
        assert (LOG_KEY.sort, KEY.sort) == (cosign.LOG, cosign.WITNESS)

    def test_the_cosigned_head(self) -> None:
        """Ed25519 has one signature for one message."""
        own = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTORS["witness_seed"]))
        line = cosign.cosign(VECTORS["head"], KEY.name, own, VECTORS["time"])
        assert cosign.join(VECTORS["head"], [line]) == VECTORS["cosigned"]
        (found,) = cosign.cosignatures(VECTORS["cosigned"], [KEY])
        assert (found.witness, found.time) == (KEY.name, VECTORS["time"])
        assert cosign.bare(VECTORS["cosigned"]) == VECTORS["head"]

    def test_by_the_words_of_the_specification(self) -> None:
        """Time in eight bytes, then a signature over two lines and the body."""
        line = VECTORS["cosigned"].splitlines()[-1]
        blob = base64.b64decode(line.split(" ")[2])
        body = VECTORS["head"].partition("\n\n")[0] + "\n"
        assert blob[:4] == KEY.id
        assert int.from_bytes(blob[4:12], "big") == VECTORS["time"]
        own = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTORS["witness_seed"]))
        message = f"cosignature/v1\ntime {VECTORS['time']}\n{body}".encode()
        own.public_key().verify(blob[12:], message)

    def test_the_request(self) -> None:
        """It joins the older root to the head."""
        found = inclusion.parse_request(VECTORS["request"])
        newer = note.parse_checkpoint(found.head)[0]
        old = bytes.fromhex(VECTORS["old_root"])
        merkle.verify_consistency(found.old, newer.size, found.path, old, newer.root)


class TestKeysHaveOneForm:
    """A key with a slip in it is no key."""

    @pytest.mark.parametrize(
        "text",
        ["", "a", "a+b", "a+b+c", "+00000000+AQ==", VECTORS["log_key"][:-4],
         VECTORS["log_key"] + "A", VECTORS["log_key"].replace("+", "+0", 1),
         "a b" + VECTORS["log_key"], VECTORS["log_key"].replace("tawthiq", "tawthik")],
    )  # fmt: skip
    def test_others_are_refused(self, text: str) -> None:
        """By one sentence."""
        with pytest.raises(UsageError):
            cosign.parse_key(text)

    @given(st.integers(0, len(VECTORS["witness_key"]) - 1), st.characters())
    def test_any_other_character_is_refused_or_another_key(self, at: int, new: str) -> None:
        """The name is part of the id."""
        text = VECTORS["witness_key"]
        other = text[:at] + new + text[at + 1 :]
        with contextlib.suppress(UsageError):
            assert cosign.parse_key(other) != KEY or other.strip() == text

    def test_a_log_is_named_by_its_key(self) -> None:
        """So another key cannot stand for it."""
        other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
        with pytest.raises(UsageError):
            cosign.log_key(cosign.VerifierKey(LOG_KEY.name, cosign.LOG, other))
        with pytest.raises(UsageError):
            cosign.log_key(KEY)


class TestNoByteOfACosignatureCanChange:
    """Tried on each."""

    @pytest.mark.parametrize("mask", [0x01, 0x02, 0x20, 0x80])
    def test_each_byte_of_a_cosigned_head(self, mask: int) -> None:
        """Refused, or no longer cosigned by that witness, or no longer the log's head."""
        data = VECTORS["cosigned"].encode()
        for at in range(len(data)):
            other = data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]
            try:
                text = other.decode()
                note.open_checkpoint(text, LOG_KEY.public)
                assert not cosign.cosignatures(text, [KEY]), at
            except (Error, UnicodeDecodeError):
                continue

    def test_a_signature_of_the_log_is_no_cosignature(self) -> None:
        """The type of the key is part of its id."""
        as_witness = cosign.VerifierKey(LOG_KEY.name, cosign.WITNESS, LOG_KEY.public)
        assert cosign.cosignatures(VECTORS["head"], [as_witness]) == []

    def test_another_length_is_refused(self) -> None:
        """With the right key id, and bytes left out or put in."""
        body = note.parse_checkpoint(VECTORS["head"])[0].body
        for size in (0, 8, 63, 71, 73, 200):
            blob = base64.b64encode(KEY.id + b"\x00" * size).decode()
            text = f"{body}\n\u2014 {LOG_KEY.name} AAAAAAA=\n\u2014 {KEY.name} {blob}\n"
            with pytest.raises((UntrustedError, DamagedError)):
                cosign.cosignatures(text, [KEY])

    def test_strange_line_ends_in_names(self) -> None:
        """Only U+000A ends a line."""
        text = VECTORS["cosigned"] + "\u2014 a\u2028b AAAAAAA=\n"
        assert len(cosign.cosignatures(text, [KEY])) == 1


class TestAWitnessSeesThatALogOnlyGrows:
    """What it signed once, everything later has to contain."""

    def test_first_and_later_heads(self, tmp_path: Path) -> None:
        """The first on trust, the later ones by their proofs; the same again too."""
        witness = Witness(tmp_path)
        for old, size in ((0, 3), (3, 3), (3, 8), (8, 40)):
            text = witness.cosign(request(old, size), LOG_KEY, 1_900_000_000 + size)
            (found,) = cosign.cosignatures(text, [witness.key()])
            assert found.time == 1_900_000_000 + size
            assert cosign.bare(text) == head(size)

    def test_a_head_alone_is_enough_at_first(self, tmp_path: Path) -> None:
        """As `seal` prints it."""
        witness = Witness(tmp_path)
        witness.cosign(head(5), LOG_KEY, 1)
        with pytest.raises(UsageError, match="--consistency 5"):
            witness.cosign(head(9), LOG_KEY, 2)

    def test_it_remembers_after_a_restart(self, tmp_path: Path) -> None:
        """In the device's own folder, with the same key and name."""
        key = Witness(tmp_path).key("witness.example/one")
        Witness(tmp_path).cosign(head(5), LOG_KEY, 1)
        assert Witness(tmp_path).key() == key
        with pytest.raises(UsageError, match="called"):
            Witness(tmp_path).key("another")
        with pytest.raises(UntrustedError):
            Witness(tmp_path).cosign(head(4), LOG_KEY, 2)

    def test_a_roll_back_is_refused(self, tmp_path: Path) -> None:
        """Fewer entries than before."""
        witness = Witness(tmp_path)
        witness.cosign(head(9), LOG_KEY, 1)
        with pytest.raises(UntrustedError, match="rolled back"):
            witness.cosign(request(0, 8), LOG_KEY, 2)

    def test_a_fork_is_refused(self, tmp_path: Path) -> None:
        """Of the same size, and of a later one, with any proof that comes along."""
        witness = Witness(tmp_path)
        witness.cosign(head(9), LOG_KEY, 1)
        other = merkle.leaf_hash(b"another history")
        with pytest.raises(UntrustedError, match="forked"):
            witness.cosign(head(9, other), LOG_KEY, 2)
        path = inclusion.parse_request(request(9, 12)).path
        with pytest.raises(UntrustedError, match="does not lead on"):
            witness.cosign(str(inclusion.Request(9, path, head(12, other))), LOG_KEY, 2)
        witness.cosign(request(9, 12), LOG_KEY, 3)

    def test_another_log_or_an_unsigned_head(self, tmp_path: Path) -> None:
        """Only what the log's own key signed."""
        witness = Witness(tmp_path)
        stranger = Ed25519PrivateKey.generate()
        forged = note.sign_checkpoint(note.Checkpoint(LOG_KEY.name, 3, subtree(0, 3)), stranger)
        with pytest.raises(UntrustedError):
            witness.cosign(forged, LOG_KEY, 1)
        public = stranger.public_key().public_bytes_raw()
        log = note.log_id(public)
        odd = cosign.VerifierKey(f"../../../{log}", cosign.LOG, public)
        text = note.sign_checkpoint(note.Checkpoint(odd.name, 3, subtree(0, 3)), stranger)
        with pytest.raises(UntrustedError):
            witness.cosign(text, odd, 1)

    @given(st.integers(1, 40), st.integers(1, 40), st.data())
    @settings(max_examples=60)
    def test_no_byte_of_a_proof_can_change(self, old: int, size: int, data: st.DataObject) -> None:
        """Of any two sizes."""
        old, size = min(old, size), max(old, size)
        text = request(old, size)
        at = data.draw(st.integers(0, len(text.encode()) - 1))
        mask = data.draw(st.sampled_from([1, 2, 4, 32]))
        raw = text.encode()
        other = raw[:at] + bytes([raw[at] ^ mask]) + raw[at + 1 :]
        seen, newer = (note.parse_checkpoint(head(n))[0] for n in (old, size))
        try:
            found = inclusion.parse_request(other.decode())
            same = note.open_checkpoint(found.head, LOG_KEY.public) == newer and found.old == old
            merkle.verify_consistency(old, size, found.path, seen.root, newer.root)
        except (Error, merkle.Reject, UnicodeDecodeError):
            same = False
        assert not same

    @pytest.mark.parametrize("text", ["", "old", "old 1\n", "old 01\n\n" + head(3), "x\n\n\n",
                                      "old 3\n" + "AAAA\n" * 70 + "\n" + head(5)])  # fmt: skip
    def test_other_texts_are_refused(self, tmp_path: Path, text: str) -> None:
        """In one sentence."""
        with pytest.raises(DamagedError):
            Witness(tmp_path).cosign(text, LOG_KEY, 1)

    def test_a_damaged_key_file(self, tmp_path: Path) -> None:
        """It is named."""
        Witness(tmp_path).key()
        (tmp_path / "witness" / "key").write_text("x\n")
        with pytest.raises(DamagedError):
            Witness(tmp_path).key()
