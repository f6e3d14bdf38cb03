"""Text views: every letter as it stands, and every part found where it is said to be."""

import contextlib
import datetime as dt
import io
import quopri
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.kit.cage import UnfitError
from tawthiq.preserve.text import TextResult, extract, mail, sniff
from tawthiq.preserve.text.kind import DOCX, EML, XLSX
from tawthiq.preserve.text.pdf import ranges
from tawthiq.preserve.text.plain import decode, paragraphs
from tawthiq.preserve.text.table import cells, delimiter_of, letters

Make = Callable[[list[list[str]]], bytes]


def read(path: Path, content: bytes | str, media_type: str) -> TextResult:
    """Write a file and read it."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return extract(path, media_type)


def named(result: TextResult) -> dict[str, str]:
    """Return each part's text by its label."""
    return {part.label: result.text[part.start : part.end] for part in result.parts}


class TestPlainText:
    """Decoded strictly; what is guessed or lost is a fact of the view."""

    def test_line_ends_and_letters_stay(self, tmp_path: Path) -> None:
        """Nothing is normalised: CRLF, decomposed letters, bidi marks, diacritics in any order."""
        text = "قُتِلَ\r\nseven\u200f\rcafe\u0301 شَّ شَّ\n"
        result = read(tmp_path / "a.txt", text, "text/plain")
        assert result.text == text
        assert result.facts == {"encoding": "utf-8", "encoding_basis": "strict"}

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
    def test_a_byte_order_mark_decides(self, tmp_path: Path, encoding: str) -> None:
        """The mark is no letter and is not part of the text."""
        mark = "\ufeff" if encoding == "utf-16-be" else ""
        result = read(tmp_path / "a.txt", (mark + "قرية\r\n").encode(encoding), "text/plain")
        assert result.text == "قرية\r\n"
        assert result.facts["encoding_basis"] == "byte order mark"

    @pytest.mark.parametrize(
        ("text", "codec", "name"),
        [
            ("قُتل سبعة من سكان القرية صباح الجمعة", "cp1256", "windows-1256"),
            ("The café in Núñez street — “shelled”", "cp1252", "windows-1252"),
        ],
    )
    def test_old_code_pages_are_a_declared_guess(
        self, tmp_path: Path, text: str, codec: str, name: str
    ) -> None:
        """Arabic and Western Windows text is read, and the facts say that it was guessed."""
        result = read(tmp_path / "a.txt", text.encode(codec), "text/plain")
        assert result.text == text
        assert result.facts["encoding"] == name
        assert result.facts["encoding_basis"].startswith("guessed")

    def test_damage_is_replaced_and_counted(self, tmp_path: Path) -> None:
        """UTF-8 with two damaged places stays UTF-8; a genuine U+FFFD is no damage."""
        data = "قرية ".encode() * 9 + b"\xff" + "\ufffd وادي".encode() + b"\xd9"
        result = read(tmp_path / "a.txt", data, "text/plain")
        assert result.text.count("\ufffd") == 3
        assert result.facts["encoding"] == "utf-8"
        assert result.facts["undecodable"] == "2 places are U+FFFD"

    def test_paragraphs_are_parts(self, tmp_path: Path) -> None:
        """Lines without a blank one between them are one paragraph."""
        result = read(tmp_path / "a.txt", "\n أول\nsame\r\n \r\nثان", "text/markdown")
        assert named(result) == {"paragraph 1": " أول\nsame", "paragraph 2": "ثان"}

    @given(st.text(alphabet="ab \n\r\tق", max_size=60))
    def test_paragraphs_hold_every_letter_once(self, text: str) -> None:
        """Outside the paragraphs there is white space only, and they do not overlap."""
        at, rest = 0, ""
        for start, end in paragraphs(text):
            assert at <= start < end
            rest += text[at:start]
            at = end
        assert (rest + text[at:]).strip() == ""

    @given(st.binary(max_size=80))
    def test_any_bytes_are_read(self, data: bytes) -> None:
        """There is no file that cannot be shown as text, and none changes when it is UTF-8."""
        decoded = decode(data)
        try:
            strict = data.decode()
        except UnicodeDecodeError:
            return
        if not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
            assert decoded.text == strict


