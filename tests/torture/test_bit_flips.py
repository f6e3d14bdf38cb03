"""Every flipped bit is named by a check, or changes no answer."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.ledger import made

from tawthiq.base.errors import Error
from tawthiq.ledger import inspect_heads, note
from tawthiq.ledger.inspect import _row, inspect
from tawthiq.ledger.inspect_blobs import _blob, outside
from tawthiq.ledger.sealing import MAGIC
from tawthiq.ledger.seen import Seen
from tawthiq.ledger.store import Row
from tawthiq.view import queries, search

WORDS = ("killed", "قتل", "Marl", "قرية", "note", "nobody", "people were")


@pytest.fixture(params=[False, True], ids=["open", "locked"])
def whole(scratch: Path, request: pytest.FixtureRequest) -> Path:
    """Gives a closed case of 60 entries and more, with blobs and views."""
    found = made.new_case(scratch / "case", scratch / "home", locked=request.param)
    made.fill(found, 60)
    found.ledger.append([made.Draft("place", {"name": "Upper Marl"})])
    made.views_of(found).close()
    found.close()
    return scratch


def flipped(data: bytes, bit: int) -> bytes:
    """Return `data` with one bit changed."""
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def flips(data: bytes) -> Iterator[bytes]:
    """Yield `data` with each of its bits changed."""
    return (flipped(data, bit) for bit in range(8 * len(data)))


def read(case: made.Made, sha256: str) -> bytes:
    """Return the bytes of a blob."""
    with case.vault.open(sha256) as file:
        return file.read()


def answers(case: made.Made) -> dict[str, Any]:
    """Ask everything that can be asked of a case."""
    views = made.views_of(case)
    try:
        asked = {
            name: getattr(queries, name)(views)
            for name in ("receipts", "items", "holdings", "text_views", "claims", "claim_entries",
                         "retracted", "settings", "sources", "actors", "places",
                         "place_relations", "requests", "incidents", "people")
        }  # fmt: skip
        texts = {view.sha256 for view in asked["text_views"].values()}
        return asked | {
            "found": [search.find(views, words) for words in WORDS],
            "digest": views.digest(),
            "texts": {name: read(case, name) for name in sorted(texts)},
            "entries": list(case.ledger.entries()),
            "seal": case.ledger.seal(),
            "logs": case.store.logs(),
        }
    finally:
        views.close()


class TestStoredBytes:
    """Every bit of what the ledger holds, judged by the functions that a check walks with."""

    def rows(self, whole: Path) -> list[Row]:
        """Return all rows of the case; of a locked one every second."""
        with made.opened(whole / "case", whole / "home") as case:
            return list(case.store.rows())[:: 1 + case.folder.is_locked]

    def named(self, row: Row, whole: Path) -> bool:
        """Say whether a check names this row, standing where its neighbours were whole.

        In a locked case by a check with the key, and by one without.
        """
        is_locked = (whole / "case" / "keys").is_dir()
        found = []
        for ring in (made.RING, None) if is_locked else (None,):
            seen = Seen(keyring=ring)
            _row(row, row.index, row.tick - 1, seen)
            found.append(bool(seen.found))
        return all(found)

    def test_headers(self, whole: Path) -> None:
        """Each bit of each header, and of each id."""
        for row in self.rows(whole):
            assert not self.named(row, whole)
            for header in flips(row.header):
                assert self.named(
                    Row(row.log, row.index, row.tick, row.id, header, row.salt, row.body), whole
                )
            for name in flips(row.id):
                assert self.named(
                    Row(row.log, row.index, row.tick, name, row.header, row.salt, row.body), whole
                )

    def test_payloads_and_salts(self, whole: Path) -> None:
        """Each bit of each payload and salt."""
        for row in self.rows(whole):
            assert row.body is not None
            assert row.salt is not None
            for body in flips(row.body):
                assert self.named(
                    Row(row.log, row.index, row.tick, row.id, row.header, row.salt, body), whole
                )
            for salt in flips(row.salt):
                assert self.named(
                    Row(row.log, row.index, row.tick, row.id, row.header, salt, row.body), whole
                )

    def test_checkpoints(self, whole: Path) -> None:
        """Each bit of each signed head; a note that is no UTF-8 any more cannot be read at all."""
        with made.opened(whole / "case", whole / "home") as case:
            (log,) = case.store.logs()
            key = case.device.logs(made.CASE)[log].public_key().public_bytes_raw()
            heads = case.store.heads(log)
        for size, text in heads:
            root = note.parse_checkpoint(text)[0].root
            origin = note.origin_of(made.CASE, log)
            assert inspect_heads._fault(text, size, key, origin, root) is None
            for data in flips(text.encode()):
                try:
                    changed = data.decode()
                except UnicodeDecodeError:
                    continue
                assert inspect_heads._fault(changed, size, key, origin, root), changed

    def test_blobs(self, whole: Path) -> None:
        """Each bit of three small blobs; of a sealed one without the key what begins it."""
        with made.opened(whole / "case", whole / "home") as case:
            locks = {made.RING.lock, made.RING.protected}
            for name in sorted(made.named(case))[:3]:
                path = case.vault.find(name)
                path.chmod(0o600)
                data = path.read_bytes()
                for number, changed in enumerate(flips(data)):
                    path.write_bytes(changed)
                    assert _blob(case.vault, name, None)[1]
                    if case.folder.is_locked and number < 8 * (len(MAGIC) + 16):
                        assert outside(path, locks)
                path.write_bytes(data)
                assert _blob(case.vault, name, None)[1] is None
                if case.folder.is_locked:
                    assert outside(path, locks) is None
                    path.write_bytes(data[:-1])
                    assert _blob(case.vault, name, None)[1]
                    path.write_bytes(data)

    @pytest.mark.parametrize("table", ["header", "id", "body", "salt", "note", "hash"])
    def test_through_the_whole_check(self, whole: Path, table: str) -> None:
        """Bits at random, changed in the file itself, each named by the whole check."""
        tables = {"header": "entries", "id": "entries", "body": "payloads", "salt": "payloads",
                  "note": "heads", "hash": "nodes"}  # fmt: skip
        chance, key = random.Random(table), "log" if table == "none" else "log, "
        key += {"note": "size", "hash": "level, idx"}.get(table, "idx")
        with made.opened(whole / "case", whole / "home") as case:
            run = case.store.connection.execute
            names = [name.strip() for name in key.split(",")]
            where = " AND ".join(f"{name} = ?" for name in names)
            rows = run(f"SELECT {key}, CAST({table} AS BLOB) FROM {tables[table]}").fetchall()  # noqa: S608
            update = f"UPDATE {tables[table]} SET {table} = ? WHERE {where}"  # noqa: S608
            cast = f"UPDATE {tables[table]} SET {table} = CAST(? AS TEXT) WHERE {where}"  # noqa: S608
            statement = cast if table == "note" else update
            for _ in range(40):
                *at, data = chance.choice(rows)
                run(statement, (flipped(data, chance.randrange(8 * len(data))), *at))
                for ring in {case.ledger.keyring, None}:
                    assert made.status(inspect(case.folder, {}, keyring=ring).found) == 3
                run(statement, (data, *at))
            assert inspect(case.folder, {}, keyring=case.ledger.keyring).found == []


def random_flips(whole: Path, count: int, seed: int) -> tuple[int, list[str]]:
    """Flip bits of the closed case's files, one at a time; return how many a check named."""
    chance = random.Random(seed)
    with made.opened(whole / "case", whole / "home") as case:
        right = answers(case)
    shutil.copytree(whole / "case", whole / "kept")
    kept = {path.relative_to(whole / "kept"): path.read_bytes()
            for path in (whole / "kept").rglob("*") if path.is_file()}  # fmt: skip
    sizes = {path: len(data) for path, data in kept.items()}
    named, wrong = 0, list[str]()
    for _ in range(count):
        (path,) = chance.choices(list(sizes), list(sizes.values()))
        bit = chance.randrange(8 * sizes[path])
        target = whole / "case" / path
        target.chmod(0o600)
        target.write_bytes(flipped(kept[path], bit))
        fault = look(whole, right)
        named += fault is None
        if fault:
            wrong.append(f"bit {bit} of {path}: {fault}")
        restore(whole / "case", kept)
    return named, wrong


