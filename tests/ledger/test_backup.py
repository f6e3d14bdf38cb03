"""Backups: what is taken comes back byte for byte, or is named; a folder gives nothing away."""

import hashlib
import hmac
import json
import os
import random
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ledger import made

from tawthiq.base.errors import DamagedError, Error, UsageError
from tawthiq.ledger.backup import keys, restoring, retiring, shelf, snapshot, taking
from tawthiq.ledger.backup.keys import BackupKeys, Envelope
from tawthiq.ledger.backup.shelf import Shelf
from tawthiq.ledger.backup.snapshot import File, Log, Snapshot

FORMAT = Path(__file__).parents[2] / "docs" / "format"
FOLDER = "fedcba9876543210fedcba9876543210"
TIMES = [f"2031-05-{day:02}T06:00:00Z" for day in range(1, 29)]


@dataclass
class Kept:
    """A case and a backup of it."""

    case: made.Made
    shelf: Shelf
    runs: int = 0

    def take(self) -> taking.Taken:
        """Take the next snapshot."""
        self.runs += 1
        return taking.take(
            self.case.folder, self.case.vault, self.shelf,
            (made.CASE, FOLDER), TIMES[self.runs - 1],
        )  # fmt: skip

    def restore(self, root: Path, name: str | None = None, *, partial: bool = False) -> restoring.Restored:  # fmt: skip
        """Restore a snapshot."""
        return restoring.restore(
            self.shelf, restoring.choose(self.shelf, name), root, partial=partial
        )


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """Gives a small case and an empty shelf beside it."""
    case = made.new_case(tmp_path / "case", tmp_path / "home")
    made.fill(case, 30)
    root = tmp_path / "stick" / f"tawthiq-{made.CASE}"
    root.mkdir(parents=True)
    yield Kept(case, Shelf(root, BackupKeys(bytes(range(32)))))
    case.close()


