"""The text of one file, and where each piece of it stands: what every reader gives.

Offsets count code points of `text`, end exclusive. Nothing is normalised: what a claim
quotes must be findable in the view letter by letter.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tawthiq.base.errors import DamagedError
from tawthiq.record.chat import Messages, from_json, to_json
from tawthiq.record.item import Part

MAX_PARTS = 400_000
SENDER, PERSON = "\x02sender ", "\x02person "
"""How labels of parts begin that mark a name in a chat; what identifies the person follows.

Such parts are for stage preserve alone: it takes them off when it writes code names.
"""
_FACT_LENGTH = 2000
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class TextResult:
    """A text, its named stretches, what the reader learnt beside it, and who read it.

    `messages` are those of a chat whose format says where they stand.
    """

    text: str
    parts: tuple[Part, ...]
    facts: Mapping[str, str]
    reader: str
    reader_version: str
    messages: Messages | None = None


class ShapeError(ValueError):
    """What came out of the cage is no text result."""


@dataclass
class TextBuilder:
    """Text put together piece by piece, remembering where each named piece stands."""

    parts: list[Part] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0

    def put(self, text: str, label: str = "") -> None:
        """Append `text`; with a label it becomes a part, unless it is empty."""
        if label and text and len(self.parts) < MAX_PARTS:
            self.parts.append(Part(self._length, self._length + len(text), label))
        self._pieces.append(text)
        self._length += len(text)

    def __len__(self) -> int:
        return self._length

    def part(self, start: int, label: str) -> None:
        """Name everything appended since `start`, before the parts that lie inside it."""
        if start < self._length:
            self.parts.append(Part(start, self._length, label))

    def result(self, facts: Mapping[str, object], reader: str, version: str) -> TextResult:
        """Return what was put together."""
        return made("".join(self._pieces), self.parts, facts, reader, version)


def made(
    text: str, parts: list[Part], facts: Mapping[str, object], reader: str, version: str
) -> TextResult:
    """Return a result whose text can be stored and whose facts are short, clean strings.

    Half a surrogate pair, which some formats carry, is no character: it becomes U+FFFD.
    """
    kept = {key: cleaned(value) for key, value in facts.items() if value not in (None, "")}
    text, halves = _SURROGATE.subn("\ufffd", text)
    if halves:
        kept["half_pairs_replaced"] = str(halves)
    if len(parts) >= MAX_PARTS:
        kept["parts"] = f"only the first {MAX_PARTS} are listed"
    in_order = sorted(parts, key=lambda part: (part.start, -part.end))
    return TextResult(text, tuple(in_order), kept, reader, version)


def cleaned(value: object) -> str:
    """Return a fact on one line, without control characters, and not too long."""
    shown = "".join(c if c.isprintable() else " " for c in str(value))
    return " ".join(_SURROGATE.sub("\ufffd", shown).split())[:_FACT_LENGTH]


def to_wire(result: TextResult) -> dict[str, object]:
    """Return the result as JSON; parts as triples, since there may be many."""
    messages = None if result.messages is None else to_json(result.messages)
    return {
        "messages": messages,
        "text": result.text,
        "parts": [(part.start, part.end, part.label) for part in result.parts],
        "facts": dict(result.facts),
        "reader": result.reader,
        "version": result.reader_version,
    }


def from_wire(value: Any) -> TextResult:  # noqa: ANN401 - whatever a child sent
    """Rebuild a result from the child's JSON; every offset is checked.

    Raises:
        ShapeError: it is no result, or a part lies outside the text.
    """
    try:
        text, size = _text(value["text"]), len(value["text"])
        parts = tuple(_part(one, size) for one in value["parts"])
        facts = {_text(key): _text(fact) for key, fact in value["facts"].items()}
        told = value.get("messages")
        messages = None if told is None else from_json(_text(told), size)
        reader, version = _text(value["reader"]), _text(value["version"])
        return TextResult(text, parts, facts, reader, version, messages)
    except (DamagedError, KeyError, TypeError, ValueError, AttributeError):
        raise ShapeError("no text result came") from None


def _text(value: object) -> str:
    if not isinstance(value, str) or _SURROGATE.search(value):
        raise ShapeError("no text")
    return value


def _part(value: Any, size: int) -> Part:  # noqa: ANN401 - whatever a child sent
    start, end, label = value
    if not (type(start) is type(end) is int and 0 <= start <= end <= size):
        raise ShapeError("a part outside the text")
    return Part(start, end, _text(label))
