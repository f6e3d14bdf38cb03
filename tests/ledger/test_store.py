"""Every store keeps one contract; each kind of store runs this class."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ledger.made import CASE

from tawthiq.base import merkle
from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.ledger import database
from tawthiq.ledger.append import Batch, Context, build
from tawthiq.ledger.sqlite import SqliteStore
from tawthiq.ledger.store import Row, Store
from tawthiq.record.entry import Draft

LOGS = ("0a" * 16, "b0" * 16)
STORES = ("sqlite",)


def _open(kind: str, folder: Path) -> Store:
    assert kind == "sqlite"
    path = folder / "ledger.db"
    return SqliteStore(path) if path.exists() else SqliteStore.create(path)


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Gives an empty store of each kind."""
    made = _open(request.param, tmp_path)
    yield made
    made.close()


def batch(store: Store, log: str, count: int, kind: str = "request") -> Batch:
    """Enter `count` entries into a log, with a head."""
    with store.writing() as writer:
        size = writer.size(log)
        frontier = merkle.Frontier(size, writer.peaks(log, size))
        context = Context(log, "a" * 32, "2025-03-20T08:00:00Z")
        drafts = [Draft(kind, {"number": size + n}) for n in range(count)]
        salts = [bytes([n % 256]) * 32 for n in range(count)]
        made = build(drafts, context, frontier, writer.greatest_tick(), salts)
        writer.add(made.rows, made.nodes)
        writer.add_head(log, made.size, f"head {made.size}")
    return made


class TestStoreContract:
    """What was entered is found again, in every way that the ledger asks for it."""

    def test_an_empty_store(self, store: Store) -> None:
        """Nothing is held, and that is no error."""
        assert (list(store.rows()), store.logs(), store.find("")) == ([], {}, [])
        assert (store.heads(LOGS[0]), store.newest_head(LOGS[0])) == ([], None)
        assert store.subtree(LOGS[0], 0, 0) == merkle.EMPTY_ROOT
        with store.writing() as writer:
            assert (writer.greatest_tick(), writer.size(LOGS[0])) == (0, 0)
            assert writer.peaks(LOGS[0], 0) == []

    def test_rows_come_back_as_they_were(self, store: Store) -> None:
        """Bytes are bytes, by log and by fold order."""
        first, second = batch(store, LOGS[1], 3), batch(store, LOGS[0], 2)
        assert list(store.rows()) == [*first.rows, *second.rows]
        assert list(store.log_rows(LOGS[0])) == second.rows
        assert list(store.log_rows(LOGS[1], 2)) == first.rows[2:]
        assert store.logs() == {LOGS[0]: 2, LOGS[1]: 3}

    def test_rows_after_a_position(self, store: Store) -> None:
        """Those at or before the position are left out."""
        rows = [*batch(store, LOGS[1], 3).rows, *batch(store, LOGS[0], 4).rows]
        for at in range(len(rows)):
            assert list(store.rows(rows[at].position)) == rows[at + 1 :]

    def test_equal_ticks_are_ordered_by_log_then_index(self, store: Store) -> None:
        """Two devices that knew nothing of each other: the order is still one."""
        context = [Context(log, "a" * 32, "2025-03-20T08:00:00Z") for log in LOGS]
        for each in reversed(context):
            made = build([Draft("request", {})] * 3, each, merkle.Frontier(), 0, [b"s" * 32] * 3)
            with store.writing() as writer:
                writer.add(made.rows, made.nodes)
        found = [(row.tick, row.log) for row in store.rows()]
        assert found == [(tick, log) for tick in (1, 2, 3) for log in LOGS]

    def test_find_by_the_beginning_of_an_id(self, store: Store) -> None:
        """Odd and even lengths, one hit, several, none."""
        rows = batch(store, LOGS[0], 40).rows
        for row in rows:
            for length in (64, 63, 12, 9):
                assert store.find(row.id.hex()[:length]) == [row]
        assert len(store.find("")) == 2
        assert len(store.find("", limit=99)) == 40
        assert store.find("f" * 64) == []

    def test_a_row_without_payload(self, store: Store) -> None:
        """An erased payload leaves a header with None beside it."""
        whole = batch(store, LOGS[0], 1).rows[0]
        bare = Row(LOGS[1], 0, 9, b"\x01" * 32, b"{}", None, None)
        with store.writing() as writer:
            writer.add([bare], [])
        assert list(store.rows()) == [whole, bare]

    def test_an_exception_undoes_everything(self, store: Store) -> None:
        """Nothing of a step that failed is held, and the lock is free again."""
        batch(store, LOGS[0], 2)
        before = list(store.rows()), store.heads(LOGS[0])
        with pytest.raises(RuntimeError), store.writing() as writer:  # noqa: PT012
            writer.add([Row(LOGS[1], 0, 9, b"\x01" * 32, b"{}", b"s", b"b")], [])
            writer.add_head(LOGS[1], 1, "head")
            raise RuntimeError
        assert (list(store.rows()), store.heads(LOGS[0])) == before
        assert store.heads(LOGS[1]) == []
        batch(store, LOGS[0], 1)

    def test_nothing_is_entered_twice(self, store: Store) -> None:
        """A place and an id belong to one row."""
        rows = batch(store, LOGS[0], 2).rows
        with pytest.raises(DamagedError), store.writing() as writer:
            writer.add([rows[0]], [])
        assert list(store.rows()) == rows

    def test_heads(self, store: Store) -> None:
        """Oldest first; a head takes the place of another of its size."""
        for count in (2, 3, 1):
            batch(store, LOGS[0], count)
        assert store.heads(LOGS[0]) == [(2, "head 2"), (5, "head 5"), (6, "head 6")]
        with store.writing() as writer:
            writer.add_head(LOGS[0], 5, "other")
        assert store.heads(LOGS[0])[1] == (5, "other")
        assert store.newest_head(LOGS[0]) == "head 6"

    @pytest.mark.parametrize("steps", [(1,) * 40, (15, 1, 17, 64, 3), (100,)])
    def test_trees(self, store: Store, steps: tuple[int, ...]) -> None:
        """Every subtree and every set of peaks is that of the ids, however they came in."""
        for count in steps:
            batch(store, LOGS[0], count)
        ids = [row.id for row in store.log_rows(LOGS[0])]
        for lo in range(0, len(ids), 7):
            for hi in range(lo + 1, len(ids) + 1):
                width = hi - lo
                if lo % (1 << (width - 1).bit_length()) == 0:
                    assert store.subtree(LOGS[0], lo, hi) == merkle.root_of(ids[lo:hi])
        with store.writing() as writer:
            for size in range(len(ids) + 1):
                frontier = merkle.Frontier(size, writer.peaks(LOGS[0], size))
                assert frontier.root == merkle.root_of(ids[:size])

    def test_a_tree_with_a_gap_is_damage(self, store: Store) -> None:
        """A hash over entries that are not held is never made up."""
        batch(store, LOGS[0], 3)
        with pytest.raises(DamagedError):
            store.subtree(LOGS[0], 0, 8)

    def test_what_was_committed_is_there_after_opening_again(
        self, store: Store, tmp_path: Path, request: pytest.FixtureRequest
    ) -> None:
        """A second opening sees all rows, heads and trees."""
        rows = batch(store, LOGS[0], 33).rows
        other = _open(request.node.callspec.params["store"], tmp_path)
        assert list(other.rows()) == rows
        assert other.subtree(LOGS[0], 0, 33) == merkle.root_of([row.id for row in rows])
        other.close()


