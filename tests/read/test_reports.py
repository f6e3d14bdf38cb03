"""What whole reports say, in invented sentences: tolls, doers and who says so."""

import pytest

from tawthiq.read.reader import read_claims
from tawthiq.record.claim import Claim

_DEAD = {"persons_killed", "bodies"}


def _read(text: str) -> tuple[Claim, ...]:
    return read_claims(text, item="x", dated="2031-05-20", country=None)


def _tolls(text: str) -> list[tuple[int | None, int | None]]:
    return [(k.min, k.max) for c in _read(text) for k in c.count if k.unit in _DEAD]


def _roots(text: str) -> list[str | None]:
    """The last speaker of each claim that counts dead."""
    found = []
    for claim in _read(text):
        speakers = [link.name for link in claim.chain if link.role != "verifier"]
        if any(k.unit in _DEAD for k in claim.count):
            found.append(speakers[-1] if speakers else None)
    return found


def _doers(text: str) -> set[str]:
    return {
        p.name for c in _read(text) if c.event in {"killing", "execution"} for p in c.perpetrator
    }


class TestFigures:
    """A number of the dead is found with its least and greatest value."""

    @pytest.mark.parametrize(
        ("text", "tolls"),
        [
            ("The Sahl Observatory put the number of children killed in the war at 6,627.", [(6627, 6627)]),
            ("Officials have brought to 1,101 the number of villagers who have been killed.", [(1101, 1101)]),
            ("The death toll among rebels reaches 627, the Sahl Monitor says.", [(627, 627)]),
            ("Monitors had estimated the fatalities at 108, including 49 children.", [(108, 108), (49, 49)]),
            ("The provisional tally stood at 165.", [(165, 165)]),
            ("An estimated more than 3,300 people have died.", [(3301, None)]),
            ("In Kanbara, Orvane, hundreds of villagers were burned to death.", [(200, 999)]),
            ("The inquiry counted 251 killings, laying 150 to one side and 79 to the other.", [(251, 251)]),
            ("Fewer than 20 people were killed in Tell Warda.", [(0, 19)]),
            ("A medic gave a preliminary toll of between 10 and 30 dead.", [(10, 30)]),
            ("The team obtained the names of at least 38 victims.", [(38, None)]),
            ("At least 87 people were buried in a mass grave near Tell Warda.", [(87, None)]),
            ("The bodies of seven women and six children were recovered in Tell Warda.", [(7, 7), (6, 6)]),
            ("The bodies of 13 villagers were found shot dead in Tell Warda.", [(13, 13)]),
            ("These include 136 villagers killed, of whom 13 were children.", [(136, 136), (13, 13)]),
            ("Most of the 108 people killed in Tell Warda were women.", [(108, 108), (55, None)]),
            ("An inquiry began into the deaths of eight farmers killed in Tell Warda.", [(8, 8)]),
            ("He gave the ages of all 49 children now known to have been killed.", [(49, 49)]),
        ],
    )  # fmt: skip
    def test_tolls(self, text: str, tolls: list[tuple[int | None, int | None]]) -> None:
        """One sentence for each way in which a report tells a number."""
        assert _tolls(text) == tolls

    def test_parts_before_their_whole(self) -> None:
        """Twenty women "among those killed" are a part of the toll that was given."""
        text = (
            "At least 500 people were killed in Tell Warda. There were 20 women and seven "
            "children among those killed, and evidence shows that 58 women were raped."
        )
        assert _tolls(text) == [(500, None), (20, 20), (7, 7)]

    def test_parts_of_those_killed_by_one_side(self) -> None:
        """A phrase like "of those killed by X, 34 were children" opens parts too."""
        text = (
            "The Sahl Network registered 324 villagers who were killed. Of those killed at the "
            "hands of the army, 34 were children and 22 were women."
        )
        assert _tolls(text) == [(324, 324), (34, 34), (22, 22)]

    @pytest.mark.parametrize(
        "text",
        [
            "The guards denied those killed a decent burial.",
            "The monitors documented 22 cases of abuse, most of which were in Tell Warda.",
            "Currently, the road to Tell Warda is closed.",
        ],
    )
    def test_no_false_dead(self, text: str) -> None:
        """A burial, a case and an adverb are nobody who died."""
        assert not [toll for toll in _tolls(text) if toll[0]]

    def test_who_lives_is_no_part_of_the_dead(self) -> None:
        """Who "has been found alive" is none of the dead."""
        text = "Ten people were killed in Tell Warda. Of the ten, one has been found alive."
        assert _tolls(text) == [(10, 10)]

    def test_a_part_belongs_to_one_verb(self) -> None:
        """The nurse among the dead is not among the wounded too."""
        claims = _read("The attack left 12 people dead, among them a nurse, and 30 wounded.")
        hurt = [k.min for c in claims for k in c.count if k.unit == "persons_injured"]
        assert hurt == [30]


