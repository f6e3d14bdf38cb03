"""Where senders stand in the text of a chat export: a pure function from text to stretches.

Forms: WhatsApp (both phones and its page, every order of dates, digits of every script,
bidi marks), Signal-like `[date] name: text`, what Telegram copies (`name, [date]`), LINE
(time, tab, name, tab), message by message exports (`From: name (number)`), and vCards.
"""

import re
from collections import Counter
from collections.abc import Iterator

from tawthiq.preserve.chats.people import Named, is_nobody, key_of
from tawthiq.preserve.chats.system import persons_in

_MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u061c"
_M = f"[{_MARKS}]"
_SEP = rf"{_M}?[./\-\u2010-\u2013]{_M}?"
_DATE = rf"\d{{1,4}}{_SEP}\d{{1,2}}{_SEP}\d{{1,4}}"
_TIME = rf"\d{{1,2}}{_M}?[:.\u066b]{_M}?\d{{2}}(?:{_M}?[:.]{_M}?\d{{2}})?"
_BETWEEN = r"[^\d\n\]\[]{1,16}"
_AFTER = r"[^\d\n\]\-\u2010-\u2014]{0,16}"
_STAMPED = re.compile(
    rf"^[ \t]?{_M}*(?:\[(?=[^\]\n]*\d[:.\u066b]\d)(?:[^\]\n\d]*\d){{5}}[^\]\n]{{0,40}}\]"
    rf"|{_DATE}{_BETWEEN}{_TIME}{_AFTER}[\-\u2010-\u2014](?=\s))[^\S\n]*",
    re.MULTILINE,
)
SENDER = re.compile(rf"({_M}*[^\n:{_MARKS}][^\n]{{0,120}}?):(?=\s|{_M}|\Z)")
COPIED = re.compile(
    r"^([^\n\[\]]{1,100}), \[(?=[^\]\n]*\d[:.]\d)(?:[^\]\n\d]*\d){5}[^\]\n]{0,40}\]:?", re.MULTILINE
)
_ASIDE = re.compile(
    r"^\[?(?:Forwarded from|In reply to|Reply to|Forwarded:? from|محوّلة من|رد على)[: ]+"
    r"([^\n\]]{1,100})\]?\s*$",
    re.MULTILINE | re.IGNORECASE,
)
TABBED = re.compile(r"^\d{1,2}:\d{2}(?: ?[AaPp][Mm])?\t([^\t\n]{1,100})\t", re.MULTILINE)
_LABELLED = re.compile(
    r"^(From|To|Conversation|Author|Sender|Quote from|Reaction from): ([^\n(]{1,100}?)? ?"
    r"(?:\((\+?[\d \-]{7,20})\))?[ \t\r]*$",
    re.MULTILINE,
)
_IS_LABELLED = re.compile(r"^Type: (?:incoming|outgoing)\s*$", re.MULTILINE)
_CARD_LINE = re.compile(r"^(BEGIN|END):VCARD\b", re.MULTILINE | re.IGNORECASE)
_FIELD = re.compile(
    r"^(?:item\d+\.)?(FN|N|NICKNAME|TEL|EMAIL)(?:;[^:\n]*)?:([^\r\n]+)",
    re.MULTILINE | re.IGNORECASE,
)
_AT = re.compile("@\u2068([^\u2069\n]{1,100})\u2069")
_PROGRAM = frozenset({"<", "\u200e", "\u200f"})
"""With what the program's own words begin behind a sender."""
LEAST_LINES, LEAST_ALIKE, LONGEST_NAME = 3, 3, 60


def recognise(text: str) -> tuple[list[Named], list[tuple[int, int]]] | None:
    """Return where people are named as senders or by the program, and the stamps; or None.

    A text is a chat where one of its first three lines is stamped and has a sender, or three
    lines anywhere are. Stamps and names do not overlap and stand in order.
    """
    named, stamps, first = _stamped(text)
    named += [Named(*m.span(1)) for m in COPIED.finditer(text)]
    named += [Named(*m.span(1)) for m in TABBED.finditer(text)]
    if _IS_LABELLED.search(text):
        named += _labelled(text)
    cards = list(_cards(text))
    sent = [one for one in named if one.sends]
    early = _end_of_lines(text, LEAST_LINES)
    is_chat = len(sent) >= LEAST_LINES or any(one.start < early for one in sent)
    if not (is_chat or cards or (first < early and named)):
        return None
    named += cards
    named += [Named(*m.span(1), sends=False) for m in _ASIDE.finditer(text)]
    named += [Named(*m.span(1), sends=False) for m in _AT.finditer(text)]
    return _in_order(text, named), stamps


