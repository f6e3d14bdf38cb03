"""Logs are exchanged whole, and only what was signed is taken."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ledger import made

from tawthiq.base import digest
from tawthiq.base.errors import DamagedError
from tawthiq.ledger.exchange import union
from tawthiq.ledger.sqlite import SqliteStore
from tawthiq.record.entry import Draft

REQUESTS = [Draft("request", {"n": n}) for n in range(20)]


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[made.Made]:
    """Gives a case with one log of 24 entries and two heads."""
    found = made.new_case(tmp_path / "theirs", tmp_path / "home-theirs")
    found.ledger.append(REQUESTS)
    yield found
    found.close()


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[SqliteStore]:
    """Gives an empty store."""
    found = SqliteStore.create(tmp_path / "ours.db")
    yield found
    found.close()


def take(ours: SqliteStore, theirs: made.Made) -> union.Taken:
    """Take from the other case."""
    return union.take(made.CASE, ours, theirs.store)


class TestTaking:
    """Rows, trees and heads come over as they are."""

    def test_everything_at_once(self, ours: SqliteStore, theirs: made.Made) -> None:
        """An empty store becomes equal, heads and inner nodes too."""
        assert take(ours, theirs) == union.Taken(24, {})
        assert list(ours.rows()) == list(theirs.store.rows())
        log = next(iter(ours.logs()))
        assert ours.heads(log) == theirs.store.heads(log)
        ask = "SELECT * FROM nodes ORDER BY log, level, idx"
        assert (
            ours.connection.execute(ask).fetchall()
            == theirs.store.connection.execute(ask).fetchall()
        )

    def test_bit_by_bit(self, ours: SqliteStore, theirs: made.Made) -> None:
        """Later entries extend what was taken before; nothing comes twice."""
        take(ours, theirs)
        for count in (1, 5, 17):
            theirs.ledger.append(REQUESTS[:count])
            assert take(ours, theirs) == union.Taken(count, {})
            assert take(ours, theirs) == union.Taken(0, {})
        assert list(ours.rows()) == list(theirs.store.rows())

    def test_small_chunks(
        self, ours: SqliteStore, theirs: made.Made, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The size of a chunk is not seen in the result."""
        monkeypatch.setattr(union, "CHUNK", 3)
        assert take(ours, theirs) == union.Taken(24, {})
        assert list(ours.rows()) == list(theirs.store.rows())

    def test_the_other_way_round(self, ours: SqliteStore, theirs: made.Made) -> None:
        """A side that holds less gives nothing and loses nothing."""
        take(ours, theirs)
        theirs.ledger.append(REQUESTS)
        assert union.take(made.CASE, theirs.store, ours) == union.Taken(0, {})
        assert sum(theirs.store.logs().values()) == 44

    def test_an_unsigned_tail_stays_behind(self, ours: SqliteStore, theirs: made.Made) -> None:
        """What no head covers is not taken."""
        theirs.store.connection.execute("DELETE FROM heads WHERE size = 24")
        assert take(ours, theirs) == union.Taken(4, {})
        assert sum(ours.logs().values()) == 4

    def test_an_erased_payload_is_taken_without(self, ours: SqliteStore, theirs: made.Made) -> None:
        """The header stands, so the tree holds; whether the other side still has it or not."""
        erased = frozenset(row.id.hex() for row in theirs.store.rows() if row.index in (9, 11))
        theirs.store.connection.execute("DELETE FROM payloads WHERE idx = 9")
        terms = union.Terms(erased=erased)
        assert union.take(made.CASE, ours, theirs.store, terms) == union.Taken(24, {})
        assert [row.index for row in ours.rows() if row.body is None] == [9, 11]

    def test_a_payload_that_nobody_erased_must_come(
        self, ours: SqliteStore, theirs: made.Made
    ) -> None:
        """Who leaves payloads out cannot make others lose them."""
        theirs.store.connection.execute("DELETE FROM payloads WHERE idx = 9")
        taken = take(ours, theirs)
        assert taken.entries == 4
        assert "entry 9 comes without its payload" in next(iter(taken.refused.values()))


