"""In a locked case the ciphertext goes too, and what can still be read holds nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.case.planted import Planted, hits, noise, plant

from tawthiq.base.errors import RefusedError
from tawthiq.base.shape import to_plain
from tawthiq.case.case import Case, init_case, open_case
from tawthiq.case.opening import unlock
from tawthiq.record.entry import Draft

PASSPHRASE = "seven lanterns over the mill"


@pytest.fixture
def locked(tmp_path: Path, home: Path) -> Iterator[Case]:
    """Return an open, locked, empty case."""
    with init_case(tmp_path / "case", "valley", passphrase=PASSPHRASE) as opened:
        yield opened


@pytest.fixture
def planted(locked: Case, tmp_path: Path) -> Planted:
    """Return names planted in the case, among other things."""
    noise(locked, tmp_path / "post")
    return plant(locked, tmp_path / "given")


def readable(case: Case, into: Path) -> Path:
    """Write all that the open case can read into a folder: payloads, tables, blobs."""
    into.mkdir()
    entries = list(case.keep.log())
    (into / "payloads").write_text(repr([entry.payload for entry in entries]), "utf-8")
    with (into / "tables").open("wb") as file:
        for (table,) in case.keep.views.ask("SELECT name FROM sqlite_schema WHERE type = 'table'"):
            if table != "search":  # its own tables hold what it indexes
                for row in case.keep.views.ask(f"SELECT * FROM {table}"):  # noqa: S608 - our names
                    file.writelines(v if isinstance(v, bytes) else str(v).encode() for v in row)
    for entry in entries:
        blob = (entry.payload or {}).get("sha256")
        if isinstance(blob, str):
            with case.keep.ledger.vault.open(blob) as file:
                (into / blob).write_bytes(file.read())
    return into


def sealed(case: Case, entries: list[str]) -> list[bytes]:
    """Return pieces of the ciphertext of these entries as they lie in the store."""
    rows = [case.keep.ledger.store.find(entry)[0] for entry in entries]
    return [piece for row in rows if row.salt and row.body for piece in (row.salt, row.body[:24])]


def held(root: Path, pieces: list[bytes]) -> list[str]:
    """Return the files below `root` that hold one of these pieces."""
    files = [path for path in sorted(root.rglob("*")) if path.is_file()]
    return [path.name for path in files if any(piece in path.read_bytes() for piece in pieces)]


class TestLocked:
    """Nothing of it lies in a file in any form, nor under the keys that are open."""

    def test_the_ciphertext_goes(self, locked: Case, planted: Planted, tmp_path: Path) -> None:
        """Pieces of the sealed payloads and the sealed blobs are gone from every file."""
        plan = locked.erase.plan(planted.item, also=planted.also)
        root = locked.folder.root
        pieces = sealed(locked, [one.entry for one in plan.gone])
        assert held(root, pieces)
        locked.erase(planted.item, why="asked", also=planted.also)
        labels = {blob.label for blob in plan.blobs}
        assert held(root, pieces) == []
        assert not labels & {path.name for path in root.rglob("*")}
        assert hits(root, planted.names) == []
        assert locked.keep.check().status == 0

    def test_nothing_readable_is_left(self, locked: Case, planted: Planted, tmp_path: Path) -> None:
        """All that the key opens holds none of the names, now and after the next opening."""
        assert hits(readable(locked, tmp_path / "before"), planted.names)
        locked.erase(planted.item, why="asked", also=planted.also)
        assert hits(readable(locked, tmp_path / "after"), planted.names) == []
        root = locked.folder.root
        locked.close()
        case, key = unlock(root, PASSPHRASE)
        with open_case(root, key=key) as again:
            assert again.keep.ledger.case == case
            assert hits(readable(again, tmp_path / "again"), planted.names) == []
            assert again.keep.check().status == 0

    def test_sealed_for_protected_people(self, locked: Case) -> None:
        """What cannot be opened cannot be erased by half: it says whose key it takes."""
        entry = locked.keep.ledger.append(
            [Draft("identity", {"code": "Heron", "name": "Zoranthil"}, protected=True)]
        )[0]
        locked.keep.views.refresh()
        with pytest.raises(RefusedError, match="sealed for protected people"):
            locked.erase.plan(entry)

    def test_it_says_what_it_could_not_look_through(self, locked: Case, planted: Planted) -> None:
        """Sealed entries may hold the names too; the list of what is beyond counts them."""
        locked.keep.ledger.append([Draft("request", to_plain({"words": "who?"}), protected=True)])
        locked.keep.views.refresh()
        plan = locked.erase.plan(planted.item)
        assert any("sealed for protected people" in says for says in plan.beyond)
