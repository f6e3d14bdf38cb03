"""Senders in chats of a case: code names in all that is read, names only where they are sealed."""

from pathlib import Path

import pytest
from tests.case.planted import hits
from tests.case.test_protecting import PASSPHRASE, opened, told

from tawthiq.base.errors import UsageError
from tawthiq.case.case import Case, init_case
from tawthiq.preserve.chats.people import codes_of, key_of
from tawthiq.preserve.intake import Preserved

ZOR, KEZZ, NUMBER = "Zorelle Ibroskane", "زغطور قشمول", "+963 944 123 456"
SECRETS = [ZOR, KEZZ, NUMBER, "944123456", "Undarelle"]
CHAT = (
    f"14/05/2031, 05:06 - {ZOR}: At least 7 people were killed in Tal Qamarin on 14 May 2031.\n"
    f"14/05/2031, 05:07 - {KEZZ}: I saw it with {ZOR} and 0944123456\nand with others\n"
    f"14/05/2031, 05:08 - {NUMBER}: @{ZOR.split(maxsplit=1)[0]} come\n"
    f"14/05/2031, 05:09 - {ZOR} added Undarelle\n"
)


def receive(case: Case, folder: Path, name: str = f"WhatsApp Chat with {ZOR}.txt") -> Preserved:
    """Preserve the export of one group."""
    folder.mkdir()
    (folder / name).write_text(CHAT, "utf-8")
    return case.preserve(folder, giver="the relief society")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a locked case that holds the chat, read, matched and published."""
    root = tmp_path / "case"
    with init_case(root, "valley", passphrase=PASSPHRASE) as case:
        receive(case, tmp_path / "given")
        case.read()
        case.match()
        case.publish(tmp_path / "dossier")
    return root


class TestLocked:
    """Whoever opens the case reads code names."""

    def test_nothing_in_any_file(self, root: Path, tmp_path: Path) -> None:
        """No byte of the case, no page of a dossier for the team holds a name or a number."""
        assert hits(root, SECRETS) == []
        assert hits(tmp_path / "dossier", SECRETS) == []

    def test_nothing_for_who_has_the_case(self, root: Path) -> None:
        """Tables, payloads, the index and the text: names and numbers are nowhere."""
        with opened(root) as case:
            everything = told(case)
            assert not [secret for secret in SECRETS if secret.lower() in everything.lower()]
            for secret in SECRETS:
                assert case.preserve.find(secret) == []
            code = codes_of(case.keep.ledger).of(key_of(ZOR))
            assert {hit.kind for hit in case.preserve.find(code)} == {"text", "item"}

    def test_lines_and_words_stay(self, root: Path) -> None:
        """The text view has the lines of the export, and says what was done."""
        with opened(root) as case:
            (item,) = case.preserve.items()
            payload = next(e.payload for e in case.keep.log() if e.header.kind == "text")
            assert payload is not None
            with case.keep.ledger.vault.open(payload["sha256"]) as file:
                text = file.read().decode()
            assert text.count("\n") == CHAT.count("\n")
            assert ": At least 7 people were killed in Tal Qamarin on 14 May 2031.\n" in text
            assert payload["reader"] == "plain, senders replaced"
            facts = dict(payload["facts"])
            assert (facts["senders_replaced"], facts["others_replaced"]) == ("3", "1")
            with case.keep.ledger.vault.open(case.preserve.items()[item].sha256) as file:
                assert file.read().decode() == CHAT

    def test_who_may_know_learns_it(self, root: Path) -> None:
        """A code name leads to name, number and file name; the look is entered with the item."""
        with opened(root, private=True) as case:
            codes, (item,) = codes_of(case.keep.ledger), case.preserve.items()
            zor = case.protect.resolve(codes.of(key_of(ZOR)), "a hearing")
            assert zor.names == (ZOR,)
            assert [held.name.text for held in zor.items] == [f"WhatsApp Chat with {ZOR}.txt"]
            assert case.protect.resolve(codes.of(key_of(NUMBER)), "a call").contact == NUMBER
            looks = [e for e in case.keep.log() if e.header.kind == "resolve"]
            assert [e.header.causes.ids for e in looks] == [(item,), (item,)]

    def test_one_can_be_erased_alone(self, root: Path) -> None:
        """What leads from one code name to a person can go, and the others stay."""
        with opened(root, private=True) as case:
            codes = codes_of(case.keep.ledger)
            entries = [e.id for e in case.keep.log() if e.header.kind == "identity"]
            assert len(entries) == 4
            names = case.protect.names()
            assert ZOR in names
            assert "Undarelle" not in names
            case.erase(codes.of(key_of(ZOR)), why="they asked for it", reason="asked")
            with pytest.raises(UsageError, match="nothing is known"):
                case.protect.resolve(codes.of(key_of(ZOR)), "a hearing")
            assert case.protect.resolve(codes.of(key_of(KEZZ)), "a hearing").names == (KEZZ,)


class TestAgain:
    """The same export, other exports, other cases."""

    def test_the_same_bytes_under_a_name(self, case: Case, tmp_path: Path) -> None:
        """What comes again under a person's name is held without it."""
        receive(case, tmp_path / "one", "export.txt")
        kept = receive(case, tmp_path / "two").kept[0]
        assert kept.known
        assert ZOR not in kept.item.name.text
        holdings = [e.payload for e in case.keep.log() if e.header.kind == "holding"]
        assert ZOR not in repr(holdings)

    def test_twice_at_once(self, case: Case, tmp_path: Path) -> None:
        """Two files with the same bytes in one act are one item with one text."""
        folder = tmp_path / "given"
        folder.mkdir()
        for name in ("a.txt", "b.txt"):
            (folder / name).write_text(CHAT, "utf-8")
        case.preserve(folder)
        kinds = [e.header.kind for e in case.keep.log()]
        assert (kinds.count("item"), kinds.count("text"), kinds.count("identity")) == (1, 1, 4)

    def test_a_chat_behind_a_long_preface(self, case: Case, tmp_path: Path) -> None:
        """Even where the beginning does not show it, the text of a chat has code names."""
        path = tmp_path / "late.txt"
        path.write_text("The road and the mill.\n" * 4000 + CHAT, "utf-8")
        case.preserve(path)
        assert case.preserve.find(ZOR) == []

    def test_open_on_purpose(self, case: Case, tmp_path: Path) -> None:
        """Who says so keeps the senders, and the text view says it."""
        path = tmp_path / "export.txt"
        path.write_text(CHAT, "utf-8")
        case.preserve(path, senders_open=True)
        assert case.preserve.find(ZOR)
        payload = next(e.payload for e in case.keep.log() if e.header.kind == "text")
        assert payload is not None
        assert ["senders", "kept as they are, on purpose"] in [list(f) for f in payload["facts"]]
        assert "identity" not in {e.header.kind for e in case.keep.log()}