class TestCsv:
    """The text is the file; the parts are its cells."""

    def test_cells_stand_where_they_are_said_to(self, tmp_path: Path) -> None:
        """Quoted cells with commas, line ends and doubled marks keep their exact place."""
        text = 'الاسم,note\r\n"سلمى, ""أم يزن""","two\nlines"\r\n,last'
        result = read(tmp_path / "a.csv", text, "text/csv")
        assert result.text == text
        assert named(result) == {
            "A1": "الاسم",
            "B1": "note",
            "A2": 'سلمى, ""أم يزن""',
            "B2": "two\nlines",
            "B3": "last",
        }
        assert (result.facts["rows"], result.facts["columns"]) == ("3", "2")

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "؛"])
    def test_the_delimiter_is_found(self, delimiter: str) -> None:
        """From how evenly it divides the rows."""
        rows = ["name", "age", "place, street"]
        text = "\n".join(delimiter.join([*rows[:2], f'"{rows[2]}"']) for _ in range(4))
        assert delimiter_of(text) == delimiter

    @given(st.text(alphabet='a,"\r\n;ق ', max_size=50))
    def test_any_text_is_a_table(self, text: str) -> None:
        """Unclosed marks, empty rows, anything: the cells are in order and inside the text."""
        parts, rows, columns = cells(text, ",")
        at = 0
        for part in parts:
            assert at <= part.start < part.end <= len(text)
            at = part.end
        assert (rows == 0) == (text == "")
        assert columns <= len(text) + 1

    def test_columns_have_their_letters(self) -> None:
        """As in a spreadsheet, beyond Z too."""
        assert [letters(n) for n in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]


class TestSpreadsheet:
    """Rows as lines, cells between tabs."""

    @pytest.fixture
    def book(self, tmp_path: Path) -> Path:
        """A workbook of two sheets, one of them hidden."""
        made = openpyxl.Workbook()
        first = made.active
        assert first is not None
        first.title = "قتلى"
        first.append(["name", "age", "date", "known"])
        first.append(["سلمى", 12, dt.date(2031, 3, 7), True])
        first["E4"] = 0.5
        second = made.create_sheet("old")
        second["B2"] = "x\ty"
        second.sheet_state = "hidden"
        path = tmp_path / "a.xlsx"
        made.save(path)
        return path

    def test_cells_and_sheets_are_parts(self, book: Path) -> None:
        """Labels carry sheet and cell, as people cite them."""
        result = extract(book, XLSX)
        assert result.text == (
            "name\tage\tdate\tknown\nسلمى\t12\t2031-03-07\tTRUE\n\t\t\t\t0.5\n\tx\ty\n"
        )
        parts = named(result)
        assert parts["قتلى!B2"] == "12"
        assert parts["قتلى!E4"] == "0.5"
        assert parts["old!B2"] == "x\ty"
        assert parts["sheet old"] == "\tx\ty\n"
        assert result.facts["hidden_sheets"] == "old"

    def test_a_cell_far_away_costs_nothing(self, tmp_path: Path) -> None:
        """One cell in the last row and column of a sheet is one line."""
        made = openpyxl.Workbook()
        assert made.active is not None
        made.active["XFD1048576"] = "far"
        path = tmp_path / "a.xlsx"
        made.save(path)
        result = extract(path, XLSX)
        assert named(result)["Sheet!XFD1048576"] == "far"


