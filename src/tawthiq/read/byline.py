"""Whose voice a text is: the witness of a testimony, else the outlet and its agency."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from tawthiq.base.script import fold
from tawthiq.kit.lexicon.pack import Pack
from tawthiq.read.segment import Block
from tawthiq.record.claim import Link, LinkKind, Span

_DATELINE: Final = re.compile(
    r"\s*(?P<name>[A-Z][\w.]*(?: [A-Z][\w.]*){0,2})\s?[-–—]\s?(?=[A-Z“\"])"
)
_AGENCY: Final = re.compile(r"[^\n.]{0,60}\((?P<name>[^()\n]{2,30})\)\s*[-–—:]\s*")
_LABEL: Final = re.compile(
    r"(?m)^[ \t]*(?P<label>[^\W\d_][^:\n]{2,24}?)\s*:[ \t]*(?P<name>[^\n]{2,80})$"
)
_QUOTED: Final = "«»“”\"' "
_HEAD: Final = 8


def own_voice(
    text: str, cut: Sequence[Block], packs: Sequence[Pack]
) -> tuple[tuple[Link, ...], dict[int, int]]:
    """Return the chain of a text's own voice, and for each block where its words begin."""
    starts = {block.start: block.start for block in cut}
    witness = _witness(text, cut, packs)
    outlet = _masthead(text, cut, packs)
    agency: Link | None = None
    for block in cut[:_HEAD]:
        if block.role != "body":
            continue
        link, start = _dateline(text, block)
        if link is not None:
            starts[block.start] = start
            outlet, agency = (outlet, link) if link.kind == "agency" else (link, agency)
            break
    if witness is not None:
        return (witness,), starts
    own = tuple(link for link in (outlet, agency) if link is not None)
    return own or (Link(None, "outlet"),), starts


@cache
def _labels(packs: tuple[Pack, ...]) -> frozenset[str]:
    return frozenset(
        fold(form)
        for pack in packs
        for rule in pack.rules.values()
        if rule.kind == "byline"
        for form in rule.forms.get("forms", ())
    )


def _witness(text: str, cut: Sequence[Block], packs: Sequence[Pack]) -> Link | None:
    """Read "Witness: NAME" at the head of a testimony."""
    end = cut[min(len(cut), _HEAD) - 1].end if cut else 0
    labels = _labels(tuple(packs))
    for match in _LABEL.finditer(text, 0, end):
        if fold(match["label"]) not in labels:
            continue
        name = re.split(r"[,،(]", match["name"])[0]
        start = match.start("name") + len(name) - len(name.lstrip(_QUOTED))
        name = name.strip(_QUOTED)
        if name:
            return Link(name, "witness", span=Span(name, start, start + len(name)))
    return None


def _masthead(text: str, cut: Sequence[Block], packs: Sequence[Pack]) -> Link | None:
    """Take a short line of the head that names an outlet ("THE SAHL COURIER", "صحيفة …")."""
    for block in cut[:_HEAD]:
        line = text[block.start : block.end].strip()
        words = line.split()
        if (
            block.role not in {"title", "heading", "body"}
            or not 1 < len(words) <= 5
            or line[-1:] in ".:!?"
        ):
            continue
        if _is_outlet(words, packs):
            start = text.index(line, block.start)
            span = Span(line, start, start + len(line))
            name = line.title() if line.isupper() else line
            return Link(name.removeprefix("The "), "outlet", span=span)
    return None


def _is_outlet(words: Sequence[str], packs: Sequence[Pack]) -> bool:
    ends = (fold(words[-1]), fold(words[0]))
    return (
        any(
            term.rule.kind == "source" and term.rule.text("kind") == "outlet"
            for pack in packs
            for key in ends
            for term in pack.terms.get(key, ())
        )
        and words[0][:1].isupper()
    ) or fold(words[0]) in {"صحيفه", "قناه", "اذاعه", "جريده", "موقع"}


def _dateline(text: str, block: Block) -> tuple[Link | None, int]:
    """Take the outlet or agency off the first words of a body ("Sahl Radio - Nine …")."""
    head = text[block.start : min(block.end, block.start + 120)]
    match, kind = _AGENCY.match(head), "agency"
    if match is None:
        match, kind = _DATELINE.match(head), "outlet"
    if match is None:
        return None, block.start
    start, end = block.start + match.start("name"), block.start + match.end("name")
    chosen: LinkKind = "agency" if kind == "agency" else "outlet"
    span = Span(text[start:end], start, end)
    return Link(span.text, chosen, span=span), block.start + match.end()
