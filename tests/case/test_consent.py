"""Consent in a case: gates, what is not read and not counted, withdrawals, retention."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tawthiq.base.errors import RefusedError, UsageError
from tawthiq.case.case import Case, open_case
from tawthiq.record.case_facts import Source
from tawthiq.record.consent import PURPOSES
from tawthiq.record.entry import Draft
from tawthiq.record.release import Audience

NAME, CODE = "Zahra Qusaymi", "Grey Owl"
FULL: dict[str, Any] = {
    "form": "oral",
    "language": "ar",
    "date": "2031-05-20",
    "explained_by": "Rima",
    "risks": "revenge on relatives",
}
TESTIMONY = "I saw it from the roof. Gunmen killed 9 people in Tal Qamarin on 14 May 2031.\n"
STATEMENT = "Gunmen killed 5 people in Tal Qamarin on 14 May 2031, the Sahl Monitor said.\n"


@pytest.fixture
def items(case: Case, tmp_path: Path) -> tuple[str, str]:
    """Return a testimony and a report that carries a lower number, both read and accepted."""
    (tmp_path / "testimony.txt").write_text(TESTIMONY)
    (tmp_path / "statement.txt").write_text(STATEMENT)
    case.state(
        Source(NAME, "witness", private=True),
        Source("Sahl Monitor", "monitor"),
        Source("Valley Herald", "outlet"),
    )
    one = case.preserve(tmp_path / "testimony.txt", dated="2031-05-20", speaker=NAME)
    two = case.preserve(tmp_path / "statement.txt", dated="2031-05-17", outlet="Valley Herald")
    for claim in case.read():
        case.read.accept(claim.id)
    return one.kept[0].id, two.kept[0].id


@pytest.fixture
def protected(case: Case, tmp_path: Path) -> str:
    """Return a protected testimony."""
    (tmp_path / f"{NAME}.txt").write_text(TESTIMONY)
    given = {"protected": CODE, "giver": NAME, "speaker": CODE}
    return case.preserve(tmp_path / f"{NAME}.txt", **given).kept[0].id


class TestTable:
    """Every purpose is shown, also those that nobody asked about."""

    def test_new(self, case: Case, items: tuple[str, str]) -> None:
        """A new testimony has every purpose "not asked"."""
        rows = case.consent.table(items[0][:10])
        assert [row["purpose"] for row in rows] == list(PURPOSES)
        assert {row["state"] for row in rows} == {"not_asked"}

    def test_history(self, case: Case, items: tuple[str, str]) -> None:
        """A refusal, a grant after it, and who explained it, in order."""
        case.consent(items[0], "share_with:Rasid Centre", "refused")
        case.consent(items[0], "share_with:Rasid Centre", "granted", **FULL)
        row = next(r for r in case.consent.table(items[0]) if r["purpose"].startswith("share"))
        assert row["state"] == "granted"
        assert [one["state"] for one in row["history"]] == ["refused", "granted"]
        assert row["history"][1]["explained_by"] == "Rima"

    def test_code_name(self, case: Case, protected: str) -> None:
        """A code name stands for all items of a person; one item may differ."""
        case.consent(CODE, "court", "granted", **FULL)
        case.consent(protected[:12], "court", "refused")
        row = next(r for r in case.consent.table("grey owl") if r["purpose"] == "court")
        assert (row["state"], row["except"]) == ("granted", [protected])

    def test_wrong_subjects(self, case: Case, items: tuple[str, str]) -> None:
        """What names nobody is refused without repeating what was typed."""
        for text in ("", "zz", NAME):
            with pytest.raises(UsageError) as error:
                case.consent.table(text)
            assert NAME not in error.value.message

    def test_incomplete(self, case: Case, items: tuple[str, str]) -> None:
        """A grant without what it must say enters nothing."""
        before = len(list(case.keep.log()))
        for said in ({}, FULL | {"risks": None}, FULL | {"child": True}, FULL | {"date": "May"}):
            with pytest.raises(UsageError):
                case.consent(items[0], "court", "granted", **said)
        with pytest.raises(UsageError):
            case.consent(items[0], "everything", "granted", **FULL)
        assert len(list(case.keep.log())) == before


class TestGates:
    """Nobody outside is given a testimony whose giver has not agreed to that."""

    @pytest.mark.parametrize(
        ("audience", "purpose"),
        [("public", "publish_anonymous"), ("court", "court"), ("partner", "share_with:Rasid")],
    )
    def test_publish(
        self, case: Case, items: tuple[str, str], tmp_path: Path, audience: Audience, purpose: str
    ) -> None:
        """Refused with the item's id and purpose, no name; after a grant it goes through."""
        out, partner = tmp_path / "out", "Rasid" if audience == "partner" else None
        with pytest.raises(RefusedError) as refusal:
            case.publish(out, audience, partner=partner)
        reasons = refusal.value.reasons
        assert [items[0][:8] in reason for reason in reasons] == [True]
        assert NAME not in str(reasons)
        assert "testimony.txt" not in str(reasons)
        assert not out.exists()
        case.consent(items[0], purpose, "granted", **FULL)
        case.publish(out, audience, partner=partner)
        assert (out / "index.html").exists()

    def test_other_partner(self, case: Case, items: tuple[str, str], tmp_path: Path) -> None:
        """Consent to share with one body is none to share with another, or with nobody named."""
        case.consent(items[0], "share_with:Rasid", "granted", **FULL)
        for partner in ("Harbour Desk", None):
            with pytest.raises(RefusedError):
                case.publish(tmp_path / "out", "partner", partner=partner)

    def test_named(self, case: Case, items: tuple[str, str], tmp_path: Path) -> None:
        """Where the public would see the speaker's name, that needs a consent of its own."""
        case.state(Source(NAME, "witness", private=False))
        case.consent(items[0], "publish_anonymous", "granted", **FULL)
        with pytest.raises(RefusedError) as refusal:
            case.publish(tmp_path / "out", "public")
        assert "with the name" in refusal.value.reasons[0]
        case.consent(items[0], "publish_named", "granted", **FULL)
        case.publish(tmp_path / "out", "public")

    def test_internal(self, case: Case, items: tuple[str, str], tmp_path: Path) -> None:
        """The team's own dossier is written, and says who was not asked."""
        case.publish(tmp_path / "out")
        assert "was not asked for consent" in (tmp_path / "out" / "index.html").read_text()
        arabic = (tmp_path / "out" / "ar" / "index.html").read_text()
        assert '<span lang="en" dir="ltr">' not in arabic

    def test_leave_out(self, case: Case, items: tuple[str, str], tmp_path: Path) -> None:
        """Left out, its words are in no file and its number in no figure."""
        case.publish(tmp_path / "out", "court", leave_out=True)
        for path in (p for p in (tmp_path / "out").rglob("*") if p.is_file()):
            assert b"from the roof" not in path.read_bytes(), path
            assert NAME.encode() not in path.read_bytes(), path
        assert "left out of this version" in (tmp_path / "out" / "index.html").read_text()
        release = case.consent.releases()[-1]
        assert release["ladder"][-1]["low"] == 5

    def test_protected(self, case: Case, protected: str, tmp_path: Path) -> None:
        """A protected person's no keeps even the code name from a court; reasons say no name."""
        case.consent(CODE, "court", "refused")
        with pytest.raises(RefusedError) as refusal:
            case.publish(tmp_path / "out", "court")
        assert CODE in refusal.value.reasons[0]
        assert NAME not in str(refusal.value.reasons)
        assert CODE in case.consent.lacking([protected], "share_with:Rasid")[0]
        case.publish(tmp_path / "out", "court", leave_out=True)
        pages = (p for p in (tmp_path / "out").rglob("*") if p.is_file())
        assert not any(CODE.encode() in page.read_bytes() for page in pages)


