"""The preserved text as markup, with every claim's words in a mark of their own.

Quotes may repeat, nest or cross. The text is cut at every boundary; a quote that crosses
another is closed and opened again, so that the pieces marked with one claim always read
as its exact quote. Characters that hide or reorder text are shown as escapes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_HIDING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_ESCAPE = Markup('<span class="escaped">U+{}</span>')
_PIN = Markup('<a class="pin" href="{}" aria-label="{}" data-number="{}"></a>')


@dataclass(frozen=True, slots=True)
class Quoted:
    """A claim's words in a text: code points, end exclusive; where its number leads.

    `is_carrying` sets words apart that a figure rests on.
    """

    claim: str
    anchor: str
    start: int
    end: int
    number: int
    href: str
    label: str
    is_carrying: bool = False


def marked(text: str, quotes: Sequence[Quoted]) -> Markup:
    """Return `text` as markup with a `mark` for each of `quotes`."""
    order = sorted(quotes, key=lambda quote: (quote.start, -quote.end, quote.number))
    inside = [quote for quote in order if 0 <= quote.start < quote.end <= len(text)]
    cuts = sorted({0, len(text), *(q.start for q in inside), *(q.end for q in inside)})
    out: list[Markup] = []
    opened: list[Quoted] = []
    begun: set[str] = set()
    waiting = inside[::-1]
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        _close(out, opened, start, begun)
        while waiting and waiting[-1].start == start:
            _open(out, opened, waiting.pop(), begun)
        if start < end:
            out.append(shown(text[start:end]))
    return Markup("").join(out)


def shown(text: str) -> Markup:
    """Return text with line ends unified and hiding characters written as U+XXXX."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    parts: list[Markup] = []
    last = 0
    for match in _HIDING.finditer(unified):
        parts.append(escape(unified[last : match.start()]))
        parts.append(_ESCAPE.format(f"{ord(match[0]):04X}"))
        last = match.end()
    parts.append(escape(unified[last:]))
    return Markup("").join(parts)


def _close(out: list[Markup], opened: list[Quoted], at: int, begun: set[str]) -> None:
    """Close every quote that ends here; those above it that go on are opened again.

    The numbers of what ended follow together, in order.
    """
    going_on: list[Quoted] = []
    done: list[Quoted] = []
    while any(quote.end <= at for quote in opened):
        quote = opened.pop()
        out.append(Markup("</mark>"))
        (going_on if quote.end > at else done).append(quote)
    ended = sorted(done, key=lambda quote: quote.number)
    out.extend(_PIN.format(quote.href, quote.label, quote.number) for quote in ended)
    for quote in reversed(going_on):
        _open(out, opened, quote, begun)


def _open(out: list[Markup], opened: list[Quoted], quote: Quoted, begun: set[str]) -> None:
    attributes: dict[str, str] = {"id": quote.anchor} if quote.claim not in begun else {}
    if quote.is_carrying:
        attributes["class"] = "carries"
    begun.add(quote.claim)
    opened.append(quote)
    written = Markup("").join(Markup(' {}="{}"').format(k, v) for k, v in attributes.items())
    out.append(Markup('<mark{} data-claim="{}">').format(written, quote.claim))
