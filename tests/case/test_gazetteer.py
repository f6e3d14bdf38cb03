"""A case that reads with a gazetteer: its claims, its places, its figures, its erasure."""

import os
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from tests.case.planted import hits
from tests.kit.gazetteer.made import ROWS, gazetteer

from tawthiq.base.errors import UsageError
from tawthiq.case.case import Case, init_case, open_case
from tawthiq.case.gazetteer import at_hand, bring_in, find, of_case, told
from tawthiq.case.texts import read_text
from tawthiq.kit.gazetteer.importing import Asked
from tawthiq.record.case_facts import Place, Settings
from tawthiq.view import queries

ONE = "At least 12 people were killed in Tal Qamarin on 14 May 2031, the Sahl Monitor said."
TWO = "At least 7 people were killed in Bir Lamisan on 14 May 2031, the Lantern Desk said."


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the invented gazetteer at hand, and return where it lies."""
    path = gazetteer(tmp_path).path
    monkeypatch.setenv("TAWTHIQ_GAZETTEER", str(path))
    return path


@pytest.fixture
def valley(tmp_path: Path, listed: Path, home: Path) -> Case:
    """Return a case of the invented country with two reports, read."""
    case = init_case(tmp_path / "valley", unlocked=True, country="ZZ")
    for number, text in enumerate((ONE, TWO)):
        path = tmp_path / f"bulletin {number}.txt"
        path.write_text(text, "utf-8")
        case.preserve(path, dated="2031-05-20")
    case.read()
    return case


class TestReading:
    """Claims carry candidates and the gazetteer's digest; chosen places become the case's."""

    def test_places_are_entered_once(self, valley: Case) -> None:
        """With what holds them; reading again adds none."""
        places = {place.id: place for place in queries.places(valley.keep.views)}
        assert set(places) == {
            "csv:tal-qamarin", "csv:marzahun-d", "csv:sahl", "csv:bir-lamisan", "csv:jabalin",
        }  # fmt: skip
        before = valley.keep.seal()
        valley.read()
        assert valley.keep.seal() == before
        chosen = {ref.chosen for claim in valley.read.claims() for ref in claim.place}
        assert chosen == {"csv:tal-qamarin", "csv:bir-lamisan"}

    def test_figures_follow(self, valley: Case) -> None:
        """Two villages far apart: their dead add, and the province has its own row."""
        assert valley.count(basis="suggested")[-1].floor == 19
        rows = valley.count.tables(basis="suggested").by_place
        assert rows["Sahl"][-1].floor == rows["Tal Qamarin"][-1].floor == 12

    def test_a_persons_relation_stands(self, valley: Case) -> None:
        """A person's own place of that name takes the gazetteer's place in figures."""
        valley.state(Place("Tal Qamarin"), Place("Bir Lamisan"))
        assert valley.count(basis="suggested")[-1].floor == 12

    def test_same_text_same_claims(self, listed: Path) -> None:
        """Twice the same; without a country and without a gazetteer nothing is chosen."""
        once = read_text(ONE, country="ZZ")
        assert once == read_text(ONE, country="Ghaymar Land")
        assert once[0].place[0].chosen == "csv:tal-qamarin"
        assert once[0].reader.gazetteer_sha256 == told_digest()
        assert read_text(ONE)[0].place[0].chosen is None

    def test_a_fictional_case_has_no_gazetteer(self, listed: Path) -> None:
        """Invented names are looked up nowhere, so the demonstration is the same everywhere."""
        assert of_case(Settings("x", "ZZ")) is not None
        assert of_case(Settings("x", "ZZ", fictional=True)) is None

    def test_without_one_all_works(self, tmp_path: Path) -> None:
        """No gazetteer: names stay names, and doctor says what to do."""
        (claim,) = read_text(ONE, country="ZZ")
        assert claim.place[0].candidates == ()
        assert claim.reader.gazetteer_sha256 is None
        is_fine, says = told()
        assert not is_fine
        assert "tawthiq gazetteer build" in says

    def test_a_named_one_that_is_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whoever names a gazetteer does not read without it unawares."""
        monkeypatch.setenv("TAWTHIQ_GAZETTEER", "nowhere.db")
        with pytest.raises(UsageError, match="cannot be read"):
            at_hand()


