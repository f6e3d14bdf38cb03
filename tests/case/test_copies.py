"""Copies of a case: taken, known, restored; what was erased does not come back."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.case.planted import hits, noise, plant

from tawthiq.base import instant
from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.case import copies, fixity
from tawthiq.case.case import Case, init_case, open_case
from tawthiq.case.copies import Choices
from tawthiq.case.machine import examine_case
from tawthiq.case.opening import unlock
from tawthiq.case.restoring import open_backup, restore
from tawthiq.record.copies import Copy, lacking, newest

OPEN = Choices(unencrypted=True)
PASS = "reed marl qamar 41"
PLANTED = "Harith Zumurrud al-Mahjar"
NOW = datetime(2031, 6, 1, tzinfo=UTC)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Return the folder that backups are made in."""
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def told(case: Case, tmp_path: Path, name: str = "note.txt", words: str = PLANTED) -> str:
    """Preserve a note that holds words; return its item."""
    path = tmp_path / "given" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{words} was seen at the mill.\n" * 40, "utf-8")
    return case.preserve(path, giver=words).kept[0].id


def digest(case: Case) -> str:
    """Return the digest of the views, which two equal copies share."""
    return case.keep.replay()


class TestRoundTrip:
    """A case comes back from its backup, open or locked."""

    def test_unlocked(self, case: Case, stick: Path, tmp_path: Path) -> None:
        """The same views before the copy's own first entry; a log of its own after."""
        told(case, tmp_path)
        done = case.copies.backup(stick, OPEN)
        assert done.faults == ()
        made = restore(open_backup(stick, None), tmp_path / "new")
        assert made.verdict.status in (0, 1)  # this device knows of an entry more
        with open_case(tmp_path / "new") as new:
            own = {entry.header.log for entry in new.keep.log()}
            assert len(own) == len({entry.header.log for entry in case.keep.log()}) + 1
            kinds = [entry.header.kind for entry in new.keep.log()]
            assert "copy" not in kinds
            assert kinds[-1] == "import"
            assert new.keep.check().status in (0, 1)

    def test_on_another_device(self, case: Case, stick: Path, tmp_path: Path) -> None:
        """There nothing is known of later entries, so it is simply whole."""
        told(case, tmp_path)
        case.copies.backup(stick, Choices(passphrase=PASS))
        made = restore(open_backup(stick, PASS), tmp_path / "new", home=tmp_path / "other")
        assert made.verdict.status == 0
        assert made.verdict.found == ()

    def test_locked(self, stick: Path, tmp_path: Path) -> None:
        """The case's passphrase opens its backup; the copy opens with it too."""
        with init_case(tmp_path / "locked", "valley", passphrase=PASS) as case:
            item = told(case, tmp_path)
            assert not case.copies.needs_passphrase(stick)
            assert case.copies.backup(stick).faults == ()
            assert case.copies.backup(stick).new_objects > 0  # the copy entry of the first
        made = restore(open_backup(stick, PASS), tmp_path / "new")
        assert made.verdict.status in (0, 1)
        with open_case(tmp_path / "new", passphrase=PASS) as new:
            assert new.keep.find(item).payload is not None
        with pytest.raises(UsageError, match="does not open the backup"):
            open_backup(stick, "reed marl qamar 42")

    def test_the_passphrase_can_change(self, stick: Path, tmp_path: Path) -> None:
        """The wrapped keys in the backup are those of the last snapshot."""
        with init_case(tmp_path / "locked", "valley", passphrase=PASS) as case:
            case.copies.backup(stick)
            files = {p.name for p in (tmp_path / "locked" / "keys").iterdir()}
            root = next(stick.glob("tawthiq-*"))
            assert {p.name for p in (root / "keys").iterdir()} == files
            for path in (tmp_path / "locked" / "keys").iterdir():
                assert (root / "keys" / path.name).read_bytes() == path.read_bytes()


class TestNothingIsGivenAway:
    """Whoever finds the stick learns sizes and days, and no word."""

    @pytest.mark.parametrize("locked", [False, True])
    def test_planted_names(self, stick: Path, tmp_path: Path, locked: bool) -> None:  # noqa: FBT001
        """Fifty names in every field: in no byte of any file, in no file's name."""
        given = {"passphrase": PASS} if locked else {"unlocked": True}
        with init_case(tmp_path / "one", PLANTED, **given) as case:
            names = [*plant(case, tmp_path / "given").names, PLANTED]
            for verify in (False, True):
                case.copies.backup(stick, Choices(PLANTED, None if locked else PASS, verify=verify))
        assert hits(stick, names) == []

    def test_permissions(self, case: Case, stick: Path) -> None:
        """Nobody else on the machine reads it."""
        case.copies.backup(stick, OPEN)
        for path in stick.rglob("*"):
            if path.name != "lock":
                assert path.stat().st_mode & 0o077 == 0, path


