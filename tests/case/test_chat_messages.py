"""Chats of a case, message by message: listed, read, attached, erased, in locked cases too."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from tests.case.planted import hits
from tests.case.test_protecting import PASSPHRASE, opened, told

from tawthiq.base.errors import UsageError
from tawthiq.case.case import Case, init_case
from tawthiq.preserve.chats.people import codes_of, key_of
from tawthiq.record.case_facts import Source

ZOR, KEZZ = "Zorelle Ibroskane", "زغطور قشمول"
CHAT = (
    f"14/05/2031, 05:06 - {ZOR}: At least 7 people were killed in Tal Qamarin yesterday.\n"
    f"14/05/2031, 05:07 - {KEZZ}: قُتل خمسة مدنيين في تل قمرين أمس.\nمع {ZOR}\n"
    f"14/05/2031, 05:08 - {ZOR}: The mayor said that three farmers were killed in Wadi Sahl.\n"
    f"14/05/2031, 05:09 - {KEZZ}: IMG-20310514-WA0001.jpg (file attached)\n"
    f"14/05/2031, 05:10 - {ZOR}: {ZOR} letter.pdf (file attached)\n"
    f"14/05/2031, 05:11 - {KEZZ} added Undarelle Vash\n"
)
SECRETS = [ZOR, KEZZ, "Undarelle"]


def packed(path: Path, members: dict[str, bytes | str]) -> Path:
    """Write a zip archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def exported(folder: Path) -> Path:
    """Return a chat with what it attaches, as a phone writes it."""
    return packed(
        folder / f"WhatsApp Chat with {ZOR}.zip",
        {
            f"WhatsApp Chat with {ZOR}.txt": CHAT,
            "IMG-20310514-WA0001.jpg": b"\xff\xd8\xff picture",
            f"{ZOR} letter.pdf": b"%PDF-1.4 letter",
        },
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a locked case that holds the archive, read."""
    root = tmp_path / "case"
    with init_case(root, "valley", passphrase=PASSPHRASE) as case:
        case.preserve(exported(tmp_path))
        case.read()
    return root


class TestAMessageIsQuoted:
    """A claim rests on the words of one message, and on who sent it."""

    def test_in_a_locked_case(self, root: Path) -> None:
        """Exact words, the sender by code name as outermost speaker, the message's own day."""
        with opened(root) as case:
            (chat,) = case.chats().values()
            listing = case.chats.messages(chat.item[:10])
            with case.keep.ledger.vault.open(listing.chat.text) as blob:
                text = blob.read().decode()
            claims = {c.quote.text: c for c in case.read.claims() if c.event == "killing"}
            words = [one.words.text for one in listing.messages]
            zor, kezz = (codes_of(case.keep.ledger).of(key_of(name)) for name in (ZOR, KEZZ))
        first = claims["At least 7 people were killed in Tal Qamarin yesterday."]
        assert text[first.quote.start : first.quote.end] == first.quote.text
        assert first.quote.text in words
        (sender,) = first.chain
        assert (sender.name, sender.kind) == (zor, "unnamed")
        assert sender.span is not None
        assert text[sender.span.start : sender.span.end] == zor
        assert first.said is not None
        assert first.said.from_ == "2031-05-14"
        assert first.time[0].from_ == "2031-05-13"
        arabic = next(c for quote, c in claims.items() if "خمسة" in quote)
        assert arabic.chain[0].name == kezz
        assert arabic.count[0].min == 5
        told_by = next(c for quote, c in claims.items() if "farmers" in quote)
        assert [link.name for link in told_by.chain] == [zor, "mayor"]
        assert told_by.chain[-1].kind == "official"

    def test_no_name_anywhere(self, root: Path, tmp_path: Path) -> None:
        """Neither the files of a locked case nor what it tells when open name a sender."""
        assert hits(root, SECRETS) == []
        with opened(root) as case:
            everything = told(case)
            for chat in case.chats().values():
                everything += repr(case.chats.messages(chat.item))
            case.publish(tmp_path / "dossier")
        assert not [secret for secret in SECRETS if secret in everything]
        assert hits(tmp_path / "dossier", SECRETS) == []

    def test_again_gives_nothing_new(self, case: Case, tmp_path: Path) -> None:
        """Reading a chat twice enters each claim once, under the same id."""
        case.preserve(exported(tmp_path))
        first = [claim.id for claim in case.read()]
        assert first
        assert len(set(first)) == len(first)
        assert [claim.id for claim in case.read()] == first
        assert len(case.read.claims()) == len(first)

    def test_a_sender_whom_the_case_knows(self, case: Case, tmp_path: Path) -> None:
        """A code name alone raises no figure; once a person states what it is, it does."""
        case.preserve(exported(tmp_path))
        zor = codes_of(case.keep.ledger).of(key_of(ZOR))
        case.read()
        case.match()
        before = case.count()[-1]
        assert zor not in before.carriers
        case.state(Source(zor, "witness"))
        assert zor in case.count()[-1].carriers
        again = case.read()
        assert {c.chain[0].kind for c in again if c.chain[0].name == zor} == {"witness"}


class TestTelegram:
    """Forwards, channels, replies, files beside the export."""

    def chat(self, folder: Path, kind: str = "private_group") -> Path:
        """Return the folder of an export."""
        (folder / "photos").mkdir(parents=True)
        (folder / "photos" / "photo_1.jpg").write_bytes(b"\xff\xd8\xff telegram")
        core = {"type": "message", "date": "2031-05-14T05:06:07", "date_unixtime": "1936587967"}
        sent = [
            {**core, "id": 1, "from": ZOR, "from_id": "user7", "forwarded_from": "Kezz Vash",
             "text": ["Nine people ", {"type": "bold", "text": "were killed"}, " in Wadi Sahl."]},
            {**core, "id": 2, "from": "Sahl Wire", "from_id": "channel5",
             "text": "Four people were killed in Tal Qamarin today.", "reply_to_message_id": 1,
             "photo": "photos/photo_1.jpg"},
            {**core, "id": 3, "from": ZOR, "from_id": "user7", "text": "", "file":
             "(File not included. Change data exporting settings to download.)"},
            ["no message"],
        ]  # fmt: skip
        data = {"name": "Valley", "type": kind, "id": 5, "messages": sent}
        (folder / "result.json").write_text(json.dumps(data), "utf-8")
        return folder

    def test_forwards_and_channels(self, case: Case, tmp_path: Path) -> None:
        """Whose message was forwarded is the root, who sent it relayed it; a channel is an outlet."""
        case.preserve(self.chat(tmp_path / "export", "public_channel"))
        forwarded, posted = [c for c in case.read() if c.event == "killing"]
        assert [(link.kind, link.role) for link in forwarded.chain] == [
            ("unnamed", "relayed_by"), ("unnamed", "speaker")]  # fmt: skip
        assert "Nine people were killed in Wadi Sahl." in forwarded.quote.text
        assert [(link.name, link.kind) for link in posted.chain] == [("Sahl Wire", "outlet")]
        assert posted.time[0].from_ == "2031-05-14"

    def test_what_is_listed(self, case: Case, tmp_path: Path) -> None:
        """Replies, files found beside the export, files left out, entries not understood."""
        kept = case.preserve(self.chat(tmp_path / "export"))
        (chat,) = kept.chats.values()
        listing = case.chats.messages(chat.item)
        first, second, third = listing.messages
        assert (first.time, first.utc) == ("2031-05-14T05:06:07", "2031-05-15T05:06:07Z")
        assert first.forwarded_from is not None
        assert second.reply_to == first.id == "1"
        photo = next(
            key for key, item in case.preserve.items().items() if "photo" in item.name.text
        )
        assert second.attachments[0].item == photo
        assert third.attachments[0].missing is not None
        assert [other.text for other in listing.others] == ["[entry 4 of this chat is no message]"]
        assert chat.not_understood == 1
        with pytest.raises(UsageError, match="states its dates"):
            case.chats.reorder(chat.item, "mdy")


class TestArchives:
    """A chat's archive stays what it is; its members are items beside it."""

    def test_members_are_linked(self, case: Case, tmp_path: Path) -> None:
        """One receipt; names and folders without the people; each file found by its message."""
        kept = case.preserve(exported(tmp_path))
        assert not kept.failures
        items = case.preserve.items()
        assert len(items) == 4
        assert len({item.receipt for item in items.values()}) == 1
        assert not [one for one in items.values() if ZOR in one.name.text + one.folder]
        (chat,) = kept.chats.values()
        attached = [a for one in case.chats.messages(chat.item).messages for a in one.attachments]
        assert [items[a.item or ""].media_type for a in attached] == [
            "image/jpeg",
            "application/pdf",
        ]
        archive = next(key for key, one in items.items() if one.media_type == "application/zip")
        member = case.keep.ledger.entry(next(key for key in items if key != archive))
        assert archive in member.header.causes.ids

    @pytest.mark.parametrize(
        ("members", "says"),
        [
            ({"_chat.txt": CHAT, "../../out.jpg": b"x"}, "leads out"),
            ({"_chat.txt": CHAT, "bomb.bin": b"\0" * (4 << 20)}, "expand"),
        ],
    )
    def test_tricks(self, case: Case, tmp_path: Path, members: dict[str, bytes], says: str) -> None:
        """A path that leads out, a bomb: the archive is kept, closed, and that is said."""
        kept = case.preserve(packed(tmp_path / "chat.zip", dict(members)))
        assert [one.item.media_type for one in kept.kept] == ["application/zip"]
        assert says in kept.unreadable[0].reason
        assert not (tmp_path.parent / "out.jpg").exists()

    def test_damaged(self, case: Case, tmp_path: Path) -> None:
        """A member whose bytes are damaged is named, and the others are kept."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("_chat.txt", CHAT)
            archive.writestr("IMG-20310514-WA0001.jpg", b"\xff\xd8\xff" + b"picture" * 20)
        data = bytearray(buffer.getvalue())
        data[data.index(b"picture")] ^= 1
        (tmp_path / "chat.zip").write_bytes(data)
        kept = case.preserve(tmp_path / "chat.zip")
        assert len(kept.kept) == 2
        assert "IMG-20310514-WA0001.jpg" in kept.failures[0].path

    def test_other_archives_stay_closed(self, case: Case, tmp_path: Path) -> None:
        """What holds no chat is one item."""
        kept = case.preserve(packed(tmp_path / "a.zip", {"note.txt": "The road.", "b.jpg": b"x"}))
        assert len(kept.kept) == 1

    def test_what_a_protected_person_gave(self, case: Case, tmp_path: Path) -> None:
        """A member that is held from a protected person does not come in under its own name."""
        picture = tmp_path / "IMG-20310514-WA0001.jpg"
        picture.write_bytes(b"\xff\xd8\xff picture")
        case.preserve(picture, protected="cedar")
        kept = case.preserve(exported(tmp_path))
        assert "protected" in kept.failures[0].reason
        assert len(kept.kept) == 3


class TestDates:
    """The order of day and month can be stated at intake, or later."""

    def test_stated(self, case: Case, tmp_path: Path) -> None:
        """Unsure days are not used to read; once the order is stated they are."""
        path = tmp_path / "chat.txt"
        said = "Seven people were killed in Tal Qamarin yesterday."
        path.write_text("".join(f"0{n}/0{n + 1}/2031, 05:06 - Vash: {said}\n" for n in (4, 5, 6)))
        (chat,) = case.preserve(path).chats.values()
        assert (chat.basis, chat.order) == ("nothing", "dmy")
        assert not case.chats.messages(chat.item).messages[0].is_sure
        assert case.chats.reorder(chat.item, "mdy").basis == "asked"
        assert case.chats.messages(chat.item).messages[0].time == "2031-04-05T05:06"
        assert [claim.time[0].from_ for claim in case.read()][:1] == ["2031-04-04"]

    def test_unsure(self, case: Case, tmp_path: Path) -> None:
        """Without a sure order no day is invented: the item's date is used, if there is one."""
        path = tmp_path / "chat.txt"
        said = "Seven people were killed in Tal Qamarin yesterday."
        path.write_text("".join(f"0{n}/0{n + 1}/2031, 05:06 - Vash: {said}\n" for n in (4, 5, 6)))
        case.preserve(path)
        claims = case.read()
        assert claims
        assert {claim.said for claim in claims} == {None}

    def test_at_intake(self, case: Case, tmp_path: Path) -> None:
        """`date_order` decides for all chats of the act."""
        path = tmp_path / "chat.txt"
        path.write_text("".join(f"0{n}/0{n + 1}/2031, 05:06 - Vash: car\n" for n in (4, 5, 6)))
        (chat,) = case.preserve(path, date_order="mdy").chats.values()
        assert (chat.basis, chat.order) == ("asked", "mdy")


class TestErasing:
    """What is kept of messages goes with the chat."""

    def test_with_the_item(self, case: Case, tmp_path: Path) -> None:
        """Erasing the export takes the places of its messages, and their file in the vault."""
        path = tmp_path / "chat.txt"
        path.write_text(CHAT, "utf-8")
        (chat,) = case.preserve(path).chats.values()
        case.read()
        case.erase(chat.item, why="they asked for it", reason="asked")
        assert case.chats() == {}
        assert not case.keep.ledger.vault.has(chat.sha256)
        assert not list(case.read.claims())

    def test_members_with_their_archive(self, case: Case, tmp_path: Path) -> None:
        """Erasing an archive reaches its members, which stand in a folder of its name."""
        case.preserve(exported(tmp_path))
        items = case.preserve.items()
        archive = next(key for key, one in items.items() if one.media_type == "application/zip")
        gone = {one.entry for one in case.erase.plan(archive).gone}
        assert set(items) <= gone

    def test_of_another_text(self, case: Case, tmp_path: Path) -> None:
        """An item that is no chat, or unknown, has no messages."""
        path = tmp_path / "note.txt"
        path.write_text("The road is closed.", "utf-8")
        (kept,) = case.preserve(path).kept
        with pytest.raises(UsageError, match="no chat"):
            case.chats.messages(kept.id)
        with pytest.raises(UsageError, match="no one item"):
            case.chats.messages("")
