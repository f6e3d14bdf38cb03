"""What is erased is in no byte of the case any more, and everything else still proves."""

from pathlib import Path

import pytest
from tests.case.planted import Planted, hits, noise, plant

from tawthiq.base import merkle
from tawthiq.base.errors import RefusedError, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.case import Case, open_case
from tawthiq.ledger import erasing, note
from tawthiq.record.case_facts import Settings
from tawthiq.record.entry import Draft
from tawthiq.view.erased import tombstones


@pytest.fixture
def planted(case: Case, tmp_path: Path) -> Planted:
    """Return names planted in the case, among other things."""
    noise(case, tmp_path / "post")
    return plant(case, tmp_path / "given")


def whole(case: Case) -> None:
    """Assert that a check finds the case whole."""
    verdict = case.keep.check()
    assert [f"{f.what}: {f.says}" for f in verdict.found if f.level != "note"] == []
    assert verdict.status == 0


class TestNoByteIsLeft:
    """Fifty names, planted in every field, are found in no byte of any file."""

    def test_names_are_there_before(self, case: Case, planted: Planted) -> None:
        """The scan finds what it is meant to find."""
        found = "\n".join(hits(case.folder.root, planted.names))
        for name in planted.names:
            assert str(name.split()[0].encode())[2:-1] in found

    def test_names_are_gone_after(self, case: Case, planted: Planted) -> None:
        """With what was listed to decide on, everything is gone while the case is open."""
        plan = case.erase.plan(planted.item)
        assert {one.entry for one in plan.undecided} == set(planted.also)
        case.erase(planted.item, why="the giver asked for it", also=planted.also, reason="asked")
        assert hits(case.folder.root, planted.names) == []
        whole(case)
        case.close()
        assert hits(case.folder.root, planted.names) == []
        with open_case(case.folder.root) as again:
            whole(again)
            assert hits(case.folder.root, planted.names) == []

    def test_a_dry_run_changes_nothing(self, case: Case, planted: Planted) -> None:
        """Showing the set leaves every head where it was."""
        before = case.keep.seal()
        plan = case.erase.plan(planted.item)
        assert plan.gone
        assert plan.blobs
        assert case.keep.seal() == before
        assert hits(case.folder.root, planted.names[:1])

    def test_nothing_shown_holds_a_name(self, case: Case, planted: Planted) -> None:
        """Reasons and what cannot be reached are said without the words themselves."""
        plan = case.erase.plan(planted.item)
        shown = repr([plan.gone, plan.stays, plan.undecided, plan.beyond])
        assert not [name for name in planted.names if name in shown]


class TestEverythingElseStands:
    """Headers and commitments stay, so old and new proofs verify; other items are untouched."""

    def test_an_old_proof_still_verifies(self, case: Case, planted: Planted) -> None:
        """A proof given out before leads to the head that it was given with."""
        proof, head = case.keep.ledger.prove(planted.item)
        row = case.keep.ledger.store.find(planted.item)[0]
        case.erase(planted.item, why="asked")
        opened = note.parse_checkpoint(head)[0]
        after = case.keep.ledger.store.find(planted.item)[0]
        merkle.verify_inclusion(row.id, row.index, opened.size, proof, opened.root)
        assert (after.header, after.salt, after.body) == (row.header, None, None)
        fresh, newest = case.keep.ledger.prove(planted.item)
        opened = note.parse_checkpoint(newest)[0]
        merkle.verify_inclusion(row.id, row.index, opened.size, fresh, opened.root)

    def test_other_items_stay(self, case: Case, planted: Planted, tmp_path: Path) -> None:
        """Items, texts and claims of others are what they were; a dossier can be written."""
        items = len(case.preserve.items())
        claims = {c.id for c in case.read.claims() if c.item != planted.item}
        case.erase(planted.item, why="asked", also=planted.also)
        assert len(case.preserve.items()) == items - 1
        assert {c.id for c in case.read.claims()} == claims
        assert all(set(i.claims) <= claims for i in case.match.incidents())
        case.publish(tmp_path / "dossier")
        assert hits(tmp_path / "dossier", planted.names) == []

    def test_figures_are_recomputed(self, case: Case, tmp_path: Path) -> None:
        """A figure that rested on the erased item alone falls."""
        path = tmp_path / "one.txt"
        text = (
            "At least 12 people were killed in Tal Qamarin on 14 May 2031, the Sahl Monitor said."
        )
        path.write_text(text, "utf-8")
        kept = case.preserve(path, outlet="Sahl Monitor")
        case.read()
        before = case.count()
        done = case.erase(kept.kept[0].id, why="asked")
        after = case.count()
        assert {change.standard: change.how for change in done.changes}["reported"] == "falls"
        assert max(f.low for f in before) == 12
        assert max(f.low for f in after) == 0