class TestWithdrawal:
    """A withdrawal stops the purpose at once and shows what it reaches."""

    def test_figure_falls_or_stays(
        self, case: Case, items: tuple[str, str], tmp_path: Path
    ) -> None:
        """The number falls to what other sources carry; the releases that used it are named."""
        assert case.count()[-1].low == 9
        case.publish(tmp_path / "first")
        done = case.consent(items[0], "analyse", "withdrawn")
        assert done.impact is not None
        release = case.consent.releases()[0]
        assert done.impact.releases == (release["release"],)
        assert release["withdrawn"] == [items[0]]
        reported = done.impact.changes[-1]
        assert (reported.before.low, reported.after.low, reported.how) == (9, 5, "falls")
        assert case.count()[-1].low == 5
        case.publish(tmp_path / "second")
        page = (tmp_path / "second" / "index.html").read_text()
        assert "Testimonies withdrawn since the dossier of" in page
        assert "refused or withdrawn; not read, not counted" in page
        for path in (p for p in (tmp_path / "second").rglob("*") if p.is_file()):
            assert b"from the roof" not in path.read_bytes(), path
        arabic = (tmp_path / "second" / "ar" / "index.html").read_text()
        assert '<span lang="en" dir="ltr">' not in arabic

    def test_stays_on_other_support(
        self, case: Case, items: tuple[str, str], tmp_path: Path
    ) -> None:
        """Where another source says as much, the number stays."""
        (tmp_path / "more.txt").write_text(STATEMENT.replace("5", "9"))
        case.preserve(tmp_path / "more.txt", dated="2031-05-18", outlet="Valley Herald")
        for claim in case.read():
            case.read.accept(claim.id)
        done = case.consent(items[0], "analyse", "withdrawn")
        assert done.impact is not None
        assert done.impact.changes[-1].after.low == 9
        assert case.count()[-1].low == 9

    def test_not_read(self, case: Case, items: tuple[str, str]) -> None:
        """The reader passes over it, and refuses where it is named."""
        case.consent(items[0], "analyse", "refused")
        assert {claim.item for claim in case.read()} == {items[1]}
        with pytest.raises(RefusedError):
            case.read(items[0])

    def test_granted_again(self, case: Case, items: tuple[str, str], tmp_path: Path) -> None:
        """After a new grant it counts again, and the mark goes."""
        case.publish(tmp_path / "first")
        case.consent(items[0], "analyse", "withdrawn")
        done = case.consent(items[0], "analyse", "granted", **FULL)
        assert done.impact is None
        assert case.count()[-1].low == 9
        assert case.consent.releases()[0]["withdrawn"] == []

    def test_publication_withdrawn(
        self, case: Case, items: tuple[str, str], tmp_path: Path
    ) -> None:
        """Taking back publication touches public releases alone; the team still counts it."""
        case.consent(items[0], "publish_anonymous", "granted", **FULL)
        case.publish(tmp_path / "internal")
        case.publish(tmp_path / "public", "public")
        case.consent(items[0], "publish_anonymous", "withdrawn")
        marks = {row["audience"]: row["withdrawn"] for row in case.consent.releases()}
        assert marks == {"internal": [], "public": [items[0]]}
        assert case.count()[-1].low == 9
        with pytest.raises(RefusedError):
            case.publish(tmp_path / "again", "public")
        case.publish(tmp_path / "again", "public", leave_out=True)
        page = (tmp_path / "again" / "index.html").read_text()
        assert "Testimonies withdrawn since the dossier of" in page
        assert case.consent.releases()[-1]["ladder"][-1]["low"] == 5

    def test_check_and_replay(self, case: Case, items: tuple[str, str], tmp_path: Path) -> None:
        """The record stays whole, and a replay gives the same."""
        case.publish(tmp_path / "first")
        case.consent(items[0], "store", "withdrawn")
        case.consent.hold(items[0], "court order")
        digest = case.keep.views.digest()
        assert case.keep.replay() == digest
        assert case.keep.check().status == 0


