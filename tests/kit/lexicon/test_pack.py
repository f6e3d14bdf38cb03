"""Lexicon packs: loading, overlay, words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base.errors import UsageError
from tawthiq.kit.lexicon.inflect import inflect
from tawthiq.kit.lexicon.pack import LANGUAGES, build_pack, digest_of, load_pack
from tawthiq.kit.lexicon.words import keys_of, split_words

RULE = """
[[rule]]
id = "en.kill"
class = "trigger"
event = "killing"
past = ["felled"]
example = "Nine villagers were felled."
counter = "Nine trees fell."
"""


class TestPacks:
    """Rules are data: complete, named, and covered by a digest."""

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_ids_carry_their_language(self, language: str) -> None:
        """Every rule's id begins with its language, and has both examples."""
        for rule in load_pack(language).rules.values():
            assert rule.id.startswith(f"{language}.")
            assert rule.example
            assert rule.counter
            assert rule.example != rule.counter

    def test_a_later_rule_replaces_an_earlier_one(self) -> None:
        """A project's overlay can replace a rule by its id."""
        pack = build_pack("en", [RULE, RULE.replace("felled", "slain")])
        assert pack.rules["en.kill"].forms == {"past": ("slain",)}

    def test_the_digest_covers_the_text(self) -> None:
        """A changed word changes the digest; line ends do not."""
        one, two = build_pack("en", [RULE]), build_pack("en", [RULE.replace("felled", "slain")])
        assert one.sha256 != two.sha256
        assert build_pack("en", [RULE.replace("\n", "\r\n")]).sha256 == one.sha256
        assert digest_of([one]) != digest_of([two])

    def test_a_rule_without_examples_is_refused(self) -> None:
        """A rule that lacks a key is named in one sentence."""
        with pytest.raises(UsageError, match="lacks 'counter'"):
            build_pack("en", [RULE.replace("counter", "other")])

    def test_an_unknown_language_is_refused(self) -> None:
        """There is no pack for every language."""
        with pytest.raises(UsageError, match="no lexicon"):
            load_pack("tlh")


class TestInflection:
    """Forms that are made are the regular ones."""

    def test_english_verbs(self) -> None:
        """Third person, past and -ing, with doubled and dropped letters."""
        forms = inflect("en-verb", {"base": ("gun down", "execute", "rob", "bury")})
        assert forms["past"] == ("gunned down", "executed", "robbed", "buried")
        assert forms["ing"] == ("gunning down", "executing", "robbing", "burying")
        assert "buries" in forms["base"]

    def test_arabic_nouns(self) -> None:
        """Dual and accusative; a form that is a plural is no dual."""
        forms = inflect("ar-noun", {"singular": ("مدني", "طفلة"), "plural": ("مدنيون",)})
        assert "مدنيين" in forms["plural"]
        assert "مدنيين" not in forms["dual"]
        assert "طفلتان" in forms["dual"]
        assert "مدنيا" in forms["singular"]


class TestWords:
    """Words keep their offsets; clitics are words where what remains is known."""

    def test_possessives_and_hyphens(self) -> None:
        """A possessive is a word of its own, a hyphened word one."""
        keys = [word.key for word in split_words("The mayor’s pro-army men", frozenset())]
        assert keys == ["the", "mayor", "'s", "pro-army", "men"]

    def test_arabic_clitics(self) -> None:
        """The conjunction is split from a known verb, not from a word that begins with its letter."""
        known = frozenset({"قتلت", "وزاره"})
        assert [word.key for word in split_words("وقتلت الوزارة", known)] == ["و", "قتلت", "وزاره"]
        assert keys_of("القوات الحكومية") == ("قوات", "حكوميه")

    @given(st.text())
    def test_words_lie_in_the_text(self, text: str) -> None:
        """Words come in order, do not overlap, and lie inside the text."""
        end = 0
        for word in split_words(text, frozenset({"قتل"})):
            assert end <= word.start < word.end <= len(text)
            end = word.end
