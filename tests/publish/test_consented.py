"""Consent at the gate: which items need it, what a release uses, what a withdrawal reaches."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.publish.conftest import figure, held, publishable

from tawthiq.publish.consented import (
    Recipient,
    by_name,
    consent_refusals,
    kept_back,
    lacking,
    needs_consent,
    unconsented,
    used,
)
from tawthiq.publish.leaving import left_out, silenced
from tawthiq.publish.rested import impact, rests_on, withdrawn_since
from tawthiq.record.case_facts import Source
from tawthiq.record.consent import PURPOSES, Consent, Consents, Kept
from tawthiq.record.release import Facts, Release
from tawthiq.record.words import LANGS, Lang

REAL, CODE = "Hadi Zarouq", "W-07"
SOURCES = (
    Source("Rasid Centre", "monitor", aliases=("مركز راصد",)),
    Source("Captain Tarkoun", "party", private=True),
    Source("Salma Nahr", "survivor"),
    Source("Families of Bir Sanad", "relative"),
)


def granted(subject: str, *purposes: str) -> Consents:
    """Return consents that grant these purposes."""
    return Consents(tuple(Kept(p, Consent(subject, p, "granted")) for p in purposes))


class TestWhoIsAsked:
    """People who speak are asked; published reports and bodies are not."""

    @pytest.mark.parametrize(
        ("fields", "is_needed"),
        [
            ({"protected": CODE}, True),
            ({"speaker": "Salma Nahr"}, True),
            ({"speaker": "captain  tarkoun"}, True),
            ({"speaker": "Families of Bir Sanad"}, True),
            ({"speaker": "nobody has stated this one"}, True),
            ({"speaker": "مركز راصد"}, False),
            ({"speaker": "Salma Nahr", "outlet": "Harbour Gazette"}, False),
            ({"outlet": "Harbour Gazette"}, False),
            ({"outlet": "Harbour Gazette", "protected": CODE}, True),
            ({}, False),
        ],
    )
    def test_kinds(self, fields: dict[str, str], is_needed: bool) -> None:  # noqa: FBT001 - a table
        """As the speaker is known to the case."""
        item = held("ab" * 32, "file.txt", "words", **fields)
        assert needs_consent(item, by_name(SOURCES), Consents()) is is_needed

    def test_asked_once(self) -> None:
        """Where somebody was asked, the answer holds, whatever the item is."""
        item = held("ab" * 32, "file.txt", "words", outlet="Harbour Gazette")
        asked = Consents((Kept("e", Consent(item.id, "media", "refused")),))
        assert needs_consent(item, {}, asked)
        assert lacking([item], "court", (), asked)


class TestReasons:
    """A reason names the item and the purpose, and no person."""

    @pytest.mark.parametrize("lang", LANGS)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from([*PURPOSES, "share_with:Rasid"]),
                st.sampled_from(["granted", "refused", "withdrawn"]),
            ),
            max_size=6,
        ),
        st.sampled_from([*PURPOSES, "share_with:Rasid", "share_with:"]),
    )
    def test_no_real_name(self, lang: Lang, said: list[tuple[str, str]], purpose: str) -> None:
        """Whatever was said: code name, first digits, purpose; never who it is."""
        item = held("ab" * 32, f"{REAL}.txt", REAL, protected=CODE, giver=REAL, speaker=REAL)
        kept = tuple(
            Kept(
                str(n),
                Consent(CODE, what, state, guardian=REAL, words=REAL, note=REAL, explained_by=REAL),  # type: ignore[arg-type]
            )
            for n, (what, state) in enumerate(said)
        )
        for reason in lacking([item], purpose, SOURCES, Consents(kept), lang=lang):
            assert CODE in reason
            assert item.id[:8] in reason
            assert "Hadi" not in reason
            assert "Zarouq" not in reason

    def test_no_to_keeping_is_a_no_to_all(self) -> None:
        """Who may not keep it may not share it, whatever was granted before."""
        item = held("ab" * 32, "file.txt", "words", speaker="Salma Nahr")
        yes = granted(item.id, *PURPOSES)
        assert lacking([item], "court", SOURCES, yes) == ()
        no = Consents((*yes.kept, Kept("no", Consent(item.id, "store", "withdrawn"))))
        assert "keeping it: withdrawn" in lacking([item], "court", SOURCES, no)[0]

    @pytest.mark.parametrize("lang", LANGS)
    def test_partner_without_a_name(self, lang: Lang) -> None:
        """Sharing needs to say with whom."""
        item = held("ab" * 32, "file.txt", "words", speaker="Salma Nahr")
        found = unconsented([item], Recipient("partner"), SOURCES, granted(item.id, "share_with:A"))
        assert len(found) == 1
        assert lacking([item], "share_with:", SOURCES, Consents(), lang=lang)


class TestDossiers:
    """A dossier is judged by what it uses."""

    def test_protected_behind_a_figure(self, accepted: Facts) -> None:
        """A figure that rests on a protected testimony uses it, for every audience."""
        resting = figure("reported", 1, None, basis="accepted", because=("c11",))
        for audience in ("public", "court", "partner"):
            facts = replace(accepted, audience=audience, ladder=(resting,), partner="Rasid")  # type: ignore[arg-type]
            assert "item-letter" in {one.id for one in used(facts)}
            assert any(CODE in reason for reason in consent_refusals(facts))

    def test_internal(self, facts: Facts) -> None:
        """The team's own copy is never refused for want of consent."""
        no = Consents((Kept("e", Consent(CODE, "store", "refused")),))
        assert consent_refusals(replace(facts, consents=no)) == ()

    def test_public_quotes_only_what_it_shows(self, facts: Facts) -> None:
        """Items that the public does not see need no consent for it."""
        assert {one.id for one in used(publishable(facts))} == {"item-report", "item-statement"}

    def test_left_out(self, facts: Facts) -> None:
        """Silenced: no words and no claims. Left out: no item, and a gap says how many."""
        quiet = silenced(facts, {"item-report"})
        assert {claim.item for claim in quiet.claims} == {"item-statement", "item-letter"}
        assert next(h for h in quiet.items if h.id == "item-report").text is None
        assert kept_back(quiet.items[0], quiet) == "stopped"
        assert kept_back(facts.items[0], facts) is None
        gone = left_out(facts, {"item-letter"})
        assert "item-letter" not in {h.id for h in gone.items}
        assert gone.gaps[-1].endswith(": 1.")
        assert left_out(facts, ()) is facts


