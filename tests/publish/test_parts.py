"""Parts of the dossier: marks, map, timeline, data files, hand checks, style, writing."""

from __future__ import annotations

import csv
import errno
import io
import json
import re
import shutil
import subprocess
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.base.errors import DamagedError, UsageError
from tawthiq.publish.cartography import PRECISIONS, map_of
from tawthiq.publish.dossier import build
from tawthiq.publish.exports import safe_cell
from tawthiq.publish.marks import Quoted, marked
from tawthiq.publish.outlines import outline
from tawthiq.publish.retell import retold
from tawthiq.publish.timeline import timeline
from tawthiq.publish.voice import Voice
from tawthiq.publish.write import write
from tawthiq.record.case_facts import Place
from tawthiq.record.incident import Incident
from tawthiq.record.release import Facts, Head
from tawthiq.record.words import LANGS, words

CSS = Path(__file__).parents[2] / "src/tawthiq/publish/templates/style.css"


def words_of(claim: str, markup: str) -> str:
    """Return the text of all marks of one claim, in order."""
    out, depth = [], 0
    for tag, text in re.findall(r"(<[^>]*>)|([^<]+)", markup):
        if tag.startswith("<mark"):
            depth = depth + 1 if depth or f'data-claim="{claim}"' in tag else 0
        elif tag == "</mark>" and depth:
            depth -= 1
        elif depth and text:
            out.append(text)
    return "".join(out)


class TestMarks:
    """Every quote reads exactly, however quotes nest or cross."""

    @given(st.data())
    def test_exact(self, data: st.DataObject) -> None:
        """The marks of each claim hold its quote; the text without tags is the text."""
        text = data.draw(st.text("abc d", min_size=1, max_size=40))
        at = st.integers(0, len(text))
        pairs = data.draw(st.lists(st.tuples(at, at), max_size=5))
        quotes = [
            Quoted(f"q{n}", f"c-q{n}", min(pair), max(pair), n, "#", "go")
            for n, pair in enumerate(pairs)
            if pair[0] != pair[1]
        ]
        markup = str(marked(text, quotes))
        assert re.sub("<[^>]*>", "", markup) == text
        for quote in quotes:
            assert words_of(quote.claim, markup) == text[quote.start : quote.end]
            assert markup.count(f'id="{quote.anchor}"') == 1

    def test_same_sentence(self) -> None:
        """Three statements on one sentence have three anchors."""
        quotes = [Quoted(f"q{n}", f"c-q{n}", 0, 3, n, "#", "go") for n in range(3)]
        assert str(marked("Abc.", quotes)).count(">Abc<") == 1

    def test_hiding_characters(self) -> None:
        """Direction overrides and controls are shown as codes; markup stays text."""
        markup = str(marked("a\u202eb\x07<b>\r\nc", []))
        assert "U+202E" in markup
        assert "U+0007" in markup
        assert "&lt;b&gt;\nc" in markup


class TestMap:
    """Precision is drawn as area; coarse and unknown places are not drawn at all."""

    def places(self, *precisions: str) -> list[Place]:
        return [
            Place(f"P{n}", (), None, precision, f"{-17 - n / 5}", f"{12 + n / 5}")
            for n, precision in enumerate(precisions)
        ]

    def test_area_grows(self) -> None:
        """The coarser a place, the larger its ring; only points of settlements have a dot."""
        drawn = map_of(self.places("settlement", "subdistrict", "district", "province"), "en")
        assert drawn is not None
        rings = [float(spot.radius_x.rstrip("%")) for spot in drawn.spots]
        assert rings == sorted(rings, reverse=True)
        assert [spot.is_pointlike for spot in drawn.spots] == [False, False, False, True]

    def test_nothing_to_draw(self) -> None:
        """Without coordinates, or for a whole country, there is no map."""
        assert map_of([Place("P")], "en") is None
        assert map_of(self.places("country"), "en") is None

    def test_inside(self) -> None:
        """Fine places lie inside the map, wherever on earth they are."""
        for lat, lon in (("89.9", "0"), ("-48.8", "-123.4"), ("0", "179.99"), ("35.2", "35.9")):
            drawn = map_of([Place("P", (), None, "settlement", lat, lon)], "ar")
            assert drawn is not None
            assert 0 <= float(drawn.spots[0].x.rstrip("%")) <= 100

    def test_outlines(self) -> None:
        """Land is cut to the box; a border is a line that two countries share."""
        around = outline((11.0, -19.0, 14.0, -16.0))
        assert {country.code for country in around.countries} == {"AO", "NA"}
        assert around.borders
        assert outline((-124.0, -49.0, -123.0, -48.0)).countries == ()

    def test_size_of_data(self) -> None:
        """The outlines stay small enough to ship."""
        size = (CSS.parents[1] / "outlines.json").stat().st_size
        assert size <= 900_000

    def test_order(self) -> None:
        """The scale runs from a building to the unknown."""
        assert (
            PRECISIONS.index("settlement")
            < PRECISIONS.index("district")
            < PRECISIONS.index("country")
        )


