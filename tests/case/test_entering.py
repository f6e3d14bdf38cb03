"""What is entered by hand: preserved, signed, counted, once; and gone when it is erased."""

from pathlib import Path

import openpyxl
import pytest
from tests.case.planted import hits

from tawthiq.base.errors import UsageError
from tawthiq.case.case import Case, init_case, open_case
from tawthiq.case.entering import Entering
from tawthiq.read.form.sheet import workbook
from tawthiq.record.form import FORM, FORMS, KINDS, FormKind
from tawthiq.record.words import LANGS, Lang, words
from tawthiq.view import queries

PASSPHRASE = "nine kites above the reservoir"
NAME, CALLER, MOTHER = "Zorelle Ibroskane", "Quel Vashundarel", "Threk Pravibrosk"
PLACE = {"place": "Tal Qamarin", "within": "Sahl", "event_date": "2031-05-14"}
TOLD = {"source": "Mariam", "how": "saw", "words": "They came at dawn.", **PLACE}

SECRET = {**TOLD, "source": NAME, "protected": "Heron", "channel": f"phone of {CALLER}",
          "name": MOTHER}  # fmt: skip


def sheet(path: Path, lang: Lang, kind: FormKind, *rows: dict[str, str]) -> Path:
    """Fill a blank table in below its example row, as a person would."""
    path.write_bytes(workbook(lang))
    book = openpyxl.load_workbook(path)
    page = book[words(lang).say(f"form.{kind}")]
    for at, row in enumerate(rows, 3):
        for column, key in enumerate(FORMS[kind], 2):
            if key in row:
                page.cell(at, column, row[key])
    book.save(path)
    return path


def kinds(case: Case) -> list[str]:
    """Return the kinds of all entries, in order."""
    return [entry.header.kind for entry in case.keep.log()]


class TestSaving:
    """One row becomes a note in the vault, a record, and claims whose spans point into it."""

    def test_entries(self, case: Case) -> None:
        """Receipt, item, text, record, claim, and that its author says so."""
        before = len(kinds(case))
        done = case.enter("victim", {**TOLD, "name": NAME})
        assert kinds(case)[before:] == ["receipt", "item", "text", "record", "claim", "review"]
        (item,) = case.preserve.items().values()
        assert (item.speaker, item.media_type) == ("Mariam", "text/plain")
        with case.keep.ledger.vault.open(item.sha256) as blob:
            text = blob.read().decode()
        (claim,) = case.read.claims(done.item)
        assert text[claim.quote.start : claim.quote.end] == claim.quote.text
        assert case.keep.check().status == 0

    def test_accepted_by_its_author(self, case: Case) -> None:
        """Who took the words down says that the source says this; it is a person's reading."""
        case.enter("incident", {**TOLD, "killed": "at least 27"})
        (claim,) = case.read.claims()
        assert (claim.review.state, claim.reader.name) == ("accepted", "person")
        assert claim.review.by == case.team.me

    def test_record_as_typed(self, case: Case) -> None:
        """The row is kept exactly as it was typed, with where the note has it."""
        done = case.enter("victim", {**TOLD, "name": f"  {NAME} ", "how": "شهد بنفسه"})
        record = case.enter.records()[str(done.record)]
        cells = {cell.key: cell.text for cell in record.cells}
        assert (cells["name"], cells["how"], record.form) == (f"  {NAME} ", "شهد بنفسه", FORM)

    def test_signed(self, case: Case) -> None:
        """With a key of their own, record and review bear the person's signature."""
        case.team.members.add("Rima")
        case.enter("victim", {**TOLD, "name": NAME})
        signed = {e.header.kind for e in case.keep.log() if e.header.signature is not None}
        assert {"record", "review"} <= signed

    def test_reading_leaves_it_alone(self, case: Case) -> None:
        """The rules do not read a note again that a person has read."""
        case.enter("incident", {**TOLD, "killed": "27"})
        assert case.read() == ()

    def test_words_of_a_statement_are_read(self, case: Case) -> None:
        """A statement's own words are suggested as claims, with its source and exact spans."""
        words = "They came at dawn. At least 12 people were killed in Tal Qamarin on 14 May 2031."
        done = case.enter("statement", {"source": "Mariam", "words": words, "notes": "9 killed"})
        with case.keep.ledger.vault.open(case.preserve.items()[done.item].sha256) as blob:
            text = blob.read().decode()
        (claim,) = [one for one in case.read() if one.count]
        assert (claim.count[0].min, claim.chain[-1].name) == (12, "Mariam")
        for span in (claim.quote, claim.count[0].span, claim.place[0].span):
            assert span is not None
            assert text[span.start : span.end] == span.text
        assert {one.review.state for one in case.read.claims(done.item)} == {
            "accepted", "suggested",
        }  # fmt: skip

    def test_words_of_a_protected_source_are_not(self, case: Case) -> None:
        """What rules suggest would lie open: of a protected source nothing is suggested."""
        words = "At least 12 people were killed in Tal Qamarin."
        case.enter("statement", {"protected": "Heron", "words": words})
        assert case.read() == ()

    def test_found_by_search(self, case: Case) -> None:
        """A name is found in either script's spelling of the note."""
        done = case.enter("victim", {**TOLD, "name": NAME})
        assert done.item in {hit.ref for hit in case.preserve.find("ibroskane")}

    def test_known_source(self, case: Case) -> None:
        """A wrong incident code is refused by a sentence."""
        with pytest.raises(UsageError, match="no incident of this case"):
            case.enter("victim", {"source": "M", "name": NAME, "incident": "IN-NONE"})

    def test_incident_by_code(self, case: Case) -> None:
        """A code alone says where: the claim points at the incident's claims."""
        case.enter("incident", {**TOLD, "killed": "27"})
        code = case.match()[0].code
        case.enter("victim", {"source": "Rima", "name": NAME, "incident": code})
        assert case.read.claims()[-1].same_event_hint == case.match.incidents()[0].claims


