"""Copies of a case on sticks and with colleagues: each exchange leaves both with the same."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.case import Case, init_case, open_case
from tawthiq.case.keeping import check
from tawthiq.case.opening import unlock
from tawthiq.ledger.cosign import parse_key
from tawthiq.ledger.folder import CaseFolder, render_toml
from tawthiq.ledger.sqlite import SqliteStore
from tawthiq.ledger.stamps import Stamp
from tawthiq.ledger.witness import Witness
from tawthiq.record.case_facts import Source
from tawthiq.record.entry import Draft, Signature
from tawthiq.record.erasure import Erasure, what_of
from tawthiq.record.synced import Moved

DEVICES = ("one", "two", "three")


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """Return an invented report."""
    path = tmp_path / "note.txt"
    path.write_text(
        "At least 12 people were killed in Tal Qamarin, the Sahl Monitor said.\n", "utf-8"
    )
    return path


@pytest.fixture
def one(tmp_path: Path, note: Path) -> Iterator[Case]:
    """Return an open case with one item, on a device of its own."""
    with init_case(tmp_path / "one", "valley", unlocked=True, home=tmp_path / "home-one") as case:
        case.preserve(note)
        yield case


@pytest.fixture
def two(one: Case, tmp_path: Path) -> Iterator[Case]:
    """Return a colleague's copy on another device, made from a stick."""
    with colleague(one, tmp_path, "two") as case:
        yield case


def colleague(case: Case, tmp_path: Path, name: str) -> Case:
    """Give the case on a stick to a colleague, who copies it to another device."""
    case.sync(tmp_path / f"stick-for-{name}")
    shutil.copytree(tmp_path / f"stick-for-{name}", tmp_path / name)
    return open_case(tmp_path / name, home=tmp_path / f"home-{name}")


def entries(folder: Path) -> list[tuple[object, ...]]:
    """Return all entries with payloads and heads that a folder holds, by a look of our own."""
    with sqlite3.connect(folder / "ledger.db") as connection:
        ask = "SELECT e.*, p.salt, p.body FROM entries e LEFT JOIN payloads p USING(log, idx)"
        found = sorted(connection.execute(ask).fetchall(), key=str)
        return [*found, *sorted(connection.execute("SELECT * FROM heads").fetchall())]


def blobs(folder: Path) -> dict[str, bytes]:
    """Return the blobs in a folder."""
    return {p.name: p.read_bytes() for p in (folder / "vault").glob("??/??/*")}


def whole(folder: Path) -> None:
    """Check a copy that is not open."""
    found = check(CaseFolder(folder), None, None).found
    assert [each for each in found if each.level != "note"] == []


class TestAStick:
    """A new folder becomes a copy for exchange, and stays equal."""

    def test_a_new_copy(self, one: Case, tmp_path: Path) -> None:
        """It holds entries, heads, blobs, case.toml; never views, never keys of a device."""
        stick = tmp_path / "stick" / "case"
        done = one.sync(stick)
        assert (done.made, done.status, done.came) == (True, 0, Moved())
        assert entries(stick) == entries(one.folder.root)
        assert blobs(stick) == blobs(one.folder.root) != {}
        assert (stick / "case.toml").read_bytes() == one.folder.toml.read_bytes()
        assert {path.name for path in stick.iterdir()} <= {
            "case.toml", "ledger.db", "ledger.db-wal", "ledger.db-shm", "vault", "exchange.json",
        }  # fmt: skip
        whole(stick)

    def test_again(self, one: Case, tmp_path: Path, note: Path) -> None:
        """The second time only what is new goes."""
        one.sync(tmp_path / "stick")
        assert one.sync(tmp_path / "stick").went == Moved()
        one.preserve(note)
        assert one.sync(tmp_path / "stick").went.entries > 0
        assert entries(tmp_path / "stick") == entries(one.folder.root)

    def test_settings_reach_the_copy(self, one: Case, two: Case, tmp_path: Path) -> None:
        """What a colleague states comes over, and back."""
        two.state(Source("Sahl Monitor", "monitor"))
        two.sync(tmp_path / "stick")
        done = one.sync(tmp_path / "stick")
        assert done.came.entries > 0
        assert one.keep.views.digest() != ""
        two.sync(tmp_path / "stick")
        assert one.keep.views.digest() == two.keep.views.digest()
        assert one.keep.check().status == 0
        assert two.keep.check().status == 0

    def test_read_only(self, one: Case, two: Case, tmp_path: Path, note: Path) -> None:
        """A copy that takes no writing gives what it has."""
        two.preserve(note)
        two.close()
        root = tmp_path / "two"
        (root / "views.db").unlink()
        if os.geteuid() == 0:
            pytest.skip("root writes everywhere")
        root.chmod(0o555)
        try:
            done = one.sync(root)
        finally:
            root.chmod(0o755)
        assert done.is_one_way
        assert done.came.entries > 0