def with_body(body: str, **others: str) -> bytes:
    """Return a Word document with this body, and other parts replaced or added."""
    empty = io.BytesIO()
    docx.Document().save(empty)
    out = io.BytesIO()
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(empty) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = f'<w:document xmlns:w="{w}"><w:body>{body}</w:body></w:document>'.encode()
            for key, value in others.items():
                if name.endswith(key.replace("__", ".")):
                    data = value.encode()
            new.writestr(name, data)
    return out.getvalue()


class TestWord:
    """Paragraphs and tables in order; what "track changes" hides is not lost."""

    def test_paragraphs_and_tables_in_order(self, tmp_path: Path) -> None:
        """A table between two paragraphs stands between them, its cells are parts."""
        document = docx.Document()
        document.add_paragraph("شهادة أولى")
        table = document.add_table(2, 2)
        for row, texts in enumerate([("name", "age"), ("سلمى\nأم يزن", "12")]):
            for column, text in enumerate(texts):
                table.cell(row, column).text = text
        document.add_paragraph("after")
        document.core_properties.title = "Statements"
        document.save(str(tmp_path / "a.docx"))
        result = extract(tmp_path / "a.docx", DOCX)
        assert result.text == "شهادة أولى\nname\tage\nسلمى\nأم يزن\t12\nafter\n"
        assert named(result) == {
            "paragraph 1": "شهادة أولى",
            "table 1 row 1 cell 1": "name",
            "table 1 row 1 cell 2": "age",
            "table 1 row 2 cell 1": "سلمى\nأم يزن",
            "table 1 row 2 cell 2": "12",
            "paragraph 2": "after",
        }
        assert result.facts["title"] == "Statements"

    def test_tracked_changes(self, tmp_path: Path) -> None:
        """What was inserted is read, what was deleted is left out and counted."""
        body = (
            "<w:p><w:r><w:t>Seven </w:t></w:r><w:ins><w:r><w:t>or eight </w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>nine </w:delText></w:r></w:del><w:r><w:tab/><w:t>people</w:t>"
            "<w:br/><w:t>died</w:t></w:r></w:p>"
        )
        result = read(tmp_path / "a.docx", with_body(body), DOCX)
        assert result.text == "Seven or eight \tpeople\ndied\n"
        assert result.facts["tracked_deletions"] == "1"

    def test_content_controls_boxes_and_nested_tables(self, tmp_path: Path) -> None:
        """Text inside form fields, text boxes and tables in tables is there once."""
        box = (
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility'
            '/2006"><mc:Choice Requires="x"><w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p>'
            "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>boxed</w:t>"
            "</w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent>"
        )
        inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>deep</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        body = (
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>field</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            f"<w:p><w:r><w:t>with </w:t>{box}<w:t>box</w:t></w:r></w:p>"
            f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>outer</w:t></w:r></w:p>{inner}</w:tc></w:tr></w:tbl>"
        )
        result = read(tmp_path / "a.docx", with_body(body), DOCX)
        assert result.text == "field\nwith box\nboxed\nouter\ndeep\n\n"
        assert result.facts["text_boxes"] == "1"


NOTES = """<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="1"><w:p><w:r><w:t>مقابلة هاتفية</w:t></w:r></w:p></w:footnote></w:footnotes>"""
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_notes() -> bytes:
    """Return a Word document with one footnote, in a part that python-docx does not write."""
    plain = with_body("<w:p><w:r><w:t>body</w:t></w:r></w:p>")
    out = io.BytesIO()
    relation = f'<Relationship Id="rId99" Type="{_OFFICE}/footnotes" Target="footnotes.xml"/>'
    sort = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{sort}"/>'
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "word/_rels/document.xml.rels":
                text = text.replace(b"</Relationships>", f"{relation}</Relationships>".encode())
            if name == "[Content_Types].xml":
                text = text.replace(b"</Types>", f"{override}</Types>".encode())
            new.writestr(name, text)
        new.writestr("word/footnotes.xml", NOTES)
    return out.getvalue()


