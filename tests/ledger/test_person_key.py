"""People's keys: wrapped where they lie, read out over a telephone, told apart by signature."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base.errors import DamagedError, Error, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.ledger import person_key
from tawthiq.ledger.header import is_signed
from tawthiq.ledger.person_folder import PersonFolder
from tawthiq.ledger.person_key import Signer, act_of, fingerprint, new_key, public_of, signed_answer
from tawthiq.record.entry import Causes, Entry, Header
from tawthiq.record.person import Confirmation

CASE, CASE_KEY = "0c" * 16, bytes(range(32))


def header(kind: str = "proposal") -> Header:
    """Return a header that nobody signed."""
    return Header("a0" * 16, 0, 1, kind, "2031-05-14T00:00:00Z", "aa" * 16, Causes(), "cc" * 32)


class TestWrapping:
    """A key opens for its owner, and for nobody else."""

    def test_under_an_own_passphrase(self) -> None:
        """It is asked for when the key is needed; a wrong one is said to be wrong."""
        key = new_key()
        text = person_key.wrapped(key, CASE_KEY, "nine grey olives")
        assert public_of(person_key.unwrapped(text, None, lambda: "nine grey olives")) == public_of(
            key
        )
        with pytest.raises(UsageError, match="does not open"):
            person_key.unwrapped(text, CASE_KEY, lambda: "ten grey olives")
        with pytest.raises(UsageError, match="own-passphrase-file"):
            person_key.unwrapped(text, CASE_KEY, None)
        assert key.private_bytes_raw().hex() not in text

    def test_under_the_cases_key(self) -> None:
        """A closed case keeps its people's keys closed."""
        key = new_key()
        text = person_key.wrapped(key, CASE_KEY, None)
        assert public_of(person_key.unwrapped(text, CASE_KEY, None)) == public_of(key)
        assert key.private_bytes_raw().hex() not in text
        with pytest.raises(UsageError, match="open the case first"):
            person_key.unwrapped(text, None, None)
        with pytest.raises(DamagedError):
            person_key.unwrapped(text, bytes(32), None)

    @given(st.integers(0, 10_000), st.integers(1, 255), st.booleans())
    def test_every_changed_byte_is_damage(self, at: int, change: int, plain: bool) -> None:  # noqa: FBT001
        """Never another key, never a traceback."""
        text = person_key.wrapped(new_key(), None if plain else CASE_KEY, None)
        data = bytearray(text.encode())
        data[at % (len(data) - 1)] ^= change
        with pytest.raises(Error):
            person_key.unwrapped(data.decode("latin-1"), CASE_KEY, None)

    def test_in_the_devices_folder(self, home: Path) -> None:
        """The file is for its owner alone, and holds no name."""
        folder = PersonFolder(home, CASE)
        key = new_key()
        folder.keep(public_of(key), person_key.wrapped(key, None, None))
        (path,) = folder.folder.glob("*.json")
        assert path.stat().st_mode & 0o077 == 0
        assert list(folder.keys()) == [public_of(key)]
        assert PersonFolder(home, None).keys() == {}


class TestFingerprints:
    """A key is read out as digits."""

    def test_form(self) -> None:
        """Eight groups of four digits; another key has others."""
        found = fingerprint("a1" * 32)
        assert [len(group) for group in found.split()] == [4] * 8
        assert found.replace(" ", "").isdigit()
        assert found != fingerprint("a2" * 32)

    def test_known_answer(self) -> None:
        """The groups of a key never change from version to version."""
        assert fingerprint("00" * 32) == "7591 1102 3044 7493 6737 1704 2466 7895"


class TestWhoSigned:
    """An act's signer is the key that verifiably signed it."""

    def test_signed_and_not(self) -> None:
        """A signature is over the whole header."""
        key = new_key()
        bare = header()
        signature = Signer(public_of(key), lambda: key)(bare)
        signed = replace(bare, signature=signature)
        assert is_signed(signed)
        act = act_of(Entry("e0" * 32, signed, {"act": "publish"}), CASE)
        assert act is not None
        assert act.signer == public_of(key)
        moved = act_of(Entry("e0" * 32, replace(signed, index=1), {}), CASE)
        assert moved is not None
        assert moved.signer is None
        assert act_of(Entry("e0" * 32, header("claim"), {}), CASE) is None
        assert act_of(Entry("e0" * 32, bare, None), CASE) is None

    def test_the_key_is_opened_once_and_late(self) -> None:
        """A passphrase is asked for at the first act, not before and not again."""
        key, asked = new_key(), []
        signer = Signer(public_of(key), lambda: (asked.append(1), key)[1])
        assert not asked
        signer(header())
        signer(header())
        assert asked == [1]

    def test_an_answer_by_file_is_its_signers(self) -> None:
        """Bound to case, proposal, verdict, words, and to what was shown."""
        key = new_key()
        said = signed_answer(
            CASE, Confirmation("e1" * 32, "yes", "seen"), "d1" * 32, "2031-05-14T00:00:00Z", key
        )
        entry = Entry("e2" * 32, header("confirmation"), to_plain(said))
        act = act_of(entry, CASE)
        assert act is not None
        assert (act.signer, act.carrier) == (public_of(key), None)
        other_case = act_of(entry, "0d" * 16)
        assert other_case is not None
        assert other_case.signer is None
        for change in ({"of": "e3" * 32}, {"verdict": "no"}, {"why": ""}):
            changed = act_of(
                Entry("e2" * 32, header("confirmation"), to_plain(said) | change), CASE
            )
            assert changed is not None
            assert changed.signer is None
        for name in ("key", "at", "asked", "signature"):
            answer = to_plain(said)["answer"] | {name: "f" * 64}
            plain = to_plain(said) | {"answer": answer}
            changed = act_of(Entry("e2" * 32, header("confirmation"), plain), CASE)
            assert changed is not None
            assert changed.signer is None