def contents(root: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder."""
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


class TestRoundTrip:
    """What is backed up comes back."""

    def test_the_same_case(self, kept: Kept, tmp_path: Path) -> None:
        """Entries, heads, blobs and settings; and it checks clean."""
        taken = kept.take()
        assert taken.faults == []
        found = kept.restore(tmp_path / "new")
        assert not found.missing
        assert found.files == taken.head.files == 2 + len(list(kept.case.vault.names()))
        with made.opened(tmp_path / "new", tmp_path / "other") as new:
            assert list(new.store.rows()) == list(kept.case.store.rows())
            assert new.ledger.seal() == kept.case.ledger.seal()
            assert made.findings(new) == []

    def test_each_snapshot_is_the_case_as_it_was(self, kept: Kept, tmp_path: Path) -> None:
        """An earlier one lacks what came later."""
        first, rows = kept.take(), list(kept.case.store.rows())
        made.fill(kept.case, 20, seed=2)
        kept.take()
        kept.restore(tmp_path / "old", first.head.name)
        kept.restore(tmp_path / "new")
        with made.opened(tmp_path / "old", tmp_path / "o") as old:
            assert list(old.store.rows()) == rows
        with made.opened(tmp_path / "new", tmp_path / "n") as new:
            assert list(new.store.rows()) == list(kept.case.store.rows())

    def test_pieces_larger_than_one(self, kept: Kept, tmp_path: Path) -> None:
        """Files of no bytes, of one piece exactly, of some and a rest."""
        chance = random.Random(3)
        for size in (0, 1, snapshot.PIECE - 1, snapshot.PIECE, 2 * snapshot.PIECE + 5):
            kept.case.put(chance.randbytes(size))
        kept.take()
        kept.restore(tmp_path / "new")
        vault = contents(kept.case.folder.vault)
        assert contents(tmp_path / "new" / "vault") == vault

    def test_while_the_case_is_written(self, kept: Kept, tmp_path: Path) -> None:
        """What stands in the write-ahead log is in it."""
        kept.case.ledger.append([made.Draft("request", {"n": 1})])
        kept.take()
        kept.restore(tmp_path / "new")
        with made.opened(tmp_path / "new", tmp_path / "n") as new:
            assert list(new.store.rows()) == list(kept.case.store.rows())

    def test_not_while_an_erasure_is_under_way(self, kept: Kept) -> None:
        """What it takes may still stand in the file; nothing of it is copied."""
        kept.case.store.connection.execute("PRAGMA user_version=1")
        with pytest.raises(DamagedError, match="at rest"):
            kept.take()
        assert not kept.shelf.names()

    def test_nothing_is_left_in_the_case(self, kept: Kept) -> None:
        """The copy of the ledger that a backup is made from does not stay."""
        before = set(contents(kept.case.folder.root))
        kept.take()
        assert set(contents(kept.case.folder.root)) == before


class TestOnlyWhatIsNewIsWritten:
    """A second backup costs what has changed."""

    def test_nothing_has_changed(self, kept: Kept) -> None:
        """No object is written, and none of the old is touched."""
        kept.take()
        before = {p: p.stat().st_mtime_ns for p in kept.shelf.root.rglob("*") if p.is_file()}
        again = kept.take()
        assert again.new_objects == 0
        after = {p: p.stat().st_mtime_ns for p in kept.shelf.root.rglob("*") if p.is_file()}
        assert set(after) - set(before) == {kept.shelf.root / "snapshots" / again.head.name}
        assert {path: after[path] for path in before} == before

    def test_one_blob_more(self, kept: Kept) -> None:
        """Its pieces, the list it stands in, and the places of the ledger that changed."""
        kept.take()
        data = random.Random(4).randbytes(3 * snapshot.PIECE)
        kept.case.ledger.append([made.Draft("request", {"n": 1})], [kept.case.put(data)])
        again = kept.take()
        ledger = next(f for f in kept.shelf.files(again.head) if f.path == "ledger.db")
        assert 3 < again.new_objects <= 3 + 1 + len(ledger.parts) + 1

    def test_blobs_are_not_read_again(self, kept: Kept) -> None:
        """What an earlier snapshot holds is not even opened."""
        kept.take()
        heard: list[int] = []
        taking.take(kept.case.folder, kept.case.vault, kept.shelf, (made.CASE, FOLDER),
                    TIMES[9], heard.append)  # fmt: skip
        small = ("ledger.db", "case.toml")
        head = kept.shelf.snapshot(kept.shelf.names()[-1])
        assert sum(heard) == sum(f.size for f in kept.shelf.files(head) if f.path in small)

    def test_a_damaged_object_is_written_anew(self, kept: Kept, tmp_path: Path) -> None:
        """After reading all of it, the next backup heals what the case still has."""
        kept.take()
        for name in list(kept.shelf.objects())[::3]:
            path = kept.shelf.path(name)
            path.write_bytes(path.read_bytes()[:-1] + b"x")
        found = restoring.audit(kept.shelf)
        assert found.damaged
        assert found.broken
        for name in found.damaged:
            kept.shelf.discard(name)
        kept.take()
        kept.restore(tmp_path / "new")
        assert not restoring.audit(kept.shelf).damaged

    def test_the_lists_of_a_large_case_change_little(self) -> None:
        """One blob more changes one list of sixteen or more."""
        chance = random.Random(5)

        def file(number: int) -> File:
            name = random.Random(number).randbytes(32).hex()
            return File(f"vault/{name[:2]}/{name[2:4]}/{name}", 1, name, (name,))

        files = [file(number) for number in range(5000)]
        before = set(snapshot.lists_of(files))
        chance.shuffle(files)
        assert set(snapshot.lists_of(files)) == before
        assert len(set(snapshot.lists_of([*files, file(5001)])) - before) == 1
        assert sorted(f.path for data in before for f in snapshot.files_in(data)) == sorted(
            f.path for f in files
        )


class TestDamageIsNamed:
    """Nothing comes back that is not what it was."""

    def test_every_file_of_the_backup_damaged_in_turn(self, kept: Kept, tmp_path: Path) -> None:
        """Cut, changed, emptied, taken out, or another's bytes: refused, and nothing is left."""
        kept.take()
        files = [p for p in sorted(kept.shelf.root.rglob("*")) if p.is_file() and p.name != "lock"]
        chance = random.Random(6)
        for path, other in zip(files, [*files[1:], files[0]], strict=True):
            data = path.read_bytes()
            flipped = bytearray(data)
            flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            for changed in (data[:-1], data + b"x", bytes(flipped), b"", other.read_bytes(), None):
                path.unlink()
                if changed is not None:
                    path.write_bytes(changed)
                with pytest.raises(Error):
                    kept.restore(tmp_path / "far" / "new")
                assert not (tmp_path / "far").exists()
                path.write_bytes(data)
        kept.restore(tmp_path / "far" / "new")

    def test_every_byte_of_a_snapshot_flipped(self, kept: Kept) -> None:
        """No bit of its head can change."""
        name = kept.take().head.name
        path = kept.shelf.root / "snapshots" / name
        data = path.read_bytes()
        for at in range(len(data)):
            path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            with pytest.raises(DamagedError):
                kept.shelf.snapshot(name)

    def test_a_snapshot_under_another_name(self, kept: Kept) -> None:
        """An old one cannot be given out as the newest."""
        name = kept.take().head.name
        folder = kept.shelf.root / "snapshots"
        later = f"999999-20400101T000000Z-{name[-8:]}"
        shutil.copy(folder / name, folder / later)
        with pytest.raises(DamagedError, match="damaged"):
            restoring.choose(kept.shelf, None)

    def test_the_files_are_named_and_the_rest_comes_on_request(
        self, kept: Kept, tmp_path: Path
    ) -> None:
        """A lost object costs the files that need it, and no other."""
        head = kept.take().head
        blob = next(f for f in kept.shelf.files(head) if f.path.startswith("vault/"))
        kept.shelf.path(blob.parts[0]).unlink()
        with pytest.raises(DamagedError, match=blob.path):
            kept.restore(tmp_path / "new")
        assert not (tmp_path / "new").exists()
        found = kept.restore(tmp_path / "new", partial=True)
        assert list(found.missing) == [blob.path]
        assert found.files == head.files - 1
        assert restoring.audit(kept.shelf).broken == {head.name: [blob.path]}

    def test_without_a_ledger_there_is_no_case(self, kept: Kept, tmp_path: Path) -> None:
        """Then an earlier snapshot is what helps."""
        head = kept.take().head
        ledger = next(f for f in kept.shelf.files(head) if f.path == "ledger.db")
        kept.shelf.path(ledger.parts[0]).unlink()
        with pytest.raises(DamagedError, match="earlier"):
            kept.restore(tmp_path / "new", partial=True)

    def test_a_damaged_case_is_backed_up_and_named(self, kept: Kept, tmp_path: Path) -> None:
        """The bad blob is noted; where the backup had it, the good bytes stay in it."""
        kept.take()
        name = next(kept.case.vault.names())
        path = kept.case.vault.path(name)
        data = path.read_bytes()
        path.chmod(0o600)
        path.write_bytes(data + b"!")
        taken = kept.take()
        assert taken.faults
        assert not taken.head.whole
        kept.restore(tmp_path / "new")
        inside = path.relative_to(kept.case.folder.root)
        assert (tmp_path / "new" / inside).read_bytes() == data

    def test_a_ledger_that_lost_payloads_or_entries(self, kept: Kept) -> None:
        """An older copy of the case does not push the good snapshots out."""
        kept.take()
        older = kept.case.store.connection
        older.execute("DELETE FROM payloads WHERE idx = 5")
        lost = kept.take()
        assert "1 payloads are missing" in lost.faults[0]
        older.execute("DELETE FROM entries WHERE idx > 9")
        assert any("older copy" in says for says in kept.take().faults)


class TestHostileFolders:
    """A stick that others had writes nothing outside and reads nothing it should not."""

    @pytest.mark.parametrize(
        "path",
        ["../evil", "/evil", "vault/../../evil", "views.db", "keys/../x.json", "C:\\evil",
         "keys/a.json", "vault/00/11/evil", "case.toml/x", "", "vault/ab/cd/" + "ef" * 32],
    )  # fmt: skip
    def test_paths(self, kept: Kept, tmp_path: Path, path: str) -> None:
        """A list that leads elsewhere is refused, even by one who has the key."""
        evil = kept.shelf.keys.name(b"evil")
        files = [*kept.shelf.files(kept.take().head), File(path, 4, "00" * 32, (evil,))]
        self._forge(kept, files, b"evil")
        before = set(tmp_path.rglob("*"))
        with pytest.raises(DamagedError):
            kept.restore(tmp_path / "new")
        assert set(tmp_path.rglob("*")) == before

    def _forge(self, kept: Kept, files: list[File], *more: bytes) -> None:
        lists = snapshot.lists_of(files)
        names = [kept.shelf.keys.name(data) for data in lists]
        plain = [*zip(names, lists, strict=True), *((kept.shelf.keys.name(m), m) for m in more)]
        kept.shelf.put({name: kept.shelf.keys.seal(name, data) for name, data in plain})
        total = sum(file.size for file in files)
        head = Snapshot("999999-20400101T000000Z-00000000", made.CASE, FOLDER, len(files), total,
                        tuple(names), ())  # fmt: skip
        kept.shelf.add(head)

    def test_more_than_the_disk_holds(self, kept: Kept, tmp_path: Path) -> None:
        """One object named a million times is refused before anything is written."""
        zeros = bytes(snapshot.PIECE)
        name = kept.shelf.keys.name(zeros)
        where = "ab" * 32
        bomb = File(f"vault/ab/ab/{where}", snapshot.PIECE * 900_000, where, (name,) * 900_000)
        self._forge(kept, [*kept.shelf.files(kept.take().head), bomb], zeros)
        with pytest.raises(UsageError, match="free"):
            kept.restore(tmp_path / "new")

    @pytest.mark.skipif(os.name == "nt", reason="links and pipes are POSIX")
    def test_links_and_pipes(self, kept: Kept, tmp_path: Path) -> None:
        """In the place of an object, a snapshot, a folder."""
        head = kept.take().head
        outside = tmp_path / "outside"
        outside.mkdir()
        for path in (kept.shelf.path(head.lists[0]), kept.shelf.root / "snapshots" / head.name):
            data = path.read_bytes()
            (outside / "file").write_bytes(data)
            for make in (lambda p: p.symlink_to(outside / "file"), os.mkfifo, Path.mkdir):
                path.unlink()
                make(path)
                with pytest.raises(DamagedError):
                    kept.restore(tmp_path / "new")
                path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
                path.write_bytes(data)
        for name in ("objects", "snapshots", "tmp"):
            shutil.rmtree(kept.shelf.root / name, ignore_errors=True)
            (kept.shelf.root / name).symlink_to(outside)
            with pytest.raises(DamagedError, match="folder of its own"):
                Shelf(kept.shelf.root, kept.shelf.keys)
            (kept.shelf.root / name).unlink()
        assert [p.name for p in outside.iterdir()] == ["file"]


class TestNames:
    """A snapshot's name tells which is the newest, whatever the clock says."""

    def test_numbers_rise(self) -> None:
        """Two in one second, and one by a clock that went back."""
        names: list[str] = []
        for taken in (TIMES[3], TIMES[3], TIMES[0], "1980-01-01T00:00:00Z"):
            names.append(snapshot.next_name(names, taken, secrets.token_hex(4)))
            assert snapshot.taken_at(names[-1]) == taken
        assert sorted(names) == names
        assert all(map(snapshot.is_name, names))

    @pytest.mark.parametrize(
        "name", ["", "..", "000001-20310501T060000Z", "000001-20311301T060000Z-00000000",
                 "٠00001-20310501T060000Z-00000000", "000001-20310501T060000Z-00000000\n"],
    )  # fmt: skip
    def test_other_names(self, name: str) -> None:
        """Nothing else in the folder is taken for a snapshot."""
        assert not snapshot.is_name(name)


class TestWhatStays:
    """Old snapshots go by a rule that never takes the last good one."""

    def heads(self, count: int, bad: tuple[int, ...] = ()) -> list[Snapshot]:
        """Return snapshots of one log that grows by ten entries each time."""
        return [
            Snapshot(f"{n:06}-20310501T060000Z-{n:08x}", made.CASE, FOLDER, 2, 0, (),
                     (Log("a" * 32, 10 * (n + 1), None),), n not in bad)
            for n in range(count)
        ]  # fmt: skip

    def test_the_newest_stay(self) -> None:
        """Ten of twelve."""
        heads = self.heads(12)
        assert sorted(snapshot.to_drop(heads, 10, ())) == [h.name for h in heads[:2]]
        assert len(snapshot.to_drop(heads, 0, ())) == 11

    def test_what_holds_erased_payloads_goes(self) -> None:
        """An entry that came with the third is in the third and later; the first two stay."""
        heads = self.heads(5)
        gone = snapshot.to_drop(heads, 10, [("a" * 32, 25)])
        assert sorted(gone) == [h.name for h in heads[2:]]
        assert set(gone.values()) == {"erased"}
        assert not snapshot.to_drop(heads, 10, [("b" * 32, 0), ("a" * 32, 99)])

    def test_a_damaged_case_pushes_nothing_out(self) -> None:
        """Neither by age nor by erasure, while the newest is not whole."""
        heads = self.heads(12, bad=(11,))
        assert not snapshot.to_drop(heads, 2, [("a" * 32, 5)])

    def test_only_what_nobody_needs_is_collected(self, kept: Kept, tmp_path: Path) -> None:
        """Objects that two snapshots share stay with the second."""
        first = kept.take().head
        made.fill(kept.case, 15, seed=3)
        second = kept.take().head
        needed = set(second.lists) | {p for f in kept.shelf.files(second) for p in f.parts}
        kept.shelf.drop([first.name])
        assert kept.shelf.collect(needed) > 0
        assert set(kept.shelf.objects()) == needed
        kept.restore(tmp_path / "new")


class TestKeys:
    """Who can open a backup."""

    def test_a_passphrase_of_its_own(self) -> None:
        """The right one, and none other; the same words whatever is wrong."""
        secret = secrets.token_bytes(32)
        envelope = keys.seal_for_people(FOLDER, made.CASE, secret, "reed and marl")
        again = keys.decode(keys.encode(envelope))
        assert again == envelope
        assert keys.open_for_people(again, [], "reed and marl") == (secret, None)
        for wrong in ("reed and marl ", "", "\udcff", "x" * 10_000):
            with pytest.raises(UsageError, match="does not open the backup"):
                keys.open_for_people(again, [], wrong)
        with pytest.raises(UsageError, match="--passphrase-file"):
            keys.open_for_people(again, [], None)

    def test_key_json_byte_for_byte(self) -> None:
        """A flipped bit anywhere is refused before a key is derived."""
        data = keys.encode(Envelope(FOLDER, made.CASE, open="ab" * 32))
        for at in range(len(data)):
            with pytest.raises(DamagedError):
                keys.decode(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])

    def test_a_file_that_would_keep_us_busy(self) -> None:
        """Many slots, or one that asks for all memory, are not tried."""
        slot = keys.seal_for_people(FOLDER, made.CASE, bytes(32), "x").slots[0]
        with pytest.raises(DamagedError):
            keys.decode(keys.encode(Envelope(FOLDER, made.CASE, slots=(slot,) * 5)))
        greedy = Envelope(FOLDER, made.CASE, slots=(replace(slot, memory_kib=1 << 30),))
        with pytest.raises(UsageError, match="does not open"):
            keys.open_for_people(greedy, (), "x")

    @pytest.mark.skipif(os.name == "nt", reason="links and pipes are POSIX")
    def test_wrapped_keys_that_are_none(self, tmp_path: Path) -> None:
        """A pipe does not make us wait, a link is not followed."""
        (tmp_path / "keys").mkdir()
        path = tmp_path / "keys" / f"{'a' * 32}.json"
        for make in (os.mkfifo, lambda p: p.symlink_to(__file__), Path.mkdir):
            make(path)
            with pytest.raises(DamagedError):
                shelf.read_case_keys(tmp_path)
            path.rmdir() if path.is_dir() else path.unlink()

    def test_a_newer_format_is_refused(self) -> None:
        """With the way out."""
        with pytest.raises(UsageError, match="newer Tawthiq"):
            keys.decode(keys.encode(Envelope(FOLDER, made.CASE, format=2)))

    def test_names_and_bytes_tell_nothing_without_the_key(self) -> None:
        """The same bytes have another name and another form in each backup."""
        ours, theirs = BackupKeys(bytes(32)), BackupKeys(bytes([1] * 32))
        assert ours.name(b"abc") != theirs.name(b"abc")
        assert ours.seal(ours.name(b"abc"), b"abc") != theirs.seal(ours.name(b"abc"), b"abc")
        with pytest.raises(DamagedError):
            ours.open(ours.name(b"abd"), ours.seal(ours.name(b"abc"), b"abc"))

    def test_one_writer_at_a_time(self, tmp_path: Path) -> None:
        """The second is told so at once."""
        with (
            shelf.writing(tmp_path / "b"),
            pytest.raises(UsageError, match="another backup"),
            shelf.writing(tmp_path / "b"),
        ):
            pass


