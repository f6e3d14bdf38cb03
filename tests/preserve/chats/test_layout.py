"""Messages of chats that came as plain text: nothing lost, every place exact, dates explained."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.preserve.chats.test_covering import CODES, HEADS

from tawthiq.base.errors import DamagedError
from tawthiq.preserve.chats.covering import cover, told_open
from tawthiq.preserve.chats.layout import OMITTED, reordered
from tawthiq.record.chat import Messages, Order, chat_of, from_json, to_json
from tawthiq.record.item import TextView

NAMES = ("Zorelle Quand", "زغطور قشمول", "+963 944 123 456", "M", "🌹", "You")
CHAT = (
    "A note before it.\n"
    "14/05/2031, 05:06 - Zorelle Quand: The road is closed.\nTurn back,\n\nall of you.\n"
    "14/05/2031, 05:07 - Zorelle Quand added Kezz Ould\n"
    "14/05/2031, 05:08 - You: six cars <This message was edited>\n"
)


def told(text: str, order: Order | None = None) -> tuple[str, Messages]:
    """Return a chat's text with code names, and its messages."""
    made = cover(TextView("", "plain"), text, CODES, None, order)
    assert made is not None
    assert made.messages is not None
    return made.text, made.messages


def lines(head: str, *days: tuple[int, int]) -> str:
    """Return a message for each pair of numbers, in the order given."""
    return "".join(head.format(a, b) + f" Vash: {n} cars\n" for n, (a, b) in enumerate(days))


class TestMessagesAreFound:
    """Each message with its sender, its words, its time."""

    @pytest.mark.parametrize("head", HEADS)
    @pytest.mark.parametrize("name", NAMES)
    def test_in_every_form(self, head: str, name: str) -> None:
        """The words are what was written, without head and name; the day is understood."""
        said = [f"line {n} of it\nand more" for n in range(3)]
        text, found = told("\n".join(head.format(name, one) for one in said) + "\n")
        assert [text[slice(*one.words)] for one in found.messages] == said
        senders = {one.sender and text[slice(*one.sender)] for one in found.messages}
        assert len(senders) == 1
        assert "\t" in head or (f"{name}: " in text or f"{name}, [" in text) == (name == "You")
        if "۱۴۱۰" in head or "\t" in head:  # another calendar; no day at all
            assert {one.at for one in found.messages} == {None}
        else:
            assert {one.day for one in found.messages} == {"2031-05-14"}

    def test_what_a_message_is(self) -> None:
        """Several lines are one message; the program's lines are no one's; a preface is shown."""
        text, found = told(CHAT)
        first, added, last = found.messages
        assert text[slice(*first.words)] == "The road is closed.\nTurn back,\n\nall of you."
        assert (added.is_service, added.sender) == (True, None)
        assert text[slice(*last.words)] == "six cars"
        assert last.edited
        assert [text[slice(*other)] for other in found.others] == ["A note before it."]
        chat = chat_of(found, text, item="i", of="t", sha256="s")
        assert (chat.messages, chat.service, chat.senders, chat.not_understood) == (2, 1, 2, 1)

    @pytest.mark.parametrize(
        ("words", "name", "missing"),
        [
            ("IMG-20310514-WA0001.jpg (file attached)\nLook", "IMG-20310514-WA0001.jpg", None),
            ("\u200eVID 1.mp4 (الملف مرفق)", "VID 1.mp4", None),
            ("\u200e<attached: 00000042-PHOTO-2031.jpg>", "00000042-PHOTO-2031.jpg", None),
            ("<مرفق: 0042-AUDIO.opus>", "0042-AUDIO.opus", None),
            ("<Media omitted>", "<Media omitted>", OMITTED),
            ("\u200eimage omitted", "image omitted", OMITTED),
            ("<تم استبعاد الوسائط>", "<تم استبعاد الوسائط>", OMITTED),
        ],
    )
    def test_attachments(self, words: str, name: str, missing: str | None) -> None:
        """A file is named as the export names it, or said to be left out."""
        text, found = told(f"[14/05/2031, 5:06:07 PM] Vash: {words}\n" * 3)
        (one,) = found.messages[0].attachments
        assert text[one.start : one.end].strip("\u200e") == name
        assert one.missing == missing

    def test_open_on_purpose(self) -> None:
        """With senders kept the messages stand in the export's own text."""
        view, found = told_open(TextView("", "plain"), CHAT)
        assert found is not None
        assert dict(view.facts)["senders"].startswith("kept")
        place = found.messages[0].sender
        assert place is not None
        assert CHAT[slice(*place)] == "Zorelle Quand"


