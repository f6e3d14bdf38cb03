"""Protected people: their code name everywhere, their name nowhere but where it is sealed."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.case.planted import hits

from tawthiq.base.errors import RefusedError, UsageError
from tawthiq.case.case import Case, init_case, open_case
from tawthiq.case.opening import open_protected, unlock
from tawthiq.record.identity import Identity

PASSPHRASE = "nine kites above the reservoir"
NAME, BROTHER, ARABIC = "Zorelle Ibroskane", "Quel Ibroskane", "زغطور قشمول"
WORDS = f"My name is {NAME}. Four people were killed at the weir on 3 May 2031."
SECRETS = [NAME, BROTHER, ARABIC, "weir", "upstream village"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the folder of a locked case that holds one protected testimony."""
    root = tmp_path / "case"
    with init_case(root, "valley", passphrase=PASSPHRASE) as case:
        receive(case, tmp_path / "given")
    return root


def receive(case: Case, folder: Path) -> None:
    """Preserve one testimony of Heron, as a recorder would."""
    folder.mkdir()
    (folder / f"{NAME} statement.txt").write_text(WORDS, "utf-8")
    kept = case.preserve(
        folder, giver=NAME, channel=f"phone of {BROTHER}", why="upstream village",
        promise=f"never to tell {BROTHER}", speaker=NAME, protected="Heron",
    )  # fmt: skip
    assert [one.item.name.text for one in kept.kept] == ["Heron.txt"]


@contextlib.contextmanager
def opened(root: Path, *, private: bool = False) -> Iterator[Case]:
    """Open the case, with the key of identities or without."""
    secret = open_protected(root, PASSPHRASE) if private else None
    with Case(root, key=unlock(root, PASSPHRASE)[1], private=secret) as case:
        yield case


def told(case: Case) -> str:
    """Return everything that the open case tells, as text."""
    tables = [
        t for (t,) in case.keep.views.ask("SELECT name FROM sqlite_schema WHERE type='table'")
    ]
    rows = [case.keep.views.ask(f"SELECT * FROM {t}") for t in tables if t != "search"]  # noqa: S608
    payloads = [entry.payload for entry in case.keep.log()]
    return repr((rows, payloads, case.preserve.items(), case.preserve.receipts()))


class TestApart:
    """What leads to the person is off the receipt, the item, the index and the text."""

    def test_nothing_in_any_file(self, root: Path) -> None:
        """No byte of the case folder holds a name, a file name or a word of the testimony."""
        assert hits(root, SECRETS) == []

    def test_nothing_for_who_has_the_case(self, root: Path) -> None:
        """Whoever opens the case with its key alone reads the code name, and no more."""
        with opened(root) as case:
            assert not any(secret in told(case) for secret in SECRETS)
            assert case.preserve.find("Ibroskane weir") == []
            assert case.preserve.find("weir") == []
            assert case.protect.codes() == {"Heron": list(case.preserve.items())}
            receipt = next(iter(case.preserve.receipts().values()))
            assert (receipt.giver, receipt.channel, receipt.promise) == ("Heron", None, None)

    def test_the_session_key_does_not_open_it(self, root: Path) -> None:
        """Neither identity nor testimony opens with the key that an agent holds."""
        with opened(root) as case:
            item = next(iter(case.preserve.items().values()))
            with pytest.raises(Exception, match="key that is not open"):
                case.keep.ledger.vault.open(item.sha256)
            for ask in (
                lambda: case.protect.resolve("Heron", "a call"),
                lambda: case.protect.take_out(item.receipt[:0] or next(iter(case.preserve.items())),
                                              root.parent / "out", "a call"),
            ):  # fmt: skip
                with pytest.raises(UsageError):
                    ask()
            assert not [e for e in case.keep.log() if e.header.kind == "resolve"]

    def test_check_sees_it_from_outside(self, root: Path) -> None:
        """A check without the key of identities is whole, and says what it did not open."""
        with opened(root) as case:
            verdict = case.keep.check()
        assert verdict.status == 0
        assert any("sealed" in found.says for found in verdict.found)

    def test_a_damaged_testimony_is_seen_when_opened(self, root: Path) -> None:
        """One flipped byte of the sealed blob is damage for who opens it."""
        with opened(root) as case:
            item = next(iter(case.preserve.items()))
        path = next(p for p in (root / "vault").rglob("*") if p.is_file())
        path.chmod(0o600)
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(bytes(data))
        with opened(root, private=True) as case, pytest.raises(Exception, match="damaged"):
            case.protect.take_out(item, root.parent / "out", "translation")


