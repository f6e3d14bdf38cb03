"""Tables and pages of the form: headings in both languages, what comes back is what was typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from tawthiq.base.errors import UsageError
from tawthiq.read.form.page import page, read_page
from tawthiq.read.form.rows import Grid, heading, read_grids, read_objects
from tawthiq.record.form import FORMS, KINDS, QUESTIONS, FormKind
from tawthiq.record.words import LANGS, Lang, words

CELL = st.text(max_size=12)


def grid(*rows: list[str], name: str = "") -> list[Grid]:
    """Return one sheet."""
    return [Grid(name, list(enumerate(rows, 1)))]


def typed(text: str, question: str, answer: str) -> str:
    """Type an answer into a page, as a word processor would."""
    pattern = rf'(data-question="{question}".*?<td>)(</td>)'
    return re.sub(pattern, lambda m: m[1] + answer + m[2], text, count=1, flags=re.DOTALL)


class TestHeadings:
    """What a heading means, in both languages."""

    @pytest.mark.parametrize("lang", LANGS)
    def test_own_labels(self, lang: Lang) -> None:
        """Every question is found again by its own label."""
        for key, question in QUESTIONS.items():
            assert heading(words(lang).say(question.label)) == key

    @pytest.mark.parametrize(
        ("text", "country", "key"),
        [("الكنية", "SY", "family"), ("الكنية", "IQ", "teknonym"), ("الكنية", None, None),
         ("اللقب", "SY", "nickname"), ("اللقب", "TN", "family"), ("اللقب", None, None)],
    )  # fmt: skip
    def test_by_country(self, text: str, country: str | None, key: str | None) -> None:
        """الكنية is the family name in Syria and an Abu form elsewhere."""
        assert heading(text, country) == key

    def test_abu_is_a_teknonym(self) -> None:
        """A value that begins with Abu or Umm is one, whatever its heading."""
        read = read_grids(grid(["source", "family", "place"], ["M", "أبو زاهي", "T"]))
        assert read.forms["2"].answers["teknonym"] == "أبو زاهي"


class TestRows:
    """Good rows are taken, wrong ones are named, nothing is lost in silence."""

    def test_unknown_columns_are_kept(self) -> None:
        """What is no question is kept verbatim with its heading."""
        read = read_grids(grid(["source", "name", "Hospital file"], ["M", "Adham", "77/b"]))
        assert read.forms["2"].extra == (("Hospital file", "77/b"),)

    def test_sect_is_never_kept(self) -> None:
        """A table of names by sect is a target list."""
        read = read_grids(grid(["source", "name", "Sect", "الطائفة"], ["M", "Adham", "x", "y"]))
        assert read.left_out == ["Sect", "الطائفة"]
        assert read.forms["2"].extra == ()
        assert read_objects({"name": "A", "sect": "x"}, "victim").refused

    @pytest.mark.parametrize("mark", ["Example", "مثال", "example"])
    def test_the_example_is_left_out(self, mark: str) -> None:
        """The row that shows how it is done is not entered."""
        assert not read_grids(grid(["Row", "source", "name"], [mark, "M", "Adham"])).forms

    def test_kinds(self) -> None:
        """A sheet's name, a column or the questions themselves say what a row is."""
        asked = (["source", "killed"], ["M", "9"])
        assert read_grids(grid(*asked, name="حادثة")).forms["حادثة 2"].kind == "incident"
        assert read_grids(grid(*asked)).forms["2"].kind == "incident"
        both = grid(["kind", "source", "words"], ["statement", "M", "w"])
        assert read_grids(both).forms["2"].kind == "statement"

    def test_a_question_of_another_form(self) -> None:
        """An answer to no question of its kind is a wrong row, named by its number."""
        read = read_grids(grid(["kind", "source", "killed"], ["victim", "M", "9"]))
        assert [at for at, _ in read.refused] == ["2"]

    @given(st.lists(st.lists(CELL, max_size=5), max_size=5), st.sampled_from([*KINDS, None]))
    def test_any_table(self, rows: list[list[str]], kind: FormKind | None) -> None:
        """No table is too odd to be read."""
        read_grids(grid(["source", "name", "killed", *CELLS], *rows), kind)

    @given(st.recursive(st.none() | st.booleans() | st.integers() | CELL,
                        lambda inner: st.lists(inner) | st.dictionaries(CELL, inner)))  # fmt: skip
    def test_any_json(self, value: object) -> None:
        """No JSON is too odd to be read."""
        read_objects(value, "victim")