class TestTimeline:
    """Days are points, windows are bars, and nothing joins them."""

    def incident(self, code: str, start: str | None, end: str | None) -> Incident:
        return Incident(code, "Bir Sanad", None, start, end, ())

    def test_points_and_bars(self) -> None:
        """One day is a point, several are a bar, no date is no lane."""
        drawn = timeline(
            [
                self.incident("a", "2025-03-07", "2025-03-07"),
                self.incident("b", "2025-03-07", "2025-03-09"),
                self.incident("c", None, None),
            ],
            Voice(words("en")),
        )
        assert drawn is not None
        assert [lane.width is None for lane in drawn.lanes] == [True, False]
        assert [one.code for one in drawn.undated] == ["c"]

    def test_without_a_year(self) -> None:
        """Days of no stated year are laid out and said to have none."""
        drawn = timeline([self.incident("a", "--03-07", "--03-07")], Voice(words("en")))
        assert drawn is not None
        assert drawn.is_yearless
        assert "2000" not in str(drawn.first)

    def test_mixed(self) -> None:
        """A day without a year is not laid out among days that have one."""
        drawn = timeline(
            [self.incident("a", "--03-07", None), self.incident("b", "2025-03-07", None)],
            Voice(words("ar")),
        )
        assert drawn is not None
        assert [lane.code for lane in drawn.lanes] == ["b"]

    def test_no_date(self) -> None:
        """Without any date there is no picture; a date that is none is none."""
        assert timeline([self.incident("a", None, None)], Voice(words("en"))) is None
        assert timeline([self.incident("a", "2025-02-31", None)], Voice(words("en"))) is None


class TestData:
    """Data files say what the pages say, and harm no program that opens them."""

    def test_json(self, facts: Facts) -> None:
        """Claims and figures have the shape of the design; the dictionary names each field."""
        files = build(facts, lang="en")
        claims = json.loads(files["data/claims.json"])["claims"]
        assert claims[3]["time"][0]["from"] == "2025-03-07"
        figures = json.loads(files["data/figures.json"])["figures"]
        assert {
            "scope",
            "standard",
            "basis",
            "min",
            "max",
            "floor",
            "sturdy",
            "low",
            "high",
            "spread",
        } <= set(figures[0])
        dictionary = {
            entry["file"]: {field["name"] for field in entry["fields"]}
            for entry in json.loads(files["data/dictionary.json"])["files"]
        }
        assert set(claims[0]) <= dictionary["claims.json"]
        assert set(figures[0]) <= dictionary["figures.json"]

    def test_geojson(self, facts: Facts) -> None:
        """Incidents have a point where their place has one, with its precision."""
        table = json.loads(build(facts, lang="en")["data/incidents.geojson"])
        assert table["type"] == "FeatureCollection"
        first, _, last = table["features"]
        assert first["geometry"]["coordinates"] == [11.78, -17.72]
        assert first["properties"]["radius_km"] == 2
        assert last["geometry"] is None

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
    def test_no_formulas(self, text: str) -> None:
        """A cell that a spreadsheet would compute gets an apostrophe."""
        assert safe_cell(text) == f"'{text}"
        assert safe_cell("Bir Sanad") == "Bir Sanad"

    def test_places_csv(self, facts: Facts) -> None:
        """Hostile place names come out as text; numbers stay numbers."""
        hostile = replace(
            facts, places=(Place("=cmd()", (), None, "settlement", "-17.7", "11.9"), *facts.places)
        )
        text = build(hostile, lang="en")["data/places.csv"].decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert rows[0]["name"] == "'=cmd()"
        assert rows[0]["lat"] == "-17.7"


class TestRetelling:
    """Sentences of other stages are told in the page's language."""

    @pytest.mark.parametrize(
        "sentence",
        [
            "denial",
            "its source is unnamed and without a role",
            "said by a party to the conflict (Harbour Council) of the other side or of its own losses",
            "no number is stated; the words “entire families” mean at least 2",
            "“dozens” is read as at least 24",
            "scan.pdf: could not be read: the file is empty",
            "verify: checking of photos, videos and audio is not part of this version",
        ],
    )
    def test_both_languages(self, sentence: str) -> None:
        """A known form is told in Arabic, and in English as it came."""
        english = re.sub("<[^>]*>", "", str(retold(sentence, Voice(words("en")))))
        arabic = str(retold(sentence, Voice(words("ar"))))
        assert sentence.split(": ")[-1].split("“")[0][:8] in english
        assert "lang" not in arabic
        assert re.search("[\u0600-\u06ff]", arabic)

    def test_unknown(self) -> None:
        """An unknown sentence is shown as it came, marked as English."""
        assert 'lang="en"' in str(retold("something new", Voice(words("ar"))))


