"""Every form that lists of places come in: good rows stay, bad ones are named."""

import json
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base.errors import Error, UsageError
from tawthiq.kit.gazetteer.importing import Asked, bring_in
from tawthiq.kit.gazetteer.lookup import GazetteerFile
from tawthiq.kit.gazetteer.row import Sense

DUMP = (
    ("101", "Marzahun", "Marzahun", "Marzahoun,مرزهون,MZH,Мараун", "35.2", "36.1", "P", "PPLA",
     "ZZ", "", "01", "0101", "", "", "240000", "", "300", "Etc/UTC", "2031-01-01"),
    ("102", "Tal Qamarin", "Tal Qamarin", "", "35.24", "36.12", "P", "PPL",
     "ZZ", "", "01", "0101", "", "", "1800", "", "300", "Etc/UTC", "2031-01-01"),
    ("103", "Sahl", "Sahl", "", "35.3", "36.2", "A", "ADM1",
     "ZZ", "", "01", "", "", "", "0", "", "300", "Etc/UTC", "2031-01-01"),
    ("104", "Nahr Sahl", "Nahr Sahl", "", "35.3", "36.2", "H", "STM",
     "ZZ", "", "01", "", "", "", "0", "", "300", "Etc/UTC", "2031-01-01"),
)  # fmt: skip


def brought(path: Path, **asked: object) -> tuple[GazetteerFile, list[str], str]:
    """Bring a file into a fresh gazetteer; return it, what was left out, and the kind."""
    target = path.parent / "brought.db"
    done = bring_in(target, Asked(path, **asked), {"Ghaymar Land": "ZZ"}.get)  # type: ignore[arg-type]
    return GazetteerFile(target), [f"{bad.number}: {bad.why}" for bad in done.bad], done.kind


def only(gazetteer: GazetteerFile, name: str) -> Sense:
    """Return the one place of a name."""
    (sense,) = gazetteer.exact(name)
    return sense


def write(path: Path, text: str) -> Path:
    """Write a text file and return it."""
    path.write_text(text, "utf-8")
    return path


class TestGeoNames:
    """A country's dump, plain or in its zip."""

    def dump(self, folder: Path) -> Path:
        """Write the dump with one line that is broken."""
        lines = ["\t".join(row) for row in DUMP]
        return write(folder / "ZZ.txt", "\n".join([*lines, "105\tBroken", ""]))

    def test_places_areas_and_bad_lines(self, tmp_path: Path) -> None:
        """Settlements hang below their area; streams are no places; the broken line is named."""
        gazetteer, bad, kind = brought(self.dump(tmp_path))
        assert kind == "geonames"
        assert bad == ["5: it has 2 columns, not 19"]
        town = only(gazetteer, "مرزهون")
        assert (town.id, town.feature, town.holders) == ("geonames:101", "city", ("geonames:103",))
        assert only(gazetteer, "Sahl").feature == "admin1"
        assert not gazetteer.exact("Nahr Sahl")
        assert not gazetteer.exact("MZH")

    def test_zip_and_names_in_other_languages(self, tmp_path: Path) -> None:
        """The zip is read as it is; alternateNamesV2 and admin1CodesASCII add to it."""
        packed = tmp_path / "ZZ.zip"
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("readme.txt", "read me " * 1000)
            archive.write(self.dump(tmp_path), "ZZ.txt")
        alternate = write(
            tmp_path / "names.txt", "1\t102\tar\tتل قمرين\t1\t\t\t\n2\t102\tfr\tT\t\t"
        )
        areas = write(tmp_path / "areas.txt", "ZZ.02\tJabalin\tJabalin\t202\n")
        gazetteer, _, _ = brought(packed, alternate=alternate, areas=areas)
        assert only(gazetteer, "تل قمرين").id == "geonames:102"
        assert only(gazetteer, "Jabalin").id == "geonames:202"


