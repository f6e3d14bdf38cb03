"""Incidents in a case: people's acts are entries, survive later runs, and can be erased."""

from pathlib import Path

import pytest
from tests.case.planted import hits
from tests.case.test_protecting import PASSPHRASE

from tawthiq.base.errors import UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.case import Case, init_case, open_case
from tawthiq.record.case_facts import Place
from tawthiq.record.claim import Claim, Count, Link, PlaceRef, Reader, Span, When
from tawthiq.record.entry import Draft
from tawthiq.record.figure import Figure

ONE = "12 people were killed in Tal Qamarin on 14 May 2031, the Sahl Monitor said."
TWO = "7 people were killed in Bir Lamisan on 14 May 2031, a doctor at the clinic said."
MORE = "5 people were killed in Tal Qamarin on 14 May 2031, a witness said."


def keep(case: Case, tmp_path: Path, *texts: str) -> list[str]:
    """Preserve and read texts, each an item of its own, and suggest incidents."""
    items = []
    for text in texts:
        path = tmp_path / f"bulletin {len(case.preserve.items())}.txt"
        path.write_text(text, "utf-8")
        items.append(case.preserve(path, dated="2031-05-20", outlet="Valley Herald").kept[0].id)
    case.read()
    case.match()
    return items


def codes(case: Case) -> dict[str, str]:
    """Return the code of each place."""
    return {str(i.place): i.code for i in case.match.incidents()}


def reported(case: Case) -> Figure:
    """Return the reported rung of the whole case."""
    return case.count()[-1]


class TestActs:
    """Merge, split, move, judge, name; and undo, each by its entry."""

    def test_figures_follow(self, case: Case, tmp_path: Path) -> None:
        """Two places that nothing tells apart add only once a person says they differ."""
        keep(case, tmp_path, ONE, TWO)
        a, b = codes(case)["Tal Qamarin"], codes(case)["Bir Lamisan"]
        assert reported(case).floor == 12
        case.incidents.judge(a, b, "different", "two villages, an hour apart")
        assert reported(case).floor == 19
        case.incidents.judge(b, a, "unsure", "the doctor is not sure of the village")
        assert reported(case).floor == 12
        case.incidents.undo()
        assert reported(case).floor == 19
        case.incidents.undo(why="typed wrongly")
        assert reported(case).floor == 12
        with pytest.raises(UsageError, match="nothing of the case's incidents was judged"):
            case.incidents.undo()

    def test_split(self, case: Case, tmp_path: Path) -> None:
        """A split of one day in one place lets the two be added; merging takes it back."""
        keep(case, tmp_path, ONE, MORE)
        (code,) = codes(case).values()
        last = case.match.incidents()[0].claims[-1]
        new = case.incidents.split(code, [last[:8]], "the mill, at night").incident
        assert new.claims == (last,)
        assert case.incidents.one(new.code).standing.came_from == (code,)
        assert reported(case).floor == 17
        case.match()
        assert {i.code for i in case.match.incidents()} == {code, new.code}
        case.incidents.merge(code, new.code, "the witness meant the same night")
        assert reported(case).floor == 12
        assert case.incidents.one(new.code).standing.replaced_by == code

    def test_survive_new_material(self, case: Case, tmp_path: Path) -> None:
        """A later run with new claims renames nothing and takes no judgement back."""
        keep(case, tmp_path, ONE, TWO)
        a, b = codes(case)["Tal Qamarin"], codes(case)["Bir Lamisan"]
        case.incidents.merge(a, b, "one raid along the road")
        case.incidents.name(a, "Raid on the road")
        keep(case, tmp_path, MORE, TWO.replace("7", "9"))
        (standing,) = case.incidents()
        assert (standing.incident.code, standing.name) == (a, "Raid on the road")
        assert len(standing.incident.claims) == 4
        assert {s.incident.code for s in case.incidents(everything=True)} == {a, b}
        with open_case(case.folder.root) as again:
            assert again.incidents() == case.incidents()

    def test_move(self, case: Case, tmp_path: Path) -> None:
        """A claim without a day can be placed, and is then in no list of unplaced ones."""
        keep(case, tmp_path, ONE, "6 people were killed in Tal Qamarin, a witness said.")
        (code,) = codes(case).values()
        (unplaced,) = case.incidents.unplaced()
        assert unplaced.lacks == "day"
        case.incidents.move(unplaced.claim, code, "the witness spoke of that night")
        assert case.incidents.unplaced() == ()
        shown = case.incidents.one(code)
        assert "by_person" in {r.kind for r in shown.reasons if r.claim == unplaced.claim}
        assert len(shown.acts) == 1

    def test_refusals(self, case: Case, tmp_path: Path) -> None:
        """What cannot be meant is a sentence, and nothing is entered."""
        keep(case, tmp_path, ONE, TWO)
        a, b = codes(case)["Tal Qamarin"], codes(case)["Bir Lamisan"]
        here = case.incidents.one(a).claims[0].id
        there = case.incidents.one(b).claims[0].id
        for act, says in (
            (lambda: case.incidents.judge(a, a, "same", "x"), "one incident already"),
            (lambda: case.incidents.split(a, [here], "x"), "not split from itself"),
            (lambda: case.incidents.split(a, [there], "x"), "does not stand in"),
            (lambda: case.incidents.move("c-none", a, "x"), "no claim's id"),
            (lambda: case.incidents.one("IN-NONE"), "no incident has a code"),
        ):
            with pytest.raises(UsageError, match=says):
                act()
        assert not [e for e in case.keep.ledger.entries() if e.header.kind == "judgement"]