class TestThreeCopies:
    """In whatever order they exchange, they end with one view digest."""

    @pytest.mark.parametrize("seed", range(4))
    def test_random_order(self, one: Case, tmp_path: Path, note: Path, seed: int) -> None:
        """Three devices and a stick; each adds its own, meets others at random."""
        chance = random.Random(seed)
        cases = {"one": one, "two": colleague(one, tmp_path, "two"),
                 "three": colleague(one, tmp_path, "three")}  # fmt: skip
        try:
            for number in range(12):
                name = chance.choice(DEVICES)
                match chance.randrange(3):
                    case 0:
                        note.write_text(f"{chance.random()} in Upper Marl, {name} said.\n", "utf-8")
                        cases[name].preserve(note)
                    case 1:
                        cases[name].state(Source(f"Monitor {number}", "monitor"))
                    case _:
                        others = [tmp_path / d for d in (*DEVICES, "stick") if d != name]
                        assert cases[name].sync(chance.choice(others)).status == 0
            for name in (*DEVICES, *DEVICES):
                assert cases[name].sync(tmp_path / "stick").status == 0
            for case in cases.values():
                case.keep.views.refresh()
            assert len({case.keep.views.digest() for case in cases.values()}) == 1
            assert entries(tmp_path / "one") == entries(tmp_path / "two")
            assert entries(tmp_path / "one") == entries(tmp_path / "three")
            assert blobs(tmp_path / "one") == blobs(tmp_path / "two") == blobs(tmp_path / "three")
            assert [case.keep.check().status for case in cases.values()] == [0, 0, 0]
        finally:
            cases["two"].close()
            cases["three"].close()


