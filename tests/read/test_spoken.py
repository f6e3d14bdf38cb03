"""Who reports is no doer; people and bodies keep their kind and their whole name."""

import pytest

from tawthiq.read.reader import read_claims
from tawthiq.record.claim import Claim


def read(text: str) -> tuple[Claim, ...]:
    """Read an invented text."""
    return read_claims(text, item="spoken", dated="2031-05-20", country=None)


def roots(text: str) -> list[tuple[str | None, str]]:
    """Return the root of each claim that counts people: name and kind."""
    return [(c.chain[-1].name, c.chain[-1].kind) for c in read(text) if c.count]


class TestReportersAreNoDoers:
    """A newsroom, a monitor or a UN body never becomes the killer."""

    @pytest.mark.parametrize(
        "text",
        [
            "A video shows at least 14 bodies in Tell Warda, reviewed by the BBC.",
            "Ten people were killed in a video verified by Nour Agency.",
            "Ten people were killed in Tell Warda, in footage published by Sahl Radio.",
            "Ten people were killed in an attack documented by the Sahl Monitor.",
            "At least 14 bodies were counted in Tell Warda by the Sahl Observatory.",
            "قُتل تسعة أشخاص في تل وردة في مقطع تحققت منه وكالة نور.",
            "مقتل 9 أشخاص في تل وردة من قبل وكالة نور",
        ],
    )
    def test_no_doer(self, text: str) -> None:
        """Reviewed, verified, published, documented, counted by."""
        claims = read(text)
        assert claims
        assert not any(claim.perpetrator for claim in claims)

    def test_who_gave_the_name(self) -> None:
        """A monitor that calls the doers something is none of them."""
        (claim,) = read("Five men were killed by what the Sahl Monitor called government forces.")
        assert [p.name for p in claim.perpetrator] == ["government forces"]

    def test_a_doer_stays(self) -> None:
        """The one who did it is still named beside the one who reports it."""
        (claim,) = read("Nine men were killed by the Valley Guard, the BBC reported.")
        assert [p.name for p in claim.perpetrator] == ["Valley Guard"]


class TestKinds:
    """Civil authorities are officials, forces are a party, people with a role witnesses."""

    @pytest.mark.parametrize(
        ("text", "root"),
        [
            ("The health ministry said 30 people were killed.", ("health ministry", "official")),
            ("The Red Crescent said 30 people were killed.", ("Red Crescent", "official")),
            ("The civil registry said 30 people were killed.", ("civil registry", "official")),
            ("The defence ministry said 30 people were killed.", ("defence ministry", "party")),
            ("The police said 30 people were killed.", ("police", "party")),
            ("قالت وزارة الصحة إن 30 شخصاً قُتلوا.", ("وزارة الصحة", "official")),
            ("قال الدفاع المدني إن 30 شخصاً قُتلوا.", ("الدفاع المدني", "official")),
            ("قالت وزارة الدفاع إن 30 شخصاً قُتلوا.", ("وزارة الدفاع", "party")),
            ("30 people were killed, according to an activist.", ("an activist", "witness")),
            (
                "According to a report by the Sahl Observatory, 30 people were killed.",
                ("Sahl Observatory", "monitor"),
            ),
            ("30 people were killed, a paramedic said.", ("a paramedic", "witness")),
            ("قُتل 30 شخصاً بحسب ناشطة في المدينة.", ("ناشطة في المدينة", "witness")),
            ("قال إمام المسجد إن 30 شخصاً قُتلوا.", ("إمام المسجد", "witness")),
            ("An AFP journalist said 30 people were killed.", ("AFP journalist", "agency")),
        ],
    )
    def test_root(self, text: str, root: tuple[str, str]) -> None:
        """Name and kind of the original source."""
        assert roots(text) == [root]


