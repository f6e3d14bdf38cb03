"""The demonstration, end to end: the figures are those that its ground truth expects."""

import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from tawthiq.case.case import open_case
from tawthiq.case.demonstration import demonstrate
from tawthiq.case.investigation import Investigation
from tawthiq.count.ladder import Ladder, Tables

TRUTH: dict[str, Any] = tomllib.loads(
    (resources.files("tawthiq") / "demo_case" / "truth.toml").read_text("utf-8")
)
EXPECTED = TRUTH["expected"]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the demonstration."""
    return tmp_path_factory.mktemp("demo") / "out"


@pytest.fixture(scope="module")
def result(out: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Investigation]:
    """Run the demonstration once, with a device folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAWTHIQ_HOME", str(tmp_path_factory.mktemp("device")))
        yield demonstrate(out)


@pytest.fixture(scope="module")
def tables(result: Investigation) -> Tables:
    """Return all figures of the demonstration."""
    with open_case(result.case) as case:
        return case.count.tables(basis="suggested")


def shown(ladder: Ladder) -> dict[str, Any]:
    """Return a ladder in the words of the ground truth."""
    by_us, verified, documented, reported = ladder
    return {
        "verified_by_us": by_us.floor,
        "verified": verified.floor,
        "documented": documented.floor,
        "floor": reported.floor,
        "low": reported.low,
        "high": reported.high,
        "sturdy": reported.sturdy,
        "sturdy_verified": verified.sturdy,
        "sturdy_documented": documented.sturdy,
        "sturdy_by_item": reported.sturdy_by_item,
        "spread": list(reported.spread) if reported.spread else None,
        "accounts": sorted(
            [a.root, a.lo, "open" if a.hi is None else a.hi] for a in reported.accounts
        ),
    }


def expected(row: dict[str, Any]) -> dict[str, Any]:
    """Return what an expected row states of those numbers."""
    keys = shown_keys() & set(row)
    return {key: sorted(row[key]) if key == "accounts" else row[key] for key in keys}


def shown_keys() -> set[str]:
    """Return the numbers that rows may state."""
    return {
        "verified_by_us", "verified", "documented", "floor", "low", "high", "sturdy",
        "sturdy_verified", "sturdy_documented", "sturdy_by_item", "spread", "accounts",
    }  # fmt: skip


class TestFigures:
    """Every expected number comes out of the documents."""

    def test_whole_case(self, tables: Tables) -> None:
        """The ladder of the whole case."""
        row = expected(EXPECTED["whole"])
        found = shown(tables.ladder)
        assert {key: found[key] for key in row} == row

    @pytest.mark.parametrize("row", EXPECTED["place"], ids=lambda row: row["place"])
    def test_places(self, tables: Tables, row: dict[str, Any]) -> None:
        """Each place."""
        wanted = expected(row)
        found = shown(tables.by_place[row["place"]])
        assert {key: found[key] for key in wanted} == wanted

    @pytest.mark.parametrize("row", EXPECTED["perpetrator"], ids=lambda row: row["perpetrator"])
    def test_perpetrators(self, tables: Tables, row: dict[str, Any]) -> None:
        """Each side."""
        wanted = expected(row)
        found = shown(tables.by_perpetrator[row["perpetrator"]])
        assert {key: found[key] for key in wanted} == wanted

    def test_floors_are_true(self, tables: Tables) -> None:
        """No floor exceeds what really happened in the invented world."""
        really = {death["place"]: 0 for death in TRUTH["deaths"]}
        for death in TRUTH["deaths"]:
            really[death["place"]] += death["number"]
        assert tables.ladder[-1].floor <= sum(really.values())
        for place, number in really.items():
            assert tables.by_place[place][-1].floor <= number

    def test_contradictions(self, result: Investigation) -> None:
        """The ministry's denials are named against the floors that exceed them."""
        texts = {claim.id: " ".join(claim.quote.text.split()) for claim in result.claims}
        known = {row["id"]: row["quote"] for row in TRUTH["claims"]}
        found = {texts[key] for key in result.figures[-1].contradictions}
        wanted = [known[key] for key in EXPECTED["whole"]["contradictions"]]
        assert len(found) == len(wanted)
        assert all(any(quote in text or text in quote for text in found) for quote in wanted)


class TestWhatIsKept:
    """What later versions will use is preserved and named; what is protected stays hidden."""

    def test_everything_is_preserved(self, result: Investigation) -> None:
        """Each document is an item, and the record checks."""
        documents = [i for receipt in _stated()["receipts"] for i in receipt["items"]]
        assert result.items == len(documents)
        with open_case(result.case) as case:
            assert case.keep.check().status == 0

    def test_retracted_testimony(self, result: Investigation) -> None:
        """The withdrawn testimony counts nowhere, and the claims say why."""
        with open_case(result.case) as case:
            assert len(case.read.retracted()) == 1
            retracted = set(case.read.retracted())
        numbers = {c.id for c in result.claims if c.item in retracted}
        assert numbers
        assert not any(numbers & set(figure.because) for figure in result.figures)

    def test_protected_testimony(self, result: Investigation) -> None:
        """No phrase of the protected testimony is in any byte of the dossier."""
        phrases = [phrase.encode() for phrase in TRUTH["never_public"]["phrases"]]
        pages = [path for path in result.dossier.parent.rglob("*") if path.is_file()]
        assert len(pages) > 20
        for path in pages:
            data = path.read_bytes()
            assert not any(phrase in data for phrase in phrases), path

    def test_gaps(self, result: Investigation) -> None:
        """Lists, messages and the protected testimony are named as not counted."""
        page = result.dossier.read_text("utf-8")
        for words in ("families-committee-ar.csv", "valley-road-group.txt", "Night Heron"):
            assert words in page

    def test_arabic_pages_speak_arabic(self, result: Investigation) -> None:
        """No sentence of the program's own reaches an Arabic page in English."""
        for path in (result.dossier.parent / "ar").rglob("*.html"):
            assert '<span lang="en" dir="ltr">' not in path.read_text("utf-8"), path.name


def _stated() -> dict[str, Any]:
    text = (resources.files("tawthiq") / "demo_case" / "case.toml").read_text("utf-8")
    return tomllib.loads(text)