class TestWhatIsNoCopy:
    """Another folder is left as it is."""

    def test_ourselves(self, one: Case) -> None:
        """A case does not exchange with itself, nor with a folder in it."""
        for folder in (one.folder.root, one.folder.root / "copy"):
            with pytest.raises(UsageError, match="this case itself"):
                one.sync(folder)

    def test_something_else(self, one: Case, note: Path) -> None:
        """A folder with other things is not filled."""
        (note.parent / "other").mkdir()
        note.rename(note.parent / "other" / note.name)
        with pytest.raises(UsageError, match="neither empty nor a copy"):
            one.sync(note.parent / "other")
        with pytest.raises(UsageError, match="not a folder"):
            one.sync(note.parent / "other" / note.name)

    def test_another_case(self, one: Case, tmp_path: Path) -> None:
        """Two cases are never mixed."""
        with init_case(tmp_path / "x", "other", unlocked=True, home=tmp_path / "home-x"):
            pass
        before = entries(tmp_path / "x")
        with pytest.raises(UsageError, match="another case"):
            one.sync(tmp_path / "x")
        assert entries(tmp_path / "x") == before

    @pytest.mark.parametrize("name", ["ledger.db", "vault", "case.toml"])
    def test_links(self, one: Case, tmp_path: Path, name: str) -> None:
        """What leads elsewhere is not followed."""
        stick = tmp_path / "stick"
        one.sync(stick)
        (stick / name).rename(tmp_path / "elsewhere")
        (stick / name).symlink_to(tmp_path / "elsewhere")
        with pytest.raises(DamagedError, match="link"):
            one.sync(stick)

    @pytest.mark.parametrize(
        "statement",
        [
            "CREATE TRIGGER t AFTER INSERT ON entries BEGIN DELETE FROM heads; END",
            "CREATE VIEW v AS SELECT 1",
            "ALTER TABLE entries RENAME TO other",
            "DROP TABLE stamps",
        ],
    )
    def test_odd_schemas(self, one: Case, tmp_path: Path, statement: str) -> None:
        """A store with anything more or less is not opened."""
        one.sync(tmp_path / "stick")
        with sqlite3.connect(tmp_path / "stick" / "ledger.db") as connection:
            connection.execute(statement)
        with pytest.raises(DamagedError, match="schema"):
            one.sync(tmp_path / "stick")

    def test_damage_anywhere(self, one: Case, tmp_path: Path) -> None:
        """A damaged file is refused or taken as far as it is whole; ours stays what it was."""
        one.sync(tmp_path / "stick")
        path = tmp_path / "stick" / "ledger.db"
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        true, before = path.read_bytes(), entries(one.folder.root)
        chance, said = random.Random(1), list[str]()
        for _ in range(60):
            data = bytearray(true)
            at = chance.randrange(100, len(data))
            data[at : at + 32] = chance.randbytes(32)
            path.write_bytes(data)
            for suffix in ("-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            try:
                one.sync(tmp_path / "stick")
            except (DamagedError, UsageError) as error:
                said.append(error.message)
            now = entries(one.folder.root)
            assert [row for row in before if row not in now] == []
            before = now
        assert one.keep.check().status in (0, 1)


class TestForks:
    """Two histories of one log are kept apart and named, each time."""

    def test_a_cloned_device(self, one: Case, tmp_path: Path, note: Path) -> None:
        """A whole device was cloned and both went on; the others' logs are exchanged."""
        one.sync(tmp_path / "stick")
        two = colleague(one, tmp_path, "two")
        shutil.copytree(tmp_path / "one", tmp_path / "twin")
        shutil.copytree(tmp_path / "home-one", tmp_path / "home-twin")
        two.state(Source("Sahl Monitor", "monitor"))
        two.sync(tmp_path / "stick")
        two.close()
        one.preserve(note)
        with open_case(tmp_path / "twin", home=tmp_path / "home-twin") as twin:
            twin.state(Source("Marl Monitor", "monitor"))
            twin.sync(tmp_path / "stick")
        done = one.sync(tmp_path / "stick")
        assert done.status == 1
        assert "a fork" in done.forks[0].says
        assert "goes on in a new log" in done.forks[0].says
        assert done.came.entries > 0
        kinds = [entry.header.kind for entry in one.keep.log()]
        again = one.sync(tmp_path / "stick")
        assert again.status == 1
        assert [entry.header.kind for entry in one.keep.log()] == kinds
        evidence = [e.payload for e in one.keep.log()
                    if e.header.kind == "exchange" and (e.payload or {})["what"] == "fork"]  # fmt: skip
        assert evidence[0] is not None
        assert evidence[0]["ours"] != evidence[0]["theirs"]
        assert one.keep.check().status == 0
        one.state(Source("Sahl Monitor", "monitor", aliases=("SM",)))
        assert one.sync(tmp_path / "stick").went.entries > 0

    def test_seen_by_another(self, one: Case, tmp_path: Path, note: Path) -> None:
        """A third device holds to the history that it met first, and is told whom to ask."""
        two = colleague(one, tmp_path, "two")
        shutil.copytree(tmp_path / "one", tmp_path / "twin")
        shutil.copytree(tmp_path / "home-one", tmp_path / "home-twin")
        one.preserve(note)
        two.sync(tmp_path / "one")
        with open_case(tmp_path / "twin", home=tmp_path / "home-twin") as twin:
            twin.state(Source("Marl Monitor", "monitor"))
        before = two.keep.views.digest()
        done = two.sync(tmp_path / "twin")
        assert done.status == 1
        assert "ask whoever writes it" in done.forks[0].says
        assert done.came == Moved()
        assert before != ""
        two.close()


class TestRollBack:
    """A copy that holds less than was seen of it is brought forward and named."""

    def test_a_stick_that_was_put_back(self, one: Case, tmp_path: Path, note: Path) -> None:
        """An older state of the same stick."""
        stick = tmp_path / "stick"
        one.sync(stick)
        shutil.copytree(stick, tmp_path / "older")
        one.preserve(note)
        one.sync(stick)
        shutil.rmtree(stick)
        (tmp_path / "older").rename(stick)
        done = one.sync(stick)
        assert done.status == 1
        assert "put back" in done.rolled_back[0].says
        assert entries(stick) == entries(one.folder.root)
        assert one.sync(stick).status == 0

    def test_older_heads_alone_are_no_fault(self, one: Case, tmp_path: Path, note: Path) -> None:
        """A stick that is merely behind is brought forward without a word."""
        one.sync(tmp_path / "stick")
        one.preserve(note)
        assert one.sync(tmp_path / "stick").status == 0

    def test_signed_entries_that_neither_holds(
        self, one: Case, two: Case, tmp_path: Path, note: Path
    ) -> None:
        """What this device has seen signed and nobody shows any more is named."""
        two.preserve(note)
        two.sync(tmp_path / "stick")
        shutil.copytree(tmp_path / "one", tmp_path / "older")
        one.sync(tmp_path / "stick")
        one.close()
        with open_case(tmp_path / "older", home=tmp_path / "home-one") as older:
            done = older.sync(tmp_path / "new stick")
            assert done.status == 1
            assert "look for a copy" in done.rolled_back[0].says
            assert older.keep.check().status == 1
            older.sync(tmp_path / "stick")
            assert older.keep.check().status == 0


KILLED = """
import sys
from pathlib import Path
from tawthiq.case.case import open_case
from tawthiq.ledger.exchange import union
from tawthiq.ledger.exchange import served
union.CHUNK, served.MOST_ROWS = 5, 5
with open_case(Path(sys.argv[1]), home=Path(sys.argv[2])) as case:
    print("go", flush=True)
    case.sync(Path(sys.argv[3]))
"""


class TestKilled:
    """Killed at any moment, the same command afterwards ends the same."""

    def test_kill_9(self, one: Case, tmp_path: Path, note: Path) -> None:
        """Both copies are whole after each kill; at the end they are equal."""
        for number in range(12):
            note.write_text(
                f"{number} people were killed in Reed Hollow, a monitor said.\n", "utf-8"
            )
            one.preserve(note)
        one.close()
        chance, killed = random.Random(5), 0
        stick = tmp_path / "stick"
        for _ in range(8):
            child = subprocess.Popen(
                [sys.executable, "-c", KILLED, str(tmp_path / "one"), str(tmp_path / "home-one"),
                 str(stick)],
                stdout=subprocess.PIPE,
            )  # fmt: skip
            assert child.stdout is not None
            assert child.stdout.readline() == b"go\n"
            time.sleep(chance.random() * 0.15)
            child.send_signal(signal.SIGKILL)
            killed += child.wait() == -signal.SIGKILL
            child.stdout.close()
            if (stick / "ledger.db").exists() and (stick / "ledger.db").stat().st_size:
                store = SqliteStore(stick / "ledger.db")
                held = store.logs()
                store.close()
                if held:
                    whole(stick)
        with open_case(tmp_path / "one", home=tmp_path / "home-one") as again:
            assert again.sync(stick).status == 0
            assert again.keep.check().status == 0
        assert killed
        assert entries(stick) == entries(tmp_path / "one")
        assert blobs(stick) == blobs(tmp_path / "one")
        whole(stick)


def test_the_mark_of_a_copy_stays_behind(one: Case, tmp_path: Path) -> None:
    """A folder that was copied from a stick is not taken for the stick."""
    two = colleague(one, tmp_path, "two")
    mark = json.loads((tmp_path / "two" / "exchange.json").read_text())
    two.sync(tmp_path / "stick-for-two")
    two.close()
    assert not (tmp_path / "two" / "exchange.json").exists()
    one.sync(tmp_path / "two")
    assert json.loads((tmp_path / "two" / "exchange.json").read_text()) != mark


class TestLocked:
    """In a locked case everything travels as it lies, and is still verified."""

    @pytest.fixture
    def locked(self, tmp_path: Path, note: Path) -> Iterator[Case]:
        """Return an open locked case with one ordinary and one protected item."""
        made = init_case(
            tmp_path / "locked",
            "valley",
            passphrase="reed marl hollow 77",
            home=tmp_path / "home-one",
        )
        with made as case:
            case.preserve(note)
            note.write_text("The witness Salma al-Nahri saw three trucks.\n", "utf-8")
            case.preserve(note, protected="R-1")
            yield case

    def test_a_stick(self, locked: Case, tmp_path: Path) -> None:
        """The copy holds ciphertext and the wrapped keys; a colleague opens it."""
        stick = tmp_path / "stick"
        assert locked.sync(stick).status == 0
        assert entries(stick) == entries(locked.folder.root)
        assert blobs(stick) == blobs(locked.folder.root)
        assert {p.name for p in (stick / "keys").iterdir()} == {
            p.name for p in locked.folder.keys.iterdir()
        }
        data = b"".join(p.read_bytes() for p in stick.rglob("*") if p.is_file())
        for name in ("Salma", "Tal Qamarin", "note.txt"):
            assert name.encode() not in data
        whole(stick)

    def test_there_and_back(self, locked: Case, tmp_path: Path, note: Path) -> None:
        """Two devices end with one digest; sealed rows of each are taken by the other."""
        locked.sync(tmp_path / "stick")
        shutil.copytree(tmp_path / "stick", tmp_path / "two")
        _, key = unlock(tmp_path / "two", "reed marl hollow 77")
        with open_case(tmp_path / "two", home=tmp_path / "home-two", key=key) as two:
            note.write_text("Seven people were killed in Reed Hollow.\n", "utf-8")
            two.preserve(note, protected="R-2")
            note.write_text("Eight people were killed in Reed Hollow.\n", "utf-8")
            two.preserve(note)
            two.sync(tmp_path / "stick")
            done = locked.sync(tmp_path / "stick")
            assert (done.status, done.came.blobs > 1) == (0, True)
            two.sync(tmp_path / "stick")
            assert entries(tmp_path / "two") == entries(tmp_path / "locked")
            assert blobs(tmp_path / "two") == blobs(tmp_path / "locked")
            assert two.keep.views.digest() == locked.keep.views.digest()
            assert two.keep.check().status == 0

    def test_never_mixed(self, locked: Case, tmp_path: Path) -> None:
        """An unlocked copy of a locked case is refused; one that lost its keys gets them again."""
        locked.sync(tmp_path / "stick")
        shutil.rmtree(tmp_path / "stick" / "keys")
        assert locked.sync(tmp_path / "stick").status == 0
        assert list((tmp_path / "stick" / "keys").iterdir())
        shutil.rmtree(tmp_path / "stick" / "keys")
        (tmp_path / "stick" / "case.toml").write_bytes(render_toml(locked.keep.ledger.case, {}))
        with pytest.raises(UsageError, match="never mixed"):
            locked.sync(tmp_path / "stick")

    @pytest.mark.parametrize("at", [0, 20, 60, -1])
    def test_sealed_bytes_that_were_changed(self, locked: Case, tmp_path: Path, at: int) -> None:
        """A sealed blob with a changed byte is not taken."""
        locked.sync(tmp_path / "stick")
        held = blobs(tmp_path / "stick")
        for name, data in held.items():
            path = tmp_path / "stick" / "vault" / name[:2] / name[2:4] / name
            bad = bytearray(data)
            bad[at] ^= 1
            path.chmod(0o644)
            path.write_bytes(bad)
            (locked.folder.vault / name[:2] / name[2:4] / name).unlink()
        locked.sync(tmp_path / "stick")
        own = locked.keep.ledger.keyring
        assert own is not None
        kept = blobs(locked.folder.root)
        assert all(own.protected in data[17:33].hex() for data in kept.values())


def erasure(*named: str) -> Draft:
    """Return an erasure that names these entries, past all checks."""
    plain = to_plain(Erasure(named, "because", what=what_of(named, (), "other")))
    return Draft("erasure", plain)


class TestErasures:
    """Tombstones go first; who may not erase takes nothing from anybody."""

    def test_both_sides(self, one: Case, two: Case, tmp_path: Path, note: Path) -> None:
        """Erased on one device, gone on the stick and on the other at their next exchange."""
        item = next(iter(one.preserve.items()))
        one.erase(item, why="asked")
        held = blobs(tmp_path / "two")
        one.sync(tmp_path / "stick-for-two")
        assert blobs(tmp_path / "stick-for-two") == {} != held
        done = two.sync(tmp_path / "stick-for-two")
        assert done.status == 0
        assert done.came.erased > 0
        assert item not in two.preserve.items()
        assert blobs(tmp_path / "two") == {}
        one.sync(tmp_path / "stick-for-two")
        assert one.keep.views.digest() == two.keep.views.digest()
        assert one.keep.check().status == two.keep.check().status == 0
        data = b"".join(p.read_bytes() for p in (tmp_path / "two").rglob("*") if p.is_file())
        assert b"Tal Qamarin" not in data

    def test_without_the_right(self, one: Case, tmp_path: Path) -> None:
        """An erasure that no person with the right signed is an entry like any other."""
        item = next(iter(one.preserve.items()))
        one.team.members.add("Rima", ("lead",))
        with colleague(one, tmp_path, "two") as two:
            two.keep.ledger.sign = None
            two.keep.ledger.append([erasure(item)])
            two.sync(tmp_path / "stick")
        done = one.sync(tmp_path / "stick")
        assert done.came.entries > 0
        assert done.came.erased == 0
        assert item in one.preserve.items()
        assert one.keep.check().status == 0

    def test_a_peer_that_drops_without_the_right(self, one: Case, tmp_path: Path) -> None:
        """Rows that come without payload then are refused, and ours stay."""
        one.team.members.add("Rima", ("lead",))
        with colleague(one, tmp_path, "two") as two:
            two.keep.ledger.sign = None
            (entry,) = two.state(Source("Sahl Monitor", "monitor"))
            two.keep.ledger.append([erasure(entry)])
            with two.keep.ledger.store.writing() as writer:
                writer.drop_payloads([entry])
            done = one.sync(tmp_path / "two")
            assert done.status == 5
            assert "without its payload" in done.refused[0].why
            assert one.keep.check().status == 0


MISSHAPEN = {
    "settings": {"title": 5},
    "source": {"name": {}},
    "claim": {"id": 3},
    "person": {"author": [], "key": {}},
    "item": {"sha256": 5},
    "text": {"sha256": "../../x"},
    "case": {"case": "ab" * 16, "format": 1},
    "review": {"claim": [], "verdict": "accepted"},
}


class TestForgedEntries:
    """Entries of another shape, and signatures that nobody made, stop at the door."""

    @pytest.mark.parametrize("kind", MISSHAPEN)
    def test_another_shape(self, one: Case, two: Case, tmp_path: Path, kind: str) -> None:
        """One entry could break every figure, and would stay for ever."""
        two.state(Source("Sahl Monitor", "monitor"))
        two.keep.ledger.append([Draft(kind, MISSHAPEN[kind])])
        done = one.sync(tmp_path / "two")
        assert done.status == 5
        assert f"({kind})" in done.refused[0].why
        assert done.came.entries > 0
        assert one.keep.check().status == 0
        assert one.settings.title == "valley"

    def test_a_signature_that_nobody_made(self, one: Case, two: Case, tmp_path: Path) -> None:
        """A person's signature that does not verify is no entry of that person."""
        two.keep.ledger.sign = lambda _: Signature("ab" * 32, "cd" * 64)
        two.keep.ledger.append([Draft("finding", {"words": "invented"})])
        done = one.sync(tmp_path / "two")
        assert "signature that does not verify" in done.refused[0].why
        assert one.keep.check().status == 0


class TestStamps:
    """What outsiders said about heads travels too, if it holds."""

    def test_a_cosignature(self, one: Case, two: Case, tmp_path: Path) -> None:
        """A colleague's witness cosigned a head on one device; the other has it then."""
        witness = Witness(tmp_path / "witness")
        one.proofs.trust_witness(str(witness.key()))
        key = parse_key(one.proofs.log_keys()[0])
        one.proofs.take(witness.cosign(one.proofs.request(0), key, 1_900_000_000))
        one.sync(tmp_path / "stick")
        assert two.sync(tmp_path / "stick").came.stamps == 1
        assert two.keep.ledger.store.stamps() == one.keep.ledger.store.stamps()
        assert [found.level for found in two.proofs.check()] == ["note"]

    @pytest.mark.parametrize("kind", ["rfc3161", "cosignature", "other"])
    def test_forged_ones(self, one: Case, two: Case, tmp_path: Path, kind: str) -> None:
        """What nobody trusted made is not taken, and cannot spoil a check."""
        log, head = next(iter(two.keep.seal().items()))
        size = int(head.split("\n")[1])
        with two.keep.ledger.store.writing() as writer:
            writer.add_stamp(Stamp(log, size, kind, b"\xff invented"))
        done = one.sync(tmp_path / "two")
        assert done.came.stamps == 0
        assert done.status == (0 if kind == "other" else 5)
        assert one.keep.ledger.store.stamps() == []
        assert one.keep.check().status == 0


class TestVerb:
    """`sync OTHER` says what came, what went and what was refused."""

    def run(self, *given: str) -> subprocess.CompletedProcess[str]:
        """Run the program."""
        command = [sys.executable, "-m", "tawthiq.cli", *given]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def test_words(self, tmp_path: Path) -> None:
        """Statuses and sentences; with --json one object."""
        root, stick = str(tmp_path / "case"), str(tmp_path / "stick")
        self.run("init", root, "--unlocked")
        first = self.run("--case", root, "sync", stick)
        assert (first.returncode, "a copy for exchange was made" in first.stdout) == (0, True)
        again = self.run("--case", root, "sync", stick, "--json")
        assert json.loads(again.stdout)["status"] == 0
        store = tmp_path / "stick" / "ledger.db"
        self.run("--case", stick, "seal")
        with sqlite3.connect(store) as connection:
            connection.execute("DELETE FROM heads")
        refused = self.run("--case", root, "sync", stick)
        assert refused.returncode == 1
        assert "ROLLED BACK" in refused.stdout
        assert "refused here: log" in refused.stdout
        none = self.run("--case", root, "sync", root)
        assert none.returncode == 2
        assert "Traceback" not in none.stderr + refused.stderr
