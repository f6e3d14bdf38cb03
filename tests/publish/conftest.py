"""An invented case for dossiers: every person, village, group and outlet in it is fictional."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tawthiq.record.case_facts import Place, Request, Settings, Source
from tawthiq.record.claim import (
    Claim,
    Count,
    Link,
    Perpetrator,
    PlaceRef,
    Reader,
    Review,
    Share,
    Span,
    Status,
    Victim,
    When,
    Whole,
)  # fmt: skip
from tawthiq.record.figure import Account, Beside, Certificate, Figure, Scope, Step
from tawthiq.record.incident import Incident
from tawthiq.record.item import FileName, Item, Receipt, TextView
from tawthiq.record.release import Facts, Head, Held

REPORT = """Killings on the Skelt coast

Northern Wire said more than 1,000 people were killed, more than half by forces of the Harbour Council.
Northern Wire verified more than 120 bodies at six locations near Tel Amar.
In the early hours of March 7 gunmen entered Bir Sanad and killed at least 27 men, said Rasid Centre.
A survivor, Nadim Qorashan, said his neighbour Salwa Metrani was shot in Tel Amar on the morning of March 8.
Northern Wire could not independently verify the video from Qasr Nour.
The Harbour Council did not respond to requests for comment.
The Council's commander Bassel Tarkoun denied that anyone was killed in Bir Sanad.
"""
STATEMENT = """بيان مركز راصد
وثّق مركز راصد مقتل 40 مدنياً في بئر سند بين 7 و9 آذار 2025، بينهم سلوى المطراني.
قال نديم القرشان إن مسلحين أطلقوا النار على المنازل.
"""
LETTER = "Testimony of Hadi Zarouq, kept for the court alone: my brother was killed in Tel Amar.\n"
READER = Reader("rules", "1")


class Builder:
    """Makes claims whose spans are found in the text that they quote."""

    def __init__(self, item: str, text: str) -> None:
        self.item, self.text = item, text

    def span(self, words: str) -> Span:
        """Return where these words stand."""
        start = self.text.index(words)
        return Span(words, start, start + len(words))

    def line(self, words: str) -> Span:
        """Return the line that holds these words."""
        start = self.text.rindex("\n", 0, self.text.index(words)) + 1
        return Span(
            self.text[start : self.text.index("\n", start)], start, self.text.index("\n", start)
        )

    def claim(
        self, id_: str, words: str, event: str, chain: tuple[Link, ...], **fields: object
    ) -> Claim:
        """Return a claim on the line that holds these words."""
        quote = self.line(words)
        return Claim(
            id=id_, item=self.item, quote=quote, event=event, reader=READER, chain=chain, **fields
        )  # type: ignore[arg-type]

    def count(
        self,
        phrase: str,
        low: int | None,
        high: int | None,
        kind: str,
        binds: str,
        **fields: object,
    ) -> Count:
        """Return a count with the phrase that gives it."""
        return Count(
            unit="persons_killed", min=low, max=high, kind=kind, binds=binds, phrase=phrase,  # type: ignore[arg-type]
            rule="test", span=self.span(phrase), **fields,
        )  # fmt: skip


GAZETTE = Link("Harbour Gazette", "outlet", "relayed_by")
WIRE = Link("Northern Wire", "agency")
RASID = Link("Rasid Centre", "monitor")
RASID_AR = Link("مركز راصد", "monitor")
BIR = PlaceRef("Bir Sanad", "settlement")
TEL = PlaceRef("Tel Amar", "settlement")
COUNCIL = Perpetrator("Harbour Council", kind="group")


def claims() -> tuple[Claim, ...]:
    """Return the claims of the case, in order."""
    en, ar = Builder("item-report", REPORT), Builder("item-statement", STATEMENT)
    letter = Builder("item-letter", "\n" + LETTER)
    day = When("2025-03-07", "2025-03-07", "day", "early hours")
    days = When("2025-03-07", "2025-03-09", "range")
    total = en.count("more than 1,000", 1001, None, "lower_bound", "stated")
    half = en.count(
        "more than half", 501, None, "fraction", "part", share=Share(over=(1, 2)), whole=Whole("c1")
    )
    private = letter.claim(
        "c11", "Testimony", "killing", (Link("Hadi Zarouq", "witness"),), place=(TEL,)
    )
    private = replace(private, quote=Span(LETTER.strip(), 0, len(LETTER.strip())))
    return (
        en.claim("c1", "more than 1,000", "killing", (GAZETTE, WIRE), count=(total,)),
        en.claim("c2", "more than 1,000", "killing", (GAZETTE, WIRE), count=(half,), perpetrator=(COUNCIL,)),
        en.claim("c3", "verified more than 120", "bodies_found", (GAZETTE, WIRE, replace(WIRE, role="verifier")),
                 count=(en.count("more than 120", 121, None, "lower_bound", "documented"),),
                 status=Status("verified"), place=(PlaceRef("Tel Amar", "settlement", relation="near"),)),
        en.claim("c4", "at least 27", "killing", (GAZETTE, RASID),
                 count=(en.count("at least 27", 27, None, "lower_bound", "stated"),), place=(BIR,), time=(day,),
                 victim=(Victim(sex="male"),)),
        en.claim("c5", "A survivor", "killing", (GAZETTE, Link("Nadim Qorashan", "witness")), place=(TEL,),
                 victim=(Victim(name="Salwa Metrani", status=("civilian",)),),
                 time=(When("2025-03-08", "2025-03-08", "day", "morning"),)),
        en.claim("c6", "could not independently", "verification_caveat", (GAZETTE, WIRE),
                 place=(PlaceRef("Qasr Nour", "settlement"),)),
        en.claim("c7", "did not respond", "no_response", (GAZETTE,)),
        en.claim("c8", "commander Bassel", "killing", (GAZETTE, Link("Harbour Council", "party")), place=(BIR,),
                 polarity="denied", perpetrator=(Perpetrator("Bassel Tarkoun", kind="person"),)),
        ar.claim("c9", "40 مدنياً", "killing", (RASID_AR,), place=(PlaceRef("بئر سند", "settlement"),),
                 count=(ar.count("40 مدنياً", 40, 40, "exact", "stated"),), time=(days,), as_of="2025-03-09",
                 victim=(Victim(name="سلوى المطراني", status=("civilian",)),)),
        ar.claim("c10", "نديم", "attack", (RASID_AR, Link("نديم القرشان", "witness")),
                 place=(PlaceRef("بئر سند", "settlement"),)),
        private,
    )  # fmt: skip


def figure(standard: str, low: int, high: int | None, **fields: object) -> Figure:
    """Return a figure with what a test says and nothing else."""
    base: dict[str, object] = {
        "scope": Scope(), "basis": "suggested", "profile": "conservative", "min": low, "max": None, "floor": low,
        "sturdy": 0, "sturdy_by_item": 0, "low": low, "high": high, "spread": None, "accounts": (), "because": (),
        "contradictions": (), "contested": (), "unquantified": (), "beside": (),
    }  # fmt: skip
    return Figure(standard=standard, **{**base, **fields})  # type: ignore[arg-type]


def ladder() -> tuple[Figure, ...]:
    """Return the ladder of the whole case."""
    return (
        figure("verified_by_us", 0, None),
        figure("verified", 121, None, because=("c3",), verifiers=("Northern Wire",), relayed_by=("Harbour Gazette",),
               carriers=("Northern Wire",), certificates=(Certificate(121, 1, 121, (Step("c3", 1, 121),)),)),
        figure("documented", 121, None, because=("c3",), carriers=("Northern Wire",),
               certificates=(Certificate(121, 1, 121, (Step("c3", 1, 121),)),)),
        figure("reported", 1001, 1001, floor=1001, sturdy=67, spread=(1001, 1001, "open"), because=("c1",),
               accounts=(Account("Northern Wire", 1001, None, None, ("c1",)), Account("Rasid Centre", 40, 67, "2025-03-09", ("c9", "c4"))),
               carriers=("Northern Wire",), contested=("c5",), beside=(Beside("c8", "party"),),
               certificates=(Certificate(1001, 1, 1001, (Step("c1", 1, 1001),)),)),
    )  # fmt: skip


def by_place() -> dict[str, tuple[Figure, ...]]:
    """Return ladders of two villages; the third has no number."""
    scope = Scope(places=("Bir Sanad",))
    bir = figure("reported", 27, 40, scope=scope, floor=40, sturdy=27, sturdy_by_item=27, spread=(27, 40, "closed"),
                 because=("c9",), accounts=(Account("مركز راصد", 40, 40, "2025-03-09", ("c9",)), Account("Rasid Centre", 27, None, None, ("c4",))),
                 carriers=("مركز راصد", "Rasid Centre"),
                 certificates=(Certificate(40, 1, 40, (Step("c9", 1, 40),)),))  # fmt: skip
    tel = figure("reported", 0, None, scope=Scope(places=("Tel Amar",)), unquantified=("c5",))
    return {"Bir Sanad": (bir,), "Tel Amar": (tel,)}


def by_perpetrator() -> dict[str, tuple[Figure, ...]]:
    """Return the ladder of one side, with a derived step."""
    step = Step("c2", 1, 501, "more than half of at least 1,001 is at least 501", ("c1",))
    return {"Harbour Council": (figure("reported", 501, None, floor=501, because=("c2",), carriers=("Northern Wire",),
                                       certificates=(Certificate(501, 1, 501, (step,)),)),)}  # fmt: skip


def held(id_: str, name: str, text: str | None, **fields: object) -> Held:
    """Return an item with one receipt."""
    view = TextView(id_, "plain", "ab" * 32, len(text or ""), None if text else "the file is empty")
    receipt = Receipt(
        "2025-03-20T09:30:00Z", fields.pop("giver", None), "upload", "asked for", "none"
    )  # type: ignore[arg-type]
    item = Item("cd" * 32, 4096, FileName(name), "r1", "text/plain", dated="2025-03-15", **fields)  # type: ignore[arg-type]
    return Held(id_, item, (receipt,), view, text)


@pytest.fixture
def facts() -> Facts:
    """The invented case as an internal draft."""
    return Facts(
        settings=Settings("Killings on the Skelt coast", "NA", fictional=True),
        case_id="3f9a61c0", audience="internal", made_at="2025-03-21T08:00:00Z",
        items=(
            held("item-report", "report.txt", REPORT, outlet="Harbour Gazette", giver="the desk"),
            held("item-statement", "بيان راصد.txt", STATEMENT, giver="مركز راصد"),
            held("item-letter", "letter-HZ.txt", LETTER, protected="W-07", giver="Hadi Zarouq"),
            held("item-empty", "empty\u202egnp.bin", None),
        ),
        claims=claims(),
        incidents=(
            Incident("SK-01", "Bir Sanad", None, "2025-03-07", "2025-03-09", ("c4", "c9")),
            Incident("SK-02", "Tel Amar", None, "2025-03-08", "2025-03-08", ("c5",)),
            Incident("SK-03", "Qasr Nour", None, None, None, ("c6",)),
        ),
        ladder=ladder(), by_place=by_place(), by_perpetrator=by_perpetrator(),
        by_status={"civilian": (figure("reported", 40, 40, spread=(40, 40, "closed"), because=("c9",), carriers=("مركز راصد",)),)},
        sources=(
            Source("Rasid Centre", "monitor", aliases=("مركز راصد",), reliability="B"),
            Source("Harbour Council", "party", "belligerent"),
            Source("Northern Wire", "agency", reliability="A"),
            Source("Nadim Qorashan", "witness", aliases=("نديم القرشان",), private=True),
        ),
        places=(
            Place("Bir Sanad", ("بئر سند",), "Skelt", "settlement", "-17.72", "11.78", "NA", "invented"),
            Place("Tel Amar", ("تل عمار",), "Skelt", "neighbourhood", "-17.45", "12.02", "NA", "invented"),
            Place("Skelt", (), None, "district", "-17.55", "12.20", "NA", "invented"),
        ),
        places_of={"بئر سند": "Bir Sanad"},
        requests=(
            Request("Harbour Council", "Were your forces in Bir Sanad on 7 March 2025?", "2025-03-18", "e-mail", "2025-03-20"),
        ),
        heads=(Head("a1", 61, "example.org/a1\n61\nAAAA\n\n— example.org/a1 BBBB\n", "example.org/a1+00000000+CCCC"),),
        view_digest="ef" * 32, software={"tawthiq": "0.1.0"}, gaps=("2 voice messages were not transcribed",),
        skipped=("verify", "match"),
    )  # fmt: skip


@pytest.fixture
def accepted(facts: Facts) -> Facts:
    """The same case with every free reading accepted, for the public."""
    return publishable(facts)


def publishable(facts: Facts) -> Facts:
    """Return the facts as a person left them: readings accepted, figures on that basis."""
    done = tuple(
        replace(claim, review=Review("accepted", "Lina Q.", "2025-03-20T10:00:00Z"))
        for claim in facts.claims
    )

    def settled(table: dict[str, tuple[Figure, ...]]) -> dict[str, tuple[Figure, ...]]:
        return {
            words: tuple(replace(f, basis="accepted") for f in rungs)
            for words, rungs in table.items()
        }

    return replace(
        facts, audience="public", claims=done, ladder=settled({"": facts.ladder})[""],
        by_place=settled(dict(facts.by_place)), by_perpetrator=settled(dict(facts.by_perpetrator)),
        by_status=settled(dict(facts.by_status)),
    )  # fmt: skip
