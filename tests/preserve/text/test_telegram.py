"""Telegram's exports: a line per message, every person marked, public channels not."""

import json
from pathlib import Path

import pytest

from tawthiq.kit.cage import UnfitError
from tawthiq.preserve.chats.covering import cover
from tawthiq.preserve.chats.people import Codes
from tawthiq.preserve.text import extract, sniff
from tawthiq.preserve.text.kind import TELEGRAM
from tawthiq.record.item import TextView

CODES = Codes(b"k" * 32)
NAMES = ("Zorelle", "Quand", "Nixa", "Kezz", "Ould", "Vash", "944", "user77", "quel_ib", "Pravda")


def group(kind: str = "private_group") -> dict[str, object]:
    """Return an export that names people wherever it can."""
    core = {"type": "message", "date": "2031-05-14T05:06:07", "from": "Zorelle Quand"}
    core |= {"from_id": "user77"}
    return {
        "name": "Valley road",
        "type": kind,
        "id": 5,
        "messages": [
            {"id": 1, "type": "service", "date": "2031-05-14T05:00:00", "actor": "Zorelle Quand",
             "actor_id": "user77", "action": "invite_members", "members": ["Nixa Prav", None]},
            {**core, "id": 2, "text": "The road is closed.\nTurn back, Kezz Ould."},
            {**core, "id": 3, "from": "Kezz Ould", "from_id": "user8", "forwarded_from": "Vash Und",
             "text": ["I asked ", {"type": "mention", "text": "@quel_ib"}, " and ",
                      {"type": "mention_name", "text": "Nixa", "user_id": 9}, ", then ",
                      {"type": "phone", "text": "+963 944 123 456"}],
             "reply_to_message_id": 2},
            {**core, "id": 4, "text": "", "contact_information":
             {"first_name": "Nixa", "last_name": "Prav", "phone_number": "+963944123456"}},
            {**core, "id": 5, "from": None, "from_id": "user6", "text": "zorelle quand said so"},
            {**core, "id": 6, "text": "", "photo": "photos/1.jpg", "author": "Pravda Q"},
            "no message", {"id": 7},
        ],
    }  # fmt: skip


def made(path: Path, data: str) -> tuple[TextView, str]:
    """Return view and text of an export with code names."""
    path.write_text(data, "utf-8")
    media_type = sniff(data.encode()[:4096], path.name).media_type
    result = extract(path, media_type)
    view = TextView("", result.reader, parts=result.parts, facts=tuple(result.facts.items()))
    found = cover(view, result.text, CODES)
    assert found is not None
    return found.view, found.text


class TestJson:
    """`result.json`."""

    def test_nobody_is_left(self, tmp_path: Path) -> None:
        """Senders, members, who was forwarded, mentioned or shared: code names all of them."""
        view, text = made(tmp_path / "result.json", json.dumps(group(), ensure_ascii=False))
        assert not [name for name in NAMES if name.lower() in text.lower()]
        assert not [part for part in view.parts if "user" in part.label or "\x02" in part.label]
        assert "Valley road" in text
        assert "The road is closed.\nTurn back, " in text
        sender = CODES.of("telegram user77")
        assert text.count(sender) == 5
        assert f"[2031-05-14 05:06:07] {sender}: The road" in text
        parts = {part.label: text[part.start : part.end] for part in view.parts}
        assert parts["message 2"].startswith(f"[2031-05-14 05:06:07] {sender}: The road is closed.")

    def test_a_public_channel_keeps_its_name(self, tmp_path: Path) -> None:
        """An outlet's own posts are no private person's; who comments there is one."""
        chat = group("public_channel")
        chat["messages"] = [
            {"id": 1, "type": "message", "date": "2031-05-14T05:06:07", "from": "Sahl Wire",
             "from_id": "channel5", "text": "Six cars"},
            {"id": 2, "type": "message", "date": "2031-05-14T05:07:07", "from": "Kezz Ould",
             "from_id": "user8", "text": "Seven, Sahl Wire"},
        ]  # fmt: skip
        text = made(tmp_path / "result.json", json.dumps(chat))[1]
        assert "Sahl Wire: Six cars" in text
        assert f"{CODES.of('telegram user8')}: Seven, Sahl Wire" in text

    def test_an_account(self, tmp_path: Path) -> None:
        """Of a whole account the chats are read; contacts and the owner's profile are not."""
        personal = group("personal_chat") | {"name": "Zorelle Quand", "id": 77}
        root = {"about": "all", "personal_information": {"first_name": "Pravda"},
                "contacts": {"list": [{"first_name": "Kezz"}]},
                "chats": {"list": [group(), personal, "no chat"]}}  # fmt: skip
        view, text = made(tmp_path / "result.json", json.dumps(root))
        assert not [name for name in NAMES if name.lower() in text.lower()]
        assert dict(view.facts)["left_out"] == "contacts, personal_information"

    def test_the_exporters_own_fault(self, tmp_path: Path) -> None:
        r"""Control characters written as \x0C make no JSON: they are repaired."""
        data = json.dumps(group()).replace("The road is", r"The \x0Croad is")
        assert "road is closed" in made(tmp_path / "result.json", data)[1]

    @pytest.mark.parametrize("data", ["{", "[" * 100_000, "[]", "{}", '{"messages": []'])
    def test_what_is_none(self, tmp_path: Path, data: str) -> None:
        """What is no export is refused in one sentence."""
        path = tmp_path / "result.json"
        path.write_text(data)
        with pytest.raises(UnfitError):
            extract(path, TELEGRAM)

    def test_other_json_is_no_chat(self) -> None:
        """A list of places is of its own kind."""
        assert sniff(b'{"type": "FeatureCollection"}', "a.json").media_type == "application/json"
        assert sniff(json.dumps(group()).encode(), "result.json").media_type == TELEGRAM


PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"/><title>Exported Data</title></head>
<body onload="CheckLocation();"><div class="page_wrap"><div class="page_header"><div class="content">
<div class="text bold">Zorelle Quand</div></div></div><div class="page_body chat_page"><div class="history">
<div class="message service" id="message-1"><div class="body details">14 May 2031</div></div>
<div class="message service" id="message2"><div class="body details">Zorelle Quand invited Nixa Prav</div></div>
<div class="message default clearfix" id="message3"><div class="body">
<div class="pull_right date details" title="14.05.2031 05:06:07 UTC+03:00">05:06</div>
<div class="from_name">Kezz Ould</div><div class="text">The road is closed.<br>Turn back, zorelle quand</div></div></div>
<div class="message default clearfix joined" id="message4"><div class="body">
<div class="pull_right date details" title="14.05.2031 05:07:07 UTC+03:00">05:07</div>
<div class="forwarded body"><div class="from_name">Vash Und <span class="date details" title="1"> 14.05</span></div>
<div class="text">Six cars</div></div></div></div>
</div></div></div></body></html>"""


class TestPages:
    """`messages.html`."""

    def test_nobody_is_left(self, tmp_path: Path) -> None:
        """Title, senders, joined messages, forwards and lines of the program."""
        view, text = made(tmp_path / "messages.html", PAGE)
        assert not [name for name in NAMES if name.lower() in text.lower()]
        kezz = CODES.of("name kezz ould")
        assert f"[2031-05-14 05:06:07 UTC+03:00] {kezz}: The road is closed.\nTurn back, " in text
        assert f"[2031-05-14 05:07:07 UTC+03:00] {kezz}: [forwarded from sender-" in text
        assert text.count("Six cars") == 1
        assert {part.label for part in view.parts} >= {"message 3", "message 4"}