class TestHandCheck:
    """The commands of verify.txt do what they say, with the system's own programs."""

    @pytest.fixture
    def signed(self, facts: Facts) -> Facts:
        """The case with a head that is really signed."""
        key = Ed25519PrivateKey.generate()
        text = "example.org/a1\n61\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
        signature = b64encode(b"\x01\x02\x03\x04" + key.sign(text.encode())).decode()
        public = b64encode(b"\x01" + key.public_key().public_bytes_raw()).decode()
        note = f"{text}\n— example.org/a1 {signature}\n"
        return replace(facts, heads=(Head("a1", 61, note, f"example.org/a1+01020304+{public}"),))

    def run(self, folder: Path) -> str:
        script = (folder / "verify.txt").read_text(encoding="utf-8")
        lines = script.splitlines()
        first = next(n for n, line in enumerate(lines) if line.startswith("sha256sum"))
        last = next(n for n, line in enumerate(lines) if line.startswith("openssl pkeyutl"))
        shell = "\n".join(lines[first : last + 1])
        done = subprocess.run(
            ["bash", "-c", shell], cwd=folder, capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr

    @pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
    def test_true_and_false(self, signed: Facts, tmp_path: Path) -> None:
        """A true dossier passes; a changed page and a changed head are named."""
        write(build(signed, lang="en"), tmp_path / "out")
        said = self.run(tmp_path / "out")
        assert "index.html: OK" in said
        assert "Signature Verified Successfully" in said
        assert "FAILED" not in said
        note = tmp_path / "out" / "proof" / "head-1.note"
        note.write_text(
            note.read_text(encoding="utf-8").replace("\n61\n", "\n62\n"), encoding="utf-8"
        )
        said = self.run(tmp_path / "out")
        assert "proof/head-1.note: FAILED" in said
        assert "Signature Verified Successfully" not in said


class TestWriting:
    """A dossier lands whole, or not at all."""

    FILES = {"index.html": b"x", "ar/index.html": b"y"}

    def test_new_and_empty(self, tmp_path: Path) -> None:
        """A new folder and an empty one are both taken; nothing is left beside them."""
        (tmp_path / "empty").mkdir()
        for name in ("new", "empty"):
            write(self.FILES, tmp_path / name)
            assert (tmp_path / name / "ar" / "index.html").read_bytes() == b"y"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "new"]

    def test_not_empty(self, tmp_path: Path) -> None:
        """A folder that holds something, or a file, is refused and stays as it was."""
        (tmp_path / "kept.txt").write_text("kept")
        for target in (tmp_path, tmp_path / "kept.txt"):
            with pytest.raises(UsageError) as refused:
                write(self.FILES, target)
            assert refused.value.code == "publish.not-empty"
        assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]

    def test_full_disk(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """When the disk is full nothing is left, not even half a folder."""
        written = Path.write_bytes

        def full(path: Path, data: bytes) -> int:
            if path.parent.name == "ar":
                raise OSError(errno.ENOSPC, "No space left on device")
            return written(path, data)

        monkeypatch.setattr(Path, "write_bytes", full)
        with pytest.raises(DamagedError) as failed:
            write(self.FILES, tmp_path / "out")
        assert failed.value.status == 3
        assert list(tmp_path.iterdir()) == []


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


class TestStyle:
    """The style sheet mirrors by itself and keeps letters legible."""

    def palettes(self) -> list[dict[str, str]]:
        found = [
            dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", block))
            for block in re.findall(r":root \{[^}]*\}", CSS.read_text())
        ]
        return [found[0], {**found[0], **found[1]}]

    @pytest.mark.parametrize("palette", [0, 1], ids=["light", "dark"])
    def test_contrast(self, palette: int) -> None:
        """Letters reach 4.5 to 1 on every ground that they stand on."""
        colours = self.palettes()[palette]
        grounds = ("paper", "card", "rung-1", "rung-2", "rung-3", "rung-4")
        pairs = [(letter, ground) for letter in ("ink", "soft", "link") for ground in grounds]
        pairs += [
            ("warn-ink", "warn-paper"),
            ("alarm-ink", "alarm-paper"),
            ("ink", "mark"),
            ("warn-ink", "paper"),
            ("soft", "sea"),
            ("soft", "land"),
        ]
        for letter, ground in pairs:
            ratio = contrast(colours[letter], colours[ground])
            assert ratio >= 4.5, (letter, ground, round(ratio, 2))
        assert contrast(colours["focus"], colours["paper"]) >= 3

    def test_logical(self) -> None:
        """No property names a side of the screen."""
        text = re.sub(r"/\*.*?\*/", "", CSS.read_text(), flags=re.DOTALL)
        assert not re.search(r"(?<![\w-])(left|right)(?![\w-])", text)
        assert not re.search(r"(margin|padding|border)-(left|right|top|bottom)", text)

    def test_months(self) -> None:
        """Dates are said in both languages."""
        assert "7 March 2025" in Voice(words("en")).day("2025-03-07")
        assert "7 آذار/مارس 2025" in Voice(words("ar")).day("2025-03-07")
        assert all("2025" in Voice(words(lang)).day("2025") or True for lang in LANGS)
