"""Who may do what, and what two people agreed to: no key does alone what takes two."""

import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base.shape import to_plain
from tawthiq.record.permissions import permissions
from tawthiq.record.person import Act, Answer, Approval, Confirmation, Proposal, Stated, Verdict
from tawthiq.record.team import Team, decide, roles, team_of

HOME, AWAY = "a0" * 16, "b0" * 16  # the founder's log, another one
AMINA, BASIL, CARLA = "aa" * 16, "bb" * 16, "cc" * 16
KEYS = {AMINA: "a1" * 32, BASIL: "b1" * 32, CARLA: "c1" * 32}
WHAT, OTHER = "01" * 32, "02" * 32
_numbers = itertools.count()


def act(
    kind: str, author: str, payload: object, *, log: str = HOME, signer: str | None = ""
) -> Act:
    """Return an act, signed by its author's own key unless `signer` says otherwise."""
    key = KEYS.get(author) if signer == "" else signer
    plain: Mapping[str, Any] = payload if isinstance(payload, dict) else to_plain(payload)
    return Act(f"{next(_numbers):064x}", kind, log, author, key, plain)


def person(author: str, *given: str, by: str = AMINA, **more: Any) -> Act:  # noqa: ANN401 - fields of any kind
    """Return a statement about a person: name, key and roles, signed by `by`."""
    name = {AMINA: "Amina", BASIL: "Basil", CARLA: "Carla"}[author]
    options = {"key": KEYS[author]} | more
    log, signer = options.pop("log", HOME), options.pop("signer", "")
    return act("person", by, Stated(author, name, roles=given, **options), log=log, signer=signer)


def proposal(by: str = AMINA, what: str = WHAT, verb: str = "publish", **more: Any) -> Act:  # noqa: ANN401 - fields of any kind
    """Return a proposal."""
    return act("proposal", by, Proposal(verb, what, "publish it"), **more)


def answer(to: Act, by: str = BASIL, verdict: Verdict = "yes", **more: Any) -> Act:  # noqa: ANN401 - fields of any kind
    """Return an answer to a proposal."""
    return act("confirmation", by, Confirmation(to.id, verdict), **more)


def by_file(to: Act, by: str = BASIL, verdict: Verdict = "yes", signature: str = "5e" * 64) -> Act:
    """Return an answer that Amina brought in as a file, signed by `by`."""
    asked = Proposal(**{k: to.payload[k] for k in ("act", "what", "summary")}).digest
    said = Confirmation(
        to.id, verdict, "", Answer(KEYS[by], "2031-01-01T00:00:00Z", asked, signature)
    )
    return act("confirmation", AMINA, said, signer=KEYS[by])


ALONE = [act("case", AMINA, {"case": "0f" * 16}, signer=None), person(AMINA, "lead")]
TWO = [*ALONE, person(BASIL, "publisher", "reviewer", "auditor")]
THREE = [*TWO, person(CARLA, "publisher")]


def state(acts: list[Act], asked: Act) -> str:
    """Return how a proposal stands."""
    return team_of(acts).standings[asked.id].state


