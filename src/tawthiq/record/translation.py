"""A translation of an item's text: a derivative beside it, aligned sentence by sentence."""

from dataclasses import dataclass
from typing import Literal

State = Literal["draft", "checked"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A stretch of the original and the stretch that translates it, in code points.

    Ends are exclusive. An empty stretch on one side means that nothing stands for the other.
    """

    start: int
    end: int
    into_start: int
    into_end: int


@dataclass(frozen=True, slots=True)
class Translation:
    """The payload of a `translation` entry: whose it is, what it translates, and how.

    `of` and `sha256` name the text view and the translated text in the vault. `tool` is the
    program that made the draft; `translator` the person who answers for it, or a code name.
    `dated` is the day it was made, where known.
    """

    item: str
    of: str
    sha256: str
    language: str
    translator: str | None
    tool: str | None
    dated: str | None
    state: State
    pairs: tuple[Pair, ...]
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Translated:
    """A translation with the id of its entry, and both texts."""

    id: str
    made: Translation
    original: str
    text: str

    def beside(self, start: int, end: int) -> str:
        """Return what translates the stretch of the original; empty where nothing does."""
        into = [p for p in self.made.pairs if p.start < end and start < p.end]
        held = [p for p in into if p.into_end > p.into_start]
        if not held:
            return ""
        return self.text[min(p.into_start for p in held) : max(p.into_end for p in held)]


@dataclass(frozen=True, slots=True)
class Differing:
    """Numbers that stand on one side of a pair only."""

    pair: Pair
    original: str
    translation: str
    missing: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
