"""What a device signs, and what it refuses to go on from."""

import itertools
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ledger import made

from tawthiq.base import merkle
from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.ledger import append, note
from tawthiq.ledger.ledger import read_entry
from tawthiq.ledger.store import Row
from tawthiq.record.entry import Draft

REQUEST = [Draft("request", {"party": "Marl Council", "words": "How many?"})]


@pytest.fixture(params=[False, True], ids=["open", "locked"])
def case(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[made.Made]:
    """Gives an open case of two entries and its opening."""
    found = made.new_case(tmp_path / "case", tmp_path / "home", locked=request.param)
    yield found
    found.close()


def openings(case: made.Made) -> list[str]:
    """Return why each log was begun, in fold order."""
    return [
        str((e.payload or {})["why"]) for e in case.ledger.entries() if e.header.kind == "device"
    ]


class TestAppend:
    """An acknowledged entry is durable, signed, remembered, and found."""

    def test_opening_of_a_log(self, case: made.Made) -> None:
        """A log begins with its device and key, and the person who writes."""
        kinds = [entry.header.kind for entry in case.ledger.entries()]
        assert kinds == ["device", "person", "case", "settings"]
        assert openings(case) == ["first log of this device in this case"]

    def test_head_is_signed_and_remembered(self, case: made.Made) -> None:
        """The device remembers the very head that the store holds, over all entries."""
        case.ledger.append(REQUEST)
        (log, head), *rest = case.ledger.seal().items()
        assert not rest
        assert case.device.remembered(made.CASE) == {log: head}
        key = case.device.logs(made.CASE)[log].public_key().public_bytes_raw()
        found = note.open_checkpoint(head, key)
        ids = [row.id for row in case.store.log_rows(log)]
        assert (found.size, found.root) == (len(ids), merkle.root_of(ids))

    def test_nothing_to_enter(self, case: made.Made) -> None:
        """An empty batch writes nothing."""
        before = case.ledger.seal()
        assert case.ledger.append([]) == ()
        assert case.ledger.seal() == before

    def test_a_batch_is_one_transaction(self, case: made.Made) -> None:
        """One bad draft, or one missing blob, and nothing of the batch is entered."""
        before = list(case.store.rows())
        with pytest.raises(UsageError):
            case.ledger.append([*REQUEST, Draft("request", {"float": 0.5})])
        with pytest.raises(DamagedError, match="missing"):
            case.ledger.append(REQUEST, ["ab" * 32])
        assert list(case.store.rows()) == before
        assert made.findings(case) == []

    def test_more_than_64_causes(self, case: made.Made) -> None:
        """The header holds a root and a count; the list lies in the payload."""
        ids = case.ledger.append(REQUEST * 70)
        found = case.ledger.entry(case.ledger.append([Draft("finding", {}, ids)])[0])
        assert found.header.causes.count == 70
        leaves = [merkle.leaf_hash(bytes.fromhex(each)) for each in sorted(ids)]
        assert found.header.causes.root == merkle.root_of(leaves).hex()
        assert (found.payload or {})["causes"] == sorted(ids)
        assert made.findings(case) == []

    def test_a_header_has_a_limit(self, case: made.Made) -> None:
        """64 causes fit; no kind or author could make a header of 8 KiB."""
        ids = case.ledger.append(REQUEST * 64)
        case.ledger.append([Draft("finding", {}, ids)])
        assert max(len(row.header) for row in case.store.rows()) < 8192

    def test_salts_differ(self, case: made.Made) -> None:
        """Equal payloads have unequal commitments, so none can be guessed from another."""
        ids = case.ledger.append(REQUEST * 2)
        assert len({case.ledger.entry(each).header.commitment for each in ids}) == 2


class TestFind:
    """Entries are found by the beginning of their id."""

    @pytest.mark.parametrize("prefix", ["", "xyz", "ABC", "0" * 64, "0" * 70])
    def test_wrong_ids(self, case: made.Made, prefix: str) -> None:
        """One sentence for what is no id, and for one that nobody has."""
        with pytest.raises(UsageError):
            case.ledger.entry(prefix)
        with pytest.raises((UsageError, ValueError)):
            case.ledger.prove(prefix)

    def test_ambiguous(self, case: made.Made) -> None:
        """Two entries with one beginning are not guessed between."""
        ids = case.ledger.append(REQUEST * 40)
        first = sorted(each[0] for each in ids)
        twice = next(a for a, b in itertools.pairwise(first) if a == b)
        with pytest.raises(UsageError, match="more than one"):
            case.ledger.entry(twice)

    @pytest.mark.parametrize("count", [1, 2, 15, 16, 17, 33, 100])
    def test_proof_of_every_entry(self, case: made.Made, count: int) -> None:
        """Each entry's proof leads to the root in its log's newest head."""
        case.ledger.append(REQUEST * count)
        for row in list(case.store.rows()):
            proof, head = case.ledger.prove(row.id.hex())
            stated = note.parse_checkpoint(head)[0]
            merkle.verify_inclusion(row.id, row.index, stated.size, proof, stated.root)

    def test_payloads_are_checked_when_read(self, case: made.Made) -> None:
        """A changed payload is damage, an erased one is None."""
        (changed, gone, list_) = case.ledger.append(REQUEST * 3)
        at = {each: case.store.find(each)[0].index for each in (changed, gone, list_)}
        run = case.store.connection.execute
        run("UPDATE payloads SET body = ? WHERE idx = ?", (b"{}", at[changed]))
        run("DELETE FROM payloads WHERE idx = ?", (at[gone],))
        with pytest.raises(DamagedError):
            case.ledger.entry(changed)
        assert case.ledger.entry(gone).payload is None

    def test_a_payload_is_an_object(self, case: made.Made) -> None:
        """A list that keeps its commitment is no payload all the same."""
        context = append.Context("ab" * 16, "cd" * 16, "2025-03-20T08:00:00Z")
        batch = append.build(REQUEST, context, merkle.Frontier(), 0, [b"s" * 32])
        row = batch.rows[0]
        head = row.header.decode()
        was = read_entry(row).header.commitment
        header = head.replace(was, append.digest.commitment(b"s" * 32, b"[]").hex()).encode()
        odd = Row(row.log, 0, 1, row.id, header, b"s" * 32, b"[]")
        with pytest.raises(DamagedError):
            read_entry(odd)


class TestCopiesAndStrangers:
    """A device goes on with a log only where everything before is its own."""

    def test_going_on(self, case: made.Made, tmp_path: Path) -> None:
        """The same device in the same case goes on with its log, in a new process too."""
        case.ledger.append(REQUEST)
        with made.opened(tmp_path / "case", tmp_path / "home") as again:
            again.ledger.append(REQUEST)
        case.ledger.append(REQUEST)
        assert len(case.store.logs()) == 1

    def test_another_device(self, case: made.Made, tmp_path: Path) -> None:
        """Another device has a log and an author of its own."""
        with made.opened(tmp_path / "case", tmp_path / "other") as again:
            again.ledger.append(REQUEST)
        assert len(case.store.logs()) == 2
        assert len({entry.header.author for entry in case.ledger.entries()}) == 2

    def test_a_restored_case_starts_a_new_log(self, case: made.Made, tmp_path: Path) -> None:
        """What was signed after the copy was made is remembered, and said."""
        shutil.copytree(tmp_path / "case", tmp_path / "copy")
        case.ledger.append(REQUEST)
        with made.opened(tmp_path / "copy", tmp_path / "home") as copy:
            copy.ledger.append(REQUEST)
            assert "a copy was restored" in openings(copy)[-1]
            assert made.status(made.findings(copy)) == 1
            copy.ledger.append(REQUEST)
            assert len(copy.store.logs()) == 2

    def test_two_copies_open_at_once_never_fork_a_log(
        self, case: made.Made, tmp_path: Path
    ) -> None:
        """Both go on, neither signs a second head of a size that the other has signed."""
        shutil.copytree(tmp_path / "case", tmp_path / "copy")
        with made.opened(tmp_path / "copy", tmp_path / "home") as copy:
            signed: dict[tuple[str, int], str] = {}
            for _ in range(3):
                for each in (case, copy):
                    each.ledger.append(REQUEST)
                    for log in each.store.logs():
                        for size, text in each.store.heads(log):
                            assert signed.setdefault((log, size), text) == text

    def test_entries_that_a_stranger_put_in_are_not_signed(
        self, case: made.Made, tmp_path: Path
    ) -> None:
        """Rows without a head, at the end of the device's own log: it begins another one."""
        log = next(iter(case.store.logs()))
        with case.store.writing() as writer:
            size = writer.size(log)
            frontier = merkle.Frontier(size, writer.peaks(log, size))
            context = append.Context(
                log, "ee" * 16, "2025-03-20T08:00:00Z", keyring=case.ledger.keyring
            )
            salts = [b"s" * 32]
            batch = append.build(REQUEST, context, frontier, writer.greatest_tick(), salts)
            writer.add(batch.rows, batch.nodes)
        with made.opened(tmp_path / "case", tmp_path / "home") as again:
            again.ledger.append(REQUEST)
        case.ledger.append(REQUEST)
        assert "never signed" in openings(case)[-1]
        assert case.store.heads(log)[-1][0] == size
        assert made.status(made.findings(case)) == 3

    @pytest.mark.parametrize(
        "damage",
        [
            "UPDATE entries SET id = zeroblob(32) WHERE idx = 1",
            "DELETE FROM entries WHERE idx = 1",
            "DELETE FROM heads",
            "UPDATE heads SET note = replace(note, 'tawthiq/', 'other/')",
        ],
    )
    def test_a_damaged_log_is_left_as_it_is(self, case: made.Made, damage: str) -> None:
        """Work can go on, but the old log is not signed again."""
        heads = case.ledger.seal()
        case.store.connection.execute(damage)
        case.ledger.append(REQUEST)
        assert len(case.device.logs(made.CASE)) == 2
        assert made.status(made.findings(case)) == 3
        assert set(heads.values()) <= set(case.device.remembered(made.CASE).values())

    def test_a_copy_that_says_so_begins_a_log(self, case: made.Made) -> None:
        """An imported case is asked to, and goes on with that log afterwards."""
        case.ledger.restart("imported")
        case.ledger.append(REQUEST)
        case.ledger.append(REQUEST)
        assert openings(case)[-1] == "imported"
        assert len(case.store.logs()) == 2
        assert made.findings(case) == []

    def test_a_crash_before_remembering(self, case: made.Made) -> None:
        """Entered and signed, but not remembered: the log goes on all the same."""
        remembered = case.device.remembered(made.CASE)
        case.ledger.append(REQUEST)
        for log, head in remembered.items():
            case.device.remember(made.CASE, log, head)
        case.ledger.append(REQUEST)
        assert len(case.store.logs()) == 1
        assert made.findings(case) == []

    def test_a_full_device_folder(self, case: made.Made, monkeypatch: pytest.MonkeyPatch) -> None:
        """The append is not acknowledged, and nothing is damaged by it."""

        def full(*_: object) -> None:
            raise DamagedError("device.write", "no space")

        monkeypatch.setattr(type(case.device), "remember", full)
        with pytest.raises(DamagedError):
            case.ledger.append(REQUEST)
        monkeypatch.undo()
        case.ledger.append(REQUEST)
        assert made.findings(case) == []

    def test_the_clock_is_shown_and_not_trusted(self, case: made.Made) -> None:
        """A clock set back changes the time shown, never the order."""
        case.ledger.append(REQUEST)
        case.ledger._clock = made.clock("1999-01-01T00:00:00Z")
        last = case.ledger.append(REQUEST)[0]
        entries = list(case.ledger.entries())
        assert entries[-1].id == last
        assert entries[-1].header.time < entries[0].header.time


def test_rows_are_sqlite_rows_only_inside_the_store(tmp_path: Path) -> None:
    """What leaves the store is our own row, with bytes."""
    case = made.new_case(tmp_path / "case", tmp_path / "home")
    row = next(iter(case.store.rows()))
    assert not isinstance(row, sqlite3.Row)
    assert {type(row.id), type(row.header), type(row.salt), type(row.body)} == {bytes}
    case.close()