class TestRights:
    """Every right goes back to the founder's log; only a lead gives others."""

    def test_the_founder_leads(self) -> None:
        """Who made the case may take others in."""
        assert roles(TWO) == {AMINA: ("lead",), BASIL: ("reviewer", "publisher", "auditor")}

    def test_before_anybody_has_a_key_everybody_may(self) -> None:
        """A case without keys goes on as checked by one person."""
        team = team_of([ALONE[0]])
        assert decide(team, AMINA, "publish", WHAT) == Approval(1, (AMINA,))

    def test_who_is_not_vouched_for_only_asks(self) -> None:
        """A key that somebody states of themselves is shown, and gives no right."""
        team = team_of([*ALONE, person(BASIL, "lead", by=BASIL, log=AWAY)])
        assert team.people[BASIL].key is None
        assert team.people[BASIL].asks == KEYS[BASIL]
        assert team.people[BASIL].roles == ()
        assert not team.takes_two

    def test_another_log_founds_nothing(self) -> None:
        """A second case entry changes nothing, nor does one before the remembered founder's."""
        forged = act("case", CARLA, {"case": "0f" * 16}, log=AWAY, signer=None)
        claimed = person(CARLA, "lead", by=CARLA, log=AWAY)
        for acts in ([*TWO, forged, claimed], [forged, claimed, *TWO]):
            team = team_of(acts, HOME)
            assert team.founder == AMINA
            assert team.people[CARLA].roles == ()

    def test_a_lead_cannot_take_over_a_key(self) -> None:
        """A key in force is replaced by its own signature only."""
        stolen = person(BASIL, "publisher", key=KEYS[CARLA])
        assert team_of([*TWO, stolen]).people[BASIL].key == KEYS[BASIL]
        renewed = person(BASIL, key=KEYS[CARLA], by=BASIL)
        assert team_of([*TWO, renewed]).people[BASIL].key == KEYS[CARLA]

    def test_one_key_under_two_names_is_one_key(self) -> None:
        """A lead who gives somebody the own key has nobody who could answer."""
        asked = proposal()
        acts = [*ALONE, person(CARLA, "publisher", key=KEYS[AMINA]), asked]
        said = answer(asked, CARLA, signer=KEYS[AMINA])
        renewed = person(AMINA, "lead", key="a2" * 32)
        assert team_of(acts).takes_two
        assert state([*acts, said], asked) == "waiting"
        assert state([*acts, renewed, said], asked) == "waiting"

    def test_leaving_dated_back_undoes_nothing(self) -> None:
        """A lead who takes another key before the second person came, still took them in."""
        back = person(AMINA, "lead", key="a2" * 32, log=AWAY)
        erased = act("erasure", AMINA, {"what": WHAT}, log=AWAY)
        team = team_of([*ALONE, back, erased, TWO[-1]], HOME)
        assert team.people[BASIL].key == KEYS[BASIL]
        assert not team.erasures

    def test_the_last_lead_stays(self) -> None:
        """A case never loses the last person who can take others in."""
        for last in (person(AMINA, "viewer"), person(AMINA, is_in=False)):
            team = team_of([*TWO, last])
            assert "lead" in team.people[AMINA].roles
            assert team.people[AMINA].is_in

    def test_a_person_may_leave(self) -> None:
        """Then the case has one person again; taken out by somebody else it has not."""
        left, out = person(BASIL, is_in=False, by=BASIL), person(BASIL, is_in=False)
        assert not team_of([*TWO, left]).takes_two
        assert team_of([*TWO, out]).takes_two
        assert decide(team_of([*TWO, out]), AMINA, "publish", WHAT) == ("propose", None)


