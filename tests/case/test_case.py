"""A case keeps what it promises: receipts, reviews, figures, a record that can be checked."""

import os
import shutil
from pathlib import Path

import pytest

from tawthiq.base.errors import DamagedError, RefusedError, UsageError
from tawthiq.case.case import Case, init_case, open_case
from tawthiq.case.transfer import import_case


class TestOpening:
    """A case is made once, in an empty folder, and says when it is not encrypted."""

    def test_a_locked_case_needs_a_passphrase(self, tmp_path: Path, home: Path) -> None:
        """Without a passphrase, and without `unlocked`, no case is made."""
        with pytest.raises(UsageError, match="passphrase"):
            init_case(tmp_path / "case", "x")
        assert not (tmp_path / "case").exists()

    def test_full_folder_is_refused(self, tmp_path: Path, home: Path) -> None:
        """A folder that holds something is left alone."""
        (tmp_path / "note").write_text("mine")
        with pytest.raises(UsageError, match="not an empty folder"):
            init_case(tmp_path, "x", unlocked=True)

    def test_no_case(self, tmp_path: Path, home: Path) -> None:
        """Opening a folder without a case says how to make one."""
        with pytest.raises(UsageError, match="tawthiq init"):
            open_case(tmp_path)

    def test_newer_format(self, case: Case) -> None:
        """A case of a newer format is not touched."""
        toml = case.folder.toml
        toml.write_text(toml.read_text("utf-8").replace("format = 1", "format = 2"), "utf-8")
        with pytest.raises(UsageError, match="newer Tawthiq"):
            open_case(case.folder.root)

    def test_unlocked_is_said(self, case: Case) -> None:
        """The folder itself tells a reader that it is not encrypted."""
        assert "NOT encrypted" in case.folder.toml.read_text("utf-8")


class TestPreserving:
    """Every file is kept once, every receipt for ever."""

    def test_same_bytes_twice(self, case: Case, report: Path, tmp_path: Path) -> None:
        """A second copy under another name is no second item, but a second receipt."""
        copy = tmp_path / "copy of report.txt"
        shutil.copy(report, copy)
        first = case.preserve(report, giver="A")
        second = case.preserve(copy, giver="B")
        assert [kept.known for kept in second.kept] == [True]
        assert second.kept[0].id == first.kept[0].id
        assert [r.giver for r in case.preserve.receipts().values()] == ["A", "B"]
        assert len(case.preserve.items()) == 1

    def test_twins_in_one_batch(self, case: Case, tmp_path: Path) -> None:
        """Two equal files of one folder are one item with two names."""
        folder = tmp_path / "given"
        folder.mkdir()
        for name in ("a.txt", "b.txt"):
            (folder / name).write_text("the same words")
        result = case.preserve(folder)
        assert [kept.known for kept in result.kept] == [False, True]
        assert len({kept.id for kept in result.kept}) == 1

    def test_name_that_is_not_utf8(self, case: Case, tmp_path: Path) -> None:
        """A name that is not UTF-8 is kept byte for byte."""
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.txt"))
        try:
            path.write_text("words")
        except OSError:
            pytest.skip("this file system takes no such names")
        name = case.preserve(path).kept[0].item.name
        assert name.bytes_hex == "fffe2e747874"

    def test_arabic_and_bidi_names(self, case: Case, tmp_path: Path) -> None:
        """Arabic and control characters of a name are kept verbatim."""
        path = tmp_path / "تقرير\u202egnp.txt"
        path.write_text("كلمات")
        assert case.preserve(path).kept[0].item.name.text == path.name

    def test_unreadable_never_stops_the_others(self, case: Case, tmp_path: Path) -> None:
        """A PDF that is none is kept, said to be unreadable, and the next file is read."""
        folder = tmp_path / "given"
        folder.mkdir()
        (folder / "a.pdf").write_bytes(b"%PDF-1.4 no pdf at all")
        (folder / "b.txt").write_text("At least 3 people were killed in Tal Qamarin.")
        result = case.preserve(folder)
        assert len(result.kept) == 2
        assert "could not be read" in result.unreadable[0].reason
        assert case.keep.check().status == 0

    def test_missing(self, case: Case, tmp_path: Path) -> None:
        """A path that does not exist is named, and nothing is entered."""
        before = len(list(case.keep.log()))
        with pytest.raises(UsageError, match=r"nothing-here\.txt"):
            case.preserve(tmp_path / "nothing-here.txt")
        assert len(list(case.keep.log())) == before

    def test_protected_is_not_searched(self, case: Case, report: Path) -> None:
        """A protected item has no text view, no claims, and no entry in the index."""
        case.preserve(report, protected="NIGHT HERON")
        assert case.read() == ()
        assert case.preserve.find("Qamarin") == []
        assert case.preserve.find("report") == []


