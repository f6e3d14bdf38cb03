"""Persons in public texts: given names in every spelling, kunyas, ranks, accused persons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tawthiq.publish.dossier import build
from tawthiq.publish.masks import masks
from tawthiq.record.release import Facts

KNOWN = (
    "Harbour Council",
    "Abu Rasha Brigade",
    "مجلس المرفأ",
    "General Sanad Institute",
    "Umm Sidra",
    "أم سدرة",
)


class TestLooks:
    """A person is hidden by the looks of the words, whatever a reader made of them."""

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("They said Abu Dalmar ordered it.", "Dalmar"),
            ("A woman called Umm Talwan fled.", "Talwan"),
            ("Abu Dalmar al-Skelti ordered it.", "Skelti"),
            ("Commander Bassel Tarkoun entered.", "Tarkoun"),
            ("the group's commander Bassel Tarkoun entered.", "Bassel"),
            ("Sheikh Ranim al-Qadour spoke.", "Qadour"),
            ("27 men were killed by Bassel Tarkoun.", "Tarkoun"),
            ("They died at the hands of Bassel Tarkoun.", "Bassel"),
            ("قال أبو دلمار إن القرية أحرقت", "دلمار"),
            ("رأوا أبا دلمار", "دلمار"),
            ("مع أبي دلمار السكلتي", "السكلتي"),
            ("قالت أُمّ طلوان", "طلوان"),
            ("Salim Abu Dalmar Abu Warsan", "Warsan"),
            ("سليم أبو دلمار أبو ورسان", "ورسان"),
            ("Abu Dalmar Army", "Dalmar"),
            ("القائد باسل طركون دخل", "طركون"),
            ("وللنقيب باسل طركون", "باسل"),
            ("قتلوا على يد باسل طركون", "طركون"),
            ("قتلوا على أيدي باسل الطركون في القرية", "الطركون"),
        ],
    )
    def test_hidden(self, text: str, name: str) -> None:
        """The name is gone; masking again changes nothing."""
        hide = masks((), (), (), KNOWN)
        shown = hide.mask(text)
        assert name not in shown
        assert hide.mask(shown) == shown

    @pytest.mark.parametrize(
        "text",
        [
            "27 men were killed by the Harbour Council.",
            "27 men were killed by Harbour Council gunmen.",
            "27 men were killed by Skeltian government forces.",
            "27 men were killed by Monday.",
            "Abu Rasha Brigade entered Umm Sidra.",
            "General Security entered; the commander said no.",
            "قتلوا على يد مجلس المرفأ",
            "قتلوا على يد قوات الأمن في القرية",
            "قتلوا على يد مسلحين مجهولين",
            "دخلوا أم سدرة",
            "قائد القوات في القرية",
            "killed by Skeltian and Qadrian warplanes",
            "قال القائد إن القوات انسحبت",
        ],
    )
    def test_kept(self, text: str) -> None:
        """Groups, places and sources keep their names."""
        assert masks((), (), (), KNOWN).mask(text) == text


class TestGivenNames:
    """Names given to the case's masks are in no public file."""

    def test_all_spellings(self, accepted: Facts) -> None:
        """A masked source goes with its other spellings, also declined."""
        settings = replace(accepted.settings, masked=("Rasid Centre",))
        for path, data in build(replace(accepted, settings=settings), lang="en").items():
            assert "راصد" not in data.decode(), path
            assert "Rasid" not in data.decode(), path

    @pytest.mark.parametrize("text", ["رأيت نديماً", "للقرشان", "وبالقرشان", "نديم القرشان"])
    def test_declined(self, text: str) -> None:
        """Arabic prefixes and the accusative hide nothing."""
        shown = masks(["نديم القرشان"]).mask(text)
        assert "قرشان" not in shown
        assert "نديم" not in shown

    def test_kunya_cases(self) -> None:
        """A kunya given in one case is hidden in the others."""
        hide = masks(["أبو دلمار"])
        assert all("دلمار" not in hide.mask(f"{k} دلمار") for k in ("أبو", "أبي", "أبا", "لأبي"))

    def test_order(self) -> None:
        """Numbers of persons do not follow the alphabet."""
        names = [f"{letter}alim Qorashan" for letter in "ABDFGHJKLMNST"]
        assert list(masks(names).names) != sorted(masks(names).names)
