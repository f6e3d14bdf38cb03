"""Hostile and broken files: one clear clause each, and the batch goes on."""

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import openpyxl
import pytest

from tawthiq.kit.cage import Cage, Limits, Task, Unreadable
from tawthiq.preserve.text import TASK, TextResult, extract_in_cage, has_reader, sniff
from tawthiq.preserve.text.kind import DOCX, EML, XLSX

TYPES = "[Content_Types].xml"
Pages = Callable[[int], bytes]


@pytest.fixture(scope="module")
def cage() -> Iterator[Cage]:
    """One cage for the whole batch: no file may spoil it for the next."""
    with Cage([TASK]) as made:
        yield made


def clause(cage: Cage, path: Path, content: bytes) -> str:
    """Write a file, read it as what its content and name say, and return why it fails."""
    path.write_bytes(content)
    outcome = extract_in_cage(cage, path, sniff(content[:4096], path.name).media_type)
    assert isinstance(outcome, Unreadable), outcome
    return str(outcome)


def packed(members: dict[str, bytes]) -> bytes:
    """Return a zip of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def word() -> bytes:
    """Return a small, sound Word document."""
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("شهادة")
    document.save(out)
    return out.getvalue()


def sheet() -> bytes:
    """Return a small, sound workbook."""
    out = io.BytesIO()
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "سلمى"
    book.save(out)
    return out.getvalue()


def changed(office: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return an office file with one member changed."""
    with zipfile.ZipFile(io.BytesIO(office)) as old:
        held = {one: old.read(one) for one in old.namelist()}
    return packed(held | {name: change(held[name])})


class TestArchives:
    """Looked over before anything is unpacked."""

    @pytest.mark.parametrize("name", ["a.xlsx", "a.docx"])
    def test_300_kb_that_would_be_300_mb(self, cage: Cage, tmp_path: Path, name: str) -> None:
        """The ratio gives it away."""
        bomb = packed({TYPES: b"x", "word/document.xml": b"", "xl/workbook.xml": bytes(300 << 20)})
        assert len(bomb) < 310_000
        says = clause(cage, tmp_path / name, bomb)
        assert says == (
            "could not be read: it would expand 1028 times, to 314.6 MB, "
            "more than the 100 times taken"
        )

    def test_one_that_is_large_without_a_suspicious_ratio(self, cage: Cage, tmp_path: Path) -> None:
        """Members that are packed a mere sixtyfold each, and too much together."""
        archive = bytearray(packed({f"xl/{number}": b"x" for number in range(6)}))
        at = archive.find(b"PK\x01\x02")
        while at >= 0:  # sizes as the directory gives them: nothing is unpacked to find out
            archive[at + 20 : at + 28] = struct.pack("<II", 1 << 20, 50 << 20)
            at = archive.find(b"PK\x01\x02", at + 1)
        says = clause(cage, tmp_path / "a.xlsx", bytes(archive))
        assert says.startswith("could not be read: it would expand to 314.6 MB, more than the")

    def test_too_many_members(self, cage: Cage, tmp_path: Path) -> None:
        """Ten thousand files are no document."""
        held = {f"word/{number}": b"" for number in range(10_001)}
        says = clause(cage, tmp_path / "a.docx", packed({TYPES: b"x", **held}))
        assert says == "could not be read: it packs 10002 files, more than the 10000 taken"

    def test_archives_inside_archives(self, cage: Cage, tmp_path: Path) -> None:
        """Deeper than three is refused."""
        inner = packed({"x": b"x"})
        for _ in range(3):
            inner = packed({"inner.zip": inner})
        says = clause(cage, tmp_path / "a.docx", packed({TYPES: b"x", "word/a.zip": inner}))
        assert says == ("could not be read: it packs archives inside archives, more than 3 deep")

    @pytest.mark.parametrize(
        "name", ["../../etc/x", "word/../../x", "/etc/x", "..\\x", "C:\\x", "a\0b"]
    )
    def test_paths_that_lead_out(self, cage: Cage, tmp_path: Path, name: str) -> None:
        """Nothing is unpacked to disk, and such an archive is refused all the same."""
        archive = packed({TYPES: b"x", "word/document.xml": b"x", "Z" * len(name): b"x"})
        archive = archive.replace(b"Z" * len(name), name.encode())
        says = clause(cage, tmp_path / "a.docx", archive)
        assert says == "could not be read: it holds a path that leads out of the archive"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_billion_laughs(self, cage: Cage, tmp_path: Path, encoding: str) -> None:
        """An office file with entities is refused before any parser sees it."""
        levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        laughs = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "lol">{levels}]><w>&l9;</w>'
        for name, office, member in (
            ("a.docx", word(), "word/document.xml"),
            ("a.xlsx", sheet(), "xl/worksheets/sheet1.xml"),
        ):
            bad = changed(office, member, lambda _: laughs.encode(encoding))
            says = clause(cage, tmp_path / name, bad)
            assert says == (
                "could not be read: it carries a document type definition, "
                "which office files may not"
            )

    def test_a_definition_across_two_pieces_is_found(self, cage: Cage, tmp_path: Path) -> None:
        """Padding that puts it astride a reading boundary does not hide it."""
        pad = (1 << 20) - 30
        bad = changed(
            word(), "word/document.xml", lambda _: b"<!--" + b"x" * pad + b"--><!DOCTYPE w><w/>"
        )
        assert "document type definition" in clause(cage, tmp_path / "a.docx", bad)

    def test_locked_with_a_password(self, cage: Cage, tmp_path: Path) -> None:
        """A flag in the directory says so."""
        data = bytearray(packed({TYPES: b"x", "word/document.xml": b"x"}))
        directory = data.find(b"PK\x01\x02")
        data[directory + 8] |= 1
        says = clause(cage, tmp_path / "a.docx", bytes(data))
        assert says == "could not be read: it is locked with a password"