class TestTwoPeople:
    """What takes two people takes two different ones, with two different keys."""

    def test_one_person_goes_ahead(self) -> None:
        """The record says so."""
        assert decide(team_of(ALONE), AMINA, "publish", WHAT) == Approval(1, (AMINA,))

    def test_two_people_agree(self) -> None:
        """The approval names both and both entries."""
        asked = proposal()
        said = answer(asked)
        team = team_of([*TWO, asked, said])
        approved = Approval(2, (AMINA, BASIL), (asked.id, said.id))
        assert decide(team, AMINA, "publish", WHAT) == approved
        assert decide(team, BASIL, "publish", WHAT) == approved
        assert decide(team, AMINA, "publish", OTHER) == ("propose", None)
        assert decide(team, AMINA, "erase", WHAT) == ("propose", None)

    def test_who_asked_cannot_answer(self) -> None:
        """Neither under another author id, nor in another log, nor by a file."""
        asked = proposal()
        tries = [
            answer(asked, AMINA), answer(asked, AMINA, log=AWAY), by_file(asked, AMINA),
            answer(asked, BASIL, signer=KEYS[AMINA]), answer(asked, BASIL, signer=None),
        ]  # fmt: skip
        assert state([*TWO, asked, *tries], asked) == "waiting"

    def test_a_role_is_needed(self) -> None:
        """Whoever may not be the second key does not count."""
        asked = proposal()
        acts = [*ALONE, person(CARLA, "investigator"), asked, answer(asked, CARLA)]
        assert state(acts, asked) == "waiting"

    def test_no_stops_it_until_that_person_says_yes(self) -> None:
        """A third person's yes does not outvote a no."""
        asked = proposal()
        acts = [*THREE, asked, answer(asked, BASIL, "no"), answer(asked, CARLA, "yes")]
        assert state(acts, asked) == "refused"
        assert state([*acts, answer(asked, BASIL, "yes")], asked) == "confirmed"

    def test_a_later_no_stops_it_too(self) -> None:
        """Agreement can be taken back while the act has not been done."""
        asked = proposal()
        acts = [*TWO, asked, answer(asked), answer(asked, BASIL, "no")]
        assert state(acts, asked) == "refused"

    def test_who_was_taken_out_agrees_to_nothing_more(self) -> None:
        """An agreement holds while both are in the case, so back-dating does not help."""
        asked = proposal()
        team = team_of([*THREE, asked, answer(asked), person(BASIL, is_in=False)])
        assert not isinstance(decide(team, AMINA, "publish", WHAT), Approval)

    def test_an_answer_by_file(self) -> None:
        """It counts once, for the proposal that was shown, and never over a later word."""
        asked, again = proposal(), proposal()
        assert state([*TWO, asked, by_file(asked)], asked) == "confirmed"
        changed = replace(by_file(asked), payload={**by_file(asked).payload, "of": again.id})
        assert state([*TWO, asked, again, by_file(asked), changed], again) == "waiting"
        late = [answer(asked, BASIL, "no"), by_file(asked)]
        assert state([*TWO, asked, *late], asked) == "refused"

    def test_an_answer_to_other_words(self) -> None:
        """The digest of what was shown must be that of what was asked."""
        asked = proposal()
        shown = replace(by_file(proposal(what=OTHER)), id="99" * 32)
        other = replace(shown, payload={**shown.payload, "of": asked.id})
        assert state([*TWO, asked, other], asked) == "waiting"


class TestErasures:
    """An erasure stands by the rights of who made it; others are without effect."""

    def stand(self, acts: list[Act], what: Act) -> bool:
        """Say whether an erasure stands."""
        return what.id in team_of(acts, HOME).erasures

    def test_without_keys_any_log_may(self) -> None:
        """Then nobody can say who did it, as before."""
        made = act("erasure", CARLA, {"what": WHAT}, log=AWAY, signer=None)
        assert self.stand([ALONE[0], made], made)

    def test_with_keys_only_who_may(self) -> None:
        """Unsigned ones, forged ones and those of people without the right do nothing."""
        for author, signer in ((AMINA, None), (AMINA, KEYS[BASIL]), (CARLA, KEYS[CARLA])):
            made = act("erasure", author, {"what": WHAT}, log=AWAY, signer=signer)
            assert not self.stand([*ALONE, made], made)
        made = act("erasure", AMINA, {"what": WHAT})
        assert self.stand([*ALONE, made], made)

    def test_two_people_must_agree_to_exactly_it(self) -> None:
        """One key alone erases nothing in a case of two."""
        asked = proposal(verb="erase")
        made, other = (act("erasure", AMINA, {"what": what}) for what in (WHAT, OTHER))
        acts = [*TWO, asked, answer(asked), made, other]
        assert self.stand(acts, made)
        assert not self.stand(acts, other)
        assert not self.stand([*TWO, asked, made], made)

    def test_a_date_before_the_second_person_cannot_be_invented(self) -> None:
        """What one person erased stands where who came in later was told so."""
        made = act("erasure", AMINA, {"what": WHAT})
        told = person(BASIL, "auditor", erasures=(made.id,))
        again = person(BASIL, "auditor", is_in=False), person(BASIL, "auditor", erasures=(made.id,))
        assert self.stand([*ALONE, made, told], made)
        assert not self.stand([*ALONE, made, person(BASIL, "auditor")], made)
        assert not self.stand([*ALONE, made, person(BASIL, "auditor"), *again], made)
        unsigned = act("erasure", CARLA, {"what": WHAT}, log=AWAY, signer=None)
        assert not self.stand([ALONE[0], unsigned, *TWO[1:]], unsigned)


