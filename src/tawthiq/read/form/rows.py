"""Tables of a form read back: headings in either language, one row per form, wrong ones named.

Headings that are no questions are kept verbatim with their cells. Those of sect, ethnicity,
religion and health are left out and named: they are no fields of persons.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from tawthiq.base.errors import UsageError
from tawthiq.base.script import fold
from tawthiq.record.form import FORMS, KINDS, NAMES, QUESTIONS, Filled, FormKind
from tawthiq.record.words import LANGS, Lang, words

ROW, KIND = "row", "kind"
LISTS: Final = "lists"
"""Name of the hidden sheet that holds what may be chosen."""
_ALIASES: Final[Mapping[str, str]] = {
    "perpetrator": "by", "kunya": "teknonym", "remarks": "notes", "id": ROW, "type": KIND,
    "code": "protected", "told by": "told_by", "full name": "name", "missing people": "people_missing",
}  # fmt: skip
_FAMILY_OR_KUNYA, _NICKNAME_OR_FAMILY = fold("الكنية"), fold("اللقب")
_TEKNONYMS: Final = frozenset(map(fold, ("أبو", "أبي", "أم", "Abu", "Umm", "Um", "Om")))
_MAY_BE_TEKNONYM: Final = ("name", "given", "family", "nickname")
_NEVER: Final = frozenset(
    fold(word)
    for word in (
        "sect", "religion", "confession", "ethnicity", "ethnic group", "race", "health",
        "health status", "illness", "medical history", "الطائفة", "طائفة", "الدين", "الديانة",
        "المذهب", "العرق", "القومية", "الإثنية", "الصحة", "الحالة الصحية", "الأمراض",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet: (row number, cells), empty rows left out; `name` may be empty."""

    name: str
    rows: Sequence[tuple[int, Sequence[str]]]


@dataclass(slots=True)
class Read:
    """What a file gave: forms by where they stood, and what was wrong, in words.

    `left_out` are headings that the program does not take.
    """

    forms: dict[str, Filled] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Head:
    """The headings of a sheet: a question each, or None for a heading kept verbatim."""

    columns: Sequence[tuple[str | None, str]]
    lang: Lang


def heading(text: str, country: str | None = None) -> str | None:
    """Return the question (or `row`, `kind`) that a heading asks, None where it asks none.

    الكنية and اللقب mean different things from country to country: without one they are kept.
    """
    wanted = fold(text).strip().rstrip("*:").strip()
    if wanted in {_FAMILY_OR_KUNYA, _NICKNAME_OR_FAMILY} and country is not None:
        is_syrian = country.upper() == "SY"
        if wanted == _FAMILY_OR_KUNYA:
            return "family" if is_syrian else "teknonym"
        return "nickname" if is_syrian else "family"
    spelled = wanted.replace("_", " ")
    for key in (*QUESTIONS, ROW, KIND):
        if spelled in {key.replace("_", " "), *_labels(key)}:
            return key
    return _ALIASES.get(spelled)


def _labels(key: str) -> set[str]:
    name = QUESTIONS[key].label if key in QUESTIONS else f"form.{key}"
    return {fold(words(lang).say(name)).strip() for lang in LANGS}


def kind_named(text: str) -> FormKind | None:
    """Return the kind that a sheet's name or a cell names, in either language."""
    wanted = fold(text).strip()
    for kind in KINDS:
        labels = {fold(words(lang).say(f"form.{kind}")).strip() for lang in LANGS}
        if wanted in {kind, *labels}:
            return kind
    return None


def read_grids(
    grids: Iterable[Grid], kind: FormKind | None = None, country: str | None = None
) -> Read:
    """Return the forms in the sheets of a file; `kind` where the file does not say it."""
    found = Read()
    for grid in grids:
        if grid.rows and grid.name != LISTS:
            _sheet(grid, kind_named(grid.name) or kind, country, found)
    return found


def _sheet(grid: Grid, kind: FormKind | None, country: str | None, found: Read) -> None:
    (_, top), *rest = grid.rows
    head = _head(top, country, found)
    asked = {key for key, _ in head.columns if key is not None}
    if not asked & set(QUESTIONS):
        return
    kind = kind or _guessed(asked)
    for number, cells in rest:
        at = f"{grid.name} {number}".strip()
        try:
            form = _form(head, cells, kind)
        except UsageError as error:
            found.refused.append((at, error.message))
            continue
        if form is not None:
            found.forms[at] = form