def look(whole: Path, right: dict[str, Any]) -> str | None:
    """Return None where a check names something; "" where nothing changed; else what did."""
    folder = made.CaseFolder(whole / "case")
    ring = made.RING if folder.is_locked else None
    seen = inspect(folder, made.Device(whole / "home").remembered(made.CASE), keyring=ring)
    if seen.found:
        return None
    with made.opened(whole / "case", whole / "home") as case:
        if made.inspect_views(folder, case.ledger):
            return None
        try:
            found = answers(case)
        except Error as error:
            return f"not named, but cannot be read: {error.message}"
        return ", ".join(key for key in right if found[key] != right[key])


def restore(root: Path, kept: dict[Path, bytes]) -> None:
    """Put every file back as it was."""
    for path in list(root.rglob("*")):
        if path.is_file() and path.relative_to(root) not in kept:
            path.unlink()
    for path, data in kept.items():
        if not (root / path).exists() or (root / path).read_bytes() != data:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)


class TestFiles:
    """Bits of the files of a closed case, wherever they fall."""

    @pytest.mark.parametrize("seed", range(2))
    def test_random_bits(self, whole: Path, seed: int) -> None:
        """1,200 in all, half of them in a locked case: named, or no query changes its answer."""
        named, wrong = random_flips(whole, 300, seed)
        assert wrong == []
        assert named > 120

    def test_keys_and_case_toml(self, whole: Path) -> None:
        """Bits of every small file, with the key and without; nothing else changes its answer."""
        folder, chance = made.CaseFolder(whole / "case"), random.Random(3)
        files = [folder.toml, *sorted(folder.keys.glob("*.json"))]
        assert len(files) == (3 if folder.is_locked else 1)
        for path in files:
            data = path.read_bytes()
            for _ in range(60):
                path.write_bytes(flipped(data, chance.randrange(8 * len(data))))
                for ring in (made.RING, None) if len(files) == 3 else (None,):
                    assert made.status(inspect(folder, {}, keyring=ring).found) == 3
            path.write_bytes(data)

    @pytest.mark.torture
    def test_long(self, whole: Path) -> None:
        """Many more."""
        _, wrong = random_flips(whole, 20_000, 99)
        assert wrong == []
