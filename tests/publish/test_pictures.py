"""Marks in texts, the map, the timeline: what the pictures promise."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tawthiq.publish.cartography import PRECISIONS, map_of
from tawthiq.publish.marks import Quoted, marked
from tawthiq.publish.outlines import outline
from tawthiq.publish.timeline import timeline
from tawthiq.publish.voice import Voice
from tawthiq.record.case_facts import Place
from tawthiq.record.incident import Incident
from tawthiq.record.words import words

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
        """Return one place of each precision."""
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
        """Return an incident between two days."""
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
        assert "2000" not in str(drawn.window)

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