class TestTheSet:
    """What is reached is said with a reason, and what stays too."""

    def test_each_kind_has_its_reason(self, case: Case, planted: Planted) -> None:
        """Everything that came from the item is in the set; bulletins are not."""
        plan = case.erase.plan(planted.item)
        kinds = {one.kind for one in plan.gone}
        assert kinds == {
            "item", "text", "claim", "review", "retraction", "receipt", "incident",
            "identity", "consent", "finding",
        }  # fmt: skip
        assert all(one.reason for one in plan.gone)

    def test_a_receipt_with_other_items_stays(self, case: Case, tmp_path: Path) -> None:
        """What others still rest on is named and kept."""
        folder = tmp_path / "two"
        folder.mkdir()
        for number in range(2):
            (folder / f"bulletin {number}.txt").write_text(f"Bulletin {number}.")
        kept = case.preserve(folder, giver="Zoranthil Anthilzor")
        plan = case.erase.plan(kept.kept[0].id)
        assert [one.kind for one in plan.stays] == ["receipt"]
        assert "1 other items came with it" in plan.stays[0].reason
        both = case.erase.plan(*(one.id for one in kept.kept))
        assert kept.receipt in {one.entry for one in both.gone}

    def test_a_receipt_takes_its_items(self, case: Case, report: Path, tmp_path: Path) -> None:
        """But not those that came again with another receipt."""
        other = tmp_path / "other.txt"
        other.write_text("Another bulletin.")
        first = case.preserve(report, other, giver="A")
        case.preserve(other, giver="B")
        plan = case.erase.plan(first.receipt)
        twice = next(k.id for k in first.kept if k.item.name.text == "other.txt")
        once = next(k.id for k in first.kept if k.id != twice)
        assert once in {one.entry for one in plan.gone}
        assert twice in {one.entry for one in plan.stays}
        case.erase(first.receipt, why="asked")
        assert list(case.preserve.items()) == [twice]
        case.count()
        whole(case)

    def test_the_blob_of_a_living_item_stays(self, case: Case, tmp_path: Path) -> None:
        """Bytes that another entry names are not removed."""
        path = tmp_path / "twin.txt"
        path.write_text("The same words.")
        kept = case.preserve(path).kept[0]
        twin = to_plain(kept.item)
        other = case.keep.ledger.append([Draft("item", twin, (kept.item.receipt,))])[0]
        plan = case.erase.plan(kept.id)
        assert kept.item.sha256 not in {blob.label for blob in plan.blobs}
        case.erase(kept.id, why="asked")
        assert case.keep.ledger.vault.has(kept.item.sha256)
        assert list(case.preserve.items()) == [other]
        whole(case)

    def test_settings_are_entered_anew(self, case: Case, planted: Planted) -> None:
        """A mask that holds the name goes with it; the other settings and case.toml stay right."""
        before = case.settings
        masked = Settings(
            before.title, "SY", masked=(planted.names[2], "Umm Nowhere"),
            title_ar=f"بحث {planted.names[2]}",
        )  # fmt: skip
        entry = case.keep.ledger.append([Draft("settings", to_plain(masked))])[0]
        case.folder.write_toml(case.keep.ledger.case, to_plain(masked))
        case.keep.views.refresh()
        plan = case.erase.plan(planted.item)
        assert entry in {one.entry for one in plan.undecided}
        case.erase(planted.item, why="asked", also=[entry, *planted.also])
        assert case.settings.masked == ("Umm Nowhere",)
        assert case.settings.country == "SY"
        assert hits(case.folder.root, planted.names) == []
        whole(case)

    def test_a_source_by_its_name(self, case: Case, tmp_path: Path) -> None:
        """Naming a source erases what was stated of it."""
        made = plant(case, tmp_path / "given")
        plan = case.erase.plan("the mill's newsletter")
        assert [one.entry for one in plan.gone] == [made.also[0]]

    def test_a_protected_person_by_code(self, case: Case, report: Path) -> None:
        """All items and the identity of a code name go together."""
        kept = case.preserve(report, protected="Heron")
        identity = {"code": "Heron", "name": "Zoranthil Anthilzor"}
        case.keep.ledger.append([Draft("identity", identity)])
        case.keep.views.refresh()
        case.erase("heron", why="the giver asked")
        assert kept.kept[0].id not in case.preserve.items()
        assert hits(case.folder.root, ["Zoranthil Anthilzor", "Heron"]) == []
        whole(case)


