"""What people judge of incidents wins over suggestions, keeps its lineage, can be undone."""

import dataclasses
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.match.made import claim

from tawthiq.base.errors import UsageError
from tawthiq.match.doubts import doubts
from tawthiq.match.incident import Material, suggest
from tawthiq.match.judged import Ground, Judged, judged, split_code
from tawthiq.match.reasons import KINDS, reasons
from tawthiq.record.claim import Claim, Link
from tawthiq.record.incident import REGROUPED, Act, Doubt, Incident, IncidentAct


def act(kind: Act, *codes: str, claims: Sequence[str] = (), **more: str) -> IncidentAct:
    """Return an act with a reason."""
    return IncidentAct(kind, codes, "trial", tuple(claims), **more)  # type: ignore[arg-type]


def stand(
    claims: Sequence[Claim], *acts: IncidentAct, entered: Sequence[Incident] | None = None
) -> Judged:
    """Return the incidents of the claims with acts on them."""
    found = suggest(Material(claims))
    ground = Ground(found.spots, found.where, frozenset(c.id for c in claims))
    by_entry = {f"e{n}": one for n, one in enumerate(acts)}
    return judged(found.incidents if entered is None else entered, by_entry, ground)


def held(found: Judged) -> dict[str, tuple[str, ...]]:
    """Return the claims of each incident that stands."""
    return {s.incident.code: s.incident.claims for s in found.current()}


MILL = claim("a", "Mill", dead=27, root="The Monitor")
FARM = claim("b", "Farm", dead=27, root="A doctor")
MORE = claim("c", "Mill", dead=5)
ALL = (MILL, FARM, MORE)
A, B = (i.code for i in sorted(suggest(Material(ALL)).incidents, key=lambda i: i.place == "Farm"))


class TestMerge:
    """Two codes become one; the old one leads to it."""

    def test_lineage(self) -> None:
        """The claims are together, the old code resolves, both know of it."""
        found = stand(ALL, act("same", A, B))
        assert held(found) == {A: ("b", "a", "c")} or held(found) == {A: ("a", "c", "b")}
        assert found.resolve(B) == A
        assert found.find(B).replaced_by == A
        assert found.find(A).came_from == (B,)
        assert found.find(A).incident.state == "accepted"

    def test_new_claims_follow(self) -> None:
        """What a later run suggests for the old code comes to the new one."""
        later = claim("d", "Farm")
        found = stand((*ALL, later), act("same", A, B))
        assert set(held(found)[A]) == {"a", "b", "c", "d"}

    def test_undone(self) -> None:
        """An act undone counts as never done."""
        undo = act("undo", A, B, undoes="e0")
        assert held(stand(ALL, act("same", A, B), undo)) == held(stand(ALL))


class TestSplitAndMove:
    """Claims go where a person puts them, in every later run."""

    def test_split(self) -> None:
        """A split says that the two are different, and where the new one comes from."""
        new = split_code(A, ["c"], [A, B])
        found = stand(ALL, act("split", A, claims=["c"], into=new))
        assert held(found) == {A: ("a",), B: ("b",), new: ("c",)}
        assert found.find(new).came_from == (A,)
        assert found.find(new).different == (A,)
        assert found.find(new).incident.place == "Mill"

    def test_move(self) -> None:
        """A claim moved is in one incident only; one without a day can be placed too."""
        dayless = claim("d", "Mill", None)
        found = stand((*ALL, dayless), act("move", B, claims=["a"]), act("move", B, claims=["d"]))
        assert held(found) == {A: ("c",), B: ("b", "a", "d")}

    def test_split_then_merged_again(self) -> None:
        """Merging the parts again brings the claims home."""
        new = split_code(A, ["c"], [A, B])
        found = stand(ALL, act("split", A, claims=["c"], into=new), act("same", A, new))
        assert set(held(found)[A]) == {"a", "c"}
        assert found.verdicts == {}

    def test_a_claim_that_is_gone(self) -> None:
        """A claim that no longer stands is in no incident."""
        found = stand((FARM, MORE), act("move", B, claims=["a"]))
        assert held(found) == {A: ("c",), B: ("b",)}