def test_footnotes_follow_the_body(tmp_path: Path) -> None:
    """A report's sources stand in its footnotes: they are read, each under its number."""
    result = read(tmp_path / "a.docx", with_notes(), DOCX)
    assert result.text == "body\nمقابلة هاتفية\n"
    assert named(result)["footnote 1 paragraph 1"] == "مقابلة هاتفية"
    assert result.facts["footnotes"] == "1"


PAGE = """<!doctype html><html><head><meta charset="windows-1256"><title>مقتل سبعة</title>
<link rel="canonical" href="https://news.example/wadi"></head><body>
<nav><a href="/">الرئيسية</a> <a href="/s">رياضة</a></nav>
<article><h1>مقتل سبعة في وادي الزهر</h1><time>7 آذار 2031</time>
<p>قال سكان إن سبعة أشخاص على الأقل قتلوا يوم الجمعة في قرية وادي الزهر في هجوم استمر ساعتين.</p>
<p>وقال ثلاثة شهود تحدثوا إلى المراسل عبر الهاتف إن المهاجمين جاؤوا من جهة الشمال قبل الفجر.</p>
</article><div class="comments"><p>تعليق: كلهم كذابون ولا أحد يعرف شيئا عن هذا.</p></div>
<footer>سياسة الخصوصية وملفات تعريف الارتباط</footer></body></html>"""