class TestDates:
    """The order of day and month is asked, shown by the export, or said to rest on nothing."""

    SLASH = "{}/{}/2031, 05:06 -"

    @pytest.mark.parametrize(
        ("head", "days", "order", "basis", "line"),
        [
            (SLASH, [(4, 5), (5, 5), (14, 5)], "dmy", "above_twelve", 3),
            (SLASH, [(4, 5), (5, 14), (5, 15)], "mdy", "above_twelve", 2),
            (SLASH, [(9, 5), (10, 5), (1, 6)], "dmy", "forward", None),
            (SLASH, [(5, 9), (5, 10), (6, 1)], "mdy", "forward", None),
            (SLASH, [(5, 5), (6, 6), (7, 7)], "dmy", "same", None),
            (SLASH, [(4, 5), (5, 6), (6, 7)], "dmy", "nothing", None),
            (SLASH, [(14, 5), (5, 15), (6, 7)], "dmy", "mixed", 2),
            ("{}.{}.2031, 05:06 -", [(4, 5), (5, 6), (6, 7)], "dmy", "dots", None),
            ("2031-{}-{}, 05:06 -", [(4, 5), (5, 6), (6, 7)], "ymd", "year_first", 1),
        ],
    )
    def test_what_shows_it(
        self, head: str, days: list[tuple[int, int]], order: str, basis: str, line: int | None
    ) -> None:
        """Each reason is told, with the line that decided."""
        _, found = told(lines(head, *days))
        assert (found.dates.order, found.dates.basis, found.dates.line) == (order, basis, line)
        assert found.dates.is_sure == (basis not in {"mixed", "nothing"})

    def test_asked(self) -> None:
        """What a person states decides; a day that it makes impossible is none."""
        text = lines(self.SLASH, (4, 5), (14, 5), (6, 5))
        _, found = told(text, "mdy")
        assert [one.day for one in found.messages] == ["2031-04-05", None, "2031-06-05"]
        chat = chat_of(found, text, item="i", of="t", sha256="s")
        assert (chat.basis, chat.undated) == ("asked", 1)
        again = reordered(found, told(text)[0], "dmy")
        assert [one.day for one in again.messages] == ["2031-05-04", "2031-05-14", "2031-05-06"]

    @pytest.mark.parametrize(
        ("stamp", "clock"),
        [
            ("14/05/2031, 12:06 AM", "00:06"),
            ("14/05/2031, 12:06\u202fp.m.", "12:06"),
            ("١٤\u200f/٥\u200f/٢٠٣١، ١١:٠٦ م", "23:06"),
            ("١٤/٥/٢٠٣١، ١٢:٠٦ ص", "00:06"),
            ("14/05/2031, 25:06", None),
        ],
    )
    def test_clocks(self, stamp: str, clock: str | None) -> None:
        """Halves of the day in both languages, digits of both scripts, impossible hours."""
        _, found = told(f"{stamp} - Vash: cars\n" * 3)
        assert found.messages[0].at == (f"2031-05-14T{clock}" if clock else None)

    def test_days_on_lines_of_their_own(self) -> None:
        """Where lines give a time alone, the day is that of the line before."""
        _, found = told("2031/05/14(Wed)\n05:06\tVash\tcars\n05:07\tKezz\tno\n05:08\tVash\tyes\n")
        assert [one.at for one in found.messages][1:3] == ["2031-05-14T05:06", "2031-05-14T05:07"]


def whole(messages: str = "[]", others: str = "[]") -> str:
    """Return the file of a chat's messages with these rows."""
    start = '{"format":1,"dates":[null,"export",null],"conversations":[],'
    return f'{start}"others":{others},"messages":{messages}}}'


class TestNothingIsLost:
    """Whatever comes, messages and what was not understood cover the text."""

    @settings(max_examples=150, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(HEADS),
                st.sampled_from(NAMES),
                st.text(st.sampled_from("ab <>:.\u200f\u202e\n\tقت١/[]🌹é\u0301-"), max_size=40),
            ),
            min_size=3,
            max_size=12,
        ),
        st.text(st.sampled_from("ab :\n١\u200f"), max_size=20),
    )
    def test_cover(self, said: list[tuple[str, str, str]], before: str) -> None:
        """Stretches are in order, apart, inside the text, and hold all that is no space."""
        raw = before + "\n" + "\n".join(head.format(name, words) for head, name, words in said)
        made = cover(TextView("", "plain"), raw, CODES)
        if made is None or made.messages is None:
            return
        text, found = made.text, made.messages
        stretches = sorted([*found.others, *((one.start, one.end) for one in found.messages)])
        at = 0
        for start, end in [*stretches, (len(text), len(text))]:
            assert at <= start <= end
            left = text[at:start].translate(dict.fromkeys(map(ord, "\u200f\u202e\u200e")))
            assert not left.strip()
            at = end
        for one in found.messages:
            for place in (one.words, one.stamp, one.sender, *(a[:2] for a in one.attachments)):
                assert place is None or one.start <= place[0] <= place[1] <= one.end
        assert from_json(to_json(found), len(text)) == found

    @pytest.mark.parametrize(
        "data",
        [
            "",
            "[]",
            "{}",
            "[" * 100_000,
            '{"format":2}',
            "null",
            whole(others="[[0,9]]"),
            whole("[[0,1]]"),
            whole('[[0,1,[0,1],[0,1],[5,"x"],null,null,null,null,null,[],0,0,0,0]]'),
        ],
    )
    def test_what_is_damaged(self, data: str) -> None:
        """Messages that are none, or lie outside the text, are refused in one sentence."""
        with pytest.raises(DamagedError, match="damaged"):
            from_json(data, 5)