class TestDoers:
    """Who did it is found where the text states it, in whatever shape."""

    @pytest.mark.parametrize(
        ("text", "doer"),
        [
            ("Attacks by the Sahl army killed 13 villagers.", "Sahl army"),
            ("The Sahl Network accused the Valley militia of killing nine villagers.", "Valley militia"),
            ("After killing several villagers in Tell Warda, the fighters fled.", "fighters"),
            ("The Sahl Defence Force (SDF) killed 12 villagers.", "Sahl Defence Force"),
            ("Nine villagers were killed when gunmen hit the market.", "gunmen"),
            ("Nine people were killed and houses burned when militants stormed Tell Warda.", "militants"),
            ("Nine villagers were killed during gunmen attacks on Tell Warda.", "gunmen"),
            ("A group of thugs entered Tell Warda, killing nine villagers.", "thugs"),
            ("Soldiers opened fire on farmers as they tried to flee, killing nine.", "Soldiers"),
            ("Armed men entered Tell Warda, shooting nine villagers dead.", "Armed men"),
            ("The Sahl army has allegedly killed nine farmers, monitors said.", "Sahl army"),
            ("The victims were executed by the Valley militia.", "Valley militia"),
            ("The governor blamed militants for the killings in Tell Warda.", "militants"),
        ],
    )  # fmt: skip
    def test_doer(self, text: str, doer: str) -> None:
        """One sentence for each shape."""
        assert doer in _doers(text)

    @pytest.mark.parametrize(
        "text",
        [
            "The raid killed nine people, the head of a government commission said.",
            "The government should open an inquiry into the deaths of eight farmers.",
        ],
    )
    def test_who_speaks_or_inquires_did_not_do_it(self, text: str) -> None:
        """A commission that reports and a government that is asked are no doers."""
        assert _doers(text) == set()


class TestWhoSaysSo:
    """The original source of a figure is found, or carried over from where it was named."""

    @pytest.mark.parametrize(
        ("text", "root"),
        [
            ("Nine people were killed, two priests who escaped said Saturday.", "two priests"),
            ("One 27-year-old man recounted the execution of two men.", "One 27-year-old man"),
            ("Many fled, according to Salim Wardani, who said he had counted 98 bodies.", "Salim Wardani"),
            ("Nour Agency quoted a security official as saying that nine people died.", "a security official"),
            ("Meanwhile the Sahl Media Center said that nine people were killed.", "Sahl Media Center"),
            ("The toll has risen to 45, Salim Wardani, head of the council, told Nour Agency.", "Salim Wardani"),
            ("Five killed in Tell Warda: officials", "officials"),
            ("At least 36 villagers killed in Tell Warda, says UN", "UN"),
            ("Nine people were killed, a medical group said Wednesday.", "a medical group"),
            ("The army has allegedly killed nine farmers, the Sahl Monitor said.", "Sahl Monitor"),
        ],
    )  # fmt: skip
    def test_root(self, text: str, root: str) -> None:
        """One sentence for each shape."""
        assert _roots(text) == [root]

    def test_a_report_is_its_makers(self) -> None:
        """The words "according to the report" go back to whose report it is."""
        text = (
            "The Sahl Network published a report on Friday, saying that nine people were killed. "
            "According to the report, the Valley militia killed 10 farmers."
        )
        assert _roots(text) == ["Sahl Network", "Sahl Network"]

    def test_a_quotation_goes_on(self) -> None:
        """Sentences inside one quotation are its speaker's, as carried."""
        text = '"They came at night," said Amal Sarim. "My brother died. Two women were shot dead."'
        assert set(_roots(text)) == {"Amal Sarim"}

    def test_a_quotation_told_at_its_end(self) -> None:
        """A speaker named behind the last sentence of a quotation said all of it."""
        text = '"Nine people were killed. Two of them were women," Salim Wardani told Nour Agency.'
        assert set(_roots(text)) == {"Salim Wardani"}

    def test_a_place_of_speech_is_no_place_of_death(self) -> None:
        """Where somebody spoke says nothing of where they died."""
        (claim,) = _read("Nine people were killed in Tell Warda, a local official said in Kanbara.")
        assert [place.name for place in claim.place] == ["Tell Warda"]

    def test_the_last_time_is_background(self) -> None:
        """The dead of "the deadliest attack since March" are not new."""
        claims = _read("It was the deadliest attack since March, when 60 people were killed.")
        rules = {k.rule for c in claims for k in c.count if k.unit in _DEAD}
        assert rules == {"en.count.background"}

    def test_who_is_silent_tells_nothing(self) -> None:
        """A killing that somebody is only asked about is no word of theirs."""
        text = "The ministry refused to comment. The brigade did not respond about the killing of nine men."
        assert _roots(text) == [None]