class TestTwoCopies:
    """After copies meet, a withdrawal that one of them holds stands in both."""

    @pytest.mark.parametrize("is_grant_later", [True, False])
    def test_sync(
        self,
        case: Case,
        items: tuple[str, str],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        is_grant_later: bool,  # noqa: FBT001 - a parameter of the test
    ) -> None:
        """In whatever order the two entries come; until somebody who knows asks again."""
        other = tmp_path / "copy"
        shutil.copytree(case.folder.root, other)
        if not is_grant_later:
            case.consent(items[0], "media", "refused")  # its withdrawal gets the later tick
        case.consent(items[0], "court", "withdrawn")
        with monkeypatch.context() as patch:
            patch.setenv("TAWTHIQ_HOME", str(tmp_path / "other device"))
            with open_case(other) as there:
                if is_grant_later:
                    there.consent(items[0], "media", "refused")
                there.consent(items[0], "court", "granted", **FULL)
        case.sync(other)
        for opened in (case, open_case(other)):
            row = next(r for r in opened.consent.table(items[0]) if r["purpose"] == "court")
            assert row["state"] == "withdrawn"
            assert len(row["history"]) == 2
        opened.close()
        case.consent(items[0], "court", "granted", **FULL)
        row = next(r for r in case.consent.table(items[0]) if r["purpose"] == "court")
        assert row["state"] == "granted"


