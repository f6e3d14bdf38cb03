"""Cut a text view into blocks with a role, and blocks into sentences; offsets only.

Roles: `title` (the first line, when it is one), `heading`, `caption`, `boilerplate`,
`body`. Only titles and bodies are read. Nothing is rewritten.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

Role = Literal["title", "heading", "caption", "boilerplate", "body"]

_BLOCK: Final = re.compile(r"[^\n]+(?:\n(?![ \t\r]*\n)[^\n]+)*")
_ENDING: Final = re.compile(r"[.!?؟…]+[\"'”’»)\]]*(?=\s|$)|[.!?؟]+[”»]|\n")
_FINAL: Final = re.compile(r"[.!?؟…:;][\"'”’»)\]]*\s*$")
_LETTERS_BEFORE: Final = re.compile(r"(\w[\w.]*)$")
_ABBREVIATIONS: Final = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "lt",
        "col",
        "gen",
        "gov",
        "sen",
        "rep",
        "cmdr",
        "insp",
        "maj",
        "capt",
        "sgt",
        "prof",
        "st",
        "no",
        "approx",
        "vs",
        "etc",
        "e.g",
        "i.e",
        "a.m",
        "p.m",
        "u.s",
        "u.n",
        "u.k",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "cpl",
        "brig",
        "hon",
        "rev",
        "al",
        "inc",
        "ltd",
        "co",
        "mt",
        "ft",
        "pp",
        "p",
        "art",
        "d.c",
        "b.c",
        "a.k.a",
    ]
)
_TITLES: Final = "دأام"
_OPENERS: Final = "\"'“‘«([—–-•*"
_LONGEST: Final = 1500
_LONG_LINE: Final = 130
_WRAPPED: Final = range(40, 101)


class Block(NamedTuple):
    """A run of lines without a blank one between them."""

    start: int
    end: int
    role: Role


def blocks(text: str, boilerplate: re.Pattern[str]) -> list[Block]:
    """Return the blocks of a text with their roles."""
    raw = [(match.start(), match.end()) for match in _BLOCK.finditer(text)]
    raw = [(start, end) for start, end in raw if text[start:end].strip()]
    single = sum("\n" not in text[start:end].strip() for start, end in raw)
    spaced = len(raw) >= 5 and single * 2 > len(raw)
    found: list[Block] = []
    bodies = 0
    for start, end in raw:
        role = _role(text[start:end], boilerplate, spaced=spaced, alone=len(raw) == 1)
        if role == "heading" and not bodies:
            role = "title"
        bodies += role == "body"
        found.append(Block(start, end, role))
    return found


def _role(block: str, boilerplate: re.Pattern[str], *, spaced: bool, alone: bool) -> Role:
    stripped = block.strip()
    if len(stripped) < 160 and boilerplate.search(stripped.casefold()):
        return "boilerplate"
    lines = stripped.split("\n")
    if spaced and len(lines) > 1 and not all(_FINAL.search(line) for line in lines):
        return "body" if _is_wrapped(lines) else "caption"
    if not alone and len(lines) == 1 and _is_heading(stripped):
        return "heading"
    return "body"


def _is_wrapped(lines: list[str]) -> bool:
    return len(lines) > 2 and all(len(line.strip()) in _WRAPPED for line in lines[:-1])


def _is_heading(line: str) -> bool:
    words = line.split()
    if len(words) > 16 or len(line) > 140 or _FINAL.search(line.rstrip("?؟")):
        return False
    long = [word for word in words if len(word) > 3 and word[0].isalpha()]
    capital = sum(word[0].isupper() for word in long)
    if any("\u0600" <= char <= "\u06ff" for char in line):
        return len(words) <= 12
    return (bool(long) and capital * 2 > len(long)) or len(words) <= 5


def sentences(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a block as (start, end), without the space around them."""
    start = block.start
    for match in _ENDING.finditer(text, block.start, block.end):
        if match.start() < start or not _is_end(text, match, block):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, block.end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    # Longer "sentences" are tables or no prose; in pieces the work stays linear.
    while end - start > _LONGEST:
        cut = max(text.rfind(" ", start, start + _LONGEST), start + _LONGEST // 2)
        yield start, cut
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _is_end(text: str, match: re.Match[str], block: Block) -> bool:
    mark = match.group()
    if mark == "\n":
        return _is_hard_break(text, match.start(), block)
    after = text[match.end() : match.end() + 3].lstrip()
    if mark == ".":
        before = _LETTERS_BEFORE.search(text[max(block.start, match.start() - 12) : match.start()])
        word = before.group(1).casefold() if before else ""
        if word in _ABBREVIATIONS or (
            len(word) == 1 and word.isalpha() and (word.isascii() or word in _TITLES)
        ):
            return not after or (word in {"a.m", "p.m"} and after[:1].isupper())
    return not (after and after[0].islower() and after[0].isascii())


def _is_hard_break(text: str, at: int, block: Block) -> bool:
    """Say whether a line end ends a sentence: it does, unless the text is wrapped there."""
    begin = max(text.rfind("\n", block.start, at) + 1, block.start)
    line = text[begin:at].strip()
    if "\n" not in text[at + 1 : at + _LONG_LINE] and block.end - at > _LONG_LINE:
        return True  # the next line is a paragraph of its own: nothing is wrapped here
    after = text[at + 1 : at + _LONG_LINE].split("\n")
    last = at + 1 + len(after[0]) >= block.end
    if len(after) > 1 and not last and len(after[0].strip()) not in _WRAPPED:
        return True  # nor is it where a short line stands between others
    before = text[max(begin - _LONG_LINE, block.start) : max(begin - 1, block.start)]
    if begin - block.start > _LONG_LINE and "\n" not in before:
        return True
    return bool(_FINAL.search(line)) or len(line) not in _WRAPPED
