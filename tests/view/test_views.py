"""Views are computed from entries, the same whatever way was taken, and never mislead."""

import contextlib
import multiprocessing
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ledger import made

from tawthiq.base import digest
from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.ledger import database
from tawthiq.record.case_facts import Settings
from tawthiq.record.entry import Draft
from tawthiq.record.finding_of_check import Found
from tawthiq.view import fold, queries, replay, search
from tawthiq.view.fold import Views
from tawthiq.view.inspect import inspect_views


@pytest.fixture(scope="module", params=[False, True], ids=["open", "locked"])
def original(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Makes a case of 40 entries with blobs and views, once."""
    folder = tmp_path_factory.mktemp("original")
    found = made.new_case(folder / "case", folder / "home", locked=request.param)
    made.fill(found, 40)
    made.views_of(found).close()
    found.close()
    return folder


@pytest.fixture
def case(original: Path, tmp_path: Path) -> Iterator[made.Made]:
    """Gives a copy of the case, open."""
    for name in ("case", "home"):
        shutil.copytree(original / name, tmp_path / name)
    with made.opened(tmp_path / "case", tmp_path / "home") as found:
        yield found


@pytest.fixture
def views(case: made.Made) -> Iterator[Views]:
    """Gives the views of the case."""
    found = made.views_of(case)
    yield found
    found.close()


def from_nothing(case: made.Made) -> str:
    """Return the digest of a replay in memory."""
    connection = replay.build(":memory:", case.ledger)
    try:
        return replay.digest_of(connection)
    finally:
        connection.close()


def _entering(root: str, home: str, count: int) -> None:
    with made.opened(Path(root), Path(home)) as case:
        views = made.views_of(case)
        for number in range(count):
            case.ledger.append([Draft("place", {"name": f"Place {os.getpid()} {number}"})])
            views.refresh()
        views.close()


class TestOneAnswer:
    """Forward, in pieces, from nothing, in another process: the same rows."""

    def test_forward_equals_replay(self, case: made.Made, views: Views) -> None:
        """Entry by entry, with chunks of any size."""
        for seed in range(3):
            made.fill(case, 12, seed=10 + seed)
            views.refresh()
            assert views.digest() == from_nothing(case)

    @pytest.mark.parametrize("size", [1, 2, 7, 1000])
    def test_chunks_are_not_seen(
        self, case: made.Made, views: Views, monkeypatch: pytest.MonkeyPatch, size: int
    ) -> None:
        """The size of a chunk leaves no trace, forward or from nothing."""
        right = from_nothing(case)
        monkeypatch.setattr(replay, "CHUNK", size)
        assert from_nothing(case) == right
        views.rebuild()
        assert views.digest() == right
        made.fill(case, 9, seed=3)
        views.refresh()
        assert views.digest() == from_nothing(case)

    def test_rebuild_and_deletion(self, case: made.Made, views: Views) -> None:
        """Rebuilt or deleted, the rows come back."""
        right = views.digest()
        heard: list[int] = []
        views.rebuild(heard.append)
        assert sum(heard) == sum(case.store.logs().values())
        assert views.digest() == right
        views.close()
        for path in case.folder.root.glob("views.db*"):
            path.unlink()
        again = made.views_of(case)
        assert again.digest() == right
        again.close()

    def test_a_refresh_without_news_writes_nothing(self, views: Views) -> None:
        """Opening a case does not touch its views."""
        before = views.connection.total_changes
        views.refresh()
        assert views.connection.total_changes == before

    def test_entries_from_before_the_position(
        self, case: made.Made, views: Views, tmp_path: Path
    ) -> None:
        """What a union brings in under older ticks is folded in its place."""
        other = made.beside(case, tmp_path / "other", tmp_path / "home-other")
        made.take(other, case)
        with contextlib.closing(other):
            other.ledger.append([Draft("place", {"name": "Reed Hollow", "lat": "1.5"})])
            case.ledger.append([Draft("place", {"name": "Reed Hollow", "lat": "2.5"})] * 5)
            views.refresh()
            assert made.take(case, other).entries == 3
            views.refresh()
        assert [p.lat for p in queries.places(views) if p.name == "Reed Hollow"] == ["2.5"]
        assert views.digest() == from_nothing(case)

    def test_a_restored_ledger_of_the_same_size(
        self, case: made.Made, views: Views, tmp_path: Path
    ) -> None:
        """Other entries in equal number: the views notice by the roots of the logs."""
        views.close()
        case.store.close()
        shutil.copytree(tmp_path / "case", tmp_path / "older")
        for root in ("case", "older"):
            with made.opened(tmp_path / root, tmp_path / f"home-{root}") as each:
                each.ledger.append([Draft("place", {"name": f"Place of {root}"})])
                made.views_of(each).close()
        shutil.copy(tmp_path / "older" / "ledger.db", tmp_path / "case" / "ledger.db")
        with made.opened(tmp_path / "case", tmp_path / "home") as again:
            found = made.views_of(again)
            assert [place.name for place in queries.places(found)] == ["Place of older"]
            found.close()

    def test_a_place_that_takes_no_writing(
        self, case: made.Made, views: Views, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The tables stand in memory and answer the same; nothing is written."""
        right = views.digest()
        views.close()
        names = sorted(path.name for path in case.folder.root.iterdir())
        monkeypatch.setattr(os, "access", lambda *_: False)
        found = made.views_of(case)
        assert found.digest() == right
        found.close()
        assert sorted(path.name for path in case.folder.root.iterdir()) == names

    def test_two_processes_enter_and_fold(self, case: made.Made, tmp_path: Path) -> None:
        """Both see all rows at the end, and nothing is folded twice."""
        case.store.close()
        shutil.rmtree(tmp_path / "none", ignore_errors=True)
        for path in (tmp_path / "case").glob("views.db*"):
            path.unlink()
        context = multiprocessing.get_context("spawn")
        arguments = [(str(tmp_path / "case"), str(tmp_path / f"home{n}"), 15) for n in range(2)]
        workers = [context.Process(target=_entering, args=each) for each in arguments]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert [worker.exitcode for worker in workers] == [0, 0]
        with made.opened(tmp_path / "case", tmp_path / "home") as again:
            found = made.views_of(again)
            assert len(queries.places(found)) == 30
            assert found.digest() == from_nothing(again)
            assert inspect_views(again.folder, again.ledger) == []
            found.close()

    def test_odd_payloads_do_not_close_a_case(self, case: made.Made, views: Views) -> None:
        """An entry from elsewhere that lacks what its kind needs gives no row."""
        right = {t: self._count(views, t) for t in replay.tables.KEYS}
        odd = [
            Draft(kind, payload)
            for kind in ("claim", "item", "text", "review", "place", "place_relation", "holding")
            for payload in ({}, {"id": [], "item": 3, "name": None, "quote": "q", "sha256": 1},
                            {"id": "x", "item": "y", "event": "killing", "claim": {"a": 1}})
        ]  # fmt: skip
        case.ledger.append(odd)
        views.refresh()
        assert views.digest() == from_nothing(case)
        assert self._count(views, "items") == right["items"]

    def _count(self, views: Views, table: str) -> int:
        query = f"SELECT count(*) FROM {table}"  # noqa: S608
        return int(views.connection.execute(query).fetchone()[0])


class TestDamage:
    """A disposable file is made anew, and a damaged ledger is never papered over."""

    @pytest.mark.parametrize("content", [b"", b"no database" * 500, None])
    def test_a_file_that_is_no_views(self, case: made.Made, content: bytes | None) -> None:
        """Empty, foreign, or cut in the middle."""
        right = from_nothing(case)
        data = case.folder.views.read_bytes()
        case.folder.views.write_bytes(data[: len(data) // 2] if content is None else content)
        found = made.views_of(case)
        assert found.digest() == right
        found.close()

    def test_damage_met_on_the_way(self, case: made.Made, views: Views) -> None:
        """Found during a refresh: the file is made anew, and the handle goes on."""
        views.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        views.close()
        data = bytearray(case.folder.views.read_bytes())
        for page in range(1, len(data) // 4096):
            data[page * 4096 : page * 4096 + 100] = b"\xff" * 100
        case.folder.views.write_bytes(data)
        case.ledger.append([Draft("place", {"name": "Reed Hollow"})])
        found = made.views_of(case)
        assert found.digest() == from_nothing(case)
        found.close()

    def test_damage_met_by_a_question(self, case: made.Made, views: Views) -> None:
        """Found while answering: the answer comes from a file made anew."""
        right = queries.claims(views)
        views.close()
        size = case.folder.views.stat().st_size
        whole = case.folder.views.read_bytes()
        for page in range(1, size // 4096):
            at = page * 4096
            case.folder.views.write_bytes(whole[:at] + b"\xff" * 4096 + whole[at + 4096 :])
            found = made.views_of(case)
            assert queries.claims(found) == right
            assert search.find(found, "killed")
            found.close()

    def test_a_row_that_is_no_record(self, views: Views) -> None:
        """Damage that SQLite cannot see is status 3 and names the way out."""
        views.connection.execute("UPDATE claims SET body = '{}'")
        with pytest.raises(DamagedError, match="replay"):
            queries.claims(views)

    def test_another_version(self, case: made.Made, monkeypatch: pytest.MonkeyPatch) -> None:
        """Rows that other code made are not used."""
        found = made.views_of(case)
        found.connection.execute("UPDATE receipts SET body = '{}'")
        found.close()
        monkeypatch.setattr(replay.tables, "VERSION", replay.tables.VERSION + 1)
        assert [f.level for f in inspect_views(case.folder, case.ledger)] == ["note"]
        found = made.views_of(case)
        assert found.digest() == from_nothing(case)
        found.close()

    def test_a_position_that_cannot_be_read(self, case: made.Made, views: Views) -> None:
        """The file does not know how far it has come: it is rebuilt."""
        for value in ("x", "[]", "[1,2]", '{"a":1}'):
            views.connection.execute("UPDATE meta SET value = ? WHERE key = 'reached'", (value,))
            assert "how far" in inspect_views(case.folder, case.ledger)[0].says
            views.refresh()
            assert inspect_views(case.folder, case.ledger) == []

    def test_a_ledger_with_a_gap(self, case: made.Made, views: Views) -> None:
        """No answer rather than a silent part of one."""
        case.store.connection.execute("DELETE FROM entries WHERE idx = 20")
        with pytest.raises(DamagedError):
            views.rebuild()
        case.folder.views.unlink()
        with pytest.raises(DamagedError):
            made.views_of(case)
        assert not list(case.folder.root.glob("*.new*"))

    def test_a_busy_file(
        self, case: made.Made, views: Views, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One sentence when another process holds the views for too long."""
        monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
        views.connection.execute("BEGIN IMMEDIATE")
        case.ledger.append([Draft("place", {"name": "Reed Hollow"})])
        with pytest.raises(UsageError, match="another process"):
            made.views_of(case)
        views.connection.execute("ROLLBACK")

    def test_a_folder_that_cannot_be_written(
        self, case: made.Made, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Status 3, and nothing half made."""
        case.folder.views.unlink()

        def refuse(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(fold, "link_new", refuse)
        with pytest.raises(DamagedError, match="No space"):
            made.views_of(case)
        assert not list(case.folder.root.glob("*.new*"))

    def test_old_remains_are_cleared(self, case: made.Made) -> None:
        """What a killed build left goes when it is old, and stays while it is young."""
        case.folder.views.unlink()
        for name, age in (("views.old.new", 10**6), ("views.young.new", 0)):
            (case.folder.root / name).write_bytes(b"")
            os.utime(case.folder.root / name, (time.time() - age,) * 2)
        made.views_of(case).close()
        assert [p.name for p in case.folder.root.glob("*.new")] == ["views.young.new"]


class TestInspect:
    """Step 9 names what is wrong with the views, and changes nothing."""

    def look(self, case: made.Made, statement: str = "", *values: object) -> list[Found]:
        """Change the views' file; return what step 9 says."""
        address = f"{case.folder.views.as_uri()}?mode=rw"
        connection = database.open_address(address, replay.view_key(case.ledger.keyring))
        connection.execute(statement, values)
        connection.close()
        before = case.folder.views.read_bytes()
        found = inspect_views(case.folder, case.ledger)
        assert case.folder.views.read_bytes() == before
        return found

    def test_clean_and_absent(self, case: made.Made) -> None:
        """Right rows, or no file at all, are both fine."""
        assert inspect_views(case.folder, case.ledger) == []
        case.folder.views.unlink()
        assert inspect_views(case.folder, case.ledger) == []

    def test_behind_is_fine(self, case: made.Made) -> None:
        """A file that lags is brought forward at the next opening."""
        made.fill(case, 9, seed=4)
        assert inspect_views(case.folder, case.ledger) == []

    def test_made_from_other_entries_is_noted(self, case: made.Made, tmp_path: Path) -> None:
        """Views of a longer history than the ledger holds."""
        case.close()
        shutil.copy(tmp_path / "case" / "ledger.db", tmp_path / "older.db")
        with made.opened(tmp_path / "case", tmp_path / "home") as newer:
            made.fill(newer, 9, seed=4)
            made.views_of(newer).close()
        shutil.copy(tmp_path / "older.db", tmp_path / "case" / "ledger.db")
        with made.opened(tmp_path / "case", tmp_path / "home") as older:
            assert [f.level for f in inspect_views(older.folder, older.ledger)] == ["note"]

    @pytest.mark.parametrize(
        ("statement", "words"),
        [
            ("UPDATE claims SET event = 'injury' WHERE tick > 20", "table claims"),
            ("DELETE FROM reviews", "table reviews"),
            ("UPDATE facts SET body = '{}' WHERE kind = 'settings'", "table facts"),
            ("UPDATE searchable SET ref = 'x' WHERE rowid = 1", "table searchable"),
            ("UPDATE searchable SET folded = 'x' WHERE rowid = 1", "search index"),
            ("DELETE FROM search_docsize WHERE id = 1", "search index"),
            ("INSERT INTO search(search) VALUES('delete-all')", "search index"),
            ("DROP INDEX claims_by_item", "schema"),
            ("CREATE TABLE other(x)", "schema"),
            ("DELETE FROM meta WHERE key = 'reached'", "how far"),
        ],
    )
    def test_changed(self, case: made.Made, statement: str, words: str) -> None:
        """Rows, index, schema, position."""
        found = self.look(case, statement)
        assert {(f.step, f.level) for f in found} == {(9, "damaged")}
        assert words in found[0].says
        assert "replay" in found[0].says

    def test_no_database(self, case: made.Made) -> None:
        """A file of other bytes."""
        case.folder.views.write_bytes(b"no database" * 500)
        assert inspect_views(case.folder, case.ledger)[0].level == "damaged"

    def test_a_damaged_ledger_is_said(self, case: made.Made) -> None:
        """Then there is nothing to compare with."""
        case.store.connection.execute("UPDATE payloads SET body = X'7B7D' WHERE idx = 20")
        assert "compared" in inspect_views(case.folder, case.ledger)[0].says


class TestQueries:
    """Tables answer with records."""

    def test_items_and_texts(self, case: made.Made, views: Views) -> None:
        """Each item by its entry's id, with its view, its digest, its receipt."""
        items, texts = queries.items(views), queries.text_views(views)
        assert set(items) == set(texts)
        for key, item in items.items():
            payload = dict(case.ledger.entry(key).payload or {})
            assert to_plain(item) | payload == to_plain(item)
            assert key in queries.items_of_digest(views, item.sha256)
            assert item.receipt in queries.receipts(views)
        assert queries.items_of_digest(views, digest.sha256(b"none").hex()) == []

    def test_claims_with_their_reviews(self, case: made.Made, views: Views) -> None:
        """The latest verdict stands; a retraction is told apart."""
        claims = queries.claims(views)
        assert {c.review.state for c in claims} == {"suggested", "accepted"}
        assert len(queries.claim_entries(views)) == len(claims)
        first = claims[0]
        verdict = {"claim": first.id, "verdict": "rejected", "why": "it says 7, not 27"}
        case.ledger.append([Draft("review", verdict)])
        case.ledger.append([Draft("retraction", {"claim": claims[1].id, "why": "withdrawn"})])
        views.refresh()
        assert queries.claim(views, first.id).review.state == "rejected"
        assert queries.retracted(views) == {claims[1].id: "withdrawn"}
        assert queries.claims(views, first.item) == [
            c for c in queries.claims(views) if c.item == first.item
        ]

    def test_a_claim_by_the_beginning_of_its_id(self, views: Views) -> None:
        """One, none, several."""
        for prefix, words in (("clm", "more than one"), ("zzz", "no claim"), ("", "more than")):
            with pytest.raises(UsageError, match=words):
                queries.claim(views, prefix)

    def test_facts(self, case: made.Made, views: Views) -> None:
        """The latest statement of each thing stands, in the order of statement."""
        entered = [
            Draft("source", {"name": "Marl Monitor", "kind": "monitor"}),
            Draft("source", {"name": "Marl Monitor", "kind": "monitor", "party": "aligned"}),
            Draft("actor", {"name": "Grey Column"}),
            Draft("place", {"name": "Upper Marl"}),
            Draft("place_relation", {"a": "Upper Marl", "b": "Marl", "relation": "inside", "ground": "map"}),
            Draft("request", {"party": "Council", "words": "?", "asked_on": "2025-03-20", "channel": "mail"}),
            Draft("person", {"author": "aa" * 16, "name": "R", "key": None}),
            Draft("incident", {"code": "i1", "place": "Upper Marl", "within": None,
                               "from": None, "to": None, "claims": []}),
            Draft("settings", to_plain(Settings("Renamed"))),
        ]  # fmt: skip
        case.ledger.append(entered)
        views.refresh()
        assert [s.party for s in queries.sources(views)] == ["aligned"]
        assert [a.name for a in queries.actors(views)] == ["Grey Column"]
        assert [p.name for p in queries.places(views)] == ["Upper Marl"]
        assert [r.relation for r in queries.place_relations(views)] == ["inside"]
        assert [r.party for r in queries.requests(views)] == ["Council"]
        assert queries.people(views)["aa" * 16] == "R"
        assert [i.code for i in queries.incidents(views)] == ["i1"]
        assert queries.settings(views).title == "Renamed"

    def test_holdings(self, case: made.Made, views: Views) -> None:
        """Bytes that came again, with the name that they came under."""
        key, item = next(iter(queries.items(views).items()))
        name = {"text": "copy.txt", "bytes_hex": None}
        case.ledger.append([Draft("holding", {"item": key, "receipt": item.receipt, "name": name})])
        views.refresh()
        assert [h.name.text for h in queries.holdings(views)] == ["copy.txt"]


class TestSearch:
    """Words are found in either script, however they are spelt; protected items never."""

    @pytest.mark.parametrize(
        "words",
        ["killed", "KILLED people", "قتل", "قُتِلَ", "Marl", "الوادى", 'people "killed"', "note",
         "Márl", "قرية الوادي", "\u202ekilled", "killed\x00"],
    )  # fmt: skip
    def test_found(self, views: Views, words: str) -> None:
        """Case, marks, alef and yeh, quotes and controls make no difference."""
        assert search.find(views, words)

    @pytest.mark.parametrize(
        "words", ["", " ", '"', '"""', "\x00", "zebra", "killed zebra", "NOT killed OR", "*", "a* b:c",
                  "\ud800", "(", "killed^2 zebra"],
    )  # fmt: skip
    def test_not_found_and_no_traceback(self, views: Views, words: str) -> None:
        """Operators are plain text; what is not there is not found."""
        assert search.find(views, words) == []

    def test_kinds_and_limit(self, views: Views) -> None:
        """Claims, items and texts, at most as many as asked for."""
        kinds = {hit.kind for hit in search.find(views, "people killed")}
        assert kinds == {"claim", "text"}
        assert {hit.kind for hit in search.find(views, "note txt")} == {"item"}
        assert len(search.find(views, "people", limit=2)) == 2

    def test_protected_items_are_not_in_the_index(self, case: made.Made, views: Views) -> None:
        """Neither name, nor text, nor quote of a protected testimony."""
        sha256 = case.put(b"Nadim of Reed Hollow saw it")
        payload = made.item(sha256, "nadim.txt", "ab" * 32, 27) | {"protected": "W7"}
        (key,) = case.ledger.append([Draft("item", payload)])
        text = {"item": key, "reader": "text", "sha256": sha256, "characters": 27}
        said = made.claim(777, key, "Nadim of Reed Hollow")
        case.ledger.append([Draft("text", text), Draft("claim", said)])
        for look in (views.refresh, views.rebuild):
            look()
            assert search.find(views, "nadim") == []
            query = "SELECT count(*) FROM searchable WHERE folded LIKE '%nadim%'"
            assert views.connection.execute(query).fetchone() == (0,)

    def test_a_text_that_is_not_there(self, case: made.Made, views: Views) -> None:
        """A text view whose bytes are missing is not found, and nothing breaks."""
        text = {"item": "x", "reader": "text", "sha256": "ab" * 32, "characters": 1}
        case.ledger.append([Draft("text", text), Draft("text", text | {"sha256": None})])
        views.refresh()
        assert views.digest() == from_nothing(case)