class TestErasure:
    """What is erased leaves the backup with the next run, and stays away."""

    def test_earlier_snapshots_go_and_a_later_one_does_not_bring_it_back(
        self, case: Case, stick: Path, tmp_path: Path
    ) -> None:
        """Those of before stay, those that hold it go; no object and no restored file has it."""
        noise(case, tmp_path / "post")
        before = case.copies.backup(stick, OPEN).copy
        planted = plant(case, tmp_path / "given")
        holding = case.copies.backup(stick, OPEN).copy
        case.erase(planted.item, why="the giver asked for it", also=planted.also)
        done = case.copies.backup(stick, OPEN)
        assert done.faults == ()
        assert done.erased == (holding.snapshot,)
        source = open_backup(stick, None)
        assert source.shelf.names() == [before.snapshot, done.copy.snapshot]
        (tmp_path / "plain").mkdir()
        for name in source.shelf.objects():
            (tmp_path / "plain" / name).write_bytes(source.shelf.read(name))
        assert hits(tmp_path / "plain", planted.names) == []
        made = restore(source, tmp_path / "new", home=tmp_path / "other")
        assert made.verdict.status == 0
        assert hits(tmp_path / "new", planted.names) == []

    def test_another_folder_that_cannot_be_reached_is_known(
        self, case: Case, stick: Path, tmp_path: Path
    ) -> None:
        """The record says since when each folder holds states of the case."""
        (tmp_path / "far").mkdir()
        item = told(case, tmp_path)
        case.copies.backup(tmp_path / "far", Choices(unencrypted=True, label="far"))
        case.erase(item, why="the giver asked for it")
        case.copies.backup(stick, Choices(unencrypted=True, label="near"))
        near, far = newest(case.copies.known())
        assert (near.label, far.label) == ("near", "far")
        assert far.oldest == far.taken


class TestRefusals:
    """What is no place for a backup, or not ours to open."""

    def test_places(self, case: Case, stick: Path, tmp_path: Path) -> None:
        """No folder there, inside the case, or a file."""
        for place, says in [
            (tmp_path / "none", "connect the disk"),
            (case.folder.root, "no second copy"),
            (case.folder.vault, "no second copy"),
        ]:
            place == tmp_path / "none" or place.mkdir(exist_ok=True)
            with pytest.raises(UsageError, match=says):
                case.copies.backup(place, OPEN)
        with pytest.raises(UsageError, match="--unencrypted"):
            case.copies.backup(stick)
        assert not list(stick.rglob("backup.json"))

    def test_a_wrong_passphrase_writes_nothing(self, case: Case, stick: Path) -> None:
        """Nor does a missing one."""
        case.copies.backup(stick, Choices(passphrase=PASS))
        before = set(stick.rglob("*"))
        for wrong in (Choices(passphrase="other words"), Choices(), OPEN):
            with pytest.raises(UsageError, match="passphrase"):
                case.copies.backup(stick, wrong)
        assert set(stick.rglob("*")) == before

    def test_a_lost_key_is_not_replaced(self, case: Case, stick: Path) -> None:
        """A new key beside old snapshots would hide that they cannot be read."""
        case.copies.backup(stick, OPEN)
        next(stick.rglob("backup.json")).unlink()
        with pytest.raises(DamagedError, match="missing"):
            case.copies.backup(stick, OPEN)

    def test_no_backup_or_two(self, stick: Path, tmp_path: Path) -> None:
        """Then it has to be named."""
        with pytest.raises(UsageError, match="no backup"):
            open_backup(stick, None)
        for name in ("one", "two"):
            with init_case(tmp_path / name, name, unlocked=True) as case:
                case.copies.backup(stick, OPEN)
        with pytest.raises(UsageError, match="several"):
            open_backup(stick, None)
        assert open_backup(stick / f"tawthiq-{case.folder.case_id()}", None).shelf.names()

    def test_a_folder_that_is_not_empty(self, case: Case, stick: Path, tmp_path: Path) -> None:
        """Nothing is written over."""
        case.copies.backup(stick, OPEN)
        (tmp_path / "full").mkdir()
        (tmp_path / "full" / "file").write_text("here")
        with pytest.raises(UsageError, match="not an empty folder"):
            restore(open_backup(stick, None), tmp_path / "full")
        assert (tmp_path / "full" / "file").read_text() == "here"