class TestForeignEntries:
    """What comes from elsewhere in another shape grants nothing and breaks nothing."""

    @pytest.mark.parametrize(
        "payload",
        [
            {},
            {"subject": 7, "purpose": "court", "state": "granted"},
            {"subject": "", "purpose": "court", "state": "perhaps"},
            {"subject": "x", "purpose": [], "state": "granted"},
            {"hold": 3, "subject": "x"},
            {"subject": "x", "purpose": "court", "state": "granted", "answers": "all"},
        ],
    )
    def test_shapes(self, case: Case, items: tuple[str, str], payload: dict[str, Any]) -> None:
        """Every table still comes, and every purpose stays "not asked"."""
        subject = payload | ({"subject": items[0]} if payload.get("subject") == "x" else {})
        case.keep.ledger.append([Draft("consent", subject), Draft("release", payload)])
        case.keep.views.refresh()
        assert {row["state"] for row in case.consent.table(items[0])} == {"not_asked"}
        assert case.consent.releases() == []
        assert case.consent.overdue("2040-01-01") == []
        assert case.count()[-1].low == 9


class TestErasure:
    """What was withdrawn and erased still marks the releases that used it."""

    def test_marks(self, case: Case, items: tuple[str, str], tmp_path: Path) -> None:
        """The list of releases and later dossiers say how many items were erased since."""
        case.publish(tmp_path / "first")
        case.consent(items[0], "store", "withdrawn")
        case.erase(items[0], why="the giver asked for it")
        assert case.consent.releases()[0]["erased"] == [items[0]]
        assert case.consent.to_erase() == []
        case.publish(tmp_path / "second")
        page = (tmp_path / "second" / "index.html").read_text()
        assert "Items erased since the dossier of" in page
        arabic = (tmp_path / "second" / "ar" / "index.html").read_text()
        assert '<span lang="en" dir="ltr">' not in arabic
        assert case.count()[-1].low == 5

    def test_other_items_keep_their_no(self, case: Case, protected: str, tmp_path: Path) -> None:
        """What a person said of all their items outlives the erasure of one of them."""
        (tmp_path / "second.txt").write_text("Gunmen killed 4 people in Bir Lamisan.\n")
        other = case.preserve(tmp_path / "second.txt", protected=CODE).kept[0].id
        case.consent(CODE, "court", "refused")
        case.erase(protected, why="the giver asked for it")
        row = next(r for r in case.consent.table(other[:12]) if r["purpose"] == "court")
        assert row["state"] == "refused"


class TestRetention:
    """What may no longer be kept, what is due, what the law holds."""

    def test_to_erase(self, case: Case, items: tuple[str, str]) -> None:
        """Taking back the keeping lists the item; a hold is shown beside it."""
        case.consent(items[0], "store", "withdrawn")
        assert [row["item"] for row in case.consent.to_erase()] == [items[0]]
        case.consent.hold(items[0], "order 7 of the district court")
        assert case.consent.to_erase()[0]["hold"] == "order 7 of the district court"
        case.consent.hold(items[0], "the order has ended", lift=True)
        assert case.consent.to_erase()[0]["hold"] is None
        assert case.count()[-1].low == 5

    def test_overdue(self, case: Case, items: tuple[str, str]) -> None:
        """What has passed its day is listed."""
        case.consent(items[0], "store", "granted", **FULL, until="2032-05-20")
        assert case.consent.overdue("2032-05-20") == []
        assert case.consent.overdue("2032-05-21")[0]["purpose"] == "store"

    def test_earlier(self, case: Case, protected: str) -> None:
        """A person who was asked before is noticed."""
        assert case.consent.earlier(CODE) == (protected,)


class TestHandovers:
    """A package that was given out is named when what it holds is withdrawn."""

    def test_named(self, case: Case, items: tuple[str, str], tmp_path: Path) -> None:
        """To whom, by its entry; packages of other items are not named."""
        case.consent(items[0], "share_with:Rasid", "granted", **FULL)
        case.hand_over(items[:1], to="Rasid", out=tmp_path / "one", purpose="share_with")
        case.hand_over(items[1:], to="Rasid", out=tmp_path / "two", purpose="share_with")
        done = case.consent(items[0], "share_with:Rasid", "withdrawn")
        assert done.impact is not None
        assert done.impact.handovers == (case.consent.given_out()[0]["handover"],)
        with pytest.raises(RefusedError):
            case.hand_over(items[:1], to="Rasid", out=tmp_path / "three", purpose="share_with")