class TestMhtml:
    """A page saved in one file: its text is the page's, its address the browser's."""

    def test_the_page_is_read(self, tmp_path: Path) -> None:
        """The browser's address outweighs the page's own."""
        head = (
            "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://news.example/seen\r\n"
            "Date: Fri, 7 Mar 2031 03:00:00 -0000\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/related; boundary="B"\r\n\r\n--B\r\n'
            "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        )
        body = quopri.encodestring(PAGE.encode("cp1256"))
        kind = sniff(head.encode(), "a.mhtml").media_type
        result = read(tmp_path / "a.mhtml", head.encode() + body + b"\r\n--B--\r\n", kind)
        assert "قال سكان إن سبعة أشخاص" in result.text
        assert result.facts["url"] == "https://news.example/seen"
        assert result.facts["saved_at"] == "Fri, 7 Mar 2031 03:00:00 -0000"


class TestWebPage:
    """The article without what stands around it, and what the page says of itself."""

    def test_the_article_alone(self, tmp_path: Path) -> None:
        """Menus, comments and footers are left out; blocks are parts."""
        result = read(tmp_path / "a.html", PAGE.encode("cp1256"), "text/html")
        parts = named(result)
        assert parts["paragraph 1"].startswith("قال سكان إن سبعة أشخاص")
        for left_out in ("رياضة", "الخصوصية", "كذابون"):
            assert left_out not in result.text
        assert result.facts["encoding"] == "windows-1256"
        assert result.facts["url"] == "https://news.example/wadi"
        assert result.facts["published"] == "7 آذار 2031"
        assert result.reader == "trafilatura"

    def test_letters_are_not_normalised(self, tmp_path: Path) -> None:
        """Diacritics keep the order in which the page has them."""
        word = "محمَّد"
        body = "<article><p>" + f"قال {word} إن القصف بدأ قبل الفجر واستمر ساعتين كاملتين. " * 6
        result = read(tmp_path / "a.html", f"<html><meta charset=utf-8>{body}</p>", "text/html")
        assert word in result.text

    def test_a_page_without_an_article_is_shown_whole(self, tmp_path: Path) -> None:
        """Nothing is lost where no article is found, and the facts say so."""
        page = "<html><body><div>سبعة قتلى</div><script>x()</script><div>two</div></body></html>"
        result = read(tmp_path / "a.html", page, "text/html")
        assert "سبعة قتلى" in result.text
        assert "x()" not in result.text

    def test_a_page_of_nothing(self, tmp_path: Path) -> None:
        """An empty page gives an empty text, no error."""
        for page in ("", "<html></html>", "<!-- x -->", "<?xml version='1.0'?><html/>"):
            assert read(tmp_path / "a.html", page, "text/html").text == ""


class TestMail:
    """Body, headers, names of what is attached."""

    def test_a_message_with_an_attachment(self, tmp_path: Path) -> None:
        """Encoded headers are decoded; the attachment is named, not read."""
        message = (
            b"From: =?utf-8?b?2LPZhNmF2Yk=?= <s@x.example>\r\nTo: desk@y.example\r\n"
            b"Subject: =?utf-8?q?List_of_names?=\r\nDate: Fri, 7 Mar 2031 10:00:00 +0300\r\n"
            b"Received: from a\r\nReceived: from b\r\nMIME-Version: 1.0\r\n"
            b'Content-Type: multipart/mixed; boundary="B"\r\n\r\n'
            b"--B\r\nContent-Type: text/plain; charset=windows-1256\r\n"
            b"Content-Transfer-Encoding: 8bit\r\n\r\n"
            + "سبعة قتلى\r\nseven".encode("cp1256")
            + b"\r\n"
            b"--B\r\nContent-Type: application/pdf; name=list.pdf\r\n"
            b"Content-Disposition: attachment; filename=list.pdf\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--B--\r\n"
        )
        result = read(tmp_path / "a.eml", message, EML)
        assert result.text == "سبعة قتلى\r\nseven"
        assert named(result) == {"body 1": result.text}
        facts = result.facts
        assert (facts["from"], facts["subject"]) == ("سلمى <s@x.example>", "List of names")
        assert facts["attachments"] == "list.pdf (application/pdf, 5 bytes)"
        assert (facts["body_encoding"], facts["received"]) == ("windows-1256", "2")

    def test_html_only(self, tmp_path: Path) -> None:
        """Where there is no plain body, the text of the HTML stands and is named as such."""
        message = "Subject: x\nContent-Type: text/html; charset=utf-8\n\n<p>سبعة</p><p>two</p>"
        result = read(tmp_path / "a.eml", message, EML)
        assert (result.text, result.facts["body"]) == ("سبعة\ntwo", "text of the HTML")

    @given(st.binary(max_size=200))
    def test_any_bytes_end_well(self, data: bytes) -> None:
        """Malformed messages give a text or one refusal, never an accident."""
        with tempfile.NamedTemporaryFile() as file, contextlib.suppress(UnfitError):
            file.write(b"Subject: x\nContent-Type: text/plain; charset=" + data)
            file.flush()
            assert mail.read(Path(file.name)).reader == "mail"


class TestPdf:
    """Pages with their place; who read them; where two readers disagree."""

    def test_pages_are_parts(self, tmp_path: Path, pdf: Make) -> None:
        """Pages are divided by a form feed; one without text is named."""
        made = pdf([["Seven people were killed", "in Wadi Zahr."], [], ["Page three"]])
        result = read(tmp_path / "a.pdf", made, "application/pdf")
        assert result.text == "Seven people were killed\r\nin Wadi Zahr.\f\fPage three"
        assert set(named(result)) == {"page 1", "page 3"}
        assert result.facts["pages_without_text"] == "2"
        assert result.facts["title"] == "Wadi report"
        assert result.reader == "pypdfium2"

    def test_arabic_is_read_twice(self, tmp_path: Path, pdf: Make) -> None:
        """Both readers are named, and the one whose text stands."""
        made = pdf([["قتل سبعة من سكان القرية", "في الصباح"]])
        result = read(tmp_path / "a.pdf", made, "application/pdf")
        assert result.text == "قتل سبعة من سكان القرية\nفي الصباح"
        assert result.reader == "pypdf"
        assert "pypdfium2" in result.facts["readers"]
        assert result.facts["readers_disagree"] == "no"

    def test_disagreement_is_named_page_by_page(self, tmp_path: Path, pdf: Make) -> None:
        """Digits inside Arabic are where readers differ; the page and the share are said."""
        made = pdf([["قتل سبعة"], ["في الصباح 12 آذار"]])
        result = read(tmp_path / "a.pdf", made, "application/pdf")
        assert result.facts["readers_disagree"].startswith("words that differ: page 2: ")

    def test_page_numbers_are_written_as_ranges(self) -> None:
        """1, 2, 3 and 7 are `1-3, 7`."""
        assert ranges([1, 2, 3, 7]) == "1-3, 7"
        assert ranges([]) == ""


class TestKinds:
    """The content decides, the name helps."""

    @pytest.mark.parametrize(
        ("head", "name", "media_type"),
        [
            (b"%PDF-1.7 ...", "a.txt", "application/pdf"),
            (b"\xff\xd8\xff\xe0", "a.png", "image/jpeg"),
            (b"\0\0\0\x18ftypqt  ", "a.mp4", "video/quicktime"),
            (b"RIFF....WEBP", "a", "image/webp"),
            (b"name,age\n", "list.csv", "text/csv"),
            (b"name,age\n", "list", "text/plain"),
            (b"  <!DOCTYPE HTML>", "a.txt", "text/html"),
            (b"<!-- saved from url=(1)x -->\n<html>", "a", "text/html"),
            (b"# Title\n<b>x</b>", "a.md", "text/markdown"),
            ("سلام".encode("cp1256"), "a.txt", "text/plain"),
            ("سلام".encode("utf-16"), "a.txt", "text/plain"),
            (b"a\0b", "a.txt", "application/octet-stream"),
            (b"", "a.txt", "text/plain"),
            (b"From: a@b\nSubject: x\n\nhi", "a.eml", EML),
            (b"Received: from a\nFrom: b\n\nhi", "noname", EML),
            (b"From: the village\nTo: the town\n\nhi", "note.txt", "text/plain"),
            (b"WARC/1.0\r\n", "a", "application/warc"),
            (b"\x1f\x8b\x08", "a.warc.gz", "application/warc"),
            (b"\x1f\x8b\x08", "a.gz", "application/gzip"),
            (b"this is text", "report.pdf", "application/pdf"),
            (b"junk\0", "list.xlsx", XLSX),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "application/x-ole-storage"),
            (b'{"a": 1}', "result.json", "application/json"),
        ],
    )
    def test_examples(self, head: bytes, name: str, media_type: str) -> None:
        """One line per format that is easily mistaken."""
        assert sniff(head, name).media_type == media_type

    def test_a_name_that_says_otherwise_is_kept(self) -> None:
        """A picture called .pdf is a picture, and that its name lies is not lost."""
        kind = sniff(b"\x89PNG\r\n\x1a\n", "scan.pdf")
        assert (kind.media_type, kind.named) == ("image/png", "application/pdf")

    @given(st.binary(max_size=120), st.text(max_size=12))
    def test_any_bytes_and_name_have_a_kind(self, head: bytes, name: str) -> None:
        """It never fails, and always names a type/subtype."""
        assert sniff(head, name).media_type.count("/") == 1


def test_every_part_lies_inside_its_text(tmp_path: Path, pdf: Make) -> None:
    """For each format: parts are in order of their beginning, and none is empty."""
    made: list[tuple[str, Any, str]] = [
        ("a.txt", "a\n\nb", "text/plain"),
        ("a.csv", "a,b\nc,d", "text/csv"),
        ("a.html", PAGE, "text/html"),
        ("a.pdf", pdf([["a b"], ["c"]]), "application/pdf"),
        ("a.docx", with_body("<w:p><w:r><w:t>x</w:t></w:r></w:p>"), DOCX),
    ]
    for name, content, media_type in made:
        result = read(tmp_path / name, content, media_type)
        starts = [part.start for part in result.parts]
        assert starts == sorted(starts)
        assert all(0 <= p.start < p.end <= len(result.text) for p in result.parts)