class TestResolve:
    """Who may know learns it, after the question was entered."""

    def test_identity(self, root: Path) -> None:
        """Everything that was taken off comes back, with what was stated later."""
        with opened(root) as case:
            case.protect.state(Identity("Heron", (NAME, ARABIC), "a neighbour"))
        with opened(root, private=True) as case:
            found = case.protect.resolve("Heron", "second call")
            assert found.all_names == (NAME, ARABIC)
            assert (found.giver, found.contact) == (NAME, "a neighbour")
            assert found.channel == f"phone of {BROTHER}"
            assert found.items[0].name.text == f"{NAME} statement.txt"
            asked = [e for e in case.keep.log() if e.header.kind == "resolve"]
            assert [(e.payload or {})["code"] for e in asked] == ["Heron"]
            assert not any(secret in told(case) for secret in SECRETS)

    def test_the_words(self, root: Path) -> None:
        """The testimony comes out byte for byte, once, into a file that was not there."""
        out = root.parent / "out.txt"
        with opened(root, private=True) as case:
            item = next(iter(case.preserve.items()))
            assert case.protect.take_out(item[:10], out, "translation") == item
            assert out.read_text("utf-8") == WORDS
            with pytest.raises(UsageError):
                case.protect.take_out(item, out, "again")

    def test_why_is_needed(self, root: Path) -> None:
        """No look without a reason, and none at who is not there."""
        with opened(root, private=True) as case:
            for code, why in (("Heron", " "), ("Crane", "a call")):
                with pytest.raises(UsageError):
                    case.protect.resolve(code, why)

    def test_another_passphrase(self, root: Path) -> None:
        """Identities put into another person's hands: the case's passphrase opens them no more."""
        with opened(root, private=True) as case:
            case.protect.rewrap("what only the second knows")
        with pytest.raises(UsageError):
            open_protected(root, PASSPHRASE)
        assert open_protected(root, "what only the second knows")
        with open_case(root, passphrase=PASSPHRASE) as case:
            assert case.keep.check().status == 0

    def test_a_role_that_may_not(self, root: Path) -> None:
        """Who has a role that may not know is refused, whatever keys they hold."""
        with opened(root, private=True) as case:
            case.team.members.add("Vash", ("lead",))
            case.team.members.add("Nixa", ("viewer",))
            case.team.use("Nixa")
            with pytest.raises(RefusedError, match="Vash"):
                case.protect.resolve("Heron", "curious")


class TestPublic:
    """A public page names no protected person, in nobody's words."""

    def said(self, case: Case, folder: Path) -> None:
        """Preserve and accept a report by others that names the witness."""
        path = folder / "bulletin.txt"
        path.write_text(
            f"At least 12 people were killed in Tal Qamarin on 14 May 2031, the Sahl Monitor said.\n"
            f"{NAME} told the Sahl Monitor that 12 people were killed in Tal Qamarin.\n",
            "utf-8",
        )
        case.preserve(path, outlet="Sahl Monitor", dated="2031-05-20")
        for claim in case.read():
            case.read.accept(claim.id)

    def test_masked(self, root: Path, tmp_path: Path) -> None:
        """With the key of identities the name is masked wherever it stands."""
        with opened(root, private=True) as case:
            self.said(case, tmp_path)
            case.publish(tmp_path / "page", "public")
            assert hits(tmp_path / "page", ["Zorelle", "Ibroskane"]) == []

    def test_refused_without_the_key(self, root: Path, tmp_path: Path) -> None:
        """Without it nobody could see to that, so nothing is published."""
        with opened(root) as case:
            self.said(case, tmp_path)
            with pytest.raises(RefusedError) as caught:
                case.publish(tmp_path / "page", "public")
        assert any("passphrase" in reason for reason in caught.value.reasons)
        assert not (tmp_path / "page").exists()

    def test_not_into_the_case(self, root: Path) -> None:
        """A dossier lies open, so it does not lie in a locked case's folder."""
        with opened(root) as case, pytest.raises(UsageError, match="lies open"):
            case.publish(root / "dossier", "internal")


class TestOpenCase:
    """In a case without keys the code name stands for the person just the same."""

    def test_unlocked(self, tmp_path: Path) -> None:
        """Items and receipts carry the code name; the identity is an entry like others."""
        with init_case(tmp_path / "case", "valley", unlocked=True) as case:
            receive(case, tmp_path / "given")
            assert case.preserve.find("Ibroskane") == []
            assert case.protect.resolve("Heron", "a test").giver == NAME


class TestErased:
    """A protected testimony goes like any other: what is sealed, too."""

    def test_words_and_identity_go(self, root: Path) -> None:
        """No sealed blob, identity or look is left, and the case stays whole."""
        with opened(root) as case:
            case.protect.state(Identity("Heron", (NAME, ARABIC)))
            erased = case.erase("Heron", why="she asked for it")
            assert len(erased.plan.blobs) == 1
            assert list((root / "vault").rglob("*/*/*")) == []
            assert case.protect.codes() == {}
            verdict = case.keep.check()
        assert (verdict.status, [f for f in verdict.found if f.level == "damaged"]) == (0, [])
        with opened(root, private=True) as case, pytest.raises(UsageError):
            case.protect.resolve("Heron", "is there anything left?")

    def test_the_same_bytes_in_the_open(self, root: Path, tmp_path: Path) -> None:
        """Bytes that came openly too lie twice, and both go with the last who holds them."""
        path = tmp_path / "copy.txt"
        path.write_text(WORDS, "utf-8")
        with opened(root) as case:
            case.preserve(path, open_too=True)
            assert len([p for p in (root / "vault").rglob("*") if p.is_file()]) == 2
            case.erase("Heron", why="she asked for it")
            assert [p for p in (root / "vault").rglob("*") if p.is_file()] == []