class TestOnce:
    """The same again enters nothing again."""

    def test_row(self, case: Case) -> None:
        """One row twice is one item."""
        first = case.enter("victim", {**TOLD, "name": NAME})
        entries = len(kinds(case))
        again = case.enter("victim", {**TOLD, "name": NAME})
        assert (again.known, again.item) == (True, first.item)
        assert len(kinds(case)) == entries

    @pytest.mark.parametrize("lang", LANGS)
    def test_file(self, case: Case, tmp_path: Path, lang: Lang) -> None:
        """A file twice, with one row twice in it, is each row once."""
        row = {**TOLD, "how": words(lang).say("form.how.saw"), "name": NAME}
        path = sheet(tmp_path / "f.xlsx", lang, "victim", row, row, {**row, "name": CALLER})
        assert [one.known for one in case.enter.file(path).entered] == [False, True, False]
        entries = len(kinds(case))
        assert all(one.known for one in case.enter.file(path).entered)
        assert len(kinds(case)) == entries

    def test_what_broke_off_is_finished(self, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
        """After a crash between the note and its claims the same row completes it."""
        with monkeypatch.context() as broken:
            broken.setattr(Entering, "_made", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                case.enter("victim", {**TOLD, "name": NAME})
        done = case.enter("victim", {**TOLD, "name": NAME})
        assert not done.known
        assert len(case.preserve.items()) == 1
        assert len(case.read.claims()) == 1


class TestFiles:
    """Filled forms come back in both languages; wrong rows are named, good ones kept."""

    @pytest.mark.parametrize("lang", LANGS)
    @pytest.mark.parametrize("kind", KINDS)
    def test_table(self, case: Case, tmp_path: Path, lang: Lang, kind: FormKind) -> None:
        """A filled table gives what the same answers give by themselves."""
        needed = {"victim": {"name": NAME}, "incident": {"killed": "10-12"}, "statement": {}}
        row = {**TOLD, "how": words(lang).say("form.how.saw"), **needed[kind]}
        done = case.enter.file(sheet(tmp_path / "f.xlsx", lang, kind, row))
        assert not done.refused
        (one,) = done.entered
        assert case.enter(kind, row, lang).known
        assert case.read.claims(one.item)[0].chain[0].name == "Mariam"

    def test_the_example_is_no_row(self, case: Case, tmp_path: Path) -> None:
        """A table that nobody filled in holds nothing."""
        case.enter.blank(tmp_path / "f.xlsx")
        with pytest.raises(UsageError, match="no filled form"):
            case.enter.file(tmp_path / "f.xlsx")
        assert not case.preserve.items()

    def test_blank_overwrites_nothing(self, case: Case, tmp_path: Path) -> None:
        """A form that may be filled in is never written over."""
        case.enter.blank(tmp_path / "f.html", "ar")
        with pytest.raises(UsageError, match="exists already"):
            case.enter.blank(tmp_path / "f.html")

    def test_right_to_left(self, tmp_path: Path) -> None:
        """The Arabic table is laid out from the right; cells are text."""
        path = sheet(tmp_path / "f.xlsx", "ar", "victim")
        page = openpyxl.load_workbook(path).worksheets[0]
        assert page.sheet_view.rightToLeft
        assert page.cell(3, 5).number_format == "@"

    def test_csv_with_wrong_rows(self, case: Case, tmp_path: Path) -> None:
        """Rows that cannot be read are listed by number, the others are entered."""
        path = tmp_path / "calls.csv"
        path.write_text(
            "source,name,place,event_date,age,Old list\n"
            'Mariam,"Adham ""Abu Z"" Zorani",Tal Qamarin,2031-05-14,30,"7,1"\n'
            "Mariam,,Tal Qamarin,2031-05-14,,\n"
            "Mariam,Zahi,Tal Qamarin,14/5/31,,\n",
            "utf-8",
        )
        done = case.enter.file(path)
        assert [(one.row, one.says.split(" ", 3)[3]) for one in done.refused] == [
            ("3", "an identifier (a name, an Abu or Umm form, a description)"),
            ("4", "is no date that can be read for certain; write the year first: 2031-05-14"),
        ]  # fmt: skip
        record = case.enter.records()[str(done.entered[0].record)]
        assert record.extra[0].text == "7,1"
        assert case.read.claims()[0].victim[0].name == 'Adham "Abu Z" Zorani'

    def test_page(self, case: Case, tmp_path: Path) -> None:
        """A page filled in on a screen is entered."""
        path = case.enter.blank(tmp_path / "f.html", kind="incident")
        text = path.read_text("utf-8")
        text = text.replace("☐", "x", 1)
        for key, answer in {**TOLD, "killed": "12"}.items():
            at = text.index("<td>", text.index(f'data-question="{key}"')) + len("<td>")
            text = text[:at] + ("" if key == "how" else answer) + text[at:]
        path.write_text(text, "utf-8")
        done = case.enter.file(path)
        assert [one.kind for one in done.entered] == ["incident"]

    @pytest.mark.parametrize(
        ("name", "data"),
        [("f.xlsx", b"PK\x03\x04broken"), ("f.xlsx", b""), ("f.json", b"{"), ("f.json", b"\xff"),
         ("f.json", b"[" * 100_000), ("f.html", b"\xff\xfe"), ("f.csv", b"\x00\x01"),
         ("f.json", b"[]"), ("f.pdf", b"%PDF"), ("f.html", b"<table>" * 9999)],
    )  # fmt: skip
    def test_hostile(self, case: Case, tmp_path: Path, name: str, data: bytes) -> None:
        """A file that is no form is told in one sentence."""
        (tmp_path / name).write_bytes(data)
        with pytest.raises(UsageError):
            case.enter.file(tmp_path / name)

    def test_no_file(self, case: Case, tmp_path: Path) -> None:
        """A file that is not there is named."""
        with pytest.raises(UsageError, match=r"gone\.xlsx"):
            case.enter.file(tmp_path / "gone.xlsx")

    def test_many(self, case: Case, tmp_path: Path) -> None:
        """Several batches keep rows and results together."""
        rows = [f"Mariam,Person {n},Tal Qamarin" for n in range(450)]
        (tmp_path / "f.csv").write_text("\n".join(["source,name,place", *rows]), "utf-8")
        done = case.enter.file(tmp_path / "f.csv")
        assert [one.row for one in done.entered] == [str(n + 2) for n in range(450)]
        assert len({one.item for one in done.entered}) == 450
        claims = {claim.id: claim for claim in case.read.claims()}
        assert claims[done.entered[301].claims[0]].victim[0].name == "Person 301"


class TestFigures:
    """A case that is fed by the form alone counts right."""

    def test_floor_by_place(self, case: Case) -> None:
        """Places that are stated to be apart add; a name raises no toll of its own source."""
        case.enter("incident", {**TOLD, "killed": "at least 27"})
        case.enter("incident", {**TOLD, "source": "Rima", "place": "Ain Dawr", "killed": "10-12"})
        case.enter("victim", {**TOLD, "name": NAME})
        case.enter("victim", {**TOLD, "name": CALLER})
        places = case.count.tables().by_place
        assert {name: ladder[-1].floor for name, ladder in places.items()} == {
            "Tal Qamarin": 27, "Ain Dawr": 10,
        }  # fmt: skip
        assert not case.count()[-1].contradictions

    def test_accepted_is_the_basis(self, case: Case) -> None:
        """What people entered counts as accepted."""
        case.enter("incident", {**TOLD, "killed": "27"})
        assert {(f.basis, f.floor) for f in case.count() if f.standard == "reported"} == {
            ("accepted", 27)
        }

    def test_hearsay_stays_beside(self, case: Case) -> None:
        """What an unnamed person told the source is no floor."""
        case.enter("incident", {**TOLD, "how": "second_hand", "killed": "27"})
        assert case.count()[-1].floor == 0

    def test_zero(self, case: Case) -> None:
        """Nobody killed is no floor and no ceiling."""
        case.enter("incident", {**TOLD, "killed": "0"})
        case.enter("incident", {**TOLD, "source": "Rima", "killed": "3"})
        assert case.count()[-1].floor == 3


class TestProtected:
    """A protected source: the code name everywhere, everything about it sealed."""

    @pytest.fixture
    def root(self, tmp_path: Path) -> Path:
        """Return the folder of a locked case with one protected row."""
        with init_case(tmp_path / "case", "valley", passphrase=PASSPHRASE) as case:
            case.enter("victim", SECRET)
        return tmp_path / "case"

    def test_no_byte_names_anybody(self, root: Path) -> None:
        """Neither the source, nor the caller, nor the victim stands in any file."""
        assert hits(root, [NAME, CALLER, MOTHER, "They came at dawn"]) == []

    def test_the_case_key_opens_nothing_of_it(self, root: Path) -> None:
        """Text, record, claims and reviews are sealed; items and receipts know the code name."""
        with open_case(root, passphrase=PASSPHRASE) as case:
            sealed = {e.header.kind for e in case.keep.log() if e.payload is None}
            assert sealed == {"identity", "text", "record", "claim", "review"}
            told = repr((case.preserve.items(), case.preserve.receipts(), case.enter.records()))
            assert not any(secret in told for secret in (NAME, CALLER, MOTHER))
            assert "Heron" in told
            assert (case.preserve.find("ibroskane"), case.read.claims()) == ([], ())
            assert case.keep.check().status == 0

    def test_once(self, root: Path) -> None:
        """What is sealed is recognised all the same."""
        with open_case(root, passphrase=PASSPHRASE) as case:
            assert case.enter("victim", SECRET).known

    def test_who_may_know_learns_it(self, case: Case) -> None:
        """Name and channel are kept with the identity."""
        case.enter("victim", SECRET)
        identity = case.protect.resolve("Heron", "a court asks")
        assert identity.all_names == (NAME,)
        assert identity.channel == f"phone of {CALLER}"

    def test_not_in_the_unlocked_record_either(self, case: Case) -> None:
        """Also where nothing is sealed, only the identity names the source."""
        case.enter("victim", SECRET)
        others = [e.payload for e in case.keep.log() if e.header.kind != "identity"]
        assert NAME not in repr(others)
        assert case.preserve.find("ibroskane") == []

    @pytest.mark.parametrize("code", ["a/b", " ", "x" * 70])
    def test_code_names(self, case: Case, code: str) -> None:
        """What is no code name is refused before anything is kept."""
        with pytest.raises(UsageError):
            case.enter("victim", {**TOLD, "source": "", "protected": code, "name": MOTHER})
        assert not case.preserve.items()


class TestErasing:
    """An erasure takes the note, the record and the claims, and they do not come back."""

    def test_no_byte_is_left(self, case: Case) -> None:
        """Every name that was typed is gone."""
        answers = {**TOLD, "source": CALLER, "name": NAME, "mother": MOTHER, "notes": "Kezz Nixa"}
        done = case.enter("victim", answers)
        other = case.enter("victim", {**TOLD, "name": "Adham Zorani"})
        case.erase(done.item, why="she asked for it", reason="asked")
        assert hits(case.folder.root, [CALLER, NAME, MOTHER, "Kezz Nixa"]) == []
        assert list(case.preserve.items()) == [other.item]
        assert len(case.enter.records()) == 1
        assert case.keep.check().status == 0

    def test_it_does_not_come_back(self, case: Case) -> None:
        """The same row again is refused."""
        done = case.enter("victim", {**TOLD, "name": NAME})
        case.erase(done.item, why="she asked for it", reason="asked")
        with pytest.raises(UsageError, match="erased"):
            case.enter("victim", {**TOLD, "name": NAME})

    def test_a_protected_person(self, tmp_path: Path) -> None:
        """All of a protected person goes, in a locked case too, without opening it."""
        with init_case(tmp_path / "case", "valley", passphrase=PASSPHRASE) as case:
            done = case.enter("victim", SECRET)
            case.erase(done.item, why="asked", reason="asked")
            left = [e for e in case.keep.log() if e.header.kind in {"record", "claim", "identity"}]
            assert left
            with case.keep.ledger.writing():
                rows = [
                    row for row in case.keep.ledger.store.rows(kinds=("record", "claim", "text"))
                    if row.body is not None
                ]  # fmt: skip
            assert rows == []
            assert queries.items(case.keep.views) == {}