class TestBrokenDocuments:
    """Cut short, damaged, or something else under that name."""

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
    def test_a_word_document_cut_short(self, cage: Cage, tmp_path: Path, share: float) -> None:
        """Wherever it ends."""
        whole = word()
        says = clause(cage, tmp_path / "a.docx", whole[: int(len(whole) * share)])
        assert says == (
            "could not be read: it is no whole Word document: it is cut short or damaged"
        )

    def test_office_files_that_are_none(self, cage: Cage, tmp_path: Path) -> None:
        """Text under an office file's name, and a zip of something else."""
        assert clause(cage, tmp_path / "a.docx", b"hello") == (
            "could not be read: it is no Word document: it does not begin like one"
        )
        assert clause(cage, tmp_path / "a.xlsx", packed({"x.txt": b"x"})) == (
            "could not be read: it is no whole spreadsheet: it is cut short or damaged"
        )

    def test_old_and_locked_office_files(self, cage: Cage, tmp_path: Path) -> None:
        """Said in words, with what would help."""
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
        assert "save it as .docx or .xlsx" in clause(cage, tmp_path / "a.doc", ole)
        locked = ole + "EncryptedPackage".encode("utf-16-le")
        assert clause(cage, tmp_path / "a.docx", locked).endswith("locked with a password")

    def test_a_pdf_that_is_none(self, cage: Cage, tmp_path: Path) -> None:
        """Text, or nothing, under a PDF's name."""
        for content in (b"hello", b"\0\1\2"):
            assert clause(cage, tmp_path / "a.pdf", content) == (
                "could not be read: it is no PDF: it does not begin like one"
            )

    def test_a_pdf_cut_short_or_scrambled(self, cage: Cage, tmp_path: Path, blank: Pages) -> None:
        """A head without a body."""
        whole = blank(3)
        for content in (b"%PDF-1.7\n", whole[:60], b"%PDF-1.4\n" + bytes(2000)):
            assert clause(cage, tmp_path / "a.pdf", content) == (
                "could not be read: it is no whole PDF: it is cut short or damaged"
            )

    def test_a_pdf_of_ten_thousand_pages(self, cage: Cage, tmp_path: Path, blank: Pages) -> None:
        """Counted before any page is read."""
        assert clause(cage, tmp_path / "a.pdf", blank(10_000)) == (
            "could not be read: it has 10000 pages, more than the 5000 taken"
        )

    def test_a_pdf_whose_page_tree_bites_its_tail(
        self, cage: Cage, tmp_path: Path, blank: Pages
    ) -> None:
        """A tree that contains itself ends, one way or the other."""
        looped = blank(2).replace(b"/Kids [3 0 R 3 0 R]", b"/Kids [2 0 R 2 0 R]")
        path = tmp_path / "a.pdf"
        path.write_bytes(looped)
        outcome = extract_in_cage(cage, path, "application/pdf")
        assert isinstance(outcome, (Unreadable, TextResult))

    def test_a_message_of_endless_parts(self, cage: Cage, tmp_path: Path) -> None:
        """Counted, not followed."""
        head = b"Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n"
        says = clause(cage, tmp_path / "a.eml", head + b"--B\n\nx\n" * 2500 + b"--B--\n")
        assert says == "could not be read: it has more than 2000 parts"

    def test_a_message_nested_without_end(self, cage: Cage, tmp_path: Path) -> None:
        """Deeper than the stack goes."""
        head = b"Subject: x\nMIME-Version: 1.0\n"
        deep = b"".join(
            b"Content-Type: multipart/mixed; boundary=B%d\n\n--B%d\n" % (n, n) for n in range(3000)
        )
        path = tmp_path / "a.eml"
        path.write_bytes(head + deep)
        outcome = extract_in_cage(cage, path, EML)
        assert isinstance(outcome, (Unreadable, TextResult))
        if isinstance(outcome, Unreadable):
            assert outcome.code in {"cage.depth", "text.members"}

    def test_a_page_nested_without_end(self, cage: Cage, tmp_path: Path) -> None:
        """A hundred thousand open elements: a text or one clause."""
        path = tmp_path / "a.html"
        path.write_bytes(b"<html><body>" + b"<div>" * 100_000 + b"deep")
        outcome = extract_in_cage(cage, path, "text/html")
        assert isinstance(outcome, (Unreadable, TextResult))

    def test_a_text_that_is_too_long(self, tmp_path: Path) -> None:
        """Beyond what an answer may hold."""
        path = tmp_path / "a.txt"
        path.write_bytes(b"word " * 1_000_000)
        with Cage([TASK], limits=Limits(output_bytes=1 << 20)) as cage:
            outcome = extract_in_cage(cage, path, "text/plain")
        assert isinstance(outcome, Unreadable)
        assert outcome.reason.startswith("it gives 5 MB of text, more than the 1 MB taken")

    def test_formats_without_a_reader(self, cage: Cage, tmp_path: Path) -> None:
        """They are known beforehand; asked all the same, the answer is one clause."""
        assert not has_reader("image/jpeg")
        assert has_reader("application/pdf")
        says = clause(cage, tmp_path / "a.jpg", b"\xff\xd8\xff\xe0")
        assert says == "could not be read: its format has no text reader here"