class TestNames:
    """The name of a body is kept whole."""

    @pytest.mark.parametrize(
        "name",
        [
            "الشبكة السورية لحقوق الإنسان",
            "المرصد السوري لحقوق الإنسان",
            "رابطة عائلات المفقودين",
            "منظمة السهل من أجل الحقيقة والعدالة",
        ],
    )
    def test_whole(self, name: str) -> None:
        """Country, aim and members belong to it; its words tell no event."""
        text = f"قالت {name} إن 30 شخصاً قُتلوا."
        assert roots(text) == [(name, "monitor")]
        assert len(read(text)) == 1


class TestTheSameAgain:
    """Whoever is pointed back to keeps the name that the text gave first."""

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            (
                "A doctor said 5 people were killed. The same doctor said 3 men were injured.",
                "A doctor",
            ),
            (
                "A doctor said 5 people were killed. He said two women were shot.",
                "A doctor",
            ),
            (
                "A local farmer said 5 people were killed. The farmer said 3 people were injured.",
                "A local farmer",
            ),
            (
                "قال طبيب في المدينة إن 5 أشخاص قُتلوا. وقال الطبيب نفسه إن 3 رجال أصيبوا.",
                "طبيب في المدينة",
            ),
            (
                "قال طبيب في المدينة إن 5 أشخاص قُتلوا. وقال المصدر نفسه إن 3 رجال أصيبوا.",
                "طبيب في المدينة",
            ),
            ("قال شاهد عيان إن 5 أشخاص قُتلوا. وأضاف الشاهد أن 3 أشخاص أصيبوا.", "شاهد عيان"),
        ],
    )
    def test_one_name(self, text: str, name: str) -> None:
        """The same doctor, the farmer, he, the same source."""
        assert {root[0] for root in roots(text)} == {name}

    def test_another(self) -> None:
        """Another resident is another source."""
        text = "A resident said 5 people were killed. Another resident said 6 men were killed."
        assert len(set(roots(text))) == 2


class TestParts:
    """A part stays a part, whoever gives it and however the whole is said."""

    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("Of the 90 people killed in Tell Warda on 7 March 2031, 30 were children.", [30]),
            (
                "Of the 90 people killed in Tell Warda, more than a third were children and a quarter were women.",
                [31, 22],
            ),
            ("Of at least 90 people killed in Tell Warda, 30 were children.", [30]),
            ("Ten men were killed. Two of them were shot at home, a resident said.", [2]),
            ("Ten men were killed. Of the ten, three were students, a resident said.", [3]),
            ("Ten men were killed. Three of the ten were students, a resident said.", [3]),
            ("قُتل عشرة أشخاص. اثنان منهم قُتلا في منزلهما، بحسب أحد السكان.", [2]),
            ("من بين 90 شخصاً قُتلوا في تل وردة، كان 30 طفلاً، بحسب مرصد السهل.", [30]),
            ("قُتل 12 مدنياً في تل وردة بينهم 4 من عائلة واحدة.", [4]),
        ],
    )
    def test_parts(self, text: str, parts: list[int]) -> None:
        """One whole, and its parts below it."""
        claims = [c for c in read(text) if c.event == "killing"]
        whole = [c for c in claims if c.count[0].binds != "part"]
        assert len(whole) == 1
        below = [c.count[0] for c in claims if c.count[0].binds == "part"]
        assert [count.min for count in below] == parts
        assert all(c.whole is not None and c.whole.claim == whole[0].id for c in below)


class TestNoPlaces:
    """What only looks like a place is none."""

    @pytest.mark.parametrize(
        ("text", "places"),
        [
            ("Nine people were killed, a researcher in Sahl Monitor said.", []),
            ("Five people were killed on Route 5.", []),
            ("قُتل طفل في الثالثة من عمره في تل وردة.", ["تل وردة"]),
            ("قُتل 40 شخصاً في الساحل السوري.", ["الساحل السوري"]),
        ],
    )
    def test_places(self, text: str, places: list[str]) -> None:
        """A monitor, a road's number, an age; the coast by its whole name."""
        assert [p.name for p in read(text)[0].place] == places