AUTHORS = st.sampled_from([AMINA, BASIL, CARLA, "dd" * 16])
POOL = st.sampled_from([*KEYS.values(), "d1" * 32, None])


@st.composite
def entries(draw: st.DrawFn, signers: tuple[str | None, ...], logs: tuple[str, ...]) -> list[Act]:
    """Return acts of any content that these keys can have signed, in these logs."""
    made: list[Act] = []
    for _ in range(draw(st.integers(1, 12))):
        kind = draw(st.sampled_from(["person", "proposal", "confirmation", "case", "erasure"]))
        given = st.lists(st.sampled_from(permissions().roles), max_size=3).map(tuple)
        payload: object = {"case": "0f" * 16, "what": WHAT}
        if kind == "person":
            payload = Stated(draw(AUTHORS), "X", draw(POOL), draw(given), draw(st.booleans()))
        elif kind == "proposal":
            payload = Proposal(draw(st.sampled_from(["publish", "erase", "merge"])), WHAT, "")
        elif kind == "confirmation":
            of = draw(st.sampled_from([a.id for a in made if a.kind == "proposal"] or ["0" * 64]))
            payload = Confirmation(of, draw(st.sampled_from(["yes", "no"])))
            if draw(st.booleans()):  # a replayed or invented file: its signer is a verified key
                signed = Answer(str(draw(POOL)), "", draw(st.sampled_from(["", WHAT])), "5e" * 64)
                payload = replace(payload, answer=signed)
        signer, log = draw(st.sampled_from(signers)), draw(st.sampled_from(logs))
        made.append(act(kind, draw(AUTHORS), payload, log=log, signer=signer))
    return made


def spliced(base: list[Act], more: list[Act], at: int) -> list[Act]:
    """Return both sequences, `more` from position `at` on."""
    return [*base[:at], *more, *base[at:]]


def holds_for(team: Team, key: str) -> None:
    """Nothing was agreed to, and nothing goes ahead by this key."""
    assert all(s.state != "confirmed" for s in team.standings.values())
    for author in (p.author for p in team.people.values() if p.key == key):
        for verb in ("publish", "erase", "merge", "confirm"):
            assert not isinstance(decide(team, author, verb, WHAT), Approval)


class TestNoOneKeySuffices:
    """Whatever one key signs, in whatever order: it does not do what takes two."""

    @given(entries((KEYS[AMINA], None), (HOME, AWAY)))
    def test_the_leads_key(self, made: list[Act]) -> None:
        """Also a lead who takes people in and out, and invents people."""
        team = team_of([*TWO, *made], HOME)
        holds_for(team, KEYS[AMINA])
        assert not team.erasures

    @given(entries((KEYS[AMINA], None), (AWAY,)), st.integers(0, 3))
    def test_the_leads_key_in_a_log_that_is_dated_back(self, made: list[Act], at: int) -> None:
        """Also a lead who leaves, or takes another key, before the second person came."""
        team = team_of(spliced(TWO, made, at), HOME)
        holds_for(team, KEYS[AMINA])
        assert not team.erasures

    @given(entries((KEYS[BASIL], KEYS[CARLA], "d1" * 32, None), (AWAY,)), st.integers(0, 3))
    def test_keys_without_the_lead(self, made: list[Act], at: int) -> None:
        """Also dated before everything: no rights change, nobody comes in, nothing is agreed."""
        team = team_of(spliced(TWO, made, at), HOME)
        assert all(s.state != "confirmed" for s in team.standings.values())
        assert team.people[AMINA].key == KEYS[AMINA]
        assert team.people[AMINA].roles == ("lead",)
        assert team.people[BASIL].roles == roles(TWO)[BASIL]
        keyed = {p.author for p in team.people.values() if p.key is not None}
        assert keyed == {AMINA, BASIL}

    @given(entries((KEYS[AMINA], None), (HOME, AWAY)))
    def test_order_and_repetition_of_the_same_acts(self, made: list[Act]) -> None:
        """The same acts give the same team."""
        assert team_of([*TWO, *made], HOME) == team_of([*TWO, *made], HOME)