CELLS = ["الاسم", "zz"]


class TestPage:
    """The printed form, filled in on a screen, comes back."""

    @pytest.mark.parametrize("lang", LANGS)
    def test_empty(self, lang: Lang) -> None:
        """An empty form is no row."""
        assert not read_page(page(lang).decode()).forms

    @pytest.mark.parametrize("lang", LANGS)
    @pytest.mark.parametrize("tagged", [True, False])
    def test_round_trip(self, lang: Lang, *, tagged: bool) -> None:
        """Typed answers and a ticked box come back, also when an editor lost the tags."""
        text = page(lang, ["incident"]).decode()
        text = typed(typed(text, "source", "Mariam &amp; Rima"), "killed", "at least 27")
        text = typed(text, "words", "one<br>two")
        text = text.replace("☐", "x", 1)
        if not tagged:
            text = text.replace("data-question", "class")
        (form,) = read_page(text).forms.values()
        saw = words(lang).say("form.how.saw")
        assert (form.kind, form.lang) == ("incident", lang)
        assert form.answers == {
            "source": "Mariam & Rima", "killed": "at least 27", "how": saw, "words": "one\ntwo",
        }  # fmt: skip

    def test_all_questions_are_on_it(self) -> None:
        """Each form asks all of its questions."""
        for kind in KINDS:
            text = page("en", [kind]).decode()
            assert all(f'data-question="{key}"' in text for key in FORMS[kind])

    @pytest.mark.parametrize("lang", LANGS)
    def test_no_script_and_nothing_loaded(self, lang: Lang) -> None:
        """It works from a stick without network and runs nothing."""
        text = page(lang).decode()
        assert not re.search(r"<script|https?:|src=|url\(|@import| on[a-z]+=", text)

    @pytest.mark.needs("chromium")
    @pytest.mark.parametrize("lang", LANGS)
    @pytest.mark.parametrize("width", [390, 703])
    def test_fits(self, browser: Browser, lang: Lang, width: int) -> None:
        """Nothing runs over the edge of a phone or of A4, and no cell's words are cut."""
        with browser.new_page(viewport={"width": width, "height": 900}) as shown:
            shown.set_content(page(lang).decode())
            shown.emulate_media(media="print" if width > 600 else "screen")
            assert shown.evaluate("document.documentElement.scrollWidth") <= width
            cut = "[...document.querySelectorAll('td, th')].filter(c => c.scrollWidth > c.clientWidth)"
            assert shown.evaluate(f"{cut}.length") == 0

    @given(st.text(alphabet="<>/tdrh =\"'&;xX☐·a\n-!", max_size=80))
    def test_any_page(self, text: str) -> None:
        """No page is too broken to be read."""
        read_page(text, "victim")

    def test_deep_nesting(self) -> None:
        """Nesting costs nothing."""
        assert not read_page("<table><tr><td>" * 50_000).forms


class TestObjects:
    """JSON by question."""

    def test_values(self) -> None:
        """Numbers and lists are taken as they would be typed."""
        row = {"kind": "incident", "source": "M", "killed": 9, "by": ["A", "B"], "place": "T"}
        (form,) = read_objects(row, None).forms.values()
        assert (form.answers["killed"], form.answers["by"]) == ("9", "A; B")

    def test_without_a_kind(self) -> None:
        """What it is must be said."""
        with pytest.raises(UsageError, match="victim, an incident or a statement"):
            raise UsageError("", read_objects({"source": "M"}, None).refused[0][1])
