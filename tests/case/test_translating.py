"""Translations stand beside the original, are checked by people, and go with it."""

from pathlib import Path

import pytest

from tawthiq.base.errors import UsageError
from tawthiq.case.case import Case, init_case

ARABIC = "قُتل خمسة وعشرون مدنياً في قصف على بلدة تل وردة. وأصيب أربعون شخصاً بجروح."
ENGLISH = "Twenty-five civilians were killed in Tell Warda. Forty-five people were wounded."


@pytest.fixture
def texts(tmp_path: Path) -> tuple[Path, Path]:
    """Return an original and its translation."""
    original, translation = tmp_path / "ar.txt", tmp_path / "en.txt"
    original.write_text(ARABIC, "utf-8")
    translation.write_text(ENGLISH, "utf-8")
    return original, translation


@pytest.fixture
def case(tmp_path: Path, home: Path, texts: tuple[Path, Path]) -> Case:
    """Return a locked case that holds the original."""
    made = init_case(tmp_path / "case", passphrase="seven lamps", home=home)
    made.preserve(texts[0])
    return made


class TestTranslating:
    """Claims quote the original; what stands beside it is somebody's."""

    def test_entered_and_checked(self, case: Case, texts: tuple[Path, Path]) -> None:
        """A draft of a program, then a person's check; the wrong number is shown in both."""
        (item,) = case.preserve.items()
        draft = case.translate(item, texts[1], "en", tool="a program")
        assert draft.made.state == "draft"
        (differing,) = case.translate.differing(draft)
        assert (differing.missing, differing.added) == ((40,), (45,))
        checked = case.translate.check(item, "en", "Sami Dorr")
        assert [one.made.state for one in case.translate.all()] == ["checked"]
        assert checked.made.tool == "a program"
        claim = case.read()[0]
        assert claim.quote.text in ARABIC
        assert checked.beside(claim.quote.start, claim.quote.end).startswith("Twenty-five")
        case.close()

    def test_somebody_made_it(self, case: Case, texts: tuple[Path, Path]) -> None:
        """No translation without a maker; no check by a program."""
        (item,) = case.preserve.items()
        for given in ({}, {"tool": "a program", "state": "checked"}):
            with pytest.raises(UsageError) as caught:
                case.translate(item, texts[1], "en", **given)
            assert caught.value.code == "translation.who"
        with pytest.raises(UsageError):
            case.translate(item, texts[1], "English", translator="S")
        with pytest.raises(UsageError, match="one line"):
            case.translate(item, texts[1], "en", translator="S\nchecked")
        with pytest.raises(UsageError):
            case.translate(item, texts[1].with_name("none"), "en", translator="S")
        with pytest.raises(UsageError):
            case.translate("zz", texts[1], "en", translator="S")
        with pytest.raises(UsageError):
            case.translate.check(item, "en", "S")
        texts[1].write_bytes(b"\xff\xfe\xff")
        with pytest.raises(UsageError):
            case.translate(item, texts[1], "en", translator="S")
        case.close()

    def test_nothing_stands_beside_a_protected_person(
        self, tmp_path: Path, home: Path, texts: tuple[Path, Path]
    ) -> None:
        """Not even where the case is not locked, and their text stands in it."""
        with init_case(tmp_path / "open", unlocked=True, home=home) as made:
            told = {"protected": "Heron", "words": "They came at dawn."}
            item = made.enter("statement", told).item
            with pytest.raises(UsageError, match="sealed"):
                made.translate(item, texts[1], "en", translator="S")
            assert made.translate.all() == ()

    def test_it_goes_with_its_item(self, case: Case, texts: tuple[Path, Path]) -> None:
        """Erasing the original takes the translated text out of the vault too."""
        (item,) = case.preserve.items()
        made = case.translate(item, texts[1], "en", translator="Noura Vash").made
        vault = case._ledger.vault  # the bytes themselves are the point
        assert vault.has(made.sha256)
        case.erase(item, why="asked for", reason="asked")
        assert case.translate.all() == ()
        assert not vault.has(made.sha256)
        assert case.keep.check().status == 0
        case.close()

    def test_the_team_sees_it_under_the_quote(
        self, case: Case, texts: tuple[Path, Path], tmp_path: Path
    ) -> None:
        """In the language of the page, with whose it is; never in what leaves the team."""
        (item,) = case.preserve.items()
        case.translate(item, texts[1], "en", translator="Noura Vash")
        case.read()
        for audience, shown in (("internal", True), ("court", False)):
            case.publish(tmp_path / audience, audience)
            page = (tmp_path / audience / "claims.html").read_text("utf-8")
            assert ("Twenty-five civilians" in page) is shown
            assert ("Noura Vash" in page) is shown
        arabic = (tmp_path / "internal" / "ar" / "claims.html").read_text("utf-8")
        assert "Twenty-five civilians" not in arabic
        case.close()