class TestDoubts:
    """The queue of pairs that may be one event, those first that matter most."""

    def test_weighed(self, case: Case, tmp_path: Path) -> None:
        """A pair on which many people hang comes before one on which few do."""
        keep(
            case, tmp_path,
            "30 people were killed in Tal Qamarin on 1 May 2031, the Sahl Monitor said.",
            "30 people were killed in Tal Qamarin on 4 May 2031, a doctor at the clinic said.",
            "4 people were killed in Bir Lamisan on 1 May 2031, the Sahl Monitor said.",
            "4 people were killed in Bir Lamisan on 4 May 2031, a doctor at the clinic said.",
        )  # fmt: skip
        assert reported(case).floor == 30
        first, second = case.incidents.doubts()
        assert (first.moves, second.moves) == (26, 0)
        case.incidents.judge(first.a, first.b, "different", "two raids")
        assert reported(case).floor == 56
        assert len(case.incidents.doubts()) == 1


class TestErasing:
    """What people wrote of incidents goes with what it is about."""

    def test_a_judgement_goes(self, case: Case, tmp_path: Path) -> None:
        """Its reason and the incident's name are in no byte of the case any more."""
        keep(case, tmp_path, TWO)
        (item,) = keep(
            case,
            tmp_path,
            "3 people were killed in Ayn Ghusun on 17 May 2031, Zorelle Ibroskane said.",
        )
        code = codes(case)["Ayn Ghusun"]
        case.incidents.name(code, "House of Zorelle Ibroskane")
        case.incidents.name(code, "Quellish Vasharn")
        other = codes(case)["Bir Lamisan"]
        case.incidents.judge(code, other, "different", "Zorelle Ibroskane saw the first one")
        case.erase(item, why="the giver asked for it")
        assert hits(case.folder.root, ["Zorelle Ibroskane", "Quellish Vasharn"]) == []
        assert case.keep.check().status == 0
        assert set(codes(case)) == {"Bir Lamisan"}

    def test_a_protected_persons(self, tmp_path: Path, home: Path) -> None:
        """Claims of a protected item are in no suggestion; what people say of them is sealed."""
        secret = "Vashbrosk"
        root = tmp_path / "locked"
        with init_case(root, "valley", passphrase=PASSPHRASE) as case:
            keep(case, tmp_path, ONE)
            path = tmp_path / "statement.txt"
            path.write_text("Four people were killed at the weir.", "utf-8")
            item = case.preserve(path, protected="Heron").kept[0].id
            claim = Claim(
                "cheron", item, Span("Four", 0, 4), "killing", Reader("person", "1"),
                chain=(Link("Heron", "witness"),),
                count=(Count("persons_killed", 4, 4, "exact", "stated", "Four", "x"),),
                place=(PlaceRef("Tal Qamarin", "settlement"),),
                time=(When("2031-05-14", "2031-05-14", "day"),),
            )  # fmt: skip
            case.keep.ledger.append([Draft("claim", to_plain(claim), (item,))])
            case.keep.views.refresh()
            case.match()
            assert all("cheron" not in i.claims for i in case.match.incidents())
            assert [(u.claim, u.lacks) for u in case.incidents.unplaced()] == [
                ("cheron", "protected")
            ]
            (code,) = codes(case).values()
            case.incidents.move("cheron", code, f"{secret} told us the day")
            (entry,) = [e for e in case.keep.ledger.entries() if e.header.kind == "judgement"]
            assert entry.header.lock == case.keep.ledger.keyring.protected
            assert entry.payload is None
            assert all(secret not in look.values.values() for look in case.twice())
            assert all(look.item != item for look in case.twice())
            case.erase(item, why="asked")
            (gone,) = [e for e in case.keep.ledger.entries() if e.header.kind == "judgement"]
            assert gone.payload is None
            assert case.keep.check().status == 0
        assert hits(root, [secret]) == []


class TestTwice:
    """The list of what does not fit, per case and per item."""

    def test_per_item(self, case: Case, tmp_path: Path) -> None:
        """One item's looks alone; an unknown item is a sentence; nothing is entered."""
        after = TWO.replace("14 May", "24 May")
        first, second = keep(case, tmp_path, ONE, after)
        before = case.keep.seal()
        assert {look.item for look in case.twice()} == {first, second}
        assert [look.kind for look in case.twice(second)] == ["after_document"]
        assert case.keep.seal() == before
        with pytest.raises(UsageError, match="no one item"):
            case.twice("zz")

    def test_a_place_abroad(self, tmp_path: Path, home: Path) -> None:
        """A place that the case's list puts in another country is named."""
        with init_case(tmp_path / "case", "valley", unlocked=True, country="SY") as case:
            case.state(Place("Tal Qamarin", country="NL"))
            keep(case, tmp_path, ONE)
            assert "abroad" in [look.kind for look in case.twice()]
