"""views.db of a locked case: what its key does not open, or is damaged, is never believed."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.case.planted import hits
from tests.ledger import made

from tawthiq.base.errors import DamagedError
from tawthiq.ledger.database import faults, open_address
from tawthiq.ledger.keyring import Keyring
from tawthiq.view import queries, replay
from tawthiq.view.inspect import inspect_views

FORGED = "Forged Place"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[made.Made]:
    """Gives an open locked case with views."""
    found = made.new_case(tmp_path / "case", tmp_path / "home", locked=True)
    made.fill(found, 30)
    found.ledger.append([made.Draft("place", {"name": "Zorelle Ford"})])
    made.views_of(found).close()
    yield found
    found.close()


def right(case: made.Made) -> str:
    """Return the digest of a replay from nothing."""
    with contextlib.closing(replay.build(":memory:", case.ledger)) as connection:
        return replay.digest_of(connection)


def mended(case: made.Made) -> None:
    """Open the views; they must be right, sealed, and whole for a check."""
    with contextlib.closing(made.views_of(case)) as views:
        assert views.digest() == right(case)
        assert FORGED not in {place.name for place in queries.places(views)}
    assert inspect_views(case.folder, case.ledger) == []
    assert not case.folder.views.read_bytes().startswith(b"SQLite format 3")
    assert hits(case.folder.root, ["Zorelle", "Upper Marl"]) == []


def forged(case: made.Made, key: bytes | None) -> None:
    """Put views in place that say more than the ledger, under another key or none."""
    case.folder.views.unlink()
    made_ = replay.build(case.folder.views, case.ledger, key=key)
    made_.execute("UPDATE facts SET body = replace(body, 'Zorelle Ford', ?)", (FORGED,))
    made_.close()


class TestNotOurs:
    """A file of another key, or of none."""

    @pytest.mark.parametrize("key", [None, bytes(32)], ids=["unlocked", "another key"])
    def test_forged(self, case: made.Made, key: bytes | None) -> None:
        """It is named by a check, not read, and made anew."""
        forged(case, key)
        assert [f.level for f in inspect_views(case.folder, case.ledger)] == ["damaged"]
        mended(case)

    def test_beside_an_unlocked_case(self, tmp_path: Path) -> None:
        """The other way round: sealed views beside an unlocked case."""
        case = made.new_case(tmp_path / "open", tmp_path / "home")
        replay.build(case.folder.views, case.ledger, key=bytes(32)).close()
        with contextlib.closing(made.views_of(case)) as views:
            assert views.digest() == right(case)
        with contextlib.closing(sqlite3.connect(case.folder.views)) as plain:
            assert plain.execute("SELECT count(*) FROM meta").fetchone()[0]
        case.close()

    def test_nothing_is_said_on_standard_error(self, case: made.Made) -> None:
        """SQLCipher itself would tell of pages and keys there."""
        forged(case, None)
        script = (
            "from tests.ledger import made; from pathlib import Path\n"
            f"case = made.open_case(Path({str(case.folder.root)!r}), Path({str(case.device.home)!r}))\n"
            "made.views_of(case).close(); case.close()\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=False,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")


class TestDamage:
    """Pages, the end, the whole file."""

    @pytest.mark.parametrize("at", [0, 17, 4096 + 100, 3 * 4096 + 50, -1])
    def test_one_byte(self, case: made.Made, at: int) -> None:
        """Wherever it falls, each page bears its own proof."""
        data = bytearray(case.folder.views.read_bytes())
        data[at] ^= 1
        case.folder.views.write_bytes(bytes(data))
        assert [f.level for f in inspect_views(case.folder, case.ledger)] == ["damaged"]
        with contextlib.closing(made.views_of(case)) as views:
            views.rebuild()
        mended(case)

    def test_a_page_met_while_asking(self, case: made.Made) -> None:
        """The question is answered all the same."""
        with contextlib.closing(made.views_of(case)) as views:
            places = queries.places(views)
        data = case.folder.views.read_bytes()
        case.folder.views.write_bytes(data[:4096] + os.urandom(len(data) - 4096))
        with contextlib.closing(made.views_of(case)) as views:
            assert queries.places(views) == places
        mended(case)

    @pytest.mark.parametrize("length", [0, 100, 4096, 4096 * 3 + 7])
    def test_cut_short(self, case: made.Made, length: int) -> None:
        """Empty, less than a page, some pages."""
        case.folder.views.write_bytes(case.folder.views.read_bytes()[:length])
        mended(case)

    def test_missing(self, case: made.Made) -> None:
        """It is disposable."""
        case.folder.views.unlink()
        assert inspect_views(case.folder, case.ledger) == []
        mended(case)

    def test_without_the_key_of_the_case(self, case: made.Made) -> None:
        """A ledger that cannot be read gives no views, and leaves those that are there."""
        before = case.folder.views.read_bytes()
        ring = made.RING
        private = ring.keys(ring.protected)
        case.ledger.keyring = Keyring(b"x" * 32, private.public)  # type: ignore[attr-defined]
        with pytest.raises(DamagedError):
            made.views_of(case)
        assert case.folder.views.read_bytes() == before


class TestLeftovers:
    """What an interrupted building leaves is ciphertext, and goes."""

    def test_swept(self, case: made.Made) -> None:
        """An old one when the file is next made; a young one may be another process's work."""
        old, young = (case.folder.root / f"views.{n * 16}.new" for n in ("a", "b"))
        for path in (old, young):
            shutil.copy(case.folder.views, path)
        os.utime(old, (0, 0))
        case.folder.views.unlink()
        mended(case)
        assert (old.exists(), young.exists()) == (False, True)
        os.utime(young, (time.time() - 4000,) * 2)
        case.folder.views.unlink()
        mended(case)
        assert not list(case.folder.root.glob("views.*.new*"))

    def test_what_is_being_built(self, case: made.Made) -> None:
        """No word of the case lies in a file that is half made."""
        path = case.folder.root / "views.cccc.new"
        building = replay.build(path, case.ledger, key=replay.view_key(case.ledger.keyring))
        assert hits(case.folder.root, ["Zorelle"]) == []
        building.close()


