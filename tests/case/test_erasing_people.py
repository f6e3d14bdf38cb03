"""An erasure stands only by who may erase: without that it takes nothing away, anywhere."""

import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from tests.case.planted import Planted, hits, plant

from tawthiq.base.errors import RefusedError
from tawthiq.base.shape import to_plain
from tawthiq.case.case import Case, open_case
from tawthiq.ledger import erasing
from tawthiq.record.entry import Draft
from tawthiq.record.erasure import Erasure, what_of


@pytest.fixture
def planted(case: Case, tmp_path: Path) -> Planted:
    """Return names planted in the case."""
    return plant(case, tmp_path / "given")


def enter(case: Case, erasure: Erasure) -> str:
    """Enter an erasure past all checks, as a program of somebody else's could."""
    entry = case.keep.ledger.append([Draft("erasure", to_plain(erasure))])[0]
    erasing.apply(case.keep.ledger, case.keep.views)
    case.keep.views.refresh()
    return entry


def of(*entries: str) -> Erasure:
    """Return an erasure that names these."""
    return Erasure(entries, "because", what=what_of(entries, (), "other"))


class TestWithoutKeys:
    """In a case where nobody has a key, one of any log stands."""

    def test_it_stands(self, case: Case, planted: Planted) -> None:
        """The item's payload goes."""
        enter(case, of(planted.item))
        assert planted.item not in case.preserve.items()

    def test_another_set_than_it_says(self, case: Case, planted: Planted) -> None:
        """An erasure whose digest is of something else does nothing."""
        enter(case, replace(of("ab" * 32), entries=(planted.item,)))
        assert planted.item in case.preserve.items()

    def test_replayed(self, case: Case, planted: Planted) -> None:
        """Names of another case's entries, odd ids, the same once more: nothing happens."""
        items = case.preserve.items()
        for entry in ("cd" * 32, "..", "", "x" * 64):
            enter(case, of(entry))
        assert case.preserve.items() == items
        enter(case, of(planted.item))
        after = case.keep.views.digest()
        assert erasing.apply(case.keep.ledger, case.keep.views) == erasing.Done()
        assert case.keep.views.digest() == after

    def test_rights_stay(self, case: Case) -> None:
        """Case, device and person entries are never taken away."""
        kinds = {"case", "device", "person"}
        rights = [e.id for e in case.keep.log() if e.header.kind in kinds]
        assert len(rights) == 3
        enter(case, of(*rights))
        assert all(case.keep.find(entry).payload is not None for entry in rights)


class TestOnePerson:
    """Where one person has a key, that person's signature is needed."""

    def test_an_unsigned_one_does_nothing(self, case: Case, planted: Planted) -> None:
        """Somebody who only holds a log of the case cannot erase."""
        case.team.members.add("Rima", ("lead",))
        case.keep.ledger.sign = None
        entry = enter(case, of(planted.item))
        assert planted.item in case.preserve.items()
        assert entry not in erasing.erasures(case.keep.ledger)

    def test_it_explains_no_missing_payload(self, case: Case, planted: Planted) -> None:
        """Who takes a payload out and enters an erasure without the right is found out."""
        case.team.members.add("Rima", ("lead",))
        case.keep.ledger.sign = None
        enter(case, of(planted.item))
        with case.keep.ledger.store.writing() as writer:
            writer.drop_payloads([planted.item])
        case.keep.views.rebuild()
        verdict = case.keep.check()
        assert verdict.status == 3
        assert any("without the right" in found.says for found in verdict.found)

    def test_a_signed_one_stands(self, case: Case, planted: Planted) -> None:
        """And says that it was checked by one person."""
        case.team.members.add("Rima", ("lead",))
        done = case.erase(planted.item, why="asked", also=planted.also)
        assert done.checked_by == 1
        assert hits(case.folder.root, planted.names) == []
        assert case.keep.check().status == 0


class TestTwoPeople:
    """Where two people have keys, both must have agreed to exactly this."""

    @pytest.fixture
    def both(self, case: Case, planted: Planted) -> Case:
        """Return a case with a lead and an auditor."""
        case.team.members.add("Rima", ("lead",))
        case.team.members.add("Sami", ("auditor",))
        return case

    def test_one_alone_is_refused(self, both: Case, planted: Planted) -> None:
        """The first asks, and nothing goes; entered past the checks it does nothing either."""
        with pytest.raises(RefusedError, match="second person") as refused:
            both.erase(planted.item, why="asked")
        assert not [n for n in planted.names if n in repr(refused.value.reasons)]
        plan = both.erase.plan(planted.item)
        enter(both, plan.stated("because", 2))
        assert planted.item in both.preserve.items()

    def test_both(self, both: Case, planted: Planted) -> None:
        """After the second person's yes the same erasure goes through, and stands."""
        with pytest.raises(RefusedError):
            both.erase(planted.item, why="asked", also=planted.also)
        waiting = both.team.waiting()[0]
        assert not [n for n in planted.names if n in repr(waiting)]
        both.team.use("Sami")
        both.team.answer(waiting.id, "yes")
        both.team.use("Rima")
        done = both.erase(planted.item, why="asked", also=planted.also)
        assert done.checked_by == 2
        assert hits(both.folder.root, planted.names) == []
        assert both.keep.check().status == 0
        both.close()
        with open_case(both.folder.root) as again:
            assert done.entry in erasing.erasures(again.keep.ledger)

    def test_a_set_that_grew(self, both: Case, planted: Planted) -> None:
        """What was agreed to is not what would be erased now: it waits again."""
        with pytest.raises(RefusedError):
            both.erase(planted.item, why="asked")
        waiting = both.team.waiting()[0]
        both.team.use("Sami")
        both.team.answer(waiting.id, "yes")
        both.team.use("Rima")
        both.read.reject("cplanted", "after all")
        with pytest.raises(RefusedError, match="second person"):
            both.erase(planted.item, why="asked")
        assert planted.item in both.preserve.items()

    def test_what_it_rests_on_cannot_be_erased(self, both: Case, planted: Planted) -> None:
        """Taking the second person's answer away would make the erasure fall."""
        with pytest.raises(RefusedError):
            both.erase(planted.item, why="asked", also=planted.also)
        waiting = both.team.waiting()[0]
        both.team.use("Sami")
        both.team.answer(waiting.id, "yes", "I heard it too")
        both.team.use("Rima")
        done = both.erase(planted.item, why="asked", also=planted.also)
        erasures = erasing.erasures(both.keep.ledger)
        answers = [e.id for e in both.keep.log() if e.header.kind in {"proposal", "confirmation"}]
        assert not set(answers) & set(erasures[done.entry].entries)