class TestSqlite:
    """What only the SQLite store promises."""

    def test_durable_settings(self, tmp_path: Path) -> None:
        """WAL, FULL, and zeros over what is deleted: anything less loses or leaks."""
        store = SqliteStore.create(tmp_path / "ledger.db")
        ask = store.connection.execute
        assert ask("PRAGMA journal_mode").fetchone() == ("wal",)
        assert ask("PRAGMA synchronous").fetchone() == (2,)
        assert ask("PRAGMA secure_delete").fetchone() == (1,)
        store.close()

    def test_missing_foreign_and_changed_files(self, tmp_path: Path) -> None:
        """One sentence each, never a traceback."""
        path = tmp_path / "ledger.db"
        with pytest.raises(DamagedError, match="missing"):
            SqliteStore(path)
        path.write_text("no database at all, but long enough to look at" * 30)
        with pytest.raises(DamagedError, match="damaged"):
            SqliteStore(path)
        path.unlink()
        SqliteStore.create(path).close()
        with pytest.raises(DamagedError):
            SqliteStore.create(path)
        changed = sqlite3.connect(path)
        changed.execute("CREATE TRIGGER t AFTER INSERT ON entries BEGIN DELETE FROM heads; END")
        changed.close()
        with pytest.raises(DamagedError, match="schema"):
            SqliteStore(path)
        SqliteStore(path, as_is=True).close()

    def test_a_busy_file_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A writer that never ends is named as the reason."""
        store = SqliteStore.create(tmp_path / "ledger.db")
        monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
        other = SqliteStore(tmp_path / "ledger.db")
        with store.writing(), pytest.raises(UsageError, match="another process"), other.writing():
            pass
        store.close()
        other.close()

    def test_a_place_that_takes_no_writing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A closed copy is read; one with a write-ahead log is refused, not read by half."""
        store = SqliteStore.create(tmp_path / "ledger.db")
        rows = batch(store, LOGS[0], 3).rows
        monkeypatch.setattr(os, "access", lambda *_: False)
        with pytest.raises(UsageError, match="while the case was open"):
            SqliteStore(tmp_path / "ledger.db")
        store.close()
        read_only = SqliteStore(tmp_path / "ledger.db")
        assert list(read_only.rows()) == rows
        with pytest.raises(DamagedError), read_only.writing() as writer:
            writer.add_head(LOGS[0], 9, "head")
        read_only.close()

    def test_damaged_hashes_are_damage(self, tmp_path: Path) -> None:
        """A node of another length is not mixed into a proof."""
        store = SqliteStore.create(tmp_path / "ledger.db")
        batch(store, LOGS[0], 16)
        store.connection.execute("UPDATE nodes SET hash = 'text' WHERE level = 4")
        with pytest.raises(DamagedError):
            store.subtree(LOGS[0], 0, 16)
        store.close()


def test_the_case_of_these_tests_is_an_id() -> None:
    """32 hex digits, as every case id."""
    assert len(bytes.fromhex(CASE)) == 16
