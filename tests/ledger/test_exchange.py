"""Two copies exchange what they hold: wherever it is broken off, and whoever the other is."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.ledger import made

from tawthiq.base.shape import to_plain
from tawthiq.ledger.exchange import served, union
from tawthiq.ledger.exchange.bring import Brought, bring
from tawthiq.ledger.exchange.careful import Careful
from tawthiq.ledger.exchange.peer import Offer, Peer
from tawthiq.ledger.exchange.served import Served
from tawthiq.ledger.sqlite import SqliteStore
from tawthiq.record.entry import Draft
from tawthiq.record.erasure import Erasure, what_of


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[made.Made]:
    """Gives a case with items, blobs and claims, in several batches."""
    found = made.new_case(tmp_path / "theirs", tmp_path / "home-theirs")
    made.fill(found, 40)
    yield found
    found.close()


@pytest.fixture
def ours(tmp_path: Path, theirs: made.Made) -> Iterator[made.Made]:
    """Gives an empty copy of the same case on another device."""
    found = beside(tmp_path, "ours", theirs)
    yield found
    found.close()


def beside(tmp_path: Path, name: str, first: made.Made) -> made.Made:
    """Make an empty copy of a case for another device."""
    (tmp_path / name).mkdir()
    (tmp_path / name / "case.toml").write_bytes(first.folder.toml.read_bytes())
    SqliteStore.create(tmp_path / name / "ledger.db").close()
    return made.open_case(tmp_path / name, tmp_path / f"home-{name}", made.CASE)


def serving(other: made.Made) -> Careful:
    """Return a peer over an open case."""
    return Careful(Served(made.CASE, other.store, other.vault))


def take(ours: made.Made, theirs: made.Made | Peer) -> Brought:
    """Bring one forward by the other."""
    peer = Careful(theirs) if not isinstance(theirs, made.Made) else serving(theirs)
    return bring(ours.ledger, peer, peer.offer())


def state(case: made.Made) -> tuple[object, ...]:
    """Return everything that an exchange exchanges, and the inner nodes."""
    run = case.store.connection.execute
    asked = ("entries", "payloads", "nodes", "heads", "stamps")
    rows = [sorted(run("SELECT * FROM " + table).fetchall(), key=str) for table in asked]  # noqa: S608
    blobs = {name: case.vault.path(name).read_bytes() for name in case.vault.names()}
    return (*rows, blobs)


class BrokenOffError(Exception):
    """The stick was pulled out."""


class Breaking:
    """A peer that fails at its n-th answer, before or after giving it."""

    def __init__(self, peer: Peer, at: int) -> None:
        self.peer, self.left = peer, at

    def __getattr__(self, name: str) -> Callable[..., Any]:
        question = getattr(self.peer, name)

        def ask(*given: object) -> object:
            self.left -= 1
            if self.left < 0:
                raise BrokenOffError(name)
            return question(*given)

        return ask


class Lying:
    """A peer of which some answers are replaced."""

    def __init__(self, peer: Peer, **answers: Callable[..., Any]) -> None:
        self.peer, self.answers = peer, answers

    def __getattr__(self, name: str) -> Callable[..., Any]:
        question = getattr(self.peer, name)
        change = self.answers.get(name)
        return question if change is None else lambda *given: change(question(*given))


class TestUnion:
    """Both sides end with everything that either held."""

    def test_everything_comes(self, ours: made.Made, theirs: made.Made) -> None:
        """Entries, payloads, inner nodes, heads and blobs."""
        done = take(ours, theirs)
        assert (done.entries, done.refused_logs, done.refused_blobs) == (44, {}, {})
        assert state(ours) == state(theirs)
        assert made.findings(ours, views=False) == []

    def test_nothing_comes_twice(self, ours: made.Made, theirs: made.Made) -> None:
        """The second exchange brings nothing."""
        take(ours, theirs)
        done = take(ours, theirs)
        assert (done.entries, done.blobs, done.stamps) == (0, 0, 0)

    def test_causes_from_log_to_log(
        self, ours: made.Made, theirs: made.Made, tmp_path: Path
    ) -> None:
        """Logs whose entries came from one another come in whatever order they are named."""
        take(ours, theirs)
        last = [row.id.hex() for row in theirs.store.rows()][-1]
        for number in range(12):
            writer = (ours, theirs)[number % 2]
            take(writer, (theirs, ours)[number % 2])
            last = writer.ledger.append([Draft("import", {"n": number}, (last,))])[0]
        third = beside(tmp_path, "third", theirs)
        take(ours, theirs)
        assert take(third, ours).refused_logs == {}
        assert state(third) == state(ours)
        third.close()

    def test_many_rounds(
        self,
        ours: made.Made,
        theirs: made.Made,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The size of a round is not seen in the result."""
        take(ours, theirs)
        last = [row.id.hex() for row in theirs.store.rows()][-1]
        for number in range(12):
            writer = (ours, theirs)[number % 2]
            take(writer, (theirs, ours)[number % 2])
            last = writer.ledger.append([Draft("import", {"n": number}, (last,))])[0]
        take(ours, theirs)
        monkeypatch.setattr(union, "CHUNK", 1)
        third = beside(tmp_path, "third", theirs)
        assert take(third, ours).refused_logs == {}
        assert state(third) == state(ours)
        third.close()

    def test_a_deleted_old_head_comes_back(self, ours: made.Made, theirs: made.Made) -> None:
        """Heads are part of the union, old ones too."""
        take(ours, theirs)
        ours.store.connection.execute("DELETE FROM heads WHERE size = 4")
        take(ours, theirs)
        assert state(ours) == state(theirs)

    def test_a_lost_blob_comes_back(self, ours: made.Made, theirs: made.Made) -> None:
        """What an entry names and only the other holds is taken, whenever the entry came."""
        take(ours, theirs)
        lost = next(iter(ours.vault.names()))
        ours.vault.path(lost).unlink()
        done = take(ours, theirs)
        assert (done.blobs, done.healed) == (1, True)
        assert state(ours) == state(theirs)


