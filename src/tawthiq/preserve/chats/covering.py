"""A chat's text with code names for its people: what changes, what stays, who they are.

Only names and numbers change. Lines stay lines: line N of the text view is line N of the
export, so whoever may open the original finds the sentence that a claim quotes.
"""

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tawthiq.preserve.chats.heads import recognise
from tawthiq.preserve.chats.layout import laid_out
from tawthiq.preserve.chats.mentions import Edit, Mentions, unknown_numbers
from tawthiq.preserve.chats.moving import Mover
from tawthiq.preserve.chats.people import Codes, Named, Person, cleaned, is_nobody, key_of
from tawthiq.preserve.text.result import PERSON, SENDER
from tawthiq.record.chat import Messages, Order
from tawthiq.record.item import FileName, Part, TextView

_BREAKS = str.maketrans(dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"))
"""Everything that ends a line; each is one code point, so that places stay places."""
_TITLE = re.compile(
    r"(?:whatsapp chat (?:with|-)|chat de whatsapp con|discussion whatsapp avec|whatsapp-chat mit"
    r"|chat whatsapp con|conversa do whatsapp com|(?:محادثة|دردشة) (?:واتساب|WhatsApp) مع)"
    r"[ _]+(?P<title>.+?)(?:\(\d+\))?(?:\.(?:txt|zip))?$",
    re.IGNORECASE,
)
MOST_OF_TWO = 2


@dataclass(frozen=True, slots=True)
class Covered:
    """A text view with code names, its text and messages, and who stands behind them."""

    view: TextView
    text: str
    people: tuple[Person, ...]
    mentions: Mentions
    codes: Codes
    messages: Messages | None = None

    @property
    def senders(self) -> int:
        """How many of the people wrote messages."""
        return sum(person.messages > 0 for person in self.people)


def cover(
    view: TextView,
    text: str,
    codes: Codes,
    messages: Messages | None = None,
    order: Order | None = None,
) -> Covered | None:
    """Return the view and its text with code names; None for what is no chat export.

    `messages` are those that the reader of a format of its own found; `order` is the order of
    day and month that a person states for others.
    """
    lines = text.translate(_BREAKS)
    marked = _marked(view.parts)
    found = (marked, []) if marked else recognise(lines)
    if found is None:
        return None
    named, stamps = found
    if messages is None and not marked:
        messages = laid_out(lines, stamps, named, order)
    people, edits = _people(lines, named, codes)
    _strangers(lines, people, codes)
    mentions = _mentions(people, codes)
    apart = sorted([*stamps, *((start, end) for start, end, _ in edits)])
    again = mentions.find(lines, apart)
    edits = sorted([*edits, *again])
    mover = Mover(edits)
    parts = [p for p in view.parts if not p.label.startswith((SENDER, PERSON))]
    covered = Covered(view, "", tuple(people.values()), mentions, codes)
    facts = dict(view.facts) | _facts(covered, len(again))
    view = dataclasses.replace(
        view,
        reader=f"{view.reader}, senders replaced",
        parts=tuple(Part(*mover.stretch((p.start, p.end)), p.label) for p in parts),
        facts=tuple(sorted(facts.items())),
    )
    moved = None if messages is None else mover.moved(messages)
    return dataclasses.replace(covered, view=view, text=_replaced(text, edits), messages=moved)


def told_open(
    view: TextView, text: str, messages: Messages | None = None, order: Order | None = None
) -> tuple[TextView, Messages | None]:
    """Return the view of a chat whose senders stay on purpose, saying so, and its messages.

    What is no chat comes back as it is.
    """
    if not _marked(view.parts):
        lines = text.translate(_BREAKS)
        found = recognise(lines)
        if found is None:
            return view, messages
        messages = laid_out(lines, found[1], found[0], order)
    parts = tuple(p for p in view.parts if not p.label.startswith((SENDER, PERSON)))
    facts = dict(view.facts) | {"senders": "kept as they are, on purpose"}
    return dataclasses.replace(view, parts=parts, facts=tuple(sorted(facts.items()))), messages


def covered_name(name: FileName, covered: Covered | None, codes: Codes) -> FileName:
    """Return a file's name with code names for the people of its chat.

    Of an archive (`covered` is None) and of a chat of two, whom it is with is a person.
    """
    titled = _TITLE.search(name.text)
    text = name.text
    if covered is not None:
        text = _replaced(text, covered.mentions.find(text))
    if titled is not None and text == name.text:
        of_two = covered is None or covered.senders <= MOST_OF_TWO
        if of_two and not is_nobody(titled["title"]):
            start, end = titled.span("title")
            text = text[:start] + codes.of(key_of(titled["title"])) + text[end:]
    return name if text == name.text else FileName(text)


def titled(name: str) -> str | None:
    """Return whom or what a WhatsApp export is named after."""
    found = _TITLE.search(name)
    return found["title"] if found is not None else None


def covered_folder(folder: str, covered: Covered) -> str:
    """Return a folder's path with code names."""
    return "/".join(_replaced(one, covered.mentions.find(one)) for one in folder.split("/"))


def _marked(parts: Iterable[Part]) -> list[Named]:
    """Return the people that a reader of a chat's own format has marked in its parts."""
    found: list[Named] = []
    for part in parts:
        if part.label.startswith((SENDER, PERSON)):
            if found and part.start < found[-1].end:
                continue
            own = part.label.partition(" ")[2].strip() or None
            found.append(Named(part.start, part.end, own, part.label.startswith(SENDER)))
    return found


def _people(
    text: str, named: Sequence[Named], codes: Codes
) -> tuple[dict[str, Person], list[Edit]]:
    """Return the people by what identifies them, and the code for each place that names one."""
    people: dict[str, Person] = {}
    edits: list[Edit] = []
    line, seen = 1, 0
    read: dict[str, tuple[bool, str, str]] = {}  # a sender's name comes again in every message
    for one in named:
        name = text[one.start : one.end]
        if name not in read:
            read[name] = (is_nobody(name), key_of(name), cleaned(name))
        nobody, by_name, plain = read[name]
        if nobody and one.id is None:
            continue
        key = one.id or by_name
        line, seen = line + text.count("\n", seen, one.start), one.start
        person = people.get(key)
        if person is None:
            person = people[key] = Person(codes.of(key), one.id, first_line=line)
        if not nobody:
            person.names[plain] = None
        person.messages += one.sends
        edits.append((one.start, one.end, person.code))
    return people, edits


def _mentions(people: dict[str, Person], codes: Codes) -> Mentions:
    """Return what to look for; a name of two people gets a code name of its own."""
    bearers: dict[str, list[Person]] = {}
    for person in people.values():
        for name in person.names:
            bearers.setdefault(key_of(name), []).append(person)
    mentions = Mentions()
    for key, those in list(bearers.items()):
        names = dict.fromkeys(name for one in those for name in one.names if key_of(name) == key)
        if len(those) > 1:
            shared = people.setdefault(key, Person(codes.of(key), None, names, those[0].first_line))
            those = [shared]  # noqa: PLW2901 - which of the two is meant cannot be known
        for name in names:
            mentions.add(name, those[0].code)
    return mentions


def _strangers(text: str, people: dict[str, Person], codes: Codes) -> None:
    """Add whom the messages give an international number of, though they did not write."""
    known = {key_of(name) for person in people.values() for name in person.names}
    line, seen = 1, 0
    for start, end, key in unknown_numbers(text):
        if key not in known and key not in people:
            line, seen = line + text.count("\n", seen, start), start
            people[key] = Person(codes.of(key), None, {cleaned(text[start:end]): None}, line)


def _facts(covered: Covered, again: int) -> dict[str, str]:
    return {
        "senders": "replaced by code names",
        "senders_replaced": str(covered.senders),
        "others_replaced": str(len(covered.people) - covered.senders),
        "mentions_replaced": str(again),
    }


def _replaced(text: str, edits: Iterable[Edit]) -> str:
    pieces, at = [], 0
    for start, end, code in edits:
        pieces += [text[at:start], code]
        at = end
    return "".join([*pieces, text[at:]])