def _stamped(text: str) -> tuple[list[Named], list[tuple[int, int]], int]:
    """Return names on stamped lines, the stamps, and where the first stamp stands."""
    found: list[tuple[int, int]] = []
    named: list[Named] = []
    stamps = []
    for head in _STAMPED.finditer(text):
        start = head.end()
        stamps.append((head.start(), start))
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end]
        told = list(persons_in(line))
        if told:
            named += [Named(start + a, start + b, sends=False) for a, b in told]
            continue
        sender = SENDER.match(line)
        if sender is not None:
            found.append((start, start + sender.end(1)))
            if line.startswith("\u200e", sender.end() + 1):  # the program's word, in a group's name
                at = sender.end() + 2
                told = list(persons_in(line[at:]))
                named += [Named(start + at + a, start + at + b, sends=False) for a, b in told]
    named += _with_colons(text, found)
    return named, stamps, stamps[0][0] if stamps else len(text)


def _with_colons(text: str, found: list[tuple[int, int]]) -> Iterator[Named]:
    """Yield the senders; a name with a colon in it is told by all of its lines having it."""
    count: Counter[str] = Counter()
    longer: Counter[tuple[str, str]] = Counter()
    second: list[tuple[int, int] | None] = []
    for start, end in found:
        more = SENDER.match(text, end + 1, end + 1 + LONGEST_NAME)
        is_own = text[end + 1 : end + 3].strip()[:1] in _PROGRAM  # "<attached: …", a mark
        span = None if more is None or is_own else (start, more.end(1))
        second.append(span)
        count[text[start:end]] += 1
        if span is not None:
            longer[text[start:end], text[slice(*span)]] += 1
    for (start, end), span in zip(found, second, strict=True):
        name = text[start:end]
        alike = 0 if span is None else longer[name, text[slice(*span)]]
        if span is not None and alike >= LEAST_ALIKE and alike == count[name]:
            yield Named(*span)
        else:
            yield Named(start, end)


def _labelled(text: str) -> Iterator[Named]:
    for line in _LABELLED.finditer(text):
        sends = line[1] == "From"
        number = key_of(line[3]) if line[3] else None
        for group in (2, 3):
            if line[group]:
                yield Named(*line.span(group), number, sends)


def _cards(text: str) -> Iterator[Named]:
    """Yield the names and numbers of vCards; those of one card are one person's."""
    begun: int | None = None
    for line in _CARD_LINE.finditer(text):
        if line[1].upper() == "BEGIN":
            begun = line.end()
            continue
        fields = [] if begun is None else list(_FIELD.finditer(text, begun, line.start()))
        begun = None
        names = [one[2].strip() for one in fields if one[1].upper() == "FN"]
        who = key_of(names[0]) if names else None
        for one in fields:
            yield Named(*one.span(2), who, sends=False)


def _in_order(text: str, named: list[Named]) -> list[Named]:
    """Return the names without what stands around them and what names nobody, in order."""
    found: list[Named] = []
    nobody: dict[str, bool] = {}
    for one in sorted(named, key=lambda n: (n.start, -n.end)):
        raw = text[one.start : one.end]
        start = one.start + len(raw) - len(raw.lstrip(AROUND))
        end = one.end - (len(raw) - len(raw.rstrip(AROUND)))
        if start >= end or (found and start < found[-1].end):
            continue
        name = text[start:end]
        if name not in nobody:
            nobody[name] = is_nobody(name)
        if nobody[name]:
            continue
        found.append(Named(start, end, one.id, one.sends))
    return found


AROUND = " \t\r\u00a0\u202f\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u061c"


def _end_of_lines(text: str, number: int) -> int:
    """Return where the first `number` lines that are not blank end."""
    for line in re.finditer(r"[^\n]*\S[^\n]*", text):
        number -= 1
        if not number:
            return line.end()
    return len(text)