class TestOcha:
    """COD-AB tables in three forms."""

    ROWS = (
        "NAME_EN,NAME_AR,PCODE,ADM1_EN,ADM1_AR,ADM1_PCODE,ADM2_EN,ADM2_PCODE,LATITUDE,LONGITUDE\n"
        "Marzahun,مرزهون,ZZ0101,Sahl,السهل,ZZ01,Marzahun,ZZ0101,35.2,36.1\n"
        "North Sahl,شمال السهل,ZZ0102,Sahl,السهل,ZZ01,North Sahl,ZZ0102,35.5,36.1\n"
        ",,,,,,,,1,1\n"
    )

    def test_csv(self, tmp_path: Path) -> None:
        """A table of districts also gives the provinces that hold them."""
        gazetteer, bad, kind = brought(write(tmp_path / "adm2.csv", self.ROWS))
        assert kind == "cod"
        assert bad == ["4: it has no P-code"]
        district = only(gazetteer, "مرزهون")
        assert (district.id, district.feature) == ("ocha:ZZ0101", "admin2")
        assert district.holders == ("ocha:ZZ01",)
        assert (only(gazetteer, "السهل").feature, district.country) == ("admin1", "ZZ")

    def test_newer_headings_of_workbooks(self, tmp_path: Path) -> None:
        """A workbook comes as lines with tabs; each sheet begins with its headings."""
        sheet = (
            "admin1Name_en\tadmin1Name_ar\tadmin1Pcode\tadmin0Pcode\n"
            "Sahl\tالسهل\tZZ01\tZZ\n"
            "admin2Name_en\tadmin2Pcode\tadmin1Name_en\tadmin1Pcode\tadmin0Pcode\n"
            "North Sahl\tZZ0102\tSahl\tZZ01\tZZ\n"
        )
        path = write(tmp_path / "zz.xlsx", "not read here")
        gazetteer, bad, kind = brought(path, sheet=sheet)
        assert (kind, bad) == ("cod", [])
        assert only(gazetteer, "North Sahl").holders == ("ocha:ZZ01",)
        assert only(gazetteer, "السهل").feature == "admin1"

    def test_dbf_in_its_codepage(self, tmp_path: Path) -> None:
        """The table beside a shapefile, in Arabic Windows; deleted rows are left out."""
        fields = (("NAME_EN", 20), ("NAME_AR", 20), ("PCODE", 10), ("ADM1_PCODE", 10))
        rows = (("Tell Warda", "تل وردة", "ZZ010203", "ZZ01"), ("Gone", "ذهب", "ZZ9", "ZZ01"))
        path = tmp_path / "zz.dbf"
        path.write_bytes(dbf(fields, rows, deleted=1))
        write(tmp_path / "zz.cpg", "1256")
        gazetteer, bad, _ = brought(path, feature="neighbourhood")
        assert bad == []
        assert only(gazetteer, "تل وردة").feature == "neighbourhood"
        assert not gazetteer.exact("Gone")


def dbf(fields: tuple[tuple[str, int], ...], rows: tuple[tuple[str, ...], ...],
        deleted: int = -1) -> bytes:  # fmt: skip
    """Return a dBase III table."""
    width = 1 + sum(size for _, size in fields)
    head = 32 + 32 * len(fields) + 1
    made = struct.pack("<4sIHH20x", b"\x03\x1f\x01\x01", len(rows), head, width)
    for name, size in fields:
        made += name.encode().ljust(11, b"\0") + b"C" + bytes(4) + bytes([size, 0]) + bytes(14)
    made += b"\r"
    for number, row in enumerate(rows):
        cells = (
            text.encode("cp1256").ljust(size) for text, (_, size) in zip(row, fields, strict=True)
        )
        made += (b"*" if number == deleted else b" ") + b"".join(cells)
    return made + b"\x1a"


class TestOpenStreetMap:
    """GeoJSON, Overpass and tables."""

    def test_geojson(self, tmp_path: Path) -> None:
        """Points and outlines; what is no place, or has no name, is named."""
        features = [
            {"id": "node/1", "properties": {"name": "Marzahun", "name:ar": "مرزهون",
             "alt_name": "Marzahoun;Marzahon", "place": "town"},
             "geometry": {"type": "Point", "coordinates": [36.1, 35.2]}},
            {"id": "way/2", "properties": {"name": "Al-Qasrin", "place": "suburb"},
             "geometry": {"type": "Polygon", "coordinates": [[[36.0, 35.0], [36.2, 35.4]]]}},
            {"id": "way/3", "properties": {"name": "Road 7"}, "geometry": None},
            7,
        ]  # fmt: skip
        path = write(tmp_path / "x.geojson", json.dumps({"features": features}))
        gazetteer, bad, kind = brought(path, country="ZZ")
        assert kind == "osm"
        assert len(bad) == 2
        assert only(gazetteer, "Marzahon").id == "osm:node/1"
        quarter = only(gazetteer, "Al-Qasrin")
        assert (quarter.lat, quarter.lon, quarter.country) == ("35.2", "36.1", "ZZ")

    def test_overpass(self, tmp_path: Path) -> None:
        """Nodes have their point, ways their centre."""
        elements = [
            {"type": "node", "id": 4, "lat": 35.2, "lon": 36.1,
             "tags": {"name": "Shurayfat", "place": "village", "population": "400"}},
            {"type": "way", "id": 5, "center": {"lat": 35.3, "lon": 36.1},
             "tags": {"name": "Tell Warda", "place": "hamlet"}},
        ]  # fmt: skip
        gazetteer, _, _ = brought(write(tmp_path / "x.json", json.dumps({"elements": elements})))
        assert only(gazetteer, "Shurayfat").id == "osm:node/4"
        assert only(gazetteer, "Tell Warda").lat == "35.3"

    def test_table(self, tmp_path: Path) -> None:
        """A CSV with OSM's own headings."""
        text = "id;name;name:ar;place;lat;lon\n9;Umm Sabil;أم سبيل;village;35.88;36.64\n"
        gazetteer, _, kind = brought(write(tmp_path / "x.csv", text))
        assert (kind, only(gazetteer, "ام سبيل").id) == ("osm", "osm:9")