class TestSides:
    """What is held openly is not hidden by a code name later, nor the other way round."""

    def test_open_before(self, root: Path, tmp_path: Path) -> None:
        """Bytes held openly are refused with a code name, and how to go on is said."""
        (tmp_path / "open.txt").write_text("Five were killed at the bridge.", "utf-8")
        (tmp_path / "again").mkdir()
        (tmp_path / "again" / f"{NAME}.txt").write_text("Five were killed at the bridge.", "utf-8")
        with opened(root) as case:
            kept = case.preserve(tmp_path / "open.txt").kept[0]
            before = len(list(case.keep.log()))
            with pytest.raises(RefusedError, match="openly") as refused:
                case.preserve(tmp_path / "again", protected="Heron")
            assert kept.id[:12] in refused.value.reasons[0]
            assert NAME not in str(refused.value.reasons)
            assert len(list(case.keep.log())) == before

    def test_protected_before(self, root: Path, tmp_path: Path) -> None:
        """A protected testimony given again without its code name leaves no name anywhere."""
        (tmp_path / f"{NAME}.txt").write_text(WORDS, "utf-8")
        with opened(root) as case:
            with pytest.raises(RefusedError, match="protected person already") as refused:
                case.preserve(tmp_path / f"{NAME}.txt", giver=NAME)
            assert "Heron" in refused.value.reasons[0]
            assert "--protected" in refused.value.reasons[-1]
            assert NAME not in told(case) + str(refused.value.reasons)
            again = case.preserve(tmp_path / f"{NAME}.txt", giver=NAME, protected="Heron")
            assert again.kept[0].known
            assert NAME not in told(case)

    def test_on_purpose(self, root: Path, tmp_path: Path) -> None:
        """Who says that the bytes came openly too is believed, either way round."""
        (tmp_path / "copy.txt").write_text(WORDS, "utf-8")
        (tmp_path / "open.txt").write_text("Five were killed at the bridge.", "utf-8")
        with opened(root) as case:
            assert case.preserve(tmp_path / "copy.txt", open_too=True).kept[0].known
            case.preserve(tmp_path / "open.txt")
            taken = case.preserve(tmp_path / "open.txt", protected="Heron", open_too=True)
            assert taken.kept[0].known


class TestCodes:
    """A code name is one short line that looks the same everywhere."""

    @pytest.mark.parametrize(
        "code", ["", " ", "W\n1", "W\x1b[31m", "a\u202eb", "../x", "C:\\x", " W-1", "W" * 65]
    )
    def test_refused(self, root: Path, tmp_path: Path, code: str) -> None:
        """Anything else is refused before anything is entered."""
        (tmp_path / "one.txt").write_text("Five were killed.", "utf-8")
        with opened(root) as case:
            before = len(list(case.keep.log()))
            with pytest.raises(UsageError, match="code name is"):
                case.preserve(tmp_path / "one.txt", protected=code)
            with pytest.raises(UsageError, match="code name is"):
                case.protect.state(Identity(code, (NAME,)))
            assert len(list(case.keep.log())) == before

    @pytest.mark.parametrize("code", ["W-1", "شاهد ٧", "Heron (2)"])
    def test_taken(self, root: Path, tmp_path: Path, code: str) -> None:
        """Words of any script are."""
        (tmp_path / "one.txt").write_text("Five were killed.", "utf-8")
        with opened(root) as case:
            assert (
                case.preserve(tmp_path / "one.txt", protected=code).kept[0].item.protected == code
            )


class TestTakenOut:
    """A protected item's own bytes are written where the case is not."""

    def test_not_into_the_case(self, root: Path) -> None:
        """They would lie unencrypted between what is locked."""
        with opened(root, private=True) as case:
            (item,) = case.protect.codes()["Heron"]
            with pytest.raises(UsageError, match="own folder"):
                case.protect.take_out(item, root / "vault" / "x", "for court")
            assert not (root / "vault" / "x").exists()


class TestPaths:
    """A path that somebody typed may hold the name: what goes wrong is told by the code name."""

    def test_a_missing_file(self, root: Path, tmp_path: Path) -> None:
        """The sentence names the code, and no path."""
        with opened(root) as case, pytest.raises(UsageError) as caught:
            case.preserve(tmp_path / f"{NAME} absent.txt", protected="Heron")
        assert "Heron" in caught.value.message
        assert (NAME in caught.value.message, caught.value.path) == (False, None)

    def test_what_is_not_taken(self, root: Path, tmp_path: Path) -> None:
        """A link in a folder is listed under the code name."""
        folder = tmp_path / "more"
        folder.mkdir()
        (folder / "a.txt").write_text("a", "utf-8")
        (folder / f"{NAME} link").symlink_to(folder / "a.txt")
        with opened(root) as case:
            done = case.preserve(folder, protected="Heron")
        assert [failure.path for failure in done.failures] == ["Heron"]
