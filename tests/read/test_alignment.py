"""Translations are paired sentence by sentence, and numbers that differ are flagged."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.kit.lexicon.pack import load_pack
from tawthiq.read.alignment import align, differences, numbers_in
from tawthiq.record.translation import Translated, Translation

PACKS = (load_pack("en"), load_pack("ar"))
ARABIC = (
    "قُتل خمسة وعشرون مدنياً، بينهم طفلتان، في قصف على بلدة تل وردة يوم ١٤ أيار. "
    "وقال المجلس المحلي إن ثلاثة منازل دُمّرت.\n\n"
    "أصيب أربعون شخصاً بجروح. ونُقل بعضهم إلى مشفى صفوان. ولم يتبنَّ أحد الهجوم."
)
ENGLISH = (
    "Twenty-five civilians, two of them girls, were killed in shelling of the town of Tell "
    "Warda on 14 May. The local council said that three houses were destroyed.\n\n"
    "Forty people were wounded, and some of them were taken to Safwan hospital. "
    "Nobody claimed the attack."
)


def paired(original: str, translation: str) -> list[tuple[str, str]]:
    """Return the texts of the pairs."""
    return [
        (original[p.start : p.end], translation[p.into_start : p.into_end])
        for p in align(original, translation, PACKS)
    ]


class TestAlignment:
    """Sentences meet their translations, also where two became one."""

    def test_two_become_one(self) -> None:
        """Five Arabic sentences stand beside four English ones."""
        found = paired(ARABIC, ENGLISH)
        assert len(found) == 4
        assert found[1] == (
            "وقال المجلس المحلي إن ثلاثة منازل دُمّرت.",
            "The local council said that three houses were destroyed.",
        )
        assert found[2][0].count(".") == 2
        assert found[3][1] == "Nobody claimed the attack."

    def test_what_was_left_out_stands_alone(self) -> None:
        """A sentence that nobody translated has nothing beside it."""
        short = ENGLISH.replace("The local council said that three houses were destroyed.", "")
        alone = [ours for ours, theirs in paired(ARABIC, short) if not theirs]
        assert alone == ["وقال المجلس المحلي إن ثلاثة منازل دُمّرت."]

    def test_a_quote_finds_its_translation(self) -> None:
        """By any stretch inside the sentence."""
        made = Translation(
            "i", "o", "t", "en", "N", None, None, "draft", align(ARABIC, ENGLISH, PACKS)
        )
        both = Translated("e", made, ARABIC, ENGLISH)
        at = ARABIC.index("ثلاثة")
        assert both.beside(at, at + 5).startswith("The local council")
        assert both.beside(10_000, 10_001) == ""

    @settings(max_examples=60, deadline=None)
    @given(*[st.text("ab .\n٣5قتل!؟\u200f", max_size=120)] * 2)
    def test_pairs_cover_both_in_order(self, original: str, translation: str) -> None:
        """No sentence is lost, none stands twice."""
        pairs = align(original, translation, PACKS)
        assert all(a.end <= b.start and a.into_end <= b.into_start for a, b in pairwise(pairs))
        for text, spans in (
            (original, [(p.start, p.end) for p in pairs]),
            (translation, [(p.into_start, p.into_end) for p in pairs]),
        ):
            left = list(text)
            for start, end in spans:
                left[start:end] = " " * (end - start)
            assert not pairs or not "".join(left).strip()

    def test_many_sentences(self) -> None:
        """Two thousand sentences; the pairs far from the diagonal are not tried."""
        ours = " ".join(f"قتل {n} مدنيين في القرية." for n in range(3, 2003))
        theirs = " ".join(f"{n} civilians were killed in the village." for n in range(3, 2003))
        assert len(align(ours, theirs, PACKS)) == 2000

    def test_very_different_lengths(self) -> None:
        """One against hundreds: one pair holds all that cannot be told apart."""
        assert align("قتل مدني.", "A. " * 300 + "One was killed.", PACKS)


class TestNumbers:
    """Numbers on one side only are shown; equal ones are not, however written."""

    def test_equal_numbers(self) -> None:
        """Words, digits of both scripts, duals."""
        assert differences(ARABIC, ENGLISH, align(ARABIC, ENGLISH, PACKS), PACKS) == ()
        assert numbers_in("قتيلان و١٬٣٨٣ جريحاً", PACKS) == {2: 1, 1383: 1}

    def test_a_slip_is_found(self) -> None:
        """Forty became fourteen."""
        slip = ENGLISH.replace("Forty", "Fourteen")
        (found,) = differences(ARABIC, slip, align(ARABIC, slip, PACKS), PACKS)
        assert (found.missing, found.added) == ((40,), (14,))
        assert "أربعون" in found.original

    def test_a_number_left_out_is_found(self) -> None:
        """A translation that drops the girls."""
        slip = ENGLISH.replace(", two of them girls,", "")
        (found,) = differences(ARABIC, slip, align(ARABIC, slip, PACKS), PACKS)
        assert (found.missing, found.added) == ((2,), ())