class TestComingBack:
    """What was erased does not come back, from wherever."""

    def test_a_payload_that_arrives_later(self, case: Case, planted: Planted) -> None:
        """A row with its payload, put back into the store, loses it at the next opening."""
        row = case.keep.ledger.store.find(planted.item)[0]
        case.erase(planted.item, why="asked", also=planted.also)
        store = case.keep.ledger.store
        store.connection.execute(  # type: ignore[attr-defined]
            "INSERT INTO payloads VALUES(?, ?, ?, ?)", (row.log, row.index, row.salt, row.body)
        )
        case.close()
        with open_case(case.folder.root) as again:
            assert planted.item not in again.preserve.items()
            assert hits(again.folder.root, planted.names) == []

    def test_a_later_copy(self, case: Case, planted: Planted, tmp_path: Path) -> None:
        """A copy made after the erasure holds nothing of it."""
        case.erase(planted.item, why="asked", also=planted.also)
        case.close()
        shutil.copytree(case.folder.root, tmp_path / "copy")
        with open_case(tmp_path / "copy") as copy:
            assert planted.item not in copy.preserve.items()
            assert hits(tmp_path / "copy", planted.names) == []

    def test_the_same_file_again(self, case: Case, planted: Planted, tmp_path: Path) -> None:
        """Bytes that were erased are not taken in again by mistake, and it is said."""
        case.erase(planted.item, why="asked", also=planted.also)
        again = case.preserve(tmp_path / "given", giver="the post")
        assert not again.kept
        assert "were erased" in again.failures[0].reason
        assert hits(case.folder.root, planted.names) == []
        assert case.keep.check().status == 0

    def test_views_that_were_open(self, case: Case, planted: Planted) -> None:
        """Another window of the case that is open meanwhile shows nothing of it any more."""
        with open_case(case.folder.root) as other:
            assert planted.item in other.preserve.items()
            case.erase(planted.item, why="asked", also=planted.also)
            other.keep.views.refresh()
            assert planted.item not in other.preserve.items()
        with open_case(case.folder.root):
            assert hits(case.folder.root, planted.names) == []

    def test_others_open_it_meanwhile(self, case: Case, planted: Planted) -> None:
        """Openings while it goes on neither fail nor make it fail, nor bring a name back."""
        stop, faults = threading.Event(), list[BaseException]()

        def look() -> None:
            while not stop.is_set():
                try:
                    with open_case(case.folder.root) as other:
                        other.preserve.items()
                except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
                    faults.append(error)

        looking = threading.Thread(target=look)
        looking.start()
        try:
            case.erase(planted.item, why="asked", also=planted.also)
        finally:
            stop.set()
            looking.join()
        assert faults == []
        with open_case(case.folder.root) as again:
            assert planted.item not in again.preserve.items()
            again.keep.views.refresh()
            assert again.keep.check().status == 0
        case.close()
        with open_case(case.folder.root):
            assert hits(case.folder.root, planted.names) == []

    def test_what_others_made_of_it_meanwhile(
        self, case: Case, planted: Planted, tmp_path: Path
    ) -> None:
        """A claim that a colleague read before hearing of it is named by check, and goes too."""
        said = case.keep.find("cplanted").payload
        case.erase(planted.item, why="asked", also=planted.also)
        late = {**(said or {}), "id": "clate"}
        claimed = case.keep.ledger.append([Draft("claim", late, (planted.item,))])[0]
        review = {"claim": "clate", "verdict": "accepted", "why": f"as {planted.names[0]} said"}
        case.keep.ledger.append([Draft("review", review, (claimed,))])
        case.keep.views.refresh()
        case.publish(tmp_path / "dossier")
        assert any("came later" in found.says for found in case.keep.check().found)
        case.erase(planted.item, why="asked")
        assert hits(case.folder.root, planted.names) == []
        verdict = case.keep.check()
        assert verdict.status == 0
        assert not [found for found in verdict.found if "came later" in found.says]

    def test_an_older_reason_that_holds_a_name(self, case: Case, planted: Planted) -> None:
        """The older erasure is replaced by the new one, which keeps all that it took away."""
        kept = case.preserve(case.folder.toml).kept[0]
        older = case.erase(kept.id, why=f"as {planted.names[0]} wished")
        newer = case.erase(planted.item, why="asked", also=planted.also)
        assert hits(case.folder.root, planted.names) == []
        assert set(erasing.erasures(case.keep.ledger)) == {newer.entry}
        assert {kept.id, older.entry, planted.item} <= set(erasing.tombstones(case.keep.ledger))
        assert case.keep.check().status == 0