class TestThePage:
    """docs/format/backup-1.md says enough to read a backup without us."""

    def test_vectors(self) -> None:
        """What the page prints is what the code makes, and what plain cryptography makes."""
        said = json.loads((FORMAT / "vectors" / "backup.json").read_text("utf-8"))
        ours, thing, head = BackupKeys(bytes.fromhex(said["key"])), said["object"], said["snapshot"]
        plain = thing["plain"].encode()
        assert ours.name(plain) == thing["name"]
        assert ours.seal(thing["name"], plain).hex() == thing["sealed"]
        assert ours.name(said["list"]["plain"].encode()) == said["list"]["name"]
        assert snapshot.files_in(said["list"]["plain"].encode())[0].parts == (thing["name"],)
        sealed = bytes.fromhex(head["sealed"])
        assert ours.open_snapshot(head["name"], sealed) == head["plain"].encode()
        decoded = snapshot.decode(head["plain"].encode(), head["name"])
        assert decoded.lists == (said["list"]["name"],)
        assert decoded.taken == head["taken"]
        envelope = keys.decode(said["envelope"].encode())
        assert keys.open_for_people(envelope, (), None) == (ours.secret, None)
        assert all(map(snapshot.is_member, said["paths"]["taken"]))
        assert not any(map(snapshot.is_member, said["paths"]["refused"]))

        def hkdf(info: bytes) -> bytes:
            inner = hmac.digest(bytes(32), ours.secret, "sha256")
            return hmac.digest(inner, b"tawthiq 1\n" + info + b"\1", "sha256")

        named = hmac.digest(hkdf(b"backup names"), hashlib.sha256(plain).digest(), "sha256")
        assert named.hex() == thing["name"]
        key = hmac.digest(hkdf(b"backup objects"), thing["name"].encode(), "sha256")
        data = bytes.fromhex(thing["sealed"])
        assert AESGCM(key).decrypt(bytes(12), data, thing["name"].encode()) == plain

    @pytest.mark.parametrize("passphrase", [None, "reed and marl"])
    def test_the_script(self, kept: Kept, tmp_path: Path, passphrase: str | None) -> None:
        """It restores a backup with the standard library and one package."""
        secret = kept.shelf.keys.secret
        envelope = keys.seal_for_people(FOLDER, made.CASE, secret, passphrase)
        (kept.shelf.root / "backup.json").write_bytes(keys.encode(envelope))
        kept.case.put(random.Random(8).randbytes(snapshot.PIECE + 1))
        kept.take()
        page = (FORMAT / "backup-1.md").read_text("utf-8")
        script = page.partition("```python\n")[2].partition("```")[0]
        words = [str(kept.shelf.root), *([passphrase] if passphrase else [])]
        subprocess.run([sys.executable, "-c", script, *words], cwd=tmp_path, check=True)
        kept.restore(tmp_path / "ours")
        assert contents(tmp_path / "restored") == contents(tmp_path / "ours")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["put", "enter", "take", "damage", "drop"]), st.integers(0, 99)),
        min_size=3,
        max_size=14,
    )
)
def test_any_history_of_a_case(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]) -> None:  # fmt: skip
    """Whatever was put, entered, dropped and healed: each snapshot that is kept comes back."""
    base = tmp_path_factory.mktemp("history")
    case = made.new_case(base / "case", base / "home")
    root = base / "stick"
    root.mkdir()
    kept, expected = Kept(case, Shelf(root, BackupKeys(bytes(32)))), dict[str, dict[str, bytes]]()
    for what, number in steps:
        if what == "put":
            data = random.Random(number).randbytes(number * 700)
            sha256 = case.vault.put(BytesIO(data))[0]
            case.ledger.append([made.Draft("request", {"sha256": sha256})], [sha256])
        elif what == "enter":
            case.ledger.append([made.Draft("request", {"words": "w" * 90})] * number)
        elif what == "take":
            name = kept.take().head.name
            expected[name] = contents(case.folder.vault)
        elif what == "drop" and expected:
            expected.pop(first := next(iter(expected)))
            kept.shelf.drop([first])
            assert not retiring.retire(kept.shelf, 99, ()).dropped
        elif what == "damage" and kept.shelf.objects():
            names = sorted(kept.shelf.objects())
            victim = kept.shelf.path(names[number % len(names)])
            victim.write_bytes(victim.read_bytes()[1:])
            for name in restoring.audit(kept.shelf).damaged:
                kept.shelf.discard(name)
            expected[kept.take().head.name] = contents(case.folder.vault)
            broken = restoring.audit(kept.shelf).broken
            expected = {name: held for name, held in expected.items() if name not in broken}
    for name, vault in expected.items():
        kept.restore(base / name, name)
        assert contents(base / name / "vault") == vault
    case.close()
    shutil.rmtree(base)
