"""What the public sees: quoted sentences, no private names, no protected items, coarse places."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base.errors import RefusedError
from tawthiq.publish.dossier import build
from tawthiq.publish.excerpts import excerpt
from tawthiq.publish.masks import masks
from tawthiq.publish.policy import refusals
from tawthiq.publish.redact import redacted
from tawthiq.record.case_facts import Place
from tawthiq.record.claim import Review, Span
from tawthiq.record.release import Facts

PLANTED = ("Qorashan", "Nadim", "Metrani", "Salwa", "Zarouq", "Hadi", "Tarkoun", "Bassel",
           "القرشان", "نديم", "المطراني", "سلوى", "W-07", "letter-HZ")  # fmt: skip
SHELTERED = ("Zarouq", "Hadi", "letter-HZ")


class TestNamesAreGone:
    """Three people are planted (a witness, a victim, a commander) and one protected giver."""

    def test_every_byte(self, accepted: Facts) -> None:
        """No file of the public dossier holds any part of their names, in either script."""
        for path, data in build(accepted, lang="en").items():
            text = data.decode()
            for name in PLANTED:
                assert name.lower() not in text.lower(), (path, name)
                escaped = "".join(f"\\u{ord(letter):04x}" for letter in name)
                assert escaped not in text.lower(), (path, name)
                assert name.lower() not in path.lower()

    def test_planted(self, facts: Facts) -> None:
        """The internal dossier does hold them, so the scan looks for what is there."""
        everything = "".join(data.decode() for data in build(facts, lang="en").values())
        assert all(name in everything for name in PLANTED if name not in SHELTERED)

    def test_names_elsewhere(self, accepted: Facts) -> None:
        """A private name goes from titles, gaps, questions, file names and giver's words too."""
        name = "Salwa Metrani"
        item = accepted.items[0]
        spread = replace(
            accepted,
            settings=replace(accepted.settings, title=f"The killing of {name}"),
            gaps=(f"the phone of {name.upper()} was not read",),
            requests=(replace(accepted.requests[0], words=f"What do you know of {name}?"),),
            items=(replace(item, item=replace(item.item, name=replace(item.item.name, text=f"{name}.txt"))), *accepted.items[1:]),
        )  # fmt: skip
        for path, data in build(spread, lang="en").items():
            assert "metrani" not in data.decode().lower(), path

    def test_staff(self, accepted: Facts) -> None:
        """Who reviewed stays inside the team."""
        assert all(b"Lina" not in data for data in build(accepted, lang="en").values())


class TestTextsAreQuotedOnly:
    """The public reads the sentences that statements quote, and no others."""

    def test_rest_is_gone(self, accepted: Facts) -> None:
        """A sentence that no statement quotes is in no file; no whole text is handed out."""
        files = build(accepted, lang="en")
        assert not any(path.startswith("text/") for path in files)
        assert all(b"Killings on the Skelt coast\n\n" not in data for data in files.values())

    def test_protected_is_absent(self, accepted: Facts) -> None:
        """A protected item has no page, no row, no words."""
        shown = redacted(accepted)
        assert "item-letter" not in {held.id for held in shown.items}
        assert "c11" not in {claim.id for claim in shown.claims}

    def test_marks_still_fit(self, accepted: Facts) -> None:
        """Every quote is the excerpt's own text at its offsets."""
        shown = redacted(accepted)
        texts = {held.id: held.text for held in shown.items}
        for claim in shown.claims:
            text = texts[claim.item]
            assert text is not None
            assert text[claim.quote.start : claim.quote.end] == claim.quote.text
            for count in claim.count:
                assert count.span is not None
                assert text[count.span.start : count.span.end] == count.span.text == count.phrase

    def test_digest_with_a_hidden_name(self, accepted: Facts) -> None:
        """Where a name was hidden the digest is too: a guess could be proved with it."""
        digests = {held.id: held.item.sha256 for held in redacted(accepted).items}
        assert digests["item-report"] == ""

    def test_unreviewed_and_retracted(self, accepted: Facts) -> None:
        """What nobody reviewed, and what was taken back, is not published."""
        one = replace(accepted.claims[5], review=Review())
        changed = replace(
            accepted,
            claims=(*accepted.claims[:5], one, *accepted.claims[6:]),
            retracted={"c7": "by its source"},
        )
        assert {"c6", "c7"}.isdisjoint(claim.id for claim in redacted(changed).claims)


class TestPlacesAreCoarse:
    """No place is drawn finer than the case allows."""

    def test_neighbourhood(self, accepted: Facts) -> None:
        """A neighbourhood gives way to the place that holds it, in tables and data."""
        shown = redacted(accepted)
        assert "Tel Amar" not in {place.name for place in shown.places}
        assert "Tel Amar" not in shown.by_place
        assert shown.incidents[1].place == "Skelt"
        files = build(accepted, lang="en")
        assert b"12.02" not in files["data/places.csv"] + files["data/incidents.geojson"]

    def test_without_a_holder(self, accepted: Facts) -> None:
        """A site in no known place is rounded to the precision that is allowed."""
        site = Place("Old mill", (), None, "building", "-17.123456", "12.654321")
        shown = redacted(replace(accepted, places=(*accepted.places, site)))
        mill = next(place for place in shown.places if place.name == "Old mill")
        assert (mill.precision, mill.lat, mill.lon) == ("settlement", "-17.12", "12.65")

    def test_settlements_stay(self, accepted: Facts) -> None:
        """What is coarse enough is drawn as it is."""
        bir = next(place for place in redacted(accepted).places if place.name == "Bir Sanad")
        assert (bir.lat, bir.lon) == ("-17.72", "11.78")


