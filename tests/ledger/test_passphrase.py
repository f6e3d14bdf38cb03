"""Passphrases are judged honestly, and a recovery code survives being typed by hand."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base.errors import UsageError
from tawthiq.ledger import passphrase
from tawthiq.ledger.passphrase import as_meant, parse_recovery, recovery_code, strength, suggest

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class TestStrength:
    """What people often choose is called weak; what is random is not."""

    @pytest.mark.parametrize(
        "weak",
        [
            "password1", "P4ssw0rd2019", "12345678", "aaaaaaaa", "qwertyuiop", "14/05/2031",
            "Ahmad1987", "ahmad 14051987", "محمد1990", "ضصثقفغعهخح", "Tr0ub4dor&3", "abcd1234",
            "test test test test test", "بسم الله الرحمن الرحيم", "A" * 200, "10.12.1990",
            "Mountain2024!", "الحرية2024", "!!!!!!!!!!!!", "    a    ",
        ],
    )  # fmt: skip
    def test_weak(self, weak: str) -> None:
        """Names with years, rows of keys, habits of spelling, repeats."""
        found = strength(weak)
        assert found.is_weak
        assert found.words.startswith("weak: ")

    @pytest.mark.parametrize(
        "strong",
        [
            "correct horse battery staple", "winter mountain lantern coffee seven bridge",
            "جبل قهوة فانوس شتاء جسر سبعة", "k7m2q-93xbd-p4wzt-8rnch", "d8F!k2#Lq9-wT",
        ],
    )  # fmt: skip
    def test_strong(self, strong: str) -> None:
        """Several words, or noise."""
        assert not strength(strong).is_weak

    @pytest.mark.parametrize("short", ["", "abc", "1234567", "قصيرة", "１２３４"])
    def test_short(self, short: str) -> None:
        """Fewer than eight characters are refused."""
        with pytest.raises(UsageError) as error:
            strength(short)
        assert error.value.code == "passphrase.short"
        assert not short or short not in error.value.message

    @given(st.text(min_size=8, max_size=60))
    def test_any_text(self, text: str) -> None:
        """A whole number within bounds, never the passphrase itself."""
        try:
            found = strength(text)
        except UsageError:
            return
        assert 0 <= found.bits <= 256
        assert text not in found.words

    @given(
        st.text("abcdefgh12 ", min_size=8, max_size=30), st.text("xyz89", min_size=1, max_size=5)
    )
    def test_more_is_never_much_less(self, text: str, more: str) -> None:
        """Adding characters does not make a passphrase worse, but for what rounding takes."""
        assert strength(text + more).bits >= strength(text).bits * 0.8 - 1

    def test_tells_what_it_cannot_know(self) -> None:
        """A line that others know is named as the estimate's limit."""
        assert "others know" in strength("to be or not to be that is the question").words


class TestSuggestions:
    """What is suggested can be said aloud, and is not warned about."""

    @pytest.mark.parametrize("script", ["latin", "arabic"])
    def test_strong(self, script: str) -> None:
        """Five words each, all different from the last ones."""
        found = {suggest(script) for _ in range(50)}
        assert len(found) == 50
        for text in found:
            assert len(text.split()) == 5
            assert text.isascii() == (script == "latin")
            assert not strength(text).is_weak


class TestRecovery:
    """A code on paper comes back as it was, or not at all."""

    def test_form(self) -> None:
        """Nine groups of four without letters that look alike."""
        found = {recovery_code() for _ in range(50)}
        assert len(found) == 50
        for code in found:
            groups = code.split("-")
            assert [len(group) for group in groups] == [4] * 9
            assert set("".join(groups)) <= set(ALPHABET)
            assert parse_recovery(code) == code

    @given(st.integers())
    def test_as_people_type(self, seed: int) -> None:
        """Case, spaces, dashes of all kinds, letters for digits, Arabic digits."""
        chance = random.Random(seed)
        code = recovery_code()
        other = {"0": "0oO٠۰０", "1": "1iIlL١", "V": "vVuU", "2": "2٢", "-": "- –_−.\u00a0"}
        typed = "".join(chance.choice(other.get(char, char + char.lower())) for char in code)
        assert parse_recovery(f" {typed}\n") == code
        assert as_meant(typed) == code

    def test_every_slip_is_seen(self) -> None:
        """Any other letter anywhere, any two neighbours swapped."""
        code = recovery_code().replace("-", "")
        for at, char in enumerate(code):
            for wrong in set(ALPHABET) - {char}:
                assert not is_code(code[:at] + wrong + code[at + 1 :])
            swapped = code[:at] + code[at : at + 2][::-1] + code[at + 2 :]
            assert swapped == code or not is_code(swapped)

    @pytest.mark.parametrize(
        "odd", ["", "-", "AAAA", "A" * 36, "A" * 37, "قتل" * 12, "\ud800" * 36]
    )
    def test_no_code(self, odd: str) -> None:
        """One sentence; as a passphrase it stays what it is."""
        assert not is_code(odd)
        assert as_meant(odd) == odd

    @given(st.text(max_size=60))
    def test_a_passphrase_is_left_alone(self, text: str) -> None:
        """What is no code is tried as it was typed."""
        assert as_meant(text) == text

    def test_sheet(self) -> None:
        """Both languages, the code twice, the case by its id alone, lines that fit paper."""
        code = recovery_code()
        sheet = passphrase.render_recovery_sheet(code, "4f" * 16)
        rows = ["-".join(code.split("-")[at : at + 3]) for at in (0, 3, 6)]
        assert [line.strip() for line in sheet.splitlines() if line.strip() in rows] == rows * 2
        assert sheet.count("4f" * 16) == 2
        assert "Recovery code" in sheet
        assert "رمز استرداد" in sheet
        assert all(len(line) <= 78 for line in sheet.splitlines())
        typed = "".join(line for line in sheet.splitlines() if line.strip() in rows)
        assert parse_recovery(typed[: len(typed) // 2]) == code


def is_code(text: str) -> bool:
    """Say whether a text is taken for a recovery code."""
    try:
        parse_recovery(text)
    except UsageError:
        return False
    return True