def _head(top: Sequence[str], country: str | None, found: Read) -> _Head:
    columns: list[tuple[str | None, str]] = []
    arabic = 0
    for text in top:
        if fold(text).strip() in _NEVER:
            found.left_out.append(text.strip())
            columns.append(("", text))
            continue
        columns.append((heading(text, country), text.strip()))
        arabic += any("\u0600" <= letter <= "\u06ff" for letter in text)
    return _Head(columns, "ar" if arabic * 2 > len(top) else "en")


def _guessed(asked: set[str]) -> FormKind | None:
    """Return the kind that a sheet's questions belong to alone."""
    if asked & {*NAMES, "description"}:
        return "victim"
    if asked & {"killed", "injured", "people_missing", "happened"}:
        return "incident"
    return "statement" if "words" in asked else None


def _form(head: _Head, cells: Sequence[str], kind: FormKind | None) -> Filled | None:
    """Return the form of one row; None for an empty row, and for one marked as an example."""
    answers: dict[str, str] = {}
    extra: list[tuple[str, str]] = []
    for (key, text), cell in zip(head.columns, cells, strict=False):
        if not cell.strip() or key == "":
            continue
        if key is None:
            extra.append((text, cell))
        elif key in answers:
            raise UsageError("form.twice", f"“{text}” stands over two columns that are filled")
        else:
            answers[key] = cell
    if fold(answers.pop(ROW, "")).strip() in _labels("example"):
        return None
    stated = answers.pop(KIND, "")
    kind = (kind_named(stated) if stated else kind) or None
    if not answers and not extra:
        return None
    return filled(kind, answers, head.lang, extra)


def filled(
    kind: FormKind | None,
    answers: Mapping[str, str],
    lang: Literal["en", "ar"],
    extra: Iterable[tuple[str, str]] = (),
) -> Filled:
    """Return a form; UsageError without a kind, or with an answer to no question of its kind."""
    if kind is None:
        says = "it does not say whether it is a victim, an incident or a statement"
        raise UsageError("form.kind", says)
    strange = [key for key in answers if key not in FORMS[kind]]
    if strange:
        asked = words("en").say(QUESTIONS[strange[0]].label) if strange[0] in QUESTIONS else ""
        says = f"“{asked or strange[0]}” is no question of the form for one {kind}"
        raise UsageError("form.question", says)
    return Filled(kind, _teknonym(answers), lang, tuple(extra))


def _teknonym(answers: Mapping[str, str]) -> dict[str, str]:
    """Put a name that begins with Abu or Umm where it belongs, whatever its heading was."""
    moved = dict(answers)
    for key in _MAY_BE_TEKNONYM:
        parts = moved.get(key, "").split()
        is_short = key != "name" or len(parts) == len(("Abu", "Omar"))
        if len(parts) > 1 and is_short and fold(parts[0]) in _TEKNONYMS and "teknonym" not in moved:
            moved["teknonym"] = moved.pop(key)
    return moved


def read_objects(value: Any, kind: FormKind | None) -> Read:  # noqa: ANN401 - any JSON
    """Return the forms in a JSON value: one object, or a list of them, by question."""
    found = Read()
    for number, one in enumerate(value if isinstance(value, list) else [value], 1):
        try:
            found.forms[str(number)] = _object(one, kind)
        except UsageError as error:
            found.refused.append((str(number), error.message))
    return found


def _object(one: object, kind: FormKind | None) -> Filled:
    if not isinstance(one, dict):
        raise UsageError("form.object", "it is no object of questions and answers")
    given = {str(key): value for key, value in one.items() if value is not None}
    lang = given.pop("lang", "en")
    stated = kind_named(str(given.pop("kind", ""))) or kind
    answers: dict[str, str] = {}
    extra: list[tuple[str, str]] = []
    for name, value in given.items():
        key = heading(name)
        if fold(name).strip() in _NEVER:
            raise UsageError("form.never", f"“{name}” is no field of a person and is not kept")
        if key in QUESTIONS:
            answers[str(key)] = "; ".join(_texts(value, name))
        else:
            extra.append((name, "; ".join(_texts(value, name))))
    return filled(stated, answers, "ar" if lang == "ar" else "en", extra)


def _texts(value: object, name: str) -> Iterator[str]:
    """Yield the texts of a JSON value: a text, a whole number, or a list of them."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, bool) or not isinstance(one, (str, int)):
            raise UsageError("form.value", f"“{name}” holds neither text nor a whole number")
        yield str(one)
