"""Languages are told apart by small words and script; doubt leaves a text readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.kit.lexicon.pack import LANGUAGES
from tawthiq.kit.lexicon.tongue import tongue_of, tongues
from tawthiq.read.reader import read_claims, unread

FOREIGN = {
    "fr": "Des hommes armés ont attaqué le village et cinq civils ont été tués dans la nuit.",
    "es": "Hombres armados mataron a cinco civiles en la aldea y se fueron por el valle.",
    "fa": "پنج نفر در این حمله کشته شدند و ده نفر که در بازار بودند زخمی شد",
    "ur": "حملے میں پانچ افراد ہلاک ہو گئے اور دس زخمی ہیں",
    "tr": "Silahlı kişiler bir köye saldırdı ve beş kişi öldü, bu saldırı sonra sürdü.",
    "sw": "Watu watano waliuawa katika shambulio la jana na wengine kumi wa kijiji hicho.",
}


class TestTongues:
    """A language without a pack is named; English and Arabic are never lost."""

    @pytest.mark.parametrize(("code", "text"), FOREIGN.items())
    def test_others_are_told(self, code: str, text: str) -> None:
        """Each by its own small words."""
        assert tongue_of(text) == code

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("5 killed in Tell Warda", "en"),
            ("Dead: 12. San Pedro de la Vega, Los Altos", "en"),
            ("Al-Mirr fighters killed 3 in Wadi al-Safa", "en"),
            ("مقتل خمسة مدنيين", "ar"),
            ("قُتل خمسة من عناصر چاوان في قصف على بلدة", "ar"),
        ],
    )
    def test_doubt_leaves_it_readable(self, text: str, code: str) -> None:
        """Headlines without small words, foreign names, single foreign letters."""
        assert tongue_of(text) == code

    def test_other_scripts_are_none(self) -> None:
        """No pack could read them."""
        assert tongue_of("В результате обстрела погибли пять человек") is None

    @given(st.text(max_size=300))
    def test_any_text_has_an_answer(self, text: str) -> None:
        """A known code or none, whatever the text."""
        assert tongue_of(text) in {None, *tongues()}


class TestUnread:
    """A text in another language gives no claims, and one sentence why."""

    @pytest.mark.parametrize("text", FOREIGN.values())
    def test_no_claims_and_a_reason(self, text: str) -> None:
        """The sentence names the language."""
        assert read_claims(text, item="i", dated=None, country=None) == ()
        assert "nothing was read" in (unread(text) or "")

    def test_readable_texts_have_no_reason(self) -> None:
        """Neither has an empty one."""
        assert unread("Five people were killed.") is None
        assert unread("") is None

    def test_a_foreign_quotation_does_not_stop_the_rest(self) -> None:
        """Blocks are told one by one."""
        text = "Five people were killed in Tell Warda.\n\n" + FOREIGN["fr"]
        assert len(read_claims(text, item="i", dated=None, country=None)) == 1
        assert unread(text) is None

    def test_a_stated_language_without_a_pack(self) -> None:
        """What is said of the text goes before what it looks like."""
        text = "Five people were killed."
        assert read_claims(text, item="i", dated=None, country=None, language="fr") == ()
        assert "French" in (unread(text, "fr") or "")
        assert set(LANGUAGES) <= set(tongues())
