"""Incidents are suggested per place and day, the same on every machine."""

from tawthiq.match.incident import suggest
from tawthiq.record.claim import Claim, PlaceRef, Reader, Span, When


def claim(key: str, place: str, day: str | None, event: str = "killing", **more: object) -> Claim:
    """Return a claim of harm at a place on a day."""
    time = (When(day, day, "day"),) if day else ()
    ref = PlaceRef(place, "settlement")
    span = Span("words", 0, 5)
    return Claim(key, "item", span, event, Reader("rules", "1"), place=(ref,), time=time, **more)  # type: ignore[arg-type]


class TestSuggestions:
    """One suggestion per place and day; nothing is invented."""

    def test_same_place_and_day(self) -> None:
        """Two claims of one place and day are one incident, whatever the spelling."""
        given = [
            claim("a", "Tal Qamarin", "2031-05-14"),
            claim("b", "تل قمرين", "2031-05-14"),
            claim("c", "Bir Lamisan", "2031-05-14"),
        ]
        names = {"تل قمرين": "Tal Qamarin"}
        assert [(i.place, i.claims) for i in suggest(given, names)] == [
            ("Bir Lamisan", ("c",)),
            ("Tal Qamarin", ("a", "b")),
        ]

    def test_stable_codes(self) -> None:
        """The code follows from place and day alone."""
        first = suggest([claim("a", "Tal Qamarin", "2031-05-14")])
        again = suggest([claim("z", "Tal Qamarin", "2031-05-14")])
        assert first[0].code == again[0].code
        assert first[0].code.startswith("IN-")

    def test_left_out(self) -> None:
        """No day, a span of days, a denial or another event gives no incident."""
        span = When("2031-05-14", "2031-05-16", "days")
        given = [
            claim("a", "Tal Qamarin", None),
            claim("b", "Tal Qamarin", "2031-05-14", event="looting_of_votes"),
            claim("c", "Tal Qamarin", "2031-05-14", polarity="denied"),
            Claim(
                "d", "item", Span("w", 0, 1), "killing", Reader("rules", "1"),
                place=(PlaceRef("Tal Qamarin", "settlement"),), time=(span,),
            ),
        ]  # fmt: skip
        assert suggest(given) == []
