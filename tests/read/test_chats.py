"""Messages are read one by one: places exact, heads never content, who sent it outermost."""

from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.read.chats import read_messages
from tawthiq.record.chat import DateOrder, Message, Messages
from tawthiq.record.claim import Claim, Span

CODE, OTHER = "sender-bbbbbbbb", "sender-cccccccc"
SAID = (
    "At least 7 people were killed in Tal Qamarin yesterday.",
    "Four farmers were killed. The village council said that two of them were children.",
    "قُتل خمسة مدنيين في تل قمرين أمس.",
    "As many as 12 people were killed, the mayor said. Nobody was hurt in Wadi Sahl.",
    "ok 🌹",
    "",
)


def chat(*said: str, sure: bool = True, forwarded: bool = False) -> tuple[str, Messages]:
    """Return a text with a message for each of some words, a day apart."""
    text, found = "", list[Message]()
    for number, words in enumerate(said):
        start, stamp = len(text), f"[2031-05-{14 + number % 10}] "
        sender = (start + len(stamp), start + len(stamp) + len(CODE))
        head = f"{stamp}{CODE}: "
        whose = None
        if forwarded:
            begin = start + len(head) + 1
            whose, head = (begin, begin + len(OTHER)), f"{head}[{OTHER}] "
        begin = start + len(head)
        text += f"{head}{words}\n"
        found.append(
            Message(
                start,
                begin + len(words),
                (begin, begin + len(words)),
                (start, start + len(stamp)),
                sender,
                f"2031-05-{14 + number % 10}T05:06",
                forwarded=whose,
            )
        )
    basis = "above_twelve" if sure else "nothing"
    return text, Messages(tuple(found), dates=DateOrder("dmy", basis))


def read(text: str, found: Messages, dated: str | None = None) -> list[Claim]:
    """Return the claims of a chat."""
    return list(read_messages(text, found, item="item", dated=dated, country=None))


def spans(value: Any) -> list[Span]:  # noqa: ANN401 - any part of a claim
    """Return every span in a claim."""
    if isinstance(value, Span):
        return [value]
    if isinstance(value, tuple):
        return [span for one in value for span in spans(one)]
    if is_dataclass(value):
        return [span for f in fields(value) for span in spans(getattr(value, f.name))]
    return []


class TestEveryPlaceIsExact:
    """Claims of messages quote the text view."""

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(
            st.one_of(st.sampled_from(SAID), st.text(max_size=60).filter(lambda t: "\n" not in t)),
            max_size=6,
        ),
        st.booleans(),
    )
    def test_spans(self, said: list[str], forwarded: bool) -> None:  # noqa: FBT001
        """Each span equals its text; quotes lie in the words of one message; ids are one each."""
        text, found = chat(*said, forwarded=forwarded)
        claims = read(text, found)
        for claim in claims:
            assert all(text[span.start : span.end] == span.text for span in spans(claim))
            inside = [
                one for one in found.messages
                if one.words[0] <= claim.quote.start and claim.quote.end <= one.words[1]
            ]  # fmt: skip
            assert len(inside) == 1
            assert claim.chain[0].name == CODE
        ids = {claim.id for claim in claims}
        assert len(ids) == len(claims)
        for claim in claims:
            assert set(claim.caveats) | set(claim.same_event_hint) <= ids
            assert all(c.whole is None or c.whole.claim in ids for c in claim.count)
        assert read(text, found) == claims


class TestWhoAndWhen:
    """The sender stands outermost; the message's day is what relative words mean."""

    def test_each_message_has_its_day(self) -> None:
        """The same words in two messages mean two days."""
        claims = read(*chat(SAID[0], SAID[0]))
        assert [claim.time[0].from_ for claim in claims] == ["2031-05-13", "2031-05-14"]
        assert [claim.said.from_ for claim in claims if claim.said] == ["2031-05-14", "2031-05-15"]

    @pytest.mark.parametrize(("dated", "day"), [("2031-06-02", "2031-06-01"), (None, None)])
    def test_days_that_are_not_sure(self, dated: str | None, day: str | None) -> None:
        """An order of day and month that rests on nothing gives no day; the item's date does."""
        (claim,) = read(*chat(SAID[0], sure=False), dated=dated)
        assert (claim.time[0].from_ if claim.time and day else None) == day

    def test_forwarded(self) -> None:
        """Who sent it relayed it; whose it was speaks."""
        (claim,) = read(*chat(SAID[0], forwarded=True))
        assert [(link.name, link.role) for link in claim.chain] == [
            (CODE, "relayed_by"),
            (OTHER, "speaker"),
        ]

    def test_nothing_carries_over(self) -> None:
        """Whom one message names does not speak in the next."""
        claims = read(*chat("The mayor said that 3 people were killed.", "He said 4 were killed."))
        assert all(link.name != "mayor" for claim in claims[1:] for link in claim.chain)

    def test_damaged_days(self) -> None:
        """A day that is none, as another copy might send it, is no day."""
        text, found = chat(SAID[0])
        wrong = found.messages[0]._replace(at="9999-99-99T00:00")
        (claim,) = read(text, Messages((wrong,), dates=found.dates))
        assert claim.said is None

    def test_what_is_no_message(self) -> None:
        """A preface is read as a text of its own, in its own voice."""
        text, found = chat(SAID[4])
        before = "Six people were killed in Tal Qamarin.\n"
        moved = Messages((), ((0, len(before) - 1),), dates=found.dates)
        (claim,) = read(before + text, moved)
        assert CODE not in {link.name for link in claim.chain}