class TestLaterRuns:
    """A run that groups anew renames nothing and takes back no judgement."""

    def test_regrouped(self) -> None:
        """A code whose claims went elsewhere leads to where most of them are."""
        old = Incident("IN-OLD", "Mill", None, "2031-05-14", "2031-05-14", ("a", "c"), REGROUPED)
        now = suggest(Material(ALL)).incidents
        found = stand(ALL, entered=[*now, old])
        assert found.resolve("IN-OLD") == A
        assert found.find("in-old").replaced_by == A
        assert "IN-OLD" in found.find(A).came_from

    def test_judged_before(self) -> None:
        """One that a person judged keeps its claims."""
        old = Incident("IN-OLD", "Mill", None, "2031-05-14", "2031-05-14", ("c",), REGROUPED)
        now = suggest(Material(ALL)).incidents
        found = stand(ALL, act("different", A, "IN-OLD"), entered=[*now, old])
        assert held(found) == {A: ("a",), B: ("b",), "IN-OLD": ("c",)}
        assert found.find(A).different == ("IN-OLD",)

    def test_unknown_code(self) -> None:
        """A code that nothing has, or that several begin with, is a sentence."""
        with pytest.raises(UsageError, match="no incident has a code"):
            stand(ALL).find("IN-QQQQ")
        with pytest.raises(UsageError, match="more than one"):
            stand(ALL).find("IN-")

    @given(st.lists(st.tuples(st.sampled_from(["same", "different", "unsure", "split", "move", "name", "undo"]),
                              st.sampled_from([A, B, "IN-X", "IN-Y"]), st.sampled_from([A, B, "IN-X"]),
                              st.sampled_from("abcd"), st.integers(0, 5)), max_size=8))  # fmt: skip
    def test_any_acts(self, drawn: list[tuple[Act, str, str, str, int]]) -> None:
        """Whatever was entered, every claim that stands stands, and every code resolves."""
        acts = [
            IncidentAct(kind, (one, two) if kind in {"same", "different", "unsure"} else (one,),
                        "x", (key,), into="IN-Y" if kind == "split" else None,
                        undoes=f"e{n}" if kind == "undo" else None)
            for kind, one, two, key, n in drawn
        ]  # fmt: skip
        found = stand(ALL, *acts)
        assert {c for claims in held(found).values() for c in claims} >= {"a", "b", "c"}
        for code in found.standing:
            assert found.resolve(code) in found.standing


class TestDoubts:
    """Pairs that may be one event are listed with a ground; a judgement takes them out."""

    def listed(self, *claims: Claim, acts: Sequence[IncidentAct] = ()) -> tuple[Doubt, ...]:
        """Return the doubts among claims."""
        found = suggest(Material(claims))
        codes = [i.code for i in found.incidents]
        known = {c.id: c for c in claims}
        return doubts(found.groups, codes, stand(claims, *acts), known, found.where)

    def test_next_day(self) -> None:
        """One place on two days in a row may be one night."""
        (doubt,) = self.listed(claim("a"), claim("b", day="2031-05-15"))
        assert [r.kind for r in doubt.because] == ["next_day"]
        assert self.listed(claim("a"), claim("b", day="2031-05-25")) == ()

    def test_the_same_number(self) -> None:
        """Another source's same number in the same week may rest on a wrong date."""
        one = claim("a", dead=27, root="The Monitor")
        two = claim("b", day="2031-05-17", dead=27, root="A doctor")
        (doubt,) = self.listed(one, two)
        assert [r.kind for r in doubt.because] == ["number_again"]
        assert self.listed(one, claim("b", day="2031-05-17", dead=27, root="The Monitor")) == ()

    def test_another_name_of_the_place(self) -> None:
        """One day, number and side under two names may be two spellings."""
        one = claim("a", "Tal Qamarin", dead=27, root="The Monitor", by="Guard")
        two = claim("b", "Telkamar", dead=27, root="A doctor", by="Guard")
        (doubt,) = self.listed(one, two)
        assert [r.kind for r in doubt.because] == ["number_elsewhere"]

    def test_bodies(self) -> None:
        """Bodies found in the week after may be of the same dead."""
        (doubt,) = self.listed(claim("a"), claim("b", day="2031-05-18", event="bodies_found"))
        assert [r.kind for r in doubt.because] == ["bodies_later"]

    def test_judged(self) -> None:
        """`different` takes a pair out, `unsure` puts one in."""
        pair = (claim("a"), claim("b", day="2031-05-15"))
        a, b = (i.code for i in suggest(Material(pair)).incidents)
        assert self.listed(*pair, acts=[act("different", a, b)]) == ()
        assert self.listed(*pair, acts=[act("unsure", a, b)])[0].judged
        assert self.listed(*pair, acts=[act("same", a, b)]) == ()


class TestReasons:
    """Each claim says why it stands where it stands, and what speaks against."""

    def test_words(self) -> None:
        """Place and day, side, number, source and relay are found; other sides speak against."""
        chain = (Link("The Monitor", "monitor"), Link("Hala", "witness"))
        relay = dataclasses.replace(claim("d", dead=27, by="Brigade"), chain=chain)
        claims = [
            claim("a", dead=27, by="Guard", root="The Monitor"),
            claim("b", dead=27, by="Guard", root="The Monitor"),
            claim("c", day="2031-05-12", until="2031-05-16"),
            relay,
        ]
        found = suggest(Material(claims))
        known = {c.id: c for c in claims}
        given_ = reasons(found.incidents[0], known, found.spots, found.where, {})
        kinds = {(r.claim, r.kind, r.against) for r in given_}
        assert ("a", "same_place_day", False) in kinds
        assert ("a", "same_side", False) in kinds
        assert ("b", "same_number", False) in kinds
        assert ("b", "same_root", False) in kinds
        assert ("c", "times_overlap", False) in kinds
        assert ("d", "relays", False) in kinds
        assert ("d", "other_side", True) in kinds
        assert {r.kind for r in given_} <= set(KINDS)
