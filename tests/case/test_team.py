"""Two people with two keys, on two devices: what one asks, the other answers."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tawthiq.base.errors import Error, RefusedError, UntrustedError, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case import answering
from tawthiq.case.case import Case, init_case, open_case
from tawthiq.case.keeping import check
from tawthiq.case.opening import unlock
from tawthiq.ledger import question
from tawthiq.ledger.folder import CaseFolder
from tawthiq.ledger.person_folder import PersonFolder
from tawthiq.ledger.person_key import new_key, public_of
from tawthiq.ledger.question import read_question, read_reply, reply
from tawthiq.record.entry import Draft
from tawthiq.record.person import Approval, Confirmation, Proposal, Stated

WHAT, OTHER = "01" * 32, "02" * 32
TEXT = "At least 12 people were killed in Tal Qamarin on 14 May 2031, the Sahl Monitor said.\n"


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Case]:
    """Return Amina's case, in which she is the only person with a key."""
    (tmp_path / "note.txt").write_text(TEXT, "utf-8")
    with init_case(tmp_path / "one", "valley", unlocked=True, home=tmp_path / "home-one") as case:
        case.preserve(tmp_path / "note.txt")
        (claim,) = case.read()
        case.read.accept(claim.id)
        case.team.members.add("Amina")
        yield case


def colleague(case: Case, tmp_path: Path, name: str) -> Case:
    """Give the case on a stick to a colleague, who copies it to another device."""
    case.sync(tmp_path / f"stick-for-{name}")
    shutil.copytree(tmp_path / f"stick-for-{name}", tmp_path / name)
    return open_case(tmp_path / name, home=tmp_path / f"home-{name}")


@pytest.fixture
def two(one: Case, tmp_path: Path) -> Iterator[Case]:
    """Return Basil's copy on his device; Amina has taken him in as a publisher."""
    with colleague(one, tmp_path, "two") as case:
        asks = case.team.members.add("Basil")
        assert asks.key is None
        one.sync(case.folder.root)
        one.team.members.admit("Basil", str(asks.asks), ("publisher",))
        one.sync(case.folder.root)
    with open_case(tmp_path / "two", home=tmp_path / "home-two") as case:
        yield case


def reopened(case: Case, tmp_path: Path, name: str) -> Case:
    """Close a copy and open it again, as the next verb does."""
    case.close()
    return open_case(tmp_path / name, home=tmp_path / f"home-{name}")


def asked(case: Case, what: str = WHAT) -> str:
    """Ask for an act that takes two; return the id of the proposal."""
    with pytest.raises(RefusedError, match="needs a second person"):
        case.team.require("publish", what, "publish it", (("Documented", "12"),), "public")
    return case.team.waiting()[-1].id


class TestOnePerson:
    """With one person it goes ahead, and says so."""

    def test_without_a_key(self, case: Case) -> None:
        """A case in which nobody has a key works as before."""
        assert case.team.require("publish", WHAT, "publish it").checked_by == 1

    def test_with_a_key(self, one: Case) -> None:
        """Acts are signed from then on, and the record verifies."""
        assert one.team.require("erase", WHAT, "erase it") == Approval(1, (one.team.me,))
        one.team.members.change("Amina", roles=("lead", "auditor"))
        last = list(one.keep.log())[-1]
        assert last.header.signature is not None
        assert one.keep.check().status == 0

    def test_the_dossier_says_so(self, one: Case, tmp_path: Path) -> None:
        """Every page of what leaves the team, in both languages, and the release."""
        one.publish(tmp_path / "public", "public")
        pages = list((tmp_path / "public").rglob("*.html"))
        for page in pages:
            words = "تحقّق منه شخص واحد" if "/ar/" in page.as_posix() else "Checked by one person"
            assert words in page.read_text("utf-8")
        (release,) = [e for e in one.keep.log() if e.header.kind == "release"]
        assert release.payload is not None
        assert release.payload["checked_by"] == 1
        one.publish(tmp_path / "internal")
        assert "Checked by one" not in (tmp_path / "internal" / "index.html").read_text("utf-8")


