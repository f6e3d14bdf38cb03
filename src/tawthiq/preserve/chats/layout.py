"""Messages in a chat that came as plain text: where each begins and ends, and what it says.

A head is a stamp with a sender (WhatsApp, Signal-like), a sender with a stamp (copied from
Telegram) or a time, a name and a message between tabs (LINE). What follows a head up to the
next one is its message. A line that somebody wrote so that it looks like a head cannot be
told from one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tawthiq.preserve.chats.dates import Written, clock_of, day_of, order_of, resolved, written
from tawthiq.preserve.chats.heads import AROUND, COPIED, SENDER, TABBED
from tawthiq.preserve.chats.people import Named
from tawthiq.preserve.chats.system import persons_in
from tawthiq.record.chat import Attachment, DateOrder, Message, Messages, Order, Stretch

_DAY_LINE = re.compile(r"^\d{4}[./]\d{1,2}[./]\d{1,2}\b[^\t\n]{0,16}$", re.MULTILINE)
_KINDS = (
    "jpe?g|png|webp|gif|heic|mp4|3gp|mov|mkv|avi|opus|ogg|m4a|aac|amr|mp3|wav|pdf|docx?|xlsx?"
    "|pptx?|txt|csv|vcf|zip|apk|html?"
)
_M = "[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u061c]"
_ATTACHED = re.compile(
    rf"<[^<>:\n]{{2,30}}:[ \u00a0]?(?P<a>[^<>\n]{{1,200}}?\.(?:{_KINDS}))>"
    rf"|^{_M}*(?P<b>[^\n<>()]{{1,200}}?\.(?:{_KINDS})) \([^()\n]{{3,40}}\){_M}*$",
    re.MULTILINE | re.IGNORECASE,
)
_OMITTED = re.compile(
    rf"^{_M}*(?:<{_M}*(?:media omitted|multimedia omitido|médias? omis|medien ausgeschlossen"
    r"|archivo omitido|media omessi|تم استبعاد (?:الوسائط|الملف)|لم يتم إدراج الوسائط"
    r"|الوسائط غير (?:مدرجة|مُدرجة))"
    rf"{_M}*>|(?:image|video|audio|sticker|gif|document|contact card|video note) omitted"
    r"|(?:تم استبعاد (?:الصورة|الفيديو|المقطع|الصوت|الملصق|المستند|الوسائط)"
    r"|(?:صورة|فيديو|مقطع صوتي|ملصق|مستند) غير (?:مدرج|مدرجة)))"
    rf"\.?{_M}*\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_EDITED = re.compile(
    rf"\s*{_M}*<{_M}*(?:this message was edited|تم تعديل هذه الرسالة|تم تحرير هذه الرسالة"
    rf"|se editó este mensaje\.?|ce message a été modifié)\.?{_M}*>{_M}*\s*\Z",
    re.IGNORECASE,
)
OMITTED = "left out by who exported it"
MOST_ATTACHED = 10


class Head(NamedTuple):
    """Where a message begins, its stamp and sender, and where its words begin."""

    start: int
    stamp: Stretch
    sender: Stretch | None
    words: int
    is_day: bool = False


@dataclass(slots=True)
class _Clock:
    """The day that the lines of an export reached, where each gives its time alone."""

    order: DateOrder
    day: str | None = None

    def at(self, stamp: str, read: Written | None) -> str | None:
        """Return when a message was sent."""
        if read is not None:
            return resolved(read, self.order.order or "dmy")
        clock = clock_of(stamp) if self.day is not None else None
        return None if clock is None else f"{self.day}T{clock}"


def laid_out(
    text: str, stamps: Sequence[Stretch], named: Sequence[Named], asked: Order | None = None
) -> Messages | None:
    """Return the messages of a text whose stamps and names are known; None where it has none.

    `text` must have one-character line ends only. `asked` is the order of day and month that
    a person states.
    """
    heads = sorted([*_stamped(text, stamps, named), *_copied(text), *_tabbed(text)])
    heads = [head for n, head in enumerate(heads) if not n or head.start > heads[n - 1].start]
    if not any(head.sender for head in heads):
        return None
    read = [written(text[slice(*head.stamp)]) for head in heads]
    order = order_of(list(_dated(text, heads, read)), asked)
    messages = tuple(_messages(text, heads, read, _Clock(order)))
    before = (0, heads[0].start)
    others = (_trimmed(text, *before),) if text[slice(*before)].strip() else ()
    return Messages(messages, others, (("chat", None),), order)


def reordered(found: Messages, text: str, order: Order) -> Messages:
    """Return messages with their times read in another order of day and month."""

    def anew(one: Message) -> Message:
        read = written(text[slice(*one.stamp)])
        return one if read is None else one._replace(at=resolved(read, order))

    return replace(
        found, messages=tuple(map(anew, found.messages)), dates=DateOrder(order, "asked")
    )


def _messages(
    text: str, heads: Sequence[Head], read: Sequence[Written | None], clock: _Clock
) -> Iterator[Message]:
    for number, head in enumerate(heads):
        end = heads[number + 1].start if number + 1 < len(heads) else len(text)
        start, end = _trimmed(text, head.start, end)
        if head.is_day:
            clock.day = day_of(text[start:end], clock.order.order or "ymd")
        begin, last = _trimmed(text, min(head.words, end), end)
        words = text[begin:last]
        message = Message(
            start=start,
            end=end,
            words=(begin, last),
            stamp=head.stamp,
            sender=head.sender,
            at=clock.at(text[slice(*head.stamp)], read[number]),
            is_service=head.sender is None,
        )
        yield _with_details(message, words) if "<" in words or _may_name(words) else message


def _may_name(words: str) -> bool:
    return "." in words or "omitted" in words or "استبعاد" in words or "غير " in words


def _with_details(message: Message, words: str) -> Message:
    """Return a message with its attachments, and without the sign that it was edited."""
    begin, last = message.words
    edited = _EDITED.search(words) if words.endswith((">", "\u200e", "\u200f")) else None
    if edited is not None:
        last, words = begin + edited.start(), words[: edited.start()]
    files = [
        Attachment(begin + found.start(name), begin + found.end(name))
        for found in _ATTACHED.finditer(words)
        for name in (found.lastgroup or "a",)
    ]
    files += [
        Attachment(
            begin + found.start(), begin + len(found.group().rstrip()) + found.start(), OMITTED
        )
        for found in _OMITTED.finditer(words)
    ]
    return message._replace(
        words=(begin, last),
        edited=edited is not None,
        attachments=tuple(files[:MOST_ATTACHED]),
    )


def _stamped(text: str, stamps: Sequence[Stretch], named: Sequence[Named]) -> Iterator[Head]:
    """Yield the heads that begin with a stamp; without a sender it is the program's own line."""
    senders = {one.start: one for one in named if one.sends}
    for start, end in stamps:
        line_end = text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end
        sender = _sender(text, end, line_end, senders)
        stamp = _trimmed(text, start, end)
        if sender is None:
            yield Head(start, stamp, None, end)
        else:
            yield Head(start, stamp, sender, text.index(":", sender[1], line_end) + 1)