class TestReviewing:
    """A suggestion is no fact before a person has accepted it."""

    def test_accept_and_reject(self, case: Case, report: Path) -> None:
        """Once one claim is accepted, figures rest on accepted readings alone."""
        case.preserve(report, dated="2031-05-15")
        claims = case.read()
        toll = next(c for c in claims if c.count and c.count[0].min == 12)
        assert case.count()[-1].basis == "suggested"
        assert case.count()[-1].floor == 12
        case.read.accept(toll.id)
        assert case.count()[-1].basis == "accepted"
        assert case.count()[-1].floor == 12
        case.read.reject(toll.id)
        part = case.count(basis="suggested")[-1]
        assert part.floor == 7  # "of the victims, 7 were civilians" still stands
        assert toll.id not in part.because

    def test_retracted(self, case: Case, report: Path) -> None:
        """What was withdrawn counts no longer, and the claims say why."""
        item = case.preserve(report, dated="2031-05-15").kept[0].id
        case.read()
        case.read.retract(item, "the Monitor withdrew it")
        assert case.count()[-1].floor == 0
        assert case.read.retracted() == {item: "the Monitor withdrew it"}

    def test_reading_again_adds_nothing(self, case: Case, report: Path) -> None:
        """A second reading of the same text gives the same claims and enters none."""
        case.preserve(report)
        first = case.read()
        entries = len(list(case.keep.log()))
        assert case.read() == first
        assert len(list(case.keep.log())) == entries

    def test_public_refuses_drafts(self, case: Case, report: Path, tmp_path: Path) -> None:
        """A public dossier is refused while a figure rests on an unreviewed reading."""
        case.preserve(report, dated="2031-05-15")
        case.read()
        with pytest.raises(RefusedError) as refusal:
            case.publish(tmp_path / "public", "public")
        assert refusal.value.reasons
        assert not (tmp_path / "public").exists()


class TestKeeping:
    """The record can be checked, replayed, moved, and searched."""

    def test_check_and_replay(self, case: Case, report: Path) -> None:
        """A working case is whole, and a replay from nothing gives the same views."""
        case.preserve(report)
        case.read()
        case.match()
        before = case.keep.views.digest()
        assert case.keep.replay() == before
        assert case.keep.check().status == 0

    def test_flipped_byte(self, case: Case, report: Path) -> None:
        """One flipped byte of a preserved file is named."""
        kept = case.preserve(report).kept[0]
        blob = case.folder.vault / kept.item.sha256[:2] / kept.item.sha256[2:4] / kept.item.sha256
        blob.chmod(0o644)
        data = bytearray(blob.read_bytes())
        data[7] ^= 1
        blob.write_bytes(data)
        verdict = case.keep.check()
        assert verdict.status == 3
        assert kept.item.sha256[:12] in verdict.found[0].what

    def test_export_import(self, case: Case, report: Path, tmp_path: Path) -> None:
        """A case taken elsewhere is the same record, continued in a log of its own."""
        case.preserve(report)
        digest = case.keep.views.digest()
        case.keep.export(tmp_path / "whole.case")
        import_case(tmp_path / "whole.case", tmp_path / "there")
        with open_case(tmp_path / "there") as other:
            kinds = [entry.header.kind for entry in other.keep.log()]
            assert kinds[-1] == "import"
            assert other.keep.check().status == 0
            assert len(other.preserve.items()) == 1
        assert case.keep.views.digest() == digest

    def test_import_of_anything_else(self, tmp_path: Path, report: Path, home: Path) -> None:
        """A file that is no exported case leaves nothing behind."""
        with pytest.raises((UsageError, DamagedError)):
            import_case(report, tmp_path / "there")
        assert not (tmp_path / "there").exists()

    def test_search_folds_script(self, case: Case, tmp_path: Path) -> None:
        """A search finds a word whatever its hamza, diacritics or digits."""
        path = tmp_path / "a.txt"
        path.write_text("شهد أحمدُ مقتلَ ١٢ شخصًا")
        item = case.preserve(path).kept[0].id
        assert {hit.ref for hit in case.preserve.find("احمد 12")} == {item}

    def test_copied_case_starts_a_log_of_its_own(
        self, case: Case, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """On another device a copied case goes on in a new log."""
        shutil.copytree(case.folder.root, tmp_path / "copy")
        monkeypatch.setenv("TAWTHIQ_HOME", str(tmp_path / "other device"))
        with open_case(tmp_path / "copy") as copy:
            copy.preserve(report)
            assert len(copy.keep.seal()) == 2
            assert copy.keep.check().status == 0

    def test_restored_copy_starts_a_log_of_its_own(
        self, case: Case, report: Path, tmp_path: Path
    ) -> None:
        """The same device never signs over what it remembers: an older copy gets a new log."""
        shutil.copytree(case.folder.root, tmp_path / "old")
        case.preserve(report)
        with open_case(tmp_path / "old") as old:
            assert old.keep.check().status == 1
            old.preserve(report)
            logs = old.keep.seal()
            assert len(logs) == 2
            devices = [e.payload for e in old.keep.log() if e.header.kind == "device"]
            assert "restored" in str(devices[-1])

    def test_import_on_the_same_device(self, case: Case, report: Path, tmp_path: Path) -> None:
        """Two copies on one device never sign one log: each stays whole."""
        case.keep.export(tmp_path / "whole.case")
        import_case(tmp_path / "whole.case", tmp_path / "there")
        with open_case(tmp_path / "there") as other:
            other.preserve(report)
            assert len(other.keep.seal()) == 2
            assert other.keep.check().status == 0
        case.preserve(report)
        verdict = case.keep.check()
        assert [found.level for found in verdict.found] == ["untrusted"]
        assert "this copy does not hold" in verdict.found[0].says