class TestTwoDevices:
    """One asks on her device, the other answers on his, the act goes ahead on hers."""

    def test_the_way_of_a_dossier(self, one: Case, two: Case, tmp_path: Path) -> None:
        """Nothing is written before; afterwards the same dossier goes through, once agreed."""
        out = tmp_path / "public"
        with pytest.raises(RefusedError) as refused:
            one.publish(out, "public")
        assert not out.exists()
        assert any("Basil (publisher)" in reason for reason in refused.value.reasons)
        one.sync(two.folder.root)
        two = reopened(two, tmp_path, "two")
        (waiting,) = two.team.waiting()
        assert ("Reported", "12") in waiting.proposal.shown
        assert any(TEXT.strip() in words for _, words in waiting.proposal.shown)
        (claim,) = [e.id for e in two.keep.log() if e.header.kind == "claim"]
        assert two.keep.find(waiting.id).header.causes.ids == (claim,)
        assert two.team.answer(waiting.id[:8], "yes", "numbers seen").state == "confirmed"
        one.sync(two.folder.root)
        one.publish(out, "public")
        assert "Checked by one" not in (out / "index.html").read_text("utf-8")
        (release,) = [e for e in one.keep.log() if e.header.kind == "release"]
        assert release.payload is not None
        assert release.payload["checked_by"] == 2
        standing = one.team.find(waiting.id)
        assert set(standing.entries) <= set(release.header.causes.ids)
        assert not standing.is_one_device
        assert one.keep.check().status == 0
        two.close()

    def test_what_changed_since_is_not_agreed_to(
        self, one: Case, two: Case, tmp_path: Path
    ) -> None:
        """What the public would not see holds; a new claim asks again, and says why."""
        with pytest.raises(RefusedError):
            one.publish(tmp_path / "public", "public")
        one.sync(two.folder.root)
        two = reopened(two, tmp_path, "two")
        two.team.answer(two.team.waiting()[0].id, "yes")
        one.sync(two.folder.root)
        two.close()
        one.publish(tmp_path / "internal")
        (tmp_path / "more.txt").write_text(TEXT.replace("12", "14"), "utf-8")
        one.preserve(tmp_path / "more.txt")
        for claim in one.read():
            one.read.accept(claim.id)
        with pytest.raises(RefusedError) as refused:
            one.publish(tmp_path / "public", "public")
        assert any("changed since" in reason for reason in refused.value.reasons)
        assert len(one.team.waiting()) == 1

    def test_asking_twice_asks_once(self, one: Case, two: Case) -> None:
        """The same content waits once."""
        assert two.team.me in one.team.state().people
        assert asked(one) == asked(one)
        asked(one, OTHER)
        assert [s.proposal.what for s in one.team.waiting()] == [OTHER]

    def test_no(self, one: Case, two: Case, tmp_path: Path) -> None:
        """A refusal stops it with its reason, until the same person says yes."""
        key = asked(one)
        one.sync(two.folder.root)
        two = reopened(two, tmp_path, "two")
        two.team.answer(key, "no", "the count is not reviewed")
        one.sync(two.folder.root)
        with pytest.raises(RefusedError, match="was refused") as refused:
            one.team.require("publish", WHAT, "publish it")
        assert refused.value.reasons == ("Basil said no: the count is not reviewed",)
        two.team.answer(key, "yes")
        one.sync(two.folder.root)
        assert one.team.require("publish", WHAT, "publish it").checked_by == 2
        two.close()

    def test_who_may_not(self, one: Case, two: Case) -> None:
        """Who asked cannot answer; a publisher cannot ask, nor take people in."""
        with pytest.raises(RefusedError, match="who asked"):
            one.team.answer(asked(one), "yes")
        with pytest.raises(RefusedError, match="Basil may not"):
            two.team.require("publish", WHAT, "publish it")
        with pytest.raises(RefusedError, match="Basil may not"):
            two.team.members.admit("Carla", public_of(new_key()), ("lead",))
        with pytest.raises(UsageError, match="no proposal"):
            one.team.answer("ffff", "yes")

    def test_unsigned_entries_do_nothing(self, one: Case, two: Case) -> None:
        """Rights and answers that nobody signed are in the record, and without effect."""
        key = asked(one)
        ledger = two._ledger
        ledger.sign = None
        ledger.append([
            Draft("person", to_plain(Stated(two.team.me, "Basil", None, ("lead", "publisher")))),
            Draft("confirmation", to_plain(Confirmation(key, "yes"))),
            Draft("proposal", to_plain(Proposal("publish", OTHER, ""))),
        ])  # fmt: skip
        before = one.team.state()
        one.sync(two.folder.root)
        assert one.team.state() == before


