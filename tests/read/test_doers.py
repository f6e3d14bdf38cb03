"""Doers named beside the occasion, wholes said again, sites beside a place."""

import pytest

from tawthiq.read.reader import read_claims
from tawthiq.record.claim import Claim


def killing(text: str) -> Claim:
    """Return the last killing of a text."""
    claims = read_claims(text, item="doers", dated="2031-05-20", country=None)
    return [claim for claim in claims if claim.event == "killing"][-1]


class TestDoers:
    """Who attacked is who killed, where the words tie the two together."""

    @pytest.mark.parametrize(
        ("text", "doer"),
        [
            (
                "Six people were killed in shelling carried out by the Nayzak Brigade.",
                "Nayzak Brigade",
            ),
            ("Six people were killed in Tell Warda in an air strike by the army.", "army"),
            ("Six people were killed when soldiers opened fire on a crowd.", "soldiers"),
            ("Six people died at the hands of the Valley Guard.", "Valley Guard"),
            ("قُتل 6 أشخاص في تل وردة في قصف نفّذه لواء النيزك.", "لواء النيزك"),
            ("قُتل 6 أشخاص في تل وردة على يد حرس الوادي.", "حرس الوادي"),
            ("قُتل 6 أشخاص في تل وردة عندما فتح مسلحون النار على المدنيين.", "مسلحون"),
        ],
    )
    def test_named(self, text: str, doer: str) -> None:
        """By, at the hands of, carried out by, when."""
        assert [p.name for p in killing(text).perpetrator] == [doer]

    def test_not_their_own(self) -> None:
        """Rebels who fell when rebels attacked were not killed by rebels."""
        assert not killing("Two rebels were killed when rebels attacked a base.").perpetrator


class TestWholes:
    """A whole that is said again is no part."""

    @pytest.mark.parametrize(
        "text",
        [
            "15 people were killed. Of those 15 people, 11 were killed by the Valley Guard.",
            "قُتل 15 شخصاً في تل وردة. من بين هؤلاء الـ 15، قتل حرس الوادي 11 شخصاً.",
        ],
    )
    def test_only_the_part(self, text: str) -> None:
        """The part has the number and the doer."""
        claims = read_claims(text, item="wholes", dated=None, country=None)
        parts = [c for c in claims if c.count and c.count[0].binds == "part"]
        assert [c.count[0].min for c in parts] == [11]
        assert parts[0].perpetrator


class TestSites:
    """The quarter or village is the place, not the square in it."""

    @pytest.mark.parametrize(
        ("text", "place", "within"),
        [
            ("5 people were killed in the Mill Quarter of Marzahun.", "Mill Quarter", "Marzahun"),
            ("Nine people were killed on Nahr Street in Tell Warda.", "Tell Warda", None),
            ("قُتل 4 أشخاص في حي الطاحون في مرزهون، في ساحة المخبز.", "الطاحون", "مرزهون"),
            ("Nine people were killed at the Nahr hospital.", "Nahr", None),
        ],
    )
    def test_place(self, text: str, place: str, within: str | None) -> None:
        """Name and container."""
        assert [(p.name, p.within) for p in killing(text).place] == [(place, within)]