def _sender(text: str, start: int, end: int, senders: dict[int, Named]) -> Stretch | None:
    """Return where the sender of a stamped line stands, also one who is nobody's name ("You")."""
    at = start
    while at < end and text[at] in AROUND:
        at += 1
    one = senders.get(at)
    if one is not None and text.find(":", one.end, end) >= 0:
        return one.start, one.end
    line = text[start:end]
    found = SENDER.match(line)
    if found is None or next(persons_in(line), None) is not None:
        return None
    return _trimmed(text, start, start + found.end(1))


def _copied(text: str) -> Iterator[Head]:
    for found in COPIED.finditer(text):
        stamp = (text.index("[", found.end(1)), found.end() - found.group().endswith(":"))
        yield Head(found.start(), stamp, found.span(1), found.end())


def _tabbed(text: str) -> Iterator[Head]:
    found = list(TABBED.finditer(text))
    for one in found:
        yield Head(one.start(), (one.start(), one.start(1) - 1), one.span(1), one.end())
    for day in _DAY_LINE.finditer(text) if found else ():
        yield Head(day.start(), day.span(), None, day.start(), is_day=True)


def _dated(
    text: str, heads: Sequence[Head], read: Sequence[Written | None]
) -> Iterator[tuple[int, Written]]:
    """Yield each time as written with its line, counted from 1."""
    line, seen = 1, 0
    for head, one in zip(heads, read, strict=True):
        line, seen = line + text.count("\n", seen, head.start), head.start
        if one is not None:
            yield line, one


def _trimmed(text: str, start: int, end: int) -> Stretch:
    """Return a stretch without the space and the marks of direction around it."""
    while start < end and (text[end - 1].isspace() or text[end - 1] in AROUND):
        end -= 1
    while start < end and (text[start].isspace() or text[start] in AROUND):
        start += 1
    return start, end