class TestRefusals:
    """The public release refuses, with every reason, and only the public one."""

    def test_draft(self, facts: Facts) -> None:
        """A draft figure and each unreviewed statement behind one are named."""
        reasons = refusals(replace(facts, audience="public"))
        assert any("readings that nobody has reviewed" in reason for reason in reasons)
        assert any("statement 1," in reason for reason in reasons)
        with pytest.raises(RefusedError) as refused:
            build(replace(facts, audience="public"), lang="en")
        assert refused.value.reasons == reasons
        assert refused.value.status == 4

    def test_one_unreviewed_statement(self, accepted: Facts) -> None:
        """One suggested statement behind one figure is enough."""
        one = replace(accepted.claims[8], review=Review())
        claims = (*accepted.claims[:8], one, *accepted.claims[9:])
        reasons = refusals(replace(accepted, claims=claims))
        assert reasons
        assert all("statement 9," in reason for reason in reasons)

    def test_protected(self, accepted: Facts) -> None:
        """A figure on protected material cannot be shown with its sentence."""
        first = replace(accepted.ladder[3], because=("c11",), certificates=(), accounts=())
        reasons = refusals(replace(accepted, ladder=(first,)))
        assert any("protected" in reason for reason in reasons)

    def test_gone_and_rejected(self, accepted: Facts) -> None:
        """A figure on a claim that is gone, rejected or retracted is refused."""
        first = replace(accepted.ladder[3], because=("nowhere", "c1"), certificates=(), accounts=())
        changed = replace(accepted, ladder=(first,), retracted={"c1": "by its source"})
        reasons = refusals(changed)
        assert any("nowhere" in reason for reason in reasons)
        assert any("retracted" in reason for reason in reasons)

    def test_others_are_not_refused(self, facts: Facts) -> None:
        """Internal, partner and court copies are drafts and say so."""
        assert all(
            not refusals(replace(facts, audience=who)) for who in ("internal", "partner", "court")
        )
        assert refusals(replace(facts, audience="public"), lang="ar")[0].startswith("الرقم")


class TestMasks:
    """A mask finds a name however it is written."""

    @pytest.mark.parametrize(
        "text",
        [
            "said NADIM QORASHAN today",
            "Qorashan’s house",
            "(Nadim)",
            "the Qorashan family",
            "ونديم القُرشَان",
            "لنديم قرشان",
        ],
    )
    def test_spellings(self, text: str) -> None:
        """Case, possessives, brackets, attached prefixes, vowel marks."""
        hide = masks(["Nadim Qorashan", "نديم القرشان"])
        assert not re.search(
            "nadim|qorashan|نديم|قرشان", re.sub("[\u064b-\u0652]", "", hide.mask(text).lower())
        )

    def test_words_inside_words(self) -> None:
        """A name is no part of another word, and a small letter alone gives nobody away."""
        hide = masks(["Rose Day"])
        assert hide.mask("The day after, Daylight rose.") == "The day after, Daylight rose."

    def test_descriptions(self) -> None:
        """A role with a place names nobody; a name behind a role is masked."""
        hide = masks([], ["A survivor from Tel Amar", "Captain Bassel Tarkoun"], ["Tel Amar"])
        assert hide.mask("A survivor from Tel Amar spoke.") == "A survivor from Tel Amar spoke."
        assert "Tarkoun" not in hide.mask("Captain Tarkoun spoke.")

    def test_numbered(self) -> None:
        """A text that is a name keeps a number, so that sources stay apart."""
        hide = masks(["Nadim Qorashan", "Hadi Zarouq"])
        assert hide.mask("Nadim Qorashan") != hide.mask("Hadi Zarouq")

    @given(
        st.text("abc \nالبنم", max_size=30), st.text("abc \nالبنم", max_size=30),
        st.sampled_from(["Nadim Qorashan", "نديم القرشان"]),
    )  # fmt: skip
    def test_anywhere(self, before: str, after: str, name: str) -> None:
        """Set apart in any text, the name is gone and masking again changes nothing."""
        hide = masks([name])
        masked = hide.mask(f"{before} {name} {after}")
        assert name not in masked
        assert hide.mask(masked) == masked


class TestExcerpts:
    """Spans carried into an excerpt hold the same words, but for names."""

    @given(st.data())
    def test_moves(self, data: st.DataObject) -> None:
        """A span inside a quote moves with it; one outside has no place."""
        text = data.draw(st.text("ab N.\n", min_size=4, max_size=60))
        ends = st.integers(0, len(text))
        pairs = data.draw(st.lists(st.tuples(ends, ends), min_size=1, max_size=4))
        quotes = [Span(text[a:b], a, b) for a, b in (sorted(pair) for pair in pairs) if a < b]
        shown = excerpt(text, quotes, masks([]))
        for quote in quotes:
            moved = shown.move(quote)
            assert moved is not None
            assert moved.text == quote.text == shown.text[moved.start : moved.end]

    def test_outside(self) -> None:
        """Words that no quote holds are not in the excerpt."""
        text = "One. Two. Three."
        shown = excerpt(text, [Span("Two.", 5, 9)], masks([]))
        assert shown.text == "Two."
        assert shown.move(Span("One.", 0, 4)) is None