class TestVerify:
    """Reading all of a backup finds what is damaged, and heals what the case still has."""

    def test_healed_and_said(self, case: Case, stick: Path, tmp_path: Path) -> None:
        """The new snapshot is whole; an old one whose pieces are gone is named."""
        told(case, tmp_path)
        case.copies.backup(stick, OPEN)
        told(case, tmp_path, "other.txt", "somebody else")
        for path in stick.rglob("objects/*/*"):
            path.write_bytes(path.read_bytes()[:-1] + b"?")
        done = case.copies.backup(stick, Choices(unencrypted=True, verify=True))
        assert "damaged" in done.faults[0]
        assert len(done.lost) == 1
        assert done.copy.read == "all"
        assert restore(open_backup(stick, None), tmp_path / "new").verdict.status in (0, 1)

    def test_all_well(self, case: Case, stick: Path) -> None:
        """Then nothing is said."""
        case.copies.backup(stick, OPEN)
        done = case.copies.backup(stick, Choices(unencrypted=True, verify=True, keep=1))
        assert (done.faults, done.lost, len(done.old)) == ((), (), 1)


class TestHowManyCopies:
    """Three copies, two media, one elsewhere; the case itself is the first."""

    def copy(self, folder: str, days: int = 0, **changed: object) -> Copy:
        """Return a copy verified some days ago."""
        moment = instant.render_instant(NOW - timedelta(days=days))
        given = {"same_disk": False, "away": True, "whole": True} | changed
        return Copy(folder, folder, "s", moment, moment, 3, 10, (), **given)  # type: ignore[arg-type]

    def test_enough(self) -> None:
        """Two on other disks, one of them away, both of this month."""
        assert lacking([self.copy("a"), self.copy("b", 20, away=False)], NOW) == ()

    def test_too_few(self) -> None:
        """None, one, one that lies on the same disk, one of a damaged case."""
        assert "no verified copy" in lacking([], NOW)[0]
        one = self.copy("a")
        for more in ([], [one], [self.copy("b", same_disk=True)], [self.copy("b", whole=False)]):
            assert "one verified copy" in lacking(newest([one, *more]), NOW)[0]

    def test_none_away_and_too_old(self) -> None:
        """Both in one house; both of last year."""
        near = [self.copy("a", away=False), self.copy("b", away=False)]
        assert "another place" in lacking(near, NOW)[0]
        assert "older than 30 days" in lacking([self.copy("a", 90), self.copy("b", 31)], NOW)[0]

    def test_the_last_of_a_folder_counts(self) -> None:
        """Ten backups on one stick are one copy."""
        assert len(newest([self.copy("a", day) for day in range(9, 0, -1)])) == 1

    def test_doctor_says_it(self, case: Case, stick: Path) -> None:
        """For an open case by name, for a closed one by number and age."""
        case.copies.backup(stick, Choices(unencrypted=True, label="blue stick"))
        lines = [line.says for line in examine_case(case.folder.root, case, instant.now())]
        assert any("blue stick: verified today, on the disk of the case" in s for s in lines)
        assert any("no verified copy" in says for says in lines)

    def test_doctor_of_a_locked_case(self, stick: Path, tmp_path: Path) -> None:
        """It tells no label."""
        with init_case(tmp_path / "locked", "valley", passphrase=PASS) as case:
            assert not copies.closed_copies(case.folder.root, instant.now())[0]
            case.copies.backup(stick, Choices(label="blue stick"))
        fine, says = copies.closed_copies(tmp_path / "locked", instant.now())
        assert fine
        assert says.startswith("1 backup was entered, the last today")
        unlock(tmp_path / "locked", PASS)


class TestFixity:
    """The device remembers when a case was last checked."""

    def test_remembered(self, case: Case, home: Path) -> None:
        """The last twenty; good and recent, old, or damaged."""
        assert "never" in fixity.told(fixity.history(home, "c"), NOW)[1]
        verdict = case.keep.check()
        for day in range(25):
            fixity.note(home, "c", verdict, NOW - timedelta(days=40 - day))
        checks = fixity.history(home, "c")
        assert len(checks) == 20
        assert fixity.told(checks, NOW - timedelta(days=10)) == (True, "6 days ago: whole")
        assert fixity.told(checks, NOW + timedelta(days=30))[0] is False

    def test_odd_bytes_in_it(self, case: Case, home: Path) -> None:
        """They are passed over, and a device that takes no writing stops nothing."""
        path = home / "cases" / "c" / "checked"
        path.parent.mkdir(parents=True)
        path.write_bytes(b'\xff\x00{\n[]\n{"at": "x"}\n' + json.dumps({"at": 1}).encode())
        assert fixity.history(home, "c") == []
        path.unlink()
        path.mkdir()
        fixity.note(home, "c", case.keep.check(), NOW)
        assert fixity.history(home, "c") == []