class TestWhatAWithdrawalReaches:
    """Every product that used it is named, and every number before and after."""

    def test_rests_on(self, facts: Facts) -> None:
        """A release names its items, the claims behind its figures, and its numbers."""
        release = rests_on(facts, "00" * 32)
        assert release.items is not None
        assert "item-report" in release.items
        assert {"c1", "c3", "c9"} <= set(release.claims)
        assert release.ladder[-1].low == 1001

    def test_impact(self) -> None:
        """Releases and packages that hold it, releases that do not say, and each rung."""
        releases = {
            "r1": Release("public", "", "", items=("a", "b")),
            "r2": Release("public", "", "", items=("b",)),
            "r3": Release("public", "", ""),
        }
        before = (figure("documented", 5, None), figure("reported", 9, None))
        after = (figure("documented", 5, None), figure("reported", 4, None))
        found = impact(["a"], releases, {"h1": ("a",), "h2": ("b",)}, before, after)
        assert (found.releases, found.handovers, found.unknown) == (("r1",), ("h1",), ("r3",))
        assert [change.how for change in found.changes] == ["stays", "falls"]

    def test_range_moves(self) -> None:
        """Where only the upper end differs, that is said."""
        found = impact((), {}, {}, [figure("reported", 5, 9)], [figure("reported", 5, 7)])
        assert found.changes[0].how == "moves"

    def test_withdrawn_since(self) -> None:
        """Only what came after a release, concerns what it did, and still stands."""
        release = Release("court", "", "", items=("a", "b"))
        later = Consent(CODE, "court", "withdrawn")
        codes = {"a": CODE, "b": None, "c": CODE}
        standing = Consents((Kept("e", later),))
        assert withdrawn_since([("r", release), ("e", later)], standing, codes) == {"r": ("a",)}
        assert withdrawn_since([("e", later), ("r", release)], standing, codes) == {}
        other = replace(later, purpose="publish_named")
        assert withdrawn_since([("r", release), ("e", other)], standing, codes) == {}
        assert withdrawn_since([("r", release), ("e", later)], Consents(), codes) == {}