class TestEventsAndPlainTables:
    """UCDP's events give their exact places; people's own tables need only a name and a point."""

    def test_ged(self, tmp_path: Path) -> None:
        """Only exact places; the word for the kind is taken off; the area holds them."""
        text = (
            "id,where_prec,where_coordinates,adm_1,latitude,longitude,country\n"
            "1,1,Tell Warda village,Sahl governorate,35.4,36.2,Ghaymar Land (Valley)\n"
            "2,3,Sahl governorate,Sahl governorate,35.5,36.3,Ghaymar Land (Valley)\n"
            "3,1,,,,,\n"
        )
        gazetteer, bad, kind = brought(write(tmp_path / "ged.csv", text))
        assert kind == "ged"
        assert len(bad) == 1
        village = only(gazetteer, "Tell Warda")
        assert (village.feature, village.country) == ("village", "ZZ")
        assert village.holders == (only(gazetteer, "Sahl").id,)

    def test_plain_table(self, tmp_path: Path) -> None:
        """Parents by name; a wrong point and an unknown kind are named, the rest is kept."""
        text = (
            "name\tname_ar\tfeature\tparent\tlat\tlon\tcountry\n"
            "Sahl\tالسهل\tprovince\t\t\t\tZZ\n"
            "Tell Warda\tتل وردة\tvillage\tSahl\t35.4\t36.2\tZZ\n"
            "Lost\t\tvillage\t\t135\t36\tZZ\n"
            "Odd\t\tcastle\t\t35\t36\tZZ\n"
        )
        gazetteer, bad, kind = brought(write(tmp_path / "mine.tsv", text))
        assert kind == "csv"
        assert [line[:1] for line in bad] == ["4", "5"]
        assert only(gazetteer, "تل وردة").holders == ("csv:sahl",)

    def test_again_replaces(self, tmp_path: Path) -> None:
        """The same file brought in anew takes the place of what it gave before."""
        path = write(tmp_path / "mine.csv", "name,lat,lon\nOld Ford,35,36\n")
        brought(path)
        write(path, "name,lat,lon\nNew Ford,35,36\n")
        gazetteer, _, _ = brought(path)
        assert gazetteer.exact("New Ford")
        assert not gazetteer.exact("Old Ford")


class TestHostileFiles:
    """What is no list of places is one sentence, and the gazetteer stays as it was."""

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("a.csv", b""),
            ("a.csv", b"one,two\n1,2\n"),
            ("a.csv", b"name,lat,lon\n"),
            ("a.csv", b'name,lat,lon\n"' + b"x" * (3 << 20)),
            ("a.json", b"[" * 100_000),
            ("a.json", b'{"features": 3}'),
            ("a.json", b"\xff\xfe\x00"),
            ("a.dbf", b"\x03" * 40),
            ("a.dbf", b""),
            ("a.zip", b"PK\x05\x06" + bytes(18)),
            ("a.txt", b"\0" * 1000),
        ],
    )
    def test_one_sentence(self, tmp_path: Path, name: str, data: bytes) -> None:
        """Empty, cut off, nested a hundred thousand deep."""
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(Error):
            bring_in(tmp_path / "g.db", Asked(path))
        assert sorted(p.name for p in tmp_path.iterdir()) == [name]

    @given(st.binary(max_size=300), st.sampled_from(["csv", "dbf", "json", "txt"]))
    def test_any_bytes(
        self, tmp_path_factory: pytest.TempPathFactory, data: bytes, end: str
    ) -> None:
        """Whatever the bytes are: places, or an error of ours."""
        folder = tmp_path_factory.mktemp("any")
        path = folder / f"a.{end}"
        path.write_bytes(b"name,lat,lon\n" * (end == "csv") + data)
        try:
            bring_in(folder / "g.db", Asked(path))
        except Error:
            assert not (folder / "g.db").exists()

    def test_a_file_that_is_no_gazetteer_is_not_overwritten(self, tmp_path: Path) -> None:
        """Somebody's other file keeps its bytes."""
        mine = write(tmp_path / "letter.txt", "dear friend")
        path = write(tmp_path / "mine.csv", "name,lat,lon\nOld Ford,35,36\n")
        with pytest.raises(UsageError) as caught:
            bring_in(mine, Asked(path))
        assert caught.value.code == "gazetteer.file"
        assert mine.read_text("utf-8") == "dear friend"