class TestBrokenOff:
    """Broken off at any message, the next exchange ends as one that was not broken off."""

    def test_at_every_message(
        self, theirs: made.Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each state in between is whole, and nothing that was there is lost."""
        monkeypatch.setattr(union, "CHUNK", 8)
        monkeypatch.setattr(served, "MOST_ROWS", 5)
        at, whole = 0, False
        while not whole:
            ours = beside(tmp_path, f"ours-{at}", theirs)
            peer = serving(theirs)
            try:
                bring(ours.ledger, Breaking(peer, at), peer.offer())  # type: ignore[arg-type]
                whole = True
            except BrokenOffError:
                found = [f for f in made.findings(ours, views=False) if f.level == "damaged"]
                assert not ours.store.logs() or found == []
            take(ours, theirs)
            assert state(ours) == state(theirs)
            assert made.findings(ours, views=False) == []
            ours.close()
            at += 1
        assert at > 15


HOSTILE: Mapping[str, dict[str, Callable[..., Any]]] = {
    "no rows": {"rows": lambda _: []},
    "rows of other types": {"rows": lambda said: [replace(row, header="x") for row in said]},
    "rows that are none": {"rows": lambda _: [None, 3]},
    "an id": {"rows": lambda said: [replace(row, id=bytes(32)) for row in said]},
    "no payloads": {"rows": lambda said: [replace(row, salt=None, body=None) for row in said]},
    "half a payload": {"rows": lambda said: [replace(row, body=None) for row in said]},
    "another payload": {"rows": lambda said: [replace(row, body=b"{}") for row in said]},
    "a payload too large": {
        "rows": lambda said: [replace(row, body=bytes((1 << 26) + 1)) for row in said[:1]]
    },
    "another log": {"rows": lambda said: [replace(row, log="f" * 32) for row in said]},
    "another tick": {"rows": lambda said: [replace(row, tick=row.tick + 9) for row in said]},
    "a tick that is none": {"rows": lambda said: [replace(row, tick="9") for row in said]},
    "twice the same": {"rows": lambda said: [said[0], *said]},
    "more than asked": {"rows": lambda said: said * 600},
    "from the end": {"rows": lambda said: said[::-1]},
    "heads in circles": {"heads": lambda said: said[::-1]},
    "heads of other types": {"heads": lambda said: [(str(size), text) for size, text in said]},
    "heads too large": {"heads": lambda said: [(size, text * 999) for size, text in said]},
    "one head for all": {"heads": lambda said: [(size, said[0][1]) for size, _ in said]},
    "no heads": {"heads": lambda _: []},
    "an offer without heads": {"offer": lambda said: replace(said, heads=dict.fromkeys(said.heads, ""))},
    "a log with a path for a name": {
        "offer": lambda said: replace(said, heads={"../../x": next(iter(said.heads.values()))})
    },
    "another log's head": {
        "offer": lambda said: replace(said, heads={"f" * 32: next(iter(said.heads.values()))})
    },
}  # fmt: skip


class TestNothingOnTrust:
    """Whatever the other side answers, it is refused with a reason and ours stays whole."""

    @pytest.mark.parametrize("lie", HOSTILE)
    def test_lies(self, ours: made.Made, theirs: made.Made, lie: str) -> None:
        """Nothing is entered but what was signed; the reason is named; the truth still comes."""
        done = take(ours, Lying(serving(theirs), **HOSTILE[lie]))  # type: ignore[arg-type]
        assert done.refused_logs
        assert all(len(why) > 10 for why in done.refused_logs.values())
        assert not ours.store.logs() or made.findings(ours, views=False) == []
        take(ours, theirs)
        assert state(ours) == state(theirs)

    @pytest.mark.parametrize("at", range(6))
    def test_every_byte_of_a_proof_counts(
        self, ours: made.Made, theirs: made.Made, at: int
    ) -> None:
        """A consistency proof that was changed joins nothing."""
        take(ours, theirs)
        before = state(ours)
        theirs.ledger.append([Draft("import", {"n": n}) for n in range(9)])
        size = len(serving(theirs).proof(next(iter(theirs.store.logs())), 44, 53))
        if at >= size:
            pytest.skip("the proof is shorter")
        for byte in (0, 31):

            def change(said: list[bytes], byte: int = byte) -> list[bytes]:
                bad = bytearray(said[at]) if at < len(said) else bytearray(32)
                bad[byte] ^= 1
                return [*said[:at], bytes(bad), *said[at + 1 :]]

            done = take(ours, Lying(serving(theirs), proof=change))  # type: ignore[arg-type]
            assert "does not join" in next(iter(done.refused_logs.values()))
            assert state(ours) == before
            assert done.forks == ()

    def test_too_many_logs(self, ours: made.Made, theirs: made.Made) -> None:
        """A peer that names millions of logs is refused as a whole."""
        heads = {f"{n:032x}": "" for n in range(5000)}
        peer = Lying(serving(theirs), offer=lambda said: replace(said, heads=heads))
        with pytest.raises(Exception, match="more than 4096 logs"):
            take(ours, peer)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("bad", "why"),
        [(b"other bytes", "not those"), (b"", "not those"), (None, "does not hold")],
    )
    def test_blobs(self, ours: made.Made, theirs: made.Made, bad: bytes | None, why: str) -> None:
        """A blob with other bytes than its name says is not kept; the right one comes later."""
        name = next(iter(theirs.vault.names()))
        path = theirs.vault.path(name)
        true = path.read_bytes()
        path.chmod(0o644)
        path.unlink() if bad is None else path.write_bytes(bad)
        done = take(ours, theirs)
        assert why in done.refused_blobs[name]
        assert not ours.vault.path(name).exists()
        path.write_bytes(true)
        assert take(ours, theirs).refused_blobs == {}
        assert state(ours) == state(theirs)

    def test_a_blob_of_the_right_size(self, ours: made.Made, theirs: made.Made) -> None:
        """Its bytes are hashed, not only counted."""
        name = next(iter(theirs.vault.names()))
        path = theirs.vault.path(name)
        true = path.read_bytes()
        path.chmod(0o644)
        path.write_bytes(true[::-1])
        assert "bytes" in take(ours, theirs).refused_blobs[name]
        assert not ours.vault.path(name).exists()

    def test_blobs_that_no_entry_names(self, ours: made.Made, theirs: made.Made) -> None:
        """Nobody can fill our disk with what nothing names."""
        take(ours, theirs)
        extra = theirs.put(b"rubbish " * 1000)
        assert take(ours, theirs).blobs == 0
        assert not ours.vault.path(extra).exists()

    def test_a_cause_that_nobody_holds(self, ours: made.Made, theirs: made.Made) -> None:
        """Its log stops before it; what comes later, comes when the cause does."""
        theirs.ledger.append([Draft("import", {"n": 1})])
        theirs.ledger.append([Draft("import", {"n": 2}, ("ab" * 32,))])
        done = take(ours, theirs)
        assert done.entries == 45
        assert "came from an entry that is missing" in next(iter(done.refused_logs.values()))
        assert made.findings(ours, views=False) == []


def clone(tmp_path: Path, name: str, root: str, home: str) -> made.Made:
    """Copy a case together with the device that writes it."""
    shutil.copytree(tmp_path / root, tmp_path / name)
    shutil.copytree(tmp_path / home, tmp_path / f"home-{name}")
    return made.open_case(tmp_path / name, tmp_path / f"home-{name}", made.CASE)


class TestForks:
    """Two histories of one log are kept apart, and it is said where they part."""

    @pytest.mark.parametrize(("mine", "other"), [(1, 1), (3, 1), (1, 3), (40, 2), (2, 40)])
    def test_where_they_part(
        self, theirs: made.Made, ours: made.Made, tmp_path: Path, mine: int, other: int
    ) -> None:
        """From the first entry that differs, whichever of the two is longer."""
        theirs.close()
        twin = clone(tmp_path, "twin", "theirs", "home-theirs")
        again = made.open_case(tmp_path / "theirs", tmp_path / "home-theirs", made.CASE)
        again.ledger.append([Draft("import", {"n": n}) for n in range(mine)])
        twin.ledger.append([Draft("import", {"m": n}) for n in range(other)])
        take(ours, again)
        before = state(ours)
        done = take(ours, twin)
        assert [fork.first for fork in done.forks] == [44]
        assert "from its entry 44 on" in done.refused_logs[done.forks[0].log]
        assert done.entries == 0
        assert state(ours) == before
        again.close()
        twin.close()

    def test_a_head_that_this_device_remembers(
        self, theirs: made.Made, ours: made.Made, tmp_path: Path
    ) -> None:
        """Also where the entries under it are not held here any more."""
        theirs.close()
        twin = clone(tmp_path, "twin", "theirs", "home-theirs")
        again = made.open_case(tmp_path / "theirs", tmp_path / "home-theirs", made.CASE)
        take(ours, again)
        again.ledger.append([Draft("import", {"n": 1})])
        twin.ledger.append([Draft("import", {"m": n}) for n in range(5)])
        log = next(iter(ours.store.logs()))
        peer = serving(twin)
        remembered = {log: again.ledger.seal()[log]}
        done = bring(ours.ledger, peer, peer.offer(), remembered)
        assert done.entries == 0
        assert (done.forks[0].low, done.forks[0].high) == (44, 45)
        again.close()
        twin.close()


def erase(case: made.Made, entry: str, blobs: tuple[str, ...] = ()) -> str:
    """Enter an erasure of one entry."""
    payload = to_plain(
        Erasure((entry,), "asked for", blobs, (), "asked", what_of([entry], blobs, "asked"))
    )
    return case.ledger.append([Draft("erasure", payload, (entry,))])[0]


def bodies(case: made.Made) -> dict[str, bytes | None]:
    """Return the payload of each entry."""
    return {row.id.hex(): row.body for row in case.store.rows()}


class TestTombstones:
    """What was erased on one side is not taken by the other, and dropped where it is held."""

    def test_dropped_where_held(self, ours: made.Made, theirs: made.Made) -> None:
        """A peer that still has it loses it at the next exchange."""
        take(ours, theirs)
        item = next(e for e in theirs.ledger.entries() if e.header.kind == "item")
        sha256 = str((item.payload or {})["sha256"])
        texts = [e.id for e in theirs.ledger.entries()
                 if e.header.kind == "text" and (e.payload or {})["sha256"] == sha256]  # fmt: skip
        for entry in (item.id, *texts):
            erase(theirs, entry, (sha256,))
        done = take(ours, theirs)
        assert done.erased == 1 + len(texts)
        assert bodies(ours)[item.id] is None
        assert not ours.vault.path(sha256).exists()
        assert made.findings(ours, views=False) == []

    def test_never_taken(self, ours: made.Made, theirs: made.Made) -> None:
        """Not even for a moment, while the other side still holds it."""
        item = next(e for e in theirs.ledger.entries() if e.header.kind == "item")
        erase(theirs, item.id)
        done = take(ours, theirs)
        assert done.erased == 0
        assert bodies(ours)[item.id] is None
        assert bodies(theirs)[item.id] is not None
        assert item.body is not None
        assert item.body not in ours.folder.ledger.read_bytes()
        assert item.body not in Path(f"{ours.folder.ledger}-wal").read_bytes()

    def test_not_brought_back(self, ours: made.Made, theirs: made.Made) -> None:
        """A copy that did not hear of it yet does not bring it back."""
        take(ours, theirs)
        item = next(e for e in ours.ledger.entries() if e.header.kind == "item")
        erase(ours, item.id)
        take(ours, ours)
        take(ours, theirs)
        assert bodies(ours)[item.id] is None

    def test_an_erasure_that_is_not_proven(self, ours: made.Made, theirs: made.Made) -> None:
        """One that is only shown, and stands in no signed log, has no effect."""
        item = next(e for e in theirs.ledger.entries() if e.header.kind == "item")
        erase(theirs, item.id)

        def forge(said: list[Any]) -> list[Any]:
            return [replace(each, proof=(bytes(32), *each.proof[1:])) for each in said]

        done = take(ours, Lying(serving(theirs), bearing=forge))  # type: ignore[arg-type]
        assert "proof" in next(iter(done.refused_logs.values()))
        assert done.entries == 0


def test_an_offer_is_what_it_says(theirs: made.Made) -> None:
    """The case, whether it is locked, the newest heads."""
    assert serving(theirs).offer() == Offer(made.CASE, False, theirs.ledger.seal())