HOSTILE = {
    "no head": "DELETE FROM heads",
    "head of another log": "UPDATE heads SET note = replace(note, ?1, ?2)",
    "an old head that nobody signed": "UPDATE heads SET note = replace(note, X'0A', 'x') WHERE size = 4",
    "a head under another size": "UPDATE heads SET size = 5 WHERE size = 4",
    "another key": "UPDATE payloads SET body = X'7B7D' WHERE idx = 0",
    "a payload": "UPDATE payloads SET body = X'7B7D' WHERE idx = 11",
    "a salt": "UPDATE payloads SET salt = zeroblob(32) WHERE idx = 11",
    "an id": "UPDATE entries SET id = zeroblob(32) WHERE idx = 11",
    "a tick": "UPDATE entries SET tick = 99 WHERE idx = 11",
    "a header": "UPDATE entries SET header = replace(header, 'request', 'finding') WHERE idx = 11",
    "a header that is none": "UPDATE entries SET header = X'7B7D' WHERE idx = 11",
    "a gap": "DELETE FROM entries WHERE idx = 11",
    "a missing end": "DELETE FROM entries WHERE idx > 20",
    "swapped rows": "UPDATE entries SET idx = CASE idx WHEN 11 THEN 1012 ELSE 1011 END"
    " WHERE idx IN (11, 12)",
}  # fmt: skip


class TestNothingOnTrust:
    """A log that is not what was signed is refused by name, from its last good head on."""

    @pytest.mark.parametrize("change", HOSTILE)
    def test_changed_logs(self, ours: SqliteStore, theirs: made.Made, change: str) -> None:
        """Whatever was changed on the other side."""
        log, true = next(iter(theirs.store.logs())), list(theirs.store.rows())
        statement = HOSTILE[change]
        theirs.store.connection.execute(statement, (log, "0" * 32) if "?1" in statement else ())
        theirs.store.connection.execute("UPDATE entries SET idx = idx - 1000 WHERE idx > 1000")
        taken = take(ours, theirs)
        assert taken.entries in (0, 4)
        assert list(taken.refused) == [log]
        assert list(ours.rows()) == true[: taken.entries]
        assert [size for size, _ in ours.heads(log)] == [4][: taken.entries]

    def test_true_nodes_over_false_rows(self, ours: SqliteStore, theirs: made.Made) -> None:
        """The other side's stored tree is not what the rows are judged by."""
        row = list(theirs.store.rows())[11]
        other = row.header.replace(b"request", b"finding")
        theirs.store.connection.execute(
            "UPDATE entries SET header = ?, id = ? WHERE idx = 11",
            (other, digest.sha256(b"\x00" + other)),
        )
        assert "root" in take(ours, theirs).refused[row.log]

    def test_another_case(self, ours: SqliteStore, theirs: made.Made) -> None:
        """Logs of one case are not taken into another."""
        taken = union.take("ff" * 16, ours, theirs.store)
        assert list(taken.refused.values()) == ["it belongs to another case or another log"]

    def test_a_fork_is_named_and_the_other_logs_go_on(
        self, ours: SqliteStore, theirs: made.Made, tmp_path: Path
    ) -> None:
        """One key, two histories: refused; what another device wrote is taken."""
        log = next(iter(theirs.store.logs()))
        for name in ("theirs", "home-theirs"):  # a whole device is cloned, and both go on
            shutil.copytree(tmp_path / name, tmp_path / f"clone-{name}")
        with made.opened(tmp_path / "clone-theirs", tmp_path / "clone-home-theirs") as clone:
            clone.ledger.append(REQUESTS[:3])
            take(ours, clone)
        with made.opened(tmp_path / "theirs", tmp_path / "home-third") as third:
            third.ledger.append(REQUESTS)
        theirs.ledger.append(REQUESTS)
        taken = take(ours, theirs)
        assert "fork" in taken.refused[log]
        assert taken.entries == 22
        assert "fork" in union.take(made.CASE, theirs.store, ours).refused[log]

    def test_our_own_disk_is_no_refusal(
        self, ours: SqliteStore, theirs: made.Made, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """When we cannot write, that is said as such, and nothing is half taken."""

        def full(*_: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        monkeypatch.setattr("tawthiq.ledger.sqlite.SqliteWriter.add", full)
        with pytest.raises(DamagedError, match="full"):
            take(ours, theirs)
        assert ours.logs() == {}