class TestReadOnly:
    """A copy on a disc: in memory, nothing written, nothing in the open."""

    def test_answers(self, case: made.Made, monkeypatch: pytest.MonkeyPatch) -> None:
        """The same digest; the folder is as it was."""
        digest = right(case)
        before = sorted(path.name for path in case.folder.root.iterdir())
        for module in ("view.fold", "ledger.readonly"):
            monkeypatch.setattr(f"tawthiq.{module}.is_read_only", lambda _: True)
        with contextlib.closing(made.views_of(case)) as views:
            assert views.digest() == digest
        assert inspect_views(case.folder, case.ledger) == []
        assert sorted(path.name for path in case.folder.root.iterdir()) == before


class TestTwoProcesses:
    """One makes the views anew while others write and ask."""

    def test_together(self, case: made.Made, tmp_path: Path) -> None:
        """All end well, with one digest, and no file lies open."""
        script = (
            "import sys; from pathlib import Path; from tests.ledger import made\n"
            "root, number = Path(sys.argv[1]), sys.argv[2]\n"
            "case = made.open_case(root / 'case', root / ('home' + number))\n"
            "views = made.views_of(case)\n"
            "for at in range(12):\n"
            "    case.ledger.append([made.Draft('place', {'name': f'{number} {at}'})])\n"
            "    views.renew() if at == 5 else views.refresh()\n"
            "    views.ask('SELECT count(*) FROM facts')\n"
            "views.close(); case.close()\n"
        )
        running = [
            subprocess.Popen(
                [sys.executable, "-c", script, str(tmp_path), str(number)],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
            )
            for number in range(3)
        ]  # fmt: skip
        said = [process.communicate(timeout=120) for process in running]
        assert [process.returncode for process in running] == [0, 0, 0], said
        mended(case)


def test_the_key_is_the_derived_one(case: made.Made) -> None:
    """The case key itself does not open the views."""
    address = f"{case.folder.views.as_uri()}?mode=ro"
    for key, opens in ((made.RING.case_key, False), (made.RING.derive("views"), True)):
        with (
            contextlib.closing(open_address(address, key)) as views,
            contextlib.nullcontext() if opens else pytest.raises(faults()),
        ):
            assert views.execute("SELECT * FROM meta").fetchall()