class TestPeopleOfOneDevice:
    """Several people may share a device; the record says that both keys were there."""

    def test_they_take_turns(self, one: Case) -> None:
        """Each acts under an author id of their own."""
        basil = one.team.members.add("Basil", ("publisher",))
        amina, key = one.team.me, asked(one)
        one.team.take_up("basil")
        assert one.team.me == basil.author
        one.team.answer(key, "yes")
        one.team.take_up("Amina")
        assert one.team.me == amina
        assert one.team.require("publish", WHAT, "publish it").checked_by == 2
        assert one.team.find(key).is_one_device
        assert one.keep.check().status == 0

    def test_the_next_opening_is_the_devices_person(self, one: Case, tmp_path: Path) -> None:
        """Acting for one verb changes nothing for the next; `use` does."""
        amina = one.team.me
        basil = one.team.members.add("Basil", ("publisher",))
        one.team.take_up("Basil")
        one = reopened(one, tmp_path, "one")
        assert one.team.me == amina
        one.team.use("Basil")
        with reopened(one, tmp_path, "one") as again:
            assert again.team.me == basil.author

    def test_names(self, one: Case) -> None:
        """Nobody is called like somebody else; who has no key here cannot act."""
        for name in ("Amina", " ", "amina"):
            with pytest.raises(UsageError, match=r"already|empty"):
                one.team.members.add(name)
        one.team.members.admit("Carla", public_of(new_key()), ("reviewer",))
        with pytest.raises(UsageError, match="nobody with a key on this device"):
            one.team.take_up("Carla")
        with pytest.raises(UsageError, match="64 hex digits"):
            one.team.members.admit("Dunya", "12", ())

    def test_the_last_lead(self, one: Case) -> None:
        """They can neither go nor give the role up, unless somebody else has it."""
        for change in ({"is_in": False}, {"roles": ("viewer",)}):
            with pytest.raises(UsageError, match="last lead"):
                one.team.members.change("Amina", **change)  # type: ignore[arg-type]
        one.team.members.add("Basil", ("lead",))
        assert one.team.members.change("Amina", is_in=False).has_left
        assert not one.team.state().takes_two

    def test_taking_out(self, one: Case) -> None:
        """Who was taken out answers no more; the case still takes two."""
        one.team.members.add("Basil", ("publisher",))
        key = asked(one)
        one.team.members.change("Basil", is_in=False)
        one.team.take_up("Basil")
        with pytest.raises(RefusedError, match="only a person of the case"):
            one.team.answer(key, "yes")
        one.team.take_up("Amina")
        with pytest.raises(RefusedError) as refused:
            one.team.require("publish", OTHER, "publish it")
        assert any("nobody else may answer" in reason for reason in refused.value.reasons)

    def test_an_own_passphrase(self, one: Case) -> None:
        """It is asked for at the first act; without it the act is refused, not left unsigned."""
        one.team.members.add("Basil", ("publisher",), "nine grey olives")
        key = asked(one)
        one.team.take_up("Basil")
        with pytest.raises(UsageError, match="own-passphrase-file"):
            one.team.answer(key, "yes")
        one.team.take_up("Basil", lambda: "ten grey olives")
        with pytest.raises(UsageError, match="does not open"):
            one.team.answer(key, "yes")
        one.team.take_up("Basil", lambda: "nine grey olives")
        assert one.team.answer(key, "yes").state == "confirmed"


class TestErasing:
    """Two people agree to an erasure; what they had agreed on before goes with it."""

    def test_a_proposal_that_quotes_goes(self, one: Case, tmp_path: Path) -> None:
        """The words of the item are in no proposal afterwards; the erasure still stands."""
        one.team.members.add("Basil", ("publisher", "auditor"))
        with pytest.raises(RefusedError):
            one.publish(tmp_path / "public", "public")
        asked_before = one.team.waiting()[0].id
        (item,) = one.preserve.items()
        with pytest.raises(RefusedError, match="this erase needs a second person"):
            one.erase(item, why="asked to")
        (waiting,) = [s for s in one.team.waiting() if s.proposal.act == "erase"]
        one.team.take_up("Basil")
        one.team.answer(waiting.id, "yes")
        one.team.take_up("Amina")
        erased = one.erase(item, why="asked to")
        assert erased.entry in one.team.state().erasures
        assert one.keep.find(asked_before).payload is None
        assert one.keep.check().status == 0
        one.close()
        for path in (tmp_path / "one").rglob("*"):
            assert not path.is_file() or b"Tal Qamarin" not in path.read_bytes(), path