def told_digest() -> str:
    """Return the digest of the gazetteer at hand."""
    found = at_hand()
    assert found is not None
    return found.digest


class TestErasing:
    """A place that only an erased item names goes with it; one that others name stays."""

    def test_only_its_own(self, valley: Case) -> None:
        """Bir Lamisan stood in the second report alone."""
        item = next(
            k for k, i in valley.preserve.items().items() if i.name.text == "bulletin 1.txt"
        )
        root = valley.folder.root
        assert hits(root, ["Lamisan"])
        valley.erase(item, why="the giver asked for it", reason="asked")
        valley.close()
        assert not hits(root, ["Lamisan"])
        with open_case(root) as again:
            assert "csv:tal-qamarin" in {p.id for p in queries.places(again.keep.views)}
            assert again.count(basis="suggested")[-1].floor == 12

    def test_one_that_others_name(self, tmp_path: Path, listed: Path, home: Path) -> None:
        """The place stays for the claims that still need it."""
        with init_case(tmp_path / "both", unlocked=True, country="ZZ") as case:
            for number, text in enumerate((ONE, ONE.replace("12", "9"))):
                path = tmp_path / f"note {number}.txt"
                path.write_text(text, "utf-8")
                case.preserve(path, dated="2031-05-20")
            case.read()
            first = next(iter(case.preserve.items()))
            case.erase(first, why="the giver asked for it", reason="asked")
            assert case.read.claims()[0].place[0].chosen == "csv:tal-qamarin"
            ids = {place.id for place in queries.places(case.keep.views)}
            case.read()
            ids |= {place.id for place in queries.places(case.keep.views)}
            assert "csv:tal-qamarin" in ids


class TestFilesOfPeople:
    """Workbooks are read in the cage; what is wrong with them is one sentence."""

    def test_workbook(self, tmp_path: Path, listed: Path) -> None:
        """A COD-AB workbook with one sheet per level."""
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["ADM1_EN", "ADM1_AR", "ADM1_PCODE", "ADM0_PCODE"])
        sheet.append(["Outer Valley", "الوادي الخارجي", "ZZ07", "ZZ"])
        path = tmp_path / "cod.xlsx"
        book.save(path)
        done = bring_in(Asked(path))
        assert (done.kind, done.places, done.bad) == ("cod", 1, ())
        assert find("الوادي الخارجي")[0][0].id == "ocha:ZZ07"

    def test_no_workbook(self, tmp_path: Path, listed: Path) -> None:
        """A file that only calls itself one."""
        path = tmp_path / "cod.xlsx"
        path.write_bytes(b"PK\x03\x04 no")
        before = listed.read_bytes()
        with pytest.raises(UsageError, match="could not be read"):
            bring_in(Asked(path))
        assert listed.read_bytes() == before

    def test_find_says_what_is_missing(self, tmp_path: Path, listed: Path) -> None:
        """No gazetteer, an unknown country: what to do next."""
        with pytest.raises(UsageError, match="ISO code"):
            find("Marzahun", "Atlantis")
        os.environ.pop("TAWTHIQ_GAZETTEER")
        with pytest.raises(UsageError, match="gazetteer build"):
            find("Marzahun")

    def test_ranked_by_people(self, listed: Path) -> None:
        """Exact names first, the largest first; with a country only its own."""
        found = find("Marzahun", "Ghaymar Land")
        assert [(sense.id, is_exact) for sense, is_exact in found][:2] == [
            ("csv:marzahun-d", True), ("csv:marzahun", True),
        ]  # fmt: skip
        assert {sense.country for sense, _ in found} == {"ZZ"}
        assert replace(found[1][0], others=()) == found[1][0]
        assert ROWS.is_file()


class TestProtectedPeople:
    """What a protected person's words name stands open nowhere because of the gazetteer."""

    def test_their_places_are_not_listed(self, tmp_path: Path, listed: Path, home: Path) -> None:
        """Reading adds no place of a testimony to what everybody sees of a locked case."""
        path = tmp_path / "statement.txt"
        path.write_text(TWO, "utf-8")
        with init_case(tmp_path / "locked", passphrase="seven slow mules", country="ZZ") as case:
            case.preserve(path, dated="2031-05-20", protected="Heron")
            case.read()
            assert queries.places(case.keep.views) == []