class TestRefusals:
    """What may not be erased, or not in these words, is refused and nothing changes."""

    def test_a_reason_with_a_name(self, case: Case, planted: Planted) -> None:
        """The reason would keep what is erased."""
        with pytest.raises(UsageError, match="without names"):
            case.erase(planted.item, why=f"{planted.names[2].upper()} asked for it")
        assert planted.item in case.preserve.items()

    def test_no_reason(self, case: Case, planted: Planted) -> None:
        """A reason is needed."""
        with pytest.raises(UsageError, match="say why"):
            case.erase(planted.item, why=" ")

    @pytest.mark.parametrize("name", ["", "zz", "abcdef012345", "nobody"])
    def test_unknown(self, case: Case, planted: Planted, name: str) -> None:
        """One clear sentence."""
        with pytest.raises(UsageError, match="give the beginning"):
            case.erase.plan(name)

    def test_a_legal_hold(self, case: Case, planted: Planted) -> None:
        """What is held for the law is not erased until the hold is lifted."""
        case.consent.hold(planted.item, "for the court")
        with pytest.raises(RefusedError, match="legal hold"):
            case.erase(planted.item, why="asked")
        case.consent.hold(planted.item, "no longer", lift=True)
        case.erase(planted.item, why="asked")

    def test_keys_and_rights(self, case: Case) -> None:
        """The entries on which everything rests cannot be erased."""
        for entry in list(case.keep.log()):
            if entry.header.kind in {"case", "device", "person"}:
                with pytest.raises(UsageError, match="cannot be erased"):
                    case.erase.plan(entry.id)

    def test_twice(self, case: Case, planted: Planted) -> None:
        """What was erased already is said to be."""
        case.erase(planted.item, why="asked")
        with pytest.raises(UsageError, match="erased already"):
            case.erase(planted.item, why="asked")
        assert erasing.apply(case.keep.ledger) == erasing.Done()


class TestDossiers:
    """Where an erased item's page was, a later dossier says so, with the class of reason."""

    def test_the_team_sees_it(self, case: Case, planted: Planted, tmp_path: Path) -> None:
        """In both languages, at the same address, without a word of the item."""
        case.publish(tmp_path / "before")
        page = f"items/{planted.item[:16]}.html"
        assert (tmp_path / "before" / page).is_file()
        case.erase(planted.item, why="asked", also=planted.also, reason="safety")
        case.publish(tmp_path / "after")
        assert "the safety of a person" in (tmp_path / "after" / page).read_text("utf-8")
        assert "سلامة شخص" in (tmp_path / "after" / "ar" / page).read_text("utf-8")
        assert hits(tmp_path / "after", planted.names) == []

    def test_others_only_what_they_were_shown(self, case: Case, planted: Planted) -> None:
        """Nobody outside learns of an item that they never saw."""
        rested = {"audience": "public", "files_sha256": "", "view": "", "items": [planted.item]}
        case.keep.ledger.append([Draft("release", rested)])
        case.keep.views.refresh()
        done = case.erase(planted.item, why="asked")
        shown = [tombstones(case.keep.ledger, case.keep.views, a) for a in ("public", "court")]
        assert [[tomb.item for tomb in one] for one in shown] == [[planted.item], []]
        assert len(done.plan.releases) == 1
