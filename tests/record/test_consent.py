"""Consent per purpose: nothing by default, the latest stands, a no is not lost between copies."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import from_plain, to_plain
from tawthiq.record.consent import (
    PURPOSES,
    Consent,
    Consents,
    Hold,
    Kept,
    earlier,
    missing,
    overdue,
    purpose_named,
    warnings,
)

ITEM, CODE = "ab" * 32, "Night Heron"
OTHER = "cd" * 32
ALL = (*PURPOSES, "share_with:Rasid Centre")
STATES = ("granted", "refused", "withdrawn")


def entered(*said: Consent) -> Consents:
    """Return consents as one copy enters them: each grant knows of what stands before it."""
    kept: list[Kept] = []
    for number, consent in enumerate(said):
        item = None if consent.subject == CODE else consent.subject
        open_ = Consents(tuple(kept)).standing(item, CODE, consent.purpose).open
        answers = open_ if consent.state == "granted" else ()
        kept.append(Kept(f"e{number}", replace(consent, answers=answers)))
    return Consents(tuple(kept))


consents_ = st.lists(
    st.builds(
        Consent,
        subject=st.sampled_from([ITEM, OTHER, CODE]),
        purpose=st.sampled_from(ALL),
        state=st.sampled_from(STATES),
    ),
    max_size=12,
)


class TestNothingIsGrantedByDefault:
    """A purpose is granted only where an entry grants this purpose to this subject."""

    def test_new_testimony(self) -> None:
        """Every purpose of a new testimony is "not asked"."""
        empty = Consents()
        assert {empty.standing(ITEM, CODE, purpose).state for purpose in ALL} == {"not_asked"}
        assert empty.stopped(ITEM, CODE) is None

    @given(consents_, st.lists(st.booleans(), min_size=12, max_size=12))
    def test_no_grant_without_an_entry(self, said: list[Consent], known: list[bool]) -> None:
        """Whatever was entered, in whatever knowledge of what stood before."""
        whole = entered(*said)
        kept = tuple(
            k if knows else replace(k, consent=replace(k.consent, answers=()))
            for k, knows in zip(whole.kept, known, strict=False)
        )
        for item in (ITEM, OTHER):
            for purpose in ALL:
                standing = Consents(kept).standing(item, CODE, purpose)
                if standing.state == "granted":
                    assert standing.kept in kept
                    found = standing.kept.consent if standing.kept is not None else None
                    assert found is not None
                    assert found.state == "granted"
                    assert found.purpose == purpose
                    assert found.subject in (item, CODE)

    @given(consents_)
    def test_purposes_do_not_lead_to_one_another(self, said: list[Consent]) -> None:
        """What is said of one purpose changes no other."""
        for purpose in ALL:
            alone = entered(*(one for one in said if one.purpose == purpose))
            together = entered(*said)
            assert (
                together.standing(ITEM, CODE, purpose).state
                == alone.standing(ITEM, CODE, purpose).state
            )


class TestTheLatestStands:
    """A person may change their mind, in both directions, and the record shows it."""

    @given(st.lists(st.sampled_from(STATES), min_size=1, max_size=8))
    def test_latest(self, states: list[str]) -> None:
        """In one copy the last word on an item stands, and all before it stays."""
        given_ = entered(*(Consent(ITEM, "court", state) for state in states))  # type: ignore[arg-type]
        assert given_.standing(ITEM, None, "court").state == states[-1]
        assert len(given_.history(ITEM, None)) == len(states)

    def test_code_name_stands_for_all_items(self) -> None:
        """What a protected person says once holds for each of their items, also later ones."""
        given_ = entered(Consent(CODE, "court", "granted"))
        assert given_.standing(ITEM, CODE, "court").state == "granted"
        assert given_.standing(OTHER, CODE, "court").state == "granted"
        assert given_.standing(OTHER, "Grey Owl", "court").state == "not_asked"

    def test_spelling_of_a_body(self) -> None:
        """One body under two spellings of case is one body; another body is another."""
        given_ = entered(Consent(ITEM, "share_with:Rasid Centre", "granted"))
        assert given_.standing(ITEM, None, "share_with:rasid  centre").state == "granted"
        assert given_.standing(ITEM, None, "share_with:Rasid").state == "not_asked"


class TestANoIsNotLost:
    """Where two copies were apart, the no prevails until somebody who knew of it asked again."""

    def test_grant_in_ignorance(self) -> None:
        """A grant entered elsewhere after a withdrawal that it did not know does not count."""
        no = Kept("e1", Consent(ITEM, "court", "withdrawn"))
        yes = Kept("e2", Consent(ITEM, "court", "granted"))
        standing = Consents((no, yes)).standing(ITEM, None, "court")
        assert standing.state == "withdrawn"
        assert standing.unheard == (yes,)
        assert Consents((yes, no)).standing(ITEM, None, "court").state == "withdrawn"

    def test_asked_again(self) -> None:
        """A grant that knew of the withdrawal lifts it."""
        given_ = entered(Consent(ITEM, "court", "withdrawn"), Consent(ITEM, "court", "granted"))
        assert given_.standing(ITEM, None, "court").state == "granted"

    def test_two_copies_that_said_no(self) -> None:
        """A grant that knew of one of two withdrawals leaves the other."""
        one = Kept("e1", Consent(ITEM, "court", "withdrawn"))
        two = Kept("e2", Consent(ITEM, "court", "refused"))
        yes = Kept("e3", Consent(ITEM, "court", "granted", answers=("e1",)))
        assert Consents((one, two, yes)).standing(ITEM, None, "court").state == "refused"

    def test_one_item_is_not_lifted_by_all(self) -> None:
        """A no to one item outlives a yes to all; the other items follow the yes."""
        given_ = entered(Consent(ITEM, "court", "refused"), Consent(CODE, "court", "granted"))
        assert given_.standing(ITEM, CODE, "court").state == "refused"
        assert given_.standing(OTHER, CODE, "court").state == "granted"
        again = entered(*(k.consent for k in given_.kept), Consent(ITEM, "court", "granted"))
        assert again.standing(ITEM, CODE, "court").state == "granted"

    @given(st.permutations(range(4)))
    def test_order_of_copies(self, order: list[int]) -> None:
        """Grants that knew of nothing never outweigh a withdrawal, in any order."""
        said = [Kept(f"e{n}", Consent(ITEM, "store", "granted")) for n in range(3)]
        said.append(Kept("e3", Consent(ITEM, "store", "withdrawn")))
        mixed = Consents(tuple(said[n] for n in order))
        assert mixed.standing(ITEM, None, "store").is_no
        assert mixed.stopped(ITEM, None) is not None


class TestWhatAGrantMustSay:
    """How, when, in which language, who explained which risks; a guardian for a child."""

    FULL = Consent(
        ITEM, "court", "granted", "oral", "ar", "2031-05-22", "Rima", "retaliation at home"
    )

    def test_full(self) -> None:
        """A full grant lacks nothing and warns of nothing."""
        assert missing(self.FULL) == ()
        assert warnings(self.FULL) == ()

    @pytest.mark.parametrize("name", ["form", "language", "date", "explained_by", "risks"])
    def test_each(self, name: str) -> None:
        """Each missing thing is named; refusing and withdrawing need none of them."""
        part = replace(self.FULL, **{name: None})
        assert missing(part) == (name,)
        assert missing(replace(part, state="withdrawn")) == ()

    def test_no_risks(self) -> None:
        """Saying that no risks were explained is possible, and warns."""
        assert missing(replace(self.FULL, risks="")) == ()
        assert warnings(replace(self.FULL, risks=" "))

    def test_child(self) -> None:
        """A child needs a guardian, whatever is said."""
        for child in (replace(self.FULL, child=True), replace(self.FULL, form="guardian")):
            assert missing(child) == ("guardian",)
            assert missing(replace(child, guardian="her aunt")) == ()

    def test_unknown_purpose(self) -> None:
        """An unknown purpose is refused with the list; sharing needs a body."""
        for text in ("publish", "share_with:", "share_with: ", "", "COURT"):
            with pytest.raises(UsageError) as error:
                purpose_named(text)
            assert "publish_anonymous" in error.value.message
        assert purpose_named(" share_with:  Rasid Centre ") == "share_with:Rasid Centre"

    @given(consents_)
    def test_round_trip(self, said: list[Consent]) -> None:
        """A consent goes through plain JSON and back."""
        assert [from_plain(Consent, to_plain(one)) for one in said] == said


class TestRetention:
    """What has to be looked at again, and what the law holds."""

    def test_overdue(self) -> None:
        """The day of what stands counts, not that of what it replaced."""
        old = Consent(ITEM, "store", "granted", until="2031-06-01")
        new = replace(old, until="2032-06-01")
        assert [k.consent for k in overdue(entered(old), "2031-06-02")] == [old]
        assert not list(overdue(entered(old), "2031-06-01"))
        assert not list(overdue(entered(old, new), "2031-06-02"))

    def test_hold(self) -> None:
        """The latest hold stands until it is lifted."""
        hold, lifted = Hold(CODE, "court order 7"), Hold(CODE, "the court is done", lifts=True)
        assert Consents((), (hold,)).hold(ITEM, CODE) == hold
        assert Consents((), (hold,)).hold(ITEM, None) is None
        assert Consents((), (hold, lifted)).hold(ITEM, CODE) is None
        assert Consents((), (hold, lifted, hold)).hold(None, CODE) == hold


class TestEarlierInterviews:
    """Before a person is asked again, the team knows that they were asked before."""

    def test_same_code(self) -> None:
        """Items under the same code name, however it is spelled."""
        items = [("i1", "Night Heron"), ("i2", None), ("i3", "night  heron"), ("i4", "Owl")]
        assert earlier("Night Heron", items) == ("i1", "i3")
        assert earlier("Grey Owl", items) == ()
