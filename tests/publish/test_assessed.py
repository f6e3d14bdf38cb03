"""Findings, assessments and requests on the pages: who sees what of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tawthiq.publish.dossier import build
from tawthiq.publish.policy import refusals
from tawthiq.record.assessment import Assessed, Assessment, Elements
from tawthiq.record.figure import Degree
from tawthiq.record.finding import Concluded, Finding

if TYPE_CHECKING:
    from tawthiq.record.release import Audience, Facts

LANGS = ("index.html", "ar/index.html")
WORDS = "Gunmen killed 27 villagers in Bir Sanad."


def finding(*rests_on: str, **more: object) -> Concluded:
    """Return a finding that two people signed."""
    degree = Degree("reported", "suggested", 27, 27)
    said = Finding(
        WORDS, "reasonable_grounds", rests_on, "one denial", "it names nobody", (degree,)
    )
    base: dict[str, object] = {"signed": "confirmed", "second": "b2", "faults": {}}
    return Concluded("f" * 64, said, "a1", "2025-03-20T08:00:00Z", **{**base, **more})  # type: ignore[arg-type]


def word(author: str, outcome: str) -> Assessed:
    """Return what one person found of where it happened."""
    said = Assessment("x", "where", outcome, f"seen on the tape by {author}", "reasonable_grounds")  # type: ignore[arg-type]
    return Assessed(f"e-{author}", said, author, "2025-03-20T08:00:00Z")


@pytest.fixture
def judged(facts: Facts) -> Facts:
    """Return the case with a finding, and an incident on which two people disagree."""
    code = facts.incidents[0].code
    where = Elements(code, "where", (word("a1", "confirmed"), word("b2", "inconclusive")))
    return replace(
        facts, assessed=(where,), findings=(finding("c4", "item-report", code),),
        people={"a1": "Lina", "b2": "Omar"},
    )  # fmt: skip


def pages(facts: Facts) -> list[str]:
    """Return the front page in both languages."""
    files = build(facts, lang="en")
    return [files[path].decode() for path in LANGS]


class TestFindings:
    """Above the figures, with what they rest on and what speaks against them."""

    def test_shown(self, judged: Facts) -> None:
        """In both languages, each ground a link."""
        for page in pages(judged):
            assert WORDS in page
            assert page.index('id="findings"') < page.index('id="figures"')
            assert "one denial" in page
            assert f'href="#incident-{judged.incidents[0].code}"' in page
            assert "Lina" in page

    def test_none(self, facts: Facts) -> None:
        """Without findings the figures come first, and the page says that there is none."""
        for page in pages(facts):
            assert page.index('id="figures"') < page.index('id="findings"')

    @pytest.mark.parametrize("fault", ["retracted", "rejected", "gone", "changed", "withdrawn"])
    def test_what_fell_is_marked(self, judged: Facts, fault: str) -> None:
        """For the team, in words; nobody else sees the finding."""
        ground = {"changed": "reported", "withdrawn": "f" * 64}.get(fault, "c4")
        fallen = replace(judged, findings=(finding("c4", faults={ground: fault}),))
        for page, whole in zip(pages(fallen), pages(judged), strict=True):
            assert page.count('class="stamp"') > whole.count('class="stamp"')
        assert WORDS not in pages(replace(fallen, audience="court", people={}))[0]

    @pytest.mark.parametrize("signed", ["waiting", "refused"])
    def test_unsigned_ones_stay_inside(self, judged: Facts, signed: str) -> None:
        """Until the second person agrees."""
        waiting = replace(judged, findings=(finding("c4", signed=signed),))
        assert all(WORDS in page for page in pages(waiting))
        assert WORDS not in pages(replace(waiting, audience="court", people={}))[0]


class TestAssessments:
    """Under the incident: the team sees who and why, the public what was found."""

    def test_the_team(self, judged: Facts) -> None:
        """With names, reasons, and that they disagree."""
        english, arabic = pages(judged)
        assert "people of this team disagree" in english
        assert "اختلف أعضاء هذا الفريق" in arabic
        for page in (english, arabic):
            assert "seen on the tape by a1" in page
            assert "Omar" in page

    @pytest.mark.parametrize(("audience", "has_why"), [("court", True), ("partner", True)])
    def test_outside(self, judged: Facts, audience: Audience, *, has_why: bool) -> None:
        """Reasons, but no names of the team."""
        facts = replace(judged, audience=audience, people={}, partner="Rasid")
        for page in pages(facts):
            assert ("seen on the tape" in page) is has_why
            assert "Lina" not in page

    def test_nothing_that_is_not_shown_is_spoken_of(self, judged: Facts) -> None:
        """An assessment or a finding on protected words stands in no dossier."""
        held = judged.items[0]
        item = replace(held.item, protected="Night Heron")
        facts = replace(judged, items=(replace(held, item=item), *judged.items[1:]))
        assert all(WORDS not in page for page in pages(facts))


class TestPublic:
    """What may not be published is named."""

    def test_reasons_and_names_are_gone(self, accepted: Facts, judged: Facts) -> None:
        """The outcome and the standard stay."""
        facts = replace(
            accepted, assessed=judged.assessed, findings=judged.findings, people=judged.people
        )
        for path, data in build(facts, lang="en").items():
            for hidden in ("Lina", "Omar", "seen on the tape"):
                assert hidden not in data.decode("utf-8", "replace"), path
        assert WORDS in pages(facts)[0]
        assert "inconclusive" in pages(facts)[0]

    def test_refused(self, accepted: Facts) -> None:
        """A finding that fell, one on unreviewed words, and an open request."""
        asked = replace(accepted.requests[0], deadline="2025-04-30")
        suggested = accepted.claims[3]
        claims = tuple(
            replace(c, review=replace(c.review, state="suggested")) if c is suggested else c
            for c in accepted.claims
        )
        facts = replace(
            accepted, requests=(asked,), claims=claims,
            findings=(finding("c1", faults={"c1": "rejected"}), finding(suggested.id)),
        )  # fmt: skip
        told = " / ".join(refusals(facts))
        assert "may still answer until 2025-04-30" in told
        assert "no longer holds" in told
        assert "whose reading nobody has reviewed" in told


class TestRequests:
    """Each state in its own words, never a silence that is none."""

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({}, "No answer by"),
            ({"deadline": "2025-04-30"}, "The answer is still awaited."),
            ({"deadline": None}, "The answer is still awaited."),
            ({"answer": "We were not there.", "answered_on": "2025-03-19"}, "We were not there."),
            ({"declined": "No comment.", "answered_on": "2025-03-19"}, "Declined to answer on"),
            ({"deadline": "2025-04-30", "not_awaited": "lives at risk"}, "lives at risk"),
        ],
    )
    def test_states(self, facts: Facts, given: dict[str, str], says: str) -> None:
        """As of the day on which the dossier was made."""
        asked = replace(facts.requests[0], **given)  # type: ignore[arg-type]
        page = pages(replace(facts, requests=(asked,)))[0]
        assert says in page
        assert ("No answer by" in page) is (says == "No answer by")
