"""The form as a page to print in both languages, and read back once somebody filled it in.

The page needs no script and loads nothing. Who fills it on a screen types into its table with
a word processor; a box is ticked by an x in its place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from importlib.resources import files
from typing import Final

import jinja2
from markupsafe import Markup, escape

from tawthiq.base.errors import UsageError
from tawthiq.read.form.rows import KIND, Read, filled, heading, kind_named
from tawthiq.record.form import FORMS, KINDS, QUESTIONS, FormKind, Question
from tawthiq.record.words import LANGS, Lang, words

_MARK: Final = re.compile(
    r"(?P<open>[☐□▢]|\[\s?\])|(?P<ticked>[☒☑✓✔✗✘🗷]|\[[xX✓]\]|(?<!\w)[xX×](?!\w))"
)
_DIGITS: Final = re.compile(r"(\d[\d-]*\d)")
_BREAKS: Final = frozenset({"br", "p", "div", "li", "small"})


def page(lang: Lang, kinds: Sequence[FormKind] = KINDS) -> bytes:
    """Return the forms of these kinds as HTML for A4, `lang` first."""
    other = LANGS[1 - LANGS.index(lang)]
    return (
        _template()
        .render(
            lang=lang,
            other=other,
            en=words("en").say,
            ar=words("ar").say,
            first=words(lang).say,
            second=words(other).say,
            has=words(lang).has,
            apart=_apart,
            kinds=kinds,
            questions={kind: [QUESTIONS[key] for key in FORMS[kind]] for kind in kinds},
        )
        .encode()
    )


def _apart(text: str) -> Markup:
    """Return a hint whose dates and ranges keep their order inside Arabic words."""
    return Markup(_DIGITS.sub(r'<bdi dir="ltr" class="n">\1</bdi>', str(escape(text))))  # noqa: S704


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    source = (files("tawthiq.read.form") / "page.html").read_text(encoding="utf-8")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(source)


@dataclass(slots=True)
class _Row:
    """One row of a table: the question that its tag names, and its cells as text."""

    question: str = ""
    cells: list[str] = field(default_factory=list)


class _Tables(HTMLParser):
    """Collects the rows of all tables; everything else is passed over."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[_Row] = []
        self.lang: Lang = "en"
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell."""
        named = dict(attrs)
        if tag == "html" and (named.get("lang") or "").startswith("ar"):
            self.lang = "ar"
        elif tag == "tr":
            self._end()
            self.rows.append(_Row(named.get("data-question") or ""))
        elif tag in {"td", "th"}:
            self._end()
            self._cell = []
        elif tag in _BREAKS and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        if tag in {"td", "th", "tr", "table"}:
            self._end()

    def handle_data(self, data: str) -> None:
        """Take text inside a cell; a page's own line ends are spaces."""
        if self._cell is not None:
            self._cell.append(re.sub(r"\s+", " ", data))

    def close(self) -> None:
        """End with the page."""
        super().close()
        self._end()

    def _end(self) -> None:
        if self._cell is not None:
            if not self.rows:
                self.rows.append(_Row())
            lines = "".join(self._cell).split("\n")
            self.rows[-1].cells.append("\n".join(" ".join(line.split()) for line in lines).strip())
            self._cell = None


def read_page(text: str, kind: FormKind | None = None) -> Read:
    """Return the forms that a filled page holds; an empty one is passed over."""
    parser = _Tables()
    parser.feed(text)
    parser.close()
    found, forms = Read(), list[tuple[FormKind | None, dict[str, str]]]()
    for row in parser.rows:
        key, answer = _answer(row)
        if key == KIND:
            forms.append((kind_named(answer.partition("·")[0]) or kind, {}))
        elif key is not None and answer:
            if not forms or key in forms[-1][1]:
                forms.append((kind, {}))
            forms[-1][1][key] = answer
    for number, (stated, answers) in enumerate(forms, 1):
        if answers:
            try:
                found.forms[str(number)] = filled(stated, answers, parser.lang)
            except UsageError as error:
                found.refused.append((str(number), error.message))
    return found


def _answer(row: _Row) -> tuple[str | None, str]:
    """Return the question that a row asks, by its tag or its outer cells, and its answer."""
    cells = row.cells
    if len(cells) < 2:
        return None, ""
    key = row.question if row.question in {*QUESTIONS, KIND} else None
    for cell in (cells[0], cells[-1]) if key is None else ():
        key = key or heading(cell.partition("\n")[0])
    if key is None:
        return None, ""
    question = QUESTIONS.get(key)
    return key, _ticked(question, cells[1]) if question is not None else cells[1]


def _ticked(question: Question, text: str) -> str:
    """Return what is ticked of a choice, or the answer as typed where there are no boxes."""
    if question.choices is None:
        return text
    marks = list(_MARK.finditer(text))
    if not marks:
        return text
    found: list[str] = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        if mark["ticked"]:
            option = text[mark.end() : following.start() if following else len(text)]
            found.append(option.partition("·")[0].strip())
    return "; ".join(found)