class TestFiles:
    """An answer by file counts for exactly what was asked, once, by a known key."""

    @pytest.fixture
    def carla(self, one: Case, tmp_path: Path) -> Path:
        """Return the device of a colleague who has not the case; her key was vouched for."""
        home = tmp_path / "home-carla"
        one.team.members.admit("Carla", answering.own_key(home=home), ("publisher",))
        return home

    def test_there_and_back(self, one: Case, carla: Path) -> None:
        """The act goes ahead after the answer was taken."""
        key = asked(one)
        found = read_question(one.team.question(key))
        assert found.content.proposal.shown == (("Documented", "12"),)
        data = question.write(answering.answer(found, "yes", "seen", home=carla), None)
        standing = one.team.take(data)
        assert (standing.state, standing.why) == ("confirmed", "seen")
        assert one.team.require("publish", WHAT, "publish it").checked_by == 2
        assert one.keep.check().status == 0
        with pytest.raises(RefusedError, match="answered this already"):
            one.team.take(data)

    def test_a_no(self, one: Case, carla: Path) -> None:
        """It stops the act."""
        found = read_question(one.team.question(asked(one)))
        data = question.write(answering.answer(found, "no", "not yet", home=carla), None)
        assert one.team.take(data).state == "refused"

    def test_refused(self, one: Case, carla: Path, tmp_path: Path) -> None:
        """Answers to other content, of unknown keys, by who asked, from another case."""
        found = read_question(one.team.question(asked(one)))
        other = read_question(one.team.question(asked(one, OTHER)))
        at, yes = "2031-05-14T00:00:00Z", Confirmation("", "yes")
        (text,) = PersonFolder(tmp_path / "home-one", one._ledger.case).keys().values()
        hers = answering.person_key.unwrapped(text, None, None)
        shown = replace(found.content, proposal=other.content.proposal)
        elsewhere = replace(found.content, case="0d" * 16)
        tries = [
            reply(found, yes, at, new_key()),
            reply(found, yes, at, hers),
            answering.answer(replace(found, content=shown), "yes", home=carla),
            answering.answer(replace(found, content=elsewhere), "yes", home=carla),
        ]
        for one_try in tries:
            with pytest.raises(RefusedError):
                one.team.take(question.write(one_try, None))
        good = answering.answer(found, "yes", home=carla)
        with pytest.raises(UntrustedError):
            one.team.take(
                question.write(replace(good, said=replace(good.said, verdict="no")), None)
            )
        assert all(s.state == "waiting" for s in one.team.state().standings.values())

    def test_every_byte(self, one: Case, carla: Path) -> None:
        """No changed answer is taken; the whole one still is, afterwards."""
        found = read_question(one.team.question(asked(one)))
        data = question.write(answering.answer(found, "yes", home=carla), None)
        for at in range(len(data)):
            with pytest.raises(Error):
                one.team.take(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert one.team.take(data).state == "confirmed"

    def test_an_entry_with_a_copied_answer(self, one: Case, carla: Path) -> None:
        """A hostile program that enters the answer under another proposal gains nothing."""
        found = read_question(one.team.question(asked(one)))
        said = read_reply(question.write(answering.answer(found, "yes", home=carla), None)).said
        key = asked(one, OTHER)
        copied = to_plain(replace(said, of=key))
        one._ledger.append([Draft("confirmation", copied, (key,))])
        with pytest.raises(RefusedError, match="needs a second person"):
            one.team.require("publish", OTHER, "publish it")


class TestLocked:
    """In a locked case people's keys and what they ask are as closed as the rest."""

    PASSPHRASE = "seven slow rivers at dusk"

    @pytest.fixture
    def locked(self, tmp_path: Path) -> Iterator[Case]:
        """Return Amina's locked case."""
        home = tmp_path / "home"
        with init_case(tmp_path / "c", "valley", passphrase=self.PASSPHRASE, home=home) as case:
            case.team.members.add("Aminapurple")
            yield case

    def test_nothing_is_read_from_outside(self, locked: Case, tmp_path: Path) -> None:
        """No name of a person in any file of the case or the device; the key is wrapped."""
        locked.team.members.add("Basilpurple", ("publisher",))
        asked(locked)
        locked.close()
        for path in [*tmp_path.joinpath("c").rglob("*"), *tmp_path.joinpath("home").rglob("*")]:
            if path.is_file():
                data = path.read_bytes().lower()
                assert b"purple" not in data, path
                assert b"publish it" not in data, path
        wraps = [json.loads(p.read_text())["wrap"] for p in tmp_path.rglob("people/*.json")]
        assert wraps == ["case", "case"]
        verdict = check(CaseFolder(tmp_path / "c"), None, None)
        assert [f for f in verdict.found if f.level != "note"] == []

    def test_acts_go_on_after_opening_again(self, locked: Case, tmp_path: Path) -> None:
        """The key of the case opens the key of the person."""
        locked.close()
        case_id, key = unlock(tmp_path / "c", self.PASSPHRASE)
        assert case_id
        with Case(tmp_path / "c", home=tmp_path / "home", key=key) as again:
            again.team.members.add("Basilpurple", ("publisher",))
            proposal = asked(again)
            with pytest.raises(UsageError, match="file-passphrase-file"):
                again.team.question(proposal)
            data = again.team.question(proposal, "nine grey olives")
            assert b"publish" not in data
            assert read_question(data, "nine grey olives").content.asker == "Aminapurple"