class TestDamagedAtRandom:
    """Bytes changed anywhere: a text or one clause, and the child or its successor lives on."""

    @pytest.mark.parametrize("name", ["docx", "xlsx", "pdf", "html", "eml", "csv"])
    def test_flipped_bytes(self, cage: Cage, tmp_path: Path, name: str, blank: Pages) -> None:
        """Forty damaged copies of each format."""
        whole = {
            "docx": word(),
            "xlsx": sheet(),
            "pdf": blank(3),
            "html": "<html><article><p>قتل سبعة</p></article></html>".encode() * 3,
            "eml": b"Subject: x\nContent-Type: text/plain; charset=utf-8\n\nbody " * 3,
            "csv": 'a,"b"\n"ق",d\n'.encode() * 9,
        }[name]
        media_type = sniff(whole[:4096], f"a.{name}").media_type
        dice = random.Random(11)
        path = tmp_path / f"a.{name}"
        for _ in range(40):
            data = bytearray(whole)
            for _ in range(dice.randint(1, 8)):
                data[dice.randrange(len(data))] = dice.randrange(256)
            path.write_bytes(data)
            outcome = extract_in_cage(cage, path, media_type)
            if isinstance(outcome, Unreadable):
                assert outcome.reason.startswith(("it ", "its "))

    def test_the_batch_is_read_to_its_end(self, cage: Cage, tmp_path: Path) -> None:
        """After all of this the same cage reads a sound file."""
        path = tmp_path / "a.docx"
        path.write_bytes(word())
        outcome = extract_in_cage(cage, path, DOCX)
        assert isinstance(outcome, TextResult)
        assert outcome.text == "شهادة\n"
        path.write_bytes(sheet())
        assert isinstance(extract_in_cage(cage, path, XLSX), TextResult)


def test_an_answer_that_is_no_text_result_is_not_believed(tmp_path: Path) -> None:
    """A child that was taken over cannot hand over offsets outside the text."""
    (tmp_path / "impostor.py").write_text(
        "from tawthiq.kit.cage import Answer\n"
        "def run(payload, files):\n"
        "    made = {'text': 'ab', 'parts': [[0, 3, 'x']], 'facts': {}, 'reader': 'r',"
        " 'version': '1'}\n"
        "    return Answer(made)\n",
        encoding="utf-8",
    )
    path = tmp_path / "a.txt"
    path.write_text("x", encoding="utf-8")
    with Cage([Task(TASK.name, "impostor", "run")], roots=[tmp_path]) as cage:
        outcome = extract_in_cage(cage, path, "text/plain")
    assert isinstance(outcome, Unreadable)
    assert outcome.code == "cage.wire"
