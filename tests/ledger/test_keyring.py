"""Wrapped keys: a passphrase opens them, nothing else does, and damage is named."""

from dataclasses import replace
from pathlib import Path

import pytest

from tawthiq.base.errors import DamagedError, Error, UsageError
from tawthiq.ledger import keyfile, keyring
from tawthiq.ledger.keyfile import Slot, make_slot, open_any, open_slot

PHRASE = "seven sad oranges by the river"


class TestSlots:
    """A slot opens for its passphrase and its purpose."""

    def test_open(self) -> None:
        """The same passphrase, however it is typed, opens; another does not."""
        slot = make_slot(b"k" * 32, "café  noir", "case 1")
        assert open_slot(slot, "café  noir\n", "case 1") == b"k" * 32  # composed or not
        for phrase in ("cafe  noir", "café noir", "", "x"):
            assert open_slot(slot, phrase, "case 1") is None
        assert open_slot(slot, "café  noir", "case 2") is None

    def test_the_cost(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What people get: 128 MiB, 4 lanes, 4 passes, stated in the slot itself."""
        monkeypatch.undo()
        slot = make_slot(b"k" * 32, PHRASE, "x")
        assert (slot.memory_kib, slot.lanes, slot.passes) == (131072, 4, 4)
        assert open_slot(slot, PHRASE, "x") == b"k" * 32

    def test_no_two_alike(self) -> None:
        """The same secret under the same passphrase is wrapped differently each time."""
        first, second = (make_slot(b"k" * 32, PHRASE, "x") for _ in range(2))
        assert first.wrapped != second.wrapped
        assert first.salt != second.salt

    def test_every_digit_matters(self) -> None:
        """No changed digit of a wrapped secret opens."""
        slot = make_slot(b"k" * 32, PHRASE, "x")
        for at in range(0, len(slot.wrapped), 3):
            digit = "0" if slot.wrapped[at] != "0" else "1"
            changed = replace(slot, wrapped=slot.wrapped[:at] + digit + slot.wrapped[at + 1 :])
            assert open_slot(changed, PHRASE, "x") is None

    @pytest.mark.parametrize(
        "greedy",
        [{"memory_kib": 1 << 30}, {"passes": 10**6}, {"lanes": 1 << 20}, {"lanes": 0},
         {"memory_kib": 0}, {"passes": 0}, {"passes": -1}],
    )  # fmt: skip
    def test_a_file_cannot_ask_for_everything(self, greedy: dict[str, int]) -> None:
        """A slot that would take the machine's memory or time is not stretched."""
        slot = replace(make_slot(b"k" * 32, PHRASE, "x"), **greedy)  # type: ignore[arg-type]
        assert open_slot(slot, PHRASE, "x") is None

    @pytest.mark.parametrize(
        "broken", [{"salt": "zz"}, {"salt": ""}, {"nonce": "00"}, {"wrapped": "q"}]
    )
    def test_junk(self, broken: dict[str, str]) -> None:
        """A slot that is no slot opens nothing."""
        slot = replace(make_slot(b"k" * 32, PHRASE, "x"), **broken)  # type: ignore[arg-type]
        assert open_slot(slot, PHRASE, "x") is None

    def test_a_wrong_passphrase_is_tried_on_every_slot(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """So that it takes the same time, whatever is wrong with it."""
        tried: list[str] = []
        monkeypatch.setattr(keyfile, "open_slot", lambda slot, *_: tried.append(slot.label) or None)
        slots = [Slot("passphrase", "", "", "", 64, 4, 1, label=str(n)) for n in range(4)]
        assert open_any(slots, "wrong", "x") is None
        assert tried == ["0", "1", "2", "3"]


class TestCaseKeys:
    """The files of a new case give its keys back."""

    def test_passphrase_and_recovery(self, tmp_path: Path) -> None:
        """Either opens both keys."""
        ring, files = keyring.make_keys(PHRASE, "RECO-VERY")
        for one in files:
            keyring.write_key(tmp_path / "keys", one)
        read = keyring.read_keys(tmp_path / "keys")
        for given in (PHRASE, "RECO-VERY"):
            assert keyring.open_case(read, given) == ring.case_key
            private = keyring.open_protected(read, given)
            again = keyring.ring_of(read, ring.case_key, private)
            assert (again.lock, again.protected) == (ring.lock, ring.protected)

    def test_wrong(self, tmp_path: Path) -> None:
        """A wrong passphrase is told in the same words for both."""
        _, files = keyring.make_keys(PHRASE)
        said = []
        for given in ("wrong", PHRASE + " ", ""):
            with pytest.raises(UsageError) as caught:
                keyring.open_case(files, given)
            said.append((caught.value.code, caught.value.message))
        assert len(set(said)) == 1
        with pytest.raises(UsageError):
            keyring.open_protected(files, "wrong")

    def test_rewrapped(self) -> None:
        """Identities under another passphrase: the case's own no longer opens them."""
        ring, files = keyring.make_keys(PHRASE)
        one = keyring.of_purpose(files, keyring.PROTECTED)
        private = keyring.open_protected(files, PHRASE)
        other = [
            keyring.of_purpose(files, keyring.CASE),
            keyring.rewrap(one, private, "hers alone"),
        ]
        assert keyring.open_protected(other, "hers alone") == private
        assert keyring.open_case(other, PHRASE) == ring.case_key
        with pytest.raises(UsageError):
            keyring.open_protected(other, PHRASE)

    def test_every_byte_of_a_file(self, tmp_path: Path) -> None:
        """No changed byte of a key file passes."""
        _, files = keyring.make_keys(PHRASE)
        keyring.write_key(tmp_path, files[0])
        path = tmp_path / f"{files[0].id}.json"
        data = path.read_bytes()
        for at in range(len(data)):
            changed = bytearray(data)
            changed[at] ^= 1
            path.write_bytes(bytes(changed))
            with pytest.raises(DamagedError):
                keyring.read_keys(tmp_path)

    @pytest.mark.parametrize(
        "junk", [b"", b"[]", b"{}", b'{"check":1}', b"\xff", b"null", b"9" * 99]
    )
    def test_junk(self, tmp_path: Path, junk: bytes) -> None:
        """What is no key file is damage."""
        (tmp_path / f"{'0' * 32}.json").write_bytes(junk)
        with pytest.raises(Error):
            keyring.read_keys(tmp_path)

    def test_a_missing_file(self) -> None:
        """A case whose key file is gone says so."""
        _, files = keyring.make_keys(PHRASE)
        for one in files:
            with pytest.raises(DamagedError, match="missing"):
                keyring.of_purpose([other for other in files if other is not one], one.purpose)

    def test_no_name_of_a_blob_can_be_guessed(self) -> None:
        """Names in the vault differ by case and by who may open them."""
        first, _ = keyring.make_keys(PHRASE)
        second, _ = keyring.make_keys(PHRASE)
        digest = "ab" * 32
        names = {ring.label(digest, protected=p) for ring in (first, second) for p in (True, False)}
        assert len(names) == 4
        assert digest not in names
