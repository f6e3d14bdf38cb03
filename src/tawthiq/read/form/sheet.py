"""The empty table to fill in: one sheet per kind, with lists to choose from, as XLSX.

Cells are text: a spreadsheet would otherwise make a date of "10-12". The example row is
marked as one in its first cell and is left out when the file comes back.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from tawthiq.read.form.rows import LISTS
from tawthiq.read.form.values import label
from tawthiq.record.form import FORMS, KINDS, QUESTIONS, FormKind, Question
from tawthiq.record.words import Lang, words

ROWS: Final = 500
_WIDE, _PLAIN = 34, 20
_GREY: Final = "FF707070"
_EXAMPLES: Final = {"how": "saw", "event": "raid", "sex": "man", "status": "civilian"}


def workbook(lang: Lang, kinds: Sequence[FormKind] = KINDS) -> bytes:
    """Return an XLSX file whose sheets are the forms of these kinds."""
    import openpyxl  # noqa: PLC0415 - only who asks for a table pays for it

    book = openpyxl.Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    sheets = [(kind, book.create_sheet(words(lang).say(f"form.{kind}"))) for kind in kinds]
    ranges = _lists(book.create_sheet(LISTS), lang)
    for kind, sheet in sheets:
        _form(sheet, kind, lang, ranges)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _lists(sheet: Any, lang: Lang) -> dict[str, str]:  # noqa: ANN401 - openpyxl is untyped
    """Write the words of each choice into a hidden sheet; return where they stand."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    sheet.sheet_state = "hidden"
    ranges: dict[str, str] = {}
    asked = [q for q in QUESTIONS.values() if q.choices is not None]
    for column, question in enumerate(asked, 1):
        labels = _labels(question, lang)
        for row, text in enumerate(labels, 1):
            sheet.cell(row, column, text)
        letter = get_column_letter(column)
        ranges[question.key] = f"{LISTS}!${letter}$1:${letter}${len(labels)}"
    return ranges


def _labels(question: Question, lang: Lang) -> list[str]:
    return [words(lang).say(key) for key in (question.choices or {}).values()]


def _form(sheet: Any, kind: FormKind, lang: Lang, ranges: dict[str, str]) -> None:  # noqa: ANN401
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    side = "right" if lang == "ar" else "left"
    sheet.sheet_view.rightToLeft = lang == "ar"
    sheet.freeze_panes = "B2"
    keys = ("", *FORMS[kind])
    for column, key in enumerate(keys, 1):
        question = QUESTIONS.get(key)
        head = sheet.cell(1, column, label(key, lang) if key else words(lang).say("form.row"))
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="FFE8ECEF")
        head.alignment = Alignment(wrap_text=True, vertical="top", horizontal=side)
        letter = get_column_letter(column)
        wide = question is not None and question.answer == "text"
        sheet.column_dimensions[letter].width = _WIDE if wide else _PLAIN
        for row in range(2, ROWS + 2):
            cell = sheet.cell(row, column)
            cell.number_format = "@"
            cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=wide)
        if key in ranges:
            _choose(sheet, f"{letter}2:{letter}{ROWS + 1}", ranges[key], QUESTIONS[key])
        example = sheet.cell(2, column, _example(key, lang))
        example.font = Font(italic=True, color=_GREY)


def _choose(sheet: Any, cells: str, where: str, question: Question) -> None:  # noqa: ANN401
    """Let cells be chosen from a list; several values may be typed with ; between them."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    rule = DataValidation(type="list", formula1=where, allow_blank=True)
    rule.showErrorMessage = question.answer == "choice"
    rule.add(cells)
    sheet.add_data_validation(rule)


def _example(key: str, lang: Lang) -> str | None:
    say = words(lang)
    if not key:
        return say.say("form.example")
    choices = QUESTIONS[key].choices
    if choices is not None:
        value = _EXAMPLES.get(key, "")
        return say.say(choices[value]) if value in choices else None
    sample = f"form.sample.{key}"
    return say.say(sample) if say.has(sample) else None
